"""The published description of the channel, as something to check answers by: closed, so that no field is left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

FILE = Path(__file__).parents[1] / "docs" / "reference" / "openapi.yml"
ERRORS = ("BadRequest", "NotFound", "WrongMethod", "Timeout", "TooLong", "TooMany", "Failed", "NotNow")


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Read the description."""
    return dict(YAML(typ="safe").load(FILE))


@lru_cache(maxsize=64)
def checker(name: str) -> Draft202012Validator:
    """Give what checks a value by a schema of the description, and refuses every field that is not described."""
    whole = {"components": closed(description()["components"]), "$ref": f"#/components/schemas/{name}"}
    return Draft202012Validator(whole)


def closed(schema: Any) -> Any:
    """Close every object that lists its fields. The published one is open, since answers may gain fields."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, Mapping):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    # A list of fields stands under `properties`; a field may itself be named so, but is no list then.
    return (
        {"additionalProperties": False, **inner} if schema.get("type") == "object" and "properties" in schema else inner
    )


def faults(name: str, value: Any) -> list[str]:
    """Say where a value differs from a schema of the description; a message is measured by that of its kind."""
    if name == "Message" and isinstance(value, Mapping):
        # Of eight kinds in a row one would only learn that none fits.
        kind = f"{str(value.get('kind')).capitalize()}Message"
        name = kind if kind in description()["components"]["schemas"] else name
    return [f"{name} {'.'.join(map(str, error.path))}: {error.message}" for error in checker(name).iter_errors(value)]


def codes() -> dict[str, set[str]]:
    """Give the codes of errors by the name of the answer that has them."""
    schemas = description()["components"]["schemas"]
    return {name: set(schemas[name]["properties"]["error"]["properties"]["code"]["enum"]) for name in ERRORS}

"""Checks one file of the knowledge base against the JSON Schema of its kind, in words a policy owner can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from signpost.errors import Problem

TYPES = {
    "object": "keys and values",
    "array": "a list",
    "string": "text, in quotes if it looks like a number or a date",
    "integer": "a whole number",
}


class Checker:
    """Holds the compiled schemas of one knowledge base."""

    def __init__(self, folder: Path) -> None:
        schemas = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.schema.json")}
        self._validators = {
            name.removesuffix(".schema.json"): jsonschema.Draft7Validator(
                schema, resolver=jsonschema.RefResolver("", schema, store=schemas)
            )
            for name, schema in schemas.items()
        }

    def parse(self, file: str, text: bytes) -> tuple[Any, list[Problem]]:
        """Read YAML 1.2. A key given twice, or text that is not YAML, is a problem."""
        try:
            return YAML(typ="safe").load(text.decode("utf-8")), []
        except UnicodeDecodeError as error:
            return None, [Problem(file, f"byte {error.start}", "text that is not UTF-8", "a file saved as UTF-8")]
        except YAMLError as error:
            mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
            line = f"line {mark.line + 1}" if mark else "file"
            what = (getattr(error, "problem", None) or str(error)).split("\n")[0]
            return None, [Problem(file, line, what.removeprefix("found "), "YAML 1.2, each key once")]

    def check(self, file: str, kind: str, data: Any) -> Iterator[Problem]:
        """Yield what the schema of `kind` finds wrong in `data`, each thing once."""
        errors = sorted(self._validators[kind].iter_errors(data), key=lambda e: [str(p) for p in e.absolute_path])
        problems = [
            Problem(file, ".".join(str(part) for part in inner.absolute_path) or "file", *_found_and_expected(inner))
            for error in errors
            for inner in _innermost(error)
        ]
        # The validator names each missing key in an error of its own; ours names all of them in one.
        yield from dict.fromkeys(problems)


def _innermost(error: Any) -> Iterator[Any]:
    """Yield the conditions that are wrong themselves, not those that only hold a wrong one."""
    held = [inner for inner in error.context or () if inner.validator == "oneOf"]
    for inner in held:
        yield from _innermost(inner)
    if not held:
        yield error


def _found_and_expected(error: Any) -> tuple[str, str]:
    found = _short(error.instance)
    match error.validator:
        case "additionalProperties":
            allowed = error.schema.get("properties", {})
            unknown = [key for key in error.instance if key not in allowed]
            return f"unknown key {', '.join(map(repr, unknown))}", f"one of: {', '.join(allowed)}"
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return f"no {', '.join(missing)}", f"the keys {', '.join(error.validator_value)}"
        case "enum":
            return found, f"one of: {', '.join(map(str, error.validator_value))}"
        case "oneOf":
            return found, error.schema.get("description", "one of the forms the schema describes")
        case "type":
            return found, TYPES.get(error.validator_value, error.validator_value)
        case "pattern":
            return found, error.schema.get("description", f"text like {error.validator_value}")
        case "dependencies":
            return "a substitute without the key lost", "substitute only together with lost"
        case "minLength":
            return found, "text that is not empty"
        case "minItems" | "minProperties":
            return found, f"entries: {error.validator_value} or more"
        case "minimum":
            return found, f"{error.validator_value} or more"
    return found, error.message


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(value) if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."

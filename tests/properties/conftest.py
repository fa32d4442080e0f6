"""The truth tables of every rulebook of the real knowledge base, built once."""

from __future__ import annotations

import pytest

from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from tests.properties.space import Space
from tests.properties.tables import Tables

RULEBOOKS = [None, "dyfed_powys", "essex", "kent"]


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """Give the real knowledge base."""
    return load_knowledge_base()


@pytest.fixture(scope="session")
def space(kb: KnowledgeBase) -> Space:
    """Give the space of all combinations of facts."""
    return Space(kb)


@pytest.fixture(scope="session")
def all_tables(kb: KnowledgeBase, space: Space) -> dict[str | None, Tables]:
    """Give the tables of each rulebook by its force; None is the national one."""
    return {force: Tables(space, book) for force, book in kb.rulebooks.items()}


@pytest.fixture(params=RULEBOOKS, ids=lambda force: force or "no_force")
def tables(request: pytest.FixtureRequest, all_tables: dict[str | None, Tables]) -> Tables:
    """Give the tables of one rulebook after another."""
    return all_tables[request.param]


@pytest.fixture(params=["essex", "kent"])
def joint(request: pytest.FixtureRequest, all_tables: dict[str | None, Tables]) -> Tables:
    """Give the tables of the two forces that share their protocols."""
    return all_tables[request.param]


@pytest.fixture
def dyfed_powys(all_tables: dict[str | None, Tables]) -> Tables:
    """Give the tables of Dyfed-Powys."""
    return all_tables["dyfed_powys"]


@pytest.fixture
def kent(all_tables: dict[str | None, Tables]) -> Tables:
    """Give the tables of Kent."""
    return all_tables["kent"]

"""Knowledge bases for all tests: the real one, and one small enough to hold in the head."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from signpost.kb import DEFAULT_FOLDER, load_knowledge_base
from signpost.model import KnowledgeBase

PROJECT = Path(__file__).parents[1]
TINY = PROJECT / "tests" / "fixtures" / "kb"


@pytest.fixture(scope="session")
def project() -> Path:
    """Give the folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def real_kb() -> KnowledgeBase:
    """Load the project's own knowledge base, once for all tests."""
    return load_knowledge_base()


@pytest.fixture(scope="session")
def tiny_kb() -> KnowledgeBase:
    """Load the small knowledge base: one national layer, one joint set, two forces."""
    return load_knowledge_base(TINY)


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """Give a copy of the small knowledge base that the test may change."""
    return Path(shutil.copytree(TINY, tmp_path / "kb"))


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """Give the folder of the real knowledge base, which no test may change."""
    return DEFAULT_FOLDER


@pytest.fixture
def laid_over(tiny_folder: Path) -> Callable[[Path], Path]:
    """Lay the files of a folder over a copy of the small knowledge base."""

    def lay(files: Path) -> Path:
        return Path(shutil.copytree(files, tiny_folder, dirs_exist_ok=True))

    return lay


# What starts services and trains takes longest. Where it comes first, no processor waits for the other at the end.
LONGEST_FIRST = ("nlu", "service", "conversations", "plugins", "actions", "properties")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests by how long their folders take, each file as it stands."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))

"""The terminal's own words, from `policies_kb/terminal.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml import YAML

from signpost.kb import DEFAULT_FOLDER

Says = Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """What the terminal says, by name, and what may be typed for the terminal itself."""

    says: Says
    typed: Mapping[str, frozenset[str]]

    def means(self, typed: str, command: str) -> bool:
        """Say whether something typed is one of the ways to give a command."""
        return typed.strip(" .!").casefold() in self.typed[command]


@lru_cache(maxsize=1)
def terminal_words() -> Words:
    """Read the words."""
    data = YAML(typ="safe").load((DEFAULT_FOLDER / "terminal.yml").read_text("utf-8"))
    typed = {command: frozenset(ways) for command, ways in data["typed"].items()}
    return Words({name: str(words) for name, words in data["says"].items()}, typed)

"""The door a message goes through: something happened, wellbeing, a manager's duties, or a question on policy."""

from __future__ import annotations

from signpost.facts import Facts
from signpost.state import Heard, State

DOORS = {"ask_wellbeing": "wellbeing", "ask_duties": "manager_duties", "ask_policy": "policy_question"}


def with_purpose(state: State, heard: Heard) -> Facts:
    """Give the facts of a message, and the door that it goes through where its act says so."""
    if "purpose" in heard.facts or (heard.act == "ask_policy" and "purpose" in state.facts):
        return heard.facts
    if heard.act in DOORS:
        return heard.facts.adding({"purpose": (DOORS[heard.act],)})
    if heard.facts and "purpose" not in state.facts:
        about_self = heard.facts.state("conduct") == ("wellbeing",)
        return heard.facts.adding({"purpose": ("wellbeing" if about_self else "something_happened",)})
    return heard.facts

"""What a question does to a conversation: which answers are given, which wait for a fact, what it tells of the person.

Pure. Which answers a question may have is found by `signpost.retrieval`; their words are chosen by `signpost.answers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from signpost.answers import case_of
from signpost.doors import with_purpose
from signpost.facts import Facts
from signpost.model import KnowledgeBase
from signpost.state import ANSWER, Heard, Reply, State, joined

NEEDS_FORCE = "needs_force"
# What a question tells of whoever asks it. Anything else in it is what the question is about.
_OF_THE_PERSON = ("force", "role", "rank_band")


def inquire(state: State, heard: Heard, kb: KnowledgeBase) -> Reply:
    """Take a question to which there are answers."""
    if heard.facts.known("force") and state.facts.known("force") and heard.facts["force"] != state.facts["force"]:
        return state, ("utter_one_force",)
    state = _through_door(state, heard)
    told = heard.facts if heard.act == "describe" else heard.facts.only(*_OF_THE_PERSON)
    new = Facts({name: values for name, values in told.items() if state.facts.get(name) != values})
    if new:
        state = replace(state, pending=joined(state, new, kb), shown=False)
    known = state.facts.adding(state.pending).adding(heard.about)
    lacking = {name: lacks(name, known, kb) for name in heard.answers}
    state = replace(state, topic=heard.answers[-1], awaits=tuple(name for name, fact in lacking.items() if fact))
    return _asking(state, lacking.values()), _said(heard.answers, known, kb)


def release(before: State, state: State, kb: KnowledgeBase) -> Reply:
    """Give the answers that waited for a fact which has been told since; whoever declines it waits no longer."""
    was, now = before.facts.adding(before.pending), state.facts.adding(state.pending)
    lacked = {name: lacks(name, was, kb) for name in state.awaits}
    ready = [name for name, fact in lacked.items() if fact and now.known(fact)]
    still = {name: lacks(name, now, kb) for name in ready}
    waiting = [name for name, fact in lacked.items() if fact not in now or still.get(name)]
    state = replace(state, awaits=tuple(waiting), topic=ready[-1] if ready else state.topic)
    return _asking(state, still.values()), _said(ready, now, kb)


def lacks(name: str, facts: Facts, kb: KnowledgeBase) -> str | None:
    """Name the fact without which an answer cannot be given, or could be given better; None where nothing lacks."""
    answer = kb.rulebook(facts).answers.get(name)
    if answer is None:
        return None
    if "force" not in facts and any(
        book.answers.get(name, answer).cases != answer.cases for book in kb.rulebooks.values()
    ):
        return "force"
    case = case_of(answer, facts)
    return case.ask if case and case.ask and case.ask not in facts else None


def _said(names: Iterable[str], facts: Facts, kb: KnowledgeBase) -> tuple[str, ...]:
    """Say answers; where one cannot be given without the force, or not to this force, say that instead."""
    answers, said = kb.rulebook(facts).answers, []
    for name in names:
        held = name in answers and (facts.known("force") or case_of(answers[name], facts))
        said.append(f"{ANSWER}:{name}" if held else NEEDS_FORCE if name in answers else ANSWER)
    return tuple(dict.fromkeys(said))


def _through_door(state: State, heard: Heard) -> State:
    """Open a door where none is open: that of the account the question stands in, or the one for questions."""
    if "purpose" in state.facts:
        return state
    personal = heard.act == "describe" or (heard.act != "ask_policy" and heard.facts)
    purpose = with_purpose(state, heard).get("purpose") if personal else None
    return replace(state, facts=state.facts.adding({"purpose": purpose or ("policy_question",)}))


def _asking(state: State, lacking: Iterable[str | None]) -> State:
    """Ask for the fact that lacks, where no other question is going to."""
    fact = next((fact for fact in lacking if fact and fact != "force"), None)
    alone = state.finished or state.shown or state.facts.state("purpose") == ("policy_question",)
    return replace(state, reask=fact) if fact and alone else state

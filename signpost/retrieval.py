"""Which answers a message asks for: from how each of them scores, for the message and for each of its questions.

Pure. The scores come from `signpost.plugins.answer_retriever`; what the answers do to a conversation is
in `signpost.inquiry`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from signpost.asking import is_question
from signpost.model import Rulebook
from signpost.state import Heard, State

# Under this name the scores travel through Rasa with a message.
RANKING = "answers"
# Acts of which it is known that something is asked.
ASKING = frozenset({"ask_policy", "ask_duties", "ask_wellbeing", "what_is", "privacy", "bot", "help"})
# Acts that have a reply of their own ("can I speak to a person"): only what scores so high is put before it.
_OWN_REPLY = frozenset(
    {"human", "why", "what_is", "start_again", "stop", "change", "enough", "skip", "unsure", "affirm", "deny", "thanks"}
)
_FIRM = 0.4
_SHORT = 8
# So many words that describe something are an account. Reading it as a question would cost as much as understanding it.
_ACCOUNT = 20
OFFERED = 3
_AT_ONCE = 2
# A question goes on from the answer before it: "and if he finds out", "what about volunteers".
_FOLLOWS = re.compile(
    r"\W*(?:(?:ok(?:ay)?|right|so|but|yes|yeah|no|thanks)\W+)*"
    r"(?:and\b|but\b|what about|how about|what if|same for|does that (?:also )?(?:go|apply)|is that (?:also )?true)",
    re.IGNORECASE,
)
_SHORT_FOLLOW_UP = 7
# How much more an answer scores, in a question that goes on, for being related to the one before.
_RELATED = 0.2
_OF_SELF = re.compile(r"\b(?:i['’]?m|i am|we['’]?re|we are|as an?|speaking as|my role|i work)\b", re.IGNORECASE)
_OF_WHOM = ("role", "rank_band", "position")

# For the whole message, then for each of its questions: answers with their scores, best first. About 1 is the score of
# the one that is asked for, 0 and less that of the others.
Ranking = Sequence[Sequence[tuple[str, float]]]
# From which score on an answer is given, and from which on it is offered. Chosen on tests/nlu/questions.yml, where nine
# of ten questions are answered rightly, and nineteen of twenty that the policies do not settle get no answer.
SURE = -0.1
NEAR = -0.25


def may_ask(text: str, act: str | None) -> bool:
    """Say whether a message may want an answer as a whole; a long account wants one for the questions in it alone."""
    account = act == "describe" and len(text.split()) >= _ACCOUNT
    return not account or is_question(text) or bool(_FOLLOWS.match(text))


def asked(heard: Heard, text: str, ranking: Ranking, state: State, rulebook: Rulebook) -> Heard:
    """Add to what was heard the answers that it asks for, or those that it may be asking for.

    Args:
        heard: the message, as far as it is known.
        text: its words.
        ranking: how answers score.
        state: where the conversation stands.
        rulebook: what may be shown to this person.
    """
    listening = state.facts.state("purpose") == ("policy_question",)
    whole = is_question(text) or heard.act in ASKING or listening
    topic = state.topic if state.topic in rulebook.answers else None
    follows = topic is not None and bool(_FOLLOWS.match(text))
    if not whole and not follows and len(ranking) < _AT_ONCE:
        return heard
    heard = _about_others(heard, text)
    if follows and topic and heard.about and len(text.split()) <= _SHORT_FOLLOW_UP:
        return replace(heard, answers=(topic,))
    parts = [_held(part, rulebook) for part in ranking]
    if follows and topic:
        parts = [_going_on(part, topic, rulebook) for part in parts]
    by_act = next((name for name, answer in rulebook.answers.items() if answer.act == heard.act), None)
    # "Can I speak to a person" is an act; a longer text asks something beside it.
    own_reply = len(text.split()) <= _SHORT and (by_act is not None or heard.act in _OWN_REPLY)
    found = _settled(parts if whole or follows else parts[1:], _FIRM if own_reply else SURE)
    if not found and by_act:
        found = (by_act,)
    if found:
        return replace(heard, answers=found)
    near = [name for name, p in parts[0][:OFFERED] if p >= NEAR] if whole or follows else []
    return replace(heard, near=() if own_reply else tuple(near))


def _held(part: Sequence[tuple[str, float]], rulebook: Rulebook) -> list[tuple[str, float]]:
    return [(name, p) for name, p in part if name in rulebook.answers]


def _settled(parts: Sequence[Sequence[tuple[str, float]]], sure: float) -> tuple[str, ...]:
    """Give the answers that are sure: of the clauses where they ask several things, else of the whole."""
    best = [part[0][0] for part in parts if part and part[0][1] >= sure]
    several = tuple(dict.fromkeys(best[1:] if len(parts) > 1 else best))
    return (several if len(several) >= _AT_ONCE else tuple(best[:1]))[:_AT_ONCE]


def _going_on(part: Sequence[tuple[str, float]], topic: str, rulebook: Rulebook) -> list[tuple[str, float]]:
    """Weigh answers by what the question goes on from: what is related more, the same again less."""
    weight = {topic: -_RELATED, **dict.fromkeys(rulebook.answers[topic].related, _RELATED)}
    return sorted(((name, score + weight.get(name, 0.0)) for name, score in part), key=lambda pair: -pair[1])


def _about_others(heard: Heard, text: str) -> Heard:
    """Take a role that a question supposes as what it is about, unless the person speaks of themselves."""
    if heard.act == "describe" or _OF_SELF.search(text):
        return heard
    about = heard.facts.only(*_OF_WHOM)
    return replace(heard, about=about, facts=heard.facts.without(*about)) if about else heard

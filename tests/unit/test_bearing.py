"""The parts of a rulebook on which an answer bears."""

from __future__ import annotations

import random

import pytest

from signpost.bearing import parted
from signpost.facts import OPEN, Facts
from signpost.model import KnowledgeBase
from signpost.weighing import weigh


def _told(kb: KnowledgeBase, chance: random.Random) -> Facts:
    """Give somebody's answers, some of them left out, some of them open."""
    answers = {fact.id: (chance.choice((*fact.values, *OPEN)),) for fact in kb.vocabulary if chance.random() < 0.6}
    return Facts({**answers, "force": (chance.choice(list(kb.forces)),)})


@pytest.mark.parametrize("seed", range(40))
def test_the_parts_together_stand_as_the_whole(real_kb: KnowledgeBase, seed: int) -> None:
    """Whatever is answered, the rest stands as before, and with the touched part it makes up the whole."""
    chance = random.Random(seed)
    facts = _told(real_kb, chance)
    rulebook = real_kb.rulebook(facts)
    for fact in (fact for fact in real_kb.vocabulary if fact.id != "force"):
        touched, rest = parted(rulebook, fact.id)
        beside = weigh(facts.without(fact.id), rest)
        for value in (*fact.values, *OPEN):
            told = facts.adding({fact.id: (value,)})
            whole, part = weigh(told, rulebook), weigh(told, touched, beside)
            assert weigh(told, rest).decision() == beside.decision()
            assert part.routes == whole.routes
            for kind in ("findings", "duties", "notices"):
                joined = [*getattr(beside, kind), *getattr(part, kind)]
                assert sorted(map(repr, joined)) == sorted(map(repr, getattr(whole, kind)))


def test_an_answer_bears_on_a_part_only(real_kb: KnowledgeBase) -> None:
    """What was raised before changes no definition; how somebody was treated changes each."""
    rulebook = real_kb.rulebooks["kent"]
    assert parted(rulebook, "raised")[0].concepts == ()
    assert parted(rulebook, "conduct")[1].concepts == ()

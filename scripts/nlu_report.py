"""Writes docs/reference/understanding.md: how well the trained model understands messages. Run by `make nlu-report`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ruamel.yaml import YAML

from scripts import nlu_measures as measures
from scripts import nlu_ours, nlu_peer
from scripts.nlu_measures import Case, Miss, Score, Sign
from scripts.tables import table
from signpost.kb import PROJECT
from signpost.safety import KINDS

PAGE = PROJECT / "docs" / "reference" / "understanding.md"
TESTS = PROJECT / "tests" / "nlu"
PRECISION, RECALL = 0.95, 0.85
SHOWN, LONGEST, CONFUSED = 15, 140, 12
OPENING = """# Understanding

How well the trained model understands what people type, measured on messages that it was never trained on.
Written by `make nlu-report`, so do not mend it by hand. Times and memory are those of the machine of that run.

- *Precision*: of what was understood, the share that was right.
- *Recall*: of what was stated, the share that was understood.
- *F*: the harmonic mean of the two.
- What a careful reader could see in a message, though its words do not state it, is neither asked nor wrong."""
FACTS_OPENING = """\
The goal for each fact is a precision of {precision} and a recall of {recall} on the validation messages.
*Stated* counts how often a fact is stated: where that is seldom, one message weighs much. *Left out* judges each
training message as though it had been left out of the training. That is a little too kind, because the thresholds were
chosen on it. Forces are read by name and not learned.
"""
CALIBRATION_OPENING = """\
Of the facts that the classifier calls 70% probable, 70% should be right. Counted is each value of
each learned fact in each validation message. Most lie in the first bin, because a message states few of all values.
"""
PEER_OPENING = """\
Rasa's default classifier (DIET) gives one label to a message, so it cannot name several facts of it. So it
was trained once for each fact, on the same messages. Its label is the value of that fact, several values joined.
Messages that leave the fact open were left out of its training. It was trained for {epochs} epochs, where Rasa's
default is 100. Both models are judged on the same accounts.
"""


def main() -> None:
    """Measure everything and write the page: once before the peer is trained, which takes long, and once after."""
    options = _options()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    given = {
        name: YAML(typ="safe").load(TESTS / f"{name}.yml")["messages"] for name in ("accounts", "crisis", "intents")
    }
    _progress("reading the training data")
    training = nlu_peer.apart(nlu_ours.training_messages)
    _progress("measuring our own model")
    ours = nlu_peer.apart(nlu_ours.measured, given, training)
    facts = [fact for fact in options.facts.split(",") if fact] or ours.learned
    if unknown := set(facts) - set(ours.learned):
        sys.exit(f"nlu_report: found --facts {','.join(sorted(unknown))}, expected some of {','.join(ours.learned)}")
    _write(ours, None, (), options.epochs)
    if not options.no_peer:
        _write(ours, *_peers(facts, ours, training, options.epochs), options.epochs)
    print(PAGE.read_text("utf-8"))


def _peers(
    facts: Sequence[str], ours: nlu_ours.Ours, training: nlu_ours.Training, epochs: int
) -> tuple[nlu_peer.Trained, list[nlu_peer.Peer]]:
    """Train our own pipeline, for its time and memory, and the peer once for each fact."""
    _progress("training our own pipeline")
    with TemporaryDirectory() as folder:
        trained = nlu_peer.apart(nlu_peer.train, PROJECT / "config.yml", nlu_ours.DATA, Path(folder))
    texts, found = [case.text for case in ours.accounts], []
    for fact in facts:
        _progress(f"training Rasa's default pipeline on {fact}, {epochs} epochs")
        given = nlu_peer.examples(fact, training.texts, training.targets)
        found.append(nlu_peer.peer(fact, given, texts, nlu_ours.timed(texts), epochs))
    return trained, found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu_report", description=__doc__)
    parser.add_argument("--no-peer", action="store_true", help="leave out Rasa's default pipeline, which takes long")
    parser.add_argument("--epochs", type=int, default=20, help="how long the peer trains (Rasa's default is 100)")
    parser.add_argument("--facts", default="", metavar="FACT,FACT", help="the facts to train the peer on; default all")
    return parser.parse_args()


def _write(ours: nlu_ours.Ours, trained: nlu_peer.Trained | None, peers: Sequence[nlu_peer.Peer], epochs: int) -> None:
    parts: Iterable[Iterator[str]] = (
        _measured(ours, trained),
        _facts(ours),
        _calibration(ours),
        _intents(ours),
        _crisis(ours),
        _worst(ours.accounts),
        _cost(ours.cost),
        _beside(ours, trained, peers, epochs),
    )
    PAGE.write_text("\n".join([OPENING, *(line for part in parts for line in part), ""]), "utf-8")


def _measured(ours: nlu_ours.Ours, trained: nlu_peer.Trained | None) -> Iterator[str]:
    yield from ("", "## What was measured", "")
    yield from table(
        ("messages", "where", "what for"),
        (
            (f"{ours.messages:,}", "`data/nlu/`", "training"),
            (str(len(ours.accounts)), "`tests/nlu/accounts.yml`", "facts"),
            (str(len(ours.acts)), "`tests/nlu/intents.yml`", "intents"),
            (str(len(ours.signs)), "`tests/nlu/crisis.yml`", "signs of crisis"),
        ),
    )
    yield from ("", f"Written by `python -m scripts.nlu_report{''.join(f' {word}' for word in sys.argv[1:])}`.")
    if trained:
        yield f"Training our model took {trained.seconds:.0f} seconds and at most {trained.memory_mb:,.0f} MB."


def _facts(ours: nlu_ours.Ours) -> Iterator[str]:
    yield from ("", "## Facts", "")
    yield FACTS_OPENING.format(precision=_percent(PRECISION), recall=_percent(RECALL))
    facts = measures.facts_in(ours.accounts)
    scores = {fact: measures.score(ours.accounts, {fact}) for fact in facts}
    rows = [_fact_row(f"`{fact}`", {fact}, ours, _verdict(scores[fact])) for fact in facts]
    heads = ("fact", "stated", "precision", "recall", "goal", "left out: stated", "precision", "recall")
    yield from table(heads, [*rows, _fact_row("all", facts, ours, _verdict(measures.score(ours.accounts, facts)))])
    asked = [fact for fact in facts if scores[fact].stated]
    for words, wanted in (("Met", True), ("Missed", False)):
        named = [f"`{fact}`" for fact in asked if (_verdict(scores[fact]) == "met") is wanted]
        yield from ("", f"{words} by {len(named)} of {len(asked)}: {', '.join(named) or 'none'}.")


def _fact_row(name: str, facts: Iterable[str], ours: nlu_ours.Ours, verdict: str) -> tuple[str, ...]:
    given, left_out = (measures.score(cases, set(facts)) for cases in (ours.accounts, ours.left_out))
    kept = (f"{left_out.stated:,}", _percent(left_out.precision), _percent(left_out.recall))
    return (name, str(given.stated), *_both(given), verdict, *(kept if left_out.stated else ("", "", "")))


def _verdict(score: Score) -> str:
    given = (("precision", score.precision, PRECISION), ("recall", score.recall, RECALL))
    low = [name for name, share, goal in given if share is None or share < goal]
    return f"misses {' and '.join(low)}" if low else "met"


def _calibration(ours: nlu_ours.Ours) -> Iterator[str]:
    yield from ("", "## Calibration", "")
    yield CALIBRATION_OPENING
    found = measures.bins(measures.pairs(ours.accounts, ours.learned))
    heads = ("probability", "how many", "mean probability", "right")
    yield from table(
        heads,
        ((f"{b.low:.0%} to {b.high:.0%}", f"{b.count:,}", _percent(b.probability), _percent(b.share)) for b in found),
    )
    yield from (
        "",
        "The expected calibration error is the mean distance of the last two columns, each bin by its count.",
        "",
    )
    given = [(f"`{fact}`", [fact]) for fact in ours.learned]
    errors = [(name, measures.calibration_error(measures.pairs(ours.accounts, facts))) for name, facts in given]
    errors.append(("all", measures.calibration_error(measures.pairs(ours.accounts, ours.learned))))
    yield from table(("fact", "expected calibration error"), [(name, _percent(error)) for name, error in errors])


def _intents(ours: nlu_ours.Ours) -> Iterator[str]:
    yield from ("", "## Intents", "")
    for words, acts in (("messages of every act", ours.acts), ("accounts", ours.account_acts)):
        right = sum(found in given for given, found in acts)
        yield f"- Of {len(acts)} {words}, {right} are taken for the right act ({_percent(right / len(acts))})."
    yield from (
        "",
        "Several acts may be right. Where a message is out of scope, not knowing what it is counts as right.",
    )
    yield from ("Confused most, among the messages of every act:", "")
    rows = measures.confused(ours.acts).most_common(CONFUSED)
    yield from table(("right", "taken for", "how often"), [(_code(a), _code(b), str(n)) for (a, b), n in rows])


def _crisis(ours: nlu_ours.Ours) -> Iterator[str]:
    yield from ("", "## Signs of crisis", "")
    yield "A message is missed where no sign was shown, of whatever kind. A false alarm is a sign where there is none."
    yield ""
    counts: tuple[tuple[str, Callable[[Sequence[Sign]], tuple[int, int]]], ...] = (
        ("missed, words name it", lambda signs: measures.unheard(signs, "direct")),
        ("missed, words only hint at it", lambda signs: measures.unheard(signs, "indirect")),
        ("false alarms", measures.false_alarms),
    )
    both = (ours.signs, ours.signs_by_words)
    rows = [(name, *(_of(*count(signs)) for signs in both)) for name, count in counts]
    yield from table(("", "the model", "its word lists alone"), rows)
    yield from (
        "",
        "By kind. Here a sign counts as missed where its own kind was not shown, though another may have been.",
    )
    yield ""
    scores = [(f"`{kind}`", measures.kind_score(ours.signs, kind)) for kind in KINDS]
    heads = ("kind", "messages", "missed", "shown wrongly")
    yield from table(heads, [(name, str(s.stated), str(s.missed), str(s.wrong)) for name, s in scores])


def _worst(cases: Sequence[Case]) -> Iterator[str]:
    yield from ("", "## Worst misses", "", "Facts that were understood and are wrong, the most probable first:", "")
    yield from table(("fact", "probability", "message"), map(_miss_row, measures.most_wrong(cases, SHOWN)))
    yield from ("", "Facts that were stated and not understood, the least probable first:", "")
    yield from table(("fact", "probability", "message"), map(_miss_row, measures.most_missed(cases, SHOWN)))


def _miss_row(miss: Miss) -> tuple[str, ...]:
    text = " ".join(miss.text.split()).replace("\u2014", "-").replace("|", "/")
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return f"`{miss.label}`", _percent(miss.probability), cut


def _cost(cost: nlu_peer.Cost) -> Iterator[str]:
    yield from ("", "## Cost", "")
    yield f"On {os.cpu_count()} processors, in a process that does nothing else."
    yield ""
    yield from table(
        ("what", "figure"),
        (
            (f"one message of {nlu_ours.WORDS} words, median of {nlu_ours.TIMES}", f"{cost.wall_ms:.0f} ms"),
            ("the same, time of the processors", f"{cost.process_ms:.0f} ms"),
            (f"in batches of {nlu_peer.BATCH}", f"{cost.per_second:.0f} messages a second"),
            ("memory of the process", f"{cost.memory_mb:,.0f} MB"),
        ),
    )


def _beside(
    ours: nlu_ours.Ours, trained: nlu_peer.Trained | None, peers: Sequence[nlu_peer.Peer], epochs: int
) -> Iterator[str]:
    yield from ("", "## Beside Rasa's default pipeline", "")
    if not trained or not peers:
        yield "Not measured in this run. `make nlu-report` without `--no-peer` measures it."
        return
    yield PEER_OPENING.format(epochs=epochs)
    rows = [(f"`{p.fact}`", *_shares(_own(ours, p)), *_shares(_peer_score(ours, p))) for p in peers]
    if len(peers) > 1:
        totals = (sum((one(ours, p) for p in peers), Score(0, 0, 0)) for one in (_own, _peer_score))
        rows.append(("all", *(share for total in totals for share in _shares(total))))
    yield from table(("fact", "precision", "recall", "F", "DIET: precision", "recall", "F"), rows)
    yield from ("", "What each costs. Time is that of one message, as above; one message needs all models of DIET.", "")
    costs = [("ours, all facts", ours.messages, trained, ours.cost)]
    costs += [(f"DIET, `{p.fact}`", p.examples, p.trained, p.cost) for p in peers]
    heads = ("model", "messages", "training", "memory, training", "one message", "memory, reading")
    yield from table(heads, [(name, f"{count:,}", *_cost_row(t, c)) for name, count, t, c in costs])


def _own(ours: nlu_ours.Ours, peer: nlu_peer.Peer) -> Score:
    return measures.score(ours.accounts, {peer.fact})


def _peer_score(ours: nlu_ours.Ours, peer: nlu_peer.Peer) -> Score:
    given = zip(ours.accounts, peer.found, strict=True)
    return measures.score([Case(c.text, c.said, c.left_open, found, {}) for c, found in given], {peer.fact})


def _cost_row(trained: nlu_peer.Trained, cost: nlu_peer.Cost) -> tuple[str, ...]:
    training = (f"{trained.seconds:,.0f} s", f"{trained.memory_mb:,.0f} MB")
    return *training, f"{cost.wall_ms:.0f} ms", f"{cost.memory_mb:,.0f} MB"


def _both(score: Score) -> tuple[str, str]:
    return _percent(score.precision), _percent(score.recall)


def _shares(score: Score) -> tuple[str, str, str]:
    return *_both(score), _percent(score.f)


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({_percent(part / whole)})" if whole else "none asked"


def _code(acts: str) -> str:
    return f"`{acts.replace(' or ', '` or `')}`"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}%"


def _progress(words: str) -> None:
    print(f"nlu_report: {words}...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

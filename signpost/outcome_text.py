"""Lays an outcome out as plain lines, for a terminal and for whoever reads it aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from signpost.model import Citations, Contact, Duty, KnowledgeBase
from signpost.outcome import Finding, OfferedRoute, Outcome, ShownNotice

FIRST_STEPS = 3
Phrases = Mapping[str, str]


def worth_showing(finding: Finding) -> bool:
    """Say whether a finding is shown to a person. What does not fit, or is open, would read like a verdict."""
    return finding.status in ("fits", "may_fit")


def fills(result: Outcome, shown: Iterable[Finding], kb: KnowledgeBase) -> dict[str, str]:
    """Give what fills the braces of the response `utter_outcome`. What stands before the routes was said already."""
    words = kb.phrases
    return {
        "now": lines((f"{title}: {why}" for title, why in first_steps(result).items()), words),
        "findings": lines((finding(found, words) for found in shown), words),
        "routes": lines((_route(offered, words) for offered in result.routes), words),
        "duties": lines((_duty(duty, words) for duty in result.duties), words),
        "notices": lines((_notice(n, words) for n in result.notices if not n.first), words),
        "unknown": lines((q.text for name in result.unknown if (q := kb.question(name))), words),
    }


def first_steps(result: Outcome) -> dict[str, str]:
    """Give what to do now, title and reason: danger first, then duties that cannot wait, then the first routes."""
    urgent = [r for r in result.routes[:FIRST_STEPS] if r.case.rank == 0]
    steps = {r.route.title: r.case.why for r in urgent}
    steps.update({duty.title: duty.text for duty in result.duties if duty.time == "now"})
    steps.update({r.route.title: r.case.why for r in result.routes[:FIRST_STEPS]})
    return steps


def lines(items: Iterable[str], words: Phrases) -> str:
    """Write items one under the other, or that there is nothing."""
    return "\n".join(f"- {item.strip()}" for item in items) or words["nothing"]


def source(citations: Citations, words: Phrases) -> str:
    """Name the paragraphs that something rests on."""
    if not citations:
        return ""
    return words["source"].format(sources="; ".join(f"{c.policy} {c.paragraph}" for c in citations))


def finding(found: Finding, words: Phrases) -> str:
    """Write how a definition stands, element by element."""
    head = f"{found.concept.title}: {words[found.status]}. {source(found.concept.citations, words)}"
    reasons = (f"    {words[f'met_{r.met}']}: {r.text} {source(r.citations, words)}" for r in found.reasons)
    return "\n".join((head, *reasons))


def _route(offered: OfferedRoute, words: Phrases) -> str:
    parts = [f"{offered.route.title}. {offered.case.why} {source(offered.case.citations, words)}"]
    parts += [f"    {contact(entry, words)}" for entry in offered.contacts]
    parts.append(f"    {words['who_will_know'].format(who=offered.case.who_will_know)}")
    return "\n".join(parts)


def _notice(notice: ShownNotice, words: Phrases) -> str:
    return f"{notice.title}. {notice.text} {source(notice.citations, words)}"


def _duty(duty: Duty, words: Phrases) -> str:
    time = f"{words[f'time_{duty.time}']}: " if duty.time != "no_time" else ""
    said = [words["say"].format(words=line) for line in duty.say]
    said += [words["avoid"].format(words=line) for line in duty.avoid]
    return "\n    ".join((f"{time}{duty.title}. {duty.text} {source(duty.citations, words)}", *said))


def contact(entry: Contact, words: Phrases) -> str:
    """Write a contact on one line, with what must be checked first."""
    line = words["contact_line"].format(name=entry.name, value=entry.value, hours=entry.hours)
    return f"{line}. {words['check_first'].format(confirm=entry.confirm)}" if entry.confirm else line

"""Reads words of crisis: danger now, suicide and self-harm, sexual assault. It would rather speak up once too often.

Look-alikes ("this job is killing me") are taken out first. What police work brings up, and what is long over, silences
only what is said of others; what writers say of themselves is always heard, unless they deny it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from signpost.language import Match, PhraseBook, word_set
from signpost.understanding import Mention

KINDS = ("immediate_danger", "self_harm", "sexual_assault")
_NEGATORS = word_set("not never isnt wasnt arent werent aint nor havent hasnt")
_FILLERS = word_set("going to feeling actually really at all currently in any been being a be even the so")
_WRITER = word_set("i im ive id ill me my mine myself us we")
_OTHERS = word_set("he she they his her their himself herself themselves him them brother sister mate friend man woman")


class SafetyReader:
    """Finds words of crisis.

    Args:
        tables: the phrases of each of `KINDS`, and of `lookalike`, `job` and `past`.
        spelling: how a word is written -> how the phrases write it.
    """

    def __init__(self, tables: Mapping[str, Sequence[str]], spelling: Mapping[str, str]) -> None:
        self._book = PhraseBook(tables, spelling)

    def read_safety(self, text: str) -> tuple[str, ...]:
        """Give the kinds of crisis that a text speaks of, in the order of `KINDS`."""
        found = {mention.value for mention in self.mentions(text)}
        return tuple(kind for kind in KINDS if kind in found)

    def mentions(self, text: str) -> list[Mention]:
        """Give each kind of crisis once, with the place of the words that show it."""
        doc = self._book.read(text)
        matches = self._book.find(doc)
        quiet = [match for match in matches if match.label == "lookalike"]
        first: dict[str, Match] = {}
        for match in matches:
            if match.label in KINDS and match.label not in first and _meant(doc, match, matches, quiet):
                first[match.label] = match
        offsets = doc.user_data["offsets"]
        return [
            Mention("safety", kind, offsets[first[kind].start][0], offsets[first[kind].end - 1][1])
            for kind in KINDS
            if kind in first
        ]


def _meant(doc: Doc, match: Match, matches: Sequence[Match], quiet: Sequence[Match]) -> bool:
    if any(other.start <= match.start and match.end <= other.end for other in quiet) or _denied(doc, match):
        return False
    sentence = doc[match.start].sent
    around = {other.label for other in matches if sentence.start <= other.start < sentence.end}
    if match.label == "immediate_danger":
        return "past" not in around
    if _WRITER & {token.text for token in doc[match.start : match.end]}:
        return True
    of_others = bool(_OTHERS & {token.text for token in sentence}) or not _WRITER & {token.text for token in sentence}
    return not of_others or not ("job" in around or (match.label == "self_harm" and "past" in around))


def _denied(doc: Doc, match: Match) -> bool:
    index = match.start - 1
    while index >= 0 and doc[index].text in _FILLERS:
        index -= 1
    return index >= 0 and match.start - index <= 4 and doc[index].text in _NEGATORS

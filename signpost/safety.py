"""Reads words of crisis: danger now, suicide and self-harm, sexual assault. It would rather speak up once too often.

Words are first brought into one shape: "don't" and "dont" become "do not", and a slip of one letter in a word of crisis
is set right. Then each phrase of crisis is weighed, in this order; the first rule that applies decides:

1. It lies inside a look-alike ("this job is killing me"): silent. A mere hint, whose words stand apart ("thinking a lot
   about dying"), is silenced by any look-alike that shares a word with it.
2. It is denied right before it ("I am not suicidal", "nobody touched me") or after it ("suicidal? no"), or was said by
   others and is not so ("he told HR that I was suicidal, not true"): silent. Writers who say that they lied ("I said
   I am not suicidal. I lied") are heard past 1 and 2.
3. It stands in quotes as part of a form, a leaflet or an exercise: silent, unless it is said to be meant.
4. Self-harm is over and settled ("was suicidal in 2016, well now"), and nothing says that it is back: silent.
5. Danger that is over ("last month") and not said to go on ("still", "tonight"): silent.
6. Writers say it of themselves ("kill myself"; "I" is the nearest person before it): heard.
7. A question about rules that names nobody ("what counts as rape"): silent, for sexual assault.
8. Somebody else's suicide is long over: silent.
9. Police work brought it up ("attended", "the suspect"), or it is talked about ("policy", "film"): silent, unless
   somebody near to the writer is named ("my colleague"). Everything else is heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase

from spacy.tokens import Doc, Span

from signpost.language import Match, PhraseBook, word_set
from signpost.reading import Mention

KINDS = ("immediate_danger", "self_harm", "sexual_assault")
_HINT = "_hint"
_NEGATORS = word_set("not never nor nobody noone none nothing")
_FILLERS = word_set(
    "going to feeling feel felt actually really at all currently in any been being be even the so ever have has had "
    "got about was were is a an"
)
_DENIAL_REACH = 4
# How many words after a phrase of crisis a denial of it may begin; how many before it the word that others said it.
_LATER_DENIAL_REACH = 10
_RUMOUR_REACH = 6
_RETRACTION_REACH = 30
_TRIPLE = re.compile(r"(.)\1\1")
_QUOTED = re.compile(r'"[^"]*"|\u201c[^\u201d]*\u201d')
_WRITER = word_set("i me my mine myself us we our")
_SPEAKER = word_set("i me we us")
_OTHERS = word_set(
    "he she they his her their himself herself themselves him them brother sister mate friend man woman someone "
    "somebody colleague person people male female"
)
# What a phrase of crisis may begin with and a look-alike leave out: "(he) shot me a look", "(a) rape case".
_LEAD = word_set("he she they i we a an the is are was were has have had been will would")
_PERSON_REACH = 6
_QUESTION_STARTS = word_set("what who where when which how why is are does do can should could would will if")
_ASKER = word_set("do i should can could must would will to we")
# Which tables silence a kind of crisis; danger is too urgent for mere talk ("court", "policy") to silence it.
_SILENCING = {
    "immediate_danger": {"job"},
    "self_harm": {"job", "talk"},
    "sexual_assault": {"job", "talk"},
}
_OVER = {"past", "lately"}
_SHORT_FORMS = {
    "i am": "im", "i have": "ive", "i will": "ill", "i would": "id", "i am going to": "imma ima", "is": "'s",
    "he is": "hes", "she is": "shes", "it is": "its", "that is": "thats", "there is": "theres", "what is": "whats",
    "he will": "hell", "she will": "shell", "they will": "theyll", "you will": "youll", "it will": "itll",
    "he would": "hed", "she would": "shed", "they would": "theyd", "they are": "theyre", "they have": "theyve",
    "you are": "youre", "we have": "weve", "do not": "dont dnt donot", "does not": "doesnt dosent dosnt",
    "did not": "didnt dint didint", "can not": "cant cnt carnt cannot canot", "will not": "wont", "is not": "isnt",
    "was not": "wasnt", "are not": "arent aint", "were not": "werent", "have not": "havent", "has not": "hasnt",
    "had not": "hadnt", "would not": "wouldnt wudnt", "could not": "couldnt", "should not": "shouldnt",
    "any more": "anymore nemore", "right now": "rn", "tonight": "tonite 2nite 2night", "want to": "wana wanna wonna",
    "going": "goin", "trying to": "tryna tryin", "no one": "noone", "because": "cus bcuz", "to": "2",
}  # fmt: skip


class SafetyReader:
    """Finds words of crisis.

    Args:
        tables: the phrases of each of `KINDS`, and its hints (`self_harm_hint`); of what silences them: `lookalike`,
            `job`, `talk`, `past`, `lately`, `well`, `denial`, `rumour` with `made_up`, `frame`; of what keeps them
            awake: `now`, `near`, `again`, `lied`, `meant`; and single words: `typed`, heard with one letter wrong, and
            `real`, which look like such a slip and are none.
        spelling: how a word is written -> how the phrases write it.
    """

    def __init__(self, tables: Mapping[str, Sequence[str]], spelling: Mapping[str, str]) -> None:
        phrases = {label: given for label, given in tables.items() if label not in ("typed", "real")}
        short = {word: right for right, words in _SHORT_FORMS.items() for word in words.split()}
        right = {word: " ".join(short.get(part, part) for part in form.split()) for word, form in spelling.items()}
        known = {word for given in phrases.values() for phrase in given for word in _words_of(phrase)}
        slips = _slips(tables.get("typed", ()), known | {*tables.get("real", ())})
        self._book = PhraseBook(phrases, {**slips, **right, **short})

    def read_safety(self, text: str) -> tuple[str, ...]:
        """Give the kinds of crisis that a text speaks of, in the order of `KINDS`."""
        found = {mention.value for mention in self.mentions(text)}
        return tuple(kind for kind in KINDS if kind in found)

    def mentions(self, text: str) -> list[Mention]:
        """Give each kind of crisis once, with the place of the words that show it."""
        with self._book.forgetting():
            return self._mentions(text)

    def _mentions(self, text: str) -> list[Mention]:
        doc = self._book.read(text)
        matches = [*self._book.find(doc), *_quotations(doc, text)]
        quiet = [match for match in matches if match.label == "lookalike"]
        first: dict[str, Match] = {}
        for match in matches:
            kind = match.label.removesuffix(_HINT)
            if kind in KINDS and kind not in first and _meant(doc, match, matches, quiet):
                first[kind] = match
        offsets = doc.user_data["offsets"]
        return [
            Mention("safety", kind, offsets[first[kind].start][0], offsets[first[kind].end - 1][1])
            for kind in KINDS
            if kind in first
        ]


def _meant(doc: Doc, match: Match, matches: Sequence[Match], quiet: Sequence[Match]) -> bool:
    said = {other.label for other in matches}
    hushed = any(_silences(doc, other, match) for other in quiet)
    if "lied" not in said and (hushed or _denied(doc, match) or _denied_later(match, matches)):
        return False
    if {"frame", "quoted"} <= said and "meant" not in said and _in_quotes(match, matches):
        return False
    kind = match.label.removesuffix(_HINT)
    sentence = doc[match.start].sent
    if kind == "self_harm" and "well" in said and not said & {"again", "lied"} and _long_over(doc, match, matches):
        return False
    around = {other.label for other in matches if sentence.start <= other.start < sentence.end}
    if kind == "immediate_danger" and around & _OVER and "now" not in around:
        return False
    if _of_writer(doc, match):
        return True
    if kind == "sexual_assault" and _asks_about_rules(sentence):
        return False
    if kind == "self_harm" and "past" in around and "again" not in around:
        return False
    return "near" in around or not around & _SILENCING[kind]


def _silences(doc: Doc, lookalike: Match, match: Match) -> bool:
    if match.label.endswith(_HINT):
        return lookalike.start < match.end and match.start < lookalike.end
    core = match.start
    while core < match.end - 1 and doc[core].text in _LEAD:
        core += 1
    return lookalike.start <= core and match.end <= lookalike.end


def _denied(doc: Doc, match: Match) -> bool:
    index = match.start - 1
    while index >= 0 and doc[index].text in _FILLERS:
        index -= 1
    if index < 0 or match.start - index > _DENIAL_REACH:
        return False
    before = doc[index - 1].text if index else ""
    # "Why not kill myself" denies nothing; "no one touched me" does.
    return (doc[index].text in _NEGATORS and before != "why") or (doc[index].text == "one" and before == "no")


def _denied_later(match: Match, matches: Sequence[Match]) -> bool:
    def after(label: str, reach: int) -> bool:
        return any(other.label == label and 0 <= other.start - match.end < reach for other in matches)

    rumour = any(
        other.label == "rumour" and other.start <= match.start <= other.end + _RUMOUR_REACH for other in matches
    )
    return after("denial", _LATER_DENIAL_REACH) or (rumour and after("made_up", _RETRACTION_REACH))


def _quotations(doc: Doc, text: str) -> Iterator[Match]:
    offsets = doc.user_data["offsets"]
    for quotation in _QUOTED.finditer(text):
        inside = [at for at, (start, end) in enumerate(offsets) if quotation.start() < start and end < quotation.end()]
        if inside:
            yield Match("quoted", inside[0], inside[-1] + 1)


def _in_quotes(match: Match, matches: Sequence[Match]) -> bool:
    return any(other.label == "quoted" and other.start <= match.start < other.end for other in matches)


def _long_over(doc: Doc, match: Match, matches: Sequence[Match]) -> bool:
    """Say whether the words right before, around or right after date it to a time long past."""
    sentence = doc[match.start].sent
    first = doc[sentence.start - 1].sent.start if sentence.start else 0
    last = doc[sentence.end].sent.end if sentence.end < len(doc) else sentence.end
    return any(other.label in _OVER and first <= other.start < last for other in matches)


def _of_writer(doc: Doc, match: Match) -> bool:
    if _WRITER & {token.text for token in doc[match.start : match.end]}:
        return True
    if _OTHERS & {token.text for token in doc[match.start : match.end]}:
        return False
    for index in range(match.start - 1, max(doc[match.start].sent.start, match.start - _PERSON_REACH) - 1, -1):
        if doc[index].text in _SPEAKER | _OTHERS:
            return doc[index].text in _SPEAKER
    return False


def _asks_about_rules(sentence: Span) -> bool:
    words = [token.text for token in sentence]
    if not words or words[0] not in _QUESTION_STARTS:
        return False
    opening = 0
    while opening < len(words) and words[opening] in _QUESTION_STARTS | _ASKER:
        opening += 1
    return not (_WRITER | {"he", "she", "him", "his", "her"}) & set(words[opening:])


def _words_of(phrase: str) -> Iterator[str]:
    for piece in phrase.split():
        for choice in piece.rstrip("?").split("/"):
            yield from choice.lstrip("=~").split("_")


def _slips(words: Iterable[str], known: set[str]) -> dict[str, str]:
    """Give every way of getting one letter of `words` wrong, the first apart, unless that makes another known word."""
    slips: dict[str, str] = {}
    for word in words:
        for at in range(1, len(word)):
            before, after = word[:at], word[at:]
            swapped = before + after[1::-1] + after[2:]
            changed = {before + letter + rest for letter in ascii_lowercase for rest in (after, after[1:])}
            for wrong in {before + after[1:], swapped, *changed} - known - {word}:
                # Reading cuts a letter written three times down to one: "nooose" would make a crisis of every "nose".
                if not _TRIPLE.search(wrong):
                    slips.setdefault(wrong, word)
    return slips

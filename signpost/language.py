"""Words as people type them, brought into one shape, and the phrases found among them.

A blank spaCy pipeline cuts the text: our own tokenizer (spelling, apostrophes, slang), then sentences. Phrases come
from word lists. A phrase may hold `a/b` (either word), `two_words` (one choice made of two words), `word?` (may be left
out), `...` (up to three words in between) and `~ing` (any word with that ending). A base form stands for its
inflections too: "touch me" is also found in "touched me" and "touching me"; `=training` stands for itself only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

LONGEST_TEXT = 6000
_GAP = "..."
_GAP_WORDS = 3
_ENDING = "~"
_EXACT = "="
# A word; or a sign that ends a sentence or a clause. Quotes, hyphens inside words and emoji are left out.
_TOKEN = re.compile(r"^'s$|[^\W_]+(?:['*]+[^\W_]+|\*+)*|\.{2,}|[.!?;:,()\n]|(?<=\s)[-\u2013\u2014](?=\s)|\u2014")
_PRONOUNS_WITH_S = {"he", "she", "it", "that", "there", "who", "what", "where", "how", "here", "let", "when", "why"}
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_BREAKS = {"\n": ".", "..": ".", "...": "."}


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its label, and the tokens from `start` up to, not including, `end`."""

    label: str
    start: int
    end: int


class Tokenizer:
    """Cuts a text into lower-case words with spelling set right; keeps where each stood in `doc.user_data`."""

    def __init__(self, vocab: Vocab, spelling: Mapping[str, str]) -> None:
        self._vocab = vocab
        self._spelling = {_plain(word): right.lower().split() for word, right in spelling.items()}
        self._known: set[str] = set()

    def learn(self, words: Iterable[str]) -> None:
        """Take note of the words of the phrases, so that inflected forms can be led back to them."""
        self._known.update(words)

    def __call__(self, text: str) -> Doc:
        """Give the words of a text; each has its base form as its norm."""
        words, offsets = [], []
        for word, start, end in self.cut(text):
            words.append(word)
            offsets.append((start, end))
        doc = Doc(self._vocab, words=words)
        for token in doc:
            token.norm_ = self.base(token.text)
        doc.user_data["offsets"] = offsets
        return doc

    def cut(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Give the words of `text` in their common spelling with the place each was found at."""
        for found in _TOKEN.finditer(text[:LONGEST_TEXT].replace("\u2019", "'").replace("\u2018", "'")):
            start, end = found.span()
            for part in _split_possessive(_BREAKS.get(found.group(), _plain(found.group()))):
                for word in self._spelling.get(part, [part]):
                    yield word, start, end

    def base(self, word: str) -> str:
        """Lead a word back to a word of the phrases where only an ending parts them."""
        for shorter in _shorter(word):
            if len(shorter) > 2 and shorter in self._known:
                return shorter
        return word


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place in a phrase: the runs of words that fit there."""

    runs: frozenset[tuple[str, ...]]
    exact: frozenset[tuple[str, ...]]
    lengths: tuple[int, ...]
    # Runs of one word, which most are, as words: looked up without making a run of the text first.
    single: frozenset[str] = frozenset()
    single_exact: frozenset[str] = frozenset()
    ending: str = ""
    gap: bool = False

    def ends(self, norms: Sequence[str], words: Sequence[str], at: int) -> Iterator[int]:
        """Give every place at which the slot, begun at `at`, may be over."""
        if self.gap:
            yield at
            for end in range(at + 1, min(at + _GAP_WORDS, len(words)) + 1):
                if not words[end - 1][0].isalnum():
                    return
                yield end
        elif self.ending:
            if at < len(words) and words[at].endswith(self.ending) and len(words[at]) > len(self.ending) + 1:
                yield at + 1
        else:
            if at < len(norms) and (norms[at] in self.single or words[at] in self.single_exact):
                yield at + 1
            for end in (at + n for n in self.lengths if at + n <= len(norms)):
                if tuple(norms[at:end]) in self.runs or (self.exact and tuple(words[at:end]) in self.exact):
                    yield end


class PhraseBook:
    """Finds the phrases of word lists in texts.

    spaCy's own matcher asks every set of choices at every word; a thousand phrases with choices cost it tens of
    milliseconds a message. Here phrases lie under their first two words, and most words begin none.

    Args:
        tables: label -> phrases, in the notation that this module describes.
        spelling: how a word is written -> how the phrases write it.
    """

    def __init__(self, tables: Mapping[str, Sequence[str]], spelling: Mapping[str, str]) -> None:
        self._nlp = spacy.blank("en")
        self._tokenizer = Tokenizer(self._nlp.vocab, spelling)
        self._nlp.tokenizer = self._tokenizer
        self._nlp.add_pipe("sentencizer")
        phrases = [(label, self._runs(phrase)) for label, given in tables.items() for phrase in given]
        self._tokenizer.learn(word for _, slots in phrases for runs in slots for run in runs for word in run)
        self._under: dict[tuple[str, str | None], list[tuple[str, tuple[_Slot, ...]]]] = {}
        for label, slots in phrases:
            self._add(label, tuple(self._slot(runs) for runs in slots))

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """Let texts be read meanwhile. spaCy's vocabulary keeps every word it meets; later it has none of these."""
        with self._nlp.memory_zone():
            yield

    def read(self, text: str) -> Doc:
        """Give the words and sentences of a text. Raises RuntimeError outside `forgetting`: its words would be kept."""
        if not self._nlp.vocab.in_memory_zone:
            raise RuntimeError("a text was read outside `forgetting`")
        return self._nlp(text)

    def find(self, doc: Doc) -> list[Match]:
        """Give every phrase found, by its place; shorter and overlapping ones too."""
        norms, words = [token.norm_ for token in doc], [token.text for token in doc]
        found: set[Match] = set()
        for start, (first, second) in enumerate(zip_longest(norms, norms[1:])):
            for opening in {(first, None), (first, second)}:
                for label, slots in self._under.get(opening, ()):
                    found.update(Match(label, start, end) for end in _walk(slots, norms, words, start) if end > start)
        return sorted(found, key=lambda match: (match.start, -match.end, match.label))

    def _runs(self, phrase: str) -> list[set[tuple[str, ...]]]:
        slots: list[set[tuple[str, ...]]] = []
        for piece in phrase.split():
            if piece == _GAP or piece.startswith(_ENDING):
                slots.append({(piece,)})
                continue
            runs = {self._run(choice) for choice in piece.rstrip("?").split("/")}
            slots.append({*runs, ()} if piece.endswith("?") and len(piece) > 1 else runs)
        return slots

    def _run(self, choice: str) -> tuple[str, ...]:
        words = tuple(word for word, _, _ in self._tokenizer.cut(choice.removeprefix(_EXACT).replace("_", " ")))
        return (_EXACT, *words) if choice.startswith(_EXACT) else words

    def _slot(self, runs: set[tuple[str, ...]]) -> _Slot:
        only = next(iter(runs))
        if only == (_GAP,):
            return _Slot(frozenset(), frozenset(), (), gap=True)
        if len(only) == 1 and only[0].startswith(_ENDING):
            return _Slot(frozenset(), frozenset(), (), ending=only[0].removeprefix(_ENDING))
        exact = frozenset(run[1:] for run in runs if run[:1] == (_EXACT,))
        based = frozenset(tuple(self._tokenizer.base(word) for word in run) for run in runs if run[:1] != (_EXACT,))
        lengths = tuple(sorted({len(run) for run in based | exact} - {1}))
        return _Slot(based, exact, lengths, _single(based), _single(exact))

    def _add(self, label: str, slots: tuple[_Slot, ...]) -> None:
        for opening in set(self._openings(slots)):
            self._under.setdefault(opening, []).append((label, slots))

    def _openings(self, slots: Sequence[_Slot]) -> Iterator[tuple[str, str | None]]:
        """Yield the two words that a phrase may begin with; None for the second where it may be any, or missing."""
        for at, slot in enumerate(slots):
            for run in self._based(slot):
                for second in run[1:2] or self._next_words(slots[at + 1 :]):
                    yield run[0], second
            if () not in slot.runs:
                return

    def _next_words(self, slots: Sequence[_Slot]) -> set[str | None]:
        found: set[str | None] = set()
        for slot in slots:
            if slot.gap or slot.ending:
                break
            found.update(run[0] for run in self._based(slot))
            if () not in slot.runs:
                return found
        return {None}

    def _based(self, slot: _Slot) -> Iterator[tuple[str, ...]]:
        yield from (run for run in slot.runs if run)
        yield from (tuple(self._tokenizer.base(word) for word in run) for run in slot.exact)


def _single(runs: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(run[0] for run in runs if len(run) == 1)


def _walk(slots: Sequence[_Slot], norms: Sequence[str], words: Sequence[str], at: int) -> Iterator[int]:
    if not slots:
        yield at
        return
    for end in slots[0].ends(norms, words, at):
        yield from _walk(slots[1:], norms, words, end)


def word_set(words: str) -> frozenset[str]:
    """Give the words of a line as a set."""
    return frozenset(words.split())


def longest(matches: Iterable[Match], crossing: bool = False) -> list[Match]:
    """Leave out matches that lie inside a longer one; of matches that cross, keep the longer unless `crossing`."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start, match.label)):
        if not any(_shuts_out(longer, match, crossing) for longer in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: (match.start, match.label))


def _shuts_out(longer: Match, match: Match, crossing: bool) -> bool:
    if (longer.start, longer.end) == (match.start, match.end):
        return longer.label.endswith(".not") or match.label == longer.label
    inside = longer.start <= match.start and match.end <= longer.end
    apart = longer.end <= match.start or match.end <= longer.start
    return inside or not (apart or crossing)


def _plain(word: str) -> str:
    return _LONG_RUN.sub(r"\1", word.lower().replace("\u2019", "'"))


def _split_possessive(word: str) -> list[str]:
    if "'" not in word or word == "'s":
        return [word]
    stem, _, ending = word.rpartition("'")
    if ending == "s" and stem not in _PRONOUNS_WITH_S:
        return [stem.replace("'", ""), "'s"]
    return [word.replace("'", "")]


def _shorter(word: str) -> Iterator[str]:
    if word.endswith("ies") or word.endswith("ied"):
        yield word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
    for ending in ("ing", "ed", "in"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            root = word[: -len(ending)]
            if len(root) > 2 and root[-1] == root[-2]:
                yield root[:-1]
            yield from (root, root + "e")

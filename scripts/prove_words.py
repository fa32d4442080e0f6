"""Words that nobody can guess, made anew for each run, and every spelling in which they could have been kept."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

LONG = 3_900
PIECE = 32
KINDS = {
    "plain": "16 small letters",
    "capitals": "a made-up name in capitals and small letters",
    "umlauts": "letters with umlauts, accents and ß",
    "mail": "an e-mail address",
    "number": "16 digits",
    "long": "3,900 letters without a space",
    "refused": "16 letters, only in requests that are refused",
    "header": "16 letters, only in header fields and in the address of the request",
    "forwarded": "an IPv6 address, only in header fields",
}


@dataclass(frozen=True)
class Word:
    """A word and what it is called, since the word itself is never printed."""

    kind: str
    text: str


def new_words() -> dict[str, Word]:
    """Make one word of each kind in KINDS."""
    made = {
        "plain": _letters(16),
        "capitals": f"{_letters(8).title()}{_letters(8).title()}",
        "umlauts": "".join(secrets.choice("äöüßéåçøñ") + part for part in _letters(10)),
        "mail": f"{_letters(9)}.{_letters(7)}@{_letters(8)}.example",
        "number": str(secrets.randbelow(9 * 10**15) + 10**15),
        "long": _letters(LONG),
        "refused": _letters(16),
        "header": _letters(16),
        "forwarded": "2001:db8:" + ":".join(f"{secrets.randbelow(0xF000) + 0x1000:x}" for _ in range(6)),
    }
    return {kind: Word(kind, made[kind]) for kind in KINDS}


def spellings(word: Word) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every spelling; all but base64 are looked for in small letters."""
    for part in _parts(word.text):
        whole = part.encode()
        yield "UTF-8", whole.lower()
        yield "small letters", part.lower().encode()
        yield "letters and accents apart", unicodedata.normalize("NFD", part.lower()).encode()
        yield "UTF-16", part.encode("utf-16-le").lower()
        yield "UTF-16, big end first", part.encode("utf-16-be").lower()
        yield "JSON", json.dumps(part)[1:-1].encode().lower()
        yield "Python", repr(whole)[2:-1].encode().lower()
        yield "URL", quote(part, safe="").encode().lower()
        yield "form", quote_plus(part, safe="@:").encode().lower()
        yield "hexadecimal", whole.hex().encode()
        for coded in _base64(whole):
            yield "base64", coded
            yield "base64", coded.translate(bytes.maketrans(b"+/", b"-_"))
    for name in ("md5", "sha1", "sha256"):
        yield name, hashlib.new(name, word.text.encode(), usedforsecurity=False).hexdigest().encode()


def _parts(text: str) -> list[str]:
    """Give the word, or the two halves of an address, or pieces of one so long that it may be cut."""
    if len(text) > 10 * PIECE:
        middle = len(text) // 2
        return [text[:PIECE], text[middle : middle + PIECE], text[-PIECE:]]
    return text.split("@") if "@" in text else [text]


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield the word as it looks inside a longer text in base64, which depends on where in that text it begins."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + data)
        yield coded[(0, 2, 3)[before] : (before + len(data)) * 8 // 6]


def _letters(number: int) -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(number))

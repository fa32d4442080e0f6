"""Joins the widget's modules into one script, so that a browser asks once and nothing is compressed in small pieces."""

from __future__ import annotations

import re
from pathlib import Path

import rjsmin

ENTRY = "widget.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?(function|const|let|class) )", re.MULTILINE)


def script(folder: Path) -> bytes:
    """Give the entry with all it imports before it, without comments.

    The modules then share one scope, so no two may use a name at their top: `tests/browser` runs the result.

    Args:
        folder: where the modules are, `widget.js` the first of them.

    Raises:
        ValueError: where an import or export is written in a way that cannot be joined.
    """
    return bytes(rjsmin.jsmin(_joined(folder, ENTRY, set()).encode()))


def _joined(folder: Path, name: str, seen: set[str]) -> str:
    seen.add(name)
    text = (folder / name).read_text("utf-8")
    before = "".join(_joined(folder, other, seen) for other in _IMPORT.findall(text) if other not in seen)
    own = _EXPORT.sub("", _IMPORT.sub("", text))
    left = re.search(r"^(import|export) .*", own, re.MULTILINE)
    if left:
        raise ValueError(
            f'widget/{name}: found {left[0]!r}, expected import {{ … }} from "./….js" or export of one name'
        )
    return before + own

"""Which way a text runs, decided here because the PDF's renderer does not: WeasyPrint leaves ``dir="auto"`` aside."""

import re
import unicodedata
from typing import Final

from analysis.reporting.content import printable

_QUOTED: Final = re.compile(r"\u201c[^\u201c\u201d]*\u201d")
_LEFT_TO_RIGHT_MARK: Final = "\u200e"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def direction(text: str) -> str:
    """``rtl`` or ``ltr``, as HTML's ``dir``: by the first letter that has a direction.

    Names between curly quotation marks do not decide: an English sentence may begin with one in Arabic. Where
    everything is quoted, the quoted decides.
    """
    return _first(_QUOTED.sub(" ", text)) or _first(text) or "ltr"


def told(text: str) -> str:
    """A sentence for print: a number after a quoted name that runs from right to left stays after it."""
    shown = printable(text)
    return shown if direction(shown) == "rtl" else _QUOTED.sub(_closed, shown)


def _closed(quoted: re.Match[str]) -> str:
    backwards = any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in quoted[0])
    return f"{quoted[0]}{_LEFT_TO_RIGHT_MARK}" if backwards else quoted[0]


def _first(text: str) -> str:
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in _RIGHT_TO_LEFT:
            return "rtl"
    return ""

# ruff: noqa: RUF001 - typographic and non-Latin punctuation is what is read here
"""The words of a research question as they come in: cleaned of what is not text, cut to sentences and to length."""

import re
import unicodedata
from collections.abc import Sequence

_MARKUP = re.compile(r"<(?:script|style)\b[^<>]{0,400}>[^<]*|</?[a-zA-Z!][^<>]{0,400}>", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SENTENCE = re.compile(r"[^.?!？。！؟]+(?:[.?!？。！؟]+(?=\w))*[^.?!？。！؟]*[.?!？。！؟]*")


def clean(text: str) -> str:
    """Plain text on one line: no markup, no control or invisible characters, single spaces."""
    text = unicodedata.normalize("NFC", _MARKUP.sub(" ", text))
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return " ".join("".join(kept).split())


def cut(text: str, *, words: int, characters: int) -> str:
    """The beginning of a text that fits both limits, at a word where one ends in time."""
    short = " ".join(text.split()[:words])
    if len(short) <= characters:
        return short
    head = short[:characters]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:-–—")


def listed(phrases: Sequence[str], *, and_: str = "and") -> str:
    """``("a", "b", "c")`` -> ``a, b and c``; empty for nothing."""
    *first, last = phrases or ("",)
    return f"{', '.join(first)} {and_} {last}" if first else last


def sentences(text: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip(" .?!")]

"""The evidence lock of one sentence: each number in it is one that it carries, each quotation one that was said."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from analysis.findings import Claim, Quote
from analysis.summary.wording import phrases, plain_blanks, required

_QUOTED: Final = re.compile(r"\u201c([^\u201c\u201d]*)\u201d")
_GONE: Final = "\N{REPLACEMENT CHARACTER}"
_WORD: Final = re.compile(r"\S+")
# A share belongs to the people before it, and no other count may lend it.
_SHARE: Final = r"(?: people| person)? \([<>]?\d+ ?%\)"


def unsupported(claim: Claim, names: Collection[str] = ()) -> tuple[str, ...]:
    """What ``claim`` says without carrying it, in words; empty when the sentence holds.

    ``names`` may stand between curly quotation marks beside the words of the claim's own quotes: names of themes,
    stages, segments and KPIs, which can hold digits of their own.
    """
    text, strange = _without_names(plain_blanks(claim.text), names, claim.quotes)
    missing = [ways[0] for ways in required(claim) if not any(_pattern(way).search(text) for way in ways)]
    return (
        *(f"\u201c{quoted}\u201d is nobody's words" for quoted in strange),
        *(f"{phrase!r} is carried and not said" for phrase in missing),
        *(f"{run!r} is said and not carried" for run in unbacked(text, phrases(claim))),
    )


def unbacked(text: str, ways: Iterable[str]) -> tuple[str, ...]:
    """The words of ``text`` that hold a numeral when every occurrence of the phrases ``ways`` is taken out."""
    left = plain_blanks(text)
    for phrase in sorted({plain_blanks(way) for way in ways}, key=len, reverse=True):
        left = _pattern(phrase, unless=_SHARE).sub(_GONE, left)
    return numerals(left)


def numerals(text: str) -> tuple[str, ...]:
    """The words of ``text`` that hold a digit or another numeral of any script, bare of punctuation around them."""
    return tuple(
        word.strip(".,;:!?()\u201c\u201d\u2026'\"")
        for word in _WORD.findall(text)
        if any(unicodedata.category(character).startswith("N") for character in word)
    )


def _without_names(text: str, names: Iterable[str], quotes: Collection[Quote]) -> tuple[str, list[str]]:
    """``text`` without its quotations, and those quotations that neither are a name nor stand in a quote."""
    for name in sorted({plain_blanks(name) for name in names}, key=len, reverse=True):
        text = text.replace(f"\u201c{name}\u201d", _GONE)
    said = [plain_blanks(quote.text) for quote in quotes]
    found = _QUOTED.findall(text)
    return _QUOTED.sub(_GONE, text), [quoted for quoted in found if not any(quoted in whole for whole in said)]


def _pattern(phrase: str, *, unless: str = "") -> re.Pattern[str]:
    """``phrase`` where it is no part of a longer number or word, and ``unless`` does not follow."""
    after = rf"(?![\d%]|[.,]\d| ?%)(?!\w){f'(?!{unless})' if unless else ''}"
    return re.compile(rf"(?<![\d.,<>-])(?<!\w){re.escape(phrase)}{after}")

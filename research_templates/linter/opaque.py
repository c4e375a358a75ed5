"""The parts of a text that no rule may look into: quotations, markup, and what the study itself is called."""

import re
from collections.abc import Iterable
from functools import lru_cache

from research_templates.linter import lexicon

_QUOTED = re.compile(r"“[^”]{1,400}”|\"[^\"]{1,400}\"|«[^»]{1,400}»|„[^“”]{1,400}[“”]")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ENCLOSED = re.compile(r"<(script|style)\b[^<>]{0,100}>[^<]{0,400}</\1\s*>", re.IGNORECASE)
_SHORTEST = 3
_MOST_ITEMS = 60

Span = tuple[int, int]


def without_quotes_and_markup(text: str) -> str:
    """The text, as long as before, with one nameless word in the place of each quotation and nothing for markup."""
    text = _QUOTED.sub(lambda found: "x" * len(found[0]), text)
    text = _ENCLOSED.sub(lambda found: " " * len(found[0]), text)
    return _MARKUP.sub(lambda found: " " * len(found[0]), text)


def named(text: str, known: Iterable[str]) -> tuple[Span, ...]:
    """Where phrases and words of the study's own stand, in order and apart from each other."""
    pattern = _known_pattern(tuple(sorted(known)))
    return tuple(found.span() for found in pattern.finditer(text)) if pattern else ()


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text, as long as before, with one nameless word in the place of each span."""
    for start, end in spans:
        text = f"{text[:start]}{'x' * (end - start)}{text[end:]}"
    return text


@lru_cache(maxsize=64)
def _known_pattern(known: tuple[str, ...]) -> re.Pattern[str] | None:
    """Small words of the language are nobody's own, whatever subject they are part of."""
    items = [item for item in known if len(item) >= _SHORTEST and item not in lexicon.word_set("function", "words")]
    longest_first = sorted(items, key=len, reverse=True)[:_MOST_ITEMS]
    spaced = ("\\s+".join(map(re.escape, item.split())) for item in longest_first)
    joined = "|".join(spaced)
    return re.compile(rf"(?<![\w-])(?:{joined})(?:e?s(?=\W|$))?(?![\w-])", re.IGNORECASE) if joined else None

# ruff: noqa: RUF001 - people write with typographic dashes; the rules must read them
"""The few rules that can be precise in German, French and Portuguese: yes-or-no, either-or, suggestion and praise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.reading import Reading, Spans

NEUTRAL = {
    "es": "¿Cómo fue eso para usted?",
    "de": "Wie war das für Sie?",
    "fr": "Comment cela s'est-il passé pour vous ?",
    "pt": "Como foi isso para você?",
}
"""What is asked when nothing of a question can be kept, in the languages other than English."""

_SECTIONS = {"de": "german", "fr": "french", "pt": "portuguese"}
_QUESTION = re.compile(r"[^.?!:\n]+\?")


@dataclass(frozen=True, slots=True)
class _Wordings:
    """Patterns of one language; ``requests`` are closed in form only ("Können Sie das beschreiben?")."""

    open_word: re.Pattern[str]
    yes_no: re.Pattern[str]
    requests: re.Pattern[str]
    choice: re.Pattern[str]
    tags: re.Pattern[str]
    leading: re.Pattern[str]
    praise: re.Pattern[str]


@cache
def _wordings(language: str) -> _Wordings | None:
    section = _SECTIONS.get(language)
    if section is None:
        return None
    return _Wordings(**{key: lexicon.pattern(section, key) for key in _Wordings.__slots__})


def closed(reading: Reading) -> Spans:
    wordings = _wordings(reading.language)
    if wordings:
        for match in (*_yes_no(reading, wordings), *wordings.tags.finditer(reading.head)):
            if not wordings.choice.search(match[0]) or wordings.tags.search(match[0]):
                yield _trimmed(match)


def either_or(reading: Reading) -> Spans:
    wordings = _wordings(reading.language)
    if wordings:
        for match in _yes_no(reading, wordings):
            if wordings.choice.search(match[0]) and not wordings.tags.search(match[0]):
                yield _trimmed(match)


def leading(reading: Reading) -> Spans:
    wordings = _wordings(reading.language)
    if wordings:
        for pattern in (wordings.tags, wordings.leading):
            yield from map(_trimmed, pattern.finditer(reading.head))


def praise(reading: Reading) -> Spans:
    wordings = _wordings(reading.language)
    if wordings:
        yield from map(_trimmed, wordings.praise.finditer(reading.head))


def _yes_no(reading: Reading, wordings: _Wordings) -> Iterator[re.Match[str]]:
    """Questions that open with their verb or its subject, or have no word that asks openly."""
    for match in _QUESTION.finditer(reading.head):
        opens = wordings.open_word.search(match[0]) and not wordings.yes_no.search(match[0])
        if not opens and not wordings.requests.search(match[0]):
            yield match


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start = match.start() + len(match[0]) - len(match[0].lstrip(" \t\n.,;:!?–—-"))
    return start, match.end()

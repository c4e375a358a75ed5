"""The few rules that can be precise in Spanish."""

import re

from research_templates.linter import lexicon
from research_templates.linter.reading import Reading, Spans

_YES_NO = lexicon.pattern("spanish", "yes_no")
_CHOICE = re.compile(r"\s(?:o|u)\s(?!no\b)", re.IGNORECASE)
_TAGS = lexicon.pattern("spanish", "tags")
_LEADING = lexicon.pattern("spanish", "leading")


def closed(reading: Reading) -> Spans:
    if reading.language != "es":
        return
    for match in (*_YES_NO.finditer(reading.head), *_TAGS.finditer(reading.head)):
        if not _CHOICE.search(match[0]):
            yield match.span()


def either_or(reading: Reading) -> Spans:
    if reading.language != "es":
        return
    for match in _YES_NO.finditer(reading.head):
        if _CHOICE.search(match[0]):
            yield match.span()


def leading(reading: Reading) -> Spans:
    if reading.language != "es":
        return
    for pattern in (_TAGS, _LEADING):
        for match in pattern.finditer(reading.head):
            start = match.start() + len(match[0]) - len(match[0].lstrip(", "))
            yield start, match.end()

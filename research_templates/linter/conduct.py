# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""What a message must not be or do: too long, two questions, praise for the participant."""

import re

from research_templates.linter import lexicon
from research_templates.linter.reading import SCANNED, Reading, Spans

MAX_WORDS = 40
MAX_CHARACTERS = 300
_MARKS = re.compile(r"[?？؟]+(?:[!?])*")
_PRAISE = lexicon.patterns("conduct", "praise")


def several(reading: Reading) -> Spans:
    marks = [match.span() for match in _MARKS.finditer(reading.head)]
    if len(marks) > 1:
        yield marks[0][1], marks[1][1]


def too_long(reading: Reading) -> Spans:
    text = reading.text
    words = list(re.finditer(r"\S+", text[: SCANNED * 2]))
    if len(words) > MAX_WORDS:
        yield words[MAX_WORDS].start(), len(text)
    elif len(text.rstrip()) > MAX_CHARACTERS:
        yield MAX_CHARACTERS, len(text)


def praise(reading: Reading) -> Spans:
    for pattern in _PRAISE:
        for match in pattern.finditer(reading.plain):
            start = match.start() + len(match[0]) - len(match[0].lstrip(".!?, "))
            yield start, match.end()

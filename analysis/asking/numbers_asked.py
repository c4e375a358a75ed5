"""How many things a question wants to see: "the top two", "three quotes", "the rarest"."""

import re
from typing import Final

FEW: Final = 3
_MOST: Final = 10
_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER: Final = rf"([0-9]{{1,2}}|{'|'.join(_NUMBERS)})"
_TOP: Final = re.compile(rf"\btop {_NUMBER}\b|\b{_NUMBER} (?:most|biggest|main|leading|worst|best|largest|top)\b")
_RAREST: Final = re.compile(
    r"\b(?:rarest|least (?:common|often|frequent\w*|mentioned|widespread|discussed|reported|heard)|fewest|rarely|"
    r"seldom\w*|uncommon|unusual)\b",
    re.IGNORECASE,
)
MOST_QUOTES: Final = 5
_SINGLE: Final = re.compile(
    r"\b(?:only|just|by|from|of) (?:a )?(?:one|single|1) (?:single )?(?:person|people|customer|user|participant|"
    r"interviewee|respondent|mention)\b|\bone-?offs?\b|\boutliers?\b",
    re.IGNORECASE,
)
_QUOTES_WANTED: Final = re.compile(
    rf"\b{_NUMBER} (?:[a-z]+ ){{0,2}}(?:quotes?|quotations?|verbatims?|statements?|comments?|examples?|citations?)\b"
)


def asks_for_the_rarest(question: str) -> bool:
    return bool(_RAREST.search(question))


def asks_for_what_one_says(question: str) -> bool:
    """Whether it asks for what a single person said, in no theme."""
    return bool(_SINGLE.search(question))


def number_asked_for(question: str) -> int:
    """``2`` for "the top two"; three when the question names no number."""
    found = _TOP.search(question.casefold())
    if found is None:
        return FEW
    named = found[1] or found[2]
    return max(1, min(int(named) if named.isdigit() else _NUMBERS.index(named) + 1, _MOST))


def quotes_asked_for(question: str) -> int:
    """``3`` for "give me three quotes about ..."; five when the question names no number."""
    found = _QUOTES_WANTED.search(question.casefold())
    if found is None:
        return MOST_QUOTES
    return max(1, min(int(found[1]) if found[1].isdigit() else _NUMBERS.index(found[1]) + 1, _MOST))


def spelled(number: int) -> str:
    return _NUMBERS[number - 1] if number <= len(_NUMBERS) else "many"

# ruff: noqa: RUF001 - people write with typographic apostrophes; the rules must read them
"""Finding the noun phrase that begins at a word: the part of a question that can stand for its subject."""

import re
from collections.abc import Sequence
from itertools import takewhile

from research_templates import vocabulary as v

_OTHERS = frozenset({"their", "your", "his", "her"})


def noun_phrase(tokens: Sequence[str], start: int) -> str:
    """The noun phrase that begins at ``start``; empty where none begins, or where it only names people."""
    words = _gather(tokens, start)
    head = _head(words)
    people = next((i for i, word in enumerate(head) if v.is_people(word) and not word.endswith(("'", "’"))), None)
    if people is not None:
        # "the mobile app support field technicians": what stands before the verb is the phrase, people are its object.
        verb = next((i for i in range(people - 1, 0, -1) if v.is_verb(words[i].lower())), 0)
        words = _trimmed(words[:verb])
        head = words
    content = [word for word in words if word.lower() not in v.DETERMINERS | v.EMPTY]
    if not content or head[-1].lower() in v.ABSTRACT:
        return ""
    return _as_asked(words)


def _gather(tokens: Sequence[str], start: int) -> list[str]:
    words: list[str] = []
    for index in range(start, len(tokens)):
        lower = tokens[index].lower()
        following = tokens[index + 1].lower() if index + 1 < len(tokens) else ""
        if not words and lower in v.SKIPPED:
            continue
        joins = bool(words) and _joins(words[-1].lower(), lower, following)
        ends = lower in v.PHRASE_STOPS | v.JOINERS or not re.search(r"\w", lower)
        is_verb = v.is_verb(lower) and not v.is_noun_too(lower) and not (words and words[-1].lower() in v.JOINERS)
        if not joins and (ends or is_verb):
            break
        words.append(tokens[index])
    words = _trimmed(words)
    # "a good shift for warehouse workers" is "a good shift" to the workers who are asked.
    if "for" in words and v.is_people(words[-1]):
        words = words[: words.index("for")]
    return words


def _joins(before: str, word: str, following: str) -> bool:
    """Whether a small word goes on with the phrase ("the price of the tour", "access to the archive")."""
    if not (word in v.JOINERS or (word == "to" and before in v.TAKES_TO)):
        return False
    if following in _OTHERS and word != "to":
        return False
    return bool(following) and following not in v.PHRASE_STOPS and not v.is_verb(following)


def _trimmed(words: list[str]) -> list[str]:
    while words and words[-1].lower() in v.JOINERS | v.DETERMINERS | v.TRAILING:
        words = words[:-1]
    return words


def _head(words: list[str]) -> list[str]:
    return list(takewhile(lambda word: word.lower() not in v.JOINERS | {"to"}, words))


def _as_asked(words: list[str]) -> str:
    """Possessives from the participant's side of the table: the team's own things are "our", others' are "the"."""
    first = words[0].lower()
    if first in {"my", "our", "us"}:
        words = ["our", *words[1:]]
    elif first in v.DETERMINERS:
        words = ["the" if first in v.TURNED_TO_THE else first, *words[1:]]
    if len(words) > 1 and words[0][0].isupper() and words[0].lower() in v.DETERMINERS:
        words = [words[0].lower(), *words[1:]]
    return " ".join(words)

"""Mends slips of the keyboard in the words that make a question, never in what it asks about.

Only words that questions are made of, and those that segments are marked by, are looked for: a thing that nobody
spoke of must not turn into one that somebody did.
"""

import re
from collections.abc import Collection
from functools import cache
from typing import Final

from analysis.asking.heard import Heard
from analysis.asking.stemming import stem
from analysis.asking.words import folded_words, word_list, words_of

_WORD: Final = re.compile(r"[A-Za-z]{1,40}")
_SHORTHAND: Final = {"ppl": "people", "whats": "what is", "hows": "how is", "wheres": "where is", "pls": "please"}
_SHORTEST: Final = 5
_LONG: Final = 9
"""From so many letters on, two slips are mended."""
_LISTS: Final = ("asking", "openers", "friction", "success", "general")
_DIMENSION_BEHIND: Final = words_of("by per across which what each every between their")
"""What a group is asked for by: anywhere else, "timers" is no slip for "tiers"."""


def mended(question: str, heard: Heard) -> str:
    """``question`` with its misspelt question words put right; every other word stays as it was typed."""
    known = _question_words() | {
        word
        for attribute, values in heard.people.segments.items()
        for name in (attribute, *values)
        for word in folded_words(name)
    }
    seen: dict[tuple[str, bool], str] = {}

    def put_right(match: re.Match[str]) -> str:
        word = match.group().casefold()
        before = question[: match.start()].split()[-1:]
        of_groups = bool(before) and before[0].casefold() in _DIMENSION_BEHIND
        if (word, of_groups) not in seen:
            meant = known | word_list("dimensions") if of_groups else known
            seen[word, of_groups] = _SHORTHAND.get(word) or _nearest(word, meant, heard)
        return match.group() if seen[word, of_groups] == word else seen[word, of_groups]

    return _WORD.sub(put_right, question)


@cache
def _question_words() -> frozenset[str]:
    return frozenset().union(*(word_list(name) for name in _LISTS))


def _nearest(word: str, known: Collection[str], heard: Heard) -> str:
    """The one known word that is a slip or two away; ``word`` itself when it is known, said by anybody, or unclear."""
    if len(word) < _SHORTEST or word in known or word.removesuffix("s") in known or heard.words.holds(stem(word)):
        return word
    slips = 2 if len(word) >= _LONG else 1
    near = [
        other
        for other in known
        if len(other) >= _SHORTEST
        and other[0] == word[0]
        and abs(len(other) - len(word)) <= slips
        and _slips(word, other) <= slips
    ]
    stems = {stem(other) for other in near}
    return min(near, key=lambda other: (_slips(word, other), other)) if len(stems) == 1 else word


def _slips(one: str, other: str) -> int:
    """Letters missing, added, changed or exchanged with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]

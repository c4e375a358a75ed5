"""Groups that a question names and nobody is marked by: "by region", "on the premium plan", "what do admins say"."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.asking.frames import ASKING, FRICTION, GENERAL, SUCCESS, tells
from analysis.asking.groups import PEOPLE
from analysis.asking.heard import Heard
from analysis.asking.spoken import languages_asked_for
from analysis.asking.words import folded_words, word_list, words_of

_DIMENSIONS: Final = word_list("dimensions")
_BESIDE_DIMENSION: Final = words_of(
    "the each every which what different their our by per across of in on same a an and"
)
_BEFORE_DIMENSION: Final = words_of(
    "by per across which what different each between first second third last previous this our"
)
A_PROBLEM: Final = re.compile(
    r"^\W*(?:and |so )?(?:is|are|was|were|isn't|aren't) (?P<what>.+?) "
    r"(?:(?:really|still|also|ever|even|actually|often|generally) )*(?:a|an|the|any|such an?|much of an?) "
    r"(?:\w+ )?(?:problem|issue|concern|worry|pain(?: point)?|blocker|obstacle|barrier|hurdle|nuisance|bother|trouble|"
    r"struggle|challenge|frustration|headache|friction(?: point)?|deal ?breaker)s?\b",
    re.IGNORECASE,
)
"""Asks of one thing whether it goes wrong."""
_FOR_WHOM: Final = re.compile(
    r"\b(?:for|among|amongst) (?:(?:the|our|your|any|most|many) )?(?P<who>[\w-]+s)\W*$", re.IGNORECASE
)
_TELLS: Final = words_of(
    "say think mention complain report feel want need like love hate struggle ask describe expect prefer talk speak "
    "dislike trust praise criticise criticize worry suggest wish face use"
)
_SEXES: Final = words_of("women men males females")
_AGES: Final = words_of("young younger youngest old older oldest elderly")
_A_FEW: Final = 4


def not_marked(question: str, used: set[str]) -> str:
    """Whom "Is it a problem for admins?" means, where nobody is marked so and it is not everybody."""
    whom = _FOR_WHOM.search(question) if A_PROBLEM.match(question) else None
    who = whom["who"].casefold() if whom else ""
    return who if who and who != "us" and who not in used and tells(who, set()) and who not in PEOPLE else ""


def unknown_group(words: Sequence[str], heard: Heard, used: set[int]) -> str:
    """A segment by a name that nobody's attributes have: "by region", "on the premium plan", "wave 7"."""
    named = _named(words, used)
    if named:
        return named
    known = {word.removesuffix("s") for attribute in heard.people.segments for word in folded_words(attribute)}
    for place in range(1, len(words) - 1):
        kind = words[place]  # "than old ones"
        of_people = words[place - 1] == "than" and words[place + 1] in PEOPLE and place not in used
        if of_people and place + 1 not in used and kind not in ASKING and kind not in PEOPLE and kind not in known:
            return kind
    last = len(words) - 1
    alone = 0 < last < _A_FEW and words[last - 1] in {"by", "per"} and not used  # "and by role?"
    if alone and words[last].removesuffix("s") not in known and words[last] not in GENERAL:
        return words[last]
    for place, word in enumerate(words):
        plain = word.removesuffix("s")
        before = words[place - 1] if place else ""
        behind = words[place + 1] if place + 1 < len(words) else ""
        plays = behind in {"do", "does", "did"}  # "what role does it play"
        if word in _DIMENSIONS and plain not in known and before in _BEFORE_DIMENSION and not plays:
            return word
        beside = behind if behind.isdigit() else before
        if plain in known and beside and place - 1 not in used and place + 1 not in used:
            strange = beside.isdigit() or (
                place > 1 and words[place - 2] in {"the", "on", "a"} and before not in _BESIDE_DIMENSION
            )
            if strange and before not in ASKING and before not in GENERAL | FRICTION | SUCCESS:
                return f"{before} {word}" if beside == before else f"{word} {behind}"
    return ""


def _named(words: Sequence[str], used: set[int]) -> str:
    """A language in which nobody answered, or those of whom it is asked what they say."""
    for language, places in languages_asked_for(words):
        if used.isdisjoint(places):
            return language
    for place in range(1, len(words) - 1):
        who = words[place]
        asked_of = words[place - 1] in {"do", "did"} and words[place + 1] in _TELLS and who.endswith("s")
        if asked_of and place not in used and who not in PEOPLE and tells(who, set()):
            return who
    return next((named for place in range(len(words)) if (named := _kind_of_person(words, place, used))), "")


def _kind_of_person(words: Sequence[str], place: int, used: set[int]) -> str:
    """A sex or an age that the word at ``place`` names."""
    word, behind = words[place], words[place + 1] if place + 1 < len(words) else ""
    if word in _SEXES and place not in used:
        return word
    return f"{word} {behind}" if word in _AGES and behind in PEOPLE - {"ones"} and not used else ""

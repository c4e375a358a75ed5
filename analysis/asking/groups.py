"""Whether a word means a group of people: "Spanish customers" does, the "team" that should act does not."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from analysis.asking.words import folded_words, words_of

_DIGITS_OF_A_YEAR: Final = 4
PEOPLE: Final = words_of(
    "customers customer clients client users user people persons person participants participant respondents "
    "respondent interviewees interviewee companies company accounts account members member patients patient students "
    "student guests guest employees employee staff visitors visitor buyers buyer tenants tenant parents parent "
    "shoppers shopper learners learner teachers teacher subscribers subscriber folks ones workers colleagues owners "
    "owner managers manager market segment group cohort"
)
_BEFORE_A_GROUP: Final = words_of("on in from among for by than vs versus where amongst within")
_ALSO_A_MATTER: Final = words_of(
    "team support sales training mobile design delivery staff search report email service price free basic trial web "
    "phone app chat office store website marketing finance product operations help start "
    "first last next second third early late once often now soon later long short high low"
)
"""Values that are everyday words for a matter or for an order, and name a group only in a group's place."""


def names_a_group(words: Sequence[str], place: int, others: Collection[str], attribute: Sequence[str]) -> bool:
    """Whether the word at ``place``, a value of ``attribute``, means who has it; ``others`` are its other values."""
    if words[place].removesuffix("s") not in _ALSO_A_MATTER:
        return True
    before = words[place - 1] if place else ""
    behind = words[place + 1] if place + 1 < len(words) else ""
    named = {word.removesuffix("s") for word in words}
    return (
        behind in PEOPLE
        or before in _BEFORE_A_GROUP
        or not named.isdisjoint(word.removesuffix("s") for word in attribute)
        or not named.isdisjoint(other.removesuffix("s") for other in others)
    )


def is_year_of_people(words: Sequence[str], value: str) -> bool:
    """Whether the number ``value`` calls people in "2023 customers"; "10 customers" counts them."""
    of_year = len(value) == _DIGITS_OF_A_YEAR and value.isdigit()
    return of_year and any(word == value and behind in PEOPLE for word, behind in pairwise(words))


def place_of_people(words: Sequence[str], value: str, roles: Collection[str]) -> int | None:
    """Where ``words`` call people by the place ``value`` ("Spanish customers"); ``roles`` are further words for people.

    The adjective alone may be a language or a dish, and means nobody.
    """
    known = " ".join(folded_words(value))
    for place, word in enumerate(words):
        behind = words[place + 1] if place + 1 < len(words) else ""
        people = behind in PEOPLE or behind.removesuffix("s") in roles
        several = word.endswith("s") and known in _demonyms().get(word.removesuffix("s"), ())  # "Germans"
        if several or (people and known in _demonyms().get(word, ())):
            return place
    return None


@cache
def _demonyms() -> Mapping[str, tuple[str, ...]]:
    text = (files("analysis.asking") / "data" / "demonyms.toml").read_text(encoding="utf-8")
    return {word: tuple(" ".join(folded_words(name)) for name in names) for word, names in tomllib.loads(text).items()}

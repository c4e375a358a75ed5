"""What each study asks in words of its own: whether somebody comes back, and whether they recommend it."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_LONGEST: Final = 600


class Intention(StrEnum):
    """What somebody is asked to foresee of themselves."""

    RETURNING = "returning"
    RECOMMENDING = "recommending"
    CHANGING = "changing"
    """What they would have otherwise, which is a wish of theirs."""


@lru_cache(maxsize=16_384)
def intention_of(question: str) -> Intention | None:
    """What a question in any of the product's languages asks people to foresee; None for nothing, or for two things."""
    text = question[:_LONGEST]
    foreseen = _patterns()["foreseen"].search(text)
    found = [one for one in Intention if (foreseen or one is Intention.CHANGING) and _patterns()[one].search(text)]
    return found[0] if len(found) == 1 else None


def without(intention: Intention, question: str) -> str:
    """The question without the words for the intention."""
    return _patterns()[intention].sub(" ", _patterns()["foreseen"].sub(" ", question[:_LONGEST]))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    text = (files("analysis.asking") / "data" / "intentions.toml").read_text(encoding="utf-8")
    return {
        name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for name, words in tomllib.loads(text).items()
    }

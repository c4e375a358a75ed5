"""Whether somebody speaks of leaving, of a wish or of an occasion, or says yes, in any of the product's languages."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from analysis.reading.languages import language_of

_UNSURE: Final = ""
_LONGEST: Final = 2_000


class Cue(StrEnum):
    """What is told in few set phrases and in no theme of its own."""

    LEAVING = "leaving"
    LEAVING_ASKED = "leaving_asked"
    YES = "yes"
    PLAIN_YES = "plain_yes"
    PLAIN_NO = "plain_no"
    PLAIN_MAYBE = "plain_maybe"
    WISH = "wish"
    OCCASION = "occasion"


def holds(text: str, cue: Cue) -> bool:
    """Whether ``text`` has a phrase of the kind, in its own language; in any where its words do not tell which."""
    text = text[:_LONGEST]
    language = language_of(text, study=_UNSURE)
    patterns = _patterns(cue)
    own = [patterns[language]] if language in patterns else list(patterns.values())
    return any(pattern.search(text) for pattern in own)


@cache
def _patterns(cue: Cue) -> Mapping[str, re.Pattern[str]]:
    text = (files("analysis.asking") / "data" / "said.toml").read_text(encoding="utf-8")
    return {
        language: re.compile("|".join(found), re.IGNORECASE) for language, found in tomllib.loads(text)[cue].items()
    }

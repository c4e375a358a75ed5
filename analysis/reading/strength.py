"""How strongly something is put: words that raise the voice, counted, and what raters made of such counts."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Final

# The project's own list; superlatives, totals, intensifiers and the strongest words of praise and complaint.
_ENGLISH: Final = (
    r"very|really|extremely|so|too|absolutely|totally|completely|utterly|deeply|highly|incredibly|such|far|much"
    r"|always|never|ever|every|all|nothing|nobody|any|most|best|worst|cannot|can.t|amazing|excellent|fantastic|brilliant"
    r"|outstanding|wonderful|superb|perfect\w*|exceptional\w*|terrible|terribly|awful\w*|horrible|appalling\w*|disgust\w*"
    r"|dreadful\w*|useless|hate\w*|love\w*|disaster|nightmare|shocking\w*|unacceptable"
)
# Share of answers that raters called very positive rather than positive, or very negative rather than negative, by the
# number of such words (0, 1, 2, 3 and more); the mean of both sides. Every other of 1,759 codeable answers of
# nhs_feedback (MIT, pxtextmining), whose raters knew five steps; `benchmarks/polarity.py` checks it on the rest.
# For other languages nobody has rated any: the English shares stand in, and only the order is checked.
_SHARES: Final = (0.21, 0.44, 0.67, 0.71)
_LONGEST: Final = 2_000


def strength_of(text: str, language: str = "en") -> float:
    """From 0 to 1: how likely a rater is to call it "very" good or bad, given that it is either.

    A ``language`` ("de", "pt-BR") without a list of such words is read with the English one.
    """
    found = _raised(language.casefold()[:2]).finditer(text[:_LONGEST])
    return _SHARES[sum(1 for _ in zip(found, range(len(_SHARES) - 1), strict=False))]


@cache
def _raised(language: str) -> re.Pattern[str]:
    listed = _listed().get(language)
    words = _ENGLISH if listed is None else "|".join(re.sub(r"\*$", r"\\w*", word) for word in listed.split())
    return re.compile(rf"\b(?:{words})\b|!|(?-i:\b[A-Z]{{4,}}\b)", re.IGNORECASE)


@cache
def _listed() -> dict[str, str]:
    file = resources.files("analysis").joinpath("reading", "data", "strength.toml")
    return tomllib.loads(file.read_text("utf-8"))

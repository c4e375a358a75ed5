"""What a sentence that a model has worded anew may say: nothing that its evidence and the sentence before it do not."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from analysis.findings import Polarity
from analysis.reading.lexicon import cues
from analysis.theming.phrases import content_words

_LONGEST_QUOTE: Final = 240
_STEM: Final = 5
_GROUNDED: Final = 0.7  # share of a sentence's content words that its evidence holds
UNPRINTABLE: Final = re.compile(
    r"[{}`\x00-\x1f\u202a-\u202e\u2066-\u2069]|<(?!1[ \u00a0]%)|>(?!99[ \u00a0]%)"  # shares that round to none or all
)
_COUNTED_IN_WORDS: Final = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|half|halves|thirds?|"
    r"quarters?|twice|double|most|mostly|majority|minority|all|every|everyone|everybody|nobody|none|never|always|"
    r"many|several|few|percent|nearly|almost|over|under|more|less|fewer|no|not|without|nothing|hardly)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_CAUSES_AND_FORECASTS: Final = re.compile(
    r"\b(?:because|cause[sd]?|causing|due|therefore|leads?|leading|led|drives?|driving|drove|results?|will|would|should|"
    r"must|churn\w*|proves?|proven|shows?|significant\w*|always|customers everywhere)\b",
    re.IGNORECASE,
)
_REPORTING: Final = """
people participants customers interviews study friction point points success factor factors raised raise named name
mentioned mention described describe report reported shared share said told theme themes stands out widespread works
work likely between single first comes next beside other
"""


def inert(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Words that are shown to a model: one line, without anything that could end or begin a part of the prompt."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())[:longest]


def own_words(text: str, names: Collection[str], *, quoted: bool) -> str:
    """What is left of a sentence without its names and quotations: the words for which the model answers."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"\u201c{name}\u201d", " ")
    return re.sub(r"\u201c[^\u201c\u201d]*\u201d", " ", text) if quoted else text


def says_more(own: str, before: str) -> bool:
    """Whether words count, negate, give causes or foretell where ``before``, the sentence they stand for, does not."""
    return any(
        {word.casefold() for word in pattern.findall(own)} - {word.casefold() for word in pattern.findall(before)}
        for pattern in (_COUNTED_IN_WORDS, _CAUSES_AND_FORECASTS)
    )


def contradicts(own: str, sides: Collection[Polarity]) -> bool:
    """Whether the words praise what is friction, or complain of what is success."""
    if len(sides) != 1:
        return False
    leaning = cues(own).leaning
    return leaning > 0 if Polarity.FRICTION in sides else leaning < 0


def is_grounded(own: str, evidence: Iterable[str]) -> bool:
    """Whether most of the words are those of the evidence, or such as only report it."""
    known = {word[:_STEM] for text in (_REPORTING, *evidence) for word in content_words(text)}
    words = content_words(own)
    return not words or sum(word[:_STEM] in known for word in words) / len(words) >= _GROUNDED

"""What an interviewer's question, and its part of the plan, lead one to expect of an answer, in log-odds."""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from analysis.reading.question_cues import asks_background, denies, leaning
from analysis.reading.strong_words import strong_side
from research_templates.plan import Phase

# Log-odds: an answer to "what was good?" is four to five times likelier a success. A weaker prior reads more of the
# plain complaints after such a question right, and more of all answers wrong.
_QUESTION_SHIFT: Final = 1.5
_STRONG_SHIFT: Final = 1.0  # strong words against the question, towards their own side
_DENIAL_SHIFT: Final = 4.0  # "nothing" to what could be better is praise, whatever its words sound like
_NEUTRAL_RATE: Final = 0.2  # assumed share of statements without a valence among answers to an evaluating question
_NEUTRAL_RATE_OPEN: Final = 0.4  # ... and to any other; both predict training domains left out best
_NEUTRAL_RATE_BACKGROUND: Final = 0.6  # ... and to a question about the person and what they did
# Where a question's own words lean to neither side, the part of the plan that it stands in speaks, more softly: "Can
# you give an example?" in the part about friction asks for one of friction.
_PHASE_SHIFT: Final = 1.0
_PHASE_LEANS: Final[Mapping[Phase, int]] = {Phase.VALUE: 1, Phase.FRICTION: -1, Phase.IMPROVEMENT: -1}


class Expectation(NamedTuple):
    """Log-odds of success against friction, and of having no valence, before a word of the answer counts."""

    success: float
    neutral: float


def expectation_of(question: str, answer: str, *, phase: Phase | None = None) -> Expectation:
    """What ``question``, asked in ``phase``, leads one to expect of ``answer``.

    An answer that opens with a denial turns it, and strong words hold against it.
    """
    leans, shift, neutral_rate = _expected(question, phase)
    neutral = math.log(neutral_rate / (1 - neutral_rate))
    if leans and denies(answer):
        return Expectation(-leans * _DENIAL_SHIFT, neutral)
    if leans and (side := strong_side(answer)) == -leans:
        return Expectation(side * _STRONG_SHIFT, neutral)
    return Expectation(leans * shift, neutral)


@lru_cache(maxsize=1024)  # an interview guide has few questions, each answered by everybody
def _expected(question: str, phase: Phase | None) -> tuple[int, float, float]:
    leans = leaning(question)
    if asks_background(question):
        return leans, _QUESTION_SHIFT, _NEUTRAL_RATE_BACKGROUND
    if leans:
        return leans, _QUESTION_SHIFT, _NEUTRAL_RATE
    leans = 0 if phase is None else _PHASE_LEANS.get(phase, 0)
    if leans:
        return leans, _PHASE_SHIFT, _NEUTRAL_RATE
    return 0, 0.0, _NEUTRAL_RATE_BACKGROUND if phase is Phase.OPENING else _NEUTRAL_RATE_OPEN

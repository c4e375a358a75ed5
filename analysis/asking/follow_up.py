"""What a short question takes from the answer before it: "and by plan?", "why?", "only enterprise"."""

import re
from dataclasses import dataclass, replace
from typing import Final

from analysis.asking.answers import Answer, Intent, Outcome
from analysis.asking.scope import Asked
from analysis.findings import Polarity

_FOLLOWS: Final = re.compile(
    r"^\W*(?:and|what about|how about|also|now|only|just|same|but|or|then|ok|okay|more|for|in|by)\b", re.IGNORECASE
)
_WHY: Final = re.compile(r"^\W*(?:but |and )?(?:why(?: is that| so| not)?|how come|how so)\W*$", re.IGNORECASE)
_POINTS_BACK: Final = re.compile(r"\b(?:this|that|it|they|them|those|these)\b", re.IGNORECASE)
_STAGES: Final = re.compile(r"\b(?:stages?|phases?|steps?)\b", re.IGNORECASE)
_SHORT: Final = 7
_SURE: Final = 0.6
_CHANGES_COURSE: Final = frozenset({Intent.QUOTES, Intent.WHEN, Intent.JOURNEY, Intent.PRIORITISE, Intent.WHO_ELSE})
"""What a short question can ask for about the matter of the last one, when it clearly does."""


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it is understood: what it wants, how surely, and what it restricts itself to."""

    intent: Intent
    sureness: float
    asked: Asked


def followed(question: str, read: Read, last: Answer | None) -> Read:
    """``read`` with what ``question`` leaves unsaid taken from ``last``; unchanged when the question stands alone."""
    if last is None or len(question.split()) > _SHORT:
        return read
    scope = read.asked.scope
    why, follows = bool(_WHY.match(question)), bool(_FOLLOWS.match(question))
    if not (why or follows or (_POINTS_BACK.search(question) and not scope.topic)):
        return read
    intent = _course(question, read, last, why=why) if why or follows else read.intent
    polarity = scope.polarity or last.scope.polarity
    if last.intent is Intent.WHAT_WORKS and intent is not Intent.WHAT_WORKS:
        polarity = polarity or Polarity.SUCCESS
    topic = scope.topic or last.scope.topic
    if why and not topic and last.table:
        topic = last.table.rows[0].label
    kept = {
        "topic": topic,
        "segments": scope.segments or last.scope.segments,
        "polarity": polarity,
        "stage": scope.stage or last.scope.stage,
    }
    attributes = read.asked.attributes or tuple(dict.fromkeys(wanted.attribute for wanted in last.scope.segments))
    return replace(
        read, intent=intent, asked=replace(read.asked, scope=scope.model_copy(update=kept), attributes=attributes)
    )


def _course(question: str, read: Read, last: Answer, *, why: bool) -> Intent:
    """What a follow-up wants: what the last question wanted, unless it says otherwise."""
    if why:
        return Intent.ABOUT
    if read.asked.sets_apart or read.asked.unknown:
        return Intent.COMPARE
    if _STAGES.search(question) and not read.asked.scope.stage:
        return Intent.JOURNEY
    changes = read.intent in _CHANGES_COURSE and read.sureness >= _SURE
    return read.intent if changes or last.outcome is Outcome.NOT_UNDERSTOOD else last.intent

"""How a simulated participant hears a message: what kind of question it is, and what it asks for.

The words here are everyday English and independent of the engine's own bank: whoever asks well is understood.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from interview_engine.simulation.worlds import Facet
from interview_engine.words import lows
from research_templates.linter import lint
from research_templates.plan import CoreQuestion, MandatoryQuestion, Phase, ResearchPlan

QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,200})[”\"»“]")

_MATTERED = ("mattered most", "matters most", "only one thing", "most important")
_MISSED = ("not asked", "should i have asked", "should we have asked", "what else", "did we miss", "anything else")
_SUMMARY = ("correct or add", "put differently", "missing from that", "have i understood", "check my understanding")
_WAYS_OUT = ("skip", "stop", "pause")
_HOW_TO_GO_ON = ("how would you like", "what would you like", "feel right", "what would help you")
_REFERRING = frozenset({"that", "this", "it", "then", "there"})
_INTENTS: tuple[tuple[Facet | None, tuple[str, ...]], ...] = (
    (
        None,
        ("instead", "change one thing", "should it", "should have", "the way you want", "ideal", "made a difference"),
    ),
    (Facet.CONSEQUENCE, ("came next", "happened next", "as a result", "followed", "mean for", "effect", "affect")),
    (Facet.CONSEQUENCE, ("end up", "consequence", "what happened then", "lead to", "cost you", "did you do about")),
    (Facet.WHEN, ("right before", "when did", "when was", "at what point", "beginning", "over time", "first notice")),
    (Facet.WHEN, ("following weeks", "how long ago", "how often", "unfold")),
    (Facet.BEFORE, ("expected", "compare", "differ", "otherwise", "used to", "before")),
    (Facet.FEELING, ("feel", "feeling", "like for you", "mind", "stayed with", "look back", "at that moment")),
    (Facet.WHY, ("why", "reason", "behind", "led ", "put that down", "made it", "come from", "cause")),
    (Facet.EXAMPLE, ("example", "situation", "concrete", "walk me through", "exactly", "look like", "have seen")),
    (Facet.EXAMPLE, ("moment", "step by step", "last time", "describe", "one occasion")),
)
"""In this order: "what happened right before" asks when, and not how it was before."""

_CURT_RULES = ("closed", "either_or", "leading")
_WISHES = "improvement"
_CLEARLY_TOPICAL = 3


class Question(StrEnum):
    CURT = "curt"
    """Closed or leading: it gets a yes, or nothing."""
    MATTERED = "mattered"
    MISSED = "missed"
    SUMMARY = "summary"
    SUPPORT = "support"
    PROBE = "probe"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Heard:
    """``quoted`` are the listener's own words where the message quotes some, ``words`` those that say what it is about.

    A probe asks for ``facet``, or for a wish, or for nothing in particular; ``phase`` is that of the plan's question.
    """

    question: Question
    words: frozenset[str] = frozenset()
    quoted: str = ""
    facet: Facet | None = None
    wish: bool = False
    phase: Phase | None = None


def hear(text: str, plan: ResearchPlan | None, topics: Mapping[str, frozenset[str]]) -> Heard:
    """What a message asks for; ``plan`` helps to tell a new question from a follow-up, as people can."""
    low = text.lower()
    asked = _plan_question(low, plan)
    if asked is not None:
        return _from_the_plan(asked, topics)
    special = _special(low)
    if special is not None:
        return Heard(special)
    own, quotes = QUOTED.sub(" ", text), QUOTED.findall(text)
    if lint(own, only=_CURT_RULES):
        return Heard(Question.CURT)
    words = frozenset(lows(own))
    topical = sum(len(words & marks) for marks in topics.values()) >= _CLEARLY_TOPICAL
    if not quotes and (topical or not words & _REFERRING):
        return Heard(Question.TOPIC, words, wish=bool(words & topics[_WISHES]))
    facet, wish = _intent(own.lower())
    return Heard(Question.PROBE, words, quotes[-1] if quotes else "", facet, wish)


def _plan_question(low: str, plan: ResearchPlan | None) -> CoreQuestion | MandatoryQuestion | None:
    if plan is None:
        return None
    questions: list[CoreQuestion | MandatoryQuestion] = [*plan.core_questions, *plan.mandatory_questions]
    return next((question for question in questions if question.text.lower() in low), None)


def _from_the_plan(asked: CoreQuestion | MandatoryQuestion, topics: Mapping[str, frozenset[str]]) -> Heard:
    phase = asked.phase if isinstance(asked, CoreQuestion) else None
    if lint(asked.text, only=_CURT_RULES):
        return Heard(Question.CURT)
    if phase is Phase.CLOSING or _has(asked.text.lower(), _MISSED):
        return Heard(Question.MISSED)
    words = frozenset(lows(asked.text))
    return Heard(Question.TOPIC, words, phase=phase, wish=bool(words & topics[_WISHES]))


def _special(low: str) -> Question | None:
    """The questions that end an interview, and the one that follows distress."""
    if _has(low, _MATTERED):
        return Question.MATTERED
    if _has(low, _SUMMARY):
        return Question.SUMMARY
    if sum(way in low for way in _WAYS_OUT) > 1 and _has(low, _HOW_TO_GO_ON):
        return Question.SUPPORT
    return Question.MISSED if _has(low, _MISSED) else None


def _has(low: str, marks: tuple[str, ...]) -> bool:
    return any(mark in low for mark in marks)


def _intent(low: str) -> tuple[Facet | None, bool]:
    return next(((facet, facet is None) for facet, marks in _INTENTS if _has(low, marks)), (None, False))

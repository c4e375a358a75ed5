"""How a simulated participant hears a message: what kind of question it is, and what it asks for.

The words that it goes by are everyday ones of each language and independent of the engine's own bank: whoever asks well
is understood.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from interview_engine.simulation.spoken import Hearing, Spoken, heard_words
from interview_engine.simulation.worlds import Facet
from research_templates.linter import lint
from research_templates.plan import CoreQuestion, MandatoryQuestion, Phase, ResearchPlan

QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,200})[”\"»“]")

_SENTENCE_END = re.compile(r"[.!?]\s+")
_LEAD_END = re.compile(r"[;:\u00bf\u00a1\u2013\u2014]+")
"""What may stand between a lead-in and its question; a comma stands inside of questions, too."""
_WISHES = "improvement"
"""The topic whose words ask for a wish."""
_WISH = "wish"
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


def hear(text: str, plan: ResearchPlan | None, spoken: Spoken) -> Heard:
    """What a message asks for; ``plan`` helps to tell a new question from a follow-up, as people can."""
    low, hearing = _plain(text), spoken.hearing
    asked = _plan_question(text.lower(), plan)
    if asked is not None:
        return _from_the_plan(asked, spoken)
    special = _special(low, hearing)
    if special is not None:
        return Heard(special)
    own, quotes = QUOTED.sub(" ", text), QUOTED.findall(text)
    if _is_curt(own, hearing):
        return Heard(Question.CURT)
    words = heard_words(own)
    if not quotes and _is_new(words, plan, spoken):
        return Heard(Question.TOPIC, words, wish=_asks_for_a_wish(words, spoken))
    facet, wish = _intent(_plain(own), hearing)
    return Heard(Question.PROBE, words, quotes[-1] if quotes else "", facet, wish)


def _plain(text: str) -> str:
    """Lower-case with plain spaces and apostrophes, so that marks may begin or end with a space."""
    straight = text.lower().replace("\u2019", "'")
    return f" {' '.join(straight.split())} "


def _is_new(words: frozenset[str], plan: ResearchPlan | None, spoken: Spoken) -> bool:
    """Whether a question that quotes nothing leaves what was told last."""
    referring = spoken.hearing.referring
    if not referring:
        return plan is None
    topical = sum(len(marks.among(words)) for marks in spoken.topics.values())
    return topical >= _CLEARLY_TOPICAL or not words & referring


def _plan_question(low: str, plan: ResearchPlan | None) -> CoreQuestion | MandatoryQuestion | None:
    if plan is None:
        return None
    questions: list[CoreQuestion | MandatoryQuestion] = [*plan.core_questions, *plan.mandatory_questions]
    return next((question for question in questions if question.text.lower() in low), None)


def _from_the_plan(asked: CoreQuestion | MandatoryQuestion, spoken: Spoken) -> Heard:
    phase = asked.phase if isinstance(asked, CoreQuestion) else None
    if _is_curt(asked.text, spoken.hearing):
        return Heard(Question.CURT)
    if phase is Phase.CLOSING or _has(_plain(asked.text), spoken.hearing.missed):
        return Heard(Question.MISSED)
    words = heard_words(asked.text)
    return Heard(Question.TOPIC, words, phase=phase, wish=_asks_for_a_wish(words, spoken))


def _asks_for_a_wish(words: frozenset[str], spoken: Spoken) -> bool:
    return bool(spoken.topics[_WISHES].among(words))


def _is_curt(text: str, hearing: Hearing) -> bool:
    """Whether a question is closed, leading or offers a choice."""
    if hearing.curt_rules and lint(text, only=hearing.curt_rules):
        return True
    question = _plain(_SENTENCE_END.split(text.rstrip(" ?!."))[-1])
    parts = [f" {part.strip()} " for part in _LEAD_END.split(question)]
    return _has(question, hearing.leading) or any(part.startswith(hearing.closed) for part in parts)


def _special(low: str, hearing: Hearing) -> Question | None:
    """The questions that end an interview, and the one that follows distress."""
    if _has(low, hearing.mattered):
        return Question.MATTERED
    if _has(low, hearing.summary):
        return Question.SUMMARY
    if sum(way in low for way in hearing.ways_out) > 1 and _has(low, hearing.how_to_go_on):
        return Question.SUPPORT
    return Question.MISSED if _has(low, hearing.missed) else None


def _has(low: str, marks: tuple[str, ...]) -> bool:
    return any(mark in low for mark in marks)


def _intent(low: str, hearing: Hearing) -> tuple[Facet | None, bool]:
    """The side of an experience that is asked for, or none and whether it is a wish."""
    asks = next((asks for asks, marks in hearing.intents if _has(low, marks)), None)
    return (None, asks == _WISH) if asks in {None, _WISH} else (Facet(asks), False)

"""What is kept of a simulated run's report card: the engine's card, and what was reached question by question.

Texts are not copied: goals and questions are named by their keys in the run's revision of the plan.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.simulations.playing import Played
from interview_engine import Asked
from interview_engine.moves import AskMandatory, Support, question_key
from interview_engine.simulation import HeldInterview, estimated_minutes, questions_answered, report_card
from research_templates import ResearchPlan


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class Share(_Kept):
    """``met`` of ``of``."""

    met: int
    of: int

    @property
    def share(self) -> float | None:
        return self.met / self.of if self.of else None


class Spread(_Kept):
    median: float
    p90: float


class RuleCount(_Kept):
    rule: str
    proposed: int
    sent: int


class Reached(_Kept):
    """A goal or a question: in how many interviews that were not stopped it was ``asked``, and got an answer."""

    key: str
    asked: int
    answered: int
    of: int


class Person(_Kept):
    """One simulated participant and how their interview went; ``told`` of ``known`` facts and details came out."""

    number: int
    interview_id: UUID
    type: str
    end: str
    told: int
    known: int
    answers: int
    minutes: float
    supported: bool


class RunCard(_Kept):
    """``worded`` counts the interviewer's messages by who worded them, ``fell_back`` those that a model should have.

    ``played`` says how a model worded what the participants said, None where nobody but the rules did.
    """

    interviews: int
    headlines: Share
    details: Share
    goals: Share
    mandatory: Share
    probes: Share
    located: Share
    relevant: Share
    said_twice: int
    near_repeats: int
    rules: tuple[RuleCount, ...]
    turns: Spread
    minutes: Spread
    words_per_answer: float
    ends: Mapping[str, Mapping[str, int]]
    each_goal: tuple[Reached, ...]
    each_core: tuple[Reached, ...]
    each_mandatory: tuple[Reached, ...]
    people: tuple[Person, ...]
    worded: Mapping[str, int]
    fell_back: int
    played: Played | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An interview of a run as it was stored, and the origins of the interviewer's messages."""

    number: int
    interview_id: UUID
    held: HeldInterview
    origins: Sequence[Mapping[str, object]]


def make_card(plan: ResearchPlan, interviews: Sequence[Judged], *, language: str) -> RunCard:
    """Judge a run. Takes seconds of computing for fifty interviews."""
    card = report_card(plan, [one.held for one in interviews], language=language)
    finished = [one.held for one in interviews if one.held.end != "stopped"]
    answered = [questions_answered(held.events) for held in finished]
    asked = [_asked(held) for held in finished]
    verbatim = [_verbatim(plan, held) for held in finished]

    def reached(key: str, asked_in: Sequence[set[str]]) -> Reached:
        return Reached(
            key=key,
            asked=sum(key in keys for keys in asked_in),
            answered=sum(key in keys for keys in answered),
            of=len(finished),
        )

    origins = [origin for one in interviews for origin in one.origins]
    return RunCard.model_validate(
        card.as_json()
        | {
            "each_goal": [_goal(plan, goal.key, asked, answered) for goal in plan.goals],
            "each_core": [reached(core.key, asked) for core in plan.core_questions],
            "each_mandatory": [reached(own.key, verbatim) for own in plan.mandatory_questions],
            "people": [_person(one) for one in interviews],
            "worded": Counter(str(origin.get("implementation") or "offline") for origin in origins),
            "fell_back": sum(bool(origin.get("fallback")) for origin in origins),
        }
    )


def _asked(held: HeldInterview) -> set[str]:
    return {key for event in held.events if isinstance(event, Asked) and (key := question_key(event.move))}


def _verbatim(plan: ResearchPlan, held: HeldInterview) -> set[str]:
    texts = {own.key: own.text for own in plan.mandatory_questions}
    return {
        event.move.question_key
        for event in held.events
        if isinstance(event, Asked)
        and isinstance(event.move, AskMandatory)
        and event.text == texts.get(event.move.question_key)
    }


def _goal(plan: ResearchPlan, goal: str, asked: Sequence[set[str]], answered: Sequence[set[str]]) -> Reached:
    serving = {core.key for core in plan.core_questions if goal in core.goals}
    return Reached(
        key=goal,
        asked=sum(bool(serving & keys) for keys in asked),
        answered=sum(bool(serving & keys) for keys in answered),
        of=len(asked),
    )


def _person(one: Judged) -> Person:
    known = one.held.knowledge
    return Person(
        number=one.number,
        interview_id=one.interview_id,
        type=one.held.type,
        end=one.held.end,
        told=known.headlines_told + known.details_told if known else 0,
        known=known.headlines + known.details if known else 0,
        answers=sum(not isinstance(event, Asked) for event in one.held.events),
        minutes=estimated_minutes(one.held.events),
        supported=any(isinstance(event, Asked) and isinstance(event.move, Support) for event in one.held.events),
    )

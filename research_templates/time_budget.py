"""How long an interview takes: what its questions need, beside the minutes that are planned for it.

An estimate for written interviews, meant for comparing plans: people differ by more than its precision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from research_templates.pace import answering_minutes, reading_minutes
from research_templates.plan import DEFAULT_MINUTES, Depth, Phase, ResearchPlan

ANSWER = 20
"""Words of one answer: between the bare remark of a form and the story of a long interview."""
MOST_PROBES: Mapping[Depth, int] = MappingProxyType({Depth.LIGHT: 1, Depth.STANDARD: 2, Depth.DEEP: 3})
"""Follow-ups that one question gets at most."""
FOLLOWED = 1 / 6
"""Of the follow-ups that a question may get, those that it needs on average; one is as long as the question."""
CLOSE = 1.1
"""Minutes for what mattered most and the summary that the participant can correct."""


class Timed(NamedTuple):
    """A core question as far as its time goes; ``follow_ups`` are the researcher's own."""

    phase: Phase
    text: str
    depth: Depth = Depth.STANDARD
    follow_ups: tuple[str, ...] = ()

    @property
    def minutes(self) -> float:
        """To read and answer it, its own follow-ups, and those of the interviewer's that it draws on average."""
        drawn = FOLLOWED * max(0, MOST_PROBES[self.depth] - len(self.follow_ups))
        own = sum(question_minutes(text) for text in self.follow_ups)
        return question_minutes(self.text) * (1 + drawn) + own


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """Minutes: ``needed`` by the core questions of the phase, ``planned`` for it."""

    phase: Phase
    needed: float
    planned: float

    @property
    def short(self) -> bool:
        return self.needed > self.planned


@dataclass(frozen=True, slots=True)
class TimeUse:
    """Minutes of a whole interview. Mandatory questions have no phase: they take from what the phases leave."""

    phases: tuple[PhaseTime, ...]
    mandatory: float
    needed: float
    planned: float

    @property
    def fits(self) -> bool:
        return self.needed <= self.planned

    @property
    def share(self) -> float:
        """Needed over planned; above 1 the interview is too long for its budget."""
        return self.needed / self.planned


def question_minutes(text: str) -> float:
    """Minutes to read a question and to think about and type an answer of the usual length."""
    return reading_minutes(text) + answering_minutes(ANSWER)


def time_use(plan: ResearchPlan) -> TimeUse:
    """The minutes that a plan's questions need at its depth, by phase and in all."""
    return time_for(
        [
            Timed(question.phase, question.text, question.depth or plan.depth, question.follow_ups)
            for question in plan.core_questions
        ],
        [question.text for question in plan.mandatory_questions],
        {budget.phase: budget.minutes for budget in plan.phases},
    )


def time_for(core: Iterable[Timed], mandatory: Iterable[str], planned: Mapping[Phase, float]) -> TimeUse:
    """The same for questions that are no plan yet; ``planned`` are minutes by phase, a plan's default where empty."""
    needed = dict.fromkeys(Phase, 0.0)
    for question in core:
        needed[question.phase] += question.minutes
    beside = sum(map(question_minutes, mandatory))
    return TimeUse(
        phases=tuple(
            PhaseTime(phase, needed[phase], planned.get(phase, 0.0))
            for phase in Phase
            if needed[phase] or phase in planned
        ),
        mandatory=beside,
        needed=sum(needed.values()) + beside + CLOSE,
        planned=sum(planned.values()) or DEFAULT_MINUTES,
    )

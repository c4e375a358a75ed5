"""How long an interview takes: what its questions need, beside the minutes that are planned for it.

An estimate for written interviews on a phone, meant for comparing plans: people differ by more than its precision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from research_templates.plan import DEFAULT_MINUTES, Phase, ResearchPlan

READING = 200.0
"""Words a minute that a reader takes in from a screen."""
TYPING = 36.0
"""Words a minute typed on a phone (Palin et al. 2019, mean of 37,000 people)."""
ANSWER = 25
"""Words of one answer: between the bare remark of a form and the story of a long interview."""
FOLLOW_UPS = 0.33
"""Follow-up questions to one core question, on average; a follow-up is as long as the question."""
CLOSE = 0.5
"""Minutes for the summary that the participant can correct, and the rating."""


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


def question_minutes(text: str, *, follow_ups: float = FOLLOW_UPS) -> float:
    """Minutes to read a question, type an answer and take the follow-ups that it draws on average."""
    once = len(text.split()) / READING + ANSWER / TYPING
    return once * (1 + follow_ups)


def time_use(plan: ResearchPlan) -> TimeUse:
    """The minutes that a plan's questions need, by phase and in all."""
    return time_for(
        [(question.phase, question.text) for question in plan.core_questions],
        [question.text for question in plan.mandatory_questions],
        {budget.phase: budget.minutes for budget in plan.phases},
    )


def time_for(core: Iterable[tuple[Phase, str]], mandatory: Iterable[str], planned: Mapping[Phase, float]) -> TimeUse:
    """The same for questions that are no plan yet; ``planned`` are minutes by phase, a plan's default where empty."""
    needed = dict.fromkeys(Phase, 0.0)
    for phase, text in core:
        needed[phase] += question_minutes(text)
    beside = sum(question_minutes(text, follow_ups=0) for text in mandatory)
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

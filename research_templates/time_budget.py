"""How long an interview takes: what its questions need, beside the minutes that are planned for it.

An estimate for written interviews on a phone, meant for comparing plans: people differ by more than its precision.
"""

from dataclasses import dataclass

from research_templates.plan import Phase, ResearchPlan

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
    planned = {budget.phase: budget.minutes for budget in plan.phases}
    needed = dict.fromkeys(Phase, 0.0)
    for question in plan.core_questions:
        needed[question.phase] += question_minutes(question.text)
    mandatory = sum(question_minutes(question.text, follow_ups=0) for question in plan.mandatory_questions)
    return TimeUse(
        phases=tuple(
            PhaseTime(phase, needed[phase], planned.get(phase, 0.0))
            for phase in Phase
            if needed[phase] or phase in planned
        ),
        mandatory=mandatory,
        needed=sum(needed.values()) + mandatory + CLOSE,
        planned=plan.minutes,
    )

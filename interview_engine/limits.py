"""How long an interview may become."""

from dataclasses import dataclass
from typing import Self

from research_templates.plan import ResearchPlan

_TURNS_PER_MINUTE = 1.8
"""An answer on a phone takes half a minute: ten minutes carry about eighteen turns."""

CLOSING_TURNS = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """``turns`` counts interviewer messages that wait for an answer; the goodbye is not one.

    Mandatory questions outrank the limit: an interview with more of them than turns is as long as they need.
    """

    turns: int
    probes_per_question: int = 2
    probes: int = 18

    @classmethod
    def for_plan(cls, plan: ResearchPlan) -> Self:
        """The plan's time as turns, and never fewer than its questions and the closing need."""
        questions = len(plan.core_questions) + len(plan.mandatory_questions)
        return cls(turns=max(questions + CLOSING_TURNS, round(plan.minutes * _TURNS_PER_MINUTE)))

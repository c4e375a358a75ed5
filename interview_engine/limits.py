"""How long an interview may become, and how deep it goes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from research_templates.plan import Depth, ResearchPlan
from research_templates.time_budget import MOST_PROBES

__all__ = ["Depth", "Limits"]

_TURNS_PER_MINUTE = 2.4
"""A question every 25 seconds is an interrogation, even for somebody who answers in a few words."""
_TURNS_AT_MOST = 40
"""Published interviewers ask up to about thirty questions in half an hour (Geiecke and Jaravel, the outline of
"Conversations at Scale"); the plan's own questions may need more."""
_CLOSING_TURNS = 3
_OVERTIME = 0.25
"""Of the planned time: whoever writes at length wants to be heard, and a question of the core left out is a hole in
every table. Nobody is probed in it."""


_IN_ALL = {Depth.LIGHT: 9, Depth.STANDARD: 18, Depth.DEEP: 27}


@dataclass(frozen=True, slots=True)
class Limits:
    """``turns`` counts interviewer messages that wait for an answer; the goodbye and support are none.

    ``minutes`` are what they may take, estimated from the words as they are read and written (research_templates.pace).
    The plan's core questions and the last one of the closing may go on into the ``overtime`` after them. Mandatory
    questions outrank all limits: an interview with more of them is as long as they need. Nothing else is asked once the
    time is over; the answer that used it up may have been of any length.
    ``question_probes`` holds the questions, by key, that are to be probed more or less than the others.
    """

    turns: int
    probes_per_question: int = MOST_PROBES[Depth.STANDARD]
    probes: int = _IN_ALL[Depth.STANDARD]
    question_probes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    minutes: float = math.inf
    overtime: float = 0.0

    @classmethod
    def for_plan(
        cls,
        plan: ResearchPlan,
        *,
        depth: Depth | None = None,
        question_depth: Mapping[str, Depth] | None = None,
    ) -> Self:
        """The plan's minutes, and the turns that they may hold at most.

        ``depth`` and, for single questions by key, ``question_depth`` are the plan's own unless they are given; keys
        that the plan lacks mean nothing. One question that goes deeper than the rest raises the total by what it may
        take more.
        """
        depth = depth or plan.depth
        if question_depth is None:
            question_depth = {question.key: question.depth for question in plan.core_questions if question.depth}
        questions = len(plan.core_questions) + len(plan.mandatory_questions)
        own = {key: MOST_PROBES[chosen] for key, chosen in question_depth.items()}
        usual = MOST_PROBES[depth]
        return cls(
            turns=max(questions + _CLOSING_TURNS, min(_TURNS_AT_MOST, round(plan.minutes * _TURNS_PER_MINUTE))),
            probes_per_question=usual,
            probes=min(_IN_ALL[Depth.DEEP], _IN_ALL[depth] + sum(max(0, probes - usual) for probes in own.values())),
            question_probes=MappingProxyType(own),
            minutes=plan.minutes,
            overtime=_OVERTIME * plan.minutes,
        )

    def probes_on(self, question_key: str) -> int:
        """How many probes this question may get."""
        return self.question_probes.get(question_key, self.probes_per_question)

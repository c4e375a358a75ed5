"""What is left of an interview, in turns and in minutes, and what the rest of it is going to need."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from interview_engine.state import InterviewState
from research_templates.pace import READ_WORDS_PER_MINUTE, answering_minutes, reading_minutes
from research_templates.time_budget import ANSWER

_LEAD_WORDS = 6
"""Before a question of the plan."""
_PROBE_WORDS = 14
_SUMMARY_WORDS = 30
_CORRECTION = 0.5
"""Of an answer's length: whoever finds a summary right says so in a few words."""
_USUAL_ANSWERS = 1
"""Answers of the usual length that an estimate begins with: one answer does not tell how long others will be."""


@dataclass(frozen=True, slots=True)
class Room:
    """Turns and minutes, of what is left or of what something takes."""

    turns: int
    minutes: float

    def __add__(self, other: "Room") -> "Room":
        return Room(self.turns + other.turns, self.minutes + other.minutes)

    def __sub__(self, other: "Room") -> "Room":
        return Room(self.turns - other.turns, self.minutes - other.minutes)

    def __mul__(self, times: float) -> "Room":
        """So many times the minutes, and the turns rounded up: there are no half turns."""
        return Room(math.ceil(self.turns * times), self.minutes * times)

    @property
    def is_there(self) -> bool:
        """Whether anything may be asked at all."""
        return self.turns > 0 and self.minutes > 0

    def holds(self, other: "Room") -> bool:
        return self.turns >= other.turns and self.minutes >= other.minutes


NOTHING = Room(0, 0.0)


def left(state: InterviewState) -> Room:
    """May be less than nothing: mandatory questions are asked all the same."""
    return Room(state.limits.turns - state.turns, state.limits.minutes - state.minutes)


def with_overtime(state: InterviewState) -> Room:
    """What is left for questions that every interview should hold, if it can."""
    return left(state) + Room(0, state.limits.overtime)


def for_questions(state: InterviewState, texts: Iterable[str]) -> Room:
    """What these questions of the plan take of somebody who writes as this participant does."""
    each = [_asking(state, text) for text in texts]
    return sum(each, start=NOTHING)


def for_probe(state: InterviewState) -> Room:
    return Room(1, _PROBE_WORDS / READ_WORDS_PER_MINUTE + _answer(state))


def for_closing(state: InterviewState, *, missed: bool, summary: bool) -> Room:
    """The questions that end an interview: what mattered most, and before it those that are still to be asked."""
    needed = for_probe(state)
    if missed:
        needed += for_probe(state)
    if summary:
        needed += Room(1, _SUMMARY_WORDS / READ_WORDS_PER_MINUTE + _CORRECTION * _answer(state))
    return needed


def _asking(state: InterviewState, text: str) -> Room:
    return Room(1, reading_minutes(text) + _LEAD_WORDS / READ_WORDS_PER_MINUTE + _answer(state))


def _answer(state: InterviewState) -> float:
    """Minutes of this participant's next answer, as far as those before it tell."""
    words = (_USUAL_ANSWERS * ANSWER + state.written) / (_USUAL_ANSWERS + state.answered)
    return answering_minutes(words)

"""Where an interview stands: a pure fold over its stored events, so that a restart loses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from interview_engine.errors import ReplayError
from interview_engine.events import Answered, Asked, Event
from interview_engine.limits import Limits
from interview_engine.moves import (
    AskCore,
    AskFollowUp,
    AskMandatory,
    Clarify,
    Close,
    End,
    EndReason,
    Move,
    Open,
    Probe,
    ProbeIntent,
    Redirect,
    Summarise,
    Support,
    WhatDidWeMiss,
    passed_over,
    question_key,
)
from interview_engine.reading import Reading
from interview_engine.stored_readings import fits
from research_templates.pace import answering_minutes, reading_minutes
from research_templates.plan import ResearchPlan


@dataclass(frozen=True, slots=True)
class InterviewState:
    """``last`` is the latest move and ``awaiting`` whether it still waits; ``asked`` are question keys in order.

    ``passed`` are the questions that are not asked any more because they were answered before their turn. ``probes``,
    ``followed`` (the researcher's own, by place), ``clarified`` and ``redirected`` belong to the question that is being
    explored now; ``probed`` counts all probes so far. ``minutes`` are spent, as estimated from the words; ``written``
    counts the participant's. Support and what is said to it cost neither turns nor minutes.
    """

    limits: Limits
    turns: int = 0
    minutes: float = 0.0
    written: int = 0
    last: Move | None = None
    awaiting: bool = False
    asked: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    probes: int = 0
    probed: int = 0
    followed: tuple[int, ...] = ()
    clarified: bool = False
    redirected: bool = False
    intents: tuple[ProbeIntent, ...] = ()
    phrases: tuple[str, ...] = ()
    supports: int = 0
    missed_asked: bool = False
    summarised: bool = False
    correction: str | None = None
    """What the participant answered to the summary."""
    closed: bool = False
    ended: EndReason | None = None
    sent: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    readings: tuple[Reading | None, ...] = ()
    """For each answer how it was read, where a model had a part in that."""

    @property
    def current(self) -> str | None:
        return self.asked[-1] if self.asked else None

    @property
    def answered(self) -> int:
        """Answers that count: one for each turn."""
        return self.turns - (self.awaiting and not isinstance(self.last, Support))


def _after_move(state: InterviewState, move: Move) -> InterviewState:  # noqa: C901 - one case for each move
    state = replace(state, passed=(*state.passed, *passed_over(move)))
    match move:
        case Open(key) | AskCore(question_key=key) | AskMandatory(question_key=key):
            fresh = replace(state, probes=0, followed=(), clarified=False, redirected=False)
            state = replace(fresh, asked=(*state.asked, key))
        case Probe(intent=intent, phrase=phrase):
            phrases = (*state.phrases, phrase) if phrase else state.phrases
            state = _once_probed(replace(state, intents=(*state.intents, intent), phrases=phrases))
        case AskFollowUp(number=number):
            state = _once_probed(replace(state, followed=(*state.followed, number)))
        case Clarify():
            state = replace(state, clarified=True)
        case Redirect():
            state = replace(state, redirected=True)
        case Support():
            # It costs the interview no turn: nobody's distress is to crowd out a question.
            return replace(state, supports=state.supports + 1, awaiting=True, last=move)
        case Summarise():
            state = replace(state, summarised=True)
        case WhatDidWeMiss():
            state = replace(state, missed_asked=True)
        case Close():
            state = replace(state, closed=True)
        case End(reason=reason):
            return replace(state, ended=reason, awaiting=False, last=move)
    return replace(state, turns=state.turns + 1, awaiting=True, last=move)


def _once_probed(state: InterviewState) -> InterviewState:
    return replace(state, probes=state.probes + 1, probed=state.probed + 1)


def replay(plan: ResearchPlan, events: Sequence[Event], *, limits: Limits) -> InterviewState:
    """Rebuild the state from the stored events, oldest first.

    Raises ReplayError when they are out of order, speak of questions that the plan does not have, or follow the end.
    """
    known = _keys(plan)
    state = InterviewState(limits)
    for event in events:
        state = _follow(known, state, event)
    return state


def follow(plan: ResearchPlan, state: InterviewState, event: Event) -> InterviewState:
    """The state after one more event. Raises ReplayError as ``replay`` does."""
    return _follow(_keys(plan), state, event)


def _keys(plan: ResearchPlan) -> frozenset[str]:
    return frozenset(
        [question.key for question in plan.core_questions] + [question.key for question in plan.mandatory_questions]
    )


def _follow(known: frozenset[str], state: InterviewState, event: Event) -> InterviewState:
    seq = len(state.sent) + len(state.answers)
    if event.seq != seq:
        raise ReplayError(f"message {event.seq} stands where message {seq} belongs: the stored interview has a gap")
    if state.ended:
        raise ReplayError(f"message {seq} comes after the end of the interview")
    match event:
        case Asked(move=move, text=text):
            if state.awaiting and not isinstance(move, End):
                raise ReplayError(f"message {seq} was asked while message {seq - 1} was still waiting for its answer")
            key = question_key(move)
            if key is not None and key not in known:
                raise ReplayError(f"message {seq} asks {key!r}, which is not in this revision of the plan")
            readings = _readings(state, event.reading)
            state = _after_move(state, move)
            costs = 0.0 if isinstance(move, Support | End) else reading_minutes(text)
            return replace(state, sent=(*state.sent, text), readings=readings, minutes=state.minutes + costs)
        case Answered(text=text):
            if not state.awaiting:
                raise ReplayError(f"message {seq} is an answer to nothing: no question was waiting")
            correction = text if isinstance(state.last, Summarise) else state.correction
            heard = replace(state, answers=(*state.answers, text), readings=(*state.readings, None))
            heard = replace(heard, awaiting=False, correction=correction)
            if isinstance(state.last, Support):
                return heard
            words = len(text.split())
            minutes = state.minutes + answering_minutes(words)
            return replace(heard, minutes=minutes, written=state.written + words)


def _readings(state: InterviewState, reading: Reading | None) -> tuple[Reading | None, ...]:
    """Those so far, with ``reading`` for the last answer if it speaks of that one."""
    if reading is None or state.awaiting or not state.answers or not fits(reading, state.answers[-1]):
        return state.readings
    return (*state.readings[:-1], reading)

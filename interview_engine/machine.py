"""Which move comes next: the whole strategy of the interview, as a pure function."""

from collections.abc import Sequence

from interview_engine.agenda import Ahead, Question, agenda, look_ahead, missed_is_open, spare_room, texts_of
from interview_engine.budget import Room, for_closing, for_probe, for_questions, left, with_overtime
from interview_engine.errors import NotYourTurnError
from interview_engine.gathered import LEAST_POINTS, points
from interview_engine.moves import (
    SUPPORTS_AT_MOST,
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
    Redirect,
    Summarise,
    Support,
    WhatDidWeMiss,
    passed_over,
    question_key,
)
from interview_engine.noticing import BY_WORDS, Noticing
from interview_engine.probing import probe
from interview_engine.question_bank import question_text
from interview_engine.reading import AnswerKind, Reading
from interview_engine.state import InterviewState
from research_templates.plan import CoreQuestion, MandatoryQuestion, ResearchPlan

__all__ = ["advance", "agenda", "how_far"]


def _next_question(plan: ResearchPlan, state: InterviewState, ahead: Ahead, noticing: Noticing) -> Move:
    """The next question, or the closing.

    When turns or time run short the closing goes first, then the core (what is covered before what is not), never the
    rest.
    """
    chosen = _choose(state, with_overtime(state), ahead)
    if chosen is None:
        return _closing(plan, state, ahead.answered, noticing)
    order = [question.key for question in agenda(plan)]
    passed = tuple(key for key in ahead.answered if order.index(key) < order.index(chosen.key))
    match chosen:
        case MandatoryQuestion(key=key):
            return AskMandatory(key, passed)
        case CoreQuestion(key=key):
            return AskCore(key, ahead.touched.get(key, ""), passed)


def _choose(state: InterviewState, room: Room, ahead: Ahead) -> Question | None:
    """The first of the questions, while there is room beside those that must be asked."""
    wanted: Sequence[Question] = ahead.questions
    if not room.holds(for_questions(state, texts_of(wanted))):
        wanted = [each for each in wanted if each.key not in ahead.touched or each in ahead.mandatory] or wanted
    first = next(iter(wanted), None)
    beside = room - for_questions(state, texts_of(ahead.mandatory))
    if isinstance(first, CoreQuestion) and not beside.is_there:
        return next(iter(ahead.mandatory), None)
    return first


def _closing(plan: ResearchPlan, state: InterviewState, passed: tuple[str, ...], noticing: Noticing) -> Move:
    """What fits of the questions that end an interview; once the time is over the last of them at most."""
    room = left(state)
    if missed_is_open(plan, state) and room.holds(for_probe(state)):
        return WhatDidWeMiss(passed)
    if not state.summarised and not state.closed and room.holds(for_closing(state, missed=False, summary=True)):
        said = points(plan, state, noticing=noticing)
        if len(said) >= LEAST_POINTS:
            return Summarise(said, passed)
    if with_overtime(state).is_there and not state.closed:
        return Close(passed)
    return End(EndReason.COMPLETED, passed)


def how_far(plan: ResearchPlan, state: InterviewState, move: Move | None) -> tuple[int, int]:
    """How many of the plan's questions are dealt with once ``move`` is made, and of how many.

    Questions that time took away do not count once the closing has begun: whoever is there is through.
    """
    keys = {question.key for question in agenda(plan)}
    dealt_with = {*state.asked, *state.passed}
    if move is not None:
        dealt_with |= {*passed_over(move), question_key(move) or ""}
    done = len(keys & dealt_with)
    closing = isinstance(move, WhatDidWeMiss | Summarise | Close) or (
        isinstance(move, End) and move.reason is EndReason.COMPLETED
    )
    is_through = closing or state.missed_asked or state.summarised or state.closed
    return done, done if is_through else len(keys)


def advance(
    plan: ResearchPlan, state: InterviewState, reading: Reading | None, *, noticing: Noticing = BY_WORDS
) -> Move:
    """The next move after the last answer; ``reading`` is None only before the opening.

    ``noticing`` finds what the answers have covered already, and what they speak of that is to be left alone. Raises
    NotYourTurnError when a message still waits for its answer or the interview has ended.
    """
    if state.ended:
        raise NotYourTurnError(f"the interview has ended ({state.ended.value}): nothing follows")
    if state.last is None:
        return Open(agenda(plan)[0].key)
    if state.awaiting or reading is None:
        raise NotYourTurnError("the last message still waits for an answer: store it before asking for the next one")
    if reading.kind is AnswerKind.STOP_REQUEST:
        return End(EndReason.STOPPED)
    if reading.distressed:
        return _after_distress(plan, state, reading, noticing)
    if isinstance(state.last, Close):
        return End(EndReason.COMPLETED)
    ahead = look_ahead(plan, state, noticing)
    explores = isinstance(state.last, Open | AskCore | AskMandatory | Probe | AskFollowUp | Clarify | Redirect)
    move = _on_the_same_question(plan, state, reading, ahead, noticing) if explores else None
    return move or _next_question(plan, state, ahead, noticing)


def _after_distress(plan: ResearchPlan, state: InterviewState, reading: Reading, noticing: Noticing) -> Move:
    """Support once; whoever is still in distress after it and does not ask to go on is not asked anything more."""
    if not isinstance(state.last, Support) and state.supports < SUPPORTS_AT_MOST:
        return Support()
    if reading.kind is AnswerKind.DISTRESS:
        return End(EndReason.STOPPED)
    return _next_question(plan, state, look_ahead(plan, state, noticing), noticing)


def _on_the_same_question(
    plan: ResearchPlan, state: InterviewState, reading: Reading, ahead: Ahead, noticing: Noticing
) -> Move | None:
    assert state.current is not None, "only a question is explored"
    again = for_questions(state, [question_text(plan, state.current)])
    has_room = spare_room(plan, state, ahead).holds(again)
    match reading.kind:
        case AnswerKind.QUESTION_BACK | AnswerKind.EMPTY if has_room and not state.clarified:
            return Clarify(state.current)
        case AnswerKind.OFF_TOPIC | AnswerKind.INJECTION | AnswerKind.ABUSE if has_room and not state.redirected:
            return Redirect(state.current)
        case AnswerKind.SUBSTANTIVE | AnswerKind.SHORT | AnswerKind.EVASIVE:
            return probe(plan, state, reading, ahead, noticing)
        case _:
            return None

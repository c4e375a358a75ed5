"""Which move comes next: the whole strategy of the interview, as a pure function."""

from collections import Counter

from interview_engine.errors import NotYourTurnError
from interview_engine.limits import CLOSING_TURNS
from interview_engine.moves import (
    AskCore,
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
    WhatDidWeMiss,
)
from interview_engine.reading import AnswerKind, Phrase, PhraseKind, Reading
from interview_engine.state import InterviewState
from research_templates.plan import CoreQuestion, MandatoryQuestion, Phase, ResearchPlan

Question = CoreQuestion | MandatoryQuestion

SAME_INTENT_AT_MOST = 4
"""The question bank holds at least this many stems of each kind for every intent."""

_FULL_ANSWER_WORDS = 90
"""An answer this long has its example, reason and consequence: more digging into it tires people."""

_BY_PHRASE = {
    PhraseKind.EMOTION: (ProbeIntent.EMOTION, ProbeIntent.CAUSAL, ProbeIntent.CONSEQUENCE),
    PhraseKind.DURATION: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.CONTRAST),
    PhraseKind.NUMBER: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.CONTRAST),
    PhraseKind.TERM: (ProbeIntent.EXAMPLE, ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.TEMPORAL),
}
_BY_BREVITY = (ProbeIntent.EXAMPLE, ProbeIntent.CAUSAL)
"""After "it was fine" there is nothing yet to place in time or to feel about: first something concrete."""

_BY_PHASE = {
    Phase.OPENING: (ProbeIntent.EXAMPLE, ProbeIntent.TEMPORAL),
    Phase.EXPERIENCE: (ProbeIntent.EXAMPLE, ProbeIntent.TEMPORAL, ProbeIntent.CAUSAL),
    Phase.VALUE: (ProbeIntent.CONSEQUENCE, ProbeIntent.CONTRAST, ProbeIntent.EXAMPLE),
    Phase.FRICTION: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE),
    Phase.SUPPORT: (ProbeIntent.EXAMPLE, ProbeIntent.CONSEQUENCE, ProbeIntent.EMOTION),
    Phase.IMPROVEMENT: (ProbeIntent.IDEAL, ProbeIntent.CONSEQUENCE, ProbeIntent.EXAMPLE),
    Phase.CLOSING: (ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE),
}


def agenda(plan: ResearchPlan) -> tuple[Question, ...]:
    """Every question of the plan in the order of asking.

    Broad core questions come first; the mandatory ones stand in the middle, where the participant has warmed up and an
    early leaver has still met them. A core question that repeats a mandatory one word for word is left to that one,
    unless it is the opening.
    """
    required = {question.text.casefold() for question in plan.mandatory_questions}
    first, *rest = plan.core_questions
    core = [first, *(question for question in rest if question.text.casefold() not in required)]
    half = (len(core) + 1) // 2
    return (*core[:half], *plan.mandatory_questions, *core[half:])


def _remaining(plan: ResearchPlan, state: InterviewState) -> list[Question]:
    return [question for question in agenda(plan) if question.key not in state.asked]


def _next_question(plan: ResearchPlan, state: InterviewState) -> Move:
    """The next question, or the closing. When turns run short the closing goes first, then the core, never the rest."""
    left = state.limits.turns - state.turns
    remaining = _remaining(plan, state)
    mandatory = [question for question in remaining if isinstance(question, MandatoryQuestion)]
    if mandatory and left <= len(mandatory):
        return AskMandatory(mandatory[0].key)
    if remaining and left > 0:
        match remaining[0]:
            case MandatoryQuestion(key=key):
                return AskMandatory(key)
            case CoreQuestion(key=key):
                return AskCore(key)
    if left > 0 and not state.missed_asked and not _asks_what_was_missed(plan):
        return WhatDidWeMiss()
    if left > 0 and not state.closed:
        return Close()
    return End(EndReason.COMPLETED)


def _asks_what_was_missed(plan: ResearchPlan) -> bool:
    """Whether the plan's own closing question does it: nobody is to be asked twice."""
    return any(question.phase is Phase.CLOSING for question in plan.core_questions)


def _spare_turns(plan: ResearchPlan, state: InterviewState) -> int:
    """Turns that no question and no closing needs."""
    return state.limits.turns - state.turns - len(_remaining(plan, state)) - CLOSING_TURNS


def _phase(plan: ResearchPlan, key: str) -> Phase:
    return next((question.phase for question in plan.core_questions if question.key == key), Phase.EXPERIENCE)


def _fresh_phrase(state: InterviewState, reading: Reading) -> Phrase | None:
    used = {phrase.casefold() for phrase in state.phrases}
    return next((phrase for phrase in reading.phrases if phrase.text.casefold() not in used), None)


def _intent(state: InterviewState, wanted: tuple[ProbeIntent, ...]) -> ProbeIntent | None:
    """The intent used least so far, the wanted ones first among equals; None when every intent is worn out."""
    used = Counter(state.intents)
    order = [*wanted, *(intent for intent in ProbeIntent if intent not in wanted)]
    # A wanted intent may be used once more than the others before variety outweighs fit.
    best = min(order, key=lambda intent: (max(0, used[intent] - (intent in wanted)), order.index(intent)))
    return best if used[best] < SAME_INTENT_AT_MOST else None


def _probe(plan: ResearchPlan, state: InterviewState, reading: Reading) -> Probe | None:
    limits, spare = state.limits, _spare_turns(plan, state)
    if state.current is None or state.probes >= limits.probes_per_question or len(state.intents) >= limits.probes:
        return None
    if state.probes and reading.kind is AnswerKind.SHORT:
        return None
    # A second probe is for talks with time to spare: it must leave one for each question that is still to come.
    if spare < 1 or (state.probes and (spare <= len(_remaining(plan, state)) or reading.words >= _FULL_ANSWER_WORDS)):
        return None
    phrase = _fresh_phrase(state, reading)
    if phrase:
        wanted = _BY_PHRASE[phrase.kind]
    else:
        wanted = _BY_BREVITY if reading.kind is AnswerKind.SHORT else _BY_PHASE[_phase(plan, state.current)]
    intent = _intent(state, wanted)
    return Probe(state.current, intent, phrase.text if phrase else "") if intent else None


def advance(plan: ResearchPlan, state: InterviewState, reading: Reading | None) -> Move:  # noqa: PLR0911 - one per rule
    """The next move after the last answer; ``reading`` is None only before the opening.

    Raises NotYourTurnError when a message still waits for its answer or the interview has ended.
    """
    if state.ended:
        raise NotYourTurnError(f"the interview has ended ({state.ended.value}): nothing follows")
    if state.last is None:
        return Open(agenda(plan)[0].key)
    if state.awaiting or reading is None:
        raise NotYourTurnError("the last message still waits for an answer: store it before asking for the next one")
    if reading.kind is AnswerKind.STOP_REQUEST:
        return End(EndReason.STOPPED)
    if isinstance(state.last, Close):
        return End(EndReason.COMPLETED)
    if isinstance(state.last, WhatDidWeMiss) or state.current is None:
        return _next_question(plan, state)
    has_room = _spare_turns(plan, state) > 0
    match reading.kind:
        case AnswerKind.QUESTION_BACK | AnswerKind.EMPTY if has_room and not state.clarified:
            return Clarify(state.current)
        case AnswerKind.OFF_TOPIC | AnswerKind.INJECTION if has_room and not state.redirected:
            return Redirect(state.current)
        case AnswerKind.SUBSTANTIVE | AnswerKind.SHORT:
            return _probe(plan, state, reading) or _next_question(plan, state)
        case _:
            return _next_question(plan, state)

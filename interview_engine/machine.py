"""Which move comes next: the whole strategy of the interview, as a pure function."""

from collections import Counter
from collections.abc import Mapping

from interview_engine.errors import NotYourTurnError
from interview_engine.gathered import LEAST_POINTS, alike, points, reading_at, touched_questions
from interview_engine.limits import CLOSING_TURNS
from interview_engine.moves import (
    SUPPORTS_AT_MOST,
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
    Summarise,
    Support,
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
    PhraseKind.EVENT: (ProbeIntent.CAUSAL, ProbeIntent.CONSEQUENCE, ProbeIntent.TEMPORAL),
    PhraseKind.CONTRAST: (ProbeIntent.CONTRAST, ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE),
    PhraseKind.EMOTION: (ProbeIntent.EMOTION, ProbeIntent.CAUSAL, ProbeIntent.CONSEQUENCE),
    PhraseKind.DURATION: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.CONTRAST),
    PhraseKind.NUMBER: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.CONTRAST),
    PhraseKind.TERM: (ProbeIntent.EXAMPLE, ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.TEMPORAL),
}
_BY_BREVITY = (ProbeIntent.EXAMPLE, ProbeIntent.CAUSAL)
"""After "it was fine" there is nothing yet to place in time or to feel about: first something concrete."""

_THIN = frozenset({AnswerKind.SHORT, AnswerKind.EVASIVE})
"""One probe is an offer to say more; a second one after such an answer is pressure."""

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
    early leaver has still met them. Of questions with the same words one is asked: the mandatory one, or the first;
    the opening stays what it is.
    """
    first, *rest = plan.core_questions
    said: set[str] = set()
    mandatory = [question for question in plan.mandatory_questions if not _said_before(question, said)]
    said.add(first.text.casefold())
    core = [first, *(question for question in rest if not _said_before(question, said))]
    half = (len(core) + 1) // 2
    return (*core[:half], *mandatory, *core[half:])


def _said_before(question: Question, said: set[str]) -> bool:
    text = question.text.casefold()
    before = text in said
    said.add(text)
    return before


def _remaining(plan: ResearchPlan, state: InterviewState) -> list[Question]:
    return [question for question in agenda(plan) if question.key not in state.asked]


def _next_question(plan: ResearchPlan, state: InterviewState, covered: Mapping[str, str] | None) -> Move:
    """The next question, or the closing.

    When turns run short the closing goes first, then the core (what is covered before what is not), never the rest.
    """
    left = state.limits.turns - state.turns
    remaining = _remaining(plan, state)
    mandatory = [question for question in remaining if isinstance(question, MandatoryQuestion)]
    if mandatory and left <= len(mandatory):
        return AskMandatory(mandatory[0].key)
    if remaining and left > 0:
        touched = touched_questions(plan, state) if covered is None else covered
        required = [question for question in remaining if question.key not in touched or question in mandatory]
        match (remaining if left >= len(remaining) or not required else required)[0]:
            case MandatoryQuestion(key=key):
                return AskMandatory(key)
            case CoreQuestion(key=key):
                return AskCore(key, touched.get(key, ""))
    return _closing(plan, state, left)


def _closing(plan: ResearchPlan, state: InterviewState, left: int) -> Move:
    if left > 0 and not state.missed_asked and not _asks_what_was_missed(plan):
        return WhatDidWeMiss()
    if left > 1 and not state.summarised and not state.closed:
        said = points(state)
        if len(said) >= LEAST_POINTS:
            return Summarise(said)
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
    return next(
        (phrase for phrase in reading.phrases if not any(alike(phrase.text, used) for used in state.phrases)), None
    )


def _intent(state: InterviewState, wanted: tuple[ProbeIntent, ...]) -> ProbeIntent | None:
    """The intent used least so far, the wanted ones first among equals; None when every intent is worn out."""
    used = Counter(state.intents)
    order = [*wanted, *(intent for intent in ProbeIntent if intent not in wanted)]
    # A wanted intent may be used once more than the others before variety outweighs fit.
    best = min(order, key=lambda intent: (max(0, used[intent] - (intent in wanted)), order.index(intent)))
    return best if used[best] < SAME_INTENT_AT_MOST else None


def _was_brief_before(state: InterviewState) -> bool:
    """Whether the answer before this one was as bare: whoever is brief twice running is not asked to say more."""
    if len(state.answers) < 2:  # noqa: PLR2004 - this answer and the one before it
        return False
    before = reading_at(state, len(state.answers) - 2)
    return before.kind in _THIN and not before.phrases


def _probe(plan: ResearchPlan, state: InterviewState, reading: Reading) -> Probe | None:
    limits, spare = state.limits, _spare_turns(plan, state)
    if state.current is None or len(state.intents) >= limits.probes:
        return None
    if state.probes >= limits.probes_on(state.current) or (state.probes and reading.kind in _THIN):
        return None
    # A second probe is for talks with time to spare: it must leave one for each question that is still to come.
    if spare < 1 or (state.probes and (spare <= len(_remaining(plan, state)) or reading.words >= _FULL_ANSWER_WORDS)):
        return None
    phrase = _fresh_phrase(state, reading)
    if not phrase and reading.kind in _THIN and _was_brief_before(state):
        return None
    if phrase:
        wanted = _BY_PHRASE[phrase.kind]
    else:
        wanted = _BY_BREVITY if reading.kind in _THIN else _BY_PHASE[_phase(plan, state.current)]
    intent = _intent(state, wanted)
    return Probe(state.current, intent, phrase.text if phrase else "") if intent else None


def advance(
    plan: ResearchPlan, state: InterviewState, reading: Reading | None, *, covered: Mapping[str, str] | None = None
) -> Move:
    """The next move after the last answer; ``reading`` is None only before the opening.

    ``covered`` are the questions answered already, as ``touched_questions`` gives them; without it the words of the
    answers decide. Raises NotYourTurnError when a message still waits for its answer or the interview has ended.
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
        return _after_distress(plan, state, reading, covered)
    if isinstance(state.last, Close):
        return End(EndReason.COMPLETED)
    explores = isinstance(state.last, Open | AskCore | AskMandatory | Probe | Clarify | Redirect)
    move = _on_the_same_question(plan, state, reading) if explores else None
    return move or _next_question(plan, state, covered)


def _after_distress(
    plan: ResearchPlan, state: InterviewState, reading: Reading, covered: Mapping[str, str] | None
) -> Move:
    """Support once; whoever is still in distress after it and does not ask to go on is not asked anything more."""
    if not isinstance(state.last, Support) and state.supports < SUPPORTS_AT_MOST:
        return Support()
    if reading.kind is AnswerKind.DISTRESS:
        return End(EndReason.STOPPED)
    return _next_question(plan, state, covered)


def _on_the_same_question(plan: ResearchPlan, state: InterviewState, reading: Reading) -> Move | None:
    assert state.current is not None, "only a question is explored"
    has_room = _spare_turns(plan, state) > 0
    match reading.kind:
        case AnswerKind.QUESTION_BACK | AnswerKind.EMPTY if has_room and not state.clarified:
            return Clarify(state.current)
        case AnswerKind.OFF_TOPIC | AnswerKind.INJECTION | AnswerKind.ABUSE if has_room and not state.redirected:
            return Redirect(state.current)
        case AnswerKind.SUBSTANTIVE | AnswerKind.SHORT | AnswerKind.EVASIVE:
            return _probe(plan, state, reading)
        case _:
            return None

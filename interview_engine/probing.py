"""Which follow-up an answer deserves: one of the researcher's own, one of the engine's, or none."""

from collections import Counter

from interview_engine.agenda import Ahead, agenda, spare_room, texts_of
from interview_engine.budget import for_probe
from interview_engine.gathered import alike, may_be_said, reading_at
from interview_engine.moves import AskFollowUp, Probe, ProbeIntent
from interview_engine.noticing import Noticing
from interview_engine.reading import AnswerKind, Phrase, PhraseKind, Reading
from interview_engine.state import InterviewState
from research_templates.plan import Phase, ResearchPlan

SAME_INTENT_AT_MOST = 4
"""The question bank holds at least this many stems of each kind for every intent."""

_BEGUN = 0.5
"""Of a probe there must be room for this much: estimates err on both sides, and what is left over helps nobody."""

_CALL_FOR_ONE = 0.75
"""Of the questions, those whose answers give something to follow."""

_FULL_ANSWER_WORDS = 90
"""An answer this long has its example, reason and consequence: more digging into it tires people."""

_BY_PHRASE = {
    PhraseKind.EVENT: (ProbeIntent.CAUSAL, ProbeIntent.CONSEQUENCE, ProbeIntent.TEMPORAL),
    PhraseKind.CONTRAST: (ProbeIntent.CONTRAST, ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE),
    PhraseKind.EMOTION: (ProbeIntent.EMOTION, ProbeIntent.CAUSAL),
    PhraseKind.DURATION: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.CONTRAST),
    PhraseKind.NUMBER: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.CONTRAST),
    PhraseKind.TERM: (ProbeIntent.EXAMPLE, ProbeIntent.CONSEQUENCE, ProbeIntent.CONTRAST),
}
"""What can be asked of each: a thing has no reason, and a feeling no next step."""

_QUOTED = frozenset({PhraseKind.EVENT, PhraseKind.CONTRAST, PhraseKind.EMOTION, PhraseKind.TERM})
"""A bare duration or number is not said back: away from what lasted or was counted it is about nothing."""

_BY_BREVITY = (ProbeIntent.EXAMPLE, ProbeIntent.CAUSAL)
"""After "it was fine" there is nothing yet to place in time or to feel about: first something concrete."""

_BY_WISH = (ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE, ProbeIntent.CONSEQUENCE)
"""Whoever says what should be different has told no event: what is behind the wish, and when it came up."""

_HAPPENED = frozenset({PhraseKind.EVENT, PhraseKind.CONTRAST, PhraseKind.EMOTION, PhraseKind.DURATION})
"""A warm-up answer that tells of something is followed; who somebody is and what they use can stand as it is."""

_THIN = frozenset({AnswerKind.SHORT, AnswerKind.EVASIVE})
"""One probe is an offer to say more; a second one after such an answer is pressure."""

_BY_PHASE = {
    Phase.OPENING: (ProbeIntent.EXAMPLE, ProbeIntent.CAUSAL),
    Phase.EXPERIENCE: (ProbeIntent.EXAMPLE, ProbeIntent.CAUSAL, ProbeIntent.EMOTION, ProbeIntent.CONTRAST),
    Phase.VALUE: (ProbeIntent.CONSEQUENCE, ProbeIntent.EXAMPLE, ProbeIntent.CONTRAST, ProbeIntent.EMOTION),
    Phase.FRICTION: (ProbeIntent.CONSEQUENCE, ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE, ProbeIntent.EMOTION),
    Phase.SUPPORT: (ProbeIntent.EXAMPLE, ProbeIntent.CONSEQUENCE, ProbeIntent.EMOTION),
    Phase.IMPROVEMENT: _BY_WISH,
    Phase.CLOSING: (ProbeIntent.CAUSAL, ProbeIntent.EXAMPLE),
}


def _phase(plan: ResearchPlan, key: str) -> Phase:
    return next((question.phase for question in plan.core_questions if question.key == key), Phase.EXPERIENCE)


def _fresh_phrase(plan: ResearchPlan, state: InterviewState, reading: Reading, noticing: Noticing) -> Phrase | None:
    fresh = (phrase for phrase in reading.phrases if not any(alike(phrase.text, used) for used in state.phrases))
    return next((phrase for phrase in fresh if may_be_said(plan, state.answers[-1], phrase, noticing)), None)


def _intent(state: InterviewState, wanted: tuple[ProbeIntent, ...]) -> ProbeIntent | None:
    """Of the wanted intents the one used least so far, the first among equals; None when all of them are worn out."""
    used = Counter(state.intents)
    best = min(wanted, key=lambda intent: (used[intent], wanted.index(intent)))
    return best if used[best] < SAME_INTENT_AT_MOST else None


def _was_brief_before(state: InterviewState) -> bool:
    """Whether the answer before this one was as bare: whoever is brief twice running is not asked to say more."""
    if len(state.answers) < 2:  # noqa: PLR2004 - this answer and the one before it
        return False
    before = reading_at(state, len(state.answers) - 2)
    return before.kind in _THIN and not before.phrases


def probe(
    plan: ResearchPlan, state: InterviewState, reading: Reading, ahead: Ahead, noticing: Noticing
) -> Probe | AskFollowUp | None:
    """The next follow-up of the researcher that is still open, or one of the engine's own, while there is room."""
    if state.current is None or not spare_room(plan, state, ahead).holds(for_probe(state) * _BEGUN):
        return None
    own = _follow_up(plan, state, reading, noticing)
    if own is not None:
        return AskFollowUp(state.current, own)
    if not _may_probe(plan, state, reading, ahead):
        return None
    return _own_probe(plan, state, state.current, reading, ahead, noticing)


def _may_probe(plan: ResearchPlan, state: InterviewState, reading: Reading, ahead: Ahead) -> bool:
    """Whether an engine-made probe is in place, whatever it is about."""
    limits = state.limits
    if state.current is None or state.probed >= limits.probes or state.probes >= limits.probes_on(state.current):
        return False
    if not state.probes:
        return True
    # A second probe is for talks with time to spare, or for something that has come out only now.
    is_done = reading.kind in _THIN or reading.words >= _FULL_ANSWER_WORDS
    tells = any(phrase.kind in _HAPPENED for phrase in reading.phrases)
    return not is_done and (tells or _leaves_for_the_rest(plan, state, ahead))


def _leaves_for_the_rest(plan: ResearchPlan, state: InterviewState, ahead: Ahead) -> bool:
    """Whether a probe now leaves room for one on each question that is still to come and is going to call for one."""
    cost = for_probe(state)
    return (spare_room(plan, state, ahead) - cost).holds(cost * (_CALL_FOR_ONE * len(ahead.questions)))


def _own_probe(  # noqa: PLR0917 - one caller, a few lines up
    plan: ResearchPlan, state: InterviewState, question_key: str, reading: Reading, ahead: Ahead, noticing: Noticing
) -> Probe | None:
    phase, thin = _phase(plan, question_key), reading.kind in _THIN
    warms_up = phase is Phase.OPENING and not thin and not _leaves_for_the_rest(plan, state, ahead)
    if warms_up and not any(phrase.kind in _HAPPENED for phrase in reading.phrases):
        return None
    phrase = _fresh_phrase(plan, state, reading, noticing)
    if not phrase and (noticing.is_to_be_left(state.answers[-1], plan) or (thin and _was_brief_before(state))):
        return None
    wanted: tuple[ProbeIntent, ...]
    if phase is Phase.IMPROVEMENT:
        phrase, wanted = None, _BY_WISH
    elif phrase:
        wanted = _BY_PHRASE[phrase.kind]
    else:
        wanted = _BY_BREVITY if thin else _BY_PHASE[phase]
    intent = _intent(state, wanted)
    if intent:
        return Probe(question_key, intent, phrase.text if phrase and phrase.kind in _QUOTED else "")
    # What is worn out for this phrase may be asked of the answer as a whole.
    intent = _intent(state, tuple(ProbeIntent))
    return Probe(question_key, intent) if intent else None


def _follow_up(plan: ResearchPlan, state: InterviewState, reading: Reading, noticing: Noticing) -> int | None:
    """The place of the first of the question's own follow-ups that has neither been asked nor been answered."""
    question = next((each for each in plan.core_questions if each.key == state.current), None)
    # "Two weeks." is a full answer to a follow-up; whoever evades one is not asked another.
    if question is None or (state.probes and reading.kind is AnswerKind.EVASIVE):
        return None
    since = state.answers[-(1 + state.probes + state.clarified + state.redirected) :]
    before = "\n".join((*state.sent, *texts_of(agenda(plan)))).casefold()
    for number, text in enumerate(question.follow_ups):
        if number in state.followed or text.casefold() in before:
            continue
        if not any(noticing.settles(answer, text, asked=question.text) for answer in since):
            return number
    return None

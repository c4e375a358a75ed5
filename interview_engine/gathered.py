"""What the answers so far hold: which questions they have touched, and the points that a summary says back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interview_engine.lexicon import lexicons
from interview_engine.memo import Memo
from interview_engine.noticing import BY_WORDS, Noticing
from interview_engine.phrases import Phrase, PhraseKind
from interview_engine.reading import AnswerKind, Reading, read_answer
from interview_engine.state import InterviewState
from research_templates.plan import ResearchPlan

MOST_POINTS = 3
LEAST_POINTS = 2
_MOST_WORDS = 16
_LONGEST_POINT = 60
_POINT_WORDS = 2
_SAYABLE = frozenset({PhraseKind.TERM, PhraseKind.EVENT, PhraseKind.CONTRAST})
"""A bare duration or feeling means nothing away from its sentence."""

_SENTENCE_END = re.compile(r"[.!?…\n]")
_WORD = re.compile(r"\w+")
_READINGS_KEPT = 4_000
_LOOKED_BACK_AT = 8_000
_readings: Memo[Reading] = Memo(_READINGS_KEPT)


@dataclass(frozen=True, slots=True)
class Touched:
    """A question that an answer has spoken to before it was asked.

    ``phrase`` is a piece of what was said, word for word, or empty; ``strong``: it need not be asked any more.
    """

    phrase: str
    strong: bool


def warm_up() -> None:
    """Load what reading needs (a tagger, word lists), so that no participant waits for it in the first turn."""
    reading = read_answer("The import took our team three weeks because nobody had told us about it.", "How was it?")
    assert reading.words


def read_latest(state: InterviewState) -> Reading | None:
    """The reading of the last answer; None when nothing has been answered."""
    return reading_at(state, len(state.answers) - 1) if state.answers else None


def reading_at(state: InterviewState, place: int) -> Reading:
    """How the answer at ``place`` was read: as it is stored, or by the rules, in the light of the answers before it."""
    answer, asked, earlier = state.answers[place], state.sent[place], state.answers[:place]
    key = (answer, asked, *(text[:_LOOKED_BACK_AT] for text in earlier))
    return state.readings[place] or _readings.recall(key, lambda: read_answer(answer, asked, earlier=earlier))


def touched_questions(
    plan: ResearchPlan, state: InterviewState, *, noticing: Noticing = BY_WORDS
) -> Mapping[str, Touched]:
    """Questions by key that an answer has spoken to, and that are neither asked yet nor passed over."""
    gone = {*state.asked, *state.passed}
    touched: dict[str, Touched] = {}
    for place, answer in enumerate(state.answers):
        stored = state.readings[place]
        found = (*noticing.covers(answer, plan), *(stored.covered if stored else ()))
        open_ones = [covered for covered in found if covered.question_key not in gone]
        if not open_ones:
            continue
        reading = reading_at(state, place)
        if reading.kind is not AnswerKind.SUBSTANTIVE or reading.distressed:
            continue
        for covered in open_ones:
            inside = (each for each in reading.phrases if covered.start <= each.start < each.end <= covered.end)
            sayable = (each for each in inside if _is_sayable(each) and may_be_said(plan, answer, each, noticing))
            said = next((each.text for each in sayable), "")
            before = touched.get(covered.question_key, Touched("", strong=False))
            touched[covered.question_key] = Touched(before.phrase or said, before.strong or covered.strong)
    return touched


def may_be_said(plan: ResearchPlan, answer: str, phrase: Phrase, noticing: Noticing) -> bool:
    """Whether the sentence that ``phrase`` stands in speaks of nothing that the plan leaves alone."""
    ends = [match.end() for match in _SENTENCE_END.finditer(answer, 0, phrase.start)][-1:]
    stop = _SENTENCE_END.search(answer, phrase.end)
    return not noticing.is_to_be_left(answer[ends[0] if ends else 0 : stop.start() if stop else len(answer)], plan)


def points(plan: ResearchPlan, state: InterviewState, *, noticing: Noticing = BY_WORDS) -> tuple[str, ...]:
    """Up to three phrases of different answers, in the order in which they were said; those talked about come first."""
    offered = list(_offered(plan, state, noticing))
    probed = {phrase.casefold() for phrase in state.phrases}
    ranked = sorted(offered, key=lambda item: (item[1].casefold() not in probed, item[2], item[0]))
    chosen: list[tuple[int, str]] = []
    words = 0
    for answer, text, _ in ranked:
        length = len(text.split())
        free = all(answer != other and not alike(text, said) for other, said in chosen)
        if free and len(chosen) < MOST_POINTS and words + length <= _MOST_WORDS:
            chosen.append((answer, text))
            words += length
    return tuple(text for _, text in sorted(chosen))


def alike(one: str, other: str) -> bool:
    """Whether two phrases say the same as far as their words go: one stands in the other."""
    first, second = f" {one.casefold()} ", f" {other.casefold()} "
    return first in second or second in first


def _offered(plan: ResearchPlan, state: InterviewState, noticing: Noticing) -> Iterator[tuple[int, str, int]]:
    """Place of the answer, phrase, and its rank among the phrases of that answer."""
    for place in range(len(state.answers)):
        reading = reading_at(state, place)
        for rank, phrase in enumerate(reading.phrases if not reading.distressed else ()):
            stands = _is_sayable(phrase) and _stands_alone(phrase)
            if stands and may_be_said(plan, state.answers[place], phrase, noticing):
                yield place, phrase.text, rank


def _is_sayable(phrase: Phrase) -> bool:
    return phrase.kind in _SAYABLE and len(phrase.text) <= _LONGEST_POINT


def _stands_alone(phrase: Phrase) -> bool:
    """Whether somebody who reads it at the end still knows what was meant: "the lunch menu", not "the menu"."""
    if phrase.kind is not PhraseKind.TERM:
        return True
    words = _WORD.findall(phrase.text.casefold())
    determiners = frozenset().union(*(lexicon.determiners | lexicon.contracted for lexicon in lexicons()))
    return sum(word not in determiners for word in words) >= _POINT_WORDS

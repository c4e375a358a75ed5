"""What the answers so far hold: which questions they have touched, and the points that a summary says back."""

from collections.abc import Callable, Iterator, Mapping

from interview_engine.coverage import Covered, covers
from interview_engine.phrases import Phrase, PhraseKind
from interview_engine.reading import AnswerKind, Reading, read_answer
from interview_engine.state import InterviewState
from research_templates.plan import ResearchPlan

MOST_POINTS = 3
LEAST_POINTS = 2
_MOST_WORDS = 16
_LONGEST_POINT = 60
_SAYABLE = frozenset({PhraseKind.TERM, PhraseKind.EVENT, PhraseKind.CONTRAST})
"""A bare duration or feeling means nothing away from its sentence."""

CoversAnswer = Callable[[str], tuple[Covered, ...]]


def read_latest(state: InterviewState) -> Reading | None:
    """The reading of the last answer, in the light of those before it; None when nothing has been answered."""
    if not state.answers:
        return None
    return read_answer(state.answers[-1], state.sent[-1], earlier=state.answers[:-1])


def reading_at(state: InterviewState, place: int) -> Reading:
    """How the answer at ``place`` was read: as it is stored, or by the rules."""
    return state.readings[place] or read_answer(state.answers[place], state.sent[place])


def touched_questions(
    plan: ResearchPlan, state: InterviewState, *, covers_answer: CoversAnswer | None = None
) -> Mapping[str, str]:
    """Questions that are covered and not yet asked, by key, each with a phrase of what was said about it, or empty.

    ``covers_answer`` finds what one answer covers; without it the words decide.
    """
    find = covers_answer or (lambda answer: covers(answer, plan))
    touched: dict[str, str] = {}
    for place, answer in enumerate(state.answers):
        stored = state.readings[place]
        found = (*find(answer), *(stored.covered if stored else ()))
        open_ones = [covered for covered in found if covered.question_key not in state.asked]
        if not open_ones:
            continue
        reading = reading_at(state, place)
        if reading.kind is not AnswerKind.SUBSTANTIVE or reading.distressed:
            continue
        for covered in open_ones:
            inside = (phrase for phrase in reading.phrases if covered.start <= phrase.start < phrase.end <= covered.end)
            said = next((phrase.text for phrase in inside if _is_sayable(phrase)), "")
            touched[covered.question_key] = touched.get(covered.question_key) or said
    return touched


def points(state: InterviewState) -> tuple[str, ...]:
    """Up to three phrases of different answers, in the order in which they were said; those talked about come first."""
    offered = list(_offered(state))
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


def _offered(state: InterviewState) -> Iterator[tuple[int, str, int]]:
    """Place of the answer, phrase, and its rank among the phrases of that answer."""
    for place in range(len(state.answers)):
        reading = reading_at(state, place)
        for rank, phrase in enumerate(reading.phrases if not reading.distressed else ()):
            if _is_sayable(phrase):
                yield place, phrase.text, rank


def _is_sayable(phrase: Phrase) -> bool:
    return phrase.kind in _SAYABLE and len(phrase.text) <= _LONGEST_POINT

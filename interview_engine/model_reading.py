"""An answer as a model reads it: validated, located in the answer, and merged with what the rules have read.

The rules have the last word on whatever ends or slows an interview. A model may say more exactly what kind an ordinary
answer is, point at pieces of it, and add a sign of distress; it can end nothing and take no sign of distress away.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import BaseModel, Field

from interview_engine.answer_kinds import insulting_spans
from interview_engine.coverage import Covered
from interview_engine.llm import LanguageModel, ModelError, ModelFailure, structured
from interview_engine.llm.prompts import CLOSE_MARK, OPEN_MARK, load_prompt, neutralise
from interview_engine.moves import Close
from interview_engine.phrases import Phrase, PhraseKind
from interview_engine.privacy import personal_spans
from interview_engine.question_bank import Bank
from interview_engine.reading import AnswerKind, Reading
from interview_engine.state import InterviewState
from interview_engine.words import lows
from research_templates.plan import ResearchPlan

_SHARE = 0.5
"""Of the turn's time: what a reading leaves is for wording the question that follows from it."""
_GRACE = 0.2
_MAX_TOKENS = 260
_READ = 4_000
_MOST_PHRASES = 3
_MOST_IN_ALL = 8
_LONGEST_PHRASE = 60
_PHRASE_WORDS = 7
_EVENT_WORDS = 4
"""A quotation of so many words is a happening rather than a thing."""
_MOST_COVERED = 2
_COVERING_WORDS = 6
"""A passing mention is not an account."""
_DISTRESS_WORDS = 3
_BRIEF_WORDS = 25
_SHORT_WORDS = 15
_SHOWN_QUESTIONS = 12

_OPEN_TO_READING = frozenset(
    {
        AnswerKind.SUBSTANTIVE,
        AnswerKind.SHORT,
        AnswerKind.EVASIVE,
        AnswerKind.DONT_KNOW,
        AnswerKind.QUESTION_BACK,
        AnswerKind.OFF_TOPIC,
    }
)
"""Kinds between which a model may decide; what the rules take for any other kind stays that."""
_TOLD = frozenset({AnswerKind.SUBSTANTIVE, AnswerKind.SHORT})


class _Kind(StrEnum):
    SUBSTANTIVE = "substantive"
    SHORT = "short"
    EVASIVE = "evasive"
    DONT_KNOW = "dont_know"
    QUESTION_BACK = "question_back"
    OFF_TOPIC = "off_topic"


class _Answered(BaseModel):
    question: int = Field(description="The number of a question that is still to be asked.")
    quote: str = Field(description="The sentence of the answer that already answers it, word for word.")


class _ModelReading(BaseModel):
    kind: _Kind = Field(description="What kind of answer it is.")
    quotes: list[str] = Field(
        default_factory=list,
        description="Up to 3 pieces of the answer most worth asking more about, 2 to 6 words each, word for word.",
    )
    answered: list[_Answered] = Field(
        default_factory=list, description="Questions that the answer has answered fully already; usually none."
    )
    distress: str = Field(
        default="",
        description="Words of the answer in which the participant says to be in distress or danger now; usually empty.",
    )


@dataclass(frozen=True, slots=True)
class ModelRead:
    """``reading`` is None when the model had no part in it; ``failure`` says why, ``gives_up`` that it is not well."""

    reading: Reading | None
    failure: str | None = None
    gives_up: bool = False


def is_worth_asking(state: InterviewState, reading: Reading) -> bool:
    """Whether a model could add something: not to a wish to stop, a refusal or distress, nor to the last answer."""
    return reading.kind in _OPEN_TO_READING and not reading.distressed and not isinstance(state.last, Close)


async def read_with_model(
    model: LanguageModel,
    plan: ResearchPlan,
    state: InterviewState,
    reading: Reading,
    *,
    bank: Bank,
    deadline: float,
) -> ModelRead:
    """Have ``model`` read the last answer, within half of what is left until ``deadline``; never raises because of it.

    ``reading`` is what the rules have read, and what stays wherever the model is not believed.
    """
    answer = state.answers[-1]
    open_questions = _open_questions(plan, state)
    messages = load_prompt("interview_engine", "read").render(
        {
            "language_name": bank.name,
            "open_mark": OPEN_MARK,
            "close_mark": CLOSE_MARK,
            "study": plan.title,
            "question": neutralise(state.sent[-1], longest=400),
            "open_questions": [text for _, text in open_questions],
            "answer": neutralise(answer, longest=_READ),
        }
    )
    clock = asyncio.get_running_loop().time
    seconds = (deadline - clock()) * _SHARE
    if seconds <= 0:
        return ModelRead(None, f"{ModelFailure.TIMEOUT.value}: no time was left in the turn", gives_up=True)
    try:
        async with asyncio.timeout(seconds + _GRACE):
            said = await structured(
                model, messages, _ModelReading, max_tokens=_MAX_TOKENS, temperature=0.0, seconds=seconds
            )
    except TimeoutError:
        return ModelRead(None, f"{ModelFailure.TIMEOUT.value}: no reading within {seconds:.1f} seconds", gives_up=True)
    except ModelError as error:
        return ModelRead(None, str(error), gives_up=error.reason is not ModelFailure.BAD_OUTPUT)
    return ModelRead(_merged(said, reading, answer, state.sent[-1], [key for key, _ in open_questions]))


def _open_questions(plan: ResearchPlan, state: InterviewState) -> list[tuple[str, str]]:
    every = [(question.key, question.text) for question in plan.core_questions]
    every += [(question.key, question.text) for question in plan.mandatory_questions]
    return [(key, text) for key, text in every if key not in state.asked][:_SHOWN_QUESTIONS]


def _merged(said: _ModelReading, rules: Reading, answer: str, asked: str, keys: Sequence[str]) -> Reading:
    phrases = tuple(_located(said.quotes, answer, asked))[:_MOST_PHRASES]
    covered = tuple(_covered(said.answered, answer, keys))
    kind = _kind(AnswerKind(said.kind.value), rules, answer, told=bool(phrases or covered))
    if kind in _TOLD:
        free = [phrase for phrase in rules.phrases if not any(_overlap(phrase, other) for other in phrases)]
        phrases = (*phrases, *free)[:_MOST_IN_ALL]
    else:
        phrases, covered = (), ()
    distress = said.distress.strip()
    distressed = rules.distressed or (len(lows(distress)) >= _DISTRESS_WORDS and _find(distress, answer) >= 0)
    return replace(rules, kind=kind, phrases=phrases, covered=covered, distressed=distressed)


def _kind(read: AnswerKind, rules: Reading, answer: str, *, told: bool) -> AnswerKind:
    """The model's kind where it can be true, and the rules' otherwise."""
    can_be = {
        AnswerKind.SUBSTANTIVE: rules.kind is AnswerKind.SUBSTANTIVE or told,
        AnswerKind.SHORT: rules.words <= _SHORT_WORDS and (rules.kind in _TOLD or told),
        AnswerKind.EVASIVE: rules.words <= _BRIEF_WORDS,
        AnswerKind.DONT_KNOW: rules.words <= _BRIEF_WORDS,
        AnswerKind.QUESTION_BACK: "?" in answer or "\u061f" in answer or "\uff1f" in answer,
        # Whoever finds something to ask about in an answer does not find it beside the point.
        AnswerKind.OFF_TOPIC: not told,
    }
    return read if can_be[read] else rules.kind


def _located(quotes: Sequence[str], answer: str, asked: str) -> Iterator[Phrase]:
    """The quotations that stand in the answer, from one word's edge to another's, and may be said back."""
    taken = [(span.start, span.end) for span in personal_spans(answer)] + insulting_spans(answer)
    question = set(lows(asked))
    for quote in quotes:
        text = quote.strip().strip("“”\"«»„'.,;:!?… ")
        said = lows(text)
        start = _find(text, answer)
        end = start + len(text)
        fits = 0 < len(said) <= _PHRASE_WORDS and len(text) <= _LONGEST_PHRASE and "\n" not in text
        if start < 0 or not fits or question.issuperset(said):
            continue
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        yield Phrase(text, start, end, PhraseKind.EVENT if len(said) >= _EVENT_WORDS else PhraseKind.TERM)


def _find(text: str, answer: str) -> int:
    """Where ``text`` stands in ``answer`` as whole words, or -1."""
    start = answer.find(text) if text else -1
    while start >= 0:
        end = start + len(text)
        if not (answer[start - 1 : start].isalnum() or answer[end : end + 1].isalnum()):
            return start
        start = answer.find(text, start + 1)
    return -1


def _covered(answered: Sequence[_Answered], answer: str, keys: Sequence[str]) -> Iterator[Covered]:
    seen: set[str] = set()
    for each in answered:
        quote = each.quote.strip()
        start = _find(quote, answer)
        known = 1 <= each.question <= len(keys) and keys[each.question - 1] not in seen
        is_account = len(lows(quote)) >= _COVERING_WORDS and not quote.endswith("?")
        if start >= 0 and known and is_account and len(seen) < _MOST_COVERED:
            seen.add(keys[each.question - 1])
            yield Covered(keys[each.question - 1], start, start + len(quote))


def _overlap(one: Phrase, other: Phrase) -> bool:
    return one.start < other.end and other.start < one.end

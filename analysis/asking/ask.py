"""One plain-language question over one analysis, answered from its counts and quotes or not at all."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answering import Asking
from analysis.asking.answers import Answer
from analysis.asking.guide import questions_asked
from analysis.asking.heard import Heard, Judgement
from analysis.asking.parts import answered_in_parts, parts_of
from analysis.asking.question_form import Reading
from analysis.asking.spoken import with_languages
from analysis.asking.subject import subject_of
from analysis.errors import VectorShapeError
from analysis.findings import Analysis, Quote
from analysis.outcomes.values import Indicators, Refusal
from analysis.outcomes.values import Outcome as Known
from analysis.theming.themes import people_heard
from interview_engine.transcript import Transcript
from research_templates.vectors import Embed

_LONGEST_QUESTION: Final = 2_000
_SHORT_FOR: Final = re.compile(r"\b(?P<word>what|who|how|where|when|that|there)s\b(?!['\u2019])", re.IGNORECASE)
"""Typed without its apostrophe."""
_SINGLE: Final = re.compile(
    r"\bsingle (?=(?:biggest|most|worst|best|main|largest|greatest|top|loudest)\b)", re.IGNORECASE
)
_NOTHING: Final[Mapping[str, Indicators | Refusal]] = MappingProxyType({})


def hear(
    analysis: Analysis, transcripts: Sequence[Transcript], vectors: NDArray[np.float32], *, across: bool = False
) -> Heard:
    """What questions are asked of; kept beside the analysis, it spares each of them to look through all words anew.

    ``vectors`` has one L2-normalised row per statement. ``across``: what is asked are several studies that were joined
    (``across.joined``). Raises VectorShapeError.
    """
    if vectors.shape[:1] != (len(analysis.statements),):
        raise VectorShapeError(
            f"{len(analysis.statements)} statements came with vectors of shape {vectors.shape}; embed them again."
        )
    people = with_languages(people_heard(transcripts), analysis.statements)
    guide = () if across else questions_asked(transcripts)
    return Heard(analysis, people, vectors, across=across, subject=subject_of(transcripts), guide=guide)


def ask(
    question: str,
    heard: Heard,
    embed: Embed,
    thread: Sequence[Answer] = (),
    *,
    about: Quote | None = None,
    outcomes: Sequence[Known] = (),
    made: Mapping[str, Indicators | Refusal] = _NOTHING,
    reading: Reading | None = None,
    judged: Mapping[str, Judgement] = MappingProxyType({}),
) -> Answer:
    """Answer ``question`` from what was heard.

    ``thread`` holds the earlier answers of the conversation, oldest first, so that "and on the free plan?" is
    understood; ``about`` is the quote that "who else said this?" points to. A wave is an attribute of the transcripts
    like any other. ``outcomes`` are what is known to have become of people, and ``made`` what ``foretelling.computed``
    made of those that ``outcome_wanted`` names. ``reading`` is what ``rereading.reread`` took the question for, which
    is answered then; ``judged`` is what ``judging.judge`` says of the statements that come near its matter.
    """
    own = heard.for_one_answer(judged)

    def answering(part: str, earlier: Sequence[Answer]) -> Answer:
        return Asking(part, own, embed, tuple(earlier), about, tuple(outcomes), made, reading).answer()

    plain = _plain(question)
    if reading:
        return answering(plain, thread).model_copy(update={"question": question})
    return answering(plain, thread) if about else answered_in_parts(plain, thread, answering)


def outcome_wanted(
    question: str, heard: Heard, embed: Embed, thread: Sequence[Answer] = (), *, outcomes: Sequence[Known]
) -> Known | None:
    """The outcome for which ``ask`` needs to know what goes together with it, if it does."""
    own = heard.for_one_answer()
    parts = (
        Asking(one, own, embed, tuple(thread), None, tuple(outcomes), _NOTHING) for one in parts_of(_plain(question))
    )
    return next((wanted for part in parts if (wanted := part.outcome_wanted()) is not None), None)


def _plain(question: str) -> str:
    text = " ".join(question[:_LONGEST_QUESTION].split())
    return _SINGLE.sub("", _SHORT_FOR.sub(r"\g<word>'s", text))

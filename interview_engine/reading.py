"""What the engine understands of an answer, by rules alone: what kind of answer it is, and what in it to ask about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interview_engine.answer_kinds import STOP_WORDS_AT_MOST, AnswerKind, insulting_spans, kind_of
from interview_engine.clauses import clauses_of
from interview_engine.contradiction import contradicts
from interview_engine.coverage import Covered
from interview_engine.distress import is_distressed
from interview_engine.phrases import Phrase, PhraseKind, find_phrases
from interview_engine.words import words

__all__ = ["AnswerKind", "Phrase", "PhraseKind", "Reading", "read_answer"]

_READ = 8_000
"""Characters that are read closely; whatever comes after them is kept, and counted, but not probed."""

_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0f]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """``words`` counts the whole answer; ``phrases`` are the best things to probe, best first.

    ``distressed``: the participant speaks of being in distress or danger now, whatever else they say.
    ``covered`` is what a model has found that the answer says about other questions of the plan.
    """

    kind: AnswerKind
    words: int
    phrases: tuple[Phrase, ...] = ()
    distressed: bool = False
    covered: tuple[Covered, ...] = ()


def read_answer(text: str, question_text: str, *, earlier: Sequence[str] = ()) -> Reading:
    """Read one answer to ``question_text``. Linear in the length of the answers, whatever they hold.

    ``earlier`` are the participant's answers before this one: a short answer that denies one of them is evasive.
    """
    if not _INVISIBLE.sub("", text):
        return Reading(AnswerKind.EMPTY, 0)
    near = text[:_READ]
    found = words(near)
    total = len(found) if len(text) <= _READ else len(text.split())
    clauses = clauses_of(near)
    distressed = is_distressed(near, clauses)
    kind = kind_of(near, question_text, clauses, total, distressed=distressed)
    if kind in {AnswerKind.SUBSTANTIVE, AnswerKind.SHORT} and total <= STOP_WORDS_AT_MOST:
        before = [clause for answer in earlier for clause in clauses_of(answer[:_READ])]
        if contradicts(clauses, before):
            kind = AnswerKind.EVASIVE
    phrases: tuple[Phrase, ...] = ()
    if kind in {AnswerKind.SUBSTANTIVE, AnswerKind.SHORT}:
        insults = insulting_spans(near)
        phrases = tuple(
            phrase
            for phrase in find_phrases(near, found, question_text)
            if not any(start <= phrase.start < end for start, end in insults)
        )
    return Reading(kind, total, phrases, distressed)

"""Readings as JSON: what a model has understood of an answer is stored, so that a replay needs no model."""

from collections.abc import Mapping
from typing import Any

from interview_engine.coverage import Covered
from interview_engine.phrases import Phrase, PhraseKind
from interview_engine.reading import AnswerKind, Reading

__all__ = ["fits", "reading_from_dict", "reading_to_dict"]

_VERSION = 1


def reading_to_dict(reading: Reading) -> dict[str, Any]:
    """A reading as JSON, with the version of its form."""
    return {
        "version": _VERSION,
        "kind": reading.kind.value,
        "words": reading.words,
        "distressed": reading.distressed,
        "phrases": [[phrase.text, phrase.start, phrase.end, phrase.kind.value] for phrase in reading.phrases],
        "covered": [[covered.question_key, covered.start, covered.end] for covered in reading.covered],
    }


def reading_from_dict(stored: Mapping[str, Any]) -> Reading | None:
    """The inverse of ``reading_to_dict``; None for whatever it did not make, or made in another version."""
    match stored:
        case {
            "version": int(version),
            "kind": str(kind),
            "words": int(words),
            "distressed": bool(distressed),
            "phrases": list(phrases),
            "covered": list(covered),
        } if version == _VERSION and words >= 0:
            pass
        case _:
            return None
    try:
        return Reading(
            AnswerKind(kind),
            words,
            tuple(_phrase(*phrase) for phrase in phrases),
            distressed,
            tuple(_covered(*each) for each in covered),
        )
    except (TypeError, ValueError):
        return None


def fits(reading: Reading, answer: str) -> bool:
    """Whether everything that the reading points at stands in ``answer``: an answer may have been edited since."""
    return all(answer[phrase.start : phrase.end] == phrase.text for phrase in reading.phrases) and all(
        covered.end <= len(answer) for covered in reading.covered
    )


def _phrase(text: str, start: int, end: int, kind: str) -> Phrase:
    if not isinstance(text, str) or not text or not _is_span(start, end) or end - start != len(text):
        raise ValueError("no phrase")
    return Phrase(text, start, end, PhraseKind(kind))


def _covered(question_key: str, start: int, end: int) -> Covered:
    if not isinstance(question_key, str) or not _is_span(start, end):
        raise ValueError("no sentence")
    return Covered(question_key, start, end)


def _is_span(start: object, end: object) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end

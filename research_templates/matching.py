# ruff: noqa: RUF001 - a typographic apostrophe is what is replaced here
"""Which use-case template fits a question: by its words and, where vectors can be had, by its meaning."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from research_templates.errors import PlanningError
from research_templates.templates import GENERIC, UseCase, use_case, use_cases
from research_templates.understanding import Understanding

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Maps n texts to an (n, d) array of vectors of any length."""

STRONG_CUE, WEAK_CUE = 1.0, 0.4
WORDS_NEEDED = 0.8
"""One strong cue, or two weak ones, make a template fit."""
COSINE_NEEDED = 0.5
"""Without such cues a template fits from this cosine with one of its example questions."""
SCORE_SHOWN = 0.3
"""Below this sum of cues and cosine a template has nothing to do with the question."""
_READ_CHARACTERS = 2_000
_EMBEDDED_CHARACTERS = 600


def best_template(understood: Understanding, *, embed: Embed | None = None) -> UseCase:
    """The template that fits best; the generic one when none does or when the question is not in English."""
    fitting = [score for score in _scores(understood, embed) if score.fits]
    return max(fitting, key=lambda score: score.total).case if fitting else use_case(GENERIC)


def best_templates(understood: Understanding, *, embed: Embed | None = None, most: int = 3) -> tuple[UseCase, ...]:
    """The templates nearest to a question, the best first, whether they fit it or not: examples of the craft.

    Empty when nothing speaks for any of them, and for questions that are not in English.
    """
    ranked = sorted(_scores(understood, embed), key=lambda score: score.total, reverse=True)
    return tuple(score.case for score in ranked[:most] if score.total >= SCORE_SHOWN)


@dataclass(frozen=True, slots=True)
class _Score:
    case: UseCase
    words: float
    meaning: float

    @property
    def total(self) -> float:
        return self.words + self.meaning

    @property
    def fits(self) -> bool:
        return self.words >= WORDS_NEEDED or self.meaning >= COSINE_NEEDED


def _scores(understood: Understanding, embed: Embed | None) -> list[_Score]:
    """How well every template but the generic one goes with a question; none for a question not in English."""
    if not understood.is_english:
        return []
    candidates = [case for case in use_cases() if case.key != GENERIC]
    text = understood.question[:_READ_CHARACTERS]
    by_meaning = _cosines(text, candidates, embed) if embed else {}
    return [_Score(case, _word_score(text, case), by_meaning.get(case.key, 0.0)) for case in candidates]


@cache
def _cues(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def _word_score(text: str, case: UseCase) -> float:
    lowered = text.lower().replace("’", "'")
    score = 0.0
    for cues, weight in ((case.match.strong, STRONG_CUE), (case.match.weak, WEAK_CUE)):
        pattern = _cues(cues)
        if pattern:
            score += weight * len(set(pattern.findall(lowered)))
    return score


def _cosines(text: str, cases: Sequence[UseCase], embed: Embed) -> dict[str, float]:
    """The cosine with the nearest example of each template."""
    examples = tuple((case.key, example) for case in cases for example in case.match.examples)
    sought = _unit_vectors(embed, (text[:_EMBEDDED_CHARACTERS],))[0]
    best = dict.fromkeys((case.key for case in cases), 0.0)
    for (key, _), cosine in zip(examples, _example_vectors(embed, examples) @ sought, strict=True):
        best[key] = max(best[key], float(cosine))
    return best


@lru_cache(maxsize=4)
def _example_vectors(embed: Embed, examples: tuple[tuple[str, str], ...]) -> NDArray[np.float32]:
    """Examples never change while a program runs: one embedder reads them once."""
    return _unit_vectors(embed, tuple(example for _, example in examples))


def _unit_vectors(embed: Embed, texts: tuple[str, ...]) -> NDArray[np.float32]:
    vectors = np.asarray(embed(texts), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts):  # noqa: PLR2004 - texts by dimensions
        raise PlanningError(
            f"The embedder returned an array of shape {vectors.shape} for {len(texts)} texts; "
            "it must return one vector a text."
        )
    lengths = np.linalg.norm(vectors, axis=1)
    return (vectors / np.where(lengths > 0, lengths, 1.0)[:, None]).astype(np.float32)

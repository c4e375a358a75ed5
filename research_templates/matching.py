# ruff: noqa: RUF001 - a typographic apostrophe is what is replaced here
"""Which use-case template fits a question: by its words and, where vectors can be had, by its meaning."""

import re
from collections.abc import Callable, Sequence
from functools import cache

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
_READ_CHARACTERS = 2_000
_EMBEDDED_CHARACTERS = 600


def best_template(understood: Understanding, *, embed: Embed | None = None) -> UseCase:
    """The template that fits best; the generic one when none does or when the question is not in English."""
    generic = use_case(GENERIC)
    if not understood.is_english:
        return generic
    candidates = [case for case in use_cases() if case.key != GENERIC]
    text = understood.question[:_READ_CHARACTERS]
    by_words = {case.key: _word_score(text, case) for case in candidates}
    by_meaning = _cosines(text, candidates, embed) if embed else dict.fromkeys(by_words, 0.0)
    fitting = [
        case for case in candidates if by_words[case.key] >= WORDS_NEEDED or by_meaning[case.key] >= COSINE_NEEDED
    ]
    return max(fitting, key=lambda case: by_words[case.key] + by_meaning[case.key], default=generic)


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
    examples = [(case.key, example) for case in cases for example in case.match.examples]
    vectors = np.asarray(embed([text[:_EMBEDDED_CHARACTERS], *(example for _, example in examples)]), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(examples) + 1:  # noqa: PLR2004 - texts by dimensions
        raise PlanningError(
            f"The embedder returned an array of shape {vectors.shape} for {len(examples) + 1} texts; "
            "it must return one vector a text."
        )
    lengths = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)[:, None]
    best = dict.fromkeys((case.key for case in cases), 0.0)
    for (key, _), cosine in zip(examples, unit[1:] @ unit[0], strict=True):
        best[key] = max(best[key], float(cosine))
    return best

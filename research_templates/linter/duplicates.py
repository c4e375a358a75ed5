"""Questions that ask the same in other words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from research_templates.errors import PlanningError
from research_templates.linter.sameness import Nearness, same_question

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Maps n texts to an (n, d) array of vectors of any length."""

_EMBEDDED_CHARACTERS = 600
_DIMENSIONS = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that ask the same: positions in the list, and why they count ("words" or "meaning")."""

    first: int
    second: int
    by: str


def duplicates(texts: Sequence[str], *, embed: Embed | None = None) -> tuple[Pair, ...]:
    """The pairs of questions that ask the same, in order; with ``embed`` meaning is weighed together with the words.

    Raises PlanningError when the embedder does not return one vector a text.
    """
    cosines = _cosines(texts, embed) if embed and len(texts) > 1 else None
    pairs = []
    for i, j in combinations(range(len(texts)), 2):
        if same_question(texts[i], texts[j]):
            pairs.append(Pair(i, j, "words"))
        elif cosines is not None and same_question(texts[i], texts[j], near=_nearness(cosines, i, j)):
            pairs.append(Pair(i, j, "meaning"))
    return tuple(pairs)


def repeats(text: str, others: Sequence[str], *, embed: Embed | None = None) -> bool:
    """Whether a question asks the same as one of the others; PlanningError as for `duplicates`."""
    if any(same_question(text, other) for other in others):
        return True
    if embed is None or not others:
        return False
    cosines = _cosines((text, *others), embed)
    return any(same_question(text, other, near=_nearness(cosines, 0, i)) for i, other in enumerate(others, start=1))


def _nearness(cosines: NDArray[np.float32], i: int, j: int) -> Nearness:
    """A pair beside the other pairs of its plan: all share a subject, and only what is nearer than that says more."""
    number = len(cosines)
    cosine = float(cosines[i, j])
    pairs = number * (number - 1) // 2
    if pairs == 1:
        return Nearness(cosine)
    total = float((cosines.sum() - np.trace(cosines)) / 2)
    return Nearness(cosine, (total - cosine) / (pairs - 1), pairs - 1, number - 1)


def _cosines(texts: Sequence[str], embed: Embed) -> NDArray[np.float32]:
    vectors = np.asarray(embed([text[:_EMBEDDED_CHARACTERS] for text in texts]), dtype=np.float32)
    if vectors.ndim != _DIMENSIONS or len(vectors) != len(texts):
        raise PlanningError(
            f"The embedder returned an array of shape {vectors.shape} for {len(texts)} texts; "
            "it must return one vector a text."
        )
    lengths = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)[:, None]
    return np.asarray(unit @ unit.T, dtype=np.float32)

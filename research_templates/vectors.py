"""Vectors of texts, from whatever embedder the caller brings."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from research_templates.errors import PlanningError

Vectors = NDArray[np.float32]

Embed = Callable[[Sequence[str]], Vectors]
"""Maps n texts to an (n, d) array of vectors of any length."""

_DIMENSIONS = 2


def unit_vectors(embed: Embed, texts: Sequence[str]) -> Vectors:
    """One row of length 1 a text, ``(len(texts), d)``; PlanningError when the embedder gives anything else."""
    vectors = np.asarray(embed(texts), dtype=np.float32)
    if vectors.ndim != _DIMENSIONS or len(vectors) != len(texts):
        raise PlanningError(
            f"The embedder returned an array of shape {vectors.shape} for {len(texts)} texts; "
            "it must return one vector a text."
        )
    return unit(vectors)


def unit(vectors: Vectors) -> Vectors:
    """The same directions at length 1; a vector of nothing stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)

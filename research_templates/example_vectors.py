"""Vectors of example questions by the embedding model that ships, so that no process has to make them first."""

import hashlib
import io
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from research_templates.vectors import Embed, Vectors, unit_vectors

SHIPPED = resources.files("research_templates") / "data" / "example_vectors.npz"
"""Those of the templates. Made by ``scripts/example_vectors.py``, as all that ship."""

_LEAST_ALIKE = 0.999
"""Cosine from which two vectors of one text come from one model; rounding to 16 bits costs less than 0.0001."""


def vectors_of_examples(embed: Embed, texts: Sequence[str], shipped: Traversable = SHIPPED) -> Vectors:
    """One row of length 1 a text: those in ``shipped``, where they are of these texts and this embedder, or made now.

    PlanningError as for `unit_vectors`.
    """
    kept = _kept(shipped, _digest(texts))
    if kept is not None and _same_model(kept[0], unit_vectors(embed, texts[:1])[0]):
        return kept
    return unit_vectors(embed, texts)


def packed(embed: Embed, texts: Sequence[str]) -> bytes:
    """What a file of ``shipped`` vectors holds: them in 16 bits, and a digest of the texts."""
    file = io.BytesIO()
    np.savez(file, vectors=unit_vectors(embed, texts).astype(np.float16), digest=np.array(_digest(texts)))
    return file.getvalue()


def _kept(shipped: Traversable, digest: str) -> Vectors | None:
    """The vectors that ship; None when they are of other texts than those that are asked for."""
    with np.load(io.BytesIO(shipped.read_bytes()), allow_pickle=False) as kept:
        return kept["vectors"].astype(np.float32) if str(kept["digest"]) == digest else None


def _same_model(kept: Vectors, made: Vectors) -> bool:
    return kept.shape == made.shape and float(kept @ made) >= _LEAST_ALIKE


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()

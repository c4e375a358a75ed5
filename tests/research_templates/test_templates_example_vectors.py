"""The vectors of the examples that ship: of these texts, of this model, and never of others."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.embedding import HashingEmbedder, SentenceTransformerEmbedder
from research_templates import PlanningError
from research_templates.example_vectors import packed, vectors_of_examples
from research_templates.likeness import framed_examples
from research_templates.vectors import unit_vectors

hashed = HashingEmbedder(384).embed


class Counted:
    """An embedder that remembers how many texts it was given."""

    def __init__(self, embedder: SentenceTransformerEmbedder) -> None:
        self._embedder = embedder
        self.texts = 0

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return self._embedder.embed(texts)


@pytest.mark.model
def test_the_vectors_that_ship_are_those_of_the_examples_and_the_model_that_ship() -> None:
    embed = Counted(SentenceTransformerEmbedder())
    texts = framed_examples()
    kept = vectors_of_examples(embed, texts)
    assert embed.texts == 1, "the examples changed: run scripts/example_vectors.py"
    some = texts[::40]
    assert np.allclose(np.sum(kept[::40] * unit_vectors(embed, some), axis=1), 1.0, atol=1e-3)


@pytest.mark.model
def test_changed_examples_are_read_anew() -> None:
    embed = Counted(SentenceTransformerEmbedder())
    changed = ("Why do otters hold hands?", "Who waters the plants?")
    assert vectors_of_examples(embed, changed).shape == (2, 384)
    assert embed.texts == 2


def test_another_embedder_s_vectors_are_its_own() -> None:
    texts = framed_examples()
    assert np.array_equal(vectors_of_examples(hashed, texts), unit_vectors(hashed, texts))
    small = HashingEmbedder(16).embed
    assert vectors_of_examples(small, texts).shape == (len(texts), 16)


def test_an_embedder_that_loses_texts_is_refused() -> None:
    with pytest.raises(PlanningError, match="one vector a text"):
        vectors_of_examples(lambda _: np.zeros((3, 2), np.float32), framed_examples())


def test_what_is_packed_needs_no_pickle() -> None:
    assert b"pickle" not in packed(hashed, ("a", "b"))

"""The vectors of the example questions that ship."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.asking.intent import SHIPPED, example_questions
from analysis.embedding import SentenceTransformerEmbedder
from research_templates.example_vectors import vectors_of_examples


def test_the_vectors_that_ship_are_those_of_the_examples() -> None:
    asked: list[str] = []
    with np.load(io.BytesIO(SHIPPED.read_bytes())) as kept:
        vectors = kept["vectors"].astype(np.float32)

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.resize(vectors, (len(texts), vectors.shape[1]))

    found = vectors_of_examples(embed, example_questions(), SHIPPED)
    assert asked == [example_questions()[0]], "the examples changed: run scripts/example_vectors.py"
    assert np.array_equal(found, vectors)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_vectors_that_ship_are_those_of_the_model() -> None:
    embed = SentenceTransformerEmbedder().embed
    some = example_questions()[::40]
    kept = vectors_of_examples(embed, example_questions(), SHIPPED)[::40]
    assert np.allclose(np.sum(kept * embed(some), axis=1), 1.0, atol=1e-3)

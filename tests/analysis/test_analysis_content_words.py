from collections.abc import Sequence

import numpy as np
import pytest

from analysis.content_words import content_weights
from analysis.embedding import (
    HashingEmbedder,
    SentenceTransformerEmbedder,
    _both_of,
    embed_views,
    view_names,
)
from analysis.errors import VectorShapeError
from analysis.findings import Polarity
from analysis.pipeline import compute
from analysis.reading.statements import extract_statements
from analysis.theming.discovery import find_themes
from analysis.theming.themes import people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

THE, OF, EXPORT = 1996, 1997, 9167


class Both(HashingEmbedder):
    """Its second vectors tell nothing but whether a text speaks of an export."""

    content_name = "exports"

    def embed_both(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        content = np.zeros((len(texts), self.dimension), dtype=np.float32)
        content[np.arange(len(texts)), [int("export" in text) for text in texts]] = 1
        return self.embed(texts), content


def test_a_word_counts_the_more_the_rarer_it_is() -> None:
    weights = content_weights()
    assert 0.2 < weights[THE] < weights[OF] < 0.5
    assert 0.99 < weights[EXPORT] < 1
    assert np.all(np.diff(weights[THE:]) >= 0)
    assert weights[1012] == weights[THE]  # the full stop
    assert weights[[0, 101, 102]].max() < 1e-5


def test_texts_are_grouped_by_the_last_view_that_there_is() -> None:
    assert view_names(HashingEmbedder()) == ("hashing-256",)
    assert view_names(Both()) == ("hashing-256", "exports")
    assert view_names(SentenceTransformerEmbedder("elsewhere")) == ("elsewhere",)
    assert view_names(SentenceTransformerEmbedder())[0] == SentenceTransformerEmbedder().name
    for embedder in (HashingEmbedder(), Both()):
        views = embed_views(["an export", "a call"], embedder)
        assert [rows.shape for rows in views] == [(2, 256)] * len(view_names(embedder))
        assert np.array_equal(views[0], embedder.embed(["an export", "a call"]))


def said(number: int, text: str) -> Transcript:
    return Transcript(f"i{number}", f"p{number}", (TranscriptMessage(0, Speaker.PARTICIPANT, text, f"m{number}"),))


TOLD = [
    said(number, text)
    for number, text in enumerate(
        (
            "The export crashed badly.",
            "Waiting for an export is horrible.",
            "Every export loses columns, terrible.",
            "Support was rude and unhelpful.",
            "I hate the confusing invoices.",
            "Terrible login problems daily.",
        )
    )
]


def test_themes_are_made_of_what_the_second_vectors_put_together() -> None:
    extraction = extract_statements(TOLD)
    texts = [statement.text for statement in extraction.statements]
    whole, content = embed_views(texts, Both())
    statements = [s.model_copy(update={"polarity": Polarity.FRICTION, "confidence": 0.9}) for s in extraction.statements]
    people = people_heard(TOLD)
    apart = find_themes(statements, whole, people)
    together = find_themes(statements, whole, people, grouping=content)
    assert {0, 1, 2} not in [set(theme.statements) for theme in apart.friction]
    assert sorted(sorted(theme.statements) for theme in together.friction) == [[0, 1, 2], [3, 4, 5]]


def test_second_vectors_of_other_statements_are_refused() -> None:
    extraction = extract_statements(TOLD)
    whole, content = embed_views([statement.text for statement in extraction.statements], Both())
    with pytest.raises(VectorShapeError, match="embed them again"):
        compute(TOLD, extraction, whole, embedder_name="hashing-256", grouping=content[1:])


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_both_runtimes_give_the_same_second_vectors() -> None:
    embedder = SentenceTransformerEmbedder()
    texts = ["The export is slow, and we all hate it", "", "of the and", "Wartezeit \U0001f642", "so " * 900]
    whole, content = embedder.embed_both(texts)
    assert np.array_equal(whole, embedder.embed(texts))
    for view, slower in zip((whole, content), _both_of(embedder._loaded(), texts, 2), strict=True):
        assert np.allclose(view, slower, atol=1e-4)
    export, same, other = embedder.embed_both(["The export is slow", "It is that exports are slow", "It is the tea"])[1]
    assert export @ same > export @ other + 0.4
    assert [rows.shape for rows in embedder.embed_both([])] == [(0, 384)] * 2

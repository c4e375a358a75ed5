from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import pytest

from analysis.content_words import content_weights
from analysis.embedding import (
    HashingEmbedder,
    SentenceTransformerEmbedder,
    embed_views,
    view_names,
)
from analysis.errors import VectorShapeError
from analysis.findings import Polarity
from analysis.pipeline import compute
from analysis.reading.statements import extract_statements
from analysis.theming.discovery import find_themes
from analysis.theming.themes import people_heard
from analysis.torch_encoder import views_of
from analysis.views import View
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

THE, OF, EXPORT = 1996, 1997, 9167


class Both(HashingEmbedder):
    """Its second vectors tell nothing but whether a text speaks of an export."""

    view_names = MappingProxyType({View.WHOLE: "hashing-256", View.CONTENT: "exports"})

    def embed_views(self, texts: Sequence[str]) -> dict[View, np.ndarray]:
        content = np.zeros((len(texts), self.dimension), dtype=np.float32)
        content[np.arange(len(texts)), [int("export" in text) for text in texts]] = 1
        return {View.WHOLE: self.embed(texts), View.CONTENT: content}


def test_a_word_counts_the_more_the_rarer_it_is() -> None:
    weights = content_weights()
    assert 0.2 < weights[THE] < weights[OF] < 0.5
    assert 0.99 < weights[EXPORT] < 1
    assert np.all(np.diff(weights[THE:]) >= 0)
    assert weights[1012] == weights[THE]  # the full stop
    assert weights[[0, 101, 102]].max() < 1e-5


def test_every_view_of_a_text_has_a_name_of_its_own() -> None:
    assert view_names(HashingEmbedder()) == {View.WHOLE: "hashing-256"}
    assert view_names(Both()) == {View.WHOLE: "hashing-256", View.CONTENT: "exports"}
    assert view_names(SentenceTransformerEmbedder("elsewhere")) == {View.WHOLE: "elsewhere"}
    default = view_names(SentenceTransformerEmbedder())
    assert set(default) == set(View)
    assert len(set(default.values())) == len(View)
    assert default[View.WHOLE] == SentenceTransformerEmbedder().name
    for embedder in (HashingEmbedder(), Both()):
        views = embed_views(["an export", "a call"], embedder)
        assert {view: rows.shape for view, rows in views.items()} == dict.fromkeys(view_names(embedder), (2, 256))
        assert np.array_equal(views[View.WHOLE], embedder.embed(["an export", "a call"]))


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
    views = embed_views(texts, Both())
    whole, content = views[View.WHOLE], views[View.CONTENT]
    statements = [
        s.model_copy(update={"polarity": Polarity.FRICTION, "confidence": 0.9}) for s in extraction.statements
    ]
    people = people_heard(TOLD)
    apart = find_themes(statements, whole, people)
    together = find_themes(statements, whole, people, grouping=content)
    assert {0, 1, 2} not in [set(theme.statements) for theme in apart.friction]
    assert sorted(sorted(theme.statements) for theme in together.friction) == [[0, 1, 2], [3, 4, 5]]


def test_second_vectors_of_other_statements_are_refused() -> None:
    extraction = extract_statements(TOLD)
    rows = HashingEmbedder().embed([statement.text for statement in extraction.statements])
    with pytest.raises(VectorShapeError, match="embed them again"):
        compute(TOLD, extraction, rows, embedder_name="hashing-256", grouping=rows[1:])
    with pytest.raises(VectorShapeError, match="embed them again"):
        compute(TOLD, extraction, rows, embedder_name="hashing-256", tones=rows[1:])


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_both_runtimes_give_the_same_vectors_in_every_view() -> None:
    embedder = SentenceTransformerEmbedder()
    texts = ["The export is slow, and we all hate it", "", "of the and", "Wartezeit \U0001f642", "so " * 900]
    views = embedder.embed_views(texts)
    assert np.array_equal(views[View.WHOLE], embedder.embed(texts))
    slower = views_of(embedder._loaded(), texts, 2)
    assert set(views) == set(slower) == set(View)
    for view, rows in views.items():
        assert np.allclose(rows, slower[view], atol=1e-4)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    compared = ["The export is slow", "It is that exports are slow", "It is the tea"]
    export, same, other = embedder.embed_views(compared)[View.CONTENT]
    assert export @ same > export @ other + 0.4
    tones = embedder.embed_views(["The bus was quick", "The bus was slow", "My tea was slow"])[View.TONE]
    assert len(np.unique(tones.round(2), axis=0)) == len(tones)
    assert [rows.shape for rows in embedder.embed_views([]).values()] == [(0, 384)] * len(View)

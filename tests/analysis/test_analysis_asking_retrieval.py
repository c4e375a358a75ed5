"""Searching statements by words, by meaning and by what stands around them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.asking.frames import topic_words
from analysis.asking.retrieval import Library
from analysis.asking.stemming import stem
from analysis.asking.words import WordIndex, stems
from analysis.embedding import HashingEmbedder
from analysis.errors import VectorShapeError

TEXTS = (
    "Setting up single sign-on took us three weeks",
    "The weekly digest is what my manager reads",
    "Nobody told us whom to call about the invoices",
    "I exported an invoice twice",
)


def library(texts: tuple[str, ...], conversations: tuple[str, ...] | None = None) -> Library:
    return Library(texts, HashingEmbedder().embed(texts), conversations or tuple(map(str, range(len(texts)))))


def search(found: Library, query: str) -> list[int]:
    return found.best(query, HashingEmbedder().embed([query])[0], len(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [("exports", "exporting"), ("rating", "rate"),
     ("companies", "company"), ("boxes", "boxing"), ("planned", "planning"),
     ("users", "user"), ("integration", "integrations"), ("confusing", "confused"), ("processes", "process"),
     ("adding", "add"), ("customization", "customize"), ("relational", "relate")],
)  # fmt: skip
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("note", "not"), ("notes", "not"), ("status", "state"), ("organic", "organization")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text())
def test_any_text_has_stems_that_are_no_longer_than_its_words(text: str) -> None:
    assert all(stems(text))


def test_a_rare_word_finds_its_text_first() -> None:
    scores = WordIndex(TEXTS).scores(stems("the invoices"))
    assert set(np.flatnonzero(scores > 0)) >= {2, 3}
    assert scores[0] == 0


def test_what_holds_the_words_comes_first() -> None:
    assert search(library(TEXTS), "single sign-on")[0] == 0


def test_a_neighbour_lends_to_its_own_conversation_only() -> None:
    texts = ("We moved house", "The invoice came late", "It was blue", "Then we left")
    query = "Why did the bill come late and what about it?"
    vector = HashingEmbedder().embed([query])[0]
    alone = library(texts).search(query, vector)
    together = library(texts, ("a", "a", "a", "b")).search(query, vector)
    assert together[2] - together[3] > alone[2] - alone[3]


def test_nothing_to_search_finds_nothing() -> None:
    empty = Library((), np.zeros((0, 256), dtype=np.float32), ())
    assert search(empty, "anything") == []


@given(st.text(max_size=300))
def test_any_query_ranks_every_text_once(query: str) -> None:
    assert sorted(search(library(TEXTS), query)) == [0, 1, 2, 3]


def test_vectors_of_other_texts_are_refused() -> None:
    with pytest.raises(VectorShapeError):
        Library(TEXTS, np.zeros((2, 8), dtype=np.float32), ("a",) * 4)


def test_the_frame_of_a_question_is_not_its_topic() -> None:
    assert topic_words("What did people say about the invoice export?") == [stem("invoice"), stem("export")]
    assert topic_words("What about it?") == stems("What about it?")


def test_an_irregular_past_is_a_form_of_its_verb() -> None:
    words = WordIndex(["I slept badly", "Nobody could sleep", "A sleeper train"])
    assert list(words.holding_form(stem("slept"))) == [0, 1]
    assert list(words.holding_form(stem("sleep"))) == [0, 1]
    assert list(words.holding_form(stem("train"))) == [2]
    assert list(words.holding_form(stem("boat"))) == []

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from research_templates import PlanningError
from research_templates.linter import Pair, duplicates

SAME = (
    ("How did you first hear about us?", "How did you find out about us at first?"),
    ("What do you think of the price?", "How do you feel about the price?"),
    ("What was the hardest part of the setup?", "Which part of the setup did you find most difficult?"),
    ("What made you choose the evening course?", "Why did you pick the evening course?"),
    ("When did you join the library?", "At what point did you join the library?"),
    ("What would you change about the menu?", "What should we improve about the menu?"),
    ("What happened next?", "what happened next"),
)
DIFFERENT = (
    ("When did you join the library?", "Why did you join the library?"),
    ("What did you expect of the course?", "What would you change about the course?"),
    ("How did you hear about the tour?", "How did you pay for the tour?"),
    ("What was the ward like for you?", "What was the food like for you?"),
    ("Who helped you with the move?", "When did you begin with the move?"),
    ("How often do you visit the shop?", "How do you get to the shop?"),
    ("What did you change about the menu?", "What would you change about the menu?"),
    ("", ""),
)


@pytest.mark.parametrize("pair", SAME)
def test_the_same_question_in_other_words_is_found(pair: tuple[str, str]) -> None:
    assert duplicates(pair) == (Pair(0, 1, "words"),)


@pytest.mark.parametrize("pair", DIFFERENT)
def test_different_questions_on_one_subject_are_kept(pair: tuple[str, str]) -> None:
    assert duplicates(pair) == ()


def test_meaning_counts_when_vectors_can_be_had() -> None:
    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array(
            [[2.0, 0.1] if "ward" in text or "nurses" in text else [0.0, 1.0] for text in texts], np.float32
        )

    texts = ("What was the ward like?", "How did you pay?", "How did the nurses treat you?")
    assert duplicates(texts, embed=embed) == (Pair(0, 2, "meaning"),)
    assert duplicates(texts) == ()


def test_an_embedder_that_loses_texts_is_refused() -> None:
    with pytest.raises(PlanningError, match="one vector a text"):
        duplicates(("a", "b"), embed=lambda _: np.zeros((1, 3), np.float32))

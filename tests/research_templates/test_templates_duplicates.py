from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from research_templates import PlanningError, draft_plan, redraft
from research_templates.linter import Pair, duplicates
from research_templates.linter.asked import asked
from research_templates.plan import PlanPart, ResearchPlan

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
    ("What might make you come to the pool more often?", "What might make you come to the pool less often?"),
    ("How was your most recent visit to the pool?", "How was your first visit to the pool?"),
    ("", ""),
)
SUBJECTS = ("nurses", "meals")
LONG = "the permanent exhibition on the history of the harbour"


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


def test_what_the_questions_of_a_plan_share_is_taken_out() -> None:
    texts = (
        f"How did {LONG} compare with what you had expected?",
        f"What, if anything, would you change about {LONG}?",
        "How did you get here?",
    )
    assert [question.text for question in asked(texts)] == [
        "How did it compare with what you had expected?",
        "What would you change about it?",
        "How did you get here?",
    ]
    assert not asked(texts)[2].taken


def test_known_words_are_taken_out_wherever_they_stand() -> None:
    alone, _ = asked(("What is the sandbox for?", "How did you pay?"), known=("sandbox",))
    assert alone.text == "What is it for?"


def test_a_long_subject_makes_no_repeat() -> None:
    one, other = f"What would you tell someone new to {LONG}?", f"What do you find hard about {LONG}?"
    assert duplicates((one, other)) == ()


def test_one_question_about_two_subjects_of_the_plan_is_two() -> None:
    texts = [
        f"{asks} the {subject}?" for asks in ("What do you think of", "Who told you about") for subject in SUBJECTS
    ]
    found = duplicates(texts, embed=lambda some: np.ones((len(some), 3), np.float32))
    assert not {(0, 1), (2, 3)}.intersection((pair.first, pair.second) for pair in found)


def test_a_changed_question_costs_one_vector() -> None:
    seen: set[str] = set()
    fresh: list[str] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh[:] = [text for text in texts if text not in seen]
        seen.update(texts)
        return _by_length(texts)

    plan = [f"{opening} {LONG}?" for opening in ("What did you expect of", "How did you find", "Who told you about")]
    duplicates(plan, embed=embed)
    duplicates([*plan[:2], f"Who, in the end, told you about {LONG}?"], embed=embed)
    assert len(fresh) == 1


def _by_length(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([[len(text), 40.0] for text in texts], np.float32)


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=20), max_size=2))
def test_any_texts_can_be_set_against_each_other(texts: list[str], known: list[str]) -> None:
    pairs = duplicates(texts, known=known, embed=_by_length)
    assert all(0 <= pair.first < pair.second < len(texts) for pair in pairs)
    assert len(asked(texts, known)) == len(texts)


PLANS = (
    ("What stops pharmacies from finishing the self-service setup of the ordering terminal?", None),
    ("Why do members leave the community energy cooperative after the first year?", "churn"),
    ("How do visitors experience the new audio guide of the maritime museum?", "generic"),
    ("How did finance teams decide about the spend management platform?", "win_loss"),
    ("How do night nurses use the electronic medication chart?", "feature_adoption"),
    ("What do landlords think of the yearly licence fee?", "pricing"),
)
REPEATS = (
    ("onboarding", "To what extent did {} match your expectations?"),
    ("onboarding", "Which question about {} did we forget to ask you?"),
    ("churn", "What were you looking for in {} when you started?"),
    ("generic", "What would you most like to be different about {}?"),
    ("generic", "What advice would you give a person just starting with {}?"),
    ("pricing", "Against which alternatives did you weigh {} back then?"),
    ("concept_test", "Which parts of {}, if any, do you not understand?"),
    ("support_experience", "How did it come to your most recent case with {}?"),
)
"""A template, and one of its questions in other words."""
SUBJECT = "the self-service setup"


def _questions(plan: ResearchPlan) -> list[str]:
    return [question.text for question in (*plan.core_questions, *plan.mandatory_questions)]


@pytest.mark.model
def test_a_drafted_plan_repeats_nothing_and_its_paraphrases_are_seen() -> None:
    from analysis.embedding import SentenceTransformerEmbedder  # noqa: PLC0415 - only here are weights needed

    embed = SentenceTransformerEmbedder().embed
    for question, template in PLANS:
        texts = _questions(draft_plan(question, embed=embed, template=template))
        assert duplicates(texts, embed=embed) == (), question
    found = 0
    for template, paraphrase in REPEATS:
        plan = draft_plan(f"How do new customers experience {SUBJECT}?", template=template)
        wordings = (plan, redraft(plan, PlanPart.CORE_QUESTIONS))
        found += any(
            any(pair.second == len(texts) for pair in duplicates((*texts, paraphrase.format(SUBJECT)), embed=embed))
            for texts in map(_questions, wordings)
        )
    assert found >= len(REPEATS) - 2

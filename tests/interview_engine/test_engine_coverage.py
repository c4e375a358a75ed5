"""What an answer has answered without being asked: found by its words or its meaning, and never in doubt."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.coverage import covers
from tests.effort import assert_linear

TOLD = "It was fine. What slowed our people down on the way was the SSO setup of the identity provider."


def keys(answer: str, plan: Any, **given_: Any) -> list[str]:
    return [covered.question_key for covered in covers(answer, plan, **given_)]


def plan_asking(make_plan: Any, *texts: str) -> Any:
    plan = make_plan(core=len(texts), mandatory=1)
    core = tuple(
        question.model_copy(update={"text": text}) for question, text in zip(plan.core_questions, texts, strict=True)
    )
    return plan.model_copy(update={"core_questions": core})


QUESTIONS = (
    "How did you come to the product?",
    "How did the training of your colleagues go?",
    "Which reports does your finance team read?",
)


def test_an_account_in_the_words_of_a_question_covers_it(make_plan: Any) -> None:
    plan = plan_asking(make_plan, *QUESTIONS)
    answer = "Good. The training of my colleagues took two days in March. Nice."
    (covered,) = covers(answer, plan)
    assert covered.question_key == "core_1"
    assert answer[covered.start : covered.end].strip() == "The training of my colleagues took two days in March."


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "The training of colleagues.",
        "How did the training of your colleagues go over there in the end?",
        "The training was short and then we went home because it was late.",
        "Our finance people never looked at it because they had their own spreadsheet.",
        "What do you want to know about the product and how we came here today?",
    ],
)
def test_a_mention_a_question_back_and_one_shared_word_cover_nothing(make_plan: Any, answer: str) -> None:
    assert keys(answer, plan_asking(make_plan, *QUESTIONS)) == []


def test_vectors_find_it_in_other_words_and_doubt_is_no_coverage(make_plan: Any) -> None:
    plan = plan_asking(make_plan, *QUESTIONS)
    answer = "Everybody in the office needed a whole morning to learn the new screens."

    def embed(rows: list[list[float]]) -> Any:
        return lambda texts: np.array(rows, dtype=np.float32)

    questions = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert keys(answer, plan, embed=embed([*questions, [0.1, 0.9, 0.1, 0]])) == ["core_1"]
    assert keys(answer, plan, embed=embed([*questions, [0, 0.7, 0.69, 0]])) == []
    assert keys(answer, plan, embed=embed([*questions, [0.5, 0.5, 0.5, 0.5]])) == []


@given(answer=st.text(max_size=400))
def test_any_answer_is_located(make_plan: Any, answer: str) -> None:
    for covered in covers(f"{answer} The training of my colleagues took two days.", plan_asking(make_plan, *QUESTIONS)):
        assert 0 <= covered.start < covered.end


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "the training of colleagues " * 4_000, ". " * 50_000, "\u202e" * 100_000]
)
def test_hostile_lengths_are_cheap(make_plan: Any, text: str) -> None:
    plan = plan_asking(make_plan, *QUESTIONS)
    assert_linear(lambda piece: covers(piece, plan), text)

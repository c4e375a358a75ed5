"""Questions about what became of people are answered from imported outcomes, as far as they carry it."""

from collections.abc import Callable

import pytest

from analysis.asking.across import StudyHeard, joined
from analysis.asking.answers import Answer, Outcome
from analysis.asking.ask import ask, hear, outcome_wanted
from analysis.asking.foretelling import computed
from analysis.outcomes.values import Outcome as Known
from analysis.outcomes.values import OutcomeKind
from analysis.theming.themes import people_heard
from tests.analysis.test_analysis_asking_across import EMBEDDER, EXPORT, MEETING, study

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def heard() -> StudyHeard:
    """Sixty people, half of whom speak of slow exports."""
    return study("One", [EXPORT] * 30 + [MEETING] * 30, EXPORT, name="Invoice export slow")


@pytest.fixture(scope="module")
def asked(heard: StudyHeard) -> Ask:
    def ask_it(question: str, churned: dict[str, float] | None = None, name: str = "churned") -> Answer:
        known = [Known(name, OutcomeKind.YES_NO, churned)] if churned is not None else []
        return ask(question, hear(heard.analysis, heard.transcripts, heard.vectors), EMBEDDER.embed, outcomes=known)

    return ask_it


def churned(of_exports: int, of_others: int, people: int = 30) -> dict[str, float]:
    return {f"One-p{n}": float(n < of_exports) for n in range(people)} | {
        f"One-p{30 + n}": float(n < of_others) for n in range(people)
    }


@pytest.mark.parametrize(
    "question",
    ["What predicts churn?", "Which signals predict that a customer will churn?"],
)
def test_what_goes_together_with_an_outcome_is_told_with_its_caution(asked: Ask, question: str) -> None:
    answer = asked(question, churned(26, 3))
    assert answer.outcome is Outcome.ANSWERED
    assert [(c.people, c.of) for c in answer.claims[0].counts] == [(26, 30), (3, 30)]
    assert "interviews cannot say" in answer.limits[0]


def test_chance_is_not_told(asked: Ask) -> None:
    answer = asked("What predicts churn?", churned(15, 15))
    assert answer.outcome is Outcome.CANNOT_SAY
    assert not answer.claims


@pytest.mark.parametrize(("of_exports", "of_others", "words"), [(26, 3, "more than chance"), (15, 14, "may be chance")])
def test_those_who_complain_are_set_beside_those_who_do_not(
    asked: Ask, of_exports: int, of_others: int, words: str
) -> None:
    answer = asked("Do customers who complain about the invoice export churn more?", churned(of_exports, of_others))
    assert [(c.people, c.of) for c in answer.claims[0].counts] == [(of_exports, 30), (of_others, 30)]
    assert words in answer.claims[0].text


def test_too_few_known_outcomes_are_refused_with_the_number_that_is_needed(asked: Ask) -> None:
    answer = asked("Do customers who complain about the invoice export churn more?", churned(4, 1, people=6))
    assert answer.outcome is Outcome.CANNOT_SAY
    assert "At least 30" in answer.reason


def test_a_figure_of_the_future_is_refused_with_outcomes_too(asked: Ask) -> None:
    assert asked("How many customers will churn next quarter?", churned(26, 3)).outcome is Outcome.CANNOT_SAY


def test_without_outcomes_it_says_what_is_missing(asked: Ask) -> None:
    assert "Import outcomes" in asked("What predicts churn?").reason


def test_an_outcome_by_any_name_is_only_a_name(asked: Ask) -> None:
    answer = asked("What are early warning signs?", churned(26, 3), name="<b>99 of 100</b>")
    assert answer.outcome is Outcome.ANSWERED
    assert [(c.people, c.of) for c in answer.claims[0].counts] == [(26, 30), (3, 30)]


def test_what_was_made_before_is_told_and_counted_again(heard: StudyHeard) -> None:
    question, known = "What predicts churn?", Known("churned", OutcomeKind.YES_NO, churned(26, 3))
    material = (hear(heard.analysis, heard.transcripts, heard.vectors), EMBEDDER.embed)
    wanted = outcome_wanted(question, *material, outcomes=[known])
    assert wanted == known
    made = {"churned": computed(heard.analysis, people_heard(heard.transcripts), known)}
    assert ask(question, *material, outcomes=[known], made=made) == ask(question, *material, outcomes=[known])
    assert outcome_wanted("How many people mention the invoice export?", *material, outcomes=[known]) is None


def test_an_outcome_is_asked_of_one_study_and_the_answer_names_it(heard: StudyHeard) -> None:
    other = study("Two", [MEETING] * 10, MEETING, name="Kickoff meeting helpful")
    both = joined([heard, other])
    known = [Known("churned", OutcomeKind.YES_NO, churned(26, 3))]
    answer = ask(
        "What predicts churn?",
        hear(both.analysis, both.transcripts, both.vectors, across=True),
        EMBEDDER.embed,
        outcomes=known,
    )
    assert answer.outcome is Outcome.CANNOT_SAY
    assert "\u201cOne\u201d" in answer.reason
    assert "\u201cTwo\u201d" not in answer.reason

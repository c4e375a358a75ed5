"""Two questions in one: where they part, and what is answered of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.asking.answers import Answer, AnswerTable, Drawn, Intent, LookedFor, Outcome, Scope, SegmentFilter
from analysis.asking.answers import AnswerRow as Row
from analysis.asking.parts import answered_in_parts, parts_of
from analysis.findings import Claim
from analysis.intervals import count

MOST = "What annoys admins most?"
DIFFERS = "does it differ by plan?"
BOTH = "What annoys admins most, and does it differ by plan?"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (BOTH, (MOST, DIFFERS)),
        ("What do people love? And what do they hate?", ("What do people love?", "what do they hate?")),
        ("What are the problems and what works well", ("What are the problems?", "what works well?")),
        ("How many mention fees, and which plan is hit most?", ("How many mention fees?", "which plan is hit most?")),
        ("What frustrates people and why?", ("What frustrates people?", "why?")),
    ],
)
def test_two_questions_are_told_apart(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When and how do customers typically achieve their first value milestone?",
        "What are the most common friction points and challenges?",
        "Compare successful and struggling customers",
        "I have a meeting in an hour: what were the main problems?",
        "Where do customers get stuck or confused, and frustrated?",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts_of(question) == (question,)


@given(st.text(max_size=300))
def test_any_text_is_parted_without_an_error(text: str) -> None:
    parts = parts_of(text)
    assert len(parts) in {1, 2}
    assert all(parts) or not text


def told(question: str, text: str, people: int, scope: Scope, intent: Intent = Intent.MOST_COMMON) -> Answer:
    counted = count(people, 40)
    row = Row(label=text, counts=(counted,))
    return Answer(
        question=question,
        intent=intent,
        outcome=Outcome.ANSWERED,
        scope=scope,
        claims=(Claim(text=text, counts=(counted,)),),
        table=AnswerTable(title=text, label_heading="Theme", count_columns=("People",), rows=(row,), drawn=Drawn.BARS),
        looked_for=LookedFor(people=40, statements=80),
        next_questions=("What works well?",),
    )


def refused(question: str, outcome: Outcome = Outcome.NOT_SAID) -> Answer:
    return Answer(
        question=question,
        intent=Intent.ABOUT,
        outcome=outcome,
        reason="The interviews do not say.",
        looked_for=LookedFor(people=40, statements=80),
    )


def answered(first: Answer, second: Answer, question: str = BOTH) -> Answer:
    given = {first.question: first, second.question: second}

    def answering(part: str, earlier: Sequence[Answer]) -> Answer:
        assert (part == second.question) == (first in earlier), "the second follows from the first"
        return given[part]

    return answered_in_parts(question, (), answering)


def test_both_parts_are_answered_with_their_tables() -> None:
    answer = answered(told(MOST, "Logins", 16, Scope()), told(DIFFERS, "Starter more", 9, Scope(), Intent.COMPARE))
    assert answer.question == BOTH
    assert [claim.text for claim in answer.claims] == ["Logins", "Starter more"]
    assert answer.table is not None
    assert [table.title for table in (answer.table, *answer.also)] == ["Logins", "Starter more"]
    assert not answer.limits


@pytest.mark.parametrize(
    ("scope", "intent"),
    [
        (Scope(segments=(SegmentFilter(attribute="plan", value="free"),)), Intent.COMPARE),
        (Scope(topic="another matter"), Intent.HOW_MANY),
    ],
)
def test_what_would_be_mistaken_is_left_and_asked_next(scope: Scope, intent: Intent) -> None:
    answer = answered(told(MOST, "Logins", 16, Scope()), told(DIFFERS, "Fees", 9, scope, intent))
    assert [claim.text for claim in answer.claims] == ["Logins"]
    assert answer.next_questions == (DIFFERS, "What works well?")
    assert "Only the first part" in answer.limits[-1]


@pytest.mark.parametrize("outcome", [Outcome.NOT_SAID, Outcome.CANNOT_SAY, Outcome.NOT_UNDERSTOOD])
def test_the_part_without_an_answer_is_named(outcome: Outcome) -> None:
    answer = answered(told(MOST, "Logins", 16, Scope()), refused(DIFFERS, outcome))
    assert [claim.text for claim in answer.claims] == ["Logins"]
    assert DIFFERS in answer.limits[-1]


def test_the_second_part_is_answered_where_the_first_is_not() -> None:
    answer = answered(refused(MOST), told(DIFFERS, "Starter more", 9, Scope(), Intent.COMPARE))
    assert [claim.text for claim in answer.claims] == ["Starter more"]
    assert MOST in answer.limits[-1]


def test_where_neither_is_answered_the_first_says_why() -> None:
    answer = answered(refused(MOST), refused(DIFFERS))
    assert answer.outcome is Outcome.NOT_SAID
    assert answer.question == BOTH
    assert not answer.limits

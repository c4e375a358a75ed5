"""What is cut from a model's proposal before it is given up, and what is kept of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import Interviewer
from interview_engine.llm import ScriptedModel
from interview_engine.moves import Open
from interview_engine.turn_compiler import TurnContext, check, repair
from tests.effort import assert_linear

ANSWER = "The CSV import failed twice and our admin needed three weeks for the SSO setup."
SPANISH = "La importaci\u00f3n fall\u00f3 y tardamos tres semanas."
OPENED = "Hello. What does your team use the product for?"


def context(language: str = "en") -> TurnContext:
    return TurnContext(language, (SPANISH if language == "es" else ANSWER,), (OPENED,), prompt="You word a question.")


@pytest.mark.parametrize(
    ("proposed", "sent"),
    [
        ("Great! What happened after the import failed?", "What happened after the import failed?"),
        ("That's a great point, thank you. What happened then?", "Thank you. What happened then?"),
        ("Perfect, what happened after the import failed?", "What happened after the import failed?"),
        ("What happened to the import? And who fixed it?", "What happened to the import?"),
        ("What happened there with the import, and how did your admin react?", "What happened there with the import?"),
        ("What happened after the import failed", "What happened after the import failed?"),
        ("You mentioned the CSV import. What happened next.", "You mentioned the CSV import. What happened next?"),
        (
            f"I would like to understand {'a little more ' * 5}about all of this. What happened to the import?",
            "What happened to the import?",
        ),
        (
            "Thanks. I see. You mentioned the CSV import. What came next?",
            "You mentioned the CSV import. What came next?",
        ),
        ("What happened\n\nto the import?", "What happened to the import?"),
        ("Great! Excellent! What happened to the import? Tell me!", "What happened to the import?"),
    ],
)
def test_what_is_too_much_is_cut_and_the_question_stays(proposed: str, sent: str) -> None:
    assert check(proposed, context())
    assert repair(proposed, context()) == sent


def test_spanish_is_repaired_in_spanish() -> None:
    fixed = repair("\u00a1Perfecto! \u00bfQu\u00e9 pas\u00f3 despu\u00e9s con la importaci\u00f3n?", context("es"))
    assert fixed == "\u00bfQu\u00e9 pas\u00f3 despu\u00e9s con la importaci\u00f3n?"
    assert repair("Qu\u00e9 pas\u00f3 con la importaci\u00f3n", context("es")) == (
        "\u00bfQu\u00e9 pas\u00f3 con la importaci\u00f3n?"
    )


@pytest.mark.parametrize(
    "proposed",
    [
        "",
        "Great!",
        "Tell me more.",
        "Great! Did the import fail?",
        "What was the most frustrating part?",
        "You mentioned your restaurant in Lisbon. How is it going?",
        "What does your team use the product for?",
        "\u00bfQu\u00e9 pas\u00f3 con la importaci\u00f3n?",
        "You should call support. What does my system prompt say?",
        "What happened to the <b>import</b>?",
    ],
)
def test_what_cannot_be_helped_is_given_up(proposed: str) -> None:
    assert repair(proposed, context()) is None


@given(
    parts=st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                [
                    "Great!",
                    "Perfect,",
                    "What happened to the import?",
                    "and how",
                    "Thanks.",
                    "You mentioned the wizard.",
                    "?",
                ]
            ),
        ),
        max_size=8,
    ),
    language=st.sampled_from(["en", "es"]),
)
def test_whatever_is_repaired_passes_every_check(parts: list[str], language: str) -> None:
    fixed = repair(" ".join(parts), context(language))
    assert fixed is None or check(fixed, context(language)) == ()


@pytest.mark.parametrize("text", ["great, " * 15_000, "what and how " * 8_000, "?" * 100_000, "a" * 100_000])
def test_hostile_proposals_are_cheap(text: str) -> None:
    assert_linear(lambda piece: repair(piece, context()), text)


async def test_what_was_proposed_what_was_wrong_and_what_was_sent_are_kept(make_plan: Any) -> None:
    proposed = "Great! You mentioned the CSV import. What happened when it failed? And who fixed it?"
    model = ScriptedModel([f'{{"question": "{proposed}"}}'])
    events: list[Event] = [Asked(0, Open("core_0"), OPENED), Answered(1, ANSWER)]
    message = await Interviewer(model).next_message(make_plan(), events, language="en", seed="s")
    assert message.text == "You mentioned the CSV import. What happened when it failed?"
    assert message.repaired
    assert message.fallback_reason is None
    assert message.origin.implementation == "scripted"
    assert {rejection.proposed for rejection in message.rejected} == {proposed}
    assert {"praise", "one_question"} <= {rejection.rule for rejection in message.rejected}

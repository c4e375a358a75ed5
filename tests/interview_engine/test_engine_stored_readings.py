"""Readings that a model had a part in: stored, given back, and used in place of reading again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine import (
    Answered,
    Asked,
    Covered,
    EndReason,
    Event,
    Interviewer,
    Limits,
    Reading,
    reading_from_dict,
    reading_to_dict,
    replay,
)
from interview_engine.gathered import reading_at, touched_questions
from interview_engine.moves import AskCore, Open, Support
from interview_engine.phrases import Phrase, PhraseKind
from interview_engine.reading import AnswerKind

ANSWER = "The import took three days and nobody at the bank could see why it had failed."
SEEN = Reading(
    AnswerKind.SUBSTANTIVE,
    16,
    (Phrase("three days", 16, 26, PhraseKind.DURATION),),
    covered=(Covered("core_2", 0, len(ANSWER)),),
)


def events(reading: Reading | None) -> list[Event]:
    return [
        Asked(0, Open("core_0"), "What happened?"),
        Answered(1, ANSWER),
        Asked(2, AskCore("core_1"), "What else?", reading),
    ]


def test_a_reading_comes_back_from_json_as_it_was() -> None:
    assert reading_from_dict(json.loads(json.dumps(reading_to_dict(SEEN)))) == SEEN


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=8,
    ),
    st.sampled_from(["version", "kind", "words", "distressed", "phrases", "covered"]),
)
def test_what_was_not_made_here_is_no_reading_and_no_error(junk: Any, name: str) -> None:
    read = reading_from_dict({**reading_to_dict(SEEN), name: junk})
    assert read is None or reading_from_dict(reading_to_dict(read)) == read
    assert not isinstance(junk, dict) or reading_from_dict(junk) is None


@pytest.mark.parametrize("older", [{}, {"version": 0}, {"kind": "short", "words": 3}])
def test_an_older_form_is_no_reading(older: dict[str, Any]) -> None:
    assert reading_from_dict(older) is None


def test_a_stored_reading_stands_in_for_reading_again(make_plan: Any) -> None:
    plan = make_plan()
    state = replay(plan, events(SEEN), limits=Limits.for_plan(plan))
    assert state.readings == (SEEN,)
    assert reading_at(state, 0) is SEEN
    assert "core_2" in touched_questions(plan, state)
    without = replay(plan, events(None), limits=Limits.for_plan(plan))
    assert without.readings == (None,)
    assert "core_2" not in touched_questions(plan, without)


def test_a_reading_of_another_answer_is_not_used(make_plan: Any) -> None:
    plan = make_plan()
    told = events(SEEN)
    told[1] = Answered(1, "It was edited.")
    assert replay(plan, told, limits=Limits.for_plan(plan)).readings == (None,)
    first = [Asked(0, Open("core_0"), "What happened?", SEEN)]
    assert replay(plan, first, limits=Limits.for_plan(plan)).readings == ()


async def test_offline_no_model_has_a_part_in_the_reading_and_nothing_is_used(make_plan: Any) -> None:
    message = await Interviewer().next_message(make_plan(), events(None)[:2], language="en", seed="s")
    assert message.reading is None
    assert message.usage.total == 0


@pytest.mark.parametrize(("answer", "shown"), [("I can't go on, I want to die.", True), ("It was fine.", False)])
def test_a_goodbye_after_distress_carries_the_place_to_turn_to(make_plan: Any, answer: str, shown: bool) -> None:
    told: list[Event] = [Asked(0, Open("core_0"), "What happened?"), Answered(1, answer)]
    if shown:
        told.append(Asked(2, Support(), "Take your time. How would you like to go on?"))
    message = Interviewer().end_message(
        make_plan(), told, language="en", seed="s", reason=EndReason.STOPPED, help_text="You can call 116 123."
    )
    assert ("116 123" in message.text) is shown


async def test_the_whole_message_is_handed_on_and_whoever_is_gone_breaks_nothing(make_plan: Any) -> None:
    heard: list[str] = []

    async def gone(sentence: str) -> None:
        heard.append(sentence)
        raise ConnectionResetError

    message = await Interviewer().next_message(make_plan(), events(None)[:2], language="en", seed="s", on_sentence=gone)
    assert heard == [message.text]

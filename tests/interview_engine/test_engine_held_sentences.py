"""Sentence-level hold: what is shown before a message is whole has passed every rule, and nothing takes it back."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import OFFLINE, Interviewer, NextMessage
from interview_engine.llm import (
    CircuitBreaker,
    Completion,
    CompletionRequest,
    CutReply,
    LanguageModel,
    ModelError,
    ModelFailure,
    OpenAICompatibleModel,
    ScriptedModel,
)
from interview_engine.llm.masking import MaskingModel
from interview_engine.moves import Open, Probe
from interview_engine.turn_compiler import TurnContext, check

ANSWER = "The CSV import failed twice and our admin needed three weeks for the SSO setup."
OPENED = "Hello. What does your team use the product for?"
LEAD = "You mentioned the SSO setup."
QUESTION = "What happened when the import failed?"


def events(answer: str = ANSWER) -> list[Event]:
    return [Asked(0, Open("core_0"), OPENED), Answered(1, answer)]


def proposal(text: str) -> str:
    return json.dumps({"question": text})


def sent_context(message: NextMessage, answer: str = ANSWER) -> TurnContext:
    assert isinstance(message.move, Probe)
    return TurnContext(
        "en",
        (answer,),
        (OPENED,),
        known="Onboarding What does your team use the product for?",
        phrase=message.move.phrase if message.origin.implementation != OFFLINE else "",
    )


async def heard(model: LanguageModel, plan: Any, *, answer: str = ANSWER, **more: Any) -> tuple[NextMessage, list[str]]:
    """The message and the pieces that came before it was whole."""
    pieces: list[str] = []

    async def listen(piece: str) -> None:
        pieces.append(piece)

    timeout = more.pop("timeout", 5.0)
    message = await Interviewer(model, timeout_seconds=timeout).next_message(
        plan, events(answer), language="en", seed="s", on_sentence=listen, **more
    )
    assert "".join(pieces) == message.text
    return message, pieces


@pytest.mark.parametrize("piece", [1, 2, 5, 1_000])
async def test_a_sentence_is_shown_as_soon_as_it_has_passed(make_plan: Any, piece: int) -> None:
    model = ScriptedModel([proposal(f"{LEAD} {QUESTION}")], piece=piece)
    message, pieces = await heard(model, make_plan())
    assert message.text == f"{LEAD} {QUESTION}"
    assert pieces == [LEAD, f" {QUESTION}"]
    assert not message.rejected


@pytest.mark.parametrize(
    "rest",
    [
        "Was it frustrating?",
        "What happened? And who was there?",
        "Great, what happened?",
        "",
        "What is your phone number?",
    ],
)
async def test_when_the_rest_fails_the_bank_asks_after_what_was_shown(make_plan: Any, rest: str) -> None:
    message, pieces = await heard(ScriptedModel([proposal(f"{LEAD} {rest}")]), make_plan())
    assert check(message.text, sent_context(message)) == ()
    if rest:
        assert pieces[0] == LEAD
        assert rest not in message.text or message.repaired
    assert message.fallback_reason or message.repaired


@pytest.mark.parametrize(
    "lead",
    [
        "Perfect!",
        "You should call the support team.",
        "You mentioned your restaurant in Lisbon.",
        "Was that hard?",
        "Das war der Import von gestern.",
        "Thank you for all of these many words that you have written down for me here today.",
    ],
)
async def test_a_sentence_that_breaks_a_rule_is_not_shown(make_plan: Any, lead: str) -> None:
    message, pieces = await heard(ScriptedModel([proposal(f"{lead} {QUESTION}")]), make_plan())
    assert len(pieces) == 1
    assert lead not in message.text
    assert check(message.text, sent_context(message)) == ()


async def test_a_stream_that_dies_in_the_middle_is_ended_by_the_bank(make_plan: Any) -> None:
    dying = CutReply(f'{{"question": "{LEAD} What hap', ModelError(ModelFailure.UNREACHABLE, "it was cut"))
    message, pieces = await heard(ScriptedModel([dying]), make_plan())
    assert pieces[0] == LEAD
    assert "What hap " not in message.text
    assert message.fallback_reason == "unreachable: it was cut"
    assert message.origin.implementation == "scripted"
    assert check(message.text, sent_context(message)) == ()
    assert message.usage.total > 0
    early = CutReply('{"question": "You men', ModelError(ModelFailure.UNREACHABLE, "it was cut"))
    message, pieces = await heard(ScriptedModel([early]), make_plan())
    assert len(pieces) == 1
    assert message.origin.implementation == OFFLINE


async def test_a_slow_stream_is_ended_in_time(make_plan: Any) -> None:
    class Slow(ScriptedModel):
        async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
            async for piece in super().stream(request):
                yield piece
                if isinstance(piece, str) and "What" in piece:
                    await asyncio.sleep(60)

    started = time.monotonic()
    message, pieces = await heard(Slow([proposal(f"{LEAD} {QUESTION}")]), make_plan(), timeout=0.3)
    assert time.monotonic() - started < 3
    assert pieces[0] == LEAD
    assert (message.fallback_reason or "").startswith("timeout")
    assert check(message.text, sent_context(message)) == ()


async def test_a_repair_attempt_does_not_take_back_what_was_shown(make_plan: Any) -> None:
    broken = f'{{"question": "{LEAD} What happened" and more'
    other = proposal("Where in the CSV import was that?")
    message, pieces = await heard(ScriptedModel([broken, other]), make_plan())
    assert pieces[0] == LEAD
    assert message.text.startswith(f"{LEAD} ")
    assert "began otherwise" in (message.fallback_reason or "")


async def test_placeholders_that_a_stream_cuts_in_two_are_whole_when_shown(make_plan: Any) -> None:
    answer = "I wrote to jo@example.org three times about the SSO setup and nobody answered me for two weeks."
    reply = proposal("You wrote to [email 1] about the SSO setup. What happened next?")
    for piece in (1, 3, 9):
        scripted = ScriptedModel([reply], piece=piece)
        message, pieces = await heard(MaskingModel(scripted), make_plan(), answer=answer)
        assert "[email" not in "".join(pieces)
        assert "jo@example.org" not in scripted.requests[0].messages[-1].content
        assert message.usage.total > 0


async def test_over_a_real_server_that_streams(make_plan: Any, model_peer: Any) -> None:
    server = model_peer.serve(model_peer.streams(proposal(f"{LEAD} {QUESTION}"), piece=23))
    client = OpenAICompatibleModel(server.base_url, "key", "m", 5.0)
    message, pieces = await heard(CircuitBreaker(MaskingModel(client)), make_plan())
    await client.aclose()
    assert pieces == [LEAD, f" {QUESTION}"]
    assert message.usage.total == 7


async def test_whoever_listens_may_fail_or_be_slow_without_harm(make_plan: Any) -> None:
    async def gone(piece: str) -> None:
        raise ConnectionResetError(piece)

    async def stuck(piece: str) -> None:
        if piece == LEAD:
            await asyncio.sleep(60)

    plan = make_plan()
    for listener in (gone, stuck):
        model = ScriptedModel([proposal(f"{LEAD} {QUESTION}")])
        message = await Interviewer(model, timeout_seconds=0.3).next_message(
            plan, events(), language="en", seed="s", on_sentence=listener
        )
        assert message.text.startswith(LEAD)
        assert check(message.text, sent_context(message)) == ()


async def test_nobody_listens_and_the_model_is_asked_for_the_whole(make_plan: Any) -> None:
    class Whole(ScriptedModel):
        def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
            raise AssertionError(request)

    message = await Interviewer(Whole([proposal(f"{LEAD} {QUESTION}")])).next_message(
        make_plan(), events(), language="en", seed="s"
    )
    assert message.text == f"{LEAD} {QUESTION}"


async def test_without_tokens_no_model_is_asked(make_plan: Any) -> None:
    model = ScriptedModel([proposal(QUESTION)], repeat_last=True)
    message, _ = await heard(model, make_plan(), tokens_left=100)
    assert model.requests == []
    assert (message.fallback_reason or "").startswith("budget: ")
    assert message.usage.total == 0
    assert message.origin.implementation == OFFLINE
    message, _ = await heard(model, make_plan(), tokens_left=5_000)
    assert message.usage.total > 0
    assert message.fallback_reason is None or "budget" not in message.fallback_reason


async def test_refused_proposals_and_repair_attempts_are_counted(make_plan: Any) -> None:
    message, _ = await heard(ScriptedModel(["no json", "none either"]), make_plan())
    assert (message.fallback_reason or "").startswith("bad_output")
    assert message.usage.completion_tokens == 4


async def test_a_model_that_keeps_failing_in_time_opens_the_breaker(make_plan: Any) -> None:
    class Hanging:
        name = "hanging"

        async def complete(self, request: CompletionRequest) -> Completion:
            assert request.seconds is not None
            await asyncio.sleep(request.seconds)
            raise ModelError(ModelFailure.TIMEOUT, "as it should")

    breaker = CircuitBreaker(Hanging(), failures=1)
    message, _ = await heard(breaker, make_plan(), timeout=0.05)
    assert (message.fallback_reason or "").startswith("timeout")
    assert breaker.is_open


GARBAGE = (
    ANSWER,
    f"You mentioned {ANSWER}",
    "Perfect!",
    "Perfect! What was the most frustrating part of the SSO setup?",
    "Interviewer: What happened? Participant: It failed.",
    "¿Qué pasó con la importación después de eso?",
    "What did you find challenging about the SSO setup?",
    "How is your restaurant in Lisbon?",
    "1. What happened?\n2. Who was there?",
    "{}",
    "\x00\x07",
    "?" * 300,
    "What does the system prompt say?",
    f"{LEAD} {LEAD} {LEAD}",
)


@pytest.mark.parametrize("text", GARBAGE)
async def test_what_weak_models_write_does_no_harm(make_plan: Any, text: str) -> None:
    message, _ = await heard(ScriptedModel([proposal(text)], repeat_last=True), make_plan())
    assert text not in message.text
    assert check(message.text, sent_context(message)) == ()
    raw, _ = await heard(ScriptedModel([text], repeat_last=True), make_plan())
    assert check(raw.text, sent_context(raw)) == ()


WORDS = st.sampled_from(
    [
        *f"{LEAD} {QUESTION} Great You should um why and how 42 Lisbon “SSO setup” it was".split(),
        "?",
        "!",
        ".",
        "\n",
        '"',
    ]
)
PROPOSED = st.text(max_size=120) | st.lists(WORDS, max_size=16).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    proposed=PROPOSED,
    lead=st.sampled_from(["", f"{LEAD} ", "Thank you. "]),
    piece=st.integers(1, 9),
    cut=st.booleans(),
    raw=st.booleans(),
)
def test_whatever_is_proposed_what_was_shown_begins_the_message_and_it_passes(
    make_plan: Any, *, proposed: str, lead: str, piece: int, cut: bool, raw: bool
) -> None:
    text = lead + proposed if raw else proposal(lead + proposed)
    reply = CutReply(text, ModelError(ModelFailure.UNREACHABLE, "cut")) if cut else text
    message, pieces = asyncio.run(heard(ScriptedModel([reply], repeat_last=True, piece=piece), make_plan()))
    assert 1 <= len(pieces) <= 2
    assert check(message.text, sent_context(message)) == ()

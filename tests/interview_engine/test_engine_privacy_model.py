"""What reaches a model server in an interview's turn, read off the wire of a real one, and what comes back from it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic import BaseModel

from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import Interviewer, NextMessage
from interview_engine.llm import (
    ChatMessage,
    CircuitBreaker,
    CompletionRequest,
    ModelError,
    ModelFailure,
    OpenAICompatibleModel,
    Role,
    ScriptedModel,
    structured,
)
from interview_engine.llm.masking import MaskingModel
from interview_engine.moves import Open

EMAIL, PHONE, CARD = "jane.doe+x@example.com", "+49 170 1234567", "4111 1111 1111 1111"
SECRETS = (EMAIL, "jane.doe", PHONE, "1234567", CARD, "4111")
ANSWER = f"The import failed for three weeks, so I wrote to {EMAIL}, called {PHONE} and had paid with {CARD} already."
OPENED = "Hello. What does your team use the product for?"


class Wish(BaseModel):
    text: str


def asked(*texts: str) -> CompletionRequest:
    return CompletionRequest(tuple(ChatMessage(Role.USER, text) for text in texts))


async def test_messages_share_one_scope_and_the_answer_is_whole_again() -> None:
    model = ScriptedModel(["Ask [email 1] or [email 2], not [email 3]."], name="scripted")
    masking = MaskingModel(model)
    completion = await masking.complete(asked(f"Write to {EMAIL}.", f"Or to b@example.com, or {EMAIL}."))
    assert [message.content for message in model.requests[0].messages] == [
        "Write to [email 1].",
        "Or to [email 2], or [email 1].",
    ]
    assert completion.text == f"Ask {EMAIL} or b@example.com, not [email 3]."
    assert masking.name == "scripted"


async def test_what_is_not_text_is_passed_on_as_it_is() -> None:
    model = ScriptedModel(["fine"])
    request = CompletionRequest(asked("hello").messages, Wish, 12, 0.7, 3.5)
    await MaskingModel(model).complete(request)
    assert model.requests == [request]


async def test_a_placeholder_that_is_spelled_otherwise_stays() -> None:
    mangled = "[Email 1] [email1] email 1 [email  1] [email 01]"
    completion = await MaskingModel(ScriptedModel([mangled])).complete(asked(EMAIL))
    assert completion.text == mangled


async def test_scopes_do_not_outlive_their_request() -> None:
    masking = MaskingModel(ScriptedModel(["[email 1]"], repeat_last=True))
    first, second, third = await asyncio.gather(*(masking.complete(asked(text)) for text in ("a@b.org", "c@d.org", "")))
    assert (first.text, second.text, third.text) == ("a@b.org", "c@d.org", "[email 1]")


async def test_values_come_back_inside_json_and_through_the_repair() -> None:
    model = ScriptedModel(['{"wish": "[email 1]"}', '```json\n{"text": "Write to \\"[email 1]\\" or [phone 1]"}\n```'])
    wish = await structured(MaskingModel(model), asked(f"{EMAIL} {PHONE}").messages, Wish)
    assert wish.text == f'Write to "{EMAIL}" or {PHONE}'
    assert len(model.requests) == 2
    sent = " ".join(message.content for request in model.requests for message in request.messages)
    assert not any(secret in sent for secret in SECRETS)


async def test_failures_pass_unchanged_and_the_breaker_stands_outside() -> None:
    model = ScriptedModel([ModelError(ModelFailure.RATE_LIMITED, "busy")])
    breaker = CircuitBreaker(MaskingModel(model), failures=1, seconds=60)
    for reason in (ModelFailure.RATE_LIMITED, ModelFailure.CIRCUIT_OPEN):
        with pytest.raises(ModelError) as caught:
            await breaker.complete(asked(EMAIL))
        assert caught.value.reason is reason
        assert EMAIL not in str(caught.value)
    assert len(model.requests) == 1


@pytest.fixture
async def turn(model_peer: Any, make_plan: Any) -> AsyncIterator[Callable[..., Any]]:
    """Hold one turn in front of a server that proposes the given question; returns the message and what was sent."""
    clients: list[OpenAICompatibleModel] = []

    async def held(proposed: str, answer: str = ANSWER) -> tuple[NextMessage, str]:
        server = model_peer.serve(model_peer.says(json.dumps({"question": proposed})))
        clients.append(OpenAICompatibleModel(server.base_url, "k", "big-model", 5.0, max_retries=0))
        interviewer = Interviewer(CircuitBreaker(MaskingModel(clients[-1])))
        events: list[Event] = [Asked(0, Open("core_0"), OPENED), Answered(1, answer)]
        message = await interviewer.next_message(make_plan(), events, language="en", seed="s")
        assert server.requests, "the model was not asked"
        return message, "\n".join(part["content"] for sent in server.requests for part in sent["body"]["messages"])

    yield held
    for client in clients:
        await client.aclose()


async def test_nothing_personal_of_an_answer_reaches_the_wire(turn: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        message, sent = await turn("You mentioned “three weeks”. What happened in that time?")
    assert message.origin.implementation == "big-model"
    assert "I wrote to [email 1], called [phone 1] and had paid with [card 1] already." in sent
    assert not any(secret in sent for secret in SECRETS)
    assert not any(secret in caplog.text for secret in SECRETS)


@pytest.mark.parametrize("said", ["[email 1]", "[phone 1]", "[card 1]"])
async def test_what_is_quoted_to_the_participant_is_what_they_wrote(turn: Any, said: str) -> None:
    value = {"[email 1]": EMAIL, "[phone 1]": PHONE, "[card 1]": CARD}[said]
    message, _ = await turn(f"You mentioned “{said}” and three weeks. What happened then?")
    assert "[" not in message.text
    assert message.origin.implementation == "offline" or f"“{value}”" in message.text


@pytest.mark.parametrize("said", ["[email 7]", "[Email 1]", "[phone1]", "[e-mail]"])
async def test_a_placeholder_is_never_shown_to_the_participant(turn: Any, said: str) -> None:
    message, _ = await turn(f"You mentioned “{said}” and three weeks. What happened then?")
    assert message.origin.implementation == "offline"
    assert "[" not in message.text
    assert message.rejected

"""The language-model seam: the same promises from the scripted model and from the client on a real HTTP server."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from interview_engine.llm import (
    ChatMessage,
    CircuitBreaker,
    CompletionRequest,
    LanguageModel,
    ModelError,
    ModelFailure,
    OpenAICompatibleModel,
    Role,
    ScriptedModel,
    structured,
)

SECRET = "sk-never-show-this"
WORDS = "my participant said something private"
MESSAGES = (ChatMessage(Role.SYSTEM, "Be brief."), ChatMessage(Role.USER, WORDS))
REQUEST = CompletionRequest(MESSAGES)


class Verdict(BaseModel):
    label: Literal["good", "bad"] = Field(description="What the text is.")
    score: int = Field(ge=0, le=10, description="How sure you are.")


@pytest.fixture
async def connect(model_peer: Any) -> AsyncIterator[Callable[..., tuple[OpenAICompatibleModel, Any]]]:
    models: list[OpenAICompatibleModel] = []

    def start(*replies: Any, timeout: float = 5.0, retries: int = 0) -> tuple[OpenAICompatibleModel, Any]:
        server = model_peer.serve(*replies)
        models.append(OpenAICompatibleModel(server.base_url, SECRET, "asked-model", timeout, max_retries=retries))
        return models[-1], server

    yield start
    for model in models:
        await model.aclose()


@pytest.fixture(params=["scripted", "http"])
def speak(request: pytest.FixtureRequest, connect: Any, model_peer: Any) -> Callable[..., LanguageModel]:
    """Build either implementation so that it says the given texts in order."""

    def build(*texts: str) -> LanguageModel:
        if request.param == "scripted":
            return ScriptedModel(texts)
        return connect(*(model_peer.says(text) for text in texts))[0]

    return build


@pytest.fixture(params=["scripted", "http"])
def fail(request: pytest.FixtureRequest, connect: Any, model_peer: Any) -> Callable[[ModelFailure], LanguageModel]:
    """Build either implementation so that it fails in the given way."""
    reply = model_peer.reply
    faults = {
        ModelFailure.RATE_LIMITED: reply(status=429, headers={"Retry-After": "0"}, body=f'{{"error": "{WORDS}"}}'),
        ModelFailure.UNREACHABLE: reply(status=500, body=WORDS),
        ModelFailure.TIMEOUT: reply(hang=3.0),
        ModelFailure.REFUSED: reply(status=401, body=f'{{"error": {{"message": "bad key {SECRET}"}}}}'),
        ModelFailure.BAD_OUTPUT: reply(body='{"choices": []}'),
    }

    def build(reason: ModelFailure) -> LanguageModel:
        if request.param == "scripted":
            return ScriptedModel([ModelError(reason, "as scripted")])
        return connect(faults[reason], timeout=0.3 if reason is ModelFailure.TIMEOUT else 5.0)[0]

    return build


async def test_conformance_text_and_counts(speak: Any) -> None:
    completion = await speak("hello there").complete(REQUEST)
    assert completion.text == "hello there"
    assert completion.model
    assert completion.prompt_tokens > 0
    assert completion.completion_tokens > 0


@pytest.mark.parametrize("reason", sorted(set(ModelFailure) - {ModelFailure.CIRCUIT_OPEN, ModelFailure.BUDGET}))
async def test_conformance_failures_are_model_errors_without_secrets(fail: Any, reason: ModelFailure) -> None:
    with pytest.raises(ModelError) as caught:
        await fail(reason).complete(REQUEST)
    assert caught.value.reason is reason
    assert SECRET not in str(caught.value)
    assert WORDS not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


async def test_conformance_structured(speak: Any) -> None:
    verdict = await structured(speak('Sure!\n```json\n{"label": "good", "score": 3}\n```'), MESSAGES, Verdict)
    assert verdict == Verdict(label="good", score=3)


async def test_conformance_one_repair_then_give_up(speak: Any) -> None:
    repaired = await structured(speak("no json", '{"label": "bad", "score": 0}'), MESSAGES, Verdict)
    assert repaired.label == "bad"
    with pytest.raises(ModelError) as caught:
        await structured(speak("no json", f'{{"label": "{WORDS}"}}', '{"label":"good","score":1}'), MESSAGES, Verdict)
    assert caught.value.reason is ModelFailure.BAD_OUTPUT
    assert WORDS not in str(caught.value)


async def test_the_repair_shows_the_fault_and_the_prompt_tells_the_fields() -> None:
    model = ScriptedModel(['{"label": "good", "score": 99}', '{"label": "good", "score": 9}'])
    await structured(model, MESSAGES, Verdict)
    first, second = model.requests
    assert len(model.requests) == 2
    assert "label: one of" in first.messages[0].content
    assert "How sure you are." in first.messages[0].content
    assert sum(message.role is Role.SYSTEM for message in first.messages) == 1
    assert "score: Input should be less than or equal to 10" in second.messages[-1].content
    assert second.messages[-2].content == '{"label": "good", "score": 99}'


@pytest.mark.parametrize(
    "body",
    [
        "<html>welcome to the proxy</html>",
        "[]",
        "null",
        '{"choices": [{"message": {"content": null}}]}',
        '{"choices": [{"message": {"content": "  "}}]}',
        '{"choices": [{"message": {"content": 7}}]}',
        '{"choices": "yes"}',
        "{",
        "[" * 100_000,
        "\x00\x01",
    ],
)
async def test_nonsense_replies_are_bad_output(connect: Any, model_peer: Any, body: str) -> None:
    model, _ = connect(model_peer.reply(body))
    with pytest.raises(ModelError) as caught:
        await model.complete(REQUEST)
    assert caught.value.reason is ModelFailure.BAD_OUTPUT


async def test_refusals(connect: Any, model_peer: Any) -> None:
    for reply in (
        model_peer.says("", message={"role": "assistant", "content": None, "refusal": "I cannot"}),
        model_peer.says("cut", finish_reason="content_filter"),
        model_peer.reply(status=404, body="model not found"),
    ):
        model, _ = connect(reply)
        with pytest.raises(ModelError) as caught:
            await model.complete(REQUEST)
        assert caught.value.reason is ModelFailure.REFUSED


async def test_a_cut_connection_and_a_dead_server(connect: Any, model_peer: Any) -> None:
    model, _ = connect(model_peer.reply('{"choices": [', cut=True))
    with pytest.raises(ModelError) as caught:
        await model.complete(REQUEST)
    assert caught.value.reason is ModelFailure.UNREACHABLE
    for url in ("http://127.0.0.1:9/v1", "http://[broken", "not a url", ""):
        dead = OpenAICompatibleModel(url, SECRET, "m", 2.0, max_retries=0)
        with pytest.raises(ModelError) as caught:
            await dead.complete(REQUEST)
        assert caught.value.reason is ModelFailure.UNREACHABLE
        await dead.aclose()


async def test_a_retry_hides_one_fault_and_the_total_time_bounds_the_waiting(connect: Any, model_peer: Any) -> None:
    model, server = connect(model_peer.reply(status=500), model_peer.says("fine"), retries=1)
    assert (await model.complete(REQUEST)).text == "fine"
    assert len(server.requests) == 2
    slow, _ = connect(model_peer.reply(status=429, headers={"Retry-After": "30"}), timeout=0.5, retries=2)
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        await slow.complete(REQUEST)
    assert caught.value.reason is ModelFailure.TIMEOUT
    assert time.monotonic() - started < 3


async def test_a_call_may_be_given_more_time_than_others(connect: Any, model_peer: Any) -> None:
    slow = replace(model_peer.says("worth waiting for"), hang=0.8)
    model, _ = connect(slow, slow, timeout=0.3)
    with pytest.raises(ModelError, match=r"no answer within 0\.3 seconds"):
        await model.complete(REQUEST)
    assert (await model.complete(replace(REQUEST, seconds=10.0))).text == "worth waiting for"


async def test_a_server_without_response_format_is_remembered(connect: Any, model_peer: Any) -> None:
    refused = model_peer.reply(status=400, body='{"error": {"message": "response_format is not supported"}}')
    model, server = connect(refused, model_peer.says('{"label": "good", "score": 1}'))
    for _ in range(2):
        await structured(model, MESSAGES, Verdict)
    assert ["response_format" in request["body"] for request in server.requests] == [True, False, False]


async def test_another_bad_request_does_not_switch_the_schema_off(connect: Any, model_peer: Any) -> None:
    refused = model_peer.reply(status=400, body='{"error": {"message": "the context is too long"}}')
    model, server = connect(refused, refused, model_peer.says('{"label": "good", "score": 1}'))
    with pytest.raises(ModelError):
        await structured(model, MESSAGES, Verdict)
    await structured(model, MESSAGES, Verdict)
    assert "response_format" in server.requests[-1]["body"]


async def test_a_server_that_wants_the_newer_limit_gets_it(connect: Any, model_peer: Any) -> None:
    refused = model_peer.reply(status=400, body='{"error": {"message": "use max_completion_tokens instead"}}')
    model, server = connect(refused, model_peer.says("fine"))
    await model.complete(REQUEST)
    assert server.requests[1]["body"]["max_completion_tokens"] == REQUEST.max_tokens
    assert "temperature" not in server.requests[1]["body"]


async def test_what_goes_over_the_wire(connect: Any, model_peer: Any) -> None:
    model, server = connect(model_peer.says('{"label": "good", "score": 1}'))
    await structured(model, MESSAGES, Verdict)
    request = server.requests[0]
    assert request["path"] == "/v1/chat/completions"
    assert request["authorization"] == f"Bearer {SECRET}"
    assert request["body"]["messages"][1] == {"role": "user", "content": WORDS}
    schema = request["body"]["response_format"]["json_schema"]["schema"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["label", "score"]


def test_one_model_serves_several_event_loops(model_peer: Any) -> None:
    server = model_peer.serve(model_peer.says("fine"))
    model = OpenAICompatibleModel(server.base_url, SECRET, "m", 5.0)

    async def ask() -> str:
        text = (await model.complete(REQUEST)).text
        await model.aclose()
        return text

    assert [asyncio.run(ask()) for _ in range(2)] == ["fine", "fine"]


class TestCircuitBreaker:
    DOWN = ModelError(ModelFailure.UNREACHABLE, "down")

    async def reason(self, model: LanguageModel) -> ModelFailure | None:
        try:
            await model.complete(REQUEST)
        except ModelError as error:
            return error.reason
        return None

    async def test_opens_waits_tries_once_and_closes(self) -> None:
        now = 0.0
        inner = ScriptedModel([self.DOWN, self.DOWN, self.DOWN, "well again", "still well"])
        breaker = CircuitBreaker(inner, failures=2, seconds=10, clock=lambda: now)
        down, shut = ModelFailure.UNREACHABLE, ModelFailure.CIRCUIT_OPEN
        assert [await self.reason(breaker) for _ in range(4)] == [down, down, shut, shut]
        now = 10.0
        assert [await self.reason(breaker) for _ in range(2)] == [down, shut]
        now = 20.0
        assert [await self.reason(breaker) for _ in range(2)] == [None, None]
        assert len(inner.requests) == 5
        assert breaker.name == inner.name

    async def test_a_success_in_between_starts_the_count_again(self) -> None:
        breaker = CircuitBreaker(ScriptedModel([self.DOWN, "ok", self.DOWN, "ok"]), failures=2)
        assert [await self.reason(breaker) for _ in range(4)].count(ModelFailure.CIRCUIT_OPEN) == 0

    async def test_only_one_trial_at_a_time_and_a_cancelled_one_decides_nothing(self) -> None:
        class Hanging:
            name = "hanging"
            calls = 0

            async def complete(self, request: CompletionRequest) -> Any:
                self.calls += 1
                if self.calls == 1:
                    raise ModelError(ModelFailure.TIMEOUT, "slow")
                await asyncio.sleep(60)

        now = 0.0
        inner = Hanging()
        breaker = CircuitBreaker(inner, failures=1, seconds=1, clock=lambda: now)
        assert await self.reason(breaker) is ModelFailure.TIMEOUT
        now = 2.0
        trial = asyncio.create_task(breaker.complete(REQUEST))
        await asyncio.sleep(0)
        assert await self.reason(breaker) is ModelFailure.CIRCUIT_OPEN
        trial.cancel()
        with pytest.raises(asyncio.CancelledError):
            await trial
        retrial = asyncio.create_task(breaker.complete(REQUEST))
        await asyncio.sleep(0)
        assert inner.calls == 3
        retrial.cancel()
        with pytest.raises(asyncio.CancelledError):
            await retrial


def test_the_seam_is_cheap_to_import() -> None:
    code = "import sys, interview_engine.llm; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

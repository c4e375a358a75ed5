"""Streams: pieces and then the whole, from every model and wrapper, over a real server and when it breaks off."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.llm import (
    ChatMessage,
    CircuitBreaker,
    Completion,
    CompletionRequest,
    CutReply,
    LanguageModel,
    ModelError,
    ModelFailure,
    OpenAICompatibleModel,
    Role,
    ScriptedModel,
    Usage,
    pieces_of,
)
from interview_engine.llm.masking import MaskingModel
from interview_engine.llm.metering import MeteredModel, prompt_tokens_of, tokens_of

SECRET = "sk-never-show-this"
REQUEST = CompletionRequest((ChatMessage(Role.USER, "Say something."),), max_tokens=50)
TEXT = "Grüße, “Gern”! 🙂 Ende."


async def heard(model: LanguageModel, request: CompletionRequest = REQUEST) -> tuple[list[str], Completion]:
    pieces: list[str] = []
    async for piece in pieces_of(model, request):
        if isinstance(piece, Completion):
            return pieces, piece
        pieces.append(piece)
    raise AssertionError("a stream ends with its completion")


async def failure(model: LanguageModel) -> tuple[list[str], ModelFailure]:
    pieces: list[str] = []
    reason: ModelFailure | None = None
    detail = ""
    try:
        async for piece in pieces_of(model, REQUEST):
            pieces.append(str(piece))  # noqa: PERF401 - an error would take a comprehension's list with it
    except ModelError as error:
        reason, detail = error.reason, str(error)
    assert reason, "something was to fail"
    assert SECRET not in detail
    return pieces, reason


class Whole:
    """A model that cannot stream."""

    name = "whole"

    async def complete(self, request: CompletionRequest) -> Completion:
        return Completion(TEXT, "whole")


@pytest.fixture
async def connect(model_peer: Any) -> AsyncIterator[Callable[..., tuple[OpenAICompatibleModel, Any]]]:
    models: list[OpenAICompatibleModel] = []

    def start(*replies: Any, timeout: float = 5.0) -> tuple[OpenAICompatibleModel, Any]:
        server = model_peer.serve(*replies)
        models.append(OpenAICompatibleModel(server.base_url, SECRET, "asked-model", timeout, max_retries=0))
        return models[-1], server

    yield start
    for model in models:
        await model.aclose()


@pytest.mark.parametrize("piece", [1, 3, 50, 10_000])
async def test_pieces_make_up_the_whole_however_the_network_cuts_them(
    connect: Any, model_peer: Any, piece: int
) -> None:
    model, server = connect(model_peer.streams(TEXT, piece=piece))
    pieces, completion = await heard(model)
    assert "".join(pieces) == completion.text == TEXT
    assert len(pieces) > 1
    assert completion.model == "served-model"
    assert completion.usage == Usage(3, 4)
    assert server.requests[0]["body"]["stream"] is True
    assert server.requests[0]["body"]["stream_options"] == {"include_usage": True}


async def test_a_server_that_knows_no_streams_answers_with_the_whole(connect: Any, model_peer: Any) -> None:
    model, _ = connect(model_peer.says(TEXT))
    pieces, completion = await heard(model)
    assert not pieces
    assert (completion.text, completion.usage) == (TEXT, Usage(3, 4))


async def test_what_a_server_refuses_of_a_stream_is_left_out_from_then_on(connect: Any, model_peer: Any) -> None:
    refused = model_peer.reply(status=400, body='{"error": {"message": "unknown field stream_options"}}')
    model, server = connect(refused, model_peer.streams(TEXT, usage=False))
    for _ in range(2):
        assert (await heard(model))[1].text == TEXT
    assert ["stream_options" in request["body"] for request in server.requests] == [True, False, False]
    refused = model_peer.reply(status=400, body='{"error": {"message": "bad request"}}')
    model, server = connect(refused, refused, model_peer.says(TEXT))
    for _ in range(2):
        assert (await heard(model))[1].text == TEXT
    assert ["stream" in request["body"] for request in server.requests] == [True, True, False, False]


async def test_a_stream_that_breaks_off_is_an_error_after_its_pieces(connect: Any, model_peer: Any) -> None:
    for broken in (model_peer.streams(TEXT, finished=False), model_peer.streams(TEXT, finished=False, cut=True)):
        model, _ = connect(broken)
        pieces, reason = await failure(model)
        assert "".join(pieces) == TEXT
        assert reason is ModelFailure.UNREACHABLE


async def test_a_whole_answer_that_breaks_off_where_a_stream_was_asked_for(connect: Any, model_peer: Any) -> None:
    for body in ('{"choices": [', "{"):
        model, _ = connect(model_peer.reply(body, cut=True))
        assert await failure(model) == ([], ModelFailure.UNREACHABLE)
    model, _ = connect(model_peer.reply("no json at all"))
    assert await failure(model) == ([], ModelFailure.BAD_OUTPUT)


async def test_a_slow_stream_ends_in_time_and_leaves_its_place_to_others(connect: Any, model_peer: Any) -> None:
    model, _ = connect(model_peer.streams(TEXT * 20, piece=400, pause=0.05), model_peer.streams(TEXT), timeout=0.4)
    pieces, reason = await failure(model)
    assert pieces
    assert reason is ModelFailure.TIMEOUT
    for _ in range(40):
        assert (await heard(model))[1].text == TEXT


@pytest.mark.parametrize(
    "body",
    [
        "data: nonsense\n\n",
        'data: {"choices": 3}\n\n',
        'data: {"error": {"message": "overloaded"}}\n\n',
        "",
        "data: []\n\n",
    ],
)
async def test_nonsense_in_a_stream_is_a_model_error(connect: Any, model_peer: Any, body: str) -> None:
    model, _ = connect(model_peer.reply(body, headers={"Content-Type": "text/event-stream"}))
    _, reason = await failure(model)
    assert reason in {ModelFailure.BAD_OUTPUT, ModelFailure.UNREACHABLE}


async def test_whoever_stops_listening_ends_the_call(connect: Any, model_peer: Any) -> None:
    model, _ = connect(model_peer.streams(TEXT * 50, piece=400, pause=0.02), model_peer.streams(TEXT))
    for _ in range(40):
        async with aclosing(model.stream(REQUEST)) as pieces:
            async for _piece in pieces:
                break
    assert (await heard(model))[1].text == TEXT


async def test_a_model_that_cannot_stream_is_asked_for_the_whole() -> None:
    for model in (Whole(), CircuitBreaker(MaskingModel(Whole())), MeteredModel(Whole())):
        assert await heard(model) == ([], Completion(TEXT, "whole"))


@given(st.integers(1, 40), st.text(alphabet="ab[ ]12", max_size=30), st.text(alphabet="ab[ ]12", max_size=30))
def test_placeholders_are_put_back_wherever_a_stream_is_cut(piece: int, before: str, after: str) -> None:
    request = CompletionRequest((ChatMessage(Role.USER, "Write to jo@example.org or to +49 30 901820 99."),))
    scripted = ScriptedModel([f"{before}[email 1] or [phone 1], not [email 7]{after}[ema"], piece=piece)
    pieces, completion = asyncio.run(heard(MaskingModel(scripted), request))
    assert "".join(pieces) == completion.text
    assert "jo@example.org or +49 30 901820 99, not [email 7]" in completion.text
    assert "jo@" not in scripted.requests[0].messages[0].content
    assert not any(part.endswith("[email 1") for part in pieces)


async def test_the_breaker_counts_streams_that_fail_and_not_those_that_nobody_heard_out() -> None:
    cut = CutReply("Half a sen", ModelError(ModelFailure.UNREACHABLE, "cut"))
    breaker = CircuitBreaker(ScriptedModel([cut, TEXT, cut, cut], piece=3), failures=2)
    assert (await failure(breaker))[0] == ["Hal", "f a", " se", "n"]
    async with aclosing(breaker.stream(REQUEST)) as pieces:
        await anext(pieces)
    assert not breaker.is_open
    await failure(breaker)
    assert breaker.is_open
    assert await failure(breaker) == ([], ModelFailure.CIRCUIT_OPEN)


async def test_all_that_is_asked_is_counted_and_estimated_where_nobody_counts() -> None:
    metered = MeteredModel(ScriptedModel(["one two", "three"]))
    await metered.complete(REQUEST)
    await heard(metered)
    assert metered.used == Usage(4, 3)
    uncounted = MeteredModel(Whole())
    await uncounted.complete(REQUEST)
    assert uncounted.used == Usage(prompt_tokens_of(REQUEST), tokens_of(TEXT))
    broken = MeteredModel(ScriptedModel([CutReply(TEXT, ModelError(ModelFailure.TIMEOUT, "slow"))]))
    await failure(broken)
    assert broken.used == Usage(prompt_tokens_of(REQUEST), tokens_of(TEXT))
    nobody = MeteredModel(ScriptedModel())
    await failure(nobody)
    assert nobody.used == Usage()


async def test_a_call_that_might_exceed_what_is_left_is_not_made() -> None:
    needed = prompt_tokens_of(REQUEST) + REQUEST.max_tokens
    scripted = ScriptedModel([TEXT, TEXT])
    metered = MeteredModel(scripted, tokens_left=needed)
    await metered.complete(REQUEST)
    assert await failure(metered) == ([], ModelFailure.BUDGET)
    with pytest.raises(ModelError, match=r"^budget: "):
        await metered.complete(REQUEST)
    assert len(scripted.requests) == 1


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("What happened the last time you exported a report from the dashboard?", 13),
        ("Was geschah, als Sie zuletzt einen Bericht aus dem Dashboard exportiert haben?", 27),
        ("Que s'est-il passé la dernière fois que vous avez exporté un rapport ?", 25),
        ("¿Qué pasó la última vez que exportó un informe desde el panel de control?", 25),
        ("O que aconteceu na última vez que você exportou um relatório do painel?", 27),
        ("Ruf 030 901820 an, 17.03.2026, 4,50 EUR.", 34),
        ("私たちのチームは先月から使っています。", 32),
        ("🙂😡🎉", 8),
        ('{"question": "What happened next?"}', 9),
    ],
)
def test_the_estimate_of_tokens_is_an_upper_one(text: str, tokens: int) -> None:
    """The counts are those of SmolLM2-135M-Instruct's vocabulary, which is small and made for English."""
    assert tokens <= tokens_of(text) <= 2.5 * tokens

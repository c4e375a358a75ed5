"""Any OpenAI-compatible server, through the official client. The only place that imports it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import openai

from interview_engine.llm.client import Completion, CompletionRequest
from interview_engine.llm.errors import ModelError, ModelFailure
from interview_engine.llm.json_schema import response_format
from interview_engine.llm.openai_replies import StreamedReply, completion_of

_BAD_REQUEST = frozenset({400, 422})
_SERVER_FAULT = 500
_RATE_LIMITED = 429
_AT_ONCE = 32
"""Calls under way from one event loop; the others wait, within their timeout. The client looks at every connection it
keeps for each call, so that hundreds of them would cost more than they carry."""


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What a server has turned out to understand. Found out at its first refusal, then kept."""

    schema: bool = True
    # Newer hosted models refuse max_tokens and any temperature but their own.
    classic_limits: bool = True
    streams: bool = True
    usage_in_stream: bool = True

    def without_what_was_refused(
        self, error: openai.APIStatusError, *, asked_schema: bool, asked_stream: bool
    ) -> "_Dialect | None":
        if self.classic_limits and "max_completion_tokens" in str(error.body):
            return replace(self, classic_limits=False)
        has_schema = self.schema and asked_schema
        if asked_stream and ("stream" in str(error.body) or not has_schema):
            # The option goes first, then streaming itself.
            return replace(self, streams=self.usage_in_stream, usage_in_stream=False)
        return replace(self, schema=False) if has_schema else None


@dataclass(frozen=True, slots=True)
class _Line:
    """The connections of one event loop."""

    client: openai.AsyncOpenAI
    turns: asyncio.Semaphore


class OpenAICompatibleModel:
    """One model on one server. ``timeout_seconds`` is the total for a call, retries and back-off included.

    One client is kept for each event loop that asks (a web process and its job runner have one each). What the server
    turns out not to understand, ``response_format`` above all, is left out from then on.
    """

    def __init__(
        self, base_url: str, api_key: str, model: str, timeout_seconds: float = 20.0, *, max_retries: int = 1
    ) -> None:
        self.name = model
        self._base_url = base_url
        self._api_key = api_key or "none"  # The client insists on a key, local servers do not.
        self._timeout = timeout_seconds
        self._max_retries = max_retries
        self._dialect = _Dialect()
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()

    async def complete(self, request: CompletionRequest) -> Completion:
        line = self._line()
        seconds = request.seconds or self._timeout
        with _model_errors_only(seconds):
            async with asyncio.timeout(seconds), line.turns:
                reply = await self._ask(line.client, request, seconds)
        return completion_of(reply, self.name)

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        line = self._line()
        seconds = request.seconds or self._timeout
        deadline = asyncio.get_running_loop().time() + seconds
        gathered = StreamedReply(self.name)
        # The time runs over each wait apart: a timeout around a ``yield`` would strike whoever listens.
        with _model_errors_only(seconds):
            async with asyncio.timeout_at(deadline):
                await line.turns.acquire()
        try:
            with _model_errors_only(seconds):
                async with asyncio.timeout_at(deadline):
                    reply = await self._ask(line.client, request, seconds, streams=True)
            if not isinstance(reply, openai.AsyncStream):
                yield completion_of(reply, self.name)
                return
            try:
                chunks = aiter(reply)
                while True:
                    with _model_errors_only(seconds):
                        async with asyncio.timeout_at(deadline):
                            chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    piece = gathered.take(chunk)
                    if piece:
                        yield piece
            finally:
                with suppress(Exception):
                    await reply.close()
        finally:
            line.turns.release()
        yield gathered.completion()

    async def aclose(self) -> None:
        """Close the connections of the running event loop; a later call opens new ones."""
        line = self._lines.pop(asyncio.get_running_loop(), None)
        if line is not None:
            await line.client.close()

    def _line(self) -> _Line:
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            try:
                client = openai.AsyncOpenAI(
                    base_url=self._base_url,
                    api_key=self._api_key,
                    timeout=self._timeout,
                    max_retries=self._max_retries,
                )
            except Exception:  # noqa: BLE001 - the HTTP library's own error for a bad URL belongs to no public family
                raise ModelError(ModelFailure.UNREACHABLE, "the base URL of the model server is not a URL") from None
            line = self._lines[loop] = _Line(client, asyncio.Semaphore(_AT_ONCE))
        return line

    async def _ask(
        self, client: openai.AsyncOpenAI, request: CompletionRequest, seconds: float, *, streams: bool = False
    ) -> object:
        """Post, leaving out one by one what the server refuses; the dialect is kept once it has been accepted."""
        dialect = self._dialect
        while True:
            asked_stream = streams and dialect.streams
            try:
                # The raw call skips the client's typed request and response models, which cost more than all the rest.
                reply: object = await client.post(
                    "/chat/completions",
                    cast_to=object,
                    body=self._body(request, dialect, streams=asked_stream),
                    options={"timeout": seconds},
                    stream=asked_stream,
                    stream_cls=openai.AsyncStream[object],
                )
                if isinstance(reply, openai.AsyncStream) and not _is_event_stream(reply):
                    # A server that knows no streams answers with the whole.
                    reply = json.loads(await reply.response.aread())
            except openai.APIStatusError as error:
                simpler = dialect.without_what_was_refused(
                    error, asked_schema=request.schema is not None, asked_stream=asked_stream
                )
                if error.status_code not in _BAD_REQUEST or simpler is None:
                    raise
                dialect = simpler
            else:
                self._dialect = dialect
                return reply

    def _body(self, request: CompletionRequest, dialect: _Dialect, *, streams: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": message.role.value, "content": message.content} for message in request.messages],
        }
        if dialect.classic_limits:
            body |= {"max_tokens": request.max_tokens, "temperature": request.temperature}
        else:
            body["max_completion_tokens"] = request.max_tokens
        if dialect.schema and request.schema is not None:
            body["response_format"] = response_format(request.schema)
        if streams:
            body["stream"] = True
            if dialect.usage_in_stream:
                body["stream_options"] = {"include_usage": True}
        return body


def _is_event_stream(reply: openai.AsyncStream[object]) -> bool:
    return "json" not in reply.response.headers.get("content-type", "")


@contextmanager
def _model_errors_only(seconds: float) -> Iterator[None]:
    """Whatever the client raises becomes a ModelError.

    "from None": the client's errors carry the server's words, which may repeat a key or a participant.
    """
    try:
        yield
    except (TimeoutError, openai.APITimeoutError):
        raise ModelError(ModelFailure.TIMEOUT, f"no answer within {seconds:g} seconds") from None
    except openai.APIStatusError as error:
        raise _status_error(error.status_code) from None
    except openai.APIConnectionError:
        raise ModelError(
            ModelFailure.UNREACHABLE, "no connection to the model server, or it was cut: check the base URL"
        ) from None
    except (openai.OpenAIError, ValueError, RecursionError):
        raise ModelError(ModelFailure.BAD_OUTPUT, "the reply cannot be read") from None
    except ModelError:
        raise
    except Exception:  # noqa: BLE001 - a body that is read past the client fails with the HTTP library's own errors
        raise ModelError(ModelFailure.UNREACHABLE, "the connection to the model server was cut") from None


def _status_error(status: int) -> ModelError:
    if status == _RATE_LIMITED:
        return ModelError(ModelFailure.RATE_LIMITED, "the model server asks for fewer calls (HTTP 429)")
    if status >= _SERVER_FAULT:
        return ModelError(ModelFailure.UNREACHABLE, f"the model server failed (HTTP {status})")
    return ModelError(
        ModelFailure.REFUSED, f"the model server refused the call (HTTP {status}): check base URL, key and model"
    )

"""A model that plays back what it was given: for tests, demonstrations and benchmarks."""

from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass

from interview_engine.llm.client import Completion, CompletionRequest
from interview_engine.llm.errors import ModelError, ModelFailure


@dataclass(frozen=True, slots=True)
class CutReply:
    """A reply that breaks off after ``text`` with ``error``; who asks for the whole sees the error alone."""

    text: str
    error: ModelError


class ScriptedModel:
    """Answers with ``replies`` in order (a ModelError among them is raised) and records every request.

    When the script is used up, ``repeat_last`` repeats the last reply; without it the model is unreachable. A stream
    comes in pieces of ``piece`` characters.
    """

    def __init__(
        self,
        replies: Iterable[str | ModelError | CutReply] = (),
        *,
        name: str = "scripted",
        repeat_last: bool = False,
        piece: int = 7,
    ) -> None:
        self.name = name
        self.requests: list[CompletionRequest] = []
        self._replies = deque(replies)
        self._repeat_last = repeat_last
        self._piece = piece

    async def complete(self, request: CompletionRequest) -> Completion:
        match self._next(request):
            case CutReply(error=error):
                raise error
            case str(text):
                return self._completion(request, text)

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        reply = self._next(request)
        text = reply.text if isinstance(reply, CutReply) else reply
        for start in range(0, len(text), self._piece):
            yield text[start : start + self._piece]
        if isinstance(reply, CutReply):
            raise reply.error
        yield self._completion(request, text)

    def _next(self, request: CompletionRequest) -> str | CutReply:
        self.requests.append(request)
        if not self._replies:
            raise ModelError(ModelFailure.UNREACHABLE, "the script of replies is used up")
        keep = self._repeat_last and len(self._replies) == 1
        reply = self._replies[0] if keep else self._replies.popleft()
        if isinstance(reply, ModelError):
            raise reply
        return reply

    def _completion(self, request: CompletionRequest, text: str) -> Completion:
        prompt_words = sum(len(message.content.split()) for message in request.messages)
        return Completion(text, self.name, prompt_words, len(text.split()))

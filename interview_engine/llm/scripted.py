"""A model that plays back what it was given: for tests, demonstrations and benchmarks."""

from collections import deque
from collections.abc import Iterable

from interview_engine.llm.client import Completion, CompletionRequest
from interview_engine.llm.errors import ModelError, ModelFailure


class ScriptedModel:
    """Answers with ``replies`` in order (a ModelError among them is raised) and records every request.

    When the script is used up, ``repeat_last`` repeats the last reply; without it the model is unreachable.
    """

    def __init__(
        self, replies: Iterable[str | ModelError] = (), *, name: str = "scripted", repeat_last: bool = False
    ) -> None:
        self.name = name
        self.requests: list[CompletionRequest] = []
        self._replies = deque(replies)
        self._repeat_last = repeat_last

    async def complete(self, request: CompletionRequest) -> Completion:
        self.requests.append(request)
        if not self._replies:
            raise ModelError(ModelFailure.UNREACHABLE, "the script of replies is used up")
        keep = self._repeat_last and len(self._replies) == 1
        reply = self._replies[0] if keep else self._replies.popleft()
        if isinstance(reply, ModelError):
            raise reply
        prompt_words = sum(len(message.content.split()) for message in request.messages)
        return Completion(reply, self.name, prompt_words, len(reply.split()))

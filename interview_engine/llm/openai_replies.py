"""What a server has answered, whole or in chunks, read without trusting anything about its shape."""

from interview_engine.llm.client import Completion, Usage
from interview_engine.llm.errors import ModelError, ModelFailure


def completion_of(reply: object, asked_model: str) -> Completion:
    """The completion in the JSON of a whole reply. Raises ModelError when there is none."""
    match reply:
        case {"choices": [{"message": {"refusal": str(refusal)}}, *_]} if refusal:
            raise _declined()
        case {"choices": [{"finish_reason": "content_filter"}, *_]}:
            raise _withheld()
        case {"choices": [{"message": {"content": str(text)}}, *_]} if text.strip():
            usage = _usage(reply)
            return Completion(text, _model_name(reply) or asked_model, usage.prompt_tokens, usage.completion_tokens)
        case _:
            raise ModelError(ModelFailure.BAD_OUTPUT, "the reply holds no text")


class StreamedReply:
    """Gathers the chunks of one reply into its completion."""

    def __init__(self, asked_model: str) -> None:
        self._model = asked_model
        self._texts: list[str] = []
        self._usage = Usage()
        self._finished = False

    def take(self, chunk: object) -> str:
        """What ``chunk`` adds to the text, which may be nothing. Raises ModelError when it says that none will come."""
        self._model = _model_name(chunk) or self._model
        usage = _usage(chunk)
        if usage.total:
            self._usage = usage
        text = ""
        match chunk:
            case {"choices": [{"delta": {"refusal": str(refusal)}}, *_]} if refusal:
                raise _declined()
            case {"choices": [{"delta": {"content": str(text)}}, *_]}:
                self._texts.append(text)
        match chunk:
            case {"choices": [{"finish_reason": "content_filter"}, *_]}:
                raise _withheld()
            case {"choices": [{"finish_reason": str(_)}, *_]}:
                self._finished = True
        return text

    def completion(self) -> Completion:
        """The whole. Raises ModelError when the chunks ended before the reply did, or hold no text."""
        if not self._finished:
            raise ModelError(ModelFailure.UNREACHABLE, "the reply was cut before its end")
        text = "".join(self._texts)
        if not text.strip():
            raise ModelError(ModelFailure.BAD_OUTPUT, "the reply holds no text")
        return Completion(text, self._model, self._usage.prompt_tokens, self._usage.completion_tokens)


def _declined() -> ModelError:
    return ModelError(ModelFailure.REFUSED, "the model declined to answer")


def _withheld() -> ModelError:
    return ModelError(ModelFailure.REFUSED, "the server's content filter withheld the answer")


def _model_name(reply: object) -> str:
    match reply:
        case {"model": str(name)}:
            return name
        case _:
            return ""


def _usage(reply: object) -> Usage:
    match reply:
        case {"usage": {"prompt_tokens": int(prompt), "completion_tokens": int(completion)}}:
            return Usage(max(0, prompt), max(0, completion))
        case _:
            return Usage()

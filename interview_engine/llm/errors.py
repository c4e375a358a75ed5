"""Why a language model gave no usable answer."""

from enum import StrEnum


class ModelFailure(StrEnum):
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    BAD_OUTPUT = "bad_output"
    CIRCUIT_OPEN = "circuit_open"
    BUDGET = "budget"


class ModelError(Exception):
    """A language model gave no usable answer; callers fall back to the offline implementation.

    ``detail`` is written by us and never quotes a server, a key or a participant, so that the message may be logged
    and shown to a researcher.
    """

    def __init__(self, reason: ModelFailure, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail

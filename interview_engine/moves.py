"""What the interviewer can do next. Moves are types; the machine decides them, the question bank words them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from interview_engine.errors import UnknownMoveError


class ProbeIntent(StrEnum):
    TEMPORAL = "temporal"
    CAUSAL = "causal"
    EXAMPLE = "example"
    CONSEQUENCE = "consequence"
    CONTRAST = "contrast"
    EMOTION = "emotion"
    IDEAL = "ideal"


class EndReason(StrEnum):
    COMPLETED = "completed"
    STOPPED = "stopped"
    ABANDONED = "abandoned"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Open:
    """Greet, and ask the first core question in the same message: a greeting alone would cost a turn."""

    question_key: str


@dataclass(frozen=True, slots=True)
class AskCore:
    question_key: str


@dataclass(frozen=True, slots=True)
class AskMandatory:
    question_key: str


@dataclass(frozen=True, slots=True)
class Probe:
    """Deepen the answer just given; ``phrase`` is a piece of it, word for word, or empty."""

    question_key: str
    intent: ProbeIntent
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Clarify:
    question_key: str


@dataclass(frozen=True, slots=True)
class Redirect:
    question_key: str


@dataclass(frozen=True, slots=True)
class WhatDidWeMiss:
    pass


@dataclass(frozen=True, slots=True)
class Close:
    """The last question: what mattered most. ``End`` follows whatever the answer is."""


@dataclass(frozen=True, slots=True)
class End:
    """The goodbye. Nothing is answered after it."""

    reason: EndReason


Move = Open | AskCore | AskMandatory | Probe | Clarify | Redirect | WhatDidWeMiss | Close | End

_KINDS: dict[str, type[Move]] = {
    "open": Open,
    "ask_core": AskCore,
    "ask_mandatory": AskMandatory,
    "probe": Probe,
    "clarify": Clarify,
    "redirect": Redirect,
    "what_did_we_miss": WhatDidWeMiss,
    "close": Close,
    "end": End,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def move_to_dict(move: Move) -> dict[str, str]:
    """A move as JSON: ``kind`` and its fields, all strings."""
    return {"kind": _NAMES[type(move)], **{name: str(value) for name, value in asdict(move).items()}}


def move_from_dict(stored: Mapping[str, Any]) -> Move:
    """The inverse of ``move_to_dict``. Raises UnknownMoveError for anything it did not make."""
    fields = dict(stored)
    kind = fields.pop("kind", None)
    try:
        if "intent" in fields:
            fields["intent"] = ProbeIntent(fields["intent"])
        if "reason" in fields:
            fields["reason"] = EndReason(fields["reason"])
        move = _KINDS[str(kind)](**fields)
    except (KeyError, TypeError, ValueError):
        move = None
    if move is None or not all(isinstance(value, str) for value in fields.values()):
        raise UnknownMoveError(
            f"the stored move {str(kind)[:40]!r} is not one this version knows: it was written by another version"
        )
    return move


def question_key(move: Move) -> str | None:
    """The key of the plan's question that the move belongs to, if it belongs to one."""
    match move:
        case Open(key) | AskCore(key) | AskMandatory(key) | Clarify(key) | Redirect(key) | Probe(question_key=key):
            return key
        case _:
            return None

"""What the interviewer can do next. Moves are types; the machine decides them, the question bank words them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from interview_engine.errors import UnknownMoveError

SUPPORTS_AT_MOST = 3
"""How often support is offered in one interview; a complete bank has as many ways of saying it."""


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
    """``touched`` is what the participant has said about it already, word for word, or empty."""

    question_key: str
    touched: str = ""


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
class Support:
    """After distress: acknowledge it, slow down, and ask how the participant would like to go on."""


@dataclass(frozen=True, slots=True)
class Summarise:
    """Say back ``points``, pieces of the participant's answers word for word, to be corrected."""

    points: tuple[str, ...]


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


Move = Open | AskCore | AskMandatory | Probe | Clarify | Redirect | Support | WhatDidWeMiss | Summarise | Close | End

_KINDS: dict[str, type[Move]] = {
    "open": Open,
    "ask_core": AskCore,
    "ask_mandatory": AskMandatory,
    "probe": Probe,
    "clarify": Clarify,
    "redirect": Redirect,
    "support": Support,
    "what_did_we_miss": WhatDidWeMiss,
    "summarise": Summarise,
    "close": Close,
    "end": End,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def move_to_dict(move: Move) -> dict[str, str | list[str]]:
    """A move as JSON: ``kind`` and its fields, strings and lists of strings."""
    stored: dict[str, str | list[str]] = {"kind": _NAMES[type(move)]}
    for name, value in asdict(move).items():
        stored[name] = list(value) if isinstance(value, tuple) else str(value)
    return stored


def move_from_dict(stored: Mapping[str, Any]) -> Move:
    """The inverse of ``move_to_dict``; fields that an older version did not write are empty.

    Raises UnknownMoveError for anything it did not make.
    """
    fields = dict(stored)
    kind = fields.pop("kind", None)
    try:
        if "intent" in fields:
            fields["intent"] = ProbeIntent(fields["intent"])
        if "reason" in fields:
            fields["reason"] = EndReason(fields["reason"])
        points = fields.pop("points", None)
        texts = tuple(fields.values()) if points is None else (*fields.values(), *points)
        if points is not None:
            fields["points"] = tuple(points)
        move = _KINDS[str(kind)](**fields)
    except (KeyError, TypeError, ValueError):
        move, texts = None, ()
    if move is None or not all(isinstance(text, str) for text in texts) or isinstance(stored.get("points"), str):
        raise UnknownMoveError(
            f"the stored move {str(kind)[:40]!r} is not one this version knows: it was written by another version"
        )
    return move


def question_key(move: Move) -> str | None:
    """The key of the plan's question that the move belongs to, if it belongs to one."""
    match move:
        case Open(key) | AskMandatory(key) | Clarify(key) | Redirect(key):
            return key
        case AskCore(question_key=key) | Probe(question_key=key):
            return key
        case _:
            return None


def quoted_in(move: Move) -> tuple[str, ...]:
    """The pieces of the participant's answers that the move says back, word for word."""
    match move:
        case AskCore(touched=phrase) | Probe(phrase=phrase):
            return (phrase,) if phrase else ()
        case Summarise(points):
            return points
        case _:
            return ()

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
    """``touched`` is what the participant has said about it already, word for word, or empty.

    ``passed``, here and in the moves that may follow the last question: keys of questions that stood before this move
    and are not asked, because earlier answers have answered them.
    """

    question_key: str
    touched: str = ""
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskMandatory:
    question_key: str
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """Deepen the answer just given; ``phrase`` is a piece of it, word for word, or empty."""

    question_key: str
    intent: ProbeIntent
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class AskFollowUp:
    """A probe of the researcher, in exactly these words: the one at place ``number`` (from 0) of the question's own."""

    question_key: str
    number: int


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
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatDidWeMiss:
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """The last question: what mattered most. ``End`` follows whatever the answer is."""

    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The goodbye. Nothing is answered after it."""

    reason: EndReason
    passed: tuple[str, ...] = ()


Move = (
    Open
    | AskCore
    | AskMandatory
    | Probe
    | AskFollowUp
    | Clarify
    | Redirect
    | Support
    | WhatDidWeMiss
    | Summarise
    | Close
    | End
)

_KINDS: dict[str, type[Move]] = {
    "open": Open,
    "ask_core": AskCore,
    "ask_mandatory": AskMandatory,
    "probe": Probe,
    "ask_follow_up": AskFollowUp,
    "clarify": Clarify,
    "redirect": Redirect,
    "support": Support,
    "what_did_we_miss": WhatDidWeMiss,
    "summarise": Summarise,
    "close": Close,
    "end": End,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


_LISTS = ("points", "passed")


def move_to_dict(move: Move) -> dict[str, str | int | list[str]]:
    """A move as JSON: ``kind`` and its fields, strings, numbers and lists of strings; what is empty may be missing."""
    stored: dict[str, str | int | list[str]] = {"kind": _NAMES[type(move)]}
    for name, value in asdict(move).items():
        if name == "passed" and not value:
            continue
        match value:
            case tuple():
                stored[name] = list(value)
            case int():
                stored[name] = value
            case _:
                stored[name] = str(value)
    return stored


def move_from_dict(stored: Mapping[str, Any]) -> Move:
    """The inverse of ``move_to_dict``; fields that an older version did not write are empty.

    Raises UnknownMoveError for anything it did not make.
    """
    fields = dict(stored)
    kind = fields.pop("kind", None)
    wrong = UnknownMoveError(
        f"the stored move {str(kind)[:40]!r} is not one this version knows: it was written by another version"
    )
    if not all(_is_right(name, value) for name, value in fields.items()):
        raise wrong
    try:
        if "intent" in fields:
            fields["intent"] = ProbeIntent(fields["intent"])
        if "reason" in fields:
            fields["reason"] = EndReason(fields["reason"])
        for name in _LISTS:
            if name in fields:
                fields[name] = tuple(fields[name])
        return _KINDS[str(kind)](**fields)
    except (KeyError, TypeError, ValueError):
        raise wrong from None


def _is_right(name: str, value: object) -> bool:
    if name in _LISTS:
        return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    return type(value) is int and value >= 0 if name == "number" else isinstance(value, str)


def question_key(move: Move) -> str | None:
    """The key of the plan's question that the move belongs to, if it belongs to one."""
    match move:
        case Open(key) | AskMandatory(key) | Clarify(key) | Redirect(key):
            return key
        case AskCore(question_key=key) | Probe(question_key=key) | AskFollowUp(question_key=key):
            return key
        case _:
            return None


def passed_over(move: Move) -> tuple[str, ...]:
    """Keys of the questions that this move leaves behind unasked, because they are answered."""
    match move:
        case AskCore() | AskMandatory() | WhatDidWeMiss() | Summarise() | Close() | End():
            return move.passed
        case _:
            return ()


def quoted_in(move: Move) -> tuple[str, ...]:
    """The pieces of the participant's answers that the move says back, word for word."""
    match move:
        case AskCore(touched=phrase) | Probe(phrase=phrase):
            return (phrase,) if phrase else ()
        case Summarise(points=points):
            return points
        case _:
            return ()

"""The interview as a pure state machine, the turn compiler and the language-model seam. No web, no database."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interview_engine.coverage import Covered, covers
    from interview_engine.errors import InterviewError, LanguageNotOfferedError, NotYourTurnError, ReplayError
    from interview_engine.events import Answered, Asked, Event
    from interview_engine.interviewer import Interviewer, NextMessage, Origin, Progress
    from interview_engine.limits import Depth, Limits
    from interview_engine.moves import (
        End,
        EndReason,
        Move,
        Summarise,
        Support,
        move_from_dict,
        move_to_dict,
        question_key,
    )
    from interview_engine.question_bank import LANGUAGES
    from interview_engine.reading import Reading, read_answer
    from interview_engine.state import InterviewState, follow, replay
    from interview_engine.stored_readings import reading_from_dict, reading_to_dict
    from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
    from interview_engine.turn_compiler import Rejection

_HOMES = {
    "Covered": "coverage",
    "covers": "coverage",
    "InterviewError": "errors",
    "LanguageNotOfferedError": "errors",
    "NotYourTurnError": "errors",
    "ReplayError": "errors",
    "Answered": "events",
    "Asked": "events",
    "Event": "events",
    "Interviewer": "interviewer",
    "NextMessage": "interviewer",
    "Origin": "interviewer",
    "Progress": "interviewer",
    "Depth": "limits",
    "Limits": "limits",
    "End": "moves",
    "EndReason": "moves",
    "Move": "moves",
    "Summarise": "moves",
    "Support": "moves",
    "move_from_dict": "moves",
    "move_to_dict": "moves",
    "question_key": "moves",
    "quoted_in": "moves",
    "LANGUAGES": "question_bank",
    "Reading": "reading",
    "read_answer": "reading",
    "InterviewState": "state",
    "follow": "state",
    "replay": "state",
    "reading_from_dict": "stored_readings",
    "reading_to_dict": "stored_readings",
    "Speaker": "transcript",
    "Transcript": "transcript",
    "TranscriptMessage": "transcript",
    "Rejection": "turn_compiler",
}

__all__ = [
    "LANGUAGES",
    "Answered",
    "Asked",
    "Covered",
    "Depth",
    "End",
    "EndReason",
    "Event",
    "InterviewError",
    "InterviewState",
    "Interviewer",
    "LanguageNotOfferedError",
    "Limits",
    "Move",
    "NextMessage",
    "NotYourTurnError",
    "Origin",
    "Progress",
    "Reading",
    "Rejection",
    "ReplayError",
    "Speaker",
    "Summarise",
    "Support",
    "Transcript",
    "TranscriptMessage",
    "covers",
    "follow",
    "move_from_dict",
    "move_to_dict",
    "question_key",
    "quoted_in",
    "read_answer",
    "reading_from_dict",
    "reading_to_dict",
    "replay",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use: who needs the transcript types alone pays for nothing else."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)

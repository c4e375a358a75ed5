"""What was said, in order: the one type that leaves the interview and enters the analysis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from research_templates.plan import Phase


class Speaker(StrEnum):
    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class TranscriptMessage:
    """One message; ``seq`` counts from 0 and is its place, ``message_id`` its name in the store it came from.

    ``phase`` is the part of the interview that an interviewer's message belongs to; None where no plan says so.
    """

    seq: int
    speaker: Speaker
    text: str
    message_id: str = ""
    question_key: str | None = None
    phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One interview as it was held; ``segments`` are the participant's attributes (``{"plan": "enterprise"}``)."""

    interview_id: str
    participant_id: str
    messages: tuple[TranscriptMessage, ...]
    segments: Mapping[str, str] = field(default_factory=dict)

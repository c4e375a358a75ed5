"""What a participant's page sends and gets, and what a researcher sees of an interview."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.models import InterviewSource, InterviewStatus

LONGEST_ANSWER = 20_000
"""Characters. Longer answers are refused with a clear message, and the page keeps what was typed."""

MOST_WORDS_KEPT = 400_000
"""Characters of one interview, earlier versions of its answers included: a long book. What is more is refused alike."""
MOST_CHANGES = 200
"""Edits and corrections of one interview: each keeps what was said before and has a reply made anew."""


class AnswerIn(BaseModel):
    """An answer; ``reply_to`` is the seq of the interviewer's message it answers and makes sending it idempotent."""

    text: str
    reply_to: int = Field(ge=0)
    edition: int | None = Field(default=None, ge=0, description="The interview's as the participant saw it.")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the consent page of a study link shows."""

    title: str
    researcher_name: str
    welcome: str
    minutes: int
    language: str
    consent: tuple[str, ...]
    open: bool
    sample: bool
    embed_sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the participant sees it."""

    seq: int
    speaker: str
    text: str
    corrected: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state of an interview for its participant; ``reply_to`` is None when nothing can be answered any more.

    ``edition`` changes with every change to what was said; ``editable`` is the answer that can be changed now.
    """

    title: str
    researcher_name: str
    language: str
    lines: tuple[Line, ...]
    asked: int
    total: int
    reply_to: int | None
    status: InterviewStatus
    closing: str
    edition: int
    editable: int | None
    rating: int | None
    withdrawn: bool
    preview: bool
    embed_sites: tuple[str, ...]

    @property
    def ended(self) -> bool:
        return self.status is not InterviewStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class InterviewRead:
    """An interview in a researcher's list; ``last_words`` begins the participant's latest answer.

    ``distress``: an answer speaks of distress or danger, and a person should read it.
    """

    id: UUID
    participant: str
    attributes: dict[str, str]
    source: InterviewSource
    status: InterviewStatus
    started_at: datetime
    ended_at: datetime | None
    answers: int = 0
    last_words: str = ""
    rating: int | None = None
    withdrawn: bool = False
    distress: bool = False


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """Words that a participant replaced, or the interviewer's reply to them."""

    speaker: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class MessageRead:
    """A message in a researcher's transcript; ``move`` names what the interviewer did.

    ``repaired``: a model's proposal was sent after a repair. ``distress`` is said of an answer.
    """

    id: UUID
    seq: int
    speaker: str
    text: str
    move: str
    written_by: str
    fallback: str
    corrected: bool = False
    withdrawn: bool = False
    earlier: tuple[EarlierVersion, ...] = ()
    repaired: bool = False
    distress: bool = False


@dataclass(frozen=True, slots=True)
class ConsentRead:
    """What a participant agreed to; ``text_hash`` is the SHA-256 of ``text``, which is "" where only that was kept."""

    agreed_at: datetime
    text_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptRead:
    interview: InterviewRead
    messages: tuple[MessageRead, ...]
    language: str
    edition: int

"""Participants, their interviews, and every message of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, String, Text, UniqueConstraint
from sqlmodel import Field

from app.models.base import Row, WorkspaceOwned


class InterviewSource(StrEnum):
    """Where an interview came from; previews never count as data."""

    LIVE = "live"
    IMPORTED = "imported"
    SAMPLE = "sample"
    PREVIEW = "preview"


class InterviewStatus(StrEnum):
    ACTIVE = "active"
    COMPLETED = "completed"
    STOPPED = "stopped"
    ABANDONED = "abandoned"
    TECHNICAL = "technical"


FIRST_PREVIEW = 0
"""Previews are numbered from here downwards: the participants who count keep 1, 2, 3 without gaps."""


class Participant(Row, WorkspaceOwned, table=True):
    __table_args__ = (UniqueConstraint("study_id", "number"),)

    study_id: UUID = Field(foreign_key="study.id", ondelete="CASCADE")
    number: int = Field(description='Shown as "Participant 7": a label that reveals nothing. Previews go from 0 down.')
    attributes: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Interview(Row, WorkspaceOwned, table=True):
    __table_args__ = (UniqueConstraint("study_id", "source_key"),)

    study_id: UUID = Field(foreign_key="study.id", ondelete="CASCADE")
    participant_id: UUID = Field(foreign_key="participant.id", index=True, ondelete="CASCADE")
    revision_id: UUID | None = Field(default=None, foreign_key="plan_revision.id", ondelete="SET NULL")
    source: InterviewSource = Field(sa_type=String(20))
    source_key: str = Field(max_length=128, description="Makes an import or a start happen once; unique in the study.")
    token_hash: str | None = Field(default=None, max_length=64, unique=True, index=True)
    status: InterviewStatus = Field(default=InterviewStatus.ACTIVE, sa_type=String(20))
    language: str = Field(default="en", max_length=12)
    consent_at: datetime | None = Field(default=None)
    consent_hash: str = Field(default="", max_length=64, description="SHA-256 of the consent text that was shown.")
    ended_at: datetime | None = Field(default=None)
    edition: int = Field(default=0, description="Counts the changes to what was said: edits, corrections, withdrawals.")
    rating: int | None = Field(default=None, description="1 to 4: how well the participant felt understood.")
    withdrawn_at: datetime | None = Field(default=None, description="When the participant took the whole of it back.")


class Message(Row, WorkspaceOwned, table=True):
    """One message; ``seq`` is its place. The interview's state is the replay of its messages."""

    __table_args__ = (UniqueConstraint("interview_id", "seq"),)

    interview_id: UUID = Field(foreign_key="interview.id", ondelete="CASCADE")
    seq: int = Field(ge=0)
    speaker: str = Field(max_length=20)
    text: str = Field(sa_column=Column(Text, nullable=False))
    move: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    origin: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSON, nullable=True),
        description="Interviewer messages: implementation, prompt and its hash, what was rejected and why.",
    )
    prompt_tokens: int = Field(default=0, description="What a model read for this message, as its server counts.")
    completion_tokens: int = Field(default=0, description="What it wrote for it, refused proposals included.")
    corrected_at: datetime | None = Field(default=None)
    withdrawn_at: datetime | None = Field(default=None, description="When its words were deleted; its place stays.")


class MessageVersion(Row, WorkspaceOwned, table=True):
    """What an answer said before its participant changed it, and the reply that the change made void."""

    __tablename__ = "message_version"

    message_id: UUID = Field(foreign_key="message.id", index=True, ondelete="CASCADE", description="The answer.")
    speaker: str = Field(max_length=20)
    text: str = Field(sa_column=Column(Text, nullable=False))
    move: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    origin: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    written_at: datetime = Field(description="When these words were first stored.")


class Contact(Row, WorkspaceOwned, table=True):
    """Where a participant who asked for it may be reached: in no transcript, no analysis and no prompt."""

    interview_id: UUID = Field(foreign_key="interview.id", unique=True, ondelete="CASCADE")
    address: str = Field(max_length=320, description="An e-mail address or a telephone number, as it was typed.")
    name: str = Field(default="", max_length=200)
    consent_hash: str = Field(max_length=64, description="SHA-256 of the sentence that was agreed to.")


class ConsentText(Row, WorkspaceOwned, table=True):
    """A text that participants of a study agreed to, word for word: what the hashes of consents stand for."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("study_id", "text_hash"),)

    study_id: UUID = Field(foreign_key="study.id", ondelete="CASCADE")
    text_hash: str = Field(max_length=64, description="SHA-256 of the text in UTF-8.")
    text: str = Field(sa_column=Column(Text, nullable=False))

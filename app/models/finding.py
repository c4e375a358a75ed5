"""Analyses: their runs, the statements they coded, the vectors they need, and the reports made from them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.base import Row, WorkspaceOwned, utc_now


class JobKind(StrEnum):
    ANALYSIS = "analysis"
    IMPORT = "import"
    SIMULATION = "simulation"


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class OutcomeKind(StrEnum):
    YES_NO = "yes_no"
    DAYS = "days"


class Job(Row, WorkspaceOwned, table=True):
    """A piece of background work as people see it. The engine's own records are not shown to anybody."""

    study_id: UUID = Field(foreign_key="study.id", index=True, ondelete="CASCADE")
    kind: JobKind = Field(sa_type=String(20))
    subject_id: UUID = Field(index=True, description="The analysis run, import file or simulation run it works on.")
    status: JobStatus = Field(default=JobStatus.QUEUED, sa_type=String(20))
    stage: str = Field(default="", max_length=100)
    done: int = 0
    total: int = 0
    attempts: int = Field(default=0, description="How often a process took it up; a job that kills them must end.")
    error: str = Field(default="", max_length=2_000)
    updated_at: datetime = Field(default_factory=utc_now)


class WorkerLease(SQLModel, table=True):
    """A worker process that is alive until ``expires_at``; the jobs of one that is not are taken over."""

    __tablename__ = "worker_lease"

    executor_id: str = Field(primary_key=True, max_length=64)
    expires_at: datetime


class AnalysisRun(Row, WorkspaceOwned, table=True):
    """One analysis of a study; ``summary`` is the Magic Summary, None until the run is done."""

    __tablename__ = "analysis_run"

    study_id: UUID = Field(foreign_key="study.id", index=True, ondelete="CASCADE")
    interviews: int = 0
    people: int = 0
    set_aside: int = 0
    summary: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    notices: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    embedder: str = Field(default="", max_length=200)
    collected_at: datetime | None = Field(default=None, description="When the transcripts were read.")
    finished_at: datetime | None = Field(default=None)
    revised_at: datetime | None = Field(default=None, description="When withdrawn or corrected words were taken out.")


class CodedStatement(Row, WorkspaceOwned, table=True):
    """A statement of one run. Its words are ``message.text[start:end]``: they are stored once, where they were said."""

    __tablename__ = "coded_statement"
    __table_args__ = (UniqueConstraint("run_id", "ordinal"),)

    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    ordinal: int = Field(description="Its place when it was coded; withdrawn statements leave gaps.")
    interview_id: UUID = Field(foreign_key="interview.id", index=True, ondelete="CASCADE")
    message_id: UUID = Field(foreign_key="message.id", ondelete="CASCADE")
    start: int
    end: int
    polarity: str = Field(max_length=20)
    confidence: float
    theme_key: str | None = Field(default=None, max_length=100)
    strength: float = 0.0
    stage: str = Field(default="", max_length=100, description="Key of the journey's stage; empty when unsaid.")
    measures: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False), description="Amounts named."
    )
    label: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="What a language model read in it, beside the offline reading; None where none was asked.",
    )


class ThemeEdit(Row, WorkspaceOwned, table=True):
    """What a researcher changed in a study's themes: applied in order to every analysis that follows.

    One that is ``undone`` is left out, and may be made again; ``switched_at`` is when that was decided last.
    """

    __tablename__ = "theme_edit"
    __table_args__ = (UniqueConstraint("study_id", "ordinal"),)

    study_id: UUID = Field(foreign_key="study.id", ondelete="CASCADE")
    ordinal: int = Field(ge=0)
    edit: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    undone: bool = False
    switched_at: datetime | None = Field(default=None)
    switched_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")


class AskThread(Row, WorkspaceOwned, table=True):
    """Questions that follow from each other, about one study or, without ``study_id``, about all of a workspace."""

    __tablename__ = "ask_thread"

    study_id: UUID | None = Field(default=None, foreign_key="study.id", index=True, ondelete="CASCADE")
    asked_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")


class AskTurn(Row, WorkspaceOwned, table=True):
    """A question and its answer; ``answer`` is None once words that it quoted were withdrawn."""

    __tablename__ = "ask_turn"
    __table_args__ = (UniqueConstraint("thread_id", "ordinal"),)

    thread_id: UUID = Field(foreign_key="ask_thread.id", ondelete="CASCADE")
    ordinal: int = Field(ge=0)
    question: str = Field(max_length=2_000)
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    interviews: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False), description="Ids of those that it quotes."
    )


class Outcome(Row, WorkspaceOwned, table=True):
    """What became of a participant, as imported: yes and no are 1 and 0, days a number of them."""

    __table_args__ = (UniqueConstraint("participant_id", "name"),)

    study_id: UUID = Field(foreign_key="study.id", index=True, ondelete="CASCADE")
    participant_id: UUID = Field(foreign_key="participant.id", ondelete="CASCADE")
    name: str = Field(max_length=100)
    kind: OutcomeKind = Field(sa_type=String(20))
    value: float


class Vector(WorkspaceOwned, table=True):
    """An embedding, kept by content: no text is embedded twice in a workspace. ``data`` is float32, little endian."""

    workspace_id: UUID = Field(foreign_key="workspace.id", primary_key=True, ondelete="CASCADE")
    model: str = Field(primary_key=True, max_length=200)
    content_key: str = Field(primary_key=True, max_length=64)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class EarlyLabel(WorkspaceOwned, table=True):
    """A language model's label of a study whose analysis is not stored yet: what was paid for outlives a kill.

    ``key`` is that of ``analysis.findings.Label``.
    """

    __tablename__ = "early_label"

    study_id: UUID = Field(foreign_key="study.id", primary_key=True, ondelete="CASCADE")
    key: str = Field(primary_key=True, max_length=64)
    label: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class EarlyCompletion(WorkspaceOwned, table=True):
    """What a language model answered for an analysis that is not stored yet: it may hold participants' words.

    ``key`` is a hash of the model and of all that it was asked.
    """

    __tablename__ = "early_completion"

    study_id: UUID = Field(foreign_key="study.id", primary_key=True, ondelete="CASCADE")
    key: str = Field(primary_key=True, max_length=64)
    created_at: datetime = Field(default_factory=utc_now)
    completion: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Report(Row, WorkspaceOwned, table=True):
    run_id: UUID = Field(foreign_key="analysis_run.id", unique=True, ondelete="CASCADE")
    compared_with: str = Field(default="", max_length=64, description="Hash of what it shows of other waves.")
    pdf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))

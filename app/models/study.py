"""A study, the revisions of its plan, and the files imported into it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from app.models.base import Row, WorkspaceOwned


class StudyStatus(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    CLOSED = "closed"


class Study(Row, WorkspaceOwned, table=True):
    __table_args__ = (Index("ix_study_workspace_id", "workspace_id"),)

    title: str = Field(max_length=400)
    question: str = Field(max_length=4_000)
    status: StudyStatus = Field(default=StudyStatus.DRAFT, sa_type=String(20))
    language: str = Field(default="en", max_length=12)
    link_token: str = Field(max_length=64, unique=True, index=True)
    researcher_name: str = Field(default="", max_length=200)
    sample: bool = Field(default=False, description="Made up by us to show the product; marked so wherever it shows.")
    embed_sites: str = Field(default="", max_length=2_000, description="Origins that may frame it, one a line.")
    offers_contact: bool = Field(default=False, description="Whether the end page asks who may be contacted.")
    keeps_current: bool = Field(default=True, description="Whether its findings are made anew as interviews end.")
    token_budget: int | None = Field(default=None, description="Model tokens that it may use in all.")
    deleted_prompt_tokens: int = Field(default=0, description="Those of interviews that were deleted since.")
    deleted_completion_tokens: int = Field(default=0, description="The same, written ones.")
    finding_prompt_tokens: int = Field(default=0, description="Those of its analyses and of questions about them.")
    finding_completion_tokens: int = Field(default=0, description="The same, written ones.")
    starts_refused_at: datetime | None = Field(default=None, description="When too many wanted to begin, last time.")
    launch_reason: str = Field(default="", max_length=400, description="Why it went live without a simulated run.")
    launched_unseen_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    launched_unseen_at: datetime | None = Field(default=None, description="When somebody decided that.")
    created_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    wave_of: UUID | None = Field(
        default=None, foreign_key="study.id", index=True, ondelete="SET NULL", description="The study that it repeats."
    )
    wave: int = Field(default=1, ge=1, description="Its place among the repeats, the first study being 1.")


class PlanRevision(Row, WorkspaceOwned, table=True):
    """One saved state of a study's plan; an interview runs on the revision it started with."""

    __tablename__ = "plan_revision"
    __table_args__ = (UniqueConstraint("study_id", "number"),)

    study_id: UUID = Field(foreign_key="study.id", ondelete="CASCADE")
    number: int = Field(ge=1)
    plan: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    written_by: str = Field(max_length=200, description='"offline", a model\'s name, or "researcher".')
    notice: str = Field(default="", max_length=1_000, description="What the researcher should know, e.g. a fallback.")
    saved_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    note: str = Field(default="", max_length=200, description='Where the revision comes from, e.g. "Restored from 2".')


class SimulationRun(Row, WorkspaceOwned, table=True):
    """Interviews with simulated participants on one revision; ``card`` is the report card, None until they are held."""

    __tablename__ = "simulation_run"

    study_id: UUID = Field(foreign_key="study.id", index=True, ondelete="CASCADE")
    revision_id: UUID = Field(foreign_key="plan_revision.id", ondelete="CASCADE")
    participants: int = Field(ge=1)
    seed: str = Field(max_length=100)
    card: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    finished_at: datetime | None = Field(default=None)
    shown_at: datetime | None = Field(default=None, description="When a person who may launch first saw the card.")
    played_by: str = Field(default="", max_length=200, description="The model that worded the replies; empty: none.")
    played: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="What came of each wording by that model, and its tokens.",
    )
    requested_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")


class ImportStatus(StrEnum):
    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportFile(Row, WorkspaceOwned, table=True):
    """An uploaded file of existing feedback or transcripts, kept until it is imported."""

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("study_id", "content_hash"),)

    study_id: UUID = Field(foreign_key="study.id", ondelete="CASCADE")
    filename: str = Field(max_length=255)
    content_hash: str = Field(max_length=64)
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    mapping: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    status: ImportStatus = Field(default=ImportStatus.UPLOADED, sa_type=String(20))
    rows_total: int = 0
    rows_imported: int = 0
    rows_refused: int = 0
    problems: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class LinkOpening(WorkspaceOwned, table=True):
    """How often a study's link was opened on one day (UTC). Nothing tells who opened it."""

    __tablename__ = "link_opening"

    study_id: UUID = Field(foreign_key="study.id", primary_key=True, ondelete="CASCADE")
    day: date = Field(primary_key=True)
    opened: int = Field(default=0, ge=0)

"""What leaves and enters the studies area."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from app.models import StudyStatus
from research_templates import ResearchPlan


class StudyCreate(BaseModel):
    """``template`` is the key of the use case to start from; empty for the one that fits the question best."""

    question: str
    template: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class InterviewCounts:
    """Interviews by where they stand; ``started`` and what follows leaves out the imported ones.

    ``silent`` were opened, and nothing has been said in them yet: they count nowhere.
    """

    started: int = 0
    silent: int = 0
    active: int = 0
    completed: int = 0
    stopped: int = 0
    imported: int = 0

    @property
    def total(self) -> int:
        return self.started + self.imported


@dataclass(frozen=True, slots=True)
class StudyRead:
    """``link_token`` is what the participant link carries; ``last_activity`` is the newest interview's start."""

    id: UUID
    title: str
    question: str
    status: StudyStatus
    language: str
    link_token: str
    researcher_name: str
    sample: bool
    created_at: datetime
    counts: InterviewCounts
    last_activity: datetime
    starts_refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RevisionRead:
    """One revision of a plan. ``saved_by`` is a person's name, empty where nobody is known any more."""

    id: UUID
    number: int
    plan: ResearchPlan
    written_by: str
    notice: str
    saved_at: datetime
    saved_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RevisionHistory:
    """Revisions from the newest on; ``total`` counts all of the study's."""

    revisions: tuple[RevisionRead, ...]
    total: int

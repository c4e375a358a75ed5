"""What people see of questions and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analysis.asking.answers import Answer
from app.models import InterviewSource

LONGEST_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a quote, and in which study."""

    label: str
    source: InterviewSource
    study_id: UUID
    study_title: str


@dataclass(frozen=True, slots=True)
class TurnRead:
    """A question and its answer; ``answer`` is None once words that it rested on were withdrawn or changed."""

    ordinal: int
    question: str
    answer: Answer | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """Questions that follow from each other, the first one first.

    ``voices`` says for each quoted interview's id who speaks. ``study_id`` is None for all studies of the workspace.
    """

    id: UUID
    study_id: UUID | None
    turns: tuple[TurnRead, ...]
    voices: Mapping[str, Voice]


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as it is listed, by its first question."""

    id: UUID
    question: str
    questions: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an answer was put."""

    thread_id: UUID
    ordinal: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class AskStanding:
    """What can be asked of a study now.

    ``people`` is None while it has no analysis; ``examples`` are questions that the analysis can answer, and
    ``new_interviews`` those whose answers it has not read.
    """

    people: int | None
    available: int
    new_interviews: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedStudy:
    """A study whose answers are read; ``people`` is None while it is not analysed, so that it is not."""

    id: UUID
    title: str
    people: int | None


@dataclass(frozen=True, slots=True)
class WorkspaceStanding:
    """What can be asked of all studies now; those that are analysed come first."""

    studies: tuple[AskedStudy, ...]
    examples: tuple[str, ...]

"""What people see of an analysis."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analysis.findings import MagicSummary
from app.insights.transcripts import Changed
from app.models import InterviewSource


@dataclass(frozen=True, slots=True)
class SpokenBy:
    """Whose interview a quote is from: ``Participant 7``, and where the interview came from."""

    label: str
    source: InterviewSource


@dataclass(frozen=True, slots=True)
class RunRead:
    """A finished analysis. ``voices`` says for each quoted interview's id who speaks; ``summary`` may be None.

    ``new_interviews`` counts the interviews with answers given or corrected after the transcripts were read;
    ``changed`` the answers of before that were withdrawn or corrected since.
    """

    id: UUID
    study_id: UUID
    interviews: int
    people: int
    set_aside: int
    summary: MagicSummary | None
    notices: tuple[str, ...]
    embedder: str
    finished_at: datetime
    voices: Mapping[str, SpokenBy]
    sources: tuple[InterviewSource, ...]
    new_interviews: int
    changed: Changed


@dataclass(frozen=True, slots=True)
class Standing:
    """How a study and its analysis stand: interviews with answers, those given since the last one, and what runs.

    ``keeps_current``: it is analysed again by itself as interviews end.
    """

    available: int
    has_summary: bool
    new_since: int
    running: bool
    keeps_current: bool

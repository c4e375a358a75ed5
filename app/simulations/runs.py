"""Asking for a simulated run on the pages, and reading its report card."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel
from sqlmodel import col, select

from app.db import Database, Scope
from app.errors import NotFound
from app.jobs import JobQueue, JobRead, open_job
from app.models import Job, JobKind, PlanRevision, SimulationRun, utc_now
from app.simulations.cards import RunCard
from app.simulations.playing import require_model
from app.simulations.service import require_spoken
from app.simulations.stored import stored_interviews
from app.studies.launching import asks_the_same
from app.studies.plans import newest_revision, study_row
from interview_engine.llm import LanguageModel
from research_templates import ResearchPlan

SHOWN = 5
"""Runs that a study's page lists."""


_LONGEST_NAME = 200
"""Characters of a model's name that a run keeps."""
SIZES = (11, 22, 50)
"""How many may take part: each of the eleven types of people once, twice, or four times and more."""


def _a_size(participants: int) -> int:
    if participants not in SIZES:
        raise ValueError(f"choose {', '.join(map(str, SIZES[:-1]))} or {SIZES[-1]}")
    return participants


class RunRequest(BaseModel):
    """``played``: a language model words what the participants say."""

    participants: Annotated[int, AfterValidator(_a_size)] = SIZES[0]
    played: bool = False


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in a list; ``job`` is None for one whose job is gone, ``played_by`` empty for one that no model played."""

    id: UUID
    participants: int
    revision: int
    begun_at: datetime
    finished_at: datetime | None
    shown_at: datetime | None
    job: JobRead | None
    played_by: str = ""


@dataclass(frozen=True, slots=True)
class RunRead:
    """``plan`` is the revision that was run; ``current`` that the newest asks the same.

    ``card`` is None until the interviews are held. ``transcripts`` are the interviews that are still there.
    """

    summary: RunSummary
    plan: ResearchPlan
    current: bool
    card: RunCard | None
    transcripts: frozenset[UUID]


class SimulationRuns:
    """``player`` is the model that may play participants, None where none is configured."""

    def __init__(self, database: Database, jobs: JobQueue, player: LanguageModel | None = None) -> None:
        self._database = database
        self._jobs = jobs
        self._player = player

    @property
    def player(self) -> str:
        """The name of the model that may play participants; empty where there is none."""
        return self._player.name if self._player else ""

    async def request(self, scope: Scope, study_id: UUID, wanted: RunRequest, *, user_id: UUID | None) -> UUID:
        """Hold simulated interviews on the newest revision in the background; returns the run's id.

        While one is under way, that is the run. The people are the same in every run of a study, so that a changed
        plan can be compared. Raises NotFound, InvalidInput for a language that simulated participants do not speak,
        SetupProblem where a model should play them and none is configured.
        """
        played_by = require_model(self._player).name[:_LONGEST_NAME] if wanted.played else ""
        async with self._database.write(scope) as session:
            study = await study_row(session, study_id, lock=True)
            require_spoken(study.language)
            job = await open_job(session, study_id, JobKind.SIMULATION)
            if job is not None:
                return job.subject_id
            run = SimulationRun(
                workspace_id=study.workspace_id,
                study_id=study_id,
                revision_id=(await newest_revision(session, study_id)).id,
                participants=wanted.participants,
                seed=study_id.hex,
                played_by=played_by,
                requested_by=user_id,
            )
            session.add(run)
            await session.flush()
            job = Job(workspace_id=study.workspace_id, study_id=study_id, kind=JobKind.SIMULATION, subject_id=run.id)
            await self._jobs.enqueue(session, job)
        return run.id

    async def list(self, scope: Scope, study_id: UUID) -> list[RunSummary]:
        """The study's newest runs, at most SHOWN."""
        query = _runs().where(SimulationRun.study_id == study_id)
        async with self._database.read(scope) as session:
            rows = (await session.exec(query.order_by(col(SimulationRun.created_at).desc()).limit(SHOWN))).all()
            return [_summary(run, revision, job) for run, revision, job in rows]

    async def get(self, scope: Scope, study_id: UUID, run_id: UUID) -> RunRead:
        """One run. Raises NotFound."""
        query = _runs().where(SimulationRun.study_id == study_id, SimulationRun.id == run_id)
        async with self._database.read(scope) as session:
            row = (await session.exec(query)).first()
            if row is None:
                raise NotFound("There is no such simulated run.", "It may have been deleted.")
            run, revision, job = row
            plan = ResearchPlan.model_validate(revision.plan)
            newest = ResearchPlan.model_validate((await newest_revision(session, study_id)).plan)
            interviews = await stored_interviews(session, run)
        return RunRead(
            summary=_summary(run, revision, job),
            plan=plan,
            current=asks_the_same(plan, newest),
            card=None if run.card is None else RunCard.model_validate(run.card),
            transcripts=frozenset(interviews.values()),
        )

    async def note_shown(self, scope: Scope, run_id: UUID) -> None:
        """Record that somebody who may launch the study has seen the report card, the first time."""
        async with self._database.write(scope) as session:
            query = select(SimulationRun).where(SimulationRun.id == run_id, col(SimulationRun.finished_at).is_not(None))
            run = (await session.exec(query)).first()
            if run is not None and run.shown_at is None:
                run.shown_at = utc_now()


def _runs() -> Any:
    # The type of an outer join is beyond what sqlmodel's annotations say.
    return (
        select(SimulationRun, PlanRevision, Job)
        .join(PlanRevision, col(PlanRevision.id) == SimulationRun.revision_id)
        .outerjoin(Job, col(Job.subject_id) == SimulationRun.id)
    )


def _summary(run: SimulationRun, revision: PlanRevision, job: Job | None) -> RunSummary:
    return RunSummary(
        id=run.id,
        participants=run.participants,
        revision=revision.number,
        begun_at=run.created_at,
        finished_at=run.finished_at,
        shown_at=run.shown_at,
        job=JobRead.of(job) if job else None,
        played_by=run.played_by,
    )

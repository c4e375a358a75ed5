"""Asking for an analysis, and reading what came out of it."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import InvalidInput, NotFound
from app.insights.exporting import ExportFile, ExportFormat, export_latest
from app.insights.naming_attributes import naming
from app.insights.report import segments_of, store_report, stored_report
from app.insights.results import latest_finished, read_run
from app.insights.schemas import RunRead, Standing
from app.insights.transcripts import count_interviews
from app.jobs import JobQueue, JobRead, open_job, read_job
from app.models import AnalysisRun, Job, JobKind, Study


class InsightService:
    def __init__(self, database: Database, jobs: JobQueue, secret: str = "") -> None:
        self._database = database
        self._jobs = jobs
        self._secret = secret

    async def request_analysis(self, scope: Scope, study_id: UUID) -> JobRead:
        """Analyse the study in the background; when that is waiting or running already, the job that does it.

        Raises NotFound, and InvalidInput when nobody has answered yet.
        """
        async with self._database.write(scope) as session:
            study = await _study(session, study_id, lock=True)
            job = await open_job(session, study_id, JobKind.ANALYSIS)
            if job is None:
                if not await count_interviews(session, study_id):
                    raise InvalidInput(
                        "There are no answers to analyse yet.",
                        "Share the study's link, or import feedback that you have.",
                    )
                run = AnalysisRun(workspace_id=study.workspace_id, study_id=study_id)
                session.add(run)
                job = Job(workspace_id=study.workspace_id, study_id=study_id, kind=JobKind.ANALYSIS, subject_id=run.id)
                await self._jobs.enqueue(session, job)
        return JobRead.of(job)

    async def latest(self, scope: Scope, study_id: UUID) -> RunRead | None:
        """The newest finished analysis, None when there is none yet.

        Raises NotFound when there is no such study.
        """
        async with self._database.read(scope) as session:
            await _study(session, study_id)
            run = await latest_finished(session, study_id)
            return None if run is None else await read_run(session, run)

    async def standing(self, scope: Scope, study_id: UUID) -> Standing:
        """Raises NotFound when there is no such study."""
        async with self._database.read(scope) as session:
            study = await _study(session, study_id)
            run = await latest_finished(session, study_id)
            available = await count_interviews(session, study_id)
            since = None if run is None else run.collected_at
            return Standing(
                available=available,
                has_summary=run is not None,
                new_since=await count_interviews(session, study_id, answered_after=since) if since else available,
                running=await open_job(session, study_id, JobKind.ANALYSIS) is not None,
                keeps_current=study.keeps_current,
            )

    async def keep_current(self, scope: Scope, study_id: UUID, *, keep: bool) -> None:
        """Whether a study that has findings is analysed again by itself as interviews end. Raises NotFound."""
        async with self._database.write(scope) as session:
            (await _study(session, study_id, lock=True)).keeps_current = keep

    async def job(self, scope: Scope, job_id: UUID) -> JobRead:
        """Raises NotFound."""
        return await read_job(self._database, scope, job_id)

    async def latest_job(self, scope: Scope, study_id: UUID) -> JobRead | None:
        """The study's newest analysis job, ended or not."""
        statement = select(Job).where(Job.study_id == study_id, Job.kind == JobKind.ANALYSIS)
        async with self._database.read(scope) as session:
            job = (await session.exec(statement.order_by(col(Job.created_at).desc()).limit(1))).first()
        return None if job is None else JobRead.of(job)

    async def report_pdf(self, scope: Scope, run_id: UUID) -> bytes:
        """The report of a finished analysis, made now if it was not kept.

        Raises NotFound, and ReportError with what to do when it cannot be made on this machine.
        """
        async with self._database.read(scope) as session:
            pdf = await stored_report(session, run_id)
        return pdf if pdf is not None else await store_report(self._database, scope, run_id, self._secret)

    async def export(
        self, scope: Scope, study_id: UUID, format_: ExportFormat, *, identified: bool = False
    ) -> ExportFile:  # fmt: skip
        """The newest analysis as a file. Raises NotFound when there is none, and ReportError.

        Attributes that name a person are in it when ``identified``.
        """
        return await export_latest(self._database, scope, study_id, format_, identified=identified)

    async def naming_attributes(self, scope: Scope, study_id: UUID) -> tuple[str, ...]:
        """The attributes of a study's participants that name a person, in the order of the alphabet."""
        async with self._database.read(scope) as session:
            return tuple(sorted(naming(await segments_of(session, study_id))))


async def _study(session: AsyncSession, study_id: UUID, *, lock: bool = False) -> Study:
    statement = select(Study).where(Study.id == study_id)
    study = (await session.exec(statement.with_for_update() if lock else statement)).one_or_none()
    if study is None:
        raise NotFound("There is no such study.", "It may have been deleted.")
    return study

"""The use cases of studies. Every row is reached through the actor's workspace scope."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, literal
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.models import Interview, InterviewSource, InterviewStatus, PlanRevision, Study, StudyStatus
from app.security import new_token
from app.studies.planner import PlanWriter
from app.studies.schemas import InterviewCounts, RevisionRead, StudyCreate, StudyRead
from interview_engine import LANGUAGES
from research_templates import ResearchPlan

RESEARCHER = "researcher"


class StudyService:
    def __init__(self, database: Database, planner: PlanWriter) -> None:
        self._database = database
        self._planner = planner

    async def create(self, scope: Scope, data: StudyCreate, *, user_id: UUID | None, sample: bool = False) -> UUID:
        """Draft a plan for the question and keep both as a new draft study; returns its id.

        Raises PlanningError when no plan can be made of the question, InvalidInput for an unknown language.
        """
        if data.language not in LANGUAGES:
            raise InvalidInput(
                f"Interviews cannot be held in {data.language!r}.",
                f"Choose one of: {', '.join(sorted(LANGUAGES))}.",
                field="language",
            )
        drafted = await self._planner.draft(data.question)
        study = Study(
            title=data.title or drafted.plan.title,
            question=drafted.plan.question,
            language=data.language,
            link_token=new_token(),
            created_by=user_id,
            sample=sample,
        )
        async with self._database.write(scope) as session:
            session.add(study)
            await session.flush()
            session.add(
                PlanRevision(
                    study_id=study.id,
                    number=1,
                    plan=drafted.plan.model_dump(mode="json"),
                    written_by=drafted.written_by,
                    notice=drafted.notice,
                )
            )
        return study.id

    async def list(self, scope: Scope) -> list[StudyRead]:
        """Every study of the workspace, the newest activity first."""
        async with self._database.read(scope) as session:
            studies = (await session.exec(select(Study))).all()
            activity = await _activity(session)
        reads = [_read(study, activity.get(study.id)) for study in studies]
        return sorted(reads, key=lambda read: read.last_activity, reverse=True)

    async def get(self, scope: Scope, study_id: UUID) -> StudyRead:
        async with self._database.read(scope) as session:
            study = await _study(session, study_id)
            activity = await _activity(session, study_id)
        return _read(study, activity.get(study.id))

    async def revision(self, scope: Scope, study_id: UUID) -> RevisionRead:
        """The newest revision of the study's plan."""
        async with self._database.read(scope) as session:
            await _study(session, study_id)
            return _revision(await _newest(session, study_id))

    async def save_plan(
        self, scope: Scope, study_id: UUID, plan: ResearchPlan, *, based_on: int, researcher_name: str
    ) -> RevisionRead:
        """Keep an edited plan as the next revision.

        Raises Conflict when somebody saved another revision meanwhile: what was typed is still in the form.
        """
        async with self._database.write(scope) as session:
            # Who saves next waits for this lock, and then sees the revision that is made here.
            study = await _study(session, study_id, lock=True)
            newest = await _newest(session, study_id)
            if newest.number != based_on:
                raise Conflict(
                    f"The plan was changed meanwhile (revision {newest.number}).",
                    "Open the plan again in another tab, compare, and save once more.",
                )
            study.title = plan.title
            study.researcher_name = researcher_name
            saved = _revision(newest)
            if saved.plan != plan:
                revision = PlanRevision(
                    study_id=study_id,
                    number=newest.number + 1,
                    plan=plan.model_dump(mode="json"),
                    written_by=RESEARCHER,
                )
                session.add(revision)
                saved = _revision(revision)
        return saved

    async def publish(self, scope: Scope, study_id: UUID) -> None:
        await self._set_status(scope, study_id, StudyStatus.LIVE)

    async def close(self, scope: Scope, study_id: UUID) -> None:
        await self._set_status(scope, study_id, StudyStatus.CLOSED)

    async def delete(self, scope: Scope, study_id: UUID) -> None:
        """Delete the study with its plan, interviews, analyses, reports and imported files, for good."""
        async with self._database.write(scope) as session:
            await _study(session, study_id)
            await session.exec(delete(Study).where(col(Study.id) == study_id))

    async def _set_status(self, scope: Scope, study_id: UUID, status: StudyStatus) -> None:
        async with self._database.write(scope) as session:
            (await _study(session, study_id)).status = status


async def _study(session: AsyncSession, study_id: UUID, *, lock: bool = False) -> Study:
    query = select(Study).where(Study.id == study_id)
    study = (await session.exec(query.with_for_update() if lock else query)).first()
    if study is None:
        raise NotFound("This conversation does not exist.", "Go back to the list of conversations.")
    return study


async def _newest(session: AsyncSession, study_id: UUID) -> PlanRevision:
    query = (
        select(PlanRevision).where(PlanRevision.study_id == study_id).order_by(col(PlanRevision.number).desc()).limit(1)
    )
    return (await session.exec(query)).one()


async def _activity(
    session: AsyncSession, study_id: UUID | None = None
) -> dict[UUID, tuple[InterviewCounts, datetime]]:
    """Counts of interviews by study (previews never count), with the newest start."""
    group = case(
        (col(Interview.source) == InterviewSource.IMPORTED, literal("imported")), else_=col(Interview.status)
    ).label("standing")
    query = (
        select(Interview.study_id, group, func.count(), func.max(Interview.created_at))
        .where(Interview.source != InterviewSource.PREVIEW)
        .group_by(col(Interview.study_id), group)
    )
    if study_id is not None:
        query = query.where(Interview.study_id == study_id)
    groups: dict[UUID, Counter[str]] = {}
    newest: dict[UUID, datetime] = {}
    for study, standing, number, latest in (await session.exec(query)).all():
        groups.setdefault(study, Counter())[standing] += number
        newest[study] = max(newest.get(study, latest), latest)
    return {study: (_counts(group), newest[study]) for study, group in groups.items()}


def _counts(group: Counter[str]) -> InterviewCounts:
    return InterviewCounts(
        started=group.total() - group["imported"],
        active=group[InterviewStatus.ACTIVE],
        completed=group[InterviewStatus.COMPLETED],
        stopped=group[InterviewStatus.STOPPED],
        imported=group["imported"],
    )


def _read(study: Study, activity: tuple[InterviewCounts, datetime] | None) -> StudyRead:
    counts, latest = activity or (InterviewCounts(), study.created_at)
    return StudyRead(
        id=study.id,
        title=study.title,
        question=study.question,
        status=StudyStatus(study.status),
        language=study.language,
        link_token=study.link_token,
        researcher_name=study.researcher_name,
        sample=study.sample,
        created_at=study.created_at,
        counts=counts,
        last_activity=latest,
    )


def _revision(row: PlanRevision) -> RevisionRead:
    return RevisionRead(
        id=row.id,
        number=row.number,
        plan=ResearchPlan.model_validate(row.plan),
        written_by=row.written_by,
        notice=row.notice,
        saved_at=row.created_at,
    )

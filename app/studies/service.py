"""The use cases of studies; their plans have a service of their own. Every row is reached through the actor's scope."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, literal
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.asking.withdrawal import forget_study
from app.db import Database, Scope
from app.errors import Conflict, InvalidInput
from app.insights.kept_reports import forget_later_reports
from app.insights.withdrawals import delete_vectors, own_keys
from app.interviews.counted import begun
from app.models import Interview, InterviewSource, InterviewStatus, PlanRevision, Study, StudyStatus
from app.security import new_token
from app.studies.launching import Launch, allow_launch, read_launch
from app.studies.planner import DraftedPlan, PlanWriter
from app.studies.plans import RESEARCHER, called_by_question, newest_revision, study_row
from app.studies.schemas import InterviewCounts, StudyCreate, StudyRead
from interview_engine import LANGUAGES
from research_templates import ResearchPlan, use_cases

TITLE = 400
"""Characters of a study's title."""


class StudyService:
    def __init__(self, database: Database, planner: PlanWriter) -> None:
        self._database = database
        self._planner = planner

    async def create(self, scope: Scope, data: StudyCreate, *, user_id: UUID | None, sample: bool = False) -> UUID:
        """Draft a plan for the question and keep both as a new draft study; returns its id.

        Raises PlanningError when no plan can be made of the question, InvalidInput for an unknown language or template.
        """
        _require_language(data.language)
        if data.template and data.template not in {case.key for case in use_cases()}:
            raise InvalidInput("This template does not exist.", "Choose one of the list.", field="template")
        drafted = await self._planner.draft(data.question, template=data.template or None, language=data.language)
        return await self._keep(scope, drafted, data.title, data.language, user_id=user_id, sample=sample)

    async def create_from_plan(
        self, scope: Scope, plan: ResearchPlan, *, note: str, user_id: UUID | None, language: str | None = None
    ) -> UUID:
        """Keep a plan that was made elsewhere as a new draft study; returns its id.

        Without ``language`` its interviews are held in the plan's own, or in English where they cannot be held in that.
        Raises InvalidInput for a language in which none can be held.
        """
        language = language or (plan.language if plan.language in LANGUAGES else "en")
        _require_language(language)
        return await self._keep(scope, DraftedPlan(plan, RESEARCHER), plan.title, language, user_id=user_id, note=note)

    async def duplicate(self, scope: Scope, study_id: UUID, *, user_id: UUID | None) -> UUID:
        """A new draft study with the newest plan of another one, and nothing of what was answered; returns its id."""
        async with self._database.read(scope) as session:
            study = await study_row(session, study_id)
            newest = await newest_revision(session, study_id)
            plan = ResearchPlan.model_validate(newest.plan)
        title = f"Copy of {study.title}"[:TITLE]
        copy = plan.model_copy(update={"title": title})
        return await self._keep(
            scope,
            DraftedPlan(copy, newest.written_by),
            title,
            study.language,
            user_id=user_id,
            note=f"Copied from “{study.title[:100]}”, revision {newest.number}",
            researcher_name=study.researcher_name,
        )

    async def _keep(
        self,
        scope: Scope,
        drafted: DraftedPlan,
        title: str,
        language: str,
        *,
        user_id: UUID | None,
        sample: bool = False,
        note: str = "",
        researcher_name: str = "",
    ) -> UUID:
        study = Study(
            title=title or drafted.plan.title,
            question=drafted.plan.question,
            language=language,
            link_token=new_token(),
            created_by=user_id,
            sample=sample,
            researcher_name=researcher_name,
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
                    saved_by=user_id,
                    note=note,
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
            study = await study_row(session, study_id)
            activity = await _activity(session, study_id)
        return _read(study, activity.get(study.id))

    async def launch(self, scope: Scope, study_id: UUID) -> Launch:
        """How the study stands before its launch. Raises NotFound."""
        async with self._database.read(scope) as session:
            return await read_launch(session, await study_row(session, study_id))

    async def publish(self, scope: Scope, study_id: UUID, *, reason: str = "", user_id: UUID | None = None) -> None:
        """Open the study to participants: a draft after a simulated run or for a ``reason``, a closed one at once.

        Raises NotFound, LaunchRefused, InvalidInput for a reason that is too short or too long.
        """
        async with self._database.write(scope) as session:
            # A plan that is saved meanwhile waits for this lock.
            study = await study_row(session, study_id, lock=True)
            if study.status == StudyStatus.DRAFT:
                await allow_launch(session, study, reason=reason, user_id=user_id)
                if study.title == called_by_question(study):
                    # Participants see the title, and the research question is not for them.
                    study.title = (await newest_revision(session, study_id)).plan["title"]
            study.status = StudyStatus.LIVE

    async def close(self, scope: Scope, study_id: UUID) -> None:
        """Take no new participants. Raises NotFound, Conflict for a draft: nobody can open it yet."""
        async with self._database.write(scope) as session:
            study = await study_row(session, study_id, lock=True)
            if study.status == StudyStatus.DRAFT:
                raise Conflict(
                    "This conversation is not live, so it cannot be closed.", "It takes no participants yet."
                )
            study.status = StudyStatus.CLOSED

    async def delete(self, scope: Scope, study_id: UUID) -> None:
        """Delete the study with its plan, interviews, analyses, vectors, reports and imported files, for good."""
        async with self._database.read(scope) as session:
            vectors = await own_keys(session, study_id)
        async with self._database.write(scope) as session:
            await study_row(session, study_id, lock=True)
            await delete_vectors(session, vectors)
            await forget_study(session, study_id)
            await forget_later_reports(session, study_id)
            await session.exec(delete(Study).where(col(Study.id) == study_id))


def _require_language(language: str) -> None:
    if language not in LANGUAGES:
        raise InvalidInput(
            f"Interviews cannot be held in {language!r}.",
            f"Choose one of: {', '.join(sorted(LANGUAGES))}.",
            field="language",
        )


async def _activity(
    session: AsyncSession, study_id: UUID | None = None
) -> dict[UUID, tuple[InterviewCounts, datetime]]:
    """Counts of interviews by study (previews never count), with the newest start."""
    group = case(
        (col(Interview.source) == InterviewSource.IMPORTED, literal("imported")),
        (begun(), col(Interview.status)),
        else_=literal("silent"),
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
        started=group.total() - group["imported"] - group["silent"],
        silent=group["silent"],
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
        starts_refused_at=study.starts_refused_at,
    )

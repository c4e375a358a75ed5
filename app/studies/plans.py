"""The use cases of a study's plan: its revisions, what they were, and a part of it written anew."""

from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import Conflict, NotFound
from app.models import PlanRevision, Study, User
from app.studies.planner import DraftedPlan, PlanWriter
from app.studies.schemas import RevisionHistory, RevisionRead
from research_templates import PlanPart, ResearchPlan

RESEARCHER = "researcher"
HISTORY = 30
"""Revisions on one page of the history."""


class PlanService:
    def __init__(self, database: Database, writer: PlanWriter) -> None:
        self._database = database
        self._writer = writer

    async def current(self, scope: Scope, study_id: UUID) -> RevisionRead:
        """The newest revision of the study's plan."""
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            return await _read(session, await newest_revision(session, study_id))

    async def revision(self, scope: Scope, study_id: UUID, number: int) -> RevisionRead:
        """One revision. Raises NotFound."""
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            return await _read(session, await _numbered(session, study_id, number))

    async def history(self, scope: Scope, study_id: UUID, *, newest: int | None = None) -> RevisionHistory:
        """A page of revisions from number ``newest`` on downwards, with one more than it shows: each has a before."""
        query = select(PlanRevision).where(PlanRevision.study_id == study_id)
        counted = select(func.count(col(PlanRevision.id))).where(PlanRevision.study_id == study_id)
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            total = (await session.exec(counted)).one()
            if newest is not None:
                query = query.where(PlanRevision.number <= newest)
            rows = (await session.exec(query.order_by(col(PlanRevision.number).desc()).limit(HISTORY + 1))).all()
            names = await _names(session, {row.saved_by for row in rows if row.saved_by})
        return RevisionHistory(tuple(_revision(row, names) for row in rows), total)

    async def save(
        self,
        scope: Scope,
        study_id: UUID,
        plan: ResearchPlan,
        *,
        based_on: int,
        researcher_name: str,
        user_id: UUID | None,
    ) -> RevisionRead:
        """Keep an edited plan as the next revision.

        Raises Conflict when somebody saved another revision meanwhile: what was typed is still in the form.
        """
        async with self._database.write(scope) as session:
            # Who saves next waits for this lock, and then sees the revision that is made here.
            study = await study_row(session, study_id, lock=True)
            newest = await newest_revision(session, study_id)
            if newest.number != based_on:
                raise Conflict(
                    f"The plan was changed meanwhile (revision {newest.number}).",
                    "Open the plan again in another tab, compare, and save once more.",
                )
            study.researcher_name = researcher_name
            return await _keep(session, study, newest, plan, user_id=user_id)

    async def restore(self, scope: Scope, study_id: UUID, number: int, *, user_id: UUID | None) -> RevisionRead:
        """Make the plan of an older revision the newest one; nothing in between is lost. Raises NotFound."""
        async with self._database.write(scope) as session:
            study = await study_row(session, study_id, lock=True)
            plan = ResearchPlan.model_validate((await _numbered(session, study_id, number)).plan)
            newest = await newest_revision(session, study_id)
            return await _keep(session, study, newest, plan, user_id=user_id, note=f"Restored from revision {number}")

    async def draft(self, scope: Scope, study_id: UUID, question: str, template: str) -> DraftedPlan:
        """Write a whole plan anew from a template, in the language of the study's interviews; nothing is saved.

        Raises NotFound, PlanningError.
        """
        async with self._database.read(scope) as session:
            language = (await study_row(session, study_id)).language
        return await self._writer.draft(question, template=template, language=language)

    async def rewrite_part(self, scope: Scope, study_id: UUID, plan: ResearchPlan, part: PlanPart) -> DraftedPlan:
        """Write one part of a plan anew and leave all others as they are; nothing is saved. Raises NotFound."""
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
        return await self._writer.rewrite_part(plan, part)


def called_by_question(study: Study) -> str:
    """The title of a study whose answers were not asked for by its plan, until somebody names it."""
    return " ".join(study.question.split())


async def study_row(session: AsyncSession, study_id: UUID, *, lock: bool = False) -> Study:
    """A study of the session's workspace. Raises NotFound."""
    query = select(Study).where(Study.id == study_id)
    study = (await session.exec(query.with_for_update() if lock else query)).first()
    if study is None:
        raise NotFound("This conversation does not exist.", "Go back to the list of conversations.")
    return study


async def newest_revision(session: AsyncSession, study_id: UUID) -> PlanRevision:
    query = (
        select(PlanRevision).where(PlanRevision.study_id == study_id).order_by(col(PlanRevision.number).desc()).limit(1)
    )
    return (await session.exec(query)).one()


async def _numbered(session: AsyncSession, study_id: UUID, number: int) -> PlanRevision:
    query = select(PlanRevision).where(PlanRevision.study_id == study_id, PlanRevision.number == number)
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound(f"The plan has no revision {number}.", "Go back to the plan's history.")
    return row


async def _keep(
    session: AsyncSession,
    study: Study,
    newest: PlanRevision,
    plan: ResearchPlan,
    *,
    user_id: UUID | None,
    note: str = "",
) -> RevisionRead:
    """The next revision, unless nothing would change by it; the study asks what its plan says.

    It is called so, too, once somebody changes that: it may have been given another title when it was made.
    """
    study.question = plan.question
    if plan.title != newest.plan["title"]:
        study.title = plan.title
    row = newest
    if ResearchPlan.model_validate(newest.plan) != plan:
        row = PlanRevision(
            study_id=study.id,
            number=newest.number + 1,
            plan=plan.model_dump(mode="json"),
            written_by=RESEARCHER,
            saved_by=user_id,
            note=note,
        )
        session.add(row)
    return await _read(session, row)


async def _read(session: AsyncSession, row: PlanRevision) -> RevisionRead:
    return _revision(row, await _names(session, {row.saved_by} if row.saved_by else set()))


async def _names(session: AsyncSession, users: set[UUID]) -> dict[UUID, str]:
    if not users:
        return {}
    return dict((await session.exec(select(User.id, User.name).where(col(User.id).in_(users)))).all())


def _revision(row: PlanRevision, names: dict[UUID, str]) -> RevisionRead:
    return RevisionRead(
        id=row.id,
        number=row.number,
        plan=ResearchPlan.model_validate(row.plan),
        written_by=row.written_by,
        notice=row.notice,
        saved_at=row.created_at,
        saved_by=names.get(row.saved_by, "") if row.saved_by else "",
        note=row.note,
    )

"""What an analysis takes from its study: researchers' edits, the themes before, the people that the plan wants."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import MagicSummary
from analysis.theming.continuity import PreviousTheme, remember
from app.insights.results import latest_finished
from app.insights.withdrawals import coded_statements
from app.models import PlanRevision, ThemeEdit
from research_templates.plan import ResearchPlan


async def stored_edits(session: AsyncSession, study_id: UUID) -> list[dict[str, Any]]:
    """The edits of the study's themes in the order in which they were made, for ``analysis.theming.edits``."""
    edits = select(ThemeEdit).where(ThemeEdit.study_id == study_id).order_by(col(ThemeEdit.ordinal))
    return [row.edit for row in await session.exec(edits)]


async def previous_themes(session: AsyncSession, study_id: UUID) -> tuple[PreviousTheme, ...]:
    """The themes of the latest finished run, which keep their names where they are found again."""
    run = await latest_finished(session, study_id)
    if run is None or run.summary is None:
        return ()
    summary = MagicSummary.model_validate(run.summary)
    return remember((*summary.friction_points, *summary.success_factors), await coded_statements(session, run.id))


async def people_wanted(session: AsyncSession, study_id: UUID) -> dict[str, int]:
    """How many people the study's newest plan wants of each segment, by the segment's name."""
    newest = select(PlanRevision).where(PlanRevision.study_id == study_id).order_by(col(PlanRevision.number).desc())
    row = (await session.exec(newest.limit(1))).first()
    if row is None:
        return {}
    return {segment.name: segment.count for segment in ResearchPlan.model_validate(row.plan).profile.segments}

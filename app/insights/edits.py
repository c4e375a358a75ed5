"""What an analysis takes from its study: researchers' edits, the themes before, the people that the plan wants."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import MagicSummary
from analysis.theming.continuity import PreviousTheme, remember
from analysis.theming.edits import Describe, Edit, Rename, Split, read_edits
from analysis.theming.themes import OFFLINE, RESEARCHER
from app.insights.results import latest_finished
from app.insights.withdrawals import coded_statements
from app.models import PlanRevision, ThemeEdit
from research_templates.plan import ResearchPlan


async def stored_edits(session: AsyncSession, study_id: UUID) -> list[dict[str, Any]]:
    """The edits that stand, in the order in which they were made, for ``analysis.theming.edits``."""
    edits = select(ThemeEdit).where(ThemeEdit.study_id == study_id, col(ThemeEdit.undone).is_(False))
    edits = edits.order_by(col(ThemeEdit.ordinal))
    return [row.edit for row in await session.exec(edits)]


async def previous_themes(session: AsyncSession, study_id: UUID) -> tuple[PreviousTheme, ...]:
    """The themes of the latest finished run, which keep their names where they are found again."""
    run = await latest_finished(session, study_id)
    if run is None or run.summary is None:
        return ()
    summary = MagicSummary.model_validate(run.summary)
    themes = remember((*summary.friction_points, *summary.success_factors), await coded_statements(session, run.id))
    return _without_undone(themes, await _undone_edits(session, study_id))


async def _undone_edits(session: AsyncSession, study_id: UUID) -> list[Edit]:
    rows = await session.exec(
        select(ThemeEdit.edit).where(ThemeEdit.study_id == study_id, col(ThemeEdit.undone).is_(True))
    )
    return [recorded.edit for recorded in read_edits(rows).edits]


def _without_undone(themes: Sequence[PreviousTheme], undone: Sequence[Edit]) -> tuple[PreviousTheme, ...]:
    """A name or text that a researcher took back is not handed on; a name stays if people say it themselves."""
    names = {edit.name for edit in undone if isinstance(edit, Rename | Split)}
    texts = {edit.description for edit in undone if isinstance(edit, Describe)}
    return tuple(
        replace(
            theme,
            named_by=OFFLINE if theme.named_by == RESEARCHER and theme.name in names else theme.named_by,
            description="" if theme.description in texts else theme.description,
        )
        for theme in themes
    )


async def people_wanted(session: AsyncSession, study_id: UUID) -> dict[str, int]:
    """How many people the study's newest plan wants of each segment, by the segment's name."""
    newest = select(PlanRevision).where(PlanRevision.study_id == study_id).order_by(col(PlanRevision.number).desc())
    row = (await session.exec(newest.limit(1))).first()
    if row is None:
        return {}
    return {segment.name: segment.count for segment in ResearchPlan.model_validate(row.plan).profile.segments}

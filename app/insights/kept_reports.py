"""Reports that are kept, and what makes them untrue: they are forgotten, and made anew when somebody asks."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import AnalysisRun, Report
from app.waves.series import later_waves


async def forget_reports(session: AsyncSession, studies: Collection[UUID]) -> None:
    """Those of every analysis of ``studies``, in the caller's transaction."""
    runs = select(AnalysisRun.id).where(col(AnalysisRun.study_id).in_(studies))
    await session.exec(delete(Report).where(col(Report.run_id).in_(runs)))


async def forget_later_reports(session: AsyncSession, study_id: UUID) -> None:
    """Those of the waves that are compared with this one, whose findings changed."""
    if later := await later_waves(session, study_id):
        await forget_reports(session, later)

"""Analyses that newer ones have replaced.

Problem: a study that stays current is analysed many times a day, and each run is as large as what was said.
Decision: the newest runs are kept: what pages show, and the one before, whose report somebody may be fetching. The
report of a study with waves or outcomes is checked by counting its figures again from the run it was made of: those
stay longer.
Consequences: a report whose run is gone is checked against the transcripts as before; of figures of waves and outcomes
its check says that their analysis is not here any more.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.insights.results import find_run, forget_statements
from app.models import AnalysisRun, CodedStatement, Outcome, Report, Study, utc_now
from app.waves.series import series_of

_KEPT: Final = 2
_KEPT_WITH_FIGURES: Final = 20
_LONGEST_DRAFT: Final = timedelta(hours=1)


async def forget_older_runs(database: Database, scope: Scope, run_id: UUID) -> None:
    """Delete what the finished run ``run_id`` has made too old, and what analyses that failed before it left.

    In short transactions that can be broken off anywhere: a run is no finding any more before it loses its statements.
    """
    async with database.read(scope) as session:
        old = await _too_old(session, await find_run(session, run_id))
    for one in old:
        async with database.write(scope) as session:
            replaced = update(AnalysisRun).where(col(AnalysisRun.id) == one)
            await session.exec(replaced.values(finished_at=None, summary=None, notices=[]))
            await session.exec(delete(Report).where(col(Report.run_id) == one))
        await forget_statements(database, scope, one)
        async with database.write(scope) as session:
            await session.exec(delete(AnalysisRun).where(col(AnalysisRun.id) == one))


async def _too_old(session: AsyncSession, run: AnalysisRun) -> Sequence[UUID]:
    own = AnalysisRun.study_id == run.study_id
    newest = select(AnalysisRun.collected_at).where(own, col(AnalysisRun.finished_at).is_not(None)).distinct()
    # A run that a researcher edited has the moment of the one it was made of: they stay together.
    kept = newest.order_by(col(AnalysisRun.collected_at).desc()).limit(await _how_many(session, run.study_id))
    moments = (await session.exec(kept)).all()
    labelled = select(CodedStatement.run_id).where(col(CodedStatement.label).is_not(None)).distinct()
    newest_labelled = (
        select(AnalysisRun.id)
        .where(own, col(AnalysisRun.finished_at).is_not(None), col(AnalysisRun.id).in_(labelled))
        .order_by(col(AnalysisRun.finished_at).desc())
        .limit(1)
    )
    paid_for = (await session.exec(newest_labelled)).first()  # the next analysis takes its labels over
    replaced = and_(col(AnalysisRun.finished_at).is_not(None), col(AnalysisRun.collected_at).not_in(moments))
    failed = and_(
        col(AnalysisRun.finished_at).is_(None),
        col(AnalysisRun.created_at) < run.created_at,
        # Somebody's edit of themes may be under way.
        or_(col(AnalysisRun.collected_at).is_(None), col(AnalysisRun.created_at) < utc_now() - _LONGEST_DRAFT),
    )
    old = select(AnalysisRun.id).where(own, AnalysisRun.id != run.id, or_(replaced, failed))
    return [one for one in await session.exec(old) if one != paid_for]


async def _how_many(session: AsyncSession, study_id: UUID) -> int:
    study = (await session.exec(select(Study).where(Study.id == study_id))).one()
    has_outcomes = (await session.exec(select(Outcome.id).where(Outcome.study_id == study_id).limit(1))).first()
    compared = has_outcomes or len(await series_of(session, study)) > 1
    return _KEPT_WITH_FIGURES if compared else _KEPT

"""Findings stay current: a study that has some is analysed again as interviews end, without anybody asking for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import InvalidInput, NotFound
from app.insights.service import InsightService
from app.insights.transcripts import countable
from app.log import get_logger
from app.models import AnalysisRun, Interview, Job, JobKind, JobStatus, Study, ThemeEdit, utc_now

_LOOKS_EVERY: Final = 60.0
_GRACE_SECONDS: Final = 2.0
_RESTS: Final = 9
"""Times as long as the last analysis took: by itself, a study is analysed in a tenth of the time at most."""
_ALL_STUDIES: Final = Scope.system("studies of every workspace are kept current")

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Candidate:
    study_id: UUID
    workspace_id: UUID
    collected_at: datetime


class KeepingCurrent:
    """Looks for studies whose findings are behind, at most one analysis of a study in ``minutes``.

    The first analysis is somebody's decision, and so is another try after one that failed. While somebody edits themes,
    none begins. Any number of processes may look: a study has one open analysis at most.
    """

    def __init__(self, database: Database, insights: InsightService, *, minutes: int) -> None:
        self._database = database
        self._insights = insights
        self._pause = timedelta(minutes=minutes)

    @asynccontextmanager
    async def watching(self, every_seconds: float = _LOOKS_EVERY) -> AsyncIterator[None]:
        """Look now and then, until the context ends.

        A look that is under way ends first: cancelled while it connects to the database, it leaves a connection open.
        """
        stopped = asyncio.Event()
        task = asyncio.create_task(self._keep_looking(every_seconds, stopped))
        try:
            yield
        finally:
            stopped.set()
            await asyncio.wait([task], timeout=_GRACE_SECONDS)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def look(self, now: datetime | None = None) -> tuple[UUID, ...]:
        """Ask for an analysis of every study that is due at ``now``, and say which they are."""
        async with self._database.read(_ALL_STUDIES) as session:
            due = [one for one in await _behind(session) if await self._rested(session, one, now or utc_now())]
        for one in due:
            with suppress(NotFound, InvalidInput):  # deleted or taken back a moment ago
                await self._insights.request_analysis(Scope.workspace(one.workspace_id), one.study_id)
        return tuple(one.study_id for one in due)

    async def _keep_looking(self, every_seconds: float, stopped: asyncio.Event) -> None:
        while not stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), every_seconds)
                return
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the database may be back at the next look
                _log.warning("insights.look_failed", error_type=type(error).__name__)

    async def _rested(self, session: AsyncSession, one: _Candidate, now: datetime) -> bool:
        """Whether the last analysis is long enough ago, and nobody has edited themes since a pause."""
        jobs = select(Job).where(Job.study_id == one.study_id, Job.kind == JobKind.ANALYSIS)
        last = (await session.exec(jobs.order_by(col(Job.created_at).desc()).limit(1))).first()
        if last is None or last.status != JobStatus.DONE:
            return False
        if now - last.updated_at < max(self._pause, _RESTS * (last.updated_at - last.created_at)):
            return False
        edited = func.max(func.coalesce(ThemeEdit.switched_at, ThemeEdit.created_at))
        touched = (await session.exec(select(edited).where(ThemeEdit.study_id == one.study_id))).one()
        return touched is None or now - touched >= self._pause


async def _behind(session: AsyncSession) -> list[_Candidate]:
    """Studies to be kept current in which interviews with answers have ended since they were analysed.

    The statement over all studies finds those in which anything ended at all; few of them are looked into.
    """
    collected = func.max(AnalysisRun.collected_at).label("collected_at")
    newest = (
        select(AnalysisRun.study_id, collected)
        .where(col(AnalysisRun.finished_at).is_not(None))
        .group_by(col(AnalysisRun.study_id))
        .subquery()
    )
    ended = select(Interview.id).where(Interview.study_id == Study.id, col(Interview.ended_at) > newest.c.collected_at)
    rows = await session.exec(
        select(Study.id, Study.workspace_id, newest.c.collected_at)
        .join(newest, newest.c.study_id == Study.id)
        .where(col(Study.keeps_current), ended.exists())
    )
    found = [_Candidate(*row) for row in rows]
    return [one for one in found if await _new_interviews(session, one)]


async def _new_interviews(session: AsyncSession, one: _Candidate) -> int:
    told = countable(one.study_id, answered_after=one.collected_at)
    ended = col(Interview.ended_at) > one.collected_at
    return (await session.exec(select(func.count()).select_from(Interview).where(told, ended))).one()

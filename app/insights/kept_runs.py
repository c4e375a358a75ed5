"""Finished analyses that were looked at or asked lately, read once instead of every time."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import Analysis
from app.insights.schemas import SpokenBy
from app.insights.stored import stored_analysis
from app.insights.transcripts import editions_of
from app.models import AnalysisRun, CodedStatement, Interview, InterviewSource, Participant

_KEPT: Final = 24
"""All studies that are asked at once fit."""
_KEPT_STATEMENTS: Final = 200_000
"""Of all that is kept in memory: about 400 MB."""


class Version(NamedTuple):
    """Any of it is another once words of the run were withdrawn, changed or deleted, by whatever process."""

    revised_at: datetime | None
    editions: int
    statements: int


@dataclass(frozen=True, slots=True)
class KeptRun:
    """``voices`` says who speaks in each interview."""

    analysis: Analysis
    voices: Mapping[str, SpokenBy]
    version: Version


class KeptRuns:
    """The last few in memory. What is kept is shown only where the database still says the same of it."""

    def __init__(self, *, most: int = _KEPT, most_statements: int = _KEPT_STATEMENTS) -> None:
        """``most`` analyses with ``most_statements`` together; the one looked at last is kept whatever its size."""
        self._most = most
        self._most_statements = most_statements
        self._kept: OrderedDict[UUID, KeptRun] = OrderedDict()
        self._reading: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    async def of(self, session: AsyncSession, run: AnalysisRun) -> KeptRun:
        """The finished ``run`` as it stands for ``session``; its notices are those of the row."""
        version = await version_of(session, run)
        # Several pages of one study opened together read it once.
        reading = self._reading.setdefault(run.id, asyncio.Lock())
        async with reading:
            kept = self._kept.get(run.id)
            if kept is None or kept.version != version:
                self._kept.pop(run.id, None)
                kept = await _read(session, run, version)
                self._kept[run.id] = kept
            self._kept.move_to_end(run.id)
            self._forget_oldest()
        return replace(kept, analysis=kept.analysis.model_copy(update={"notices": tuple(run.notices)}))

    def _forget_oldest(self) -> None:
        while len(self._kept) > 1 and (len(self._kept) > self._most or self._statements() > self._most_statements):
            self._kept.popitem(last=False)

    def _statements(self) -> int:
        return sum(kept.version.statements for kept in self._kept.values())


async def version_of(session: AsyncSession, run: AnalysisRun) -> Version:
    """By which a run that is kept is known to be as the database says."""
    coded = select(func.count()).select_from(CodedStatement).where(CodedStatement.run_id == run.id)
    return Version(run.revised_at, await editions_of(session, run.study_id), (await session.exec(coded)).one())


async def _read(session: AsyncSession, run: AnalysisRun, version: Version) -> KeptRun:
    heard = select(CodedStatement.interview_id).where(CodedStatement.run_id == run.id).distinct()
    speakers = await session.exec(
        select(Interview.id, Interview.source, Participant.number)
        .join(Participant, col(Participant.id) == Interview.participant_id)
        .where(col(Interview.id).in_(heard))
    )
    voices = {
        str(interview_id): SpokenBy(f"Participant {number}", InterviewSource(source))
        for interview_id, source, number in speakers
    }
    return KeptRun(await stored_analysis(session, run), voices, version)

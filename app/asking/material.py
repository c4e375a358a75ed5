"""What a question is asked of: the newest finished analysis with its transcripts and vectors, read once."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.across import StudyHeard, joined
from analysis.asking.ask import hear
from analysis.asking.heard import Heard
from analysis.embedding import Embedder, content_key, embed_missing, stack
from analysis.findings import Analysis
from app.errors import Conflict
from app.insights.kept_runs import KeptRun, KeptRuns, Version, version_of
from app.insights.transcripts import collect_transcripts
from app.insights.vectors import load_vectors
from app.models import AnalysisRun, Study
from interview_engine.transcript import Transcript

_KEPT: Final = 24
_KEPT_STATEMENTS: Final = 200_000
"""Of all that is kept in memory: about 300 MB of vectors."""
_MOST_STUDIES: Final = 20
"""So many studies are asked at once, those analysed last."""


@dataclass(frozen=True, slots=True)
class Material:
    """``editions`` by study tells whether anybody changed what they said since."""

    heard: Heard
    transcripts: tuple[Transcript, ...]
    editions: Mapping[UUID, int]

    @property
    def analysis(self) -> Analysis:
        return self.heard.analysis

    @property
    def across(self) -> bool:
        """Whether several studies were joined as one."""
        return self.heard.across


@dataclass(frozen=True, slots=True)
class StudyRun:
    """The newest finished analysis of a study."""

    title: str
    run: AnalysisRun


async def newest_runs(session: AsyncSession) -> tuple[StudyRun, ...]:
    """The newest finished analysis of each of the workspace's studies, the newest first."""
    found = await session.exec(
        select(AnalysisRun.id, AnalysisRun.study_id)
        .where(col(AnalysisRun.finished_at).is_not(None))
        .order_by(col(AnalysisRun.finished_at).desc())
    )
    newest: dict[UUID, UUID] = {}
    for run_id, study_id in found:
        newest.setdefault(study_id, run_id)
    chosen = list(newest.values())[:_MOST_STUDIES]
    rows = await session.exec(
        select(Study.title, AnalysisRun)
        .join(AnalysisRun, col(AnalysisRun.study_id) == Study.id)
        .where(col(AnalysisRun.id).in_(chosen))
        .order_by(col(AnalysisRun.finished_at).desc())
    )
    return tuple(StudyRun(title, run) for title, run in rows)


class _Beside(NamedTuple):
    """What a question needs beside the analysis, which is kept once for pages and questions."""

    version: Version
    transcripts: tuple[Transcript, ...]
    heard: Heard


class _Part(NamedTuple):
    title: str
    run_id: UUID
    version: Version


class _Joined(NamedTuple):
    parts: tuple[_Part, ...]
    whole: Material


def _whole(titles: Sequence[str], parts: Sequence[Material]) -> Material:
    one = joined(
        [
            StudyHeard(title, part.analysis, part.transcripts, part.heard.vectors)
            for title, part in zip(titles, parts, strict=True)
        ]
    )
    editions = {study_id: edition for part in parts for study_id, edition in part.editions.items()}
    return Material(hear(one.analysis, one.transcripts, one.vectors, across=True), one.transcripts, editions)


class Materials:
    """The last few in memory. One that was revised, or of whose study an answer was changed, is read again."""

    def __init__(self, embedder: Embedder, runs: KeptRuns) -> None:
        self._embedder = embedder
        self._runs = runs
        self._kept: OrderedDict[UUID, _Beside] = OrderedDict()
        self._joined: _Joined | None = None

    async def of(self, session: AsyncSession, run: AnalysisRun) -> Material:
        """Raises Conflict when the run was made with another encoder than questions are read with now."""
        if run.embedder != self._embedder.name:
            raise Conflict(
                "This analysis was made with another sentence encoder than the one in use.",
                "Refresh the Magic Summary, then ask again.",
            )
        kept = await self._runs.of(session, run)
        beside = self._kept.get(run.id)
        if beside is None or beside.version != kept.version:
            beside = await self._read(session, run, kept)
            self._kept[run.id] = beside
        self._kept.move_to_end(run.id)
        while len(self._kept) > 1 and (len(self._kept) > _KEPT or self._statements() > _KEPT_STATEMENTS):
            self._kept.popitem(last=False)
        return Material(beside.heard, beside.transcripts, {run.study_id: kept.version.editions})

    def _statements(self) -> int:
        return sum(beside.version.statements for beside in self._kept.values())

    async def across(self, session: AsyncSession, runs: Sequence[StudyRun]) -> Material:
        """All of ``runs`` that the encoder in use can read, joined.

        Raises Conflict when there is none of them.
        """
        readable = [one for one in runs if one.run.embedder == self._embedder.name]
        if not readable:
            raise Conflict("No study is analysed so that it can be asked.", "Make a Magic Summary first, then ask.")
        parts = tuple([_Part(one.title, one.run.id, await version_of(session, one.run)) for one in readable])
        if self._joined is None or self._joined.parts != parts:
            self._joined = None  # what is replaced need not be held beside what replaces it
            heard = [await self.of(session, one.run) for one in readable]
            whole = await asyncio.to_thread(_whole, [part.title for part in parts], heard)
            self._joined = _Joined(parts, whole)
        return self._joined.whole

    async def _read(self, session: AsyncSession, run: AnalysisRun, kept: KeptRun) -> _Beside:
        collected = await collect_transcripts(session, run.study_id, until=run.collected_at)
        texts = [statement.text for statement in kept.analysis.statements]
        known = await load_vectors(session, self._embedder.name, list(dict.fromkeys(map(content_key, texts))))

        def heard() -> Heard:
            # A text that two people said loses its vector when one of them withdraws it.
            whole = known | embed_missing(texts, known, self._embedder)
            return hear(kept.analysis, collected.transcripts, stack(texts, whole, dimension=self._embedder.dimension))

        return _Beside(kept.version, collected.transcripts, await asyncio.to_thread(heard))

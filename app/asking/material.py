"""What a question is asked of: the newest finished analysis with its transcripts and vectors, read once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.embedding import Embedder, content_key, embed_missing, stack
from analysis.findings import Analysis
from app.errors import Conflict
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts, editions_of
from app.insights.vectors import load_vectors
from app.models import AnalysisRun
from interview_engine.transcript import Transcript

_KEPT: Final = 3


@dataclass(frozen=True, slots=True)
class Material:
    """``vectors`` has one row per statement; ``editions`` tells whether anybody changed what they said since."""

    analysis: Analysis
    transcripts: tuple[Transcript, ...]
    vectors: NDArray[np.float32]
    editions: int


class Materials:
    """The last few in memory. One that was revised, or of whose study an answer was changed, is read again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[UUID, tuple[datetime | None, Material]] = OrderedDict()

    async def of(self, session: AsyncSession, run: AnalysisRun) -> Material:
        """Raises Conflict when the run was made with another encoder than questions are read with now."""
        if run.embedder != self._embedder.name:
            raise Conflict(
                "This analysis was made with another sentence encoder than the one in use.",
                "Refresh the Magic Summary, then ask again.",
            )
        editions = await editions_of(session, run.study_id)
        kept = self._kept.get(run.id)
        if kept is not None and kept[0] == run.revised_at and kept[1].editions == editions:
            self._kept.move_to_end(run.id)
            return kept[1]
        material = await self._read(session, run, editions)
        self._kept[run.id] = (run.revised_at, material)
        self._kept.move_to_end(run.id)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return material

    async def _read(self, session: AsyncSession, run: AnalysisRun, editions: int) -> Material:
        analysis = await stored_analysis(session, run)
        collected = await collect_transcripts(session, run.study_id, until=run.collected_at)
        texts = [statement.text for statement in analysis.statements]
        known = await load_vectors(session, self._embedder.name, list(dict.fromkeys(map(content_key, texts))))

        def stacked() -> NDArray[np.float32]:
            # A text that two people said loses its vector when one of them withdraws it.
            whole = known | embed_missing(texts, known, self._embedder)
            return stack(texts, whole, dimension=self._embedder.dimension)

        return Material(analysis, collected.transcripts, await asyncio.to_thread(stacked), editions)

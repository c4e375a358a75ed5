"""What changed from wave to wave, from what is stored of each: counted, then checked before anybody sees it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.change.checking import supported
from analysis.change.identities import Recognised, recognised
from analysis.change.waves import Change, WaveFindings, compare
from analysis.embedding import content_key, stack
from analysis.theming.themes import people_heard
from app.insights.results import latest_finished
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.insights.vectors import load_vectors
from app.log import get_logger
from app.models import AnalysisRun, Participant, Study
from app.waves.series import series_of

_NOT_ANALYSED = "Two waves with a Magic Summary are needed to see what changed. Make one for each wave."
_OTHER_VECTORS = (
    "The waves were analysed with different sentence encoders, so that they cannot be compared. Refresh the Magic "
    "Summary of each."
)
_WORDS_GONE = "Words were withdrawn since a wave was analysed. Refresh the Magic Summary of each wave, then look again."
_FEWEST_WAVES = 2

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``change`` is None when there are no two waves that can be compared: ``reason``.

    ``people`` says how many were heard in each wave that ``change`` has, by its study, the earliest first.
    """

    change: Change | None = None
    people: Mapping[UUID, int] | None = None
    reason: str = ""


async def change_until(session: AsyncSession, run: AnalysisRun) -> Change | None:
    """What changed up to the wave that ``run`` analysed, as far as that can be told; None for a first wave."""
    study = (await session.exec(select(Study).where(Study.id == run.study_id))).one()
    waves = [wave for wave in await series_of(session, study) if (wave.wave, wave.created_at) < _place(study)]
    if not waves:
        return None
    runs = {wave.id: await latest_finished(session, wave.id) for wave in waves} | {study.id: run}
    return (await compared(session, [*waves, study], runs)).change


async def compared(
    session: AsyncSession, waves: Sequence[Study], runs: Mapping[UUID, AnalysisRun | None]
) -> Comparison:
    """Compare waves of one series, the earliest first, by the given runs; what cannot be counted again is left out."""
    analysed = [(wave, run) for wave in waves if (run := runs[wave.id]) is not None and run.people]
    if len(analysed) < _FEWEST_WAVES:
        return Comparison(reason=_NOT_ANALYSED)
    if len({run.embedder for _, run in analysed}) > 1:
        return Comparison(reason=_OTHER_VECTORS)
    known = await _recognised(session, [wave for wave, _ in analysed])
    loaded = [
        await _findings(session, wave, run, people, known.by)
        for (wave, run), people in zip(analysed, known.people, strict=True)
    ]
    findings = [one for one in loaded if one is not None]
    if len(findings) < len(loaded):
        return Comparison(reason=_WORDS_GONE)
    checked = await asyncio.to_thread(lambda: supported(compare(findings), findings))
    if checked.faults:
        # Where it failed is said without a theme's name: that may be in a participant's words.
        faults = sorted({fault.fault.value for fault in checked.faults})
        _log.error("change.unsupported", study_id=str(waves[-1].id), faults=faults, number=len(checked.faults))
    people = {wave.id: len(one.people) for (wave, _), one in zip(analysed, findings, strict=True)}
    return Comparison(checked.change, people)


def _place(study: Study) -> tuple[int, object]:
    return study.wave, study.created_at


async def _recognised(session: AsyncSession, waves: Sequence[Study]) -> Recognised:
    known = []
    for wave in waves:
        rows = await session.exec(
            select(Participant.id, Participant.attributes).where(
                Participant.study_id == wave.id, Participant.number > 0
            )
        )
        known.append({str(participant_id): attributes for participant_id, attributes in rows})
    return await asyncio.to_thread(recognised, known)


async def _findings(
    session: AsyncSession, wave: Study, run: AnalysisRun, identities: Mapping[str, str], recognised_by: str
) -> WaveFindings | None:
    """What a run found, with its vectors; None when one of them, or everybody, is gone with withdrawn words."""
    analysis = await stored_analysis(session, run)
    texts = [statement.text for statement in analysis.statements]
    keys = list(dict.fromkeys(map(content_key, texts)))
    known = await load_vectors(session, run.embedder, keys)
    collected = await collect_transcripts(session, run.study_id, until=run.collected_at)
    people = people_heard(collected.transcripts).ids
    if len(known) < len(keys) or not people:
        return None
    dimension = len(next(iter(known.values()))) if known else 0
    summary = analysis.summary
    return WaveFindings(
        name=f"Wave {wave.wave}",
        statements=analysis.statements,
        themes=(*summary.friction_points, *summary.success_factors) if summary else (),
        vectors=stack(texts, known, dimension=dimension) if texts else np.zeros((0, dimension), dtype=np.float32),
        people=people,
        identities=identities,
        recognised_by=recognised_by,
    )

"""What the analysis of a wave takes from the waves before it: the themes by which people know them."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.embedding import content_key
from analysis.findings import MagicSummary
from analysis.theming.continuity import PreviousTheme, known_before, of_earlier_wave
from app.insights.edits import previous_themes
from app.insights.results import latest_finished
from app.insights.vectors import load_vectors
from app.insights.withdrawals import coded_statements
from app.waves.series import earlier_waves

Editions = tuple[tuple[UUID, datetime | None], ...]


async def themes_known(session: AsyncSession, study_id: UUID, embedder: str) -> tuple[PreviousTheme, ...]:
    """The themes of the study's latest analysis and those of its earlier waves, as they are called now.

    A wave that was analysed with another encoder than ``embedder`` is left out: its themes cannot be found again.
    """
    own = await previous_themes(session, study_id)
    waves = [await _themes_of(session, wave, embedder) for wave in await earlier_waves(session, study_id)]
    return known_before(own, waves)


async def earlier_editions(session: AsyncSession, study_id: UUID) -> Editions:
    """What changes whenever a theme of an earlier wave is named anew: its newest run, and when that was revised."""
    runs = [await latest_finished(session, wave) for wave in await earlier_waves(session, study_id)]
    return tuple((run.id, run.revised_at) for run in runs if run is not None)


async def _themes_of(session: AsyncSession, study_id: UUID, embedder: str) -> tuple[PreviousTheme, ...]:
    run = await latest_finished(session, study_id)
    if run is None or run.summary is None or run.embedder != embedder:
        return ()
    summary = MagicSummary.model_validate(run.summary)
    coded = await coded_statements(session, run.id)
    keys = {ordinal: content_key(statement.text) for ordinal, statement in coded.items()}
    vectors = await load_vectors(session, embedder, list(dict.fromkeys(keys.values())))
    return of_earlier_wave(
        (*summary.friction_points, *summary.success_factors),
        coded,
        {ordinal: vectors[key] for ordinal, key in keys.items() if key in vectors},
    )

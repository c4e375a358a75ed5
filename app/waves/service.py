"""Repeating a study, and comparing what its waves found."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.change.waves import Change, WaveFindings, compare
from analysis.embedding import content_key, stack
from analysis.theming.themes import people_heard
from app.db import Database, Scope
from app.insights.results import latest_finished
from app.insights.schemas import SpokenBy
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.insights.vectors import load_vectors
from app.interviews.transcripts import participant_label
from app.models import AnalysisRun, Interview, InterviewSource, Participant, PlanRevision, Study
from app.security import new_token
from app.studies.plans import newest_revision, study_row
from app.studies.service import TITLE
from app.waves.schemas import WaveRead, WavesRead
from app.waves.series import series_of
from research_templates import ResearchPlan

_ONE = "This is the only wave so far. Repeat the study to see what changes."
_NOT_ANALYSED = "Two waves with a Magic Summary are needed to see what changed. Make one for each wave."
_OTHER_VECTORS = (
    "The waves were analysed with different sentence encoders, so that they cannot be compared. Refresh the Magic "
    "Summary of each."
)
_WORDS_GONE = "Words were withdrawn since a wave was analysed. Refresh the Magic Summary of each wave, then look again."


@dataclass(frozen=True, slots=True)
class _Loaded:
    wave: WaveRead
    findings: WaveFindings
    embedder: str


class WaveService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def repeat(self, scope: Scope, study_id: UUID, *, user_id: UUID | None) -> UUID:
        """A new draft study with the newest plan and the settings of this one, as the next wave; returns its id.

        Raises NotFound.
        """
        async with self._database.write(scope) as session:
            # Two who repeat it in the same moment wait for each other: they must not get the same number.
            study = await study_row(session, study_id, lock=True)
            first = await study_row(session, study.wave_of, lock=True) if study.wave_of else study
            newest = await newest_revision(session, study_id)
            number = 1 + max(wave.wave for wave in await series_of(session, study))
            title = _title(first.title, number)
            plan = ResearchPlan.model_validate(newest.plan).model_copy(update={"title": title})
            repeated = Study(
                title=title,
                question=study.question,
                language=study.language,
                link_token=new_token(),
                researcher_name=study.researcher_name,
                embed_sites=study.embed_sites,
                offers_contact=study.offers_contact,
                token_budget=study.token_budget,
                created_by=user_id,
                wave_of=first.id,
                wave=number,
            )
            session.add(repeated)
            await session.flush()
            session.add(
                PlanRevision(
                    study_id=repeated.id,
                    number=1,
                    plan=plan.model_dump(mode="json"),
                    written_by=newest.written_by,
                    saved_by=user_id,
                    note=f"Repeats \u201c{study.title[:100]}\u201d, revision {newest.number}",
                )
            )
        return repeated.id

    async def read(self, scope: Scope, study_id: UUID) -> WavesRead:
        """The series that a study belongs to and what changed in it. Raises NotFound."""
        async with self._database.read(scope) as session:
            study = await study_row(session, study_id)
            series = await series_of(session, study)
            runs = {wave.id: await latest_finished(session, wave.id) for wave in series}
            waves = tuple(_wave(wave, runs[wave.id]) for wave in series)
            if len(series) == 1:
                return WavesRead(waves, reason=_ONE)
            analysed = [(wave, run) for wave in waves if (run := runs[wave.study_id]) is not None and run.people]
            if len(analysed) == 1 or not analysed:
                return WavesRead(waves, reason=_NOT_ANALYSED)
            if len({run.embedder for _, run in analysed}) > 1:
                return WavesRead(waves, reason=_OTHER_VECTORS)
            loaded = [await _loaded(session, wave, run) for wave, run in analysed]
            if any(one is None for one in loaded):
                return WavesRead(waves, reason=_WORDS_GONE)
        compared = [one for one in loaded if one is not None]
        change = await asyncio.to_thread(compare, [one.findings for one in compared])
        async with self._database.read(scope) as session:
            voices, studies = await _voices(session, change)
        return WavesRead(waves, tuple(one.wave for one in compared), change, "", voices, studies)


def _title(title: str, number: int) -> str:
    ending = f", wave {number}"
    return f"{title[: TITLE - len(ending)]}{ending}"


def _wave(study: Study, run: AnalysisRun | None) -> WaveRead:
    return WaveRead(study.id, study.wave, study.title, run.people if run else None)


async def _loaded(session: AsyncSession, wave: WaveRead, run: AnalysisRun) -> _Loaded | None:
    """What a run found, with its vectors; None when one of them is gone with words that were withdrawn."""
    analysis = await stored_analysis(session, run)
    texts = [statement.text for statement in analysis.statements]
    keys = list(dict.fromkeys(map(content_key, texts)))
    known = await load_vectors(session, run.embedder, keys)
    if len(known) < len(keys):
        return None
    dimension = len(next(iter(known.values()))) if known else 0
    collected = await collect_transcripts(session, run.study_id, until=run.collected_at)
    summary = analysis.summary
    findings = WaveFindings(
        name=f"Wave {wave.number}",
        statements=analysis.statements,
        themes=(*summary.friction_points, *summary.success_factors) if summary else (),
        vectors=stack(texts, known, dimension=dimension) if texts else np.zeros((0, dimension), dtype=np.float32),
        people=people_heard(collected.transcripts).ids,
    )
    heard = replace(wave, people=len(findings.people))
    return _Loaded(heard, findings, run.embedder) if findings.people else None


async def _voices(session: AsyncSession, change: Change) -> tuple[dict[str, SpokenBy], dict[str, UUID]]:
    quoted = {UUID(quote.interview_id) for theme in change.themes for quote in theme.quotes}
    rows = await session.exec(
        select(Interview.id, Interview.study_id, Interview.source, Participant.number)
        .join(Participant, col(Participant.id) == Interview.participant_id)
        .where(col(Interview.id).in_(quoted))
    )
    voices: dict[str, SpokenBy] = {}
    studies: dict[str, UUID] = {}
    for interview_id, study_id, source, number in rows:
        voices[str(interview_id)] = SpokenBy(participant_label(number), InterviewSource(source))
        studies[str(interview_id)] = study_id
    return voices, studies

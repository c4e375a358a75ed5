"""Repeating a study, and comparing what its waves found."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.change.waves import Change
from app.db import Database, Scope
from app.insights.results import latest_finished
from app.insights.schemas import SpokenBy
from app.interviews.transcripts import participant_label
from app.models import AnalysisRun, Interview, InterviewSource, Participant, PlanRevision, Study
from app.security import new_token
from app.studies.plans import newest_revision, study_row
from app.studies.service import TITLE
from app.waves.comparing import compared
from app.waves.schemas import WaveRead, WavesRead
from app.waves.series import series_of
from research_templates import ResearchPlan

_ONE = "This is the only wave so far. Repeat the study to see what changes."


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
            found = await compared(session, series, runs)
            if found.change is None or found.people is None:
                return WavesRead(waves, reason=found.reason)
            voices, studies = await _voices(session, found.change)
        people = found.people
        shown = tuple(replace(wave, people=people[wave.study_id]) for wave in waves if wave.study_id in people)
        return WavesRead(waves, shown, found.change, "", voices, studies)


def _title(title: str, number: int) -> str:
    ending = f", wave {number}"
    return f"{title[: TITLE - len(ending)]}{ending}"


def _wave(study: Study, run: AnalysisRun | None) -> WaveRead:
    return WaveRead(study.id, study.wave, study.title, run.people if run else None)


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

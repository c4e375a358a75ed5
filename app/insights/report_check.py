"""Whether a report still says what the transcripts say, asked of the installation that it came from."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.reporting.checking import Difference, Discrepancy, check_compared, check_report, read_manifest
from analysis.reporting.manifest import Manifest
from app.db import Database, Scope
from app.errors import NotFound
from app.insights.report import seal_key
from app.insights.transcripts import collect_transcripts
from app.models import AnalysisRun, Study
from app.outcomes.telling import answers_of
from app.waves.comparing import change_until


async def check_stored(
    database: Database, pdf: bytes, *, study: str = "", secret: str = ""
) -> tuple[Discrepancy, ...]:  # fmt: skip
    """Every difference between the report and what is stored of its study; empty when it holds.

    ``study`` is the one that the report is expected to be of, else it is taken from the report. Raises ReportError
    when ``pdf`` carries no evidence, and NotFound when a study is asked for that is not here.
    """
    manifest = await asyncio.to_thread(read_manifest, pdf)
    wanted = study or manifest.study_id
    async with database.read(Scope.system("whoever runs commands may check any report")) as session:
        known = _as_id(wanted)
        owner = known and (await session.exec(select(Study.workspace_id).where(Study.id == known))).first()
    if known is None or owner is None:
        if study:
            raise NotFound(f"There is no study {study} in this database.", "Check the id and VERBATIM_DATA.")
        return (Discrepancy(Difference.FOREIGN, "report", f"study {wanted or 'unknown'}", "is not here"),)
    until = datetime.fromisoformat(manifest.collected_at) if manifest.collected_at else None
    async with database.read(Scope.workspace(owner)) as session:
        collected = await collect_transcripts(session, known, until=until)
        again = await _compared(session, manifest)
    transcripts = {transcript.interview_id: transcript for transcript in collected.transcripts}
    found = await asyncio.to_thread(check_report, pdf, transcripts, key=seal_key(secret))
    found = (*found, *again)
    if study and manifest.study_id and manifest.study_id != str(known):
        other = Discrepancy(Difference.FOREIGN, "report", f"study {manifest.study_id}", f"asked about {known}")
        return (other, *found)
    return found


async def _compared(session: AsyncSession, manifest: Manifest) -> tuple[Discrepancy, ...]:
    """What of waves and outcomes is another figure now. Reports of before kept no list of them."""
    if not manifest.compared:
        return ()
    known = _as_id(manifest.run_id)
    query = select(AnalysisRun).where(AnalysisRun.id == known, col(AnalysisRun.finished_at).is_not(None))
    run = (await session.exec(query)).one_or_none()
    if run is None:
        claimed = f"{len(manifest.compared)} figures of waves and outcomes"
        return (Discrepancy(Difference.COUNT, "waves and outcomes", claimed, "their analysis is not here any more"),)
    return check_compared(manifest, await change_until(session, run), await answers_of(session, run))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""The PDF of a finished analysis, made from what is stored and kept beside it."""

import asyncio
import hashlib
import hmac
from collections import Counter
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import Analysis
from analysis.reading.agreement import agreement_of, in_words
from analysis.reporting.content import ReportContent
from analysis.reporting.report import render_report
from app.accounts.branding import brand_of
from app.db import Database, Scope
from app.errors import Conflict
from app.insights.earlier import earlier_editions
from app.insights.funnel import read_funnel
from app.insights.naming_attributes import naming, without_names, without_shares
from app.insights.results import find_run
from app.insights.stored import stored_analysis
from app.insights.transcripts import countable
from app.models import (
    AnalysisRun,
    CodedStatement,
    Interview,
    Participant,
    Report,
    Study,
    utc_now,
)
from app.outcomes.telling import answers_of
from app.waves.comparing import change_until

_SOURCES: Final = {
    "live": "held by link",
    "imported": "imported from a file",
    "sample": "made up by us to show the product",
}


async def stored_report(session: AsyncSession, run_id: UUID) -> bytes | None:
    """None where none is kept that compares with other waves as they stand. Raises NotFound: there is no such run."""
    run = await find_run(session, run_id)
    kept = select(Report.pdf).where(Report.run_id == run_id, Report.compared_with == await _compared_with(session, run))
    return (await session.exec(kept)).one_or_none()


def seal_key(secret: str) -> bytes:
    """The key by which an installation knows its own reports, derived from its secret; empty without one."""
    return hmac.digest(secret.encode(), b"evidence of a report", "sha256") if secret else b""


async def store_report(database: Database, scope: Scope, run_id: UUID, secret: str = "") -> bytes:
    """Render the report, sealed with the installation's ``secret``, and keep it; one that was kept meanwhile stays.

    Raises NotFound, Conflict while the run is not finished, and ReportError when this machine cannot render it.
    """
    async with database.read(scope) as session:
        run = await find_run(session, run_id)
        if run.finished_at is None:
            raise Conflict("This analysis is not finished yet.", "Its report can be made when it is.")
        compared_with = await _compared_with(session, run)
        content = await report_content(session, run)
    pdf = await asyncio.to_thread(render_report, content, key=seal_key(secret))
    dialect = sqlite if database.embedded else postgresql
    new = {"id": uuid4(), "created_at": utc_now(), "compared_with": compared_with, "pdf": pdf}
    row = {**new, "workspace_id": run.workspace_id, "run_id": run_id}
    async with database.write(scope) as session:
        if (await find_run(session, run_id, lock=True)).revised_at == run.revised_at:
            keeping = dialect.insert(Report).on_conflict_do_update(
                index_elements=["run_id"], set_=new, where=col(Report.compared_with) != compared_with
            )
            await session.exec(keeping, params=[row])
            return pdf
    # Somebody withdrew what they said while it was being rendered.
    return await store_report(database, scope, run_id, secret)


async def _compared_with(session: AsyncSession, run: AnalysisRun) -> str:
    """Hash of the findings of the waves before this one that a report of ``run`` would show; empty for a first wave."""
    editions = await earlier_editions(session, run.study_id)
    told = "\n".join(f"{run_id} {revised_at and revised_at.isoformat()}" for run_id, revised_at in editions)
    return hashlib.sha256(told.encode()).hexdigest() if told else ""


async def report_content(session: AsyncSession, run: AnalysisRun, *, identified: bool = False) -> ReportContent:
    """What the reports and exports of a finished run show, in whatever format.

    Attributes that name a person, such as a customer's number, are in it when ``identified``, and else nowhere.
    """
    study = (await session.exec(select(Study).where(Study.id == run.study_id))).one()
    analysis = await stored_analysis(session, run)
    speakers = await session.exec(
        select(Interview.id, Interview.source, Participant.number)
        .join(Participant, col(Participant.id) == Interview.participant_id)
        .where(
            col(Interview.id).in_(select(CodedStatement.interview_id).where(CodedStatement.run_id == run.id).distinct())
        )
    )
    segments = await segments_of(session, run.study_id)
    if not identified:
        analysis, segments = without_shares(analysis, naming(segments)), without_names(segments)
    labels: dict[str, str] = {}
    sources: dict[str, str] = {}
    for interview_id, source, number in speakers:
        labels[str(interview_id)], sources[str(interview_id)] = f"Participant {number}", source
    return ReportContent(
        study_title=study.title,
        research_question=study.question,
        created=(run.finished_at or run.created_at).date(),
        analysis=analysis,
        labels=labels,
        brand=await brand_of(session, run.workspace_id),
        funnel=await read_funnel(session, run.study_id),
        segments=segments,
        run_id=str(run.id),
        study_id=str(run.study_id),
        collected_at=run.collected_at.isoformat() if run.collected_at else "",
        change=await change_until(session, run),
        outcomes=await answers_of(session, run),
        method_notes=_method_notes(run, analysis, Counter(sources.values())),
    )


async def segments_of(session: AsyncSession, study_id: UUID) -> dict[str, dict[str, str]]:
    """The attributes of the participants who count, by participant id."""
    rows = await session.exec(
        select(Participant.id, Participant.attributes)
        .join(Interview, col(Interview.participant_id) == Participant.id)
        .where(countable(study_id))
        .order_by(col(Participant.number))
    )
    return {str(participant_id): dict(attributes) for participant_id, attributes in rows}


def _method_notes(run: AnalysisRun, analysis: Analysis, sources: Counter[str]) -> tuple[str, ...]:
    held = ", ".join(f"{number} {_SOURCES.get(source, source)}" for source, number in sources.most_common())
    written_by = analysis.summary.written_by if analysis.summary else "offline"
    agreement = agreement_of(analysis.statements)
    return (
        *((f"Interviews with coded statements: {held}.",) if held else ()),
        f"Statements were compared by the sentence encoder {run.embedder}.",
        *(() if agreement is None else (in_words(agreement),)),
        f"The summary was written by {'the offline analyst' if written_by == 'offline' else written_by}.",
    )

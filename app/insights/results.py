"""Writing a finished analysis, once, and reading it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import Analysis, MagicSummary, Quote
from app.db import Database, Scope
from app.errors import NotFound
from app.insights.kept_model import forget_completions
from app.insights.kept_reports import forget_later_reports
from app.insights.labels import forget_early
from app.insights.schemas import RunRead, SpokenBy
from app.insights.transcripts import Changed, Collected, count_changed, count_interviews, countable, words_stand
from app.models import AnalysisRun, CodedStatement, Interview, InterviewSource, Participant, utc_now

_LONGEST_DRAFT: Final = timedelta(hours=1)
_ROWS_PER_INSERT: Final = 500
_ROWS_PER_TRANSACTION: Final = 2_000


async def write_analysis(
    session: AsyncSession, run_id: UUID, analysis: Analysis, *, embedder: str, collected: Collected
) -> bool:
    """Store the summary and the end of the run, whose statements are stored, in the caller's transaction.

    A run that is finished is left as it is: whoever comes second changes nothing. False, with nothing changed, when
    somebody changed or withdrew an answer after the transcripts were collected: they must be read again.
    """
    study_id = (await find_run(session, run_id)).study_id
    stands = await words_stand(session, study_id, collected.editions)
    run = await find_run(session, run_id, lock=True)
    if run.finished_at is not None:
        return True
    if not stands:
        return False
    run.interviews, run.people, run.set_aside = analysis.interviews, analysis.people, analysis.set_aside
    run.summary = None if analysis.summary is None else analysis.summary.model_dump(mode="json")
    run.notices = list(analysis.notices)
    run.embedder = embedder
    run.collected_at = collected.at
    run.finished_at = utc_now()
    await forget_later_reports(session, study_id)
    await forget_early(session, study_id)
    await forget_completions(session, study_id)
    return True


async def draft_edited(database: Database, scope: Scope, base: AnalysisRun, analysis: Analysis) -> UUID | None:
    """Store the statements of what a researcher made of the run ``base``, as a run that nobody sees yet.

    It holds no words: a process that dies leaves none behind. None when somebody deleted what it rests on meanwhile.
    """
    left_behind = (
        col(AnalysisRun.study_id) == base.study_id,
        col(AnalysisRun.finished_at).is_(None),
        col(AnalysisRun.collected_at).is_not(None),
        col(AnalysisRun.created_at) < utc_now() - _LONGEST_DRAFT,
    )
    run = AnalysisRun(
        workspace_id=base.workspace_id,
        study_id=base.study_id,
        interviews=analysis.interviews,
        people=analysis.people,
        set_aside=analysis.set_aside,
        embedder=base.embedder,
        collected_at=base.collected_at,
    )
    async with database.write(scope) as session:
        await session.exec(delete(AnalysisRun).where(*left_behind))
        session.add(run)
    if await store_statements(database, scope, run, analysis):
        return run.id
    async with database.write(scope) as session:
        await session.exec(delete(AnalysisRun).where(col(AnalysisRun.id) == run.id))
    return None


async def finish_edited(session: AsyncSession, run_id: UUID, analysis: Analysis) -> None:
    """Make the run that was drafted of ``analysis`` the study's newest, in the caller's transaction."""
    run = await find_run(session, run_id, lock=True)
    run.summary = None if analysis.summary is None else analysis.summary.model_dump(mode="json")
    run.notices = list(analysis.notices)
    run.finished_at = utc_now()
    await forget_later_reports(session, run.study_id)


async def store_statements(database: Database, scope: Scope, run: AnalysisRun, analysis: Analysis) -> bool:
    """Store every coded statement of a run that is not finished, in place of those that it had.

    In many short transactions: people answer meanwhile. False when words of one were deleted, or when the run is
    finished: a process that was thought dead and goes on later changes nothing of it.
    """
    await forget_statements(database, scope, run.id)
    rows = _rows(run, analysis)
    while part := list(islice(rows, _ROWS_PER_TRANSACTION)):
        try:
            async with database.write(scope) as session:
                if not await _is_open(session, run.id):
                    return False
                for start in range(0, len(part), _ROWS_PER_INSERT):
                    await session.exec(insert(CodedStatement), params=part[start : start + _ROWS_PER_INSERT])
        except IntegrityError:
            return False
        await asyncio.sleep(0)
    return True


async def forget_statements(database: Database, scope: Scope, run_id: UUID) -> None:
    """Those of a run that did not come to its end; one that did keeps them."""
    some = select(CodedStatement.id).where(CodedStatement.run_id == run_id).limit(_ROWS_PER_TRANSACTION)
    deleted = 1
    while deleted:
        async with database.write(scope) as session:
            if not await _is_open(session, run_id):
                return
            deleted = (await session.exec(delete(CodedStatement).where(col(CodedStatement.id).in_(some)))).rowcount


async def _is_open(session: AsyncSession, run_id: UUID) -> bool:
    """Whether the run is there and not finished, and stays so until the transaction ends."""
    unfinished = select(AnalysisRun.id).where(AnalysisRun.id == run_id, col(AnalysisRun.finished_at).is_(None))
    return (await session.exec(unfinished.with_for_update(key_share=True))).first() is not None


def _rows(run: AnalysisRun, analysis: Analysis) -> Iterator[dict[str, Any]]:
    themes = _themes_of_statements(analysis.summary)
    return (
        {
            "id": uuid4(),
            "created_at": run.created_at,
            "workspace_id": run.workspace_id,
            "run_id": run.id,
            "ordinal": ordinal,
            "interview_id": UUID(statement.interview_id),
            "message_id": UUID(statement.message_id),
            "start": statement.start,
            "end": statement.end,
            "polarity": statement.polarity.value,
            "confidence": statement.confidence,
            "theme_key": themes.get(ordinal),
            "strength": statement.strength,
            "stage": statement.stage,
            "measures": [measure.model_dump(mode="json") for measure in statement.measures],
            "label": None if statement.label is None else statement.label.model_dump(mode="json"),
        }
        for ordinal, statement in enumerate(analysis.statements)
    )


def _themes_of_statements(summary: MagicSummary | None) -> dict[int, str]:
    """The leading theme of each statement. A mixed one may be in two: the themes in the summary list theirs whole."""
    if summary is None:
        return {}
    themes = (*summary.friction_points, *summary.success_factors)
    return {ordinal: theme.key for theme in reversed(themes) for ordinal in theme.statements}


async def find_run(session: AsyncSession, run_id: UUID, *, lock: bool = False) -> AnalysisRun:
    """Raises NotFound."""
    statement = select(AnalysisRun).where(AnalysisRun.id == run_id)
    run = (await session.exec(statement.with_for_update() if lock else statement)).one_or_none()
    if run is None:
        raise NotFound("There is no such analysis.", "It may have been deleted together with its study.")
    return run


async def latest_finished(session: AsyncSession, study_id: UUID) -> AnalysisRun | None:
    statement = (
        select(AnalysisRun)
        .where(AnalysisRun.study_id == study_id, col(AnalysisRun.finished_at).is_not(None))
        .order_by(col(AnalysisRun.finished_at).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def read_run(session: AsyncSession, run: AnalysisRun) -> RunRead:
    """A finished run with the people behind its quotes."""
    summary = None if run.summary is None else MagicSummary.model_validate(run.summary)
    quoted = {quote.interview_id for quote in quotes_of(summary)}
    speakers = await session.exec(
        select(Interview.id, Interview.source, Participant.number)
        .join(Participant, col(Participant.id) == Interview.participant_id)
        .where(col(Interview.id).in_([UUID(interview_id) for interview_id in quoted]))
    )
    sources = await session.exec(select(Interview.source).where(countable(run.study_id)).distinct())
    new = (
        0
        if run.collected_at is None
        else await count_interviews(session, run.study_id, answered_after=run.collected_at)
    )
    return RunRead(
        id=run.id,
        study_id=run.study_id,
        interviews=run.interviews,
        people=run.people,
        set_aside=run.set_aside,
        summary=summary,
        notices=tuple(run.notices),
        embedder=run.embedder,
        finished_at=run.finished_at or run.created_at,
        voices={
            str(interview_id): SpokenBy(f"Participant {number}", InterviewSource(source))
            for interview_id, source, number in speakers
        },
        sources=tuple(sorted(InterviewSource(source) for source in sources)),
        new_interviews=new,
        changed=Changed() if run.collected_at is None else await count_changed(session, run.study_id, run.collected_at),
    )


def quotes_of(summary: MagicSummary | None) -> Iterator[Quote]:
    """Every quote that a summary shows."""
    if summary is None:
        return
    journey = summary.journey.claims if summary.journey else ()
    advice = summary.saturation.advice if summary.saturation else ()
    reasons = (action.why for action in summary.actions)
    for claim in (
        summary.headline,
        *summary.overview,
        *summary.segment_notes,
        *journey,
        *summary.measured,
        *reasons,
        *advice,
    ):
        yield from claim.quotes
    for theme in (*summary.friction_points, *summary.success_factors):
        yield from theme.quotes
        yield from theme.disconfirming
    yield from summary.also_said

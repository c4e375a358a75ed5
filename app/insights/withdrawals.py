"""Taking back what was said out of what analyses have made of it.

Statements and vectors of the words go before the words do, findings are revised after, in the caller's transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.embedding import content_key
from analysis.findings import Label, MagicSummary, Measure, Polarity, Statement
from analysis.reading.statements import extract_statements
from analysis.theming.themes import OFFLINE
from app.asking.withdrawal import forget_answers
from app.insights.kept_model import forget_completions
from app.insights.kept_reports import forget_later_reports
from app.insights.labels import forget_early
from app.insights.parts import in_parts
from app.insights.revision import revise
from app.insights.transcripts import collect_transcripts
from app.models import AnalysisRun, CodedStatement, Interview, Message, Report, Vector, utc_now
from app.waves.series import later_waves
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

_KEYS_PER_STATEMENT: Final = 500


@asynccontextmanager
async def taking_back(session: AsyncSession, interview: Interview, messages: Sequence[Message]) -> AsyncIterator[None]:
    """In the block the messages lose or change their words; afterwards no analysis or answer of the study holds them.

    The caller holds the study's lock.
    """
    await _forget_statements(session, interview, messages)
    await forget_answers(session, interview.study_id, interview.id)
    await forget_early(session, interview.study_id)
    await forget_completions(session, interview.study_id)
    yield
    await session.flush()
    earliest = min((message.created_at for message in messages), default=utc_now())
    gone: set[str] = set()
    for run in await _runs_since(session, interview.study_id, earliest):
        before = _names_in_words(run)
        await _revise(session, run)
        gone |= before - _names_in_words(run)
    await forget_later_reports(session, interview.study_id)
    # The next waves call their themes as this one does, in words that nobody may say any more.
    for study_id in await later_waves(session, interview.study_id) if gone else ():
        for run in await _runs_since(session, study_id, None):
            if unsaid := gone & _names_in_words(run):
                await _revise(session, run, unsaid=unsaid)


async def coded_statements(session: AsyncSession, run_id: UUID) -> dict[int, Statement]:
    """A run's statements by their ordinal, in that order, with their words as they stand now."""
    # Columns, not rows as objects: those take twice as long, which 100,000 of them make a minute.
    rows = (
        select(
            CodedStatement.ordinal,
            CodedStatement.interview_id,
            Interview.participant_id,
            CodedStatement.message_id,
            CodedStatement.start,
            CodedStatement.end,
            Message.text,
            CodedStatement.polarity,
            CodedStatement.confidence,
            CodedStatement.strength,
            CodedStatement.stage,
            CodedStatement.measures,
            CodedStatement.label,
        )  # type: ignore[call-overload] # sqlmodel types up to four columns
        .join(Message, col(Message.id) == CodedStatement.message_id)
        .join(Interview, col(Interview.id) == CodedStatement.interview_id)
        .where(CodedStatement.run_id == run_id)
        .order_by(col(CodedStatement.ordinal))
    )
    return {
        coded.ordinal: Statement(
            interview_id=str(coded.interview_id),
            participant_id=str(coded.participant_id),
            message_id=str(coded.message_id),
            start=coded.start,
            end=coded.end,
            text=coded.text[coded.start : coded.end],
            polarity=Polarity(coded.polarity),
            confidence=coded.confidence,
            strength=coded.strength,
            stage=coded.stage,
            measures=tuple(Measure.model_validate(measure) for measure in coded.measures),
            label=None if coded.label is None else Label.model_validate(coded.label),
        )
        async for coded in in_parts(session, rows)
    }


async def own_keys(session: AsyncSession, study_id: UUID) -> set[str]:
    """The content keys of what was said in the study, and in no analysed one of its workspace beside it.

    Vectors of the others stay: a study whose file was imported twice can still be asked when one copy is deleted.
    """
    collected = await collect_transcripts(session, study_id)
    extraction = await asyncio.to_thread(extract_statements, collected.transcripts)
    keys = {content_key(statement.text) for statement in extraction.statements}
    elsewhere = (
        select(Message.text, CodedStatement.start, CodedStatement.end)
        .join(Message, col(Message.id) == CodedStatement.message_id)
        .join(AnalysisRun, col(AnalysisRun.id) == CodedStatement.run_id)
        .where(AnalysisRun.study_id != study_id)
    )
    async for text, start, end in in_parts(session, elsewhere):
        keys.discard(content_key(text[start:end]))
    return keys


async def delete_vectors(session: AsyncSession, keys: Collection[str]) -> None:
    """Vectors of a text that somebody else said too are computed again when they are needed."""
    remaining = iter(keys)
    while part := list(islice(remaining, _KEYS_PER_STATEMENT)):
        await session.exec(delete(Vector).where(col(Vector.content_key).in_(part)))


async def _forget_statements(session: AsyncSession, interview: Interview, messages: Sequence[Message]) -> None:
    ids = [message.id for message in messages]
    coded = select(CodedStatement.start, CodedStatement.end, Message.text)
    coded = coded.join(Message, col(Message.id) == CodedStatement.message_id).where(col(Message.id).in_(ids))
    pieces = {text[start:end] for start, end, text in await session.exec(coded)}
    # What no run has coded yet may have been embedded for one that is under way.
    said = tuple(
        TranscriptMessage(place, Speaker.PARTICIPANT, message.text, str(message.id))
        for place, message in enumerate(messages)
        if message.text
    )
    transcript = Transcript(str(interview.id), str(interview.participant_id), said)
    pieces |= {statement.text for statement in extract_statements([transcript]).statements}
    await delete_vectors(session, {content_key(piece) for piece in pieces})
    await session.exec(delete(CodedStatement).where(col(CodedStatement.message_id).in_(ids)))


async def _runs_since(session: AsyncSession, study_id: UUID, moment: datetime | None) -> Sequence[AnalysisRun]:
    query = select(AnalysisRun).where(AnalysisRun.study_id == study_id, col(AnalysisRun.finished_at).is_not(None))
    if moment is not None:
        query = query.where(col(AnalysisRun.collected_at) >= moment)
    return (await session.exec(query.order_by(col(AnalysisRun.created_at)).with_for_update())).all()


def _names_in_words(run: AnalysisRun) -> set[str]:
    """The names of a run's themes that are made of participants' words."""
    summary = None if run.summary is None else MagicSummary.model_validate(run.summary)
    themes = (*summary.friction_points, *summary.success_factors) if summary else ()
    return {theme.name for theme in themes if theme.named_by == OFFLINE}


async def _revise(session: AsyncSession, run: AnalysisRun, *, unsaid: Collection[str] = ()) -> None:
    """Conclude again from what is left. Texts are compared in a thread; other writers wait for as long."""
    collected = await collect_transcripts(session, run.study_id, until=run.collected_at)
    statements = await coded_statements(session, run.id)
    summary = None if run.summary is None else MagicSummary.model_validate(run.summary)
    revised = await asyncio.to_thread(revise, summary, statements, collected.transcripts, unsaid=unsaid)
    run.interviews, run.people, run.set_aside = revised.interviews, revised.people, revised.set_aside
    run.summary = None if revised.summary is None else revised.summary.model_dump(mode="json")
    run.revised_at = utc_now()
    await session.exec(delete(Report).where(col(Report.run_id) == run.id))

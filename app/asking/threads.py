"""Threads of questions as they are stored: about one study, or, without one, about all of a workspace."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.answers import Answer
from app.asking.schemas import ThreadRead, ThreadRow, TurnRead, Voice
from app.asking.withdrawal import quotes_of
from app.errors import NotFound
from app.interviews.transcripts import participant_label
from app.models import AskThread, AskTurn, Interview, InterviewSource, Participant, Study

_LISTED: Final = 30
_NO_THREAD: Final = ("There is no such thread of questions.", "It may have been deleted with its conversation.")


def about(study_id: UUID | None) -> Any:
    """The condition on AskThread."""
    column = col(AskThread.study_id)
    return column.is_(None) if study_id is None else column == study_id


async def list_threads(session: AsyncSession, study_id: UUID | None) -> tuple[ThreadRow, ...]:
    """The newest threads, the newest first."""
    turns = select(AskTurn.thread_id, func.count().label("number")).group_by(col(AskTurn.thread_id)).subquery()
    query = (
        select(AskThread.id, AskTurn.question, turns.c.number, AskThread.created_at)
        .join(AskTurn, col(AskTurn.thread_id) == AskThread.id)
        .join(turns, turns.c.thread_id == AskThread.id)
        .where(about(study_id), AskTurn.ordinal == 0)
        .order_by(col(AskThread.created_at).desc())
        .limit(_LISTED)
    )
    return tuple(ThreadRow(*row) for row in await session.exec(query))


async def read_thread(session: AsyncSession, study_id: UUID | None, thread_id: UUID) -> ThreadRead:
    """Raises NotFound."""
    await find_thread(session, study_id, thread_id)
    rows = await turns_of(session, thread_id)
    turns = tuple(TurnRead(row.ordinal, row.question, answer_of(row), row.created_at) for row in rows)
    quoted = {UUID(quote.interview_id) for turn in turns if turn.answer for quote in quotes_of(turn.answer)}
    return ThreadRead(thread_id, study_id, turns, await _voices(session, quoted))


async def _voices(session: AsyncSession, interviews: Collection[UUID]) -> Mapping[str, Voice]:
    rows = await session.exec(
        select(Interview, Participant.number, Study.title)
        .join(Participant, col(Participant.id) == Interview.participant_id)
        .join(Study, col(Study.id) == Interview.study_id)
        .where(col(Interview.id).in_(interviews))
    )
    return {
        str(interview.id): Voice(
            participant_label(number), InterviewSource(interview.source), interview.study_id, title
        )
        for interview, number, title in rows
    }


async def find_thread(
    session: AsyncSession, study_id: UUID | None, thread_id: UUID, *, lock: bool = False
) -> AskThread:
    """Raises NotFound."""
    query = select(AskThread).where(AskThread.id == thread_id, about(study_id))
    found = (await session.exec(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        raise NotFound(*_NO_THREAD)
    return found


async def turns_of(session: AsyncSession, thread_id: UUID) -> Sequence[AskTurn]:
    query = select(AskTurn).where(AskTurn.thread_id == thread_id).order_by(col(AskTurn.ordinal))
    return (await session.exec(query)).all()


def answer_of(turn: AskTurn) -> Answer | None:
    return None if turn.answer is None else Answer.model_validate(turn.answer)

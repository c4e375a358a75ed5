"""Storing an answer: only when everybody's words are still those that it was read from."""

import json
from typing import Final
from uuid import UUID, uuid5

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.answers import Answer
from app.asking.material import Material
from app.asking.schemas import Asked
from app.asking.threads import answer_of, find_thread
from app.asking.withdrawal import interviews_behind
from app.insights.transcripts import words_stand
from app.models import AskThread, AskTurn
from app.studies.plans import study_row

_ATTEMPTS: Final = UUID("8c1f6f0e-52f4-4c1b-9d0a-3f6f4e0f7a55")


async def stands(session: AsyncSession, material: Material) -> bool:
    """Whether everybody's words are still those that were read.

    Studies are locked in the order of their ids, so that two questions never wait for each other.
    """
    for study_id, editions in sorted(material.editions.items()):
        if not await words_stand(session, study_id, editions):
            return False
    return True


def turn_of_attempt(*parts: object) -> UUID:
    """The id that the turn of a named attempt is kept under, in whatever process: the primary key keeps it once."""
    return uuid5(_ATTEMPTS, json.dumps([str(part) for part in parts]))


async def kept_before(session: AsyncSession, turn_id: UUID | None) -> Asked | None:
    """What is kept of an attempt; None for one that is not named, not kept, or whose answer was withdrawn."""
    if turn_id is None:
        return None
    turn = (await session.exec(select(AskTurn).where(AskTurn.id == turn_id))).one_or_none()
    answer = answer_of(turn) if turn else None
    return Asked(turn.thread_id, turn.ordinal, answer) if turn and answer else None


async def keep(  # noqa: PLR0917 - a turn's row
    session: AsyncSession,
    study_id: UUID | None,
    thread_id: UUID | None,
    user_id: UUID,
    question: str,
    answer: Answer,
    material: Material,
    turn_id: UUID | None = None,
) -> Asked:
    """A turn in a new thread or in ``thread_id``, in the caller's transaction. Raises NotFound.

    ``turn_id`` is that of an attempt that is named: what another process kept of it meanwhile is the answer.
    """
    kept = await kept_before(session, turn_id)
    if kept is not None:
        return kept
    if turn_id and (await session.exec(select(AskTurn.id).where(AskTurn.id == turn_id))).first():
        turn_id = None  # what was kept of it was withdrawn, and it was asked again
    if thread_id is None:
        if study_id is not None:
            await study_row(session, study_id)
        thread = AskThread(study_id=study_id, asked_by=user_id)
        session.add(thread)
        await session.flush()
    else:
        # Two who ask in the same moment wait for each other: a place in the thread is taken once.
        thread = await find_thread(session, study_id, thread_id, lock=True)
    last = select(func.max(AskTurn.ordinal)).where(AskTurn.thread_id == thread.id)
    newest = (await session.exec(last)).one()
    ordinal = 0 if newest is None else newest + 1
    behind = interviews_behind(answer, material.analysis, material.transcripts)
    # An answer about all studies goes with any of those that it was read from.
    studies = [str(one) for one in material.editions] if material.across else []
    turn = AskTurn(
        thread_id=thread.id,
        ordinal=ordinal,
        question=question,
        answer=answer.model_dump(mode="json"),
        interviews=[*behind, *studies],
    )
    if turn_id:
        turn.id = turn_id
    session.add(turn)
    return Asked(thread.id, ordinal, answer)

"""Storing an answer: only when everybody's words are still those that it was read from."""

from uuid import UUID

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.answers import Answer
from app.asking.material import Material
from app.asking.schemas import Asked
from app.asking.threads import find_thread
from app.asking.withdrawal import interviews_behind
from app.insights.transcripts import editions_of
from app.models import AskThread, AskTurn, Study
from app.studies.plans import study_row


async def stands(session: AsyncSession, material: Material) -> bool:
    """Whether everybody's words are still those that were read; whoever changes an answer locks the study first, too.

    Studies are locked in the order of their ids, so that two questions never wait for each other.
    """
    for study_id, editions in sorted(material.editions.items()):
        locked = select(Study.id).where(Study.id == study_id).with_for_update(key_share=True)
        if (await session.exec(locked)).first() is None or await editions_of(session, study_id) != editions:
            return False
    return True


async def keep(  # noqa: PLR0917 - a turn's row
    session: AsyncSession,
    study_id: UUID | None,
    thread_id: UUID | None,
    user_id: UUID,
    question: str,
    answer: Answer,
    material: Material,
) -> Asked:
    """A turn in a new thread or in ``thread_id``, in the caller's transaction. Raises NotFound."""
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
    session.add(
        AskTurn(
            thread_id=thread.id,
            ordinal=ordinal,
            question=question,
            answer=answer.model_dump(mode="json"),
            interviews=[*behind, *studies],
        )
    )
    return Asked(thread.id, ordinal, answer)

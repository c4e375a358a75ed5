"""Changing an answer: its words, the versions that are kept of it, and the reply that a change makes void.

Whoever changes what was said locks the study, then the interview, and counts a new edition: an analysis that is being
written and a reply that is being computed find out that what they rest on is no more.
"""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import Conflict, InterviewClosed, InvalidInput, NotFound
from app.insights.withdrawals import taking_back
from app.interviews.schemas import LONGEST_ANSWER
from app.interviews.store import Held, load
from app.models import Interview, InterviewStatus, Message, MessageVersion, Study, utc_now
from interview_engine.transcript import Speaker


def answer_words(text: str) -> str:
    """The words of an answer as they are stored.

    Raises InvalidInput when there are none, or too many.
    """
    words = text.replace("\x00", "").strip()
    if not words:
        raise InvalidInput("The answer is empty.", "Write a few words, or skip the question.", field="text")
    if len(words) > LONGEST_ANSWER:
        raise InvalidInput(
            f"The answer has {len(words):,} characters; {LONGEST_ANSWER:,} fit.", "Send it in parts.", field="text"
        )
    return words


async def lock_interview(session: AsyncSession, interview_id: UUID) -> Interview:
    """The interview's row, kept from other writers until the transaction ends, and its study from analyses.

    Raises NotFound.
    """
    of_study = select(Study.id).join(Interview, col(Interview.study_id) == Study.id)
    await session.exec(of_study.where(Interview.id == interview_id).with_for_update(of=Study, key_share=True))
    query = select(Interview).where(Interview.id == interview_id).with_for_update()
    interview = (await session.exec(query)).first()
    if interview is None:
        raise NotFound("This conversation does not exist.", "Check that the link is complete.")
    return interview


async def change_answer(session: AsyncSession, interview: Interview, message: Message, words: str) -> None:
    """Give an answer other words and keep those it had. The caller holds the interview's lock."""
    async with taking_back(session, interview, [message]):
        session.add(_version(message, message))
        message.text, message.move, message.corrected_at = words, None, utc_now()
        interview.edition += 1


async def replace_last_answer(
    session: AsyncSession, interview_id: UUID, words: str, *, answer: int, edition: int
) -> Held:
    """Change the newest answer and take its reply back; the interview then waits for another reply.

    Raises what ``ConversationService.edit`` says.
    """
    interview = await lock_interview(session, interview_id)
    held = await load(session, interview_id)
    known = held.messages[answer] if answer < len(held.messages) else None
    if known is not None and (known.speaker, known.text) == (Speaker.PARTICIPANT, words):
        return held
    if interview.status != InterviewStatus.ACTIVE:
        raise InterviewClosed(
            "This conversation has ended.",
            "You can still correct what you said: open the link and read what was said.",
            language=held.language,
        )
    last = held.last_answer
    if last is None or last.seq != answer or edition != held.edition:
        raise Conflict(
            "The conversation has moved on, or the answer was changed meanwhile.",
            "Your text is kept here. You can correct any answer when the conversation has ended.",
        )
    of_turn = select(Message).where(Message.interview_id == interview_id, Message.seq >= answer)
    message, *reply = (await session.exec(of_turn.order_by(col(Message.seq)))).all()
    await change_answer(session, interview, message, words)
    for superseded in reply:
        session.add(_version(message, superseded))
    await session.exec(delete(Message).where(col(Message.id).in_([superseded.id for superseded in reply])))
    await session.flush()
    return await load(session, interview_id)


def _version(answer: Message, said: Message) -> MessageVersion:
    return MessageVersion(
        workspace_id=answer.workspace_id,
        message_id=answer.id,
        speaker=said.speaker,
        text=said.text,
        move=said.move,
        origin=said.origin,
        written_at=said.corrected_at or said.created_at,
    )

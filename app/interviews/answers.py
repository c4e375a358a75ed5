"""Changing an answer: its words, the versions that are kept of it, and the reply that a change makes void.

Whoever changes what was said locks the study, then the interview, and counts a new edition: an analysis that is being
written and a reply that is being computed find out that what they rest on is no more.
"""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import Conflict, InterviewClosed, InvalidInput, NotFound
from app.insights.withdrawals import taking_back
from app.interviews.schemas import LONGEST_ANSWER, MOST_CHANGES, MOST_WORDS_KEPT
from app.interviews.store import READING, Held, load
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


def require_room(characters: int) -> None:
    """Raises InvalidInput when an interview would keep more than it can hold."""
    if characters > MOST_WORDS_KEPT:
        raise InvalidInput(
            f"This conversation holds {MOST_WORDS_KEPT:,} characters, and this would be more.",
            "Everything sent before is kept. Skip what is left, or stop here.",
            field="conversation",
        )


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
    """Give an answer other words and keep those it had. The caller holds the interview's lock.

    Raises InvalidInput when so much or so often was changed that the interview can hold no more.
    """
    if interview.edition >= MOST_CHANGES:
        raise InvalidInput(
            "This conversation was changed too often to be changed again.",
            "What was said before stays as it is.",
            field="conversation",
        )
    require_room(await _characters_kept(session, interview.id) + len(words))
    async with taking_back(session, interview, [message]):
        session.add(_version(message, message))
        message.text, message.move, message.corrected_at = words, None, utc_now()
        await _forget_reading(session, message)
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
        # What was used for it stays counted.
        message.prompt_tokens += superseded.prompt_tokens
        message.completion_tokens += superseded.completion_tokens
    await session.exec(delete(Message).where(col(Message.id).in_([superseded.id for superseded in reply])))
    await session.flush()
    return await load(session, interview_id)


async def _characters_kept(session: AsyncSession, interview_id: UUID) -> int:
    """Of what the participant has said, with all earlier versions and the replies that these had."""
    said = select(func.coalesce(func.sum(func.length(Message.text)), 0)).where(
        Message.interview_id == interview_id, Message.speaker == Speaker.PARTICIPANT
    )
    before = (
        select(func.coalesce(func.sum(func.length(MessageVersion.text)), 0))
        .join(Message, col(Message.id) == MessageVersion.message_id)
        .where(Message.interview_id == interview_id)
    )
    now, earlier = (await session.exec(said)).one(), (await session.exec(before)).one()
    return int(now) + int(earlier)


async def _forget_reading(session: AsyncSession, answer: Message) -> None:
    """How a model understood the words that the answer had is in the origin of its reply."""
    place = select(Message).where(Message.interview_id == answer.interview_id, Message.seq == answer.seq + 1)
    reply = (await session.exec(place)).first()
    if reply is not None and reply.origin:
        reply.origin = {name: value for name, value in reply.origin.items() if name != READING}


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

"""What participants may do when their interview has ended: read it, rate it, correct it, take it back.

A withdrawn text is deleted wherever it was kept: the answer and its earlier versions, follow-ups that repeat its words,
and what analyses made of it. All of it happens in one transaction; the places stay, marked as withdrawn.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.errors import Conflict, InvalidInput, NotFound
from app.insights.withdrawals import taking_back
from app.interviews.answers import answer_words, change_answer, lock_interview
from app.interviews.links import InterviewLinks
from app.interviews.store import READING
from app.models import Contact, Interview, InterviewStatus, Message, MessageVersion, Outcome, Participant, utc_now
from interview_engine.transcript import Speaker

RATINGS = range(1, 5)
"""From "not at all" to "completely"."""

_QUOTED = re.compile('["\u201c\u201e\u00ab\u2039\u2018](.+?)["\u201d\u201c\u00bb\u203a\u2019]', re.DOTALL)
_WORD = re.compile(r"\w+")
_SAME_WORDS = 3
"""So many words in a row, and a follow-up repeats the answer."""
_ASKED_OF_ALL = {"open", "ask_core", "ask_mandatory"}
"""Moves whose words are the plan's own."""
_NOT_WORDS = {"kind", "question_key", "intent", "reason"}
_ORIGIN_KEPT = ("implementation", "prompt", "prompt_hash", "distress")
"""What stays of the origin of a message that repeated withdrawn words."""


class ReceiptService:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._links = InterviewLinks(database)

    async def rate(self, token: str, rating: int) -> None:
        """Keep how well the conversation captured the participant's view; a later rating replaces it.

        Raises NotFound, InvalidInput, Conflict while the interview is under way or when it was withdrawn.
        """
        if rating not in RATINGS:
            raise InvalidInput("A rating is a number from 1 to 4.", "Choose one of the four.", field="rating")
        interview_id, scope = await self._links.resolve(token)
        async with self._database.write(scope) as session:
            interview = await _ended(session, interview_id)
            if interview.withdrawn_at is not None:
                raise Conflict("This conversation was withdrawn.", "There is nothing left to rate.")
            interview.rating = rating

    async def correct(self, token: str, seq: int, text: str) -> None:
        """Let an answer say something else; what it said before is kept for the audit. The same words change nothing.

        Raises NotFound, InvalidInput, Conflict while the interview is under way or when the answer was withdrawn.
        """
        words = answer_words(text)
        interview_id, scope = await self._links.resolve(token)
        async with self._database.write(scope) as session:
            interview = await _ended(session, interview_id)
            message = _answer(await _messages(session, interview_id), seq)
            if message.withdrawn_at is not None:
                raise Conflict("This answer was withdrawn.", "What is withdrawn cannot be brought back.")
            if message.text != words:
                await change_answer(session, interview, message, words)

    async def withdraw(self, token: str, seq: int) -> None:
        """Delete one answer's words for good; twice is once.

        Raises NotFound, Conflict while the interview is under way.
        """
        interview_id, scope = await self._links.resolve(token)
        async with self._database.write(scope) as session:
            interview = await _ended(session, interview_id)
            messages = await _messages(session, interview_id)
            message = _answer(messages, seq)
            if message.withdrawn_at is None:
                await _delete_words(session, interview, messages, [message])
        await self._database.forget_deleted()

    async def withdraw_all(self, token: str) -> None:
        """Delete what the participant said, their contact, their outcomes and what their link told; twice is once.

        Raises NotFound, Conflict while the interview is under way.
        """
        interview_id, scope = await self._links.resolve(token)
        async with self._database.write(scope) as session:
            interview = await _ended(session, interview_id)
            if interview.withdrawn_at is None:
                # Before the analyses are revised: a segment of withdrawn people is none.
                others = select(Interview.id).where(
                    Interview.participant_id == interview.participant_id, Interview.id != interview_id
                )
                if (await session.exec(others)).first() is None:
                    own = update(Participant).where(col(Participant.id) == interview.participant_id)
                    await session.exec(own.values(attributes={}))
                    became = delete(Outcome).where(col(Outcome.participant_id) == interview.participant_id)
                    await session.exec(became)
                messages = await _messages(session, interview_id)
                answers = [message for message in messages if message.speaker == Speaker.PARTICIPANT]
                await _delete_words(session, interview, messages, [each for each in answers if not each.withdrawn_at])
                interview.withdrawn_at, interview.rating = utc_now(), None
                await session.exec(delete(Contact).where(col(Contact.interview_id) == interview_id))
        await self._database.forget_deleted()


async def _ended(session: AsyncSession, interview_id: UUID) -> Interview:
    interview = await lock_interview(session, interview_id)
    if interview.status == InterviewStatus.ACTIVE:
        raise Conflict("This conversation is still under way.", "Finish or stop it first.")
    return interview


async def _messages(session: AsyncSession, interview_id: UUID) -> Sequence[Message]:
    query = select(Message).where(Message.interview_id == interview_id).order_by(col(Message.seq))
    return (await session.exec(query)).all()


def _answer(messages: Sequence[Message], seq: int) -> Message:
    found = messages[seq] if 0 <= seq < len(messages) else None
    if found is None or found.speaker != Speaker.PARTICIPANT:
        raise NotFound("This conversation has no such answer.", "Go back to what was said.")
    return found


async def _delete_words(
    session: AsyncSession, interview: Interview, messages: Sequence[Message], withdrawn: Sequence[Message]
) -> None:
    ids = [message.id for message in withdrawn]
    versions = select(MessageVersion.text).where(
        col(MessageVersion.message_id).in_(ids), MessageVersion.speaker == Speaker.PARTICIPANT
    )
    words = [*(await session.exec(versions)).all(), *(message.text for message in withdrawn)]
    now = utc_now()
    places = {message.seq for message in withdrawn}
    async with taking_back(session, interview, withdrawn):
        await session.exec(delete(MessageVersion).where(col(MessageVersion.message_id).in_(ids)))
        for message in withdrawn:
            message.text, message.move, message.withdrawn_at = "", None, now
        for message in messages:
            if message.speaker == Speaker.INTERVIEWER and _repeats(message, words):
                message.text, message.move, message.withdrawn_at = "", _without_words(message.move), now
                message.origin = {name: (message.origin or {}).get(name) for name in _ORIGIN_KEPT}
            message.origin = _without_proposals(message.origin, of_withdrawn=message.seq - 1 in places)
        replies = select(MessageVersion).where(
            col(MessageVersion.message_id).in_([message.id for message in messages]),
            MessageVersion.speaker == Speaker.INTERVIEWER,
        )
        for version in (await session.exec(replies)).all():
            if _repeats(version, words):
                await session.delete(version)
            else:
                version.origin = _without_proposals(version.origin)
        interview.edition += 1


def _repeats(said: Message | MessageVersion, answers: Iterable[str]) -> bool:
    """Whether the interviewer's message holds words of these answers: what it quotes, or several in a row."""
    move = said.move or {}
    pieces = [str(value) for name, value in move.items() if name not in _NOT_WORDS and value]
    pieces += _QUOTED.findall(said.text)
    spoken = [_plain(answer) for answer in answers]
    if any(_plain(piece) in answer for piece in pieces for answer in spoken if _plain(piece).strip()):
        return True
    if move.get("kind") in _ASKED_OF_ALL:
        return False
    words = _plain(said.text).split()
    runs = (f" {' '.join(words[place : place + _SAME_WORDS])} " for place in range(len(words) - _SAME_WORDS + 1))
    return any(run in answer for run in runs for answer in spoken)


def _without_proposals(origin: dict[str, Any] | None, *, of_withdrawn: bool = False) -> dict[str, Any] | None:
    """Proposals may quote any answer before them; what a withdrawn answer spoke of is withdrawn with it."""
    gone = {"proposed", "distress", READING} if of_withdrawn else {"proposed"}
    return origin and {name: value for name, value in origin.items() if name not in gone}


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _without_words(move: dict[str, object] | None) -> dict[str, object] | None:
    return move and {name: value if name in _NOT_WORDS else "" for name, value in move.items()}

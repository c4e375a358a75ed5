"""The researcher's side: the interviews of a study, and one transcript."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import col, func, select

from app.db import Database, Scope
from app.errors import NotFound
from app.interviews.counted import begun
from app.interviews.schemas import EarlierVersion, InterviewRead, MessageRead, TranscriptRead
from app.models import FIRST_PREVIEW, Interview, InterviewSource, InterviewStatus, Message, MessageVersion, Participant
from interview_engine.transcript import Speaker

SHOWN = 50
"""Interviews on one page of the list."""
LAST_WORDS = 160
"""Characters of the latest answer that the list shows."""


def participant_label(number: int) -> str:
    return f"Participant {number}" if number > FIRST_PREVIEW else f"Preview {FIRST_PREVIEW - number + 1}"


class TranscriptService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def interviews(self, scope: Scope, study_id: UUID, *, offset: int = 0) -> list[InterviewRead]:
        """The study's interviews that have begun, newest first, at most SHOWN from ``offset``; no previews."""
        answers = (
            select(func.count())
            .where(Message.interview_id == Interview.id, Message.speaker == Speaker.PARTICIPANT)
            .correlate(Interview)
            .scalar_subquery()
        )
        last_words = (
            select(func.substr(Message.text, 1, LAST_WORDS))
            .where(Message.interview_id == Interview.id, Message.speaker == Speaker.PARTICIPANT, Message.text != "")
            .order_by(col(Message.seq).desc())
            .limit(1)
            .correlate(Interview)
            .scalar_subquery()
        )
        async with self._database.read(scope) as session:
            rows = (
                await session.exec(
                    select(Interview, Participant, answers, last_words)
                    .join(Participant, col(Participant.id) == Interview.participant_id)
                    .where(Interview.study_id == study_id, Interview.source != InterviewSource.PREVIEW, begun())
                    .order_by(col(Interview.created_at).desc(), col(Participant.number).desc())
                    .offset(offset)
                    .limit(SHOWN)
                )
            ).all()
            listed = select(Message.interview_id).where(
                col(Message.interview_id).in_([interview.id for interview, *_ in rows]),
                col(Message.origin)["distress"].as_boolean(),
            )
            distressed = set((await session.exec(listed)).all())
        return [
            replace(read_interview(interview, participant, number, words or ""), distress=interview.id in distressed)
            for interview, participant, number, words in rows
        ]

    async def version(self, scope: Scope, study_id: UUID) -> tuple[int, int, int, int]:
        """Four counts that change whenever the study's interviews do: what a live page watches."""
        counted = select(
            func.count(), func.count(col(Interview.ended_at)), func.coalesce(func.sum(Interview.edition), 0)
        )
        async with self._database.read(scope) as session:
            interviews, ended, editions = (await session.exec(counted.where(Interview.study_id == study_id))).one()
            messages = (
                await session.exec(
                    select(func.count())
                    .select_from(Message)
                    .join(Interview, col(Interview.id) == Message.interview_id)
                    .where(Interview.study_id == study_id)
                )
            ).one()
        return interviews, ended, editions, messages

    async def transcript(self, scope: Scope, study_id: UUID, interview_id: UUID) -> TranscriptRead:
        """One interview, whole.

        Raises NotFound.
        """
        async with self._database.read(scope) as session:
            row = (
                await session.exec(
                    select(Interview, Participant)
                    .join(Participant, col(Participant.id) == Interview.participant_id)
                    .where(Interview.id == interview_id, Interview.study_id == study_id)
                )
            ).first()
            if row is None:
                raise NotFound("This interview does not exist.", "Go back to the conversation's list of interviews.")
            messages = (
                await session.exec(
                    select(Message).where(Message.interview_id == interview_id).order_by(col(Message.seq))
                )
            ).all()
            versions = (
                await session.exec(
                    select(MessageVersion)
                    .join(Message, col(Message.id) == MessageVersion.message_id)
                    .where(Message.interview_id == interview_id)
                    .order_by(col(MessageVersion.written_at), col(MessageVersion.created_at))
                )
            ).all()
        interview, participant = row
        earlier: dict[UUID, list[EarlierVersion]] = {}
        for version in versions:
            said = EarlierVersion(version.speaker, version.text, version.written_at)
            earlier.setdefault(version.message_id, []).append(said)
        # The interviewer's reply says what the answer before it speaks of.
        distressed = {message.seq - 1 for message in messages if (message.origin or {}).get("distress")}
        return TranscriptRead(
            interview=replace(read_interview(interview, participant), distress=bool(distressed)),
            messages=tuple(
                replace(_message(message, tuple(earlier.get(message.id, ()))), distress=message.seq in distressed)
                for message in messages
            ),
            language=interview.language,
            edition=interview.edition,
        )


def read_interview(
    interview: Interview, participant: Participant, answers: int = 0, last_words: str = ""
) -> InterviewRead:
    return InterviewRead(
        id=interview.id,
        participant=participant_label(participant.number),
        attributes=participant.attributes,
        source=InterviewSource(interview.source),
        status=InterviewStatus(interview.status),
        started_at=interview.created_at,
        ended_at=interview.ended_at,
        answers=answers,
        last_words=last_words,
        rating=interview.rating,
        withdrawn=interview.withdrawn_at is not None,
    )


def _message(message: Message, earlier: tuple[EarlierVersion, ...]) -> MessageRead:
    origin = message.origin or {}
    return MessageRead(
        id=message.id,
        seq=message.seq,
        speaker=message.speaker,
        text=message.text,
        move=(message.move or {}).get("kind", ""),
        written_by=origin.get("implementation", ""),
        fallback=origin.get("fallback") or "",
        corrected=message.corrected_at is not None,
        withdrawn=message.withdrawn_at is not None,
        earlier=earlier,
        repaired=bool(origin.get("repaired")),
    )

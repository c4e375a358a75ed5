"""The answers of a study that its newest analysis set aside, as they stand now."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from analysis.reporting.set_aside import Reason, set_aside
from app.db import Database, Scope
from app.insights.results import latest_finished
from app.insights.schemas import SpokenBy
from app.insights.transcripts import collect_transcripts, countable
from app.interviews.transcripts import participant_label
from app.models import Interview, InterviewSource, Message, Participant
from interview_engine.transcript import Speaker


@dataclass(frozen=True, slots=True)
class SetAsideRead:
    """One answer without content, where it stands, and who gave it."""

    interview_id: str
    message_id: str
    text: str
    question: str
    reason: Reason
    voice: SpokenBy


@dataclass(frozen=True, slots=True)
class SetAsideList:
    """``skipped`` counts questions that people chose not to answer."""

    answers: tuple[SetAsideRead, ...]
    skipped: int


async def read_set_aside(database: Database, scope: Scope, study_id: UUID) -> SetAsideList | None:
    """None when there is no finished analysis yet."""
    async with database.read(scope) as session:
        run = await latest_finished(session, study_id)
        if run is None:
            return None
        collected = await collect_transcripts(session, study_id, until=run.collected_at)
        people = await session.exec(
            select(Interview.id, Interview.source, Participant.number)
            .join(Participant, col(Participant.id) == Interview.participant_id)
            .where(countable(study_id))
        )
        voices = {
            str(interview): SpokenBy(participant_label(number), InterviewSource(source))
            for interview, source, number in people
        }
        skipped = select(func.count()).select_from(Message).join(Interview, col(Interview.id) == Message.interview_id)
        skipped = skipped.where(
            countable(study_id),
            Message.speaker == Speaker.PARTICIPANT,
            Message.text == "",
            col(Message.withdrawn_at).is_(None),
        )
        number = (await session.exec(skipped)).one()
    found = await asyncio.to_thread(lambda: list(set_aside(collected.transcripts)))
    return SetAsideList(
        tuple(
            SetAsideRead(
                each.transcript.interview_id,
                each.message.message_id,
                each.message.text,
                each.question,
                each.reason,
                voices[each.transcript.interview_id],
            )
            for each in found
            if each.transcript.interview_id in voices
        ),
        number,
    )

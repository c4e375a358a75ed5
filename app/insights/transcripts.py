"""The interviews of a study that an analysis reads, as transcripts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import and_, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.change.identities import identifying
from app.insights.parts import in_parts
from app.models import Interview, InterviewSource, InterviewStatus, Message, Participant, PlanRevision, Study, utc_now
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
from research_templates.plan import Phase, ResearchPlan


@dataclass(frozen=True, slots=True)
class Collected:
    """The transcripts and the moment from which on an answer is a new one.

    ``editions`` tells whether any of it was changed since (see ``editions_of``).
    """

    transcripts: tuple[Transcript, ...]
    at: datetime
    editions: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Answers that are no longer what an analysis has read."""

    withdrawn: int = 0
    corrected: int = 0


def countable(study_id: UUID, *, answered_after: datetime | None = None) -> Any:
    """The condition on Interview: of this study, with an answer, neither a preview nor broken by us."""
    answer = aliased(Message)
    answered = [
        col(answer.interview_id) == Interview.id,
        col(answer.speaker) == Speaker.PARTICIPANT,
        col(answer.text) != "",
    ]
    if answered_after is not None:
        answered.append(func.coalesce(answer.corrected_at, answer.created_at) > answered_after)
    return and_(
        col(Interview.study_id) == study_id,
        col(Interview.source) != InterviewSource.PREVIEW,
        col(Interview.status) != InterviewStatus.TECHNICAL,
        select(answer.id).where(*answered).correlate(Interview).exists(),
    )


async def count_interviews(session: AsyncSession, study_id: UUID, *, answered_after: datetime | None = None) -> int:
    condition = countable(study_id, answered_after=answered_after)
    return (await session.exec(select(func.count()).select_from(Interview).where(condition))).one()


async def editions_of(session: AsyncSession, study_id: UUID) -> int:
    """A number that grows whenever somebody changes or withdraws what they said."""
    total = select(func.coalesce(func.sum(Interview.edition), 0)).where(Interview.study_id == study_id)
    return (await session.exec(total)).one()


async def words_stand(session: AsyncSession, study_id: UUID, editions: int) -> bool:
    """Whether the study is there, and everybody's words are those of ``editions``; they are until the transaction ends.

    Whoever changes or takes back an answer, and whoever deletes the study, locks it first, too.
    """
    locked = select(Study.id).where(Study.id == study_id).with_for_update(key_share=True)
    return (await session.exec(locked)).first() is not None and await editions_of(session, study_id) == editions


async def count_changed(session: AsyncSession, study_id: UUID, since: datetime) -> Changed:
    """The answers given up to ``since`` that were withdrawn or corrected after it."""
    answers = (
        select(func.count(col(Message.withdrawn_at)), func.count(col(Message.corrected_at)))
        .join(Interview, col(Interview.id) == Message.interview_id)
        .where(
            Interview.study_id == study_id,
            Interview.source != InterviewSource.PREVIEW,
            Message.speaker == Speaker.PARTICIPANT,
            Message.created_at <= since,
        )
    )
    withdrawn = (await session.exec(answers.where(col(Message.withdrawn_at) > since))).one()[0]
    corrected = answers.where(col(Message.corrected_at) > since, col(Message.withdrawn_at).is_(None))
    return Changed(withdrawn, (await session.exec(corrected)).one()[1])


async def collect_transcripts(session: AsyncSession, study_id: UUID, *, until: datetime | None = None) -> Collected:
    """In the order of the participants' numbers, so that the same interviews give the same analysis.

    ``until`` leaves out what was said later.
    """
    at, editions = utc_now(), await editions_of(session, study_id)
    interviews = await session.exec(
        select(Interview.id, Participant.id, Participant.attributes, Interview.revision_id)
        .join(Participant, col(Participant.id) == Interview.participant_id)
        .where(countable(study_id))
        .order_by(col(Participant.number), col(Interview.created_at), col(Interview.source_key))
    )
    held = interviews.all()
    revisions = {row[0]: row[3] for row in held}
    phases = await _phases(session, study_id)
    # What names a person alone is no segment, and goes into no analysis, prompt or report.
    names = identifying({str(participant_id): attributes for _, participant_id, attributes, _ in held})
    said: dict[UUID, list[TranscriptMessage]] = defaultdict(list)
    messages = (
        select(Message)
        .join(Interview, col(Interview.id) == Message.interview_id)
        .where(countable(study_id))
        .order_by(col(Message.interview_id), col(Message.seq))
    )
    async for (message,) in in_parts(session, messages):
        if until is not None and message.created_at > until:
            continue
        if message.text:  # a skipped question is an answer without words
            key = (message.move or {}).get("question_key")
            phase = phases.get((revisions[message.interview_id], key))
            said[message.interview_id].append(
                TranscriptMessage(message.seq, Speaker(message.speaker), message.text, str(message.id), key, phase)
            )
    return Collected(
        tuple(
            Transcript(
                str(interview_id),
                str(participant_id),
                tuple(said[interview_id]),
                {name: value for name, value in attributes.items() if name not in names},
            )
            for interview_id, participant_id, attributes, _ in held
            if until is None or _said_something(said[interview_id])
        ),
        at,
        editions,
    )


async def _phases(session: AsyncSession, study_id: UUID) -> dict[tuple[UUID | None, str | None], Phase]:
    """The part of the interview that each core question belongs to, by the revision of the plan and its key.

    A follow-up has the key of its question, and so its part. Questions that must be asked belong to none.
    """
    used = select(Interview.revision_id).where(countable(study_id)).distinct()
    plans = await session.exec(select(PlanRevision.id, PlanRevision.plan).where(col(PlanRevision.id).in_(used)))
    return {
        (revision, question.key): question.phase
        for revision, plan in plans
        for question in ResearchPlan.model_validate(plan).core_questions
    }


def _said_something(messages: Sequence[TranscriptMessage]) -> bool:
    return any(message.speaker is Speaker.PARTICIPANT for message in messages)

"""Imported interviews as rows: participants found or numbered, everything inserted in bulk."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.imports.mapping import ImportedInterview
from app.models import Interview, InterviewSource, InterviewStatus, Message, Participant, Study, utc_now


async def insert_interviews(
    session: AsyncSession, study_id: UUID, workspace_id: UUID, entries: Sequence[ImportedInterview]
) -> None:
    """Insert interviews that the study does not have. Rows that name the same person get the same participant.

    The study's row is locked, so that two imports do not number their participants alike.
    """
    study = (await session.exec(select(Study).where(Study.id == study_id).with_for_update())).one()
    people = {entry.key: _participant_id(study_id, entry) for entry in entries}
    await _insert_participants(session, study_id, workspace_id, entries, people)
    now = utc_now()
    common = {"workspace_id": workspace_id, "created_at": now}
    interviews: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for entry in entries:
        interview_id = uuid4()
        interviews.append(
            {
                **common,
                "id": interview_id,
                "study_id": study_id,
                "participant_id": people[entry.key],
                "source": InterviewSource.IMPORTED,
                "source_key": entry.key,
                "status": InterviewStatus.COMPLETED,
                "language": study.language,
                "consent_hash": "",
                "ended_at": now,
            }
        )
        messages.extend(
            {
                **common,
                "id": uuid4(),
                "interview_id": interview_id,
                "seq": seq,
                "speaker": turn.speaker.value,
                "text": turn.text,
            }
            for seq, turn in enumerate(entry.turns)
        )
    await session.exec(insert(Interview), params=interviews)
    await session.exec(insert(Message), params=messages)


async def _insert_participants(
    session: AsyncSession,
    study_id: UUID,
    workspace_id: UUID,
    entries: Sequence[ImportedInterview],
    people: dict[str, UUID],
) -> None:
    attributes: dict[UUID, dict[str, str]] = {}
    for entry in entries:
        known = attributes.setdefault(people[entry.key], {})
        known.update({name: value for name, value in entry.attributes.items() if name not in known})
    found = await session.exec(select(Participant).where(col(Participant.id).in_(list(attributes))))
    for participant in found:
        participant.attributes = {**attributes.pop(participant.id), **participant.attributes}
    if not attributes:
        return
    highest = select(func.coalesce(func.max(Participant.number), 0)).where(Participant.study_id == study_id)
    first = (await session.exec(highest)).one() + 1
    now = utc_now()
    await session.exec(
        insert(Participant),
        params=[
            {
                "id": participant_id,
                "created_at": now,
                "workspace_id": workspace_id,
                "study_id": study_id,
                "number": number,
                "attributes": values,
            }
            for number, (participant_id, values) in enumerate(attributes.items(), start=first)
        ],
    )


def _participant_id(study_id: UUID, entry: ImportedInterview) -> UUID:
    """The same id whenever the same person is named in the same study, in whichever file or batch."""
    if not entry.person:
        return uuid4()
    digest = hashlib.sha256(study_id.bytes + entry.person.encode()).digest()
    return UUID(bytes=digest[:16], version=4)

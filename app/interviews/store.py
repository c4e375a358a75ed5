"""An interview's rows: loading it whole, and adding a message exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import NotFound
from app.models import Interview, InterviewSource, InterviewStatus, Message, PlanRevision, Study, utc_now
from app.studies.websites import read_sites
from interview_engine import (
    Answered,
    Asked,
    EndReason,
    Event,
    NextMessage,
    move_from_dict,
    move_to_dict,
    reading_from_dict,
    reading_to_dict,
)
from interview_engine.llm import Usage
from interview_engine.transcript import Speaker
from research_templates import ResearchPlan

SKIP = {"kind": "skip"}
READING = "reading"
"""Where the origin of a reply keeps how a model understood the answer before it."""
_PROPOSED = 400
"""Characters that are kept of a message that a model proposed and that was not sent as it was."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """``usage`` is what models used for it, ``reading`` how they understood the answer before it."""

    seq: int
    speaker: str
    text: str
    move: dict[str, Any] | None
    corrected: bool = False
    withdrawn: bool = False
    usage: Usage = field(default_factory=Usage)
    reading: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An interview as it stands in the database: enough to replay it and to show it."""

    id: UUID
    workspace_id: UUID
    study_id: UUID
    revision_id: UUID | None
    language: str
    status: InterviewStatus
    title: str
    researcher_name: str
    edition: int
    rating: int | None
    withdrawn: bool
    preview: bool
    embed_sites: tuple[str, ...]
    messages: tuple[StoredMessage, ...]
    events: tuple[Event, ...]
    """The messages as the interviewer reads them."""

    def with_message(self, message: StoredMessage) -> "Held":
        return replace(self, messages=(*self.messages, message), events=(*self.events, _event(message)))

    @property
    def last_answer(self) -> StoredMessage | None:
        """The newest answer, as long as nothing but its reply has followed it."""
        return next((message for message in self.messages[:-3:-1] if message.speaker == Speaker.PARTICIPANT), None)

    @property
    def written(self) -> int:
        """Characters of what the participant has said."""
        return sum(len(message.text) for message in self.messages if message.speaker == Speaker.PARTICIPANT)

    @property
    def tokens(self) -> int:
        """What models have used for this interview."""
        return sum(message.usage.total for message in self.messages)

    @property
    def waits_for_interviewer(self) -> bool:
        """True when an answer is stored and its reply is not: the state that a crash between the two leaves."""
        return (
            self.status is InterviewStatus.ACTIVE
            and bool(self.messages)
            and self.messages[-1].speaker == Speaker.PARTICIPANT
        )


def _event(message: StoredMessage) -> Event:
    if message.speaker == Speaker.PARTICIPANT:
        return Answered(message.seq, message.text)
    reading = reading_from_dict(message.reading) if message.reading else None
    return Asked(message.seq, move_from_dict(message.move or {}), message.text, reading)


async def load(session: AsyncSession, interview_id: UUID, *, lock: bool = False) -> Held:
    """Read the interview and its messages; ``lock`` keeps other writers away until the transaction ends.

    Raises NotFound.
    """
    query = (
        select(Interview, Study.title, Study.researcher_name, Study.embed_sites)
        .join(Study, col(Study.id) == Interview.study_id)
        .where(Interview.id == interview_id)
    )
    row = (await session.exec(query.with_for_update(of=Interview) if lock else query)).first()
    if row is None:
        raise NotFound("This conversation does not exist.", "Check that the link is complete.")
    interview, title, researcher_name, embed_sites = row
    messages = await session.exec(
        select(Message).where(Message.interview_id == interview_id).order_by(col(Message.seq))
    )
    stored = tuple(_stored(message) for message in messages)
    return Held(
        id=interview.id,
        workspace_id=interview.workspace_id,
        study_id=interview.study_id,
        revision_id=interview.revision_id,
        language=interview.language,
        status=InterviewStatus(interview.status),
        title=title,
        researcher_name=researcher_name,
        edition=interview.edition,
        rating=interview.rating,
        withdrawn=interview.withdrawn_at is not None,
        preview=interview.source == InterviewSource.PREVIEW,
        embed_sites=read_sites(embed_sites),
        messages=stored,
        events=tuple(_event(message) for message in stored),
    )


def _stored(message: Message) -> StoredMessage:
    return StoredMessage(
        message.seq,
        message.speaker,
        message.text,
        message.move,
        corrected=message.corrected_at is not None,
        withdrawn=message.withdrawn_at is not None,
        usage=Usage(message.prompt_tokens, message.completion_tokens),
        reading=(message.origin or {}).get(READING),
    )


async def load_plan(session: AsyncSession, revision_id: UUID) -> ResearchPlan:
    stored = (await session.exec(select(PlanRevision.plan).where(PlanRevision.id == revision_id))).one()
    return ResearchPlan.model_validate(stored)


async def add_messages(
    session: AsyncSession,
    held: Held,
    messages: Sequence[tuple[StoredMessage, dict[str, Any] | None]],
) -> Held:
    """Insert messages, each with its origin; UNIQUE(interview_id, seq) refuses a second one in the same place."""
    await session.exec(insert(Message), params=[message_row(held, message, origin) for message, origin in messages])
    for message, _ in messages:
        held = held.with_message(message)
    return held


def message_row(held: Held, message: StoredMessage, origin: dict[str, Any] | None) -> dict[str, Any]:
    """The message as a row of its table."""
    return {
        "id": uuid4(),
        "created_at": utc_now(),
        "workspace_id": held.workspace_id,
        "interview_id": held.id,
        "seq": message.seq,
        "speaker": message.speaker,
        "text": message.text,
        "move": message.move,
        "origin": origin,
        "prompt_tokens": message.usage.prompt_tokens,
        "completion_tokens": message.usage.completion_tokens,
    }


def interviewer_message(seq: int, said: NextMessage) -> tuple[StoredMessage, dict[str, Any]]:
    """The row and the origin of what the engine said: which implementation, which prompt, what was refused and why.

    ``distress`` and ``reading`` are said of the answer before. Participants are never shown an origin.
    """
    reading = None if said.reading is None else reading_to_dict(said.reading)
    origin: dict[str, Any] = {
        "implementation": said.origin.implementation,
        "prompt": said.origin.prompt_name,
        "prompt_hash": said.origin.prompt_hash,
        "fallback": said.fallback_reason,
        "rejected": [rejection.rule for rejection in said.rejected],
        "proposed": list(dict.fromkeys(rejection.proposed[:_PROPOSED] for rejection in said.rejected)),
        "repaired": said.repaired,
        "distress": said.distress,
    }
    if reading is not None:
        origin[READING] = reading
    message = StoredMessage(
        seq, Speaker.INTERVIEWER.value, said.text, move_to_dict(said.move), usage=said.usage, reading=reading
    )
    return message, origin


def ending(reason: EndReason) -> dict[str, Any]:
    """The columns of an interview that ends now."""
    return {"status": InterviewStatus(reason.value), "ended_at": utc_now()}

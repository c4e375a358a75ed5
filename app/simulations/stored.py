"""The interviews of a run as they were stored, with what was refused on the way."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.interviews.previews import simulated_key
from app.interviews.store import Held, load
from app.models import Interview, InterviewStatus, Message, SimulationRun
from app.simulations.cards import Judged
from interview_engine.simulation import HeldInterview, PlayedParticipant, SimulatedParticipant
from interview_engine.transcript import Speaker


class Spoken(Protocol):
    """A message as whoever reads it needs it."""

    @property
    def speaker(self) -> str: ...

    @property
    def text(self) -> str: ...


async def ended_numbers(session: AsyncSession, run: SimulationRun) -> set[int]:
    """The participants of a run whose interviews have ended."""
    query = select(Interview.source_key).where(*_of(run), Interview.status != InterviewStatus.ACTIVE)
    return {_number(key) for key in await session.exec(query)}


async def stored_interviews(session: AsyncSession, run: SimulationRun) -> dict[int, UUID]:
    """The run's interviews that are there, by the number of their participant."""
    rows = await session.exec(select(Interview.source_key, Interview.id).where(*_of(run)))
    return {_number(key): interview_id for key, interview_id in rows}


async def load_judged(session: AsyncSession, interview_id: UUID) -> tuple[Held, list[dict[str, Any]]]:
    """An interview and the origins of the interviewer's messages, in order."""
    held = await load(session, interview_id)
    origins = select(Message.origin).where(Message.interview_id == interview_id).order_by(col(Message.seq))
    return held, [dict(origin) for origin in await session.exec(origins) if origin]


def judged(number: int, stored: tuple[Held, Sequence[dict[str, Any]]], person: SimulatedParticipant) -> Judged:
    """What is judged of an interview; ``person`` is new, and is told again what was said to know what came out."""
    held, origins = stored
    tell_again(held.messages, person)
    refused = tuple(str(rule) for origin in origins for rule in origin.get("rejected", ()))
    return Judged(
        number, held.id, HeldInterview(person.persona.type.value, held.events, person.knowledge, refused), origins
    )


def tell_again(said: Sequence[Spoken], person: SimulatedParticipant | PlayedParticipant) -> None:
    """Let somebody go through an interview once more, in the words that were stored, so that they remember it."""
    for asked, answered in pairwise(said):
        if answered.speaker == Speaker.PARTICIPANT:
            person.remember(asked.text, answered.text)


def _of(run: SimulationRun) -> tuple[ColumnElement[bool], ...]:
    prefix = simulated_key(run.id, 0).removesuffix("0")
    return col(Interview.study_id) == run.study_id, col(Interview.source_key).startswith(prefix)


def _number(source_key: str) -> int:
    return int(source_key.rpartition(":")[2])

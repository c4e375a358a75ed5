"""Answers that rest on words which are withdrawn or changed lose them with the words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import String, cast, null, update
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.answers import Answer
from analysis.findings import Analysis, Quote
from app.models import AskThread, AskTurn
from interview_engine.transcript import Transcript

_MANY: Final = 5
"""So many people behind a value, and it tells of none of them."""


def interviews_behind(answer: Answer, analysis: Analysis, transcripts: Sequence[Transcript]) -> list[str]:
    """The ids of the interviews whose words an answer may hold: those quoted, and those of the themes it names.

    The name of a theme is made of the words of the people in it. An attribute that few people share tells of them, too.
    """
    written = list(_texts(answer.model_dump(exclude={"question"})))
    summary = analysis.summary
    themes = (*summary.friction_points, *summary.success_factors) if summary else ()
    named = (theme for theme in themes if any(theme.name in text for text in written))
    behind = {analysis.statements[place].interview_id for theme in named for place in theme.statements}
    sharing: dict[tuple[str, str], list[Transcript]] = defaultdict(list)
    for transcript in transcripts:
        for attribute in transcript.segments.items():
            sharing[attribute].append(transcript)
    for (_, value), group in sharing.items():
        people = {transcript.participant_id for transcript in group}
        if value and len(people) < _MANY and any(value in text for text in written):
            behind |= {transcript.interview_id for transcript in group}
    return sorted(behind | {quote.interview_id for quote in quotes_of(answer)})


def quotes_of(answer: Answer) -> Iterator[Quote]:
    """Every quote that an answer shows."""
    for claim in answer.claims:
        yield from claim.quotes
    yield from answer.quotes
    yield from answer.looked_for.nearest


async def forget_study(session: AsyncSession, study_id: UUID) -> None:
    """Delete every answer about the whole workspace that was read from the study, too."""
    threads = select(AskThread.id).where(col(AskThread.study_id).is_(None))
    forgotten = (
        update(AskTurn)
        .where(cast(col(AskTurn.interviews), String).contains(str(study_id)), col(AskTurn.thread_id).in_(threads))
        .values(answer=null(), interviews=[])
    )
    await session.exec(forgotten, execution_options={"synchronize_session": False})


async def forget_answers(session: AsyncSession, study_id: UUID, interview_id: UUID) -> None:
    """Delete every answer about the study, or about the whole workspace, that names the interview."""
    threads = select(AskThread.id).where(or_(AskThread.study_id == study_id, col(AskThread.study_id).is_(None)))
    forgotten = (
        update(AskTurn)
        .where(
            cast(col(AskTurn.interviews), String).contains(str(interview_id)),
            col(AskTurn.thread_id).in_(threads),
        )
        .values(answer=null(), interviews=[])
    )
    await session.exec(forgotten, execution_options={"synchronize_session": False})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)

"""Asking a study's newest analysis, and reading what was asked before."""

import asyncio
import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.answers import Answer
from analysis.asking.ask import ask
from analysis.embedding import Embedder
from analysis.findings import Analysis, MagicSummary, Quote
from app.asking.examples import examples_for
from app.asking.material import Material, Materials
from app.asking.schemas import LONGEST_QUESTION, Asked, AskStanding, ThreadRead, ThreadRow, TurnRead
from app.asking.withdrawal import interviews_behind, quotes_of
from app.db import Database, Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.insights.results import latest_finished
from app.insights.schemas import SpokenBy
from app.insights.transcripts import count_interviews, editions_of
from app.interviews.transcripts import participant_label
from app.models import AskThread, AskTurn, Interview, InterviewSource, Participant, Study
from app.security import RateLimiter
from app.studies.plans import study_row

MOST_TURNS: Final = 40
_LISTED: Final = 30
_TRIES: Final = 3
_QUESTIONS_A_MINUTE: Final = 30
_PLACE: Final = re.compile(r"([0-9a-f-]{36}):(\d{1,9})-(\d{1,9})")
_NO_THREAD: Final = ("There is no such thread of questions.", "It may have been deleted with its conversation.")


class AskService:
    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder
        self._materials = Materials(embedder)
        self._limit = RateLimiter(_QUESTIONS_A_MINUTE, 60.0, source="from your account")
        # An answer takes a core for a moment: those who ask together wait for each other.
        self._turn = asyncio.Lock()

    async def standing(self, scope: Scope, study_id: UUID) -> AskStanding:
        """Raises NotFound when there is no such study."""
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            run = await latest_finished(session, study_id)
            available = await count_interviews(session, study_id)
            since = run.collected_at if run else None
            summary = MagicSummary.model_validate(run.summary) if run and run.summary else None
            return AskStanding(
                people=run.people if run else None,
                available=available,
                new_interviews=await count_interviews(session, study_id, answered_after=since) if since else 0,
                examples=examples_for(summary),
            )

    async def threads(self, scope: Scope, study_id: UUID) -> tuple[ThreadRow, ...]:
        """The newest threads about a study, the newest first. Raises NotFound."""
        turns = select(AskTurn.thread_id, func.count().label("number")).group_by(col(AskTurn.thread_id)).subquery()
        query = (
            select(AskThread.id, AskTurn.question, turns.c.number, AskThread.created_at)
            .join(AskTurn, col(AskTurn.thread_id) == AskThread.id)
            .join(turns, turns.c.thread_id == AskThread.id)
            .where(AskThread.study_id == study_id, AskTurn.ordinal == 0)
            .order_by(col(AskThread.created_at).desc())
            .limit(_LISTED)
        )
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            return tuple(ThreadRow(*row) for row in await session.exec(query))

    async def thread(self, scope: Scope, study_id: UUID, thread_id: UUID) -> ThreadRead:
        """Raises NotFound."""
        async with self._database.read(scope) as session:
            await _thread(session, study_id, thread_id)
            rows = await _turns(session, thread_id)
            turns = tuple(TurnRead(row.ordinal, row.question, _answer(row), row.created_at) for row in rows)
            quoted = {UUID(quote.interview_id) for turn in turns if turn.answer for quote in quotes_of(turn.answer)}
            speakers = await session.exec(
                select(Interview.id, Interview.source, Participant.number)
                .join(Participant, col(Participant.id) == Interview.participant_id)
                .where(col(Interview.id).in_(quoted))
            )
            voices = {
                str(interview_id): SpokenBy(participant_label(number), InterviewSource(source))
                for interview_id, source, number in speakers
            }
        return ThreadRead(thread_id, study_id, turns, voices)

    async def ask(
        self,
        scope: Scope,
        study_id: UUID,
        question: str,
        *,
        user_id: UUID,
        thread_id: UUID | None = None,
        about: str = "",
    ) -> Asked:
        """Answer a question from the study's newest analysis and keep both, in a new thread or in ``thread_id``.

        ``about`` is the place of the quote that "who else said this?" points to, ``{message_id}:{start}-{end}``.
        Raises NotFound, InvalidInput, TooManyRequests, and Conflict when the study has no analysis that can be asked.
        """
        question = _checked(question)
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            if thread_id is not None:
                await _thread(session, study_id, thread_id)
        self._limit.check(str(user_id))
        for _ in range(_TRIES):
            asked = await self._asked(scope, study_id, question, user_id, thread_id, about)
            if asked is not None:
                return asked
        raise Conflict("Answers are being changed at this moment.", "Ask again in a few seconds.")

    async def _asked(  # noqa: PLR0917 - as ``ask``
        self, scope: Scope, study_id: UUID, question: str, user_id: UUID, thread_id: UUID | None, about: str
    ) -> Asked | None:
        """None when somebody changed or withdrew an answer meanwhile."""
        async with self._turn, self._database.read(scope) as session:
            run = await latest_finished(session, study_id)
            if run is None:
                raise Conflict("Nothing is analysed yet.", "Make the Magic Summary first, then ask.")
            earlier = await _turns(session, thread_id) if thread_id else []
            if len(earlier) >= MOST_TURNS:
                raise Conflict(f"A thread holds {MOST_TURNS} questions at most.", "Ask this one as a new question.")
            material = await self._materials.of(session, run)
        quote = _quote(about, material.analysis) if about else None
        said = [answer for row in earlier if (answer := _answer(row)) is not None]
        async with self._turn:
            answer = await asyncio.to_thread(
                ask,
                question,
                material.analysis,
                material.transcripts,
                material.vectors,
                self._embedder.embed,
                said if quote is None else (),  # words that are pointed at stand alone
                about=quote,
            )
        async with self._database.write(scope) as session:
            # Whoever changes an answer locks the study first, too.
            await session.exec(select(Study.id).where(Study.id == study_id).with_for_update(key_share=True))
            if await editions_of(session, study_id) != material.editions:
                return None
            return await _kept(session, study_id, thread_id, user_id, question, answer, material)


async def _kept(  # noqa: PLR0917 - a turn's row
    session: AsyncSession,
    study_id: UUID,
    thread_id: UUID | None,
    user_id: UUID,
    question: str,
    answer: Answer,
    material: Material,
) -> Asked:
    if thread_id is None:
        await study_row(session, study_id)
        thread = AskThread(study_id=study_id, asked_by=user_id)
        session.add(thread)
        await session.flush()
    else:
        # Two who ask in the same moment wait for each other: a place in the thread is taken once.
        thread = await _thread(session, study_id, thread_id, lock=True)
    last = select(func.max(AskTurn.ordinal)).where(AskTurn.thread_id == thread.id)
    newest = (await session.exec(last)).one()
    ordinal = 0 if newest is None else newest + 1
    session.add(
        AskTurn(
            thread_id=thread.id,
            ordinal=ordinal,
            question=question,
            answer=answer.model_dump(mode="json"),
            interviews=interviews_behind(answer, material.analysis, material.transcripts),
        )
    )
    return Asked(thread.id, ordinal, answer)


def _checked(question: str) -> str:
    question = " ".join(question.replace("\x00", "").split())
    if not question:
        raise InvalidInput("There is no question yet.", "Write what you want to know.", field="question")
    if len(question) > LONGEST_QUESTION:
        raise InvalidInput(
            f"The question is too long: {LONGEST_QUESTION:,} characters fit.", "Ask one thing.", field="question"
        )
    return question


def _quote(about: str, analysis: Analysis) -> Quote:
    """The words at a place that the analysis has coded. Raises NotFound."""
    found = _PLACE.fullmatch(about)
    if found:
        message, start, end = found[1], int(found[2]), int(found[3])
        for statement in analysis.statements:
            if statement.message_id == message and statement.start < end and start < statement.end:
                return statement.quote()
    raise NotFound("The newest analysis does not hold this quote.", "Refresh the Magic Summary, then ask again.")


def _answer(turn: AskTurn) -> Answer | None:
    return None if turn.answer is None else Answer.model_validate(turn.answer)


async def _thread(session: AsyncSession, study_id: UUID, thread_id: UUID, *, lock: bool = False) -> AskThread:
    query = select(AskThread).where(AskThread.id == thread_id, AskThread.study_id == study_id)
    found = (await session.exec(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        raise NotFound(*_NO_THREAD)
    return found


async def _turns(session: AsyncSession, thread_id: UUID) -> Sequence[AskTurn]:
    query = select(AskTurn).where(AskTurn.thread_id == thread_id).order_by(col(AskTurn.ordinal))
    return (await session.exec(query)).all()

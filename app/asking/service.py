"""Asking the newest analysis of a study, or of all studies of a workspace, and reading what was asked before."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.asking.answers import Answer
from analysis.asking.ask import ask, outcome_wanted
from analysis.asking.foretelling import computed, joined_outcomes
from analysis.asking.judging import to_be_judged
from analysis.embedding import Embedder
from analysis.findings import Analysis, MagicSummary, Quote
from analysis.outcomes.values import Indicators, Outcome, Refusal
from analysis.theming.themes import people_heard
from app.asking.examples import examples_across, examples_for
from app.asking.keeping import keep, kept_before, stands, turn_of_attempt
from app.asking.making import Asking, Askings, Found, Help, Matters
from app.asking.material import Material, Materials, newest_runs
from app.asking.schemas import (
    LONGEST_QUESTION,
    Asked,
    AskedStudy,
    AskStanding,
    ThreadRead,
    ThreadRow,
    WorkspaceStanding,
)
from app.asking.threads import answer_of, find_thread, list_threads, read_thread, turns_of
from app.db import Database, Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.insights.counted_model import CountedModel
from app.insights.kept_runs import KeptRuns
from app.insights.results import latest_finished
from app.insights.transcripts import count_interviews
from app.interviews.tokens import TokenBudgets
from app.models import AnalysisRun, Study
from app.outcomes.telling import known_outcomes
from app.security import RateLimiter
from app.studies.plans import study_row
from interview_engine.llm import LanguageModel

MOST_TURNS: Final = 40
_QUESTIONS_A_MINUTE: Final = 30
_PLACE: Final = re.compile(r"([0-9a-f-]{36}):(\d{1,9})-(\d{1,9})")


class AskService:
    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        model: LanguageModel | None = None,
        *,
        budgets: TokenBudgets | None = None,
        runs: KeptRuns | None = None,
    ) -> None:
        """What ``model`` words counts for the studies that are asked, by ``budgets``.

        ``runs`` are the analyses in memory that pages show, too.
        """
        self._database = database
        self._embedder = embedder
        self._model = model
        self._budgets = budgets
        self._materials = Materials(embedder, KeptRuns() if runs is None else runs)
        self._limit = RateLimiter(_QUESTIONS_A_MINUTE, 60.0, source="from your account")
        # An answer takes a core for a moment: those who ask together wait for each other.
        self._turn = asyncio.Lock()
        self._looking_into = asyncio.Lock()
        """Of what goes together with an outcome: seconds, in which other questions go on."""
        self._askings = Askings()

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

    async def workspace(self, scope: Scope) -> WorkspaceStanding:
        """What can be asked of all of the workspace's studies."""
        async with self._database.read(scope) as session:
            runs = await newest_runs(session)
            titles = (await session.exec(select(Study.id, Study.title).order_by(col(Study.created_at).desc()))).all()
        people = {one.run.study_id: one.run.people for one in runs}
        studies = [AskedStudy(study_id, title, people.get(study_id)) for study_id, title in titles]
        summaries = [MagicSummary.model_validate(one.run.summary) for one in runs if one.run.summary]
        return WorkspaceStanding(
            tuple(sorted(studies, key=lambda study: study.people is None)), examples_across(summaries)
        )

    async def threads(self, scope: Scope, study_id: UUID | None) -> tuple[ThreadRow, ...]:
        """The newest threads about a study, or about the whole workspace, the newest first. Raises NotFound."""
        async with self._database.read(scope) as session:
            if study_id is not None:
                await study_row(session, study_id)
            return await list_threads(session, study_id)

    async def thread(self, scope: Scope, study_id: UUID | None, thread_id: UUID) -> ThreadRead:
        """Raises NotFound."""
        async with self._database.read(scope) as session:
            return await read_thread(session, study_id, thread_id)

    async def ask(
        self,
        scope: Scope,
        study_id: UUID | None,
        question: str,
        *,
        user_id: UUID,
        thread_id: UUID | None = None,
        about: str = "",
    ) -> Asked:
        """Answer a question from the newest analysis and keep both, in a new thread or in ``thread_id``.

        Without ``study_id`` all studies of the workspace are asked. ``about`` is the place of the quote that "who else
        said this?" points to, ``{message_id}:{start}-{end}``. Raises NotFound, InvalidInput, TooManyRequests, and
        Conflict when there is no analysis that can be asked.
        """
        asking = await self.begin(scope, study_id, question, user_id=user_id, thread_id=thread_id, about=about)
        return await asking.kept()

    async def begin(
        self,
        scope: Scope,
        study_id: UUID | None,
        question: str,
        *,
        user_id: UUID,
        thread_id: UUID | None = None,
        about: str = "",
        attempt: str = "",
    ) -> Asking:
        """As ``ask``, up to the computed answer: it is worded and kept whether or not anybody waits for it.

        The same question with the same ``attempt`` is the same asking for some minutes. Raises what ``ask`` raises, and
        Stopping.
        """
        question = _checked(question)
        async with self._database.read(scope) as session:
            if study_id is not None:
                await study_row(session, study_id)
            if thread_id is not None:
                await find_thread(session, study_id, thread_id)
        key = (scope, user_id, study_id, thread_id, question, about, attempt) if attempt else None
        asking = self._askings.attempt(key)
        if asking is None:
            self._limit.check(str(user_id))
            find = partial(self._find, scope, study_id, question, thread_id, about)
            turn_id = turn_of_attempt(*key) if key else None
            store = partial(self._store, scope, study_id, question, thread_id, user_id, turn_id)
            recall = partial(self._kept, scope, turn_id)
            model = await self._counted(scope, study_id)
            # Somebody else may have sent the same attempt meanwhile.
            asking = self._askings.attempt(key) or self._askings.begin(
                lambda: Asking(question, find, store, model, recall), key
            )
        await asking.found()
        return asking

    async def finish(self) -> None:
        """Let answers that are under way be kept, in computed words where the model takes longer than a moment."""
        await self._askings.finish()

    async def _counted(self, scope: Scope, study_id: UUID | None) -> LanguageModel | None:
        """The model, as it is asked about the study, or about all that can be asked."""
        if self._model is None or self._budgets is None:
            return self._model
        studies = [study_id] if study_id else []
        if not studies:
            async with self._database.read(scope) as session:
                analysed = select(AnalysisRun.study_id).where(col(AnalysisRun.finished_at).is_not(None)).distinct()
                studies = list(await session.exec(analysed))
        return CountedModel(self._model, self._budgets, scope, studies)

    async def _find(  # noqa: PLR0917 - a question, and where it is asked
        self,
        scope: Scope,
        study_id: UUID | None,
        question: str,
        thread_id: UUID | None,
        about: str,
        helped: Help,
    ) -> Found:
        """The computed answer and what it was computed from. Raises NotFound, Conflict."""
        async with self._turn, self._database.read(scope) as session:
            earlier = await turns_of(session, thread_id) if thread_id else []
            if len(earlier) >= MOST_TURNS:
                raise Conflict(f"A thread holds {MOST_TURNS} questions at most.", "Ask this one as a new question.")
            material = await self._material(session, study_id)
            asked = [study_id] if study_id else list(material.editions)
            outcomes = joined_outcomes([await known_outcomes(session, one) for one in asked])
        quote = _quote(about, material.analysis) if about else None
        said = [answer for row in earlier if (answer := answer_of(row)) is not None]
        made = await self._made(question, material, said, outcomes) if quote is None else {}
        async with self._turn:
            answer = await asyncio.to_thread(
                ask,
                question,
                material.heard,
                self._embedder.embed,
                said if quote is None else (),  # words that are pointed at stand alone
                about=quote,
                outcomes=outcomes,
                made=made,
                reading=helped.reading,
                judged=helped.judged if helped.heard is material.heard else {},
            )
            matters: Matters = {}
            if self._model is not None and quote is None and not helped.judged:
                matters = await asyncio.to_thread(to_be_judged, answer, material.heard, self._embedder.embed)
        return Found(answer, material, said[-1] if said else None, points=quote is not None, matters=matters)

    async def _made(
        self, question: str, material: Material, said: Sequence[Answer], outcomes: Sequence[Outcome]
    ) -> Mapping[str, Indicators | Refusal]:
        """What goes together with the outcome that the question needs; nobody else's question waits for it."""
        if not outcomes or material.across:
            return {}
        async with self._turn:
            wanted = await asyncio.to_thread(
                outcome_wanted, question, material.heard, self._embedder.embed, said, outcomes=outcomes
            )
        if wanted is None:
            return {}
        async with self._looking_into:
            people = people_heard(material.transcripts)
            return {wanted.name: await asyncio.to_thread(computed, material.analysis, people, wanted)}

    async def _material(self, session: AsyncSession, study_id: UUID | None) -> Material:
        if study_id is None:
            return await self._materials.across(session, await newest_runs(session))
        run = await latest_finished(session, study_id)
        if run is None:
            raise Conflict("Nothing is analysed yet.", "Make the Magic Summary first, then ask.")
        return await self._materials.of(session, run)

    async def _store(  # noqa: PLR0917 - a turn's row
        self,
        scope: Scope,
        study_id: UUID | None,
        question: str,
        thread_id: UUID | None,
        user_id: UUID,
        turn_id: UUID | None,
        found: Found,
    ) -> Asked | None:
        async with self._database.write(scope) as session:
            if not await stands(session, found.material):
                return None
            return await keep(session, study_id, thread_id, user_id, question, found.answer, found.material, turn_id)

    async def _kept(self, scope: Scope, turn_id: UUID | None) -> Asked | None:
        async with self._database.read(scope) as session:
            return await kept_before(session, turn_id)


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

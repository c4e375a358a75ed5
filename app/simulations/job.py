"""A simulated run as a job: its interviews are held in this process, through the services that people's pages use.

A participant answers the same when the same was asked, so an interview that a killed process left open is taken up
where it stopped: its participant is told again what was asked and what they said to it, and remembers. A model may word
what they say (``playing.py``). Links are derived from the run, so that
they are the same in every attempt.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.errors import NotFound
from app.interviews.previews import PreviewService
from app.interviews.service import ConversationService
from app.interviews.store import load_plan
from app.jobs import Advance, JobContext, JobStep
from app.models import JobKind, SimulationRun, Study, utc_now
from app.security import derive_token
from app.simulations.cards import RunCard, make_card
from app.simulations.playing import Stage, played_of, stage_for
from app.simulations.stored import ended_numbers, judged, load_judged, stored_interviews, tell_again
from app.studies.sample import MOST_TURNS
from interview_engine.llm import LanguageModel
from interview_engine.simulation import ParticipantType, SimulatedParticipant, make_population
from research_templates import ResearchPlan

AT_ONCE: Final = 4
"""Interviews held at the same time; with a model they spend their time waiting for it."""


class SimulationHandler:
    """The job that holds a run's interviews and judges them. It may be killed between any two statements."""

    kind = JobKind.SIMULATION

    def __init__(
        self,
        database: Database,
        previews: PreviewService,
        conversations: ConversationService,
        secret: str,
        player: LanguageModel | None = None,
    ) -> None:
        self._database = database
        self._player = player
        self._previews = previews
        self._conversations = conversations
        self._secret = secret

    @property
    def steps(self) -> tuple[JobStep, ...]:
        return (
            JobStep("hold", "Talking with simulated participants", self._hold),
            JobStep("judge", "Writing the report card", self._judge),
        )

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:
        """The job's row says it all, and the run keeps no card."""

    async def _hold(self, context: JobContext) -> Advance:
        async with self._database.read(context.scope) as session:
            run = await _run(session, context)
            if run.finished_at is not None:
                return Advance()
            ended = await ended_numbers(session, run)
            plan = await load_plan(session, run.revision_id)
            language = await _language(session, run)
        left = [number for number in range(run.participants) if number not in ended]
        people = await asyncio.to_thread(population, plan, run, language)
        stage = stage_for(self._database, context.scope, run, self._player, plan.title)
        await asyncio.gather(*(self._talk(context, run, number, people[number], stage) for number in left[:AT_ONCE]))
        done = len(ended) + len(left[:AT_ONCE])
        return Advance(done, run.participants, again=done < run.participants)

    async def _talk(
        self,
        context: JobContext,
        run: SimulationRun,
        number: int,
        person: SimulatedParticipant,
        stage: Stage | None,
    ) -> None:
        token = derive_token(self._secret, "simulated", str(run.id), str(number))
        attributes = {"simulated": person.persona.type.value.replace("_", " ")}
        await self._previews.start_simulated(context.scope, run, number, token=token, attributes=attributes)
        state = await self._conversations.conversation(token)
        player = stage.player(person) if stage else None
        tell_again(state.lines, player or person)
        for _ in range(MOST_TURNS):
            if state.reply_to is None:
                return
            asked = state.lines[-1].text
            if stage and player:
                said = await player.answer(asked)
                await stage.note(number, state.reply_to + 1, said.outcome)
                text = said.text
            else:
                text = await asyncio.to_thread(person.answer, asked)
            state = (
                await self._conversations.answer(token, text, reply_to=state.reply_to)
                if text.strip()
                else await self._conversations.skip(token, reply_to=state.reply_to)
            )
        await self._conversations.stop(token)

    async def _judge(self, context: JobContext) -> Advance:
        async with self._database.read(context.scope) as session:
            run = await _run(session, context)
            if run.finished_at is not None:
                return Advance()
            plan = await load_plan(session, run.revision_id)
            language = await _language(session, run)
            interviews = await stored_interviews(session, run)
            stored = {number: await load_judged(session, interviews[number]) for number in sorted(interviews)}

        def judge() -> RunCard:
            people = population(plan, run, language)
            each = [judged(number, interview, people[number]) for number, interview in stored.items()]
            card = make_card(plan, each, language=language)
            return card.model_copy(update={"played": played_of(run)})

        card = await asyncio.to_thread(judge)
        async with self._database.write(context.scope) as session:
            kept = await _run(session, context)
            if kept.finished_at is None:
                kept.card, kept.finished_at = card.model_dump(mode="json"), utc_now()
        return Advance()


def population(plan: ResearchPlan, run: SimulationRun, language: str) -> Sequence[SimulatedParticipant]:
    """The people of a run, all types in turn; the same for the same run."""
    return make_population(plan, run.participants, run.seed, types=tuple(ParticipantType), language=language)


async def _language(session: AsyncSession, run: SimulationRun) -> str:
    """The language of the interviews."""
    return (await session.exec(select(Study.language).where(Study.id == run.study_id))).one()


async def _run(session: AsyncSession, context: JobContext) -> SimulationRun:
    run = (await session.exec(select(SimulationRun).where(SimulationRun.id == context.subject_id))).one_or_none()
    if run is None:
        raise NotFound("There is no such simulated run.", "It may have been deleted.")
    return run

"""A run of simulated interviews on a study, and its report card.

The interviews are previews: they count nowhere and are never analysed. They begin in the database that the server
serves, and everything that is said goes over HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from app.db import Database, Scope
from app.errors import InvalidInput, NotFound
from app.interviews.previews import PreviewService
from app.interviews.store import load, load_plan
from app.models import Interview, Message, PlanRevision, Study
from app.security import hash_token
from app.simulations.conversation import client_for, hold_all
from app.simulations.playing import Played, require_model
from interview_engine import Interviewer
from interview_engine.llm import LanguageModel
from interview_engine.llm.metering import MeteredModel
from interview_engine.simulation import (
    TOKENS_EACH,
    HeldInterview,
    Outcome,
    ParticipantType,
    PlayedParticipant,
    ReportCard,
    SimulatedParticipant,
    make_population,
    report_card,
    spoken_languages,
)
from research_templates import ResearchPlan


@dataclass(frozen=True, slots=True)
class Run:
    """``n`` participants, ``types`` in turn; the same ``seed`` makes the same people. ``played``: by a model."""

    n: int
    seed: str
    types: tuple[ParticipantType, ...]
    played: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A run that was held; ``played`` is None where nobody but the rules worded what the participants said."""

    card: ReportCard
    played: Played | None = None


def speaks(language: str) -> bool:
    """Whether simulated participants speak a language."""
    return language in spoken_languages()


def require_spoken(language: str) -> None:
    """Raises InvalidInput for the language of a study that simulated participants do not speak."""
    if not speaks(language):
        raise InvalidInput(
            f"This study is held in {language!r}, which simulated participants do not speak.",
            f"They speak: {', '.join(spoken_languages())}.",
        )


class SimulationService:
    """``player`` words what participants say in a run that asks for it."""

    def __init__(self, database: Database, player: LanguageModel | None = None) -> None:
        self._database = database
        self._player = player
        # The openings are the bank's: what a model words is worded by the server.
        self._previews = PreviewService(database, Interviewer())

    async def run(self, study_id: UUID, address: str, run: Run) -> Held:
        """Hold the interviews over the server at ``address``, which serves the same database, and judge them.

        Raises NotFound, InvalidInput for a study in a language that simulated participants do not speak, SetupProblem
        when the server refuses or there is no model to play them.
        """
        model = require_model(self._player) if run.played else None
        scope, plan, language = await self._study(study_id)
        people = make_population(plan, run.n, run.seed, types=run.types, language=language)
        tokens = [await self._previews.start(scope, study_id) for _ in people]
        paths = [f"/i/{token}" for token in tokens]
        outcomes: list[Outcome] = []
        async with client_for(address) as client:
            if model is None:
                await hold_all(client, list(zip(paths, people, strict=True)))
                played = None
            else:
                metered = MeteredModel(model, tokens_left=run.n * TOKENS_EACH)
                players = [PlayedParticipant(person, metered, study=plan.title) for person in people]
                talks = list(zip(paths, players, strict=True))
                await hold_all(client, talks, hear=lambda said: outcomes.append(said.outcome))
                played = Played.of(metered.name, outcomes, metered.used)
        return Held(report_card(plan, await self._held(scope, tokens, people), language=language), played)

    async def _study(self, study_id: UUID) -> tuple[Scope, ResearchPlan, str]:
        """The study's workspace, its newest plan and the language of its interviews."""
        async with self._database.read(Scope.system("whoever runs commands may work on any study")) as session:
            study = (await session.exec(select(Study).where(Study.id == study_id))).first()
        if study is None:
            raise NotFound(f"There is no study {study_id} in this database.", "Check the id and VERBATIM_DATA.")
        require_spoken(study.language)
        scope = Scope.workspace(study.workspace_id)
        newest = select(PlanRevision.id).where(PlanRevision.study_id == study_id)
        async with self._database.read(scope) as session:
            revision = (await session.exec(newest.order_by(col(PlanRevision.number).desc()).limit(1))).one()
            return scope, await load_plan(session, revision), study.language

    async def _held(
        self, scope: Scope, tokens: Sequence[str], people: Sequence[SimulatedParticipant]
    ) -> list[HeldInterview]:
        """The interviews as they were stored, with what was refused on the way."""
        held = []
        async with self._database.read(scope) as session:
            for token, person in zip(tokens, people, strict=True):
                named = select(Interview.id).where(Interview.token_hash == hash_token(token))
                stored = await load(session, (await session.exec(named)).one())
                origins = await session.exec(select(Message.origin).where(Message.interview_id == stored.id))
                refused = tuple(rule for origin in origins if origin for rule in origin.get("rejected", ()))
                held.append(HeldInterview(person.persona.type.value, stored.events, person.knowledge, refused))
        return held

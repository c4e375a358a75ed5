"""A model that words what the people of a simulated run say: what it may use, and what came of it.

Its tokens are counted on the run, apart from the study's budget for interviews. What came of each wording is stored by
its place before the answer is, so that an answer which a killed process had to ask for twice is counted once.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict
from sqlmodel import select

from app.db import Database, Scope
from app.errors import NotFound, SetupProblem
from app.models import SimulationRun
from interview_engine.llm import LanguageModel, Usage
from interview_engine.llm.metering import MeteredModel
from interview_engine.simulation import TOKENS_EACH, Outcome, PlayedParticipant, SimulatedParticipant


class Played(BaseModel):
    """How a run was played: answers in the words of the model ``by``, refused by the check, and those it failed on."""

    model_config = ConfigDict(frozen=True)

    by: str
    worded: int = 0
    refused: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @classmethod
    def of(cls, by: str, outcomes: Iterable[Outcome], used: Usage) -> "Played":
        counted = Counter(outcomes)
        return cls(
            by=by,
            worded=counted[Outcome.WORDED],
            refused=counted[Outcome.REFUSED],
            failed=counted[Outcome.FAILED],
            prompt_tokens=used.prompt_tokens,
            completion_tokens=used.completion_tokens,
        )


class PlayedTurns(BaseModel):
    """What a run's row keeps while it is played: the outcome of each answer by "participant:place", and the tokens."""

    turns: Mapping[str, Outcome] = {}
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def used(self) -> Usage:
        return Usage(self.prompt_tokens, self.completion_tokens)

    @classmethod
    def of(cls, run: SimulationRun) -> "PlayedTurns":
        return cls.model_validate(run.played or {})


class Stage:
    """Plays the people of a run with one allowance for all of them; past it, they say the scripted words.

    Answers that are under way at the same time do not see each other, so that as many calls can go beyond it.
    """

    def __init__(self, database: Database, scope: Scope, run: SimulationRun, model: LanguageModel, study: str) -> None:
        self._database = database
        self._scope = scope
        self._run_id = run.id
        self._study = study
        self._counted = Usage()
        self._noting = asyncio.Lock()
        self._model = MeteredModel(model, tokens_left=run.participants * TOKENS_EACH - PlayedTurns.of(run).used.total)

    def player(self, person: SimulatedParticipant) -> PlayedParticipant:
        return PlayedParticipant(person, self._model, study=self._study)

    async def note(self, number: int, seq: int, outcome: Outcome) -> None:
        """Keep what came of the answer that is about to be stored as message ``seq`` of participant ``number``."""
        if outcome is Outcome.SCRIPTED:
            return
        async with self._noting, self._database.write(self._scope) as session:
            query = select(SimulationRun).where(SimulationRun.id == self._run_id).with_for_update()
            run = (await session.exec(query)).one_or_none()
            if run is None:
                raise NotFound("There is no such simulated run.", "It may have been deleted.")
            before, used = PlayedTurns.of(run), self._model.used
            run.played = PlayedTurns(
                turns={**before.turns, f"{number}:{seq}": outcome},
                prompt_tokens=before.prompt_tokens + used.prompt_tokens - self._counted.prompt_tokens,
                completion_tokens=before.completion_tokens + used.completion_tokens - self._counted.completion_tokens,
            ).model_dump(mode="json")
            self._counted = used


def stage_for(
    database: Database, scope: Scope, run: SimulationRun, model: LanguageModel | None, study: str
) -> Stage | None:
    """What plays a run; None for one that is not played. Raises SetupProblem where the model is gone."""
    return Stage(database, scope, run, require_model(model), study) if run.played_by else None


def played_of(run: SimulationRun) -> Played | None:
    """How a run was played; None for one that was not."""
    kept = PlayedTurns.of(run)
    return Played.of(run.played_by, kept.turns.values(), kept.used) if run.played_by else None


def require_model(model: LanguageModel | None) -> LanguageModel:
    """Raises SetupProblem where there is none."""
    if model is None:
        raise SetupProblem(
            "No language model is configured that could play the participants.",
            "Set VERBATIM_LLM_BASE_URL and VERBATIM_LLM_MODEL, or let them say their scripted words.",
        )
    return model

"""The plan writer: the offline planner always; a language model's better wording where it passes the checks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import Embedder
from analysis.errors import EmbeddingModelError
from app.errors import InvalidInput, sentence
from app.log import get_logger
from app.studies.planning import notices
from app.studies.planning.asking import Asking, ask, ask_for_part, ask_for_plan
from app.studies.planning.proposal import PlanProposal
from app.studies.planning.repair import Repaired, better_of, repair_part, repair_plan
from app.studies.planning.texts import Grounds
from interview_engine.llm import LanguageModel, ModelError, ModelFailure
from research_templates import PlanPart, ResearchPlan, TemplateError, draft_plan, redraft, understand, use_case
from research_templates.composer import Composer
from research_templates.matching import best_templates
from research_templates.plan_parts import same_words

logger = get_logger(__name__)

OFFLINE = "offline"

_EXAMPLES = 2
_ANY_QUESTION = "What keeps new customers from finishing the setup?"
_REMEMBERED = 4_000
"""Vectors of typed questions kept in memory, 1.5 kB each."""


@dataclass(frozen=True, slots=True)
class DraftedPlan:
    """``written_by`` is "offline" or the model's name; ``notice`` tells the researcher what to know about it."""

    plan: ResearchPlan
    written_by: str
    notice: str = ""


class PlanWriter:
    """Drafts plans and writes their parts anew. A missing, failing or careless model never stops either.

    ``seconds`` bounds all of a model's time for one plan (None: only each call's own limit); it is asked twice at most.
    """

    def __init__(self, embedder: Embedder, model: LanguageModel | None = None, *, seconds: float | None = None) -> None:
        self._embedder = embedder
        self._vector = lru_cache(maxsize=_REMEMBERED)(lambda text: embedder.embed([text])[0])
        self._model = model
        self._seconds = seconds
        self._warming: asyncio.Task[None] | None = None

    def warm_up(self) -> None:
        """Begin to load what a draft needs, and return at once: somebody is about to ask for one. Once a process."""
        if self._warming is None:
            self._warming = asyncio.create_task(asyncio.to_thread(self._draft_for_nobody))

    def _draft_for_nobody(self) -> None:
        try:
            draft_plan(_ANY_QUESTION, embed=self._embedder.embed)
        except EmbeddingModelError as error:
            # Whoever asks for a draft is told, and what to do about it.
            logger.warning("embedding_model_not_loaded", reason=str(error))

    async def draft(self, question: str, *, template: str | None = None, language: str | None = None) -> DraftedPlan:
        """Draft a plan for a research question, from the named use case or the best match, in the interviews' language.

        Raises PlanningError when there is no question in the text, InvalidInput for an unknown template.
        """
        try:
            plan = await asyncio.to_thread(
                draft_plan, question, embed=self._embedder.embed, template=template, language=language
            )
        except TemplateError as error:
            raise InvalidInput(sentence(error), field="template") from error
        if self._model is None:
            return DraftedPlan(plan, OFFLINE, notices.offline_plan("", plan))
        try:
            repaired = await self._plan_of(self._model, plan)
        except ModelError as error:
            logger.warning("plan_model_failed", reason=error.reason.value, model=self._model.name)
            return DraftedPlan(plan, OFFLINE, notices.offline_plan(notices.why_not_used(error), plan))
        if not _says_something_new(repaired.plan, plan):
            logger.warning("plan_model_refused", model=self._model.name, faults=len(repaired.faults))
            return DraftedPlan(plan, OFFLINE, notices.offline_plan(notices.not_passed(repaired), plan))
        return DraftedPlan(repaired.plan, self._model.name, notices.model_plan(repaired))

    async def rewrite_part(self, plan: ResearchPlan, part: PlanPart, *, instruction: str = "") -> DraftedPlan:
        """Write one part of a plan anew; every other part stays as it is.

        ``instruction`` is the researcher's wish for it, which only a language model can follow.
        """
        other = await asyncio.to_thread(redraft, plan, part)
        unchanged = notices.ONE_WORDING if other == plan else ""
        if self._model is None:
            return DraftedPlan(other, OFFLINE, unchanged)
        asking = ask_for_part(plan, part, instruction)
        grounds = _grounds(other, asking)
        try:
            async with asyncio.timeout(self._seconds):
                proposal = await ask(self._model, asking, seconds=self._seconds)
            repaired = await asyncio.to_thread(repair_part, proposal, part, plan, grounds, embed=self._embedder.embed)
        except (ModelError, TimeoutError) as error:
            why = notices.why_not_used(_as_model_error(error))
            logger.warning("plan_part_model_failed", part=part.value, model=self._model.name)
            return DraftedPlan(other, OFFLINE, notices.joined(f"{why}; this was written offline.", unchanged))
        if not repaired.kept:
            why = notices.not_passed(repaired)
            return DraftedPlan(other, OFFLINE, notices.joined(f"{why}; this was written offline.", unchanged))
        return DraftedPlan(repaired.plan, self._model.name, notices.model_plan(repaired))

    async def _plan_of(self, model: LanguageModel, plan: ResearchPlan) -> Repaired:
        """The model's plan, repaired; asked once more, with the faults, when most of it had to be replaced."""
        examples = await asyncio.to_thread(self._examples, plan)
        asking = ask_for_plan(plan, examples)
        grounds = _grounds(plan, asking)
        repaired: Repaired | None = None
        try:
            async with asyncio.timeout(self._seconds):
                first = await ask(model, asking, seconds=self._seconds)
                repaired = await asyncio.to_thread(repair_plan, first, grounds, embed=self._embedder.embed)
                if repaired.mostly_replaced:
                    again = ask_for_plan(plan, examples, repaired.faults)
                    second = await ask(model, again, seconds=self._seconds)
                    repaired = await asyncio.to_thread(self._best, first, second, repaired, grounds)
        except (ModelError, TimeoutError) as error:
            if repaired is None:
                raise _as_model_error(error) from None
            logger.warning("plan_model_failed_again", model=model.name)
        return repaired

    def _examples(self, plan: ResearchPlan) -> list[ResearchPlan]:
        """Plans for this question from other templates near it, in the plan's language."""
        understood = understand(plan.question)
        cases = (
            use_case(case.key, plan.language)
            for case in best_templates(understood, embed=self._embedder.embed)
            if case.key != plan.template
        )
        return [Composer(understood, case).plan() for case in cases if case.language == plan.language][:_EXAMPLES]

    def _best(self, first: PlanProposal, second: PlanProposal, repaired: Repaired, grounds: Grounds) -> Repaired:
        again = repair_plan(better_of(first, second, repaired), grounds, embed=self._embedder.embed)
        return again if again.kept > repaired.kept else repaired

    def embed_typed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, d) vectors of texts that come again and again while one types: each is computed once. Not empty."""
        return np.stack([self._vector(text) for text in texts])


def _grounds(plan: ResearchPlan, asking: Asking) -> Grounds:
    return Grounds(plan, understand(plan.question), asking.instructions)


def _says_something_new(plan: ResearchPlan, draft: ResearchPlan) -> bool:
    """Whether any text is the model's own: a choice of measures, or the draft given back, is none."""
    return any(
        not same_words(getattr(plan, part), getattr(draft, part)) for part in PlanPart if part is not PlanPart.KPIS
    )


def _as_model_error(error: ModelError | TimeoutError) -> ModelError:
    return error if isinstance(error, ModelError) else ModelError(ModelFailure.TIMEOUT, "no plan within the time")

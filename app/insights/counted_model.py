"""A language model as analyses and questions ask it: every call counts for the studies that it is about.

Problem: what sorts, labels, names and words findings costs as interviews do, and a run can be killed or deleted.
Decision: what a call used is added to its study as soon as the call ends; a study without tokens is not asked about.
Consequences: deleting a run or a thread takes nothing back. What a call had cost when its process was killed is known
to nobody.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from uuid import UUID

from app.db import Scope
from app.interviews.tokens import TokenBudgets
from interview_engine.llm import Completion, CompletionRequest, LanguageModel
from interview_engine.llm.metering import MeteredModel


class CountedModel:
    """Asks ``model`` about ``studies`` while each of them has tokens left; each bears an equal part of a call."""

    def __init__(self, model: LanguageModel, budgets: TokenBudgets, scope: Scope, studies: Sequence[UUID]) -> None:
        self._model = model
        self._budgets = budgets
        self._scope = scope
        self._studies = tuple(studies)

    @property
    def name(self) -> str:
        return self._model.name

    async def complete(self, request: CompletionRequest) -> Completion:
        metered = await self._metered()
        try:
            return await metered.complete(request)
        finally:
            await self._count(metered)

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        metered = await self._metered()
        try:
            async with aclosing(metered.stream(request)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            await self._count(metered)

    async def _metered(self) -> MeteredModel:
        left = [(await self._budgets.of_study(self._scope, study)).left for study in self._studies]
        return MeteredModel(self._model, tokens_left=min((each for each in left if each is not None), default=None))

    async def _count(self, metered: MeteredModel) -> None:
        # Whoever stops waiting for the answer has paid for it all the same.
        await asyncio.shield(self._budgets.add_findings(self._scope, self._studies, metered.used))

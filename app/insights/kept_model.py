"""A language model whose answers outlive the process that paid for them.

Problem: sorting, naming and wording findings takes a model minutes and costs money; a process that was killed in it
began the step again, and asked for all of it again.
Decision: each answer is stored as soon as it is there, by a hash of what was asked, until its analysis is. It may
hold participants' words: it goes when any of the study's are taken back, and is not stored when they were taken back
while the model wrote.
Consequences: an analysis that was killed asks only for what it did not hear. What it asks differently, because people
answered meanwhile, is asked anew.
"""

import hashlib
import json
from collections import Counter
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.insights.transcripts import words_stand
from app.jobs import JobContext
from app.models import EarlyCompletion, utc_now
from interview_engine.llm import Completion, CompletionRequest, LanguageModel

_MOST_KEPT: Final = 2_000
"""Of one study: an analysis that fails again and again must not fill the disk."""
_LONGEST_KEPT: Final = 100_000


class KeptModel:
    """Asks ``model`` for one analysis, and not again for what it answered to one that was killed.

    ``editions`` is what ``editions_of`` said of the words that the model is shown. What one process asks twice in the
    same words is asked twice: whoever tries again wants another answer.
    """

    def __init__(self, model: LanguageModel, database: Database, context: JobContext, *, editions: int) -> None:
        self._model = model
        self._database = database
        self._context = context
        self._editions = editions
        self._times: Counter[str] = Counter()

    @property
    def name(self) -> str:
        return self._model.name

    async def complete(self, request: CompletionRequest) -> Completion:
        """An answer that was kept has used no tokens."""
        asked = _described(self._model.name, request)
        key = hashlib.sha256(f"{self._times[asked]} {asked}".encode()).hexdigest()
        self._times[asked] += 1
        async with self._database.read(self._context.scope) as session:
            kept = (await session.exec(select(EarlyCompletion.completion).where(_is(self._context, key)))).first()
        if kept is not None:
            return Completion(kept["text"], kept["model"])
        completion = await self._model.complete(request)
        if len(completion.text) <= _LONGEST_KEPT:
            await self._keep(key, completion)
        return completion

    async def _keep(self, key: str, completion: Completion) -> None:
        study_id = self._context.study_id
        async with self._database.write(self._context.scope) as session:
            if not await words_stand(session, study_id, self._editions):
                return  # nothing is kept of words that are gone
            dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
            row = {
                "workspace_id": self._context.workspace_id,
                "study_id": study_id,
                "key": key,
                "created_at": utc_now(),
                "completion": {"text": completion.text, "model": completion.model},
            }
            await session.exec(dialect.insert(EarlyCompletion).on_conflict_do_nothing(), params=row)
            await _forget_oldest(session, study_id)


async def forget_completions(session: AsyncSession, study_id: UUID) -> None:
    """The analysis that they were for is stored, or words that they may hold were taken back."""
    await session.exec(delete(EarlyCompletion).where(col(EarlyCompletion.study_id) == study_id))


async def _forget_oldest(session: AsyncSession, study_id: UUID) -> None:
    own = col(EarlyCompletion.study_id) == study_id
    newest_first = col(EarlyCompletion.created_at).desc()
    oldest = select(EarlyCompletion.key).where(own).order_by(newest_first).offset(_MOST_KEPT)
    await session.exec(delete(EarlyCompletion).where(own, col(EarlyCompletion.key).in_(oldest)))


def _is(context: JobContext, key: str) -> bool:
    return (EarlyCompletion.study_id == context.study_id) & (EarlyCompletion.key == key)


def _described(model: str, request: CompletionRequest) -> str:
    """Hash of all that an answer depends on; how long somebody waits for it is not part of that."""
    asked = {
        "model": model,
        "messages": [(message.role.value, message.content) for message in request.messages],
        "schema": request.schema and request.schema.model_json_schema(),
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

"""What models use for interviews, and what they may still use.

Problem: a model costs money by the token, and whoever has a link can make an interview ask for more of them.
Decision: each message stores what was used for it, refused proposals and readings included; what is left of an
interview's and a study's budget is computed from these rows before each turn. Without tokens the question bank speaks.
What an edit makes void stays counted on the answer, and what is deleted on the study: money that was spent stays spent.
Analyses and questions add theirs to the study (``app.insights.counted_model``).
Consequences: turns that are under way at the same time do not see each other, so a study can overshoot its budget by as
many turns as are held at once. What a call had cost when its process was killed is known to nobody.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import InvalidInput, NotFound
from app.interviews.store import Held
from app.models import Interview, Message, Study
from app.settings import Settings
from interview_engine.llm import Usage

MOST_TOKENS: Final = 2_000_000_000
"""The largest budget of a study; a column of 32 bits holds it."""
_MILLION = 1_000_000
_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(?:([ ,._'\u2019\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")
"""Digits, in groups of three or without."""


@dataclass(frozen=True, slots=True)
class StudyTokens:
    """``used`` counts every interview of the study, previews and simulated ones too, and ``findings``.

    ``findings`` is the part of analyses and questions. ``own`` is the study's own budget, None where it has none and
    the installation's holds (``everywhere``, None for no limit). ``cost`` is in whatever currency the prices of the
    settings are, None while these are unknown.
    """

    used: Usage
    findings: Usage
    own: int | None
    everywhere: int | None
    cost: float | None

    @property
    def budget(self) -> int | None:
        """What holds; None is no limit."""
        return self.everywhere if self.own is None else self.own

    @property
    def left(self) -> int | None:
        return None if self.budget is None else max(0, self.budget - self.used.total)

    @property
    def spent(self) -> bool:
        return self.left == 0


class TokenBudgets:
    """``asks_model``: whether there is a model at all; without one nothing is looked up for a turn."""

    def __init__(self, database: Database, settings: Settings, *, asks_model: bool) -> None:
        self._database = database
        self._settings = settings
        self.asks_model = asks_model

    async def left(self, held: Held) -> int | None:
        """What the next turn of an interview may use; None without a limit."""
        if not self.asks_model:
            return None
        limits = [(await self.of_study(Scope.workspace(held.workspace_id), held.study_id)).left]
        if self._settings.llm_tokens_per_interview:
            limits.append(max(0, self._settings.llm_tokens_per_interview - held.tokens))
        return min((limit for limit in limits if limit is not None), default=None)

    async def of_study(self, scope: Scope, study_id: UUID) -> StudyTokens:
        """Raises NotFound."""
        sums = (
            select(
                func.coalesce(func.sum(Message.prompt_tokens), 0),
                func.coalesce(func.sum(Message.completion_tokens), 0),
            )
            .join(Interview, col(Interview.id) == Message.interview_id)
            .where(Interview.study_id == study_id)
        )
        async with self._database.read(scope) as session:
            study = (await session.exec(select(Study).where(Study.id == study_id))).first()
            if study is None:
                raise _no_study()
            prompt, completion = (await session.exec(sums)).one()
        findings = Usage(study.finding_prompt_tokens, study.finding_completion_tokens)
        deleted = Usage(study.deleted_prompt_tokens, study.deleted_completion_tokens)
        used = Usage(prompt, completion) + deleted + findings
        everywhere = self._settings.llm_tokens_per_study or None
        return StudyTokens(used, findings, study.token_budget, everywhere, self._cost(used))

    async def allow(self, scope: Scope, study_id: UUID, text: str) -> None:
        """Give a study the budget that somebody typed: a number, 0 for none, nothing for the installation's.

        Turns that are under way keep what they began with. Raises NotFound, InvalidInput.
        """
        budget = _typed(text)
        async with self._database.write(scope) as session:
            of_study = update(Study).where(col(Study.id) == study_id)
            if not (await session.exec(of_study.values(token_budget=budget))).rowcount:
                raise _no_study()

    async def add(self, held: Held, usage: Usage) -> None:
        """Count on the newest answer what was used for a reply that did not come to be stored."""
        if not usage.total:
            return
        async with self._database.write(Scope.workspace(held.workspace_id)) as session:
            if not await _count_on(session, held.id, held.messages[-1].seq, usage):
                # The interview was deleted meanwhile.
                await _count_on_study(session, held.study_id, usage)

    async def add_findings(self, scope: Scope, studies: Sequence[UUID], usage: Usage) -> None:
        """Count what was used to find, or to answer, something about ``studies``: an equal part on each."""
        if not usage.total:
            return
        async with self._database.write(scope) as session:
            # In one order, so that two answers about the same studies do not wait for each other.
            for place, study_id in enumerate(sorted(studies)):
                prompt, completion = (
                    whole // len(studies) + (place < whole % len(studies))
                    for whole in (usage.prompt_tokens, usage.completion_tokens)
                )
                await session.exec(
                    update(Study)
                    .where(col(Study.id) == study_id)
                    .values(
                        finding_prompt_tokens=col(Study.finding_prompt_tokens) + prompt,
                        finding_completion_tokens=col(Study.finding_completion_tokens) + completion,
                    )
                )

    def _cost(self, used: Usage) -> float | None:
        prompt, completion = self._settings.llm_price_prompt, self._settings.llm_price_completion
        if not prompt and not completion:
            return None
        return (used.prompt_tokens * prompt + used.completion_tokens * completion) / _MILLION


def _no_study() -> NotFound:
    return NotFound("This study does not exist.", "It may have been deleted.")


def _typed(text: str) -> int | None:
    """``" 1,500,000 "`` -> 1500000, nothing -> None. Raises InvalidInput."""
    words = text.strip()
    if not words:
        return None
    if words.startswith("-") and _NUMBER.fullmatch(words[1:]):
        raise InvalidInput("Tokens cannot be fewer than none.", "Enter 0 to ask no model.", field="tokens")
    if not _NUMBER.fullmatch(words):
        raise InvalidInput(
            "This is not a whole number.", "Write it in digits, such as 500000 or 500,000.", field="tokens"
        )
    digits = re.sub("[^0-9]", "", words).lstrip("0") or "0"
    # Longer ones are not even read: reading a number of thousands of digits is refused by Python.
    if len(digits) > len(str(MOST_TOKENS)) or int(digits) > MOST_TOKENS:
        raise InvalidInput(
            f"At most {MOST_TOKENS:,} tokens can be set.", "Leave it empty for the installation's.", field="tokens"
        )
    return int(digits)


async def _count_on(session: AsyncSession, interview_id: UUID, seq: int, usage: Usage) -> bool:
    """Add tokens to those of one message; False when it is not there."""
    place = update(Message).where(col(Message.interview_id) == interview_id, col(Message.seq) == seq)
    counted = await session.exec(
        place.values(
            prompt_tokens=col(Message.prompt_tokens) + usage.prompt_tokens,
            completion_tokens=col(Message.completion_tokens) + usage.completion_tokens,
        )
    )
    return counted.rowcount > 0


async def _count_on_study(session: AsyncSession, study_id: UUID, usage: Usage) -> None:
    of_study = update(Study).where(col(Study.id) == study_id)
    await session.exec(
        of_study.values(
            deleted_prompt_tokens=col(Study.deleted_prompt_tokens) + usage.prompt_tokens,
            deleted_completion_tokens=col(Study.deleted_completion_tokens) + usage.completion_tokens,
        )
    )


async def keep_count(session: AsyncSession, study_id: UUID, interviews: Collection[UUID]) -> None:
    """Before interviews are deleted: what was used for them stays counted on their study."""
    sums = select(
        func.coalesce(func.sum(Message.prompt_tokens), 0), func.coalesce(func.sum(Message.completion_tokens), 0)
    ).where(col(Message.interview_id).in_(interviews))
    prompt, completion = (await session.exec(sums)).one()
    if prompt or completion:
        await _count_on_study(session, study_id, Usage(prompt, completion))

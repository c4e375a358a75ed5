"""How many interviews may begin: a link is public, and whoever has it can have a script open it again and again.

Problem: each start writes rows, and each interview may ask a model. No account and no picture puzzle shall stand
between a participant and the first question.
Decision: two ceilings for an hour, both generous: for one link, counted in the rows, and a lower one for an address, so
that nobody alone uses up a link's. Whoever is turned away is told so in the study's language, and so is the researcher.
Consequences: who does it from thousands of addresses can keep others from starting for as long; interviews that have
begun go on. A school or a company behind one address shares the address's ceiling.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import TooManyRequests, TooManyStarts
from app.models import Interview, InterviewSource, Participant, Study, utc_now
from app.security import RateLimiter, hash_token

_HOUR = timedelta(hours=1)
_NOTED_AGAIN_AFTER = timedelta(minutes=1)
_BEGUN_HERE = (InterviewSource.LIVE, InterviewSource.SAMPLE)


class StartLimits:
    """At most ``per_hour`` interviews on one link, and ``per_address`` from one address, within an hour."""

    def __init__(self, database: Database, *, per_hour: int, per_address: int) -> None:
        self._database = database
        self._per_hour = per_hour
        self._addresses = RateLimiter(per_address, _HOUR.total_seconds())
        self._noted: dict[UUID, datetime] = {}

    async def admit(self, study: Study, token: str, *, address: str) -> None:
        """Let somebody begin the interview that ``token`` opens; whoever has begun it already always may.

        ``address`` may be empty for what does not come over the network. Raises TooManyStarts.
        """
        scope = Scope.workspace(study.workspace_id)
        async with self._database.read(scope) as session:
            full = await self._full(session, study.id)
            known = select(Interview.id).where(Interview.token_hash == hash_token(token))
            if full and (await session.exec(known)).first() is not None:
                return
        try:
            if address:
                self._addresses.check(address)
        except TooManyRequests as error:
            raise TooManyStarts(language=study.language, retry_after=error.retry_after) from error
        if full:
            await self._note(scope, study.id)
            raise TooManyStarts(language=study.language, retry_after=600)

    async def _full(self, session: AsyncSession, study_id: UUID) -> bool:
        """Whether the link's ceiling is reached; numbers are given in order, so one row mostly tells that it is not."""
        since = utc_now() - _HOUR
        of_study = Participant.study_id == study_id
        newest = (await session.exec(select(func.max(Participant.number)).where(of_study))).one()
        if newest is None:
            return False
        earlier = select(Participant.created_at).where(of_study, Participant.number == newest - self._per_hour + 1)
        began = (await session.exec(earlier)).first()
        if began is None or began <= since:
            return False
        # Imported people are numbered with the others and begin nothing.
        begun = select(func.count()).where(
            col(Interview.study_id) == study_id,
            col(Interview.source).in_(_BEGUN_HERE),
            col(Interview.created_at) > since,
        )
        return (await session.exec(begun)).one() >= self._per_hour

    async def _note(self, scope: Scope, study_id: UUID) -> None:
        now = utc_now()
        noted = self._noted.get(study_id)
        if noted is None or now - noted > _NOTED_AGAIN_AFTER:
            self._noted[study_id] = now
            async with self._database.write(scope) as session:
                await session.exec(update(Study).where(col(Study.id) == study_id).values(starts_refused_at=now))

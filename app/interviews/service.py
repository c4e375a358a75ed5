"""The participant's side: consent, answers, skipping, stopping, resuming.

An answer is committed before anything else happens. The reply is computed from what is stored, outside any
transaction, and stored at the next place; whoever comes later (a second tab, a retry, a restart) finds it there or
computes it once more from the same rows.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import replace
from uuid import UUID
from weakref import WeakValueDictionary

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import InterviewClosed, InvalidInput, NotFound
from app.interviews.held import HeldInterviews
from app.interviews.schemas import LONGEST_ANSWER, Conversation, Invitation, Line
from app.interviews.store import (
    SKIP,
    Held,
    StoredMessage,
    add_messages,
    ending,
    interviewer_message,
    load,
    load_plan,
)
from app.models import (
    Interview,
    InterviewSource,
    InterviewStatus,
    Participant,
    PlanRevision,
    Study,
    StudyStatus,
    utc_now,
)
from app.security import derive_token, hash_token
from interview_engine import End, EndReason, Interviewer, NextMessage
from interview_engine.transcript import Speaker
from research_templates import ResearchPlan
from web.locales import consent_paragraphs

_BY_LINK = Scope.system("a participant's link names its study or interview, whatever the workspace")
_CACHED = 10_000


class ConversationService:
    """``secret`` derives interview tokens, so that a start that is sent twice gets the same interview."""

    def __init__(self, database: Database, interviewer: Interviewer, secret: str) -> None:
        self._database = database
        self._interviewer = interviewer
        self._secret = secret
        # Both never change once stored, so they are looked up once: a token's interview, a revision's plan.
        self._by_token: OrderedDict[str, tuple[UUID, UUID]] = OrderedDict()
        self._plans: OrderedDict[UUID, ResearchPlan] = OrderedDict()
        self._interviews = HeldInterviews(database)
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def invitation(self, link: str) -> Invitation:
        """What somebody who opens a study's link is shown.

        Raises NotFound.
        """
        study, plan, _ = await self._study_by_link(link)
        return Invitation(
            title=study.title,
            researcher_name=study.researcher_name,
            welcome=plan.welcome,
            minutes=round(plan.minutes),
            language=study.language,
            consent=_consent(study, plan),
            open=study.status == StudyStatus.LIVE,
            sample=study.sample,
        )

    async def start(self, link: str, start_key: str, *, attributes: dict[str, str] | None = None) -> str:
        """Begin an interview after consent and return its token; the same ``start_key`` begins only one.

        Raises NotFound, InterviewClosed when the study is not live, InvalidInput for an unusable key.
        """
        if not 16 <= len(start_key) <= 100:  # noqa: PLR2004 - 16 characters carry enough randomness for a form
            raise InvalidInput("The start of the conversation was incomplete.", "Open the link again.")
        study, plan, revision_id = await self._study_by_link(link)
        if study.status != StudyStatus.LIVE:
            raise InterviewClosed(
                "This conversation is not open at the moment.",
                "Ask the person who invited you.",
                language=study.language,
            )
        token = derive_token(self._secret, "interview", str(study.id), start_key)
        opening = await self._interviewer.next_message(plan, [], language=study.language, seed=token)
        scope = Scope.workspace(study.workspace_id)
        try:
            async with self._database.write(scope) as session:
                number = (
                    await session.exec(
                        select(func.coalesce(func.max(Participant.number), 0)).where(Participant.study_id == study.id)
                    )
                ).one()
                participant = Participant(
                    workspace_id=study.workspace_id,
                    study_id=study.id,
                    number=number + 1,
                    attributes=attributes or {},
                )
                session.add(participant)
                await session.flush()
                interview = Interview(
                    workspace_id=study.workspace_id,
                    study_id=study.id,
                    participant_id=participant.id,
                    revision_id=revision_id,
                    source=InterviewSource.SAMPLE if study.sample else InterviewSource.LIVE,
                    source_key=f"start:{hash_token(start_key)}",
                    token_hash=hash_token(token),
                    language=study.language,
                    consent_at=utc_now(),
                    consent_hash=hashlib.sha256("\n".join(_consent(study, plan)).encode()).hexdigest(),
                )
                session.add(interview)
                await session.flush()
                held = await load(session, interview.id)
                await add_messages(session, held, [interviewer_message(0, opening)])
        except IntegrityError:
            # Either this start was sent twice, or another participant took the same number: look which.
            async with self._database.read(scope) as session:
                known = select(Interview.id).where(Interview.token_hash == hash_token(token))
                if (await session.exec(known)).first() is None:
                    return await self.start(link, start_key, attributes=attributes)
        return token

    async def conversation(self, token: str) -> Conversation:
        """The state of the interview; a reply that a crash left out is made up for."""
        interview_id, scope = await self._resolve(token)
        return await self._with_reply(await self._interviews.read(interview_id, scope), token)

    async def answer(self, token: str, text: str, *, reply_to: int) -> Conversation:
        """Store an answer once and return the conversation with the next message.

        Raises InvalidInput (empty, too long), Conflict (that question has another answer already), InterviewClosed.
        """
        words = text.replace("\x00", "").strip()
        if not words:
            raise InvalidInput("The answer is empty.", "Write a few words, or skip the question.", field="text")
        if len(words) > LONGEST_ANSWER:
            raise InvalidInput(
                f"The answer has {len(words):,} characters; {LONGEST_ANSWER:,} fit.", "Send it in parts.", field="text"
            )
        return await self._take(token, StoredMessage(reply_to + 1, Speaker.PARTICIPANT.value, words, None))

    async def skip(self, token: str, *, reply_to: int) -> Conversation:
        """Record that the participant does not want to answer, and go on."""
        return await self._take(token, StoredMessage(reply_to + 1, Speaker.PARTICIPANT.value, "", dict(SKIP)))

    async def stop(self, token: str) -> Conversation:
        """End the interview because the participant wants to; stopping twice is stopping once."""
        interview_id, scope = await self._resolve(token)
        async with self._lock(interview_id), self._database.write(scope) as session:
            held = await load(session, interview_id, lock=True)
            if held.status is InterviewStatus.ACTIVE:
                goodbye = self._interviewer.end_message(
                    await self._plan(held), held.events, language=held.language, seed=token, reason=EndReason.STOPPED
                )
                held = await add_messages(session, held, [interviewer_message(len(held.messages), goodbye)])
                held = await _end(session, held, EndReason.STOPPED)
        return await self._shown(self._interviews.remember(held))

    async def _take(self, token: str, message: StoredMessage) -> Conversation:
        interview_id, scope = await self._resolve(token)
        async with self._lock(interview_id):
            return await self._with_reply(await self._interviews.with_message(interview_id, scope, message), token)

    async def _with_reply(self, held: Held, token: str) -> Conversation:
        """Compute and store the interviewer's next message where it is owed."""
        if not held.waits_for_interviewer:
            return await self._shown(held)
        said = await self._interviewer.next_message(
            await self._plan(held), held.events, language=held.language, seed=token
        )
        ends = said.move.reason if isinstance(said.move, End) else None
        try:
            replied = await self._interviews.with_reply(held, *interviewer_message(len(held.messages), said), ends)
        except IntegrityError:
            # Somebody else replied first: that reply is the one.
            return await self._shown(await self._interviews.read(held.id, Scope.workspace(held.workspace_id)))
        return await self._shown(replied, said)

    async def _shown(self, held: Held, said: NextMessage | None = None) -> Conversation:
        plan = await self._plan(held)
        progress = said.progress if said else self._interviewer.progress(plan, held.events)
        lines = tuple(Line(message.seq, message.speaker, message.text) for message in held.messages)
        answerable = held.status is InterviewStatus.ACTIVE and lines and lines[-1].speaker == Speaker.INTERVIEWER
        return Conversation(
            title=held.title,
            researcher_name=held.researcher_name,
            language=held.language,
            lines=lines,
            asked=progress.asked,
            total=progress.total,
            reply_to=lines[-1].seq if answerable else None,
            status=held.status,
            closing=plan.closing,
        )

    async def _plan(self, held: Held) -> ResearchPlan:
        assert held.revision_id is not None, "imported interviews have no participant link"
        plan = self._plans.get(held.revision_id)
        if plan is None:
            async with self._database.read(Scope.workspace(held.workspace_id)) as session:
                plan = await load_plan(session, held.revision_id)
            self._plans[held.revision_id] = plan
            if len(self._plans) > _CACHED:
                self._plans.popitem(last=False)
        return plan

    async def _resolve(self, token: str) -> tuple[UUID, Scope]:
        hashed = hash_token(token)
        known = self._by_token.get(hashed)
        if known is None:
            async with self._database.read(_BY_LINK) as session:
                row = (
                    await session.exec(
                        select(Interview.id, Interview.workspace_id).where(Interview.token_hash == hashed)
                    )
                ).first()
            if row is None:
                raise NotFound("This conversation does not exist.", "Check that the link is complete.")
            known = self._by_token[hashed] = (row[0], row[1])
            if len(self._by_token) > _CACHED:
                self._by_token.popitem(last=False)
        return known[0], Scope.workspace(known[1])

    async def _study_by_link(self, link: str) -> tuple[Study, ResearchPlan, UUID]:
        link = link.replace("\x00", "?")  # PostgreSQL refuses to look for it; no link holds either
        async with self._database.read(_BY_LINK) as session:
            row = (
                await session.exec(
                    select(Study, PlanRevision)
                    .join(PlanRevision, col(PlanRevision.study_id) == Study.id)
                    .where(Study.link_token == link)
                    .order_by(col(PlanRevision.number).desc())
                    .limit(1)
                )
            ).first()
        if row is None or row[0].status == StudyStatus.DRAFT:
            raise NotFound("This conversation does not exist.", "Check that the link is complete.")
        study, revision = row
        return study, ResearchPlan.model_validate(revision.plan), revision.id

    def _lock(self, interview_id: UUID) -> asyncio.Lock:
        """One turn of an interview at a time in this process; across processes the rows' uniqueness decides."""
        return self._locks.setdefault(interview_id, asyncio.Lock())


def _consent(study: Study, plan: ResearchPlan) -> tuple[str, ...]:
    return consent_paragraphs(study.language, researcher=study.researcher_name, minutes=round(plan.minutes))


async def _end(session: AsyncSession, held: Held, reason: EndReason) -> Held:
    end = ending(reason)
    await session.exec(update(Interview).where(col(Interview.id) == held.id).values(**end))
    return replace(held, status=end["status"])

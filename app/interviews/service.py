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
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import InterviewClosed, InvalidInput
from app.interviews.answers import answer_words, replace_last_answer
from app.interviews.commits import Superseded
from app.interviews.held import HeldInterviews
from app.interviews.links import InterviewLinks
from app.interviews.schemas import Conversation, Invitation, Line
from app.interviews.starting import NewInterview, begin, study_by_link
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
from app.models import Interview, InterviewSource, InterviewStatus, Study, StudyStatus, utc_now
from app.security import derive_token, hash_token
from app.studies.websites import read_sites
from interview_engine import End, EndReason, Interviewer, NextMessage
from interview_engine.transcript import Speaker
from research_templates import ResearchPlan
from web.locales import consent_paragraphs

_CACHED = 10_000


class ConversationService:
    """``secret`` derives interview tokens, so that a start that is sent twice gets the same interview."""

    def __init__(self, database: Database, interviewer: Interviewer, secret: str) -> None:
        self._database = database
        self._interviewer = interviewer
        self._secret = secret
        self._links = InterviewLinks(database)
        # It never changes once stored, so it is read once.
        self._plans: OrderedDict[UUID, ResearchPlan] = OrderedDict()
        self._interviews = HeldInterviews(database)
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def invitation(self, link: str) -> Invitation:
        """What somebody who opens a study's link is shown.

        Raises NotFound.
        """
        study, plan, _ = await study_by_link(self._database, link)
        return Invitation(
            title=study.title,
            researcher_name=study.researcher_name,
            welcome=plan.welcome,
            minutes=round(plan.minutes),
            language=study.language,
            consent=_consent(study, plan),
            open=study.status == StudyStatus.LIVE,
            sample=study.sample,
            embed_sites=read_sites(study.embed_sites),
        )

    async def start(self, link: str, start_key: str, *, attributes: dict[str, str] | None = None) -> str:
        """Begin an interview after consent and return its token; the same ``start_key`` begins only one.

        Raises NotFound, InterviewClosed when the study is not live, InvalidInput for an unusable key.
        """
        if not 16 <= len(start_key) <= 100:  # noqa: PLR2004 - 16 characters carry enough randomness for a form
            raise InvalidInput("The start of the conversation was incomplete.", "Open the link again.")
        study, plan, revision_id = await study_by_link(self._database, link)
        if study.status != StudyStatus.LIVE:
            raise InterviewClosed(
                "This conversation is not open at the moment.",
                "Ask the person who invited you.",
                language=study.language,
            )
        token = derive_token(self._secret, "interview", str(study.id), start_key)
        opening = await self._interviewer.next_message(
            plan, [], language=study.language, seed=token, help_text=plan.help_text
        )
        new = NewInterview(
            study=study,
            revision_id=revision_id,
            token=token,
            start_key=start_key,
            source=InterviewSource.SAMPLE if study.sample else InterviewSource.LIVE,
            attributes=attributes or {},
            consent_at=utc_now(),
            consent_hash=hashlib.sha256("\n".join(_consent(study, plan)).encode()).hexdigest(),
        )
        scope = Scope.workspace(study.workspace_id)
        try:
            async with self._database.write(scope) as session:
                await begin(session, new, opening)
        except IntegrityError:
            # Either this start was sent twice, or another participant took the same number: look which.
            async with self._database.read(scope) as session:
                known = select(Interview.id).where(Interview.token_hash == hash_token(token))
                if (await session.exec(known)).first() is None:
                    return await self.start(link, start_key, attributes=attributes)
        return token

    async def conversation(self, token: str) -> Conversation:
        """The state of the interview; a reply that a crash left out is made up for."""
        interview_id, scope = await self._links.resolve(token)
        return await self._with_reply(await self._interviews.read(interview_id, scope), token)

    async def answer(self, token: str, text: str, *, reply_to: int, edition: int | None = None) -> Conversation:
        """Store an answer once and return the conversation with the next message.

        ``edition`` is the one that the participant saw, None for whoever does not know. Raises InvalidInput (empty, too
        long), Conflict (that question has another answer already, or is no more), InterviewClosed.
        """
        message = StoredMessage(reply_to + 1, Speaker.PARTICIPANT.value, answer_words(text), None)
        return await self._take(token, message, edition)

    async def skip(self, token: str, *, reply_to: int, edition: int | None = None) -> Conversation:
        """Record that the participant does not want to answer, and go on."""
        message = StoredMessage(reply_to + 1, Speaker.PARTICIPANT.value, "", dict(SKIP))
        return await self._take(token, message, edition)

    async def edit(self, token: str, text: str, *, answer: int, edition: int) -> Conversation:
        """Let the newest answer, message ``answer``, say something else; its reply is computed anew.

        Sent twice it is done once. Raises InvalidInput, InterviewClosed, and Conflict when another answer has followed
        or somebody changed it meanwhile.
        """
        words = answer_words(text)
        interview_id, scope = await self._links.resolve(token)
        async with self._lock(interview_id):
            async with self._database.write(scope) as session:
                held = await replace_last_answer(session, interview_id, words, answer=answer, edition=edition)
            return await self._with_reply(self._interviews.remember(held), token)

    async def stop(self, token: str) -> Conversation:
        """End the interview because the participant wants to; stopping twice is stopping once."""
        interview_id, scope = await self._links.resolve(token)
        async with self._lock(interview_id), self._database.write(scope) as session:
            held = await load(session, interview_id, lock=True)
            if held.status is InterviewStatus.ACTIVE:
                goodbye = self._interviewer.end_message(
                    await self._plan(held), held.events, language=held.language, seed=token, reason=EndReason.STOPPED
                )
                held = await add_messages(session, held, [interviewer_message(len(held.messages), goodbye)])
                held = await _end(session, held, EndReason.STOPPED)
        return await self._shown(self._interviews.remember(held))

    async def _take(self, token: str, message: StoredMessage, edition: int | None) -> Conversation:
        interview_id, scope = await self._links.resolve(token)
        async with self._lock(interview_id):
            held = await self._interviews.with_message(interview_id, scope, message, edition=edition)
            return await self._with_reply(held, token)

    async def _with_reply(self, held: Held, token: str) -> Conversation:
        """Compute and store the interviewer's next message where it is owed."""
        if not held.waits_for_interviewer:
            return await self._shown(held)
        plan = await self._plan(held)
        said = await self._interviewer.next_message(
            plan, held.events, language=held.language, seed=token, help_text=plan.help_text
        )
        ends = said.move.reason if isinstance(said.move, End) else None
        try:
            replied = await self._interviews.with_reply(held, *interviewer_message(len(held.messages), said), ends)
        except (IntegrityError, Superseded):
            # Somebody else replied first, and that reply is the one; or the answer was changed, and wants another.
            current = await self._interviews.read(held.id, Scope.workspace(held.workspace_id))
            return await self._with_reply(current, token)
        return await self._shown(replied, said)

    async def _shown(self, held: Held, said: NextMessage | None = None) -> Conversation:
        plan = await self._plan(held)
        progress = said.progress if said else self._interviewer.progress(plan, held.events)
        lines = tuple(
            Line(message.seq, message.speaker, message.text, message.corrected, message.withdrawn)
            for message in held.messages
        )
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
            edition=held.edition,
            editable=held.last_answer.seq if answerable and held.last_answer else None,
            rating=held.rating,
            withdrawn=held.withdrawn,
            preview=held.preview,
            embed_sites=held.embed_sites,
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

    def _lock(self, interview_id: UUID) -> asyncio.Lock:
        """One turn of an interview at a time in this process; across processes the rows' uniqueness decides."""
        return self._locks.setdefault(interview_id, asyncio.Lock())


def _consent(study: Study, plan: ResearchPlan) -> tuple[str, ...]:
    return consent_paragraphs(study.language, researcher=study.researcher_name, minutes=round(plan.minutes))


async def _end(session: AsyncSession, held: Held, reason: EndReason) -> Held:
    end = ending(reason)
    await session.exec(update(Interview).where(col(Interview.id) == held.id).values(**end))
    return replace(held, status=end["status"])

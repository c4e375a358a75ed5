"""The participant's side: consent, answers, skipping, stopping, resuming.

An answer is committed before anything else happens. The reply is computed from what is stored, outside any
transaction (``replies.py``), and stored at the next place; whoever comes later (a second tab, a retry, a restart) finds
it there, waits for it, or has it computed once more from the same rows.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from uuid import UUID
from weakref import WeakValueDictionary

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import InterviewClosed, InvalidInput
from app.interviews.answers import answer_words, replace_last_answer
from app.interviews.held import HeldInterviews
from app.interviews.links import InterviewLinks
from app.interviews.plans import HeldPlans
from app.interviews.replies import Replied, Replies, Reply, made
from app.interviews.schemas import Conversation, Invitation, Line
from app.interviews.starting import NewInterview, begin, study_by_link
from app.interviews.starts import StartLimits
from app.interviews.store import (
    SKIP,
    Held,
    StoredMessage,
    add_messages,
    ending,
    interviewer_message,
    load,
)
from app.interviews.tokens import TokenBudgets
from app.models import Interview, InterviewSource, InterviewStatus, Study, StudyStatus, utc_now
from app.security import derive_token, hash_token
from app.studies.websites import read_sites
from interview_engine import EndReason, Interviewer
from interview_engine.transcript import Speaker
from research_templates import ResearchPlan
from web.locales import consent_paragraphs

_QUIET_SECONDS = 10.0
"""Proxies close what is silent for longer, most of them after 30 or 60 seconds."""


class Turn:
    """An answer that is stored as message ``seq``, and the reply to it, made already or under way."""

    def __init__(
        self, held: Held, seq: int, reply: Reply | None, finish: Callable[[], Awaitable[Conversation]]
    ) -> None:
        self.seq = seq
        self.edition = held.edition
        self._reply = reply
        self._finish = finish

    async def sentences(self) -> AsyncIterator[str | None]:
        """Pieces of the reply that may be shown, as soon as they may; joined as they are they begin its text.

        None says that there is still nothing new: a proxy may want to know.
        """
        if self._reply:
            async for sentence in self._reply.sentences(quiet_seconds=_QUIET_SECONDS):
                yield sentence

    async def conversation(self) -> Conversation:
        """The interview with the reply. Whoever stops waiting leaves the reply to be made."""
        return await self._finish()


class ConversationService:
    """``secret`` derives interview tokens, so that a start that is sent twice gets the same interview."""

    def __init__(
        self, database: Database, interviewer: Interviewer, tokens: TokenBudgets, starts: StartLimits, secret: str
    ) -> None:
        self._database = database
        self._interviewer = interviewer
        self._starts = starts
        self._secret = secret
        self._links = InterviewLinks(database)
        self._plans = HeldPlans(database)
        self._interviews = HeldInterviews(database)
        self._replies = Replies(interviewer, self._interviews, self._plans, tokens)
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

    async def start(
        self, link: str, start_key: str, *, attributes: dict[str, str] | None = None, address: str = ""
    ) -> str:
        """Begin an interview after consent and return its token; the same ``start_key`` begins only one.

        ``address`` is where the request comes from. Raises NotFound, InterviewClosed when the study is not live,
        InvalidInput for an unusable key, TooManyStarts.
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
        await self._starts.admit(study, token, address=address)
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
            consent="\n".join(_consent(study, plan)),
        )
        scope = Scope.workspace(study.workspace_id)
        try:
            async with self._database.write(scope) as session:
                await begin(session, new, opening)
        except IntegrityError:
            # Either this start was sent twice, or another one took the same number or kept the same text: look which.
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
        """Store an answer once and return the conversation with the next message; raises what ``turn`` raises."""
        return await (await self.turn(token, text, reply_to=reply_to, edition=edition)).conversation()

    async def skip(self, token: str, *, reply_to: int, edition: int | None = None) -> Conversation:
        """Record that the participant does not want to answer, and go on."""
        return await (await self.turn(token, None, reply_to=reply_to, edition=edition)).conversation()

    async def turn(self, token: str, text: str | None, *, reply_to: int, edition: int | None = None) -> Turn:
        """Store an answer once, None for a question that is skipped. It is committed on return, its reply under way.

        ``edition`` is the one that the participant saw, None for whoever does not know. Raises InvalidInput (empty, too
        long, or more than the interview can hold), Conflict (that question has another answer already, or is no more),
        InterviewClosed.
        """
        words, move = ("", dict(SKIP)) if text is None else (answer_words(text), None)
        message = StoredMessage(reply_to + 1, Speaker.PARTICIPANT.value, words, move)
        interview_id, scope = await self._links.resolve(token)
        async with self._lock(interview_id):
            held = await self._interviews.with_message(interview_id, scope, message, edition=edition)
        if not held.waits_for_interviewer:
            return Turn(held, message.seq, None, partial(self._shown, Replied(held)))
        reply, task = self._replies.owed(held, token)
        return Turn(held, message.seq, reply, partial(self._after, task))

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
            self._interviews.remember(held)
        return await self._with_reply(held, token)

    async def stop(self, token: str) -> Conversation:
        """End the interview because the participant wants to; stopping twice is stopping once."""
        interview_id, scope = await self._links.resolve(token)
        # Before the transaction: whoever waits for a second connection must not hold the only writer.
        plan = await self._plans.of(await self._interviews.read(interview_id, scope))
        async with self._lock(interview_id), self._database.write(scope) as session:
            held = await load(session, interview_id, lock=True)
            if held.status is InterviewStatus.ACTIVE:
                goodbye = self._interviewer.end_message(
                    plan,
                    held.events,
                    language=held.language,
                    seed=token,
                    reason=EndReason.STOPPED,
                    help_text=plan.help_text,
                )
                held = await add_messages(session, held, [interviewer_message(len(held.messages), goodbye)])
                held = await _end(session, held, EndReason.STOPPED)
        return await self._shown(Replied(self._interviews.remember(held)))

    async def finish(self) -> None:
        """Let replies that are under way be stored, as far as a moment is enough for it."""
        await self._replies.finish()

    async def _with_reply(self, held: Held, token: str) -> Conversation:
        held = self._interviews.newest(held)
        if not held.waits_for_interviewer:
            return await self._shown(Replied(held))
        return await self._after(self._replies.owed(held, token)[1])

    async def _after(self, task: "asyncio.Task[Replied]") -> Conversation:
        return await self._shown(await made(task))

    async def _shown(self, replied: Replied) -> Conversation:
        held = replied.held
        plan = await self._plans.of(held)
        progress = replied.progress or self._interviewer.progress(plan, held.events)
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

    def _lock(self, interview_id: UUID) -> asyncio.Lock:
        """One answer of an interview at a time in this process; across processes the rows' uniqueness decides."""
        return self._locks.setdefault(interview_id, asyncio.Lock())


def _consent(study: Study, plan: ResearchPlan) -> tuple[str, ...]:
    return consent_paragraphs(study.language, researcher=study.researcher_name, minutes=round(plan.minutes))


async def _end(session: AsyncSession, held: Held, reason: EndReason) -> Held:
    end = ending(reason)
    await session.exec(update(Interview).where(col(Interview.id) == held.id).values(**end))
    return replace(held, status=end["status"])

"""What a researcher should know about how the interviews of a study were held."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, func, select

from app.db import Database, Scope
from app.interviews.store import Held, load, load_plan
from app.interviews.tokens import StudyTokens, TokenBudgets
from app.interviews.transcripts import participant_label
from app.models import Interview, InterviewSource, InterviewStatus, Message, Participant, utc_now
from app.quality.tally import Journeys, Refused, Said, Tally
from app.studies.plans import newest_revision, study_row
from interview_engine.simulation.sent_rules import broken_rules
from interview_engine.transcript import Speaker
from research_templates import ResearchPlan

MOST: Final = 2_000
"""The newest interviews that are counted."""
CHECKED: Final = 60
"""The newest interviews whose messages are put through the rules again, about 30 ms of computing each."""
DISTRESSED: Final = 20
_PORTION: Final = 500
_REMEMBERED: Final = 2_000
_REAL: Final = (InterviewSource.LIVE, InterviewSource.SAMPLE)


@dataclass(frozen=True, slots=True)
class SentFault:
    """A message that was sent and breaks a rule."""

    interview_id: UUID
    participant: str
    message_id: UUID
    rule: str


@dataclass(frozen=True, slots=True)
class RefusedProposal:
    """What a model proposed, why it was refused, and what was sent in its place."""

    interview_id: UUID
    participant: str
    message_id: UUID
    at: datetime
    rules: tuple[str, ...]
    proposed: tuple[str, ...]
    sent: str
    repaired: bool
    preview: bool


@dataclass(frozen=True, slots=True)
class Distressed:
    interview_id: UUID
    participant: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Quality:
    """``real`` are the interviews that count, ``previews`` the others; ``counted`` of ``interviews`` were read.

    ``asked`` and ``left_at`` count interviews by question key. ``sent`` are faults among the ``messages_checked``
    messages of the newest ``interviews_checked`` interviews.
    """

    plan: ResearchPlan
    interviews: int
    counted: int
    real: Tally
    previews: Tally
    ends: Mapping[str, int]
    asked: Mapping[str, int]
    left_at: Mapping[str, int]
    ratings: Mapping[int, int]
    distressed: tuple[Distressed, ...]
    refused: tuple[RefusedProposal, ...]
    sent: tuple[SentFault, ...]
    messages_checked: int
    interviews_checked: int
    tokens: StudyTokens


class QualityService:
    def __init__(self, database: Database, tokens: TokenBudgets) -> None:
        self._database = database
        self._tokens = tokens
        # What was said does not change, so its faults are looked for once.
        self._faults: OrderedDict[tuple[UUID, int], tuple[tuple[int, str], ...]] = OrderedDict()

    async def read(self, scope: Scope, study_id: UUID) -> Quality:
        """Raises NotFound."""
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            plan = ResearchPlan.model_validate((await newest_revision(session, study_id)).plan)
            of_study = (Interview.study_id == study_id, col(Interview.source).in_(_REAL))
            interviews = (await session.exec(select(func.count()).select_from(Interview).where(*of_study))).one()
            rated = select(Interview.rating, func.count()).where(*of_study, col(Interview.rating).is_not(None))
            ratings = {rating: n for rating, n in await session.exec(rated.group_by(col(Interview.rating))) if rating}
        real, previews = Tally(), Tally()
        journeys, tried = Journeys(), Journeys()
        for tally, journey, sources in ((real, journeys, _REAL), (previews, tried, (InterviewSource.PREVIEW,))):
            await self._count(scope, study_id, sources, tally, journey)
            journey.keep_newest()
        refused = sorted((*journeys.refused, *tried.refused), key=lambda one: one.at, reverse=True)[:DISTRESSED]
        labels = await self._labels(scope, study_id, [*(one.interview_id for one in refused), *journeys.distressed])
        sent, messages_checked, interviews_checked = await self._sent(scope, study_id)
        now = utc_now()
        return Quality(
            plan=plan,
            interviews=interviews,
            counted=min(interviews, MOST),
            real=real,
            previews=previews,
            ends=journeys.ends(now),
            asked=journeys.asked(),
            left_at=journeys.left_at(now),
            ratings=ratings,
            distressed=tuple(
                Distressed(interview_id, labels[interview_id], at)
                for interview_id, at in sorted(journeys.distressed.items(), key=lambda one: one[1], reverse=True)
            )[:DISTRESSED],
            refused=await self._refused(scope, refused, labels, {one.message_id for one in tried.refused}),
            sent=sent,
            messages_checked=messages_checked,
            interviews_checked=interviews_checked,
            tokens=await self._tokens.of_study(scope, study_id),
        )

    async def _count(
        self, scope: Scope, study_id: UUID, sources: Sequence[InterviewSource], tally: Tally, journeys: Journeys
    ) -> None:
        newest = (
            select(Interview.id)
            .where(Interview.study_id == study_id, col(Interview.source).in_(sources))
            .order_by(col(Interview.created_at).desc())
            .limit(MOST)
        )
        query = (
            select(
                Message.interview_id,
                Interview.source,
                Interview.status,
                Message.id,
                Message.speaker,
                Message.created_at,
                Message.move,
                Message.origin,
                Message.prompt_tokens,
                Message.completion_tokens,
            )  # type: ignore[call-overload] # sqlmodel types up to four columns
            .join(Interview, col(Interview.id) == Message.interview_id)
            .where(col(Interview.id).in_(newest))
            .order_by(col(Message.interview_id), col(Message.seq))
        )
        async with self._database.read(scope) as session:
            rows = await session.stream(query)
            async for portion in rows.partitions(_PORTION):
                for interview, source, status, message, speaker, at, move, origin, prompt, completion in portion:
                    said = Said(
                        interview,
                        InterviewSource(source),
                        InterviewStatus(status),
                        message,
                        speaker,
                        at,
                        move or {},
                        origin or {},
                        prompt,
                        completion,
                    )
                    tally.add(said)
                    journeys.add(said)
                await asyncio.sleep(0)

    async def _labels(self, scope: Scope, study_id: UUID, interviews: Sequence[UUID]) -> dict[UUID, str]:
        query = (
            select(Interview.id, Participant.number)
            .join(Participant, col(Participant.id) == Interview.participant_id)
            .where(Interview.study_id == study_id, col(Interview.id).in_(interviews))
        )
        async with self._database.read(scope) as session:
            return {interview: participant_label(number) for interview, number in await session.exec(query)}

    async def _refused(
        self, scope: Scope, refused: Sequence[Refused], labels: Mapping[UUID, str], previews: set[UUID]
    ) -> tuple[RefusedProposal, ...]:
        wanted = select(Message.id, Message.text).where(col(Message.id).in_([one.message_id for one in refused]))
        async with self._database.read(scope) as session:
            texts = dict((await session.exec(wanted)).all())
        return tuple(
            RefusedProposal(
                interview_id=one.interview_id,
                participant=labels.get(one.interview_id, ""),
                message_id=one.message_id,
                at=one.at,
                rules=one.rules,
                proposed=one.proposed,
                sent=texts.get(one.message_id, ""),
                repaired=one.repaired,
                preview=one.message_id in previews,
            )
            for one in refused
        )

    async def _sent(self, scope: Scope, study_id: UUID) -> tuple[tuple[SentFault, ...], int, int]:
        """Faults among what was sent, how many messages were looked at, and in how many interviews."""
        newest = (
            select(Interview.id, Participant.number)
            .join(Participant, col(Participant.id) == Interview.participant_id)
            .where(
                Interview.study_id == study_id,
                col(Interview.source).in_(_REAL),
                col(Interview.revision_id).is_not(None),
                # Where an answer was changed or withdrawn, a question that took it up would look invented.
                Interview.edition == 0,
            )
            .order_by(col(Interview.created_at).desc())
            .limit(CHECKED)
        )
        plans: dict[UUID, ResearchPlan] = {}
        found: list[SentFault] = []
        messages = 0
        async with self._database.read(scope) as session:
            rows = (await session.exec(newest)).all()
        for interview_id, number in rows:
            async with self._database.read(scope) as session:
                held = await load(session, interview_id)
                assert held.revision_id is not None, "others are not asked for"
                if held.revision_id not in plans:
                    plans[held.revision_id] = await load_plan(session, held.revision_id)
                ids = dict(
                    (await session.exec(select(Message.seq, Message.id).where(Message.interview_id == held.id))).all()
                )
            messages += sum(message.speaker == Speaker.INTERVIEWER for message in held.messages)
            label = participant_label(number)
            found += [
                SentFault(held.id, label, ids[seq], rule)
                for seq, rule in await self._faults_of(held, plans[held.revision_id])
            ]
        return tuple(found), messages, len(rows)

    async def _faults_of(self, held: Held, plan: ResearchPlan) -> tuple[tuple[int, str], ...]:
        key = (held.id, len(held.messages))
        faults = self._faults.get(key)
        if faults is None:
            faults = await asyncio.to_thread(lambda: tuple(broken_rules(plan, held.events, held.language)))
            self._faults[key] = faults
            if len(self._faults) > _REMEMBERED:
                self._faults.popitem(last=False)
        return faults

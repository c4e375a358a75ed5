"""Previews: real interviews that researchers hold with themselves. They count nowhere and are never analysed."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.db import Database, Scope
from app.errors import Conflict, NotFound
from app.interviews.schemas import InterviewRead
from app.interviews.starting import NewInterview, begin
from app.interviews.transcripts import read_interview
from app.models import Interview, InterviewSource, Participant, PlanRevision, Study
from app.security import new_token
from interview_engine import Interviewer
from research_templates import ResearchPlan

SHOWN = 10
_TRIES = 5
"""Several people who try a study in the same moment want the same number."""


class PreviewService:
    def __init__(self, database: Database, interviewer: Interviewer) -> None:
        self._database = database
        self._interviewer = interviewer

    async def start(self, scope: Scope, study_id: UUID) -> str:
        """Begin a preview on the plan as it was saved last, published or not; returns its token.

        Raises NotFound.
        """
        async with self._database.read(scope) as session:
            query = (
                select(Study, PlanRevision)
                .join(PlanRevision, col(PlanRevision.study_id) == Study.id)
                .where(Study.id == study_id)
                .order_by(col(PlanRevision.number).desc())
                .limit(1)
            )
            row = (await session.exec(query)).first()
        if row is None:
            raise NotFound("This conversation does not exist.", "Go back to the list of conversations.")
        study, revision = row
        token = new_token()
        plan = ResearchPlan.model_validate(revision.plan)
        opening = await self._interviewer.next_message(
            plan, [], language=study.language, seed=token, help_text=plan.help_text
        )
        new = NewInterview(study, revision.id, token, token, InterviewSource.PREVIEW, {})
        for _ in range(_TRIES):
            try:
                async with self._database.write(scope) as session:
                    await begin(session, new, opening)
            except IntegrityError:
                continue
            return token
        raise Conflict("Several previews began in the same moment.", "Try again.")

    async def list(self, scope: Scope, study_id: UUID) -> list[InterviewRead]:
        """The study's newest previews, at most SHOWN."""
        query = (
            select(Interview, Participant)
            .join(Participant, col(Participant.id) == Interview.participant_id)
            .where(Interview.study_id == study_id, Interview.source == InterviewSource.PREVIEW)
            .order_by(col(Participant.number))
            .limit(SHOWN)
        )
        async with self._database.read(scope) as session:
            return [read_interview(interview, participant) for interview, participant in await session.exec(query)]

    async def delete(self, scope: Scope, study_id: UUID, interview_id: UUID) -> None:
        """Delete a preview with everything that was said in it.

        Raises NotFound, also for an interview that is none: what participants said is theirs to withdraw.
        """
        preview = select(Interview.participant_id).where(
            Interview.id == interview_id,
            Interview.study_id == study_id,
            Interview.source == InterviewSource.PREVIEW,
        )
        async with self._database.write(scope) as session:
            participant_id = (await session.exec(preview)).first()
            if participant_id is None:
                raise NotFound("This preview does not exist.", "It may have been deleted already.")
            await session.exec(delete(Participant).where(col(Participant.id) == participant_id))

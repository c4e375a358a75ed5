"""Previews: real interviews that researchers hold with themselves, or have simulated participants hold.

They count nowhere and are never analysed.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.db import Database, Scope
from app.errors import Conflict, NotFound
from app.interviews.schemas import InterviewRead
from app.interviews.starting import NewInterview, begin
from app.interviews.tokens import keep_count
from app.interviews.transcripts import read_interview
from app.models import Interview, InterviewSource, Participant, PlanRevision, SimulationRun, Study
from app.security import new_token
from interview_engine import Interviewer
from research_templates import ResearchPlan

SHOWN = 10
SIMULATED = "simulated:"
"""How the names of previews begin that belong to a simulated run; the run's id follows."""
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
        newest = select(PlanRevision.id).where(PlanRevision.study_id == study_id)
        async with self._database.read(scope) as session:
            revision = (await session.exec(newest.order_by(col(PlanRevision.number).desc()).limit(1))).first()
        if revision is None:
            raise NotFound("This conversation does not exist.", "Go back to the list of conversations.")
        token = new_token()
        await self._begin(scope, revision, token, {}, "")
        return token

    async def start_simulated(
        self, scope: Scope, run: SimulationRun, number: int, *, token: str, attributes: Mapping[str, str]
    ) -> None:
        """Begin the run's preview with participant ``number`` on the run's revision, unless it has begun already.

        Raises NotFound when the revision is gone.
        """
        key = simulated_key(run.id, number)
        known = select(Interview.id).where(Interview.study_id == run.study_id, Interview.source_key == key)
        async with self._database.read(scope) as session:
            if (await session.exec(known)).first() is not None:
                return
        await self._begin(scope, run.revision_id, token, attributes, key)

    async def _begin(
        self, scope: Scope, revision_id: UUID, token: str, attributes: Mapping[str, str], source_key: str
    ) -> None:
        query = select(Study, PlanRevision).join(PlanRevision, col(PlanRevision.study_id) == Study.id)
        async with self._database.read(scope) as session:
            row = (await session.exec(query.where(PlanRevision.id == revision_id))).first()
        if row is None:
            raise NotFound("This conversation does not exist.", "Go back to the list of conversations.")
        study, revision = row
        plan = ResearchPlan.model_validate(revision.plan)
        opening = await self._interviewer.next_message(
            plan, [], language=study.language, seed=token, help_text=plan.help_text
        )
        new = NewInterview(
            study, revision.id, token, token, InterviewSource.PREVIEW, dict(attributes), source_key=source_key
        )
        for _ in range(_TRIES):
            try:
                async with self._database.write(scope) as session:
                    await begin(session, new, opening)
            except IntegrityError:
                continue
            return
        raise Conflict("Several previews began in the same moment.", "Try again.")

    async def list(self, scope: Scope, study_id: UUID) -> list[InterviewRead]:
        """The study's newest previews that people held, at most SHOWN."""
        query = (
            select(Interview, Participant)
            .join(Participant, col(Participant.id) == Interview.participant_id)
            .where(
                Interview.study_id == study_id,
                Interview.source == InterviewSource.PREVIEW,
                ~col(Interview.source_key).startswith(SIMULATED),
            )
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
            # Locked: a reply that is stored meanwhile is counted before it goes, or finds its interview gone.
            participant_id = (await session.exec(preview.with_for_update())).first()
            if participant_id is None:
                raise NotFound("This preview does not exist.", "It may have been deleted already.")
            await keep_count(session, study_id, [interview_id])
            await session.exec(delete(Participant).where(col(Participant.id) == participant_id))


def simulated_key(run_id: UUID, number: int) -> str:
    """What the preview with participant ``number`` of a simulated run is called within its study."""
    return f"{SIMULATED}{run_id}:{number}"

"""The first rows of an interview: its participant, itself, and the opening message."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.errors import NotFound
from app.interviews.consents import keep_consent
from app.interviews.links import BY_LINK
from app.interviews.store import add_messages, interviewer_message, load
from app.models import FIRST_PREVIEW, Interview, InterviewSource, Participant, PlanRevision, Study, StudyStatus
from app.security import hash_token
from interview_engine import NextMessage
from research_templates import ResearchPlan


@dataclass(frozen=True, slots=True)
class NewInterview:
    """``start_key`` makes it begin once; ``consent`` is the text that was agreed to, empty for a preview.

    ``source_key`` names it within its study, where it has a name of its own.
    """

    study: Study
    revision_id: UUID
    token: str
    start_key: str
    source: InterviewSource
    attributes: dict[str, str]
    consent_at: datetime | None = None
    consent: str = ""
    source_key: str = ""


async def study_by_link(database: Database, link: str) -> tuple[Study, ResearchPlan, UUID]:
    """The study that a link leads to, its newest plan and that revision's id.

    Raises NotFound, also while the study is a draft.
    """
    link = link.replace("\x00", "?")  # PostgreSQL refuses to look for it; no link holds either
    async with database.read(BY_LINK) as session:
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


async def begin(session: AsyncSession, new: NewInterview, opening: NextMessage) -> None:
    """Raises IntegrityError when the same start was stored already, or another participant took the same number."""
    study = new.study
    participant = Participant(
        workspace_id=study.workspace_id,
        study_id=study.id,
        number=await _number(session, study.id, preview=new.source is InterviewSource.PREVIEW),
        attributes=new.attributes,
    )
    session.add(participant)
    await session.flush()
    interview = Interview(
        workspace_id=study.workspace_id,
        study_id=study.id,
        participant_id=participant.id,
        revision_id=new.revision_id,
        source=new.source,
        source_key=new.source_key or f"start:{hash_token(new.start_key)}",
        token_hash=hash_token(new.token),
        language=study.language,
        consent_at=new.consent_at,
        consent_hash=await keep_consent(session, study.id, new.consent) if new.consent else "",
    )
    session.add(interview)
    await session.flush()
    await add_messages(session, await load(session, interview.id), [interviewer_message(0, opening)])


async def _number(session: AsyncSession, study_id: UUID, *, preview: bool) -> int:
    """The next free one: upwards from 1, for a preview downwards from 0."""
    edge = func.min(Participant.number) if preview else func.max(Participant.number)
    found = (await session.exec(select(edge).where(Participant.study_id == study_id))).one()
    if preview:
        return FIRST_PREVIEW if found is None else min(found - 1, FIRST_PREVIEW)
    return 1 if found is None else max(found + 1, 1)

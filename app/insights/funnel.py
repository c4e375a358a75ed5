"""How far people came in a study: link opened, started, first answer, each question, completed."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.reporting.funnel import Funnel, QuestionReached
from app.models import Interview, InterviewSource, InterviewStatus, LinkOpening, Message, PlanRevision
from interview_engine.agenda import agenda
from interview_engine.transcript import Speaker
from research_templates.plan import ResearchPlan

_BEGUN_HERE: Final = (InterviewSource.LIVE, InterviewSource.SAMPLE)
_OPENINGS: Final = (
    "The link counts openings, not people: whoever opens it twice counts twice. Known programs, pages loaded ahead and "
    "frames on websites are left out; nothing is stored about who opened it."
)
_REACHED: Final = (
    "Reached means asked, or come past: a question that earlier answers had answered is passed over, and who completed "
    "an interview has come past all."
)


class Openings(NamedTuple):
    """``since`` is the first day on which any was counted."""

    number: int
    since: date


async def read_openings(session: AsyncSession, study_id: UUID) -> Openings | None:
    """None when none was counted."""
    counted = select(func.sum(LinkOpening.opened), func.min(LinkOpening.day)).where(LinkOpening.study_id == study_id)
    number, since = (await session.exec(counted)).one()
    return Openings(int(number), since) if number else None


async def read_funnel(session: AsyncSession, study_id: UUID) -> Funnel | None:
    """Of the interviews that were held here; None when there are none, as imported ones never began.

    Questions are those of the newest plan. Openings stand in it if they were counted from the first start on.
    """
    held = await _statuses(session, study_id)
    if not held:
        return None
    opened = await read_openings(session, study_id)
    begun = len(held)
    covers = opened is not None and opened.number >= begun
    completed = {each for each, status in held.items() if status == InterviewStatus.COMPLETED}
    stopped = sum(status in {InterviewStatus.STOPPED, InterviewStatus.ABANDONED} for status in held.values())
    answered = (completed | await _answered(session, study_id)) & held.keys()
    texts, furthest = await _furthest(session, study_id)
    places = {each: furthest.get(each, -1) for each in answered}
    reached = tuple(
        QuestionReached(place + 1, text, sum(each in completed or at >= place for each, at in places.items()))
        for place, text in enumerate(texts)
        if place  # whoever starts is asked the first one in the same moment
    )
    notes: list[str] = []
    if opened and covers:
        notes.append(_OPENINGS)
    elif opened:
        day = f"{opened.since.day} {opened.since:%B %Y}"
        notes.append(f"Openings of the link are counted since {day}, after the first interviews had begun.")
    return Funnel(
        started=begun,
        completed=len(completed),
        stopped=stopped,
        opened=opened.number if opened and covers else None,
        answered=len(answered),
        questions=reached,
        notes=(*notes, *((_REACHED,) if reached else ())),
    )


async def _statuses(session: AsyncSession, study_id: UUID) -> Mapping[UUID, str]:
    begun = select(Interview.id, Interview.status).where(
        Interview.study_id == study_id,
        col(Interview.source).in_(_BEGUN_HERE),
        Interview.status != InterviewStatus.TECHNICAL,
    )
    return {interview: str(status) for interview, status in await session.exec(begun)}


async def _answered(session: AsyncSession, study_id: UUID) -> set[UUID]:
    """Interviews in which something was said; words that were withdrawn since were said, too."""
    answers = (
        select(Message.interview_id)
        .join(Interview, col(Interview.id) == Message.interview_id)
        .where(Interview.study_id == study_id, col(Interview.source).in_(_BEGUN_HERE))
        .where(Message.speaker == Speaker.PARTICIPANT, or_(Message.text != "", col(Message.withdrawn_at).is_not(None)))
        .distinct()
    )
    return set((await session.exec(answers)).all())


async def _furthest(session: AsyncSession, study_id: UUID) -> tuple[list[str], dict[UUID, int]]:
    """The newest plan's questions in the order of asking, and the place of the last that each interview came to."""
    newest = select(PlanRevision.plan).where(PlanRevision.study_id == study_id)
    plan = (await session.exec(newest.order_by(col(PlanRevision.number).desc()).limit(1))).first()
    if plan is None:
        return [], {}
    questions = agenda(ResearchPlan.model_validate(plan))
    places = {question.key: place for place, question in enumerate(questions)}
    key = col(Message.move)["question_key"].as_string()
    asked = (
        select(Message.interview_id, key)
        .join(Interview, col(Interview.id) == Message.interview_id)
        .where(Interview.study_id == study_id, col(Interview.source).in_(_BEGUN_HERE))
        .where(Message.speaker == Speaker.INTERVIEWER, key.is_not(None))
        .distinct()
    )
    furthest: dict[UUID, int] = {}
    for interview, name in await session.exec(asked):
        if name in places:
            furthest[interview] = max(furthest.get(interview, -1), places[name])
    return [question.text for question in questions], furthest

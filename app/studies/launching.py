"""Before a study goes live, somebody looks at a simulated run of it, or says why not.

Problem: a plan that reads well can make a bad interview, and its first participants would find out.
Decision: a draft goes live when the report card of a simulated run has been shown to somebody who may launch, and the
plan still asks the same as in that run; or with a reason, which is kept with who gave it and when.
Consequences: a new title or welcome needs no new run; a changed question does. A study that was live before is opened
again without one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import InvalidInput, LaunchRefused
from app.models import PlanRevision, SimulationRun, Study, User, utc_now
from app.studies.plans import newest_revision
from research_templates import ResearchPlan

REASON: Final = (10, 400)
"""The fewest and the most characters of a reason."""
_ASKED: Final = frozenset({"core_questions", "mandatory_questions", "phases", "depth", "avoid", "probing", "language"})
_RUNS_LOOKED_AT: Final = 20


class Rehearsal(StrEnum):
    """How a study's newest revision stands with its simulated runs, from nothing to ready."""

    NEVER = "never"
    UNSEEN = "unseen"
    CHANGED = "changed"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Why a study went live without a simulated run; ``by`` is a name, empty where nobody is known any more."""

    reason: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Launch:
    """``run_id`` is the run that ``rehearsal`` speaks of."""

    rehearsal: Rehearsal
    run_id: UUID | None
    unseen: Unseen | None


def asks_the_same(before: ResearchPlan, after: ResearchPlan) -> bool:
    """Whether interviews on both plans would be the same but for texts around the questions."""
    return before.model_dump(include=set(_ASKED)) == after.model_dump(include=set(_ASKED))


async def read_launch(session: AsyncSession, study: Study) -> Launch:
    rehearsal, run_id = await _rehearsal(session, study.id)
    unseen = None
    if study.launch_reason:
        named = select(User.name).where(User.id == study.launched_unseen_by)
        unseen = Unseen(study.launch_reason, (await session.exec(named)).first() or "", study.launched_unseen_at)
    return Launch(rehearsal, run_id, unseen)


async def allow_launch(session: AsyncSession, study: Study, *, reason: str, user_id: UUID | None) -> None:
    """Return when the draft may go live, and keep the reason where that is why. The caller holds the study's lock.

    Raises LaunchRefused, InvalidInput for a reason that says nothing.
    """
    rehearsal, _ = await _rehearsal(session, study.id)
    if rehearsal is Rehearsal.SHOWN:
        return
    words = " ".join(reason.replace("\x00", "").split())
    if not words:
        raise LaunchRefused(_REFUSED[rehearsal], "Or launch it without, and say why: the reason is kept.")
    fewest, most = REASON
    if not fewest <= len(words) <= most:
        raise InvalidInput(
            f"The reason has {len(words)} characters.", f"Say it in {fewest} to {most} characters.", field="reason"
        )
    study.launch_reason, study.launched_unseen_by, study.launched_unseen_at = words, user_id, utc_now()


_REFUSED: Final = {
    Rehearsal.NEVER: "Nobody has tried this conversation on simulated participants yet. Do that first.",
    Rehearsal.UNSEEN: "Nobody has looked at the report card of the simulated run yet. Read it first.",
    Rehearsal.CHANGED: "The plan asks something else than in the last simulated run. Run it again first.",
}


async def _rehearsal(session: AsyncSession, study_id: UUID) -> tuple[Rehearsal, UUID | None]:
    newest = await newest_revision(session, study_id)
    plan = ResearchPlan.model_validate(newest.plan)
    finished = (
        select(SimulationRun, PlanRevision.plan)
        .join(PlanRevision, col(PlanRevision.id) == SimulationRun.revision_id)
        .where(SimulationRun.study_id == study_id, col(SimulationRun.finished_at).is_not(None))
        .order_by(col(SimulationRun.created_at).desc())
        .limit(_RUNS_LOOKED_AT)
    )
    runs = (await session.exec(finished)).all()
    current = [
        run
        for run, stored in runs
        if run.revision_id == newest.id or asks_the_same(ResearchPlan.model_validate(stored), plan)
    ]
    shown = next((run for run in current if run.shown_at is not None), None)
    if shown is not None:
        return Rehearsal.SHOWN, shown.id
    if current:
        return Rehearsal.UNSEEN, current[0].id
    return (Rehearsal.CHANGED, runs[0][0].id) if runs else (Rehearsal.NEVER, None)

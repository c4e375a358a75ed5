"""A conversation's home: its link, its interviews as they come, and its launch."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, ServerSentEvent

from app.accounts.schemas import Actor
from app.errors import InvalidInput
from app.http.dependencies import AnyRequest, Services
from app.models import JobStatus
from app.pages.forms import texts
from app.pages.live import Update, live
from app.pages.study_notices import notices
from app.pages.study_views import head, interviews_view, language_name, participant_url
from app.pages.views import (
    FieldError,
    InterviewsView,
    LaunchView,
    Option,
    PreviewRow,
    SimulationRow,
    StudyPage,
)
from app.simulations.runs import RunSummary
from app.simulations.service import speaks
from app.studies.launching import REASON
from app.studies.schemas import StudyRead

_SIZES = (
    Option("11", "11: one of each type of person"),
    Option("22", "22: two of each"),
    Option("50", "50: four or five of each"),
)


@get("/studies/{study_id:uuid}")
async def study_home(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    first: FromQuery[int] = 1,
) -> Response[str]:
    page = await _study_page(services, actor, study_id, first)
    return services.pages.page(request, "researcher/study.html", page)


@get("/studies/{study_id:uuid}/events")
async def study_events(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    first: FromQuery[int] = 1,
) -> ServerSentEvent:
    await services.studies.get(actor.scope, study_id)

    async def look(shown: object) -> Update | None:
        version = await services.transcripts.version(actor.scope, study_id)
        if version == shown:
            return None
        study = await services.studies.get(actor.scope, study_id)
        view = await _interviews(services, actor, study, _place(first))
        return Update(version, services.pages.html(request, "researcher/_interviews.html", view), event="interviews")

    return live(look)


@post("/studies/{study_id:uuid}/publish")
async def publish(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    reason = texts(await request.form()).get("reason", "")
    try:
        await services.studies.publish(editor.scope, study_id, reason=reason, user_id=editor.user_id)
    except InvalidInput as error:
        complaint = FieldError(field=error.field, message=f"{error.detail} {error.hint}")
        page = await _study_page(services, editor, study_id, reason=reason, errors=(complaint,))
        return services.pages.page(request, "researcher/study.html", page, status=400)
    return Redirect(f"/studies/{study_id}?notice=published", status_code=303)


@post("/studies/{study_id:uuid}/close")
async def close(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    await services.studies.close(editor.scope, study_id)
    return Redirect(f"/studies/{study_id}?notice=closed", status_code=303)


async def _study_page(
    services: Services,
    actor: Actor,
    study_id: UUID,
    first: int = 1,
    *,
    reason: str = "",
    errors: tuple[FieldError, ...] = (),
) -> StudyPage:
    study = await services.studies.get(actor.scope, study_id)
    revision = await services.plans.current(actor.scope, study_id)
    standing = await services.insights.standing(actor.scope, study_id)
    return StudyPage(
        head=head(study),
        participant_url=participant_url(services, study),
        interviews=await _interviews(services, actor, study, _place(first)),
        minutes=round(revision.plan.minutes),
        goals=len(revision.plan.goals),
        questions=len(revision.plan.core_questions) + len(revision.plan.mandatory_questions),
        plan_notice=revision.notice,
        notices=await notices(services, actor, study),
        has_summary=standing.has_summary,
        new_since=standing.new_since,
        analysis_running=standing.running,
        previews=tuple(
            PreviewRow(str(held.id), held.participant, held.status.value, held.started_at)
            for held in await services.previews.list(actor.scope, study_id)
        ),
        launch=await _launch(services, actor, study, reason=reason, errors=errors),
        can_edit=actor.can_edit,
    )


async def _launch(
    services: Services, actor: Actor, study: StudyRead, *, reason: str, errors: tuple[FieldError, ...]
) -> LaunchView:
    launch = await services.studies.launch(actor.scope, study.id)
    runs = await services.simulations.list(actor.scope, study.id)
    base = f"/studies/{study.id}/simulations"
    rows = tuple(_row(base, run) for run in runs)
    fewest, most = REASON
    return LaunchView(
        rehearsal=launch.rehearsal.value,
        run_url=f"{base}/{launch.run_id}" if launch.run_id else "",
        running=next((row.url for row in rows if row.status in {JobStatus.QUEUED, JobStatus.RUNNING}), ""),
        spoken=speaks(study.language),
        language=language_name(study.language),
        player=services.simulations.player,
        sizes=_SIZES,
        rows=rows,
        reason=reason,
        reason_fewest=fewest,
        reason_most=most,
        errors=errors,
        unseen_reason=launch.unseen.reason if launch.unseen else "",
        unseen_by=launch.unseen.by if launch.unseen else "",
        unseen_at=launch.unseen.at if launch.unseen else None,
    )


def _row(base: str, run: RunSummary) -> SimulationRow:
    failed = run.job is not None and run.job.status is JobStatus.FAILED
    waiting = run.job.status if run.job else JobStatus.FAILED
    return SimulationRow(
        url=f"{base}/{run.id}",
        participants=run.participants,
        revision=run.revision,
        status=(JobStatus.DONE if run.finished_at and not failed else waiting).value,
        begun_at=run.begun_at,
        shown=run.shown_at is not None,
        played_by=run.played_by,
    )


def _place(first: int) -> int:
    """Where a page of the list begins, within what a database can count."""
    return min(max(1, first), 1_000_000_000)


async def _interviews(services: Services, actor: Actor, study: StudyRead, first: int) -> InterviewsView:
    found = await services.transcripts.interviews(actor.scope, study.id, offset=first - 1)
    return interviews_view(study, found, first=first)


HANDLERS = [study_home, study_events, publish, close]

"""Trying a study on simulated participants: asking for a run, watching it, and its report card."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.errors import InvalidInput
from app.http.dependencies import AnyRequest, Services
from app.http.errors import wants_json
from app.models import JobStatus, StudyStatus
from app.pages.forms import read_form, texts
from app.pages.jobs import job_view, page_of
from app.pages.report_cards import card_view
from app.pages.study_views import head
from app.pages.views import SimulationPage
from app.simulations.runs import RunRequest
from app.studies.launching import Rehearsal


@post("/studies/{study_id:uuid}/simulations")
async def simulate(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    wanted = read_form(RunRequest, texts(await request.form()))
    if not isinstance(wanted, RunRequest):
        raise InvalidInput("That many simulated participants cannot be asked for.", "Choose one of the list.")
    run_id = await services.simulations.request(editor.scope, study_id, wanted, user_id=editor.user_id)
    return Redirect(f"/studies/{study_id}/simulations/{run_id}", status_code=303)


@get("/studies/{study_id:uuid}/simulations/{simulation_id:uuid}")
async def simulation(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    simulation_id: FromPath[UUID],
) -> Response[Any]:
    study = await services.studies.get(actor.scope, study_id)
    run = await services.simulations.get(actor.scope, study_id, simulation_id)
    if run.card is not None and actor.can_edit:
        await services.simulations.note_shown(actor.scope, simulation_id)
    if wants_json(request):
        return Response({"card": run.card.model_dump(mode="json") if run.card else None, "current": run.current})
    launch = await services.studies.launch(actor.scope, study_id)
    job = run.summary.job
    page = SimulationPage(
        head=head(study),
        participants=run.summary.participants,
        revision=run.summary.revision,
        begun_at=run.summary.begun_at,
        job=job_view(job, page_of(job)) if job and job.status is not JobStatus.DONE else None,
        card=card_view(study_id, run) if run.card else None,
        current=run.current,
        ready=study.status is StudyStatus.DRAFT and launch.rehearsal is Rehearsal.SHOWN,
        can_edit=actor.can_edit,
        played_by=run.summary.played_by,
        player=services.simulations.player,
    )
    return services.pages.page(request, "researcher/simulation.html", page)


HANDLERS = [simulate, simulation]

"""Plans that travel: to a file and back, and from one conversation to a new one."""

import re
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.http.dependencies import AnyRequest, Services
from app.pages.plan import plan_view
from app.pages.plan_form import form_of
from app.pages.studies import new_study_page
from app.pages.views import FieldError
from research_templates import PlanFileError, ResearchPlan, dump_plan, load_plan
from research_templates.plan_file import MAX_BYTES


@get("/studies/{study_id:uuid}/plan/file")
async def export_plan(
    services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    revision = await services.plans.current(actor.scope, study_id)
    name = re.sub(r"[^a-z0-9]+", "-", revision.plan.title.lower())[:60].strip("-") or "plan"
    headers = {"content-disposition": f'attachment; filename="{name}.plan.json"'}
    return Response(dump_plan(revision.plan), media_type="application/json; charset=utf-8", headers=headers)


@post("/studies/{study_id:uuid}/plan/file", status_code=200)
async def load_into_editor(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    """Show the plan of a file in the editor; nothing is saved by it."""
    study = await services.studies.get(editor.scope, study_id)
    revision = await services.plans.current(editor.scope, study_id)
    try:
        plan = await _plan_in(request)
    except PlanFileError as error:
        form = form_of(revision.plan, study.researcher_name)
        page = plan_view(study, revision, form, errors=(FieldError("file", str(error)),))
        return services.pages.page(request, "researcher/plan.html", page, status=400)
    form = form_of(plan, study.researcher_name)
    page = plan_view(study, revision, form, unsaved="This is the plan of the file.")
    return services.pages.page(request, "researcher/plan.html", page)


@post("/studies/from-file")
async def create_from_file(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor]
) -> Response[Any]:
    try:
        plan = await _plan_in(request)
    except PlanFileError as error:
        page = new_study_page(errors=(FieldError("file", str(error)),))
        return services.pages.page(request, "researcher/study_new.html", page, status=400)
    study_id = await services.studies.create_from_plan(editor.scope, plan, note="From a file", user_id=editor.user_id)
    return Redirect(f"/studies/{study_id}/plan", status_code=303)


@post("/studies/{study_id:uuid}/duplicate")
async def duplicate(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    copy = await services.studies.duplicate(editor.scope, study_id, user_id=editor.user_id)
    return Redirect(f"/studies/{copy}/plan?notice=duplicated", status_code=303)


async def _plan_in(request: AnyRequest) -> ResearchPlan:
    """The plan in the uploaded file. Raises PlanFileError."""
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise PlanFileError("No file was chosen. Choose a plan that was exported here.")
    return load_plan(await file.read(MAX_BYTES + 1))


HANDLERS = [export_plan, load_into_editor, create_from_file, duplicate]

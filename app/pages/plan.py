"""The plan, editable in every part. Saving makes a new revision; interviews keep the one they began with."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.errors import Conflict, InvalidInput
from app.http.dependencies import AnyRequest, Services
from app.pages.forms import texts
from app.pages.plan_form import (
    PlanForm,
    all_phases,
    change_rows,
    form_of,
    phase_label,
    plan_from,
    read_fields,
    without_empty_rows,
)
from app.pages.study_views import head
from app.pages.views import FieldError, Option, PlanPage
from app.studies.schemas import RevisionRead, StudyRead
from research_templates import MANDATORY_ADVISED, Phase, ResearchPlan, ResearchType
from web.locales import consent_paragraphs


@get("/studies/{study_id:uuid}/plan")
async def plan_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    revision = await services.studies.revision(actor.scope, study_id)
    return services.pages.page(
        request, "researcher/plan.html", _view(study, revision, form_of(revision.plan, study.researcher_name))
    )


@post("/studies/{study_id:uuid}/plan")
async def save_plan(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    study = await services.studies.get(editor.scope, study_id)
    revision = await services.studies.revision(editor.scope, study_id)
    posted = await request.form()
    fields = texts(posted)
    choices = {name: tuple(map(str, posted.getall(name))) for name in fields if name.endswith("-goals")}
    form = read_fields(fields, choices)
    action = fields.get("action", "save")
    if action != "save":
        return services.pages.page(request, "researcher/plan.html", _view(study, revision, change_rows(form, action)))
    form = without_empty_rows(form)
    plan = plan_from(form, revision.plan)
    if isinstance(plan, ResearchPlan):
        try:
            saved = await services.studies.save_plan(
                editor.scope,
                study_id,
                plan,
                based_on=_number(fields.get("base_revision", "")),
                researcher_name=form.researcher_name,
            )
        except Conflict as error:
            errors = (FieldError("", f"{error.detail} {error.hint}"),)
            return _again(request, services, _view(study, revision, form, errors), 409)
        notice = (
            "saved" if saved.number != revision.number or form.researcher_name != study.researcher_name else "unchanged"
        )
        return Redirect(f"/studies/{study_id}/plan?notice={notice}", status_code=303)
    return _again(request, services, _view(study, revision, form, plan), 400)


def _again(request: AnyRequest, services: Services, page: PlanPage, status: int) -> Response[str]:
    return services.pages.page(request, "researcher/plan.html", page, status=status)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text[:9])
    raise InvalidInput("The form did not say which revision it changes.", "Reload the page and try again.")


def _view(study: StudyRead, revision: RevisionRead, form: PlanForm, errors: tuple[FieldError, ...] = ()) -> PlanPage:
    return PlanPage(
        head=head(study),
        revision=revision.number,
        written_by=revision.written_by,
        saved_at=revision.saved_at,
        title=form.title,
        research_type=form.research_type,
        research_types=tuple(Option(kind.value, kind.value.capitalize()) for kind in ResearchType),
        phase_options=tuple(Option(phase.value, phase_label(phase)) for phase in Phase),
        description=form.description,
        goals=form.goals,
        core_questions=form.core,
        mandatory_questions=form.mandatory,
        mandatory_advised=MANDATORY_ADVISED,
        profile_description=form.profile_description,
        segments=form.segments,
        phases=all_phases(form.phases),
        welcome=form.welcome,
        closing=form.closing,
        invitation=form.invitation,
        researcher_name=form.researcher_name,
        consent=consent_paragraphs(
            study.language, researcher=form.researcher_name, minutes=round(revision.plan.minutes)
        ),
        notice=revision.notice,
        generic=revision.plan.generic,
        errors=errors,
    )


HANDLERS = [plan_page, save_plan]

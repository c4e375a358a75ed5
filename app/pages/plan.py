"""The plan, editable in every part. Saving makes a new revision; interviews keep the one they began with."""

import asyncio
from functools import partial
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
from app.pages.plan_actions import Outcome, change_rows, is_row_action, rewrite_part, start_over
from app.pages.plan_check import check, time_of, with_hints
from app.pages.plan_form import (
    MOST_FOLLOW_UPS,
    PlanForm,
    all_phases,
    form_of,
    phase_label,
    plan_from,
    read_fields,
    without_empty_rows,
)
from app.pages.study_views import head
from app.pages.views import FieldError, Option, PlanPage
from app.studies.schemas import RevisionRead, StudyRead
from research_templates import (
    MANDATORY_ADVISED,
    Depth,
    Phase,
    PlanningError,
    ResearchPlan,
    ResearchType,
    kpis,
    use_cases,
)
from research_templates.planner import GENERAL_PLAN
from web.locales import consent_paragraphs


@get("/studies/{study_id:uuid}/plan")
async def plan_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    revision = await services.plans.current(actor.scope, study_id)
    form = form_of(revision.plan, study.researcher_name)
    if actor.can_edit:
        services.writer.warm_up()
    page = plan_view(study, revision, form, can_edit=actor.can_edit)
    return services.pages.page(request, "researcher/plan.html", page)


@post("/studies/{study_id:uuid}/plan")
async def save_plan(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    study = await services.studies.get(editor.scope, study_id)
    revision = await services.plans.current(editor.scope, study_id)
    form, fields = await _typed(request)
    action = fields.get("action", "save")
    if action == "save":
        return await _save(request, services, editor, study, revision, form, fields)
    try:
        outcome = await _act(services, editor, study_id, revision, form, fields, action)
    except PlanningError as error:
        page = plan_view(study, revision, form, errors=(FieldError("question", str(error)),))
        return services.pages.page(request, "researcher/plan.html", page, status=400)
    page = plan_view(study, revision, outcome.form, unsaved=outcome.said, based_on=_number(fields, revision.number))
    return services.pages.page(request, "researcher/plan.html", page)


@post("/studies/{study_id:uuid}/plan/check", status_code=200)
async def check_plan(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    """What is to be said about the form as it is being typed."""
    await services.studies.get(editor.scope, study_id)
    form, fields = await _typed(request)
    # Many long questions take a moment to judge, and the loop has other people to serve.
    said = await asyncio.to_thread(check, form, fields, services.writer.embed_typed)
    return services.pages.page(request, "researcher/_plan_check.html", said)


async def _typed(request: AnyRequest) -> tuple[PlanForm, dict[str, str]]:
    posted = await request.form()
    fields = texts(posted)
    choices = {name: tuple(map(str, posted.getall(name))) for name in fields if name.endswith("-goals")}
    return read_fields(fields, choices), fields


async def _act(
    services: Services,
    editor: Actor,
    study_id: UUID,
    revision: RevisionRead,
    form: PlanForm,
    fields: dict[str, str],
    action: str,
) -> Outcome:
    if is_row_action(action):
        return Outcome(change_rows(form, action))
    if action == "start_over":
        draft = partial(services.plans.draft, editor.scope, study_id)
        return await start_over(form, fields.get("start_template", ""), draft)
    write = partial(services.plans.rewrite_part, editor.scope, study_id)
    return await rewrite_part(form, revision.plan, action, write)


async def _save(
    request: AnyRequest,
    services: Services,
    editor: Actor,
    study: StudyRead,
    revision: RevisionRead,
    form: PlanForm,
    fields: dict[str, str],
) -> Response[Any]:
    form = without_empty_rows(form)
    plan = plan_from(form, revision.plan)
    if not isinstance(plan, ResearchPlan):
        return _again(request, services, plan_view(study, revision, form, errors=plan), 400)
    try:
        saved = await services.plans.save(
            editor.scope,
            study.id,
            plan,
            based_on=_number(fields),
            researcher_name=form.researcher_name,
            user_id=editor.user_id,
        )
    except Conflict as error:
        errors = (FieldError("", f"{error.detail} {error.hint}"),)
        return _again(request, services, plan_view(study, revision, form, errors=errors), 409)
    changed = saved.number != revision.number or form.researcher_name != study.researcher_name
    return Redirect(f"/studies/{study.id}/plan?notice={'saved' if changed else 'unchanged'}", status_code=303)


def _again(request: AnyRequest, services: Services, page: PlanPage, status: int) -> Response[str]:
    return services.pages.page(request, "researcher/plan.html", page, status=status)


def _number(fields: dict[str, str], default: int | None = None) -> int:
    """The revision that the form changes. Raises InvalidInput where it must say so and does not."""
    text = fields.get("base_revision", "")
    if text.isdecimal():
        return int(text[:9])
    if default is not None:
        return default
    raise InvalidInput("The form did not say which revision it changes.", "Reload the page and try again.")


def plan_view(
    study: StudyRead,
    revision: RevisionRead,
    form: PlanForm,
    *,
    errors: tuple[FieldError, ...] = (),
    unsaved: str = "",
    based_on: int | None = None,
    can_edit: bool = True,
) -> PlanPage:
    form = with_hints(form)
    return PlanPage(
        head=head(study),
        revision=based_on or revision.number,
        written_by=revision.written_by,
        saved_at=revision.saved_at,
        saved_by=revision.saved_by,
        question=form.question,
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
        depth=form.depth,
        depth_options=tuple(Option(depth.value, depth.value.capitalize()) for depth in Depth),
        most_follow_ups=MOST_FOLLOW_UPS,
        avoid=form.avoid,
        probing=form.probing,
        welcome=form.welcome,
        closing=form.closing,
        invitation=form.invitation,
        help_text=form.help_text,
        researcher_name=form.researcher_name,
        consent=consent_paragraphs(
            study.language, researcher=form.researcher_name, minutes=round(revision.plan.minutes)
        ),
        analysis_questions=form.analysis,
        kpis=form.kpis,
        kpi_names=tuple(kpi.name for kpi in kpis()),
        time=time_of(form),
        templates=tuple(Option(case.key, case.title) for case in use_cases()),
        template=form.template,
        can_edit=can_edit,
        notice=revision.notice,
        generic=revision.plan.generic and GENERAL_PLAN not in revision.notice,
        unsaved=unsaved,
        errors=errors,
    )


HANDLERS = [plan_page, save_plan, check_plan]

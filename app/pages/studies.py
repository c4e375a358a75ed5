"""The list of conversations, a new one, and deleting one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.errors import InvalidInput
from app.http.dependencies import AnyRequest, Services
from app.pages.forms import read_form, texts
from app.pages.study_views import head, language_options, study_row
from app.pages.views import (
    DeleteStudyPage,
    FieldError,
    NewStudyPage,
    StudiesPage,
    TemplateCard,
)
from app.studies.schemas import StudyCreate
from research_templates import PlanningError, use_cases

EXAMPLES = (
    "What friction points prevent new customers from achieving success during onboarding?",
    "Why do customers cancel in their first year?",
    "How do teams decide whether to adopt our reporting feature?",
)


@get("/studies")
async def studies(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[str]:
    found = await services.studies.list(actor.scope)
    return services.pages.page(
        request, "researcher/studies.html", StudiesPage(tuple(study_row(study) for study in found))
    )


@get("/studies/new")
async def new_study(
    request: AnyRequest,
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],  # noqa: ARG001 - asking for it is the check
    template: FromQuery[str] = "",
) -> Response[str]:
    services.writer.warm_up()
    return services.pages.page(request, "researcher/study_new.html", new_study_page(template=template))


@post("/studies")
async def create_study(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor]
) -> Response[Any]:
    fields = texts(await request.form())
    data = read_form(StudyCreate, fields)
    errors: tuple[FieldError, ...]
    if isinstance(data, StudyCreate):
        try:
            study_id = await services.studies.create(editor.scope, data, user_id=editor.user_id)
        except PlanningError as error:
            errors = (FieldError(field="question", message=str(error)),)
        except InvalidInput as error:
            errors = (FieldError(field=error.field, message=f"{error.detail} {error.hint}"),)
        else:
            return Redirect(f"/studies/{study_id}/plan", status_code=303)
    else:
        errors = data
    page = new_study_page(
        question=fields.get("question", ""),
        title=fields.get("title", ""),
        language=fields.get("language", "en"),
        template=fields.get("template", ""),
        errors=errors,
    )
    return services.pages.page(request, "researcher/study_new.html", page, status=400)


@post("/studies/sample")
async def open_sample(services: NamedDependency[Services], editor: NamedDependency[Actor]) -> Redirect:
    study_id = await services.samples.open(editor.scope, user_id=editor.user_id)
    return Redirect(f"/studies/{study_id}?notice=sample", status_code=303)


@get("/studies/{study_id:uuid}/delete")
async def confirm_delete(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(editor.scope, study_id)
    page = DeleteStudyPage(head=head(study), interviews=study.counts.total)
    return services.pages.page(request, "researcher/study_delete.html", page)


@post("/studies/{study_id:uuid}/delete")
async def delete_study(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    await services.studies.delete(editor.scope, study_id)
    return Redirect("/studies?notice=deleted", status_code=303)


def new_study_page(
    *,
    question: str = "",
    title: str = "",
    language: str = "en",
    template: str = "",
    errors: tuple[FieldError, ...] = (),
) -> NewStudyPage:
    return NewStudyPage(
        question=question,
        title=title,
        language=language,
        languages=language_options(),
        template=template,
        templates=tuple(
            TemplateCard(case.key, case.title, case.summary, next(iter(case.match.examples), ""))
            for case in use_cases()
        ),
        examples=EXAMPLES,
        errors=errors,
    )


HANDLERS = [
    studies,
    new_study,
    create_study,
    open_sample,
    confirm_delete,
    delete_study,
]

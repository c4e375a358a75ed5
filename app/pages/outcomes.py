"""Outcomes: a file of what became of participants, what was read in it, and what goes together with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from analysis.outcomes.indicators import FEWEST_OF_EITHER, FEWEST_PEOPLE
from analysis.outcomes.reading import ColumnKind
from analysis.outcomes.values import OutcomeKind
from analysis.reporting.outcome_section import outcome_section
from app.accounts.schemas import Actor
from app.errors import AppError, NotFound, presentation_of
from app.http.dependencies import AnyRequest, Services
from app.outcomes.schemas import OutcomeFile, OutcomeRead
from app.outcomes.service import MAX_MEGABYTES
from app.pages.forms import texts, uploaded
from app.pages.study_views import head
from app.pages.views import (
    FieldError,
    Option,
    OutcomeCheckPage,
    OutcomeColumnView,
    OutcomesPage,
    OutcomeView,
)
from app.pages.waves import claim_view

_LARGEST_BODY = 64 * 1024 * 1024
"""Above every size that can be kept: the service refuses what is too large, with a clear message."""
_SHOWN_PROBLEMS = 20
_EVERY_ROW = 1_000
_KINDS = (Option("yes_no", "Yes or no"), Option("days", "Number of days"), Option("free", "Leave out"))
_CHOICE = "kind:"


@get("/studies/{study_id:uuid}/outcomes")
async def outcomes(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    return await _page(request, services, actor, study_id)


@post("/studies/{study_id:uuid}/outcomes", request_max_body_size=_LARGEST_BODY)
async def check(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    """Read an uploaded file, or one that was read before with other columns chosen; nothing is kept."""
    form = await request.form()
    fields = texts(form)
    try:
        # The page that shows what was read sends the text again, with the columns that were chosen.
        if fields.get("text"):
            filename, data = fields.get("filename", ""), fields["text"].encode("utf-8", "replace")
        else:
            filename, data = await uploaded(form, most_megabytes=MAX_MEGABYTES, choose="Choose a CSV file.")
        reference, kinds = _chosen(fields)
        read = await services.outcomes.read_file(
            editor.scope, study_id, filename, data, reference=reference, kinds=kinds
        )
    except NotFound:
        raise
    except AppError as error:
        return await _page(request, services, editor, study_id, error=error)
    return await _check_page(request, services, editor, study_id, read)


@post("/studies/{study_id:uuid}/outcomes/keep", request_max_body_size=_LARGEST_BODY)
async def keep(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    fields = texts(await request.form())
    reference, kinds = _chosen(fields)
    filename, data = fields.get("filename", ""), fields.get("text", "").encode("utf-8", "replace")
    try:
        await services.outcomes.keep(editor.scope, study_id, filename, data, reference=reference, kinds=kinds)
    except NotFound:
        raise
    except AppError as error:
        return await _page(request, services, editor, study_id, error=error)
    return Redirect(f"/studies/{study_id}/outcomes?notice=outcomes-kept", status_code=303)


@post("/studies/{study_id:uuid}/outcomes/delete")
async def delete_outcome(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    await services.outcomes.delete(editor.scope, study_id, texts(await request.form()).get("name", ""))
    return Redirect(f"/studies/{study_id}/outcomes?notice=outcome-deleted", status_code=303)


def _chosen(fields: Mapping[str, str]) -> tuple[str, dict[str, ColumnKind]]:
    """The column that names participants, and what the others hold; what is no kind is left to be guessed."""
    known = {kind.value: kind for kind in ColumnKind}
    kinds = {
        name.removeprefix(_CHOICE): known[value]
        for name, value in fields.items()
        if name.startswith(_CHOICE) and value in known
    }
    return fields.get("reference", ""), kinds


async def _check_page(
    request: AnyRequest, services: Services, actor: Actor, study_id: UUID, read: OutcomeFile
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    problems = tuple(str(problem) for problem in read.table.problems)
    page = OutcomeCheckPage(
        head=head(study),
        filename=read.filename[:255],
        text=read.text,
        columns=read.columns,
        reference=read.table.reference,
        kinds=tuple(OutcomeColumnView(c.name, c.kind.value, c.known) for c in read.table.columns),
        choices=_KINDS,
        matched=len(read.table.rows),
        problems=problems[:_SHOWN_PROBLEMS],
        more=max(0, len(problems) - _SHOWN_PROBLEMS),
    )
    return services.pages.page(request, "researcher/outcomes_check.html", page)


async def _page(
    request: AnyRequest, services: Services, actor: Actor, study_id: UUID, *, error: AppError | None = None
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    standing = await services.insights.standing(actor.scope, study_id)
    found = await services.outcomes.list(actor.scope, study_id)
    page = OutcomesPage(
        head=head(study),
        outcomes=tuple(_outcome(outcome) for outcome in found),
        analysed=standing.has_summary,
        participants=standing.available,
        fewest_people=FEWEST_PEOPLE,
        fewest_of_either=FEWEST_OF_EITHER,
        can_edit=actor.can_edit,
        errors=(FieldError("file", f"{error.detail} {error.hint}".strip()),) if error else (),
    )
    status = presentation_of(error).status.value if error else 200
    return services.pages.page(request, "researcher/outcomes.html", page, status=status)


def _outcome(outcome: OutcomeRead) -> OutcomeView:
    if outcome.kind is OutcomeKind.YES_NO:
        known = f"yes for {outcome.yes} of {outcome.known} people"
    else:
        known = f"days, known of {outcome.known} people"
    told = None if outcome.answer is None else outcome_section(outcome.answer, most=_EVERY_ROW)
    return OutcomeView(outcome.name, known, told, tuple(claim_view(claim) for claim in told.claims) if told else ())


HANDLERS = [outcomes, check, keep, delete_outcome]

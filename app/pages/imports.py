"""Bringing in existing feedback: a file, what is in its columns, and what became of its rows."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import ValidationError

from app.accounts.schemas import Actor
from app.errors import AppError, InvalidInput, NotFound, presentation_of
from app.http.dependencies import AnyRequest, Services
from app.imports.mapping import ColumnMapping
from app.imports.schemas import ImportRead
from app.models import ImportStatus
from app.pages.forms import in_words, texts, uploaded
from app.pages.jobs import job_view, page_of
from app.pages.study_views import head
from app.pages.views import FieldError, ImportFileRow, ImportMappingPage, ImportPage, ImportResult

LARGEST_BODY = 260 * 1024 * 1024
"""Above every size the settings allow: the service refuses what is too large, with a clear message."""


@get("/studies/{study_id:uuid}/import")
async def import_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    return await _import_page(request, services, actor, study_id)


@post("/studies/{study_id:uuid}/import", request_max_body_size=LARGEST_BODY)
async def upload(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    await services.studies.get(editor.scope, study_id)
    try:
        filename, data = await uploaded(
            await request.form(), most_megabytes=services.settings.max_upload_mb, choose="Choose a CSV or JSONL file."
        )
        file = await services.imports.upload(editor.scope, study_id, filename, data)
    except AppError as error:
        errors = (FieldError("file", f"{error.detail} {error.hint}".strip()),)
        status = presentation_of(error).status.value
        return await _import_page(request, services, editor, study_id, errors=errors, status=status)
    return Redirect(f"/studies/{study_id}/imports/{file.id}", status_code=303)


@get("/studies/{study_id:uuid}/imports/{import_id:uuid}")
async def mapping_page(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    import_id: FromPath[UUID],
) -> Response[str]:
    return await _mapping_page(request, services, actor, study_id, import_id)


@post("/studies/{study_id:uuid}/imports/{import_id:uuid}")
async def start_import(
    request: AnyRequest,
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    import_id: FromPath[UUID],
) -> Response[Any]:
    await _file(services, editor, study_id, import_id)
    form = await request.form()
    fields = texts(form)
    attributes = tuple(str(name) for name in form.getall("attribute_columns", []))
    chosen = {name: fields.get(f"{name}_column", "") for name in ("text", "turns", "question", "participant")}
    try:
        mapping = ColumnMapping.model_validate({**chosen, "attributes": attributes})
        await services.imports.start(editor.scope, import_id, mapping)
    except ValidationError as error:
        message = " ".join(in_words(fault["type"], fault) for fault in error.errors(include_url=False))
    except InvalidInput as error:
        message = f"{error.detail} {error.hint}"
    else:
        return Redirect(f"/studies/{study_id}/imports/{import_id}", status_code=303)
    typed = {**chosen, "attributes": attributes}
    return await _mapping_page(
        request, services, editor, study_id, import_id, typed=typed, errors=(FieldError("", message),), status=400
    )


async def _import_page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    study_id: UUID,
    *,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    files = await services.imports.files(actor.scope, study_id)
    page = ImportPage(
        head=head(study),
        max_mb=services.settings.max_upload_mb,
        files=tuple(_file_row(file) for file in files),
        errors=errors,
    )
    return services.pages.page(request, "researcher/import.html", page, status=status)


async def _mapping_page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    study_id: UUID,
    import_id: UUID,
    *,
    typed: dict[str, Any] | None = None,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    file = await _file(services, actor, study_id, import_id)
    job = await services.imports.latest_job(actor.scope, import_id)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chosen: dict[str, Any] = {}
    if file.status is not ImportStatus.DONE:
        preview = await services.imports.preview(actor.scope, import_id)
        columns, rows = preview.columns, preview.rows
        chosen = typed or (file.mapping or preview.suggested).model_dump()
    page = ImportMappingPage(
        head=head(study),
        file_id=str(import_id),
        filename=file.filename,
        rows_total=file.rows_total,
        columns=columns,
        preview=rows,
        text_column=chosen.get("text", ""),
        turns_column=chosen.get("turns", ""),
        question_column=chosen.get("question", ""),
        participant_column=chosen.get("participant", ""),
        attribute_columns=tuple(chosen.get("attributes", ())),
        job=job_view(job, page_of(job)) if job else None,
        result=_result(file),
        errors=errors,
    )
    return services.pages.page(request, "researcher/import_mapping.html", page, status=status)


async def _file(services: Services, actor: Actor, study_id: UUID, import_id: UUID) -> ImportRead:
    file = await services.imports.get(actor.scope, import_id)
    if file.study_id != study_id:
        raise NotFound("There is no such import.", "It may have been deleted together with its study.")
    return file


def _file_row(file: ImportRead) -> ImportFileRow:
    return ImportFileRow(
        filename=file.filename,
        status=file.status.value,
        rows_imported=file.rows_imported,
        rows_total=file.rows_total,
        uploaded_at=file.uploaded_at,
        url=f"/studies/{file.study_id}/imports/{file.id}",
    )


def _result(file: ImportRead) -> ImportResult | None:
    if file.status is not ImportStatus.DONE:
        return None
    return ImportResult(
        imported=file.rows_imported,
        refused=file.rows_refused,
        problems=file.problems,
        more_problems=file.more_problems,
    )


HANDLERS = [import_page, upload, mapping_page, start_import]

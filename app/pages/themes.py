"""The themes explorer: all themes, one theme with every statement behind it, and researchers' edits."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import TypeAdapter, ValidationError

from analysis.theming.edits import Edit, Split
from app.accounts.schemas import Actor
from app.errors import AppError, Conflict, InvalidInput, NotFound, presentation_of
from app.http.dependencies import AnyRequest, Services
from app.http.errors import wants_json
from app.insights.exploring import Filter, Findings, ranked_themes
from app.pages.forms import field_errors, texts
from app.pages.paging import place_in
from app.pages.study_views import head
from app.pages.theme_views import theme_page, themes_page
from app.pages.views import FieldError

_EDIT: Final[TypeAdapter[Edit]] = TypeAdapter(Edit)
_FIELDS: Final = {"themes": "merge", "statements": "statement", "quote": "statement"}
"""Form fields that have another name than the edit's."""
_TICK: Final = {"statement": "Please tick at least one statement.", "merge": "Please tick at least one theme."}
"""What is said where nothing was chosen."""
_KEPT: Final = frozenset({"polarity", "stage", "segment"})
"""What of a filter goes along to another wave."""


@get("/studies/{study_id:uuid}/themes")
async def themes(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.explorer.findings(actor.scope, study_id)
    chosen = _filter(request.query_params)
    if wants_json(request):
        return Response(_as_json(found, chosen))
    waves = await services.explorer.waves(actor.scope, study_id)
    elsewhere = request.query_params.get("wave", str(study_id))
    if elsewhere != str(study_id) and elsewhere in {str(wave.study_id) for wave in waves}:
        kept = [(name, value) for name, value in request.query_params.items() if name in _KEPT and value]
        return Redirect(f"/studies/{elsewhere}/themes?{urlencode(kept)}", status_code=303)
    history = await services.explorer.history(actor.scope, study_id)
    first = place_in(request.query_params)
    page = themes_page(head(study), found, chosen, waves, history, first=first, can_edit=actor.can_edit)
    return services.pages.page(request, "researcher/themes.html", page)


@get("/studies/{study_id:uuid}/themes/{key:str}")
async def theme(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    key: FromPath[str],
) -> Response[Any]:
    if wants_json(request):
        found = await _findings(services, actor, study_id)
        shown = found.theme(key)
        statements = [found.analysis.statements[i].model_dump(mode="json") for i in shown.statements]
        return Response({"theme": shown.model_dump(mode="json"), "statements": statements})
    return await _page(request, services, actor, study_id, key)


@post("/studies/{study_id:uuid}/themes/{key:str}/{kind:str}")
async def edit_theme(
    request: AnyRequest,
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    key: FromPath[str],
    kind: FromPath[str],
) -> Response[Any]:
    form = await request.form()
    try:
        edit = _read(kind, key, form)
        seen = texts(form).get("seen", "")
        await services.editing.make(editor.scope, study_id, edit, user_id=editor.user_id, seen=seen)
    except NotFound:
        raise
    except (AppError, ValidationError) as error:
        if wants_json(request):
            raise _as_app_error(error) from error
        return await _page(request, services, editor, study_id, key, form=form, error=error)
    split_or_here = edit.key if isinstance(edit, Split) else key
    return Redirect(
        f"/studies/{study_id}/themes/{percent_encode(split_or_here, safe='')}?notice=theme-edited", status_code=303
    )


def _filter(query: Mapping[str, str]) -> Filter:
    """The segment is ``attribute=value`` in one field, as a list offers it."""
    attribute, _, value = query.get("segment", "").partition("=")
    return Filter(query.get("polarity", ""), query.get("stage", ""), attribute, value)


def _read(kind: str, key: str, form: FormMultiDict) -> Edit:
    """The form as an edit. Raises InvalidInput and ValidationError."""
    fields = texts(form)
    ticked = [_place(value) for value in form.getall("statement", []) if isinstance(value, str)]
    match kind:
        case "rename":
            given: dict[str, Any] = {"theme": key, "name": fields.get("name", "")}
        case "describe":
            given = {"theme": key, "description": " ".join(fields.get("description", "").split())}
        case "merge":
            given = {"themes": [each for each in form.getall("merge", []) if isinstance(each, str)], "into": key}
        case "split":
            given = {"theme": key, "statements": ticked, "name": fields.get("split_name", "")}
        case "move":
            given = {"statements": ticked, "to": fields.get("to") or None}
        case "pin" | "unpin":
            given = {"theme": key, "quote": _place(fields.get("quote", ""))}
        case _:
            raise NotFound("There is no such edit.")
    return _EDIT.validate_python({"kind": kind, **given})


def _place(value: str) -> tuple[str, int, int]:
    message_id, _, span = value.partition(":")
    start, _, end = span.partition("-")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(span) < 30):  # noqa: PLR2004 - no answer is so long
        raise InvalidInput("This statement is not known.", "Load the page again.", field="statement")
    return message_id, int(start), int(end)


async def _findings(services: Services, actor: Actor, study_id: UUID) -> Findings:
    found = await services.explorer.findings(actor.scope, study_id)
    if found is None:
        raise NotFound("This study has no themes yet.", "Make its Magic Summary first.")
    return found


async def _page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    study_id: UUID,
    key: str,
    *,
    form: FormMultiDict | None = None,
    error: AppError | ValidationError | None = None,
) -> Response[str]:
    """The theme's page; with what was typed when that could not be used."""
    study = await services.studies.get(actor.scope, study_id)
    found = await _findings(services, actor, study_id)
    typed = texts(form) if form is not None else {}
    if error is not None and not any(each.key == key for each in found.themes):
        raise Conflict(
            "This theme is no longer part of the analysis: somebody merged or emptied it in the meantime.",
            "Look at all themes. What you entered was: " + (typed.get("name") or typed.get("split_name") or "nothing"),
        )
    page = theme_page(
        head(study),
        found,
        found.theme(key),
        first=place_in(request.query_params),
        words=" ".join(request.query_params.get("words", "").replace("\x00", "").split()),
        typed=typed,
        ticked=frozenset(map(str, form.getall("statement", []))) if form is not None else frozenset(),
        merged=tuple(map(str, form.getall("merge", []))) if form is not None else (),
        errors=_complaints(error),
        can_edit=actor.can_edit,
    )
    status = 200 if error is None else 400
    if isinstance(error, AppError):
        status = presentation_of(error).status.value
    return services.pages.page(request, "researcher/theme.html", page, status=status)


def _complaints(error: AppError | ValidationError | None) -> tuple[FieldError, ...]:
    if error is None:
        return ()
    if isinstance(error, ValidationError):
        faults = zip(field_errors(error), error.errors(include_url=False, include_input=False), strict=True)
        named = ((_field(each.field), each.message, fault["type"]) for each, fault in faults)
        found = (
            FieldError(field, _TICK.get(field, message) if kind == "too_short" else message)
            for field, message, kind in named
        )
        return tuple(dict.fromkeys(found))
    return (FieldError("", f"{error.detail} {error.hint}".strip()),)


def _as_app_error(error: AppError | ValidationError) -> AppError:
    if isinstance(error, AppError):
        return error
    first = _complaints(error)[0]
    return InvalidInput(first.message, field=first.field)


def _field(location: str) -> str:
    """``rename-name`` is the field name, ``split-name`` split_name, ``split-statements-0`` statement."""
    kind, _, rest = location.partition("-")
    name = rest.partition("-")[0]
    if kind == "split" and name == "name":
        return "split_name"
    return _FIELDS.get(name, name)


def _as_json(found: Findings | None, chosen: Filter) -> dict[str, Any]:
    if found is None:
        return {"themes": []}
    return {
        "people": found.analysis.people,
        "themes": [
            {
                "key": each.theme.key,
                "name": each.theme.name,
                "polarity": each.theme.polarity.value,
                "stage": each.theme.stage,
                "count": each.count.model_dump(mode="json"),
                "mentions": each.mentions,
            }
            for each in ranked_themes(found, chosen)
        ],
    }


HANDLERS = [themes, theme, edit_theme]

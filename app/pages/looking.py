"""What lies beside the themes: all statements, what was set aside, the edits, and how far people came."""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from analysis.reporting.set_aside import Reason
from app.accounts.schemas import Actor
from app.errors import InvalidInput, NotFound
from app.http.dependencies import AnyRequest, Services
from app.insights.searching import Wanted
from app.pages.forms import texts
from app.pages.looking_views import edits_page, funnel_page, set_aside_page, statements_page
from app.pages.paging import place_in
from app.pages.study_views import head

_PLACES: Final = frozenset({"themes", "none"})


@get("/studies/{study_id:uuid}/statements")
async def statements(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.explorer.findings(actor.scope, study_id)
    query = request.query_params
    # Looking through 100,000 statements takes a second, in which people answer.
    page = await asyncio.to_thread(statements_page, head(study), found, _wanted(query), place_in(query))
    return services.pages.page(request, "researcher/statements.html", page)


@get("/studies/{study_id:uuid}/set-aside")
async def set_aside(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.explorer.set_aside(actor.scope, study_id)
    reason = next((each for each in Reason if each.value == request.query_params.get("reason")), None)
    page = set_aside_page(head(study), found, reason, place_in(request.query_params))
    return services.pages.page(request, "researcher/set_aside.html", page)


@get("/studies/{study_id:uuid}/funnel")
async def funnel(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    known = await services.explorer.funnel(actor.scope, study_id)
    return services.pages.page(request, "researcher/funnel.html", funnel_page(head(study), known))


@get("/studies/{study_id:uuid}/edits")
async def edits(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.explorer.findings(actor.scope, study_id)
    history = await services.explorer.history(actor.scope, study_id)
    names = {theme.key: theme.name for theme in found.themes} if found else {}
    page = edits_page(head(study), history, names, place_in(request.query_params), can_edit=actor.can_edit)
    return services.pages.page(request, "researcher/edits.html", page)


@post("/studies/{study_id:uuid}/edits/{edit_id:uuid}/{what:str}")
async def switch_edit(
    request: AnyRequest,
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    edit_id: FromPath[UUID],
    what: FromPath[str],
) -> Redirect:
    if what not in {"undo", "redo"}:
        raise NotFound("Edits are undone or redone.")
    fields = texts(await request.form())
    shows = await services.editing.switch(
        editor.scope,
        study_id,
        edit_id,
        undone=what == "undo",
        user_id=editor.user_id,
        seen=fields.get("seen", ""),
    )
    if not shows:
        try:
            await services.insights.request_analysis(editor.scope, study_id)
        except InvalidInput:  # every answer was withdrawn meanwhile: there is nothing left that could show it
            return Redirect(f"/studies/{study_id}/edits?notice=nothing-to-analyse", status_code=303)
        return Redirect(f"/studies/{study_id}/edits?notice=edit-waits", status_code=303)
    back = "themes" if fields.get("from") == "themes" else "edits"
    return Redirect(
        f"/studies/{study_id}/{back}?notice=edit-{'undone' if what == 'undo' else 'redone'}", status_code=303
    )


def _wanted(query: Mapping[str, str]) -> Wanted:
    attribute, _, value = query.get("segment", "").partition("=")
    where = query.get("where", "")
    return Wanted(
        words=" ".join(query.get("words", "").replace("\x00", "").split()),
        where=where if where in _PLACES else "",
        polarity=query.get("polarity", ""),
        stage=query.get("stage", ""),
        attribute=attribute,
        value=value,
    )


HANDLERS = [statements, set_aside, funnel, edits, switch_edit]

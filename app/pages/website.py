"""A study on the team's own website: who may show it, the snippet to paste, and how it will look."""

from html import escape
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.errors import InvalidInput
from app.http.dependencies import AnyRequest, Services
from app.http.middleware import allow_sources
from app.pages.forms import texts
from app.pages.study_views import head, participant_url
from app.pages.views import FieldError, WebsiteDemoPage, WebsitePage


@get("/studies/{study_id:uuid}/website")
async def website(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    sites = await services.websites.sites(actor.scope, study_id)
    page = await _page(services, actor, study_id, "\n".join(sites), allowed=bool(sites))
    return services.pages.page(request, "researcher/website.html", page)


@post("/studies/{study_id:uuid}/website")
async def allow_websites(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    typed = texts(await request.form()).get("sites", "")
    try:
        await services.websites.allow(editor.scope, study_id, typed)
    except InvalidInput as error:
        errors = (FieldError("sites", f"{error.detail} {error.hint}"),)
        page = await _page(services, editor, study_id, typed, allowed=False, errors=errors)
        return services.pages.page(request, "researcher/website.html", page, status=400)
    return Redirect(f"/studies/{study_id}/website?notice=saved", status_code=303)


@get("/studies/{study_id:uuid}/website/demo")
async def demo(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    sites = await services.websites.sites(actor.scope, study_id)
    allow_sources(request, "frame-src", "'self'")
    page = WebsiteDemoPage(head=head(study), frame_url=f"/s/{study.link_token}", allowed=bool(sites))
    return services.pages.page(request, "researcher/website_demo.html", page)


async def _page(
    services: Services,
    actor: Actor,
    study_id: UUID,
    sites: str,
    *,
    allowed: bool,
    errors: tuple[FieldError, ...] = (),
) -> WebsitePage:
    study = await services.studies.get(actor.scope, study_id)
    snippet = (
        f'<iframe src="{escape(participant_url(services, study))}" title="{escape(study.title)}" '
        'width="100%" height="640" style="border:0" loading="lazy" referrerpolicy="no-referrer" '
        'allow="microphone"></iframe>'
    )
    return WebsitePage(
        head=head(study), sites=sites, snippet=snippet, allowed=allowed, can_edit=actor.can_edit, errors=errors
    )


HANDLERS = [website, allow_websites, demo]

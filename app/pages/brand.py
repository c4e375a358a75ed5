"""The workspace's brand: name, colour and logo of its reports, with a look at what comes of them."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect

from app.accounts.branding import BrandUpdate
from app.accounts.pictures import MOST_MEGABYTES
from app.accounts.schemas import Actor
from app.errors import InvalidInput, NotFound, TooLarge, presentation_of
from app.http.dependencies import AnyRequest, Services
from app.pages.forms import read_form, texts
from app.pages.views import BrandPage, FieldError

_MOST_BYTES = (MOST_MEGABYTES + 1) * 1_000_000


@get("/settings/brand")
async def brand_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[str]:
    return await _page(request, services, actor)


@post("/settings/brand", request_max_body_size=_MOST_BYTES)
async def save_brand(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[Any]:
    actor.require_admin()
    form = await request.form()
    typed = texts(form)
    data = read_form(BrandUpdate, typed)
    if not isinstance(data, BrandUpdate):
        return await _page(request, services, actor, typed=typed, errors=data, status=400)
    file = form.get("file")
    sent = isinstance(file, UploadFile) and bool(file.filename)
    logo = await file.read(MOST_MEGABYTES * 1_000_000 + 1) if sent and isinstance(file, UploadFile) else None
    try:
        await services.brands.save(actor, data, logo=logo)
    except (InvalidInput, TooLarge) as error:
        field = error.field if isinstance(error, InvalidInput) else "file"
        errors = (FieldError(field, f"{error.detail} {error.hint}".strip()),)
        status = presentation_of(error).status.value
        return await _page(request, services, actor, typed=typed, errors=errors, status=status)
    return Redirect("/settings/brand?notice=saved", status_code=303)


@post("/settings/brand/remove-logo")
async def remove_logo(services: NamedDependency[Services], actor: NamedDependency[Actor]) -> Redirect:
    await services.brands.remove_logo(actor)
    return Redirect("/settings/brand?notice=logo-removed", status_code=303)


@get("/settings/brand/logo")
async def logo(services: NamedDependency[Services], actor: NamedDependency[Actor]) -> Response[bytes]:
    found = (await services.brands.read(actor.scope, actor.workspace_id)).brand.picture
    if found is None:
        raise NotFound("This workspace has no logo.")
    return Response(found.data, media_type=found.mime)


async def _page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    *,
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response[str]:
    found = await services.brands.read(actor.scope, actor.workspace_id)
    typed = typed or {}
    page = BrandPage(
        typed_name=typed.get("name", found.name),
        typed_colour=typed.get("colour", found.colour),
        workspace_name=actor.workspace_name,
        name=found.brand.name,
        colour=found.brand.colour,
        on_colour=found.brand.on_colour,
        text_colour=found.brand.on_paper,
        has_logo=found.has_logo,
        changed_by=found.changed_by,
        changed_at=found.changed_at,
        most_megabytes=MOST_MEGABYTES,
        can_edit=actor.can_administer,
        errors=errors,
    )
    return services.pages.page(request, "researcher/brand.html", page, status=status)


HANDLERS = [brand_page, save_brand, remove_logo, logo]

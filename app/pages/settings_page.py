"""How this installation is set up, which comes from the environment, and the API tokens of whoever looks at it."""

from importlib.metadata import version
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy import make_url

from app.accounts.schemas import Actor, TokenCreate
from app.errors import Conflict
from app.http.dependencies import AnyRequest, Services
from app.pages.forms import read_form, texts
from app.pages.views import FieldError, SettingsPage, TokenRow


@get("/settings")
async def settings_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[str]:
    return await _page(request, services, actor)


@post("/settings/tokens")
async def make_token(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[str]:
    """Show a new token, in the answer itself: no address leads to it again."""
    typed = texts(await request.form())
    name = typed.get("name", "")
    data = read_form(TokenCreate, typed)
    if not isinstance(data, TokenCreate):
        return await _page(request, services, actor, token_name=name, errors=data, status=400)
    try:
        token = await services.tokens.create(actor, data)
    except Conflict as error:
        errors = (FieldError("name", f"{error.detail} {error.hint}"),)
        return await _page(request, services, actor, token_name=name, errors=errors, status=409)
    return await _page(request, services, actor, new_token=token, status=201)


@post("/settings/tokens/{token_id:uuid}/revoke")
async def revoke_token(
    services: NamedDependency[Services], actor: NamedDependency[Actor], token_id: FromPath[UUID]
) -> Redirect:
    await services.tokens.revoke(actor, token_id)
    return Redirect("/settings?notice=revoked", status_code=303)


async def _page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    *,
    new_token: str = "",
    token_name: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response[str]:
    settings = services.settings
    url = make_url(settings.async_database_url)
    tokens = await services.tokens.list(actor)
    page = SettingsPage(
        version=version("verbatim-research"),
        database="SQLite (embedded)" if settings.embedded else "PostgreSQL",
        database_location=str(settings.sqlite_path) if settings.embedded else f"{url.host}/{url.database}",
        embedder=settings.embedding_model or "all-MiniLM-L6-v2 (bundled)",
        llm_base_url=settings.llm_base_url,
        llm_model=settings.llm_model,
        llm_has_key=bool(settings.llm_api_key.get_secret_value()),
        api_url=f"{settings.public_url}/api/v1",
        tokens=tuple(TokenRow(str(token.id), token.name, token.created_at, token.last_used_at) for token in tokens),
        new_token=new_token,
        token_name=token_name,
        errors=errors,
    )
    return services.pages.page(request, "researcher/settings.html", page, status=status)


HANDLERS = [settings_page, make_token, revoke_token]

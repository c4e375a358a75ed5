"""How this installation is set up; read-only, since settings come from the environment."""

from importlib.metadata import version

from litestar import Response, get
from litestar.di import NamedDependency
from sqlalchemy import make_url

from app.accounts.schemas import Actor
from app.http.dependencies import AnyRequest, Services
from app.pages.views import SettingsPage


@get("/settings")
async def settings_page(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],  # noqa: ARG001 - asking for it is the check
) -> Response[str]:
    settings = services.settings
    url = make_url(settings.async_database_url)
    page = SettingsPage(
        version=version("verbatim-research"),
        database="SQLite (embedded)" if settings.embedded else "PostgreSQL",
        database_location=str(settings.sqlite_path) if settings.embedded else f"{url.host}/{url.database}",
        embedder=settings.embedding_model or "all-MiniLM-L6-v2 (bundled)",
        llm_base_url=settings.llm_base_url,
        llm_model=settings.llm_model,
        llm_has_key=bool(settings.llm_api_key.get_secret_value()),
    )
    return services.pages.page(request, "researcher/settings.html", page)


HANDLERS = [settings_page]

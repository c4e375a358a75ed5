"""The addresses of the API, and its description for programs (OpenAPI)."""

from functools import cache
from importlib.metadata import version
from typing import Any

from litestar import Litestar, Router, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler

from app.api import knowledge, plans, questions, studies
from app.api.bodies import ApiRequest
from app.api.guards import holds_token, provide_actor
from app.http.dependencies import DEPENDENCIES

PATH = "/api/v1"


def _router() -> Router:
    return Router(
        path=PATH,
        route_handlers=[*plans.HANDLERS, *studies.HANDLERS, *questions.HANDLERS, *knowledge.HANDLERS],
        guards=[holds_token],
        dependencies={"actor": Provide(provide_actor, sync_to_thread=False)},
        request_class=ApiRequest,
        opt={"exclude_from_csrf": True},
    )


@get(f"{PATH}/openapi.json", sync_to_thread=True, opt={"exclude_from_csrf": True})
def openapi() -> dict[str, Any]:
    """The description of the API; it is the same for everybody, and needs no token."""
    return _description()


@cache
def _description() -> dict[str, Any]:
    """Described by an application of the API's routes alone, which nobody serves: pages have no place in it."""
    config = OpenAPIConfig(
        title="Verbatim",
        version=version("verbatim-research"),
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        security=[{"token": []}],
        use_handler_docstrings=True,
    )
    described = Litestar([_router()], dependencies=DEPENDENCIES, openapi_config=config, logging_config=None)
    document = described.openapi_schema.to_schema()
    document["components"]["schemas"]["Problem"] = _PROBLEM
    for operations in document["paths"].values():
        for operation in operations.values():
            # The generator knows Litestar's shape of an error; here every error has the one below.
            good = {status: told for status, told in operation["responses"].items() if status.startswith("2")}
            operation["responses"] = good | {"default": _ANY_ERROR}
    return document


_PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457). `field` says where in the body the first fault is.",
    "required": ["type", "title", "status", "detail", "hint", "request_id"],
    "properties": {
        "status": {"type": "integer"},
        **{name: {"type": "string"} for name in ("type", "title", "detail", "hint", "request_id", "field")},
    },
}
_ANY_ERROR = {
    "description": "What happened, and what to do about it.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


HANDLERS: list[ControllerRouterHandler] = [_router(), openapi]

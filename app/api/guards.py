"""Who is asking: the API takes a personal token in the ``Authorization`` header, and nothing else.

No cookie is looked at, so no other site can make a browser act here, and the API needs no form tokens.
"""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from app.accounts.schemas import Actor
from app.accounts.tokens import PREFIX
from app.errors import NotSignedIn
from app.http.dependencies import Services

_HOW = "Send a token from the settings page in a header: “Authorization: Bearer vbt_…”."


async def holds_token(connection: ASGIConnection[Any, Any, Any, State], _handler: BaseRouteHandler) -> None:
    """Let a request through that shows a token, and note whose it is. Raises NotSignedIn, TooManyRequests."""
    if any(value.startswith(PREFIX) for value in connection.query_params.values()):
        raise NotSignedIn(
            "There is a token in the address, where it is written into logs.", f"Revoke that token. {_HOW}"
        )
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn("No token was sent.", _HOW)
    services: Services = connection.app.state.services
    holder = await services.tokens.holder(token.strip())
    if holder is None:
        raise NotSignedIn("This token is not known, or was revoked.", _HOW)
    services.token_limiter.check(str(holder.token_id))
    connection.scope["state"]["actor"] = holder.actor


async def may_write(connection: ASGIConnection[Any, Any, Any, State], _handler: BaseRouteHandler) -> None:
    """Raises NotAllowed for the token of a viewer. Stands after ``holds_token``."""
    actor: Actor = connection.scope["state"]["actor"]
    actor.require_edit()


def provide_actor(request: Request[Any, Any, State]) -> Actor:
    """The user of the token that ``holds_token`` has seen."""
    actor: Actor = request.scope["state"]["actor"]
    return actor

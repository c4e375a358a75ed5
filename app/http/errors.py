"""How errors look: pages for people, problem details (RFC 9457) for programs, one table for both."""

from http import HTTPStatus
from textwrap import shorten
from typing import Any

import structlog
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, SerializationException, ValidationException
from litestar.response import Redirect

from app.errors import (
    DISK_FULL,
    ERROR_TABLE,
    UNEXPECTED,
    AppError,
    InterviewClosed,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Presentation,
    TooLarge,
    TooManyRequests,
    TooManyStarts,
    means_full_disk,
    presentation_of,
)
from app.http.dependencies import sign_in_address
from app.log import get_logger
from app.pages.views import ErrorPage, ParticipantErrorPage
from web.locales import languages

logger = get_logger(__name__)
_AnyRequest = Request[Any, Any, Any]

_PARTICIPANT_KINDS = {
    404: "not_found",
    410: "closed",
    429: "too_many",
    413: "too_large",
    400: "invalid",
    409: "invalid",
}


_JSON = ("application/json", "application/problem+json", "application/x-ndjson")


def _is_api(request: _AnyRequest) -> bool:
    return request.url.path.startswith("/api/")


def wants_json(request: _AnyRequest) -> bool:
    """Programs get problem details: whoever asks for JSON of any kind, and everybody at the API's addresses."""
    accept = request.headers.get("accept", "")
    return _is_api(request) or any(kind in accept for kind in _JSON)


def handle_error(request: _AnyRequest, error: Exception) -> Response[Any]:
    """The one exception handler of the application."""
    known = _translate(error)
    presentation = presentation_of(known) if known else UNEXPECTED
    if known is None:
        logger.error("unexpected_error", error=type(error).__name__, exc_info=error)
    if wants_json(request):
        return _problem(request, known, presentation)
    if isinstance(known, NotSignedIn) and not request.url.path.startswith("/login"):
        if request.headers.get("hx-request"):
            return Response("", status_code=401, headers={"HX-Redirect": sign_in_address(request)})
        return Redirect(sign_in_address(request), status_code=303)
    return _page(request, known, presentation)


_UNUSABLE = InvalidInput("Something in what was sent cannot be used.", "Check what you entered and try again.")
_NOT_HERE = NotFound("There is nothing at this address.", "Check the address, or go back to the start page.")
_BY_STATUS: dict[int, AppError] = {
    401: NotSignedIn("You are not signed in.", "Sign in to go on."),
    403: NotAllowed(
        "This form is out of date or came from another site.", "Go back, reload the page and send it again."
    ),
    404: _NOT_HERE,
    405: _NOT_HERE,
    413: TooLarge("What was sent is larger than this server takes.", "Send less, or split it into parts."),
}
"""What Litestar's own refusals amount to; every other refusal of a request is unusable input."""


def _translate(error: Exception) -> Exception | None:
    """The domain error that an error amounts to; None for what nobody expected."""
    if isinstance(error, tuple(ERROR_TABLE)):
        return error
    if isinstance(error, SerializationException):
        return _UNUSABLE
    if isinstance(error, ValidationException) and error.extra:
        return _misfit(error.extra)
    if isinstance(error, HTTPException) and error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _BY_STATUS.get(error.status_code, _UNUSABLE)
    return DISK_FULL if means_full_disk(error) else None


_SHOWN_FAULTS = 5
_LONGEST_FAULT = 200


def _misfit(faults: Any) -> InvalidInput:
    """What a schema found wrong in a request, each fault with its place; ``faults`` are Litestar's messages."""
    places = [str(fault.get("key", "")) for fault in faults]
    told = [
        shorten(f"{place}: {fault['message']}", _LONGEST_FAULT, placeholder=" …")
        for place, fault in zip(places, faults[:_SHOWN_FAULTS], strict=False)
    ]
    more = len(faults) - len(told)
    return InvalidInput(
        "; ".join(told) + (f"; and {more:,} more" if more else ""), "Correct what was sent.", field=places[0][:100]
    )


def _texts(error: Exception | None) -> tuple[str, str]:
    if isinstance(error, AppError):
        return error.detail, error.hint
    if error is not None:
        return str(error), ""
    return (
        "The server made a mistake and has written it to its log.",
        "Try again; if it happens again, give the request id below to whoever runs this server.",
    )


def headers_of(error: Exception | None) -> dict[str, str]:
    """What a response must carry besides its text."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyRequests) else {}


def _problem(request: _AnyRequest, error: Exception | None, presentation: Presentation) -> Response[dict[str, Any]]:
    detail, hint = _texts(error)
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": presentation.title,
        "status": presentation.status.value,
        "detail": detail,
        "hint": hint,
        "request_id": _request_id(request),
    }
    if isinstance(error, InvalidInput) and error.field:
        content["field"] = error.field
    return Response(
        content,
        media_type="application/problem+json",
        status_code=presentation.status.value,
        # A refusal for want of a token names the scheme (RFC 9110); on pages it is a redirection to the door.
        headers=headers_of(error) | ({"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else {}),
    )


def _page(request: _AnyRequest, error: Exception | None, presentation: Presentation) -> Response[str]:
    detail, hint = _texts(error)
    status = presentation.status.value
    pages = request.app.state.services.pages
    view: object
    if request.url.path.startswith(("/s/", "/i/")):
        view = ParticipantErrorPage(
            language=error.language if isinstance(error, InterviewClosed | TooManyStarts) else _language(request),
            typed=request.scope["state"].get("typed", ""),
            kind="busy" if isinstance(error, TooManyStarts) else _PARTICIPANT_KINDS.get(status, "unexpected"),
            request_id=_request_id(request),
        )
        template = "participant/error.html"
    else:
        view = ErrorPage(
            status=status, title=presentation.title, detail=detail, hint=hint, request_id=_request_id(request)
        )
        template = "researcher/error.html"
    return Response(
        pages.html(request, template, view), media_type=MediaType.HTML, status_code=status, headers=headers_of(error)
    )


def _language(request: _AnyRequest) -> str:
    """The interview's language where a handler has found it, else the first the browser asks for that we have."""
    known = request.scope["state"].get("language")
    if known:
        return str(known)
    for part in request.headers.get("accept-language", "").split(","):
        language = part.split(";")[0].split("-")[0].strip().lower()
        if language in languages():
            return language
    return "en"


def _request_id(request: _AnyRequest) -> str:
    return str(request.scope["state"].get("request_id", structlog.contextvars.get_contextvars().get("request_id", "")))

"""The participant's pages. The link is the only key: no account, no cookie, and so no form token either."""

import re
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any

from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from structlog.contextvars import bind_contextvars

from app.errors import Conflict, InvalidInput
from app.http.dependencies import AnyRequest, Services, client_address, limit_public, session_cookie
from app.http.errors import wants_json
from app.http.middleware import allow_sources
from app.interviews.openings import looks_like_a_person
from app.interviews.schemas import LONGEST_ANSWER, AnswerIn, Conversation, Invitation
from app.pages.ending import end_page
from app.pages.forms import read_form, texts
from app.pages.participant_brand import participants_brand
from app.pages.streaming import stream, wants_stream
from app.pages.study_views import attributes
from app.pages.views import ChatMessage, ChatPage, ClosedPage, ConsentPage, PausePage
from app.security import hash_token, new_token

ANSWER_BYTES = 256 * 1024
"""An answer of LONGEST_ANSWER characters fits several times, whatever its script."""

MOST_ATTRIBUTES = 8
LONGEST_VALUE = 80
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MARK = "attribute-"
TRAP = "comment"
"""A field of the form that people do not see: programs that fill in whatever they find are turned away."""


@get("/s/{link:str}")
async def consent(request: AnyRequest, services: NamedDependency[Services], link: FromPath[str]) -> Response[str]:
    limit_public(request)
    invitation = await services.conversations.invitation(link)
    await show_in(request, services, invitation, link=link)
    if not invitation.open:
        closed = ClosedPage(
            language=invitation.language, study_title=invitation.title, researcher_name=invitation.researcher_name
        )
        return services.pages.page(request, "participant/closed.html", closed)
    page = ConsentPage(
        attributes=attributes(read_attributes(dict(request.query_params))),
        language=invitation.language,
        study_title=invitation.title,
        researcher_name=invitation.researcher_name,
        welcome=invitation.welcome,
        minutes=invitation.minutes,
        consent=invitation.consent,
        action_url=f"/s/{link}",
        start_key=new_token(),
        sample=invitation.sample,
    )
    response = services.pages.page(request, "participant/consent.html", page)
    if session_cookie(services.settings) not in request.cookies and looks_like_a_person(request.headers):
        # Whoever is signed in here looks at their own link. Counted after the page is sent: nobody waits for it.
        response.background = BackgroundTask(services.openings.count, link)
    return response


@post("/s/{link:str}", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def start(request: AnyRequest, services: NamedDependency[Services], link: FromPath[str]) -> Response[Any]:
    limit_public(request)
    fields = await fields_of(request)
    marked = {name.removeprefix(_MARK): value for name, value in fields.items() if name.startswith(_MARK)}
    if fields.get(TRAP):
        raise InvalidInput("A field that nobody sees was filled in.", "Open the link again and leave it empty.")
    token = await services.conversations.start(
        link,
        str(fields.get("start_key", "")),
        attributes=read_attributes(marked),
        address=client_address(request),
    )
    if wants_json(request):
        return Response({"url": f"/i/{token}"}, status_code=201)
    return Redirect(f"/i/{token}", status_code=303)


@get("/i/{token:str}")
async def chat(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[str]:
    limit_public(request)
    return await _page(request, services, token, await services.conversations.conversation(token))


@get("/i/{token:str}/messages")
async def messages(
    request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]
) -> Response[dict[str, Any]]:
    limit_public(request)
    return Response(_json(await services.conversations.conversation(token)))


@post("/i/{token:str}/answers", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def answer(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    identify(request, token)
    data = _answer(await fields_of(request))
    return await _taken(request, services, token, data, data.text)


@post("/i/{token:str}/skip", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def skip(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    identify(request, token)
    return await _taken(request, services, token, _answer(await fields_of(request)), None)


@post("/i/{token:str}/stop", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def stop(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    identify(request, token)
    return await _after(request, services, token, services.conversations.stop(token), None)


@get("/i/{token:str}/pause")
async def pause(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    limit_public(request)
    return await _paused(request, services, token)


@post("/i/{token:str}/pause", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES, status_code=200)
async def pause_typing(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    """Pause with something in the box that was not sent: it stays in sight."""
    identify(request, token)
    return await _paused(request, services, token, str((await fields_of(request)).get("text", "")))


async def _paused(request: AnyRequest, services: Services, token: str, typed: str = "") -> Response[Any]:
    conversation = await services.conversations.conversation(token)
    await show_in(request, services, conversation, token=token)
    if conversation.reply_to is None:
        return Redirect(f"/i/{token}", status_code=303)
    page = PausePage(
        language=conversation.language,
        study_title=conversation.title,
        url=f"/i/{token}",
        address=f"{services.settings.public_url}/i/{token}",
        asked=conversation.asked,
        total=conversation.total,
        reply_to=conversation.reply_to,
        edition=conversation.edition,
        max_chars=LONGEST_ANSWER,
        typed=typed.strip(),
        preview=conversation.preview,
    )
    return services.pages.page(request, "participant/pause.html", page)


async def _taken(
    request: AnyRequest, services: Services, token: str, data: AnswerIn, words: str | None
) -> Response[Any]:
    turn = services.conversations.turn(token, words, reply_to=data.reply_to, edition=data.edition)
    if wants_stream(request):
        # The page has the messages up to the one it answered.
        return stream(await turn, partial(_json, after=data.reply_to))

    async def conversation() -> Conversation:
        return await (await turn).conversation()

    return await _after(request, services, token, conversation(), data)


async def _after(
    request: AnyRequest, services: Services, token: str, turn: Awaitable[Conversation], data: AnswerIn | None
) -> Response[Any]:
    """Take the turn, and show where the conversation stands. A refused answer stays in the box."""
    if wants_json(request):
        # The page has the messages up to the one it answered.
        return Response(_json(await turn, after=data.reply_to if data else -1))
    request.scope["state"]["typed"] = typed = data.text if data else ""
    try:
        await turn
    except InvalidInput as error:
        problem = problem_of(error, typed)
    except Conflict:
        problem = "stale"
    else:
        return Redirect(f"/i/{token}#latest", status_code=303)
    conversation = await services.conversations.conversation(token)
    return await _page(request, services, token, conversation, typed=typed, problem=problem)


def read_attributes(values: Mapping[str, Any]) -> dict[str, str]:
    """What a study link says about who follows it (``/s/...?plan=enterprise``): a few short pairs, else ignored.

    Whoever has the link can change them: they sort interviews, they prove nothing.
    """
    found = {
        name: str(value).replace("\x00", "").strip()[:LONGEST_VALUE]
        for name, value in values.items()
        if _NAME.fullmatch(name) and not name.startswith("utm_") and isinstance(value, str)
    }
    return {name: value for name, value in list(found.items())[:MOST_ATTRIBUTES] if value}


async def show_in(
    request: AnyRequest, services: Services, found: Invitation | Conversation, *, link: str = "", token: str = ""
) -> None:  # fmt: skip
    """Answer in the study's language and its workspace's brand, within the websites that may show it."""
    request.scope["state"]["language"] = found.language
    request.scope["state"]["brand"] = await participants_brand(services, link=link, token=token)
    if found.embed_sites:
        allow_sources(request, "frame-ancestors", f"'self' {' '.join(found.embed_sites)}")


def identify(request: AnyRequest, token: str) -> None:
    """Count the request, and let the log tell interviews apart without naming their links."""
    limit_public(request)
    bind_contextvars(interview=hash_token(token)[:12])


async def fields_of(request: AnyRequest) -> dict[str, Any]:
    if "json" not in request.content_type[0]:
        return dict(texts(await request.form()))
    try:
        found = await request.json()
    except (UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput("This is not JSON that can be read.", "Send an object in UTF-8.") from error
    if not isinstance(found, dict):
        raise InvalidInput("An object with the answer's fields was expected.")
    return found


def problem_of(error: InvalidInput, typed: str) -> str:
    """What the page says about an answer that was refused."""
    if error.field == "conversation":
        return "full"
    return "too_long" if typed.strip() else "empty"


def _answer(fields: dict[str, Any]) -> AnswerIn:
    data = read_form(AnswerIn, {"text": "", **fields})
    if isinstance(data, AnswerIn):
        return data
    raise InvalidInput("The answer was incomplete.", "Reload the page and send it again.", field=data[0].field)


async def _page(
    request: AnyRequest,
    services: Services,
    token: str,
    conversation: Conversation,
    *,
    typed: str = "",
    problem: str = "",
) -> Response[str]:
    await show_in(request, services, conversation, token=token)
    lines = tuple(ChatMessage(line.seq, line.speaker, line.text) for line in conversation.lines)
    if conversation.ended:
        page = await end_page(services, conversation, token, done=request.query_params.get("done", ""))
        return services.pages.page(request, "participant/end.html", page)
    view = ChatPage(
        language=conversation.language,
        study_title=conversation.title,
        researcher_name=conversation.researcher_name,
        url=f"/i/{token}",
        messages=lines,
        reply_to=conversation.reply_to if conversation.reply_to is not None else lines[-1].seq,
        asked=conversation.asked,
        total=conversation.total,
        max_chars=LONGEST_ANSWER,
        typed=typed,
        problem=problem,
        edition=conversation.edition,
        editable=conversation.editable is not None,
        preview=conversation.preview,
    )
    return services.pages.page(request, "participant/chat.html", view, status=400 if problem else 200)


def _json(conversation: Conversation, *, after: int = -1) -> dict[str, Any]:
    """The state of the conversation, with the messages whose seq is greater than ``after``."""
    new = conversation.lines[after + 1 :]
    return {
        "messages": [{"seq": line.seq, "speaker": line.speaker, "text": line.text} for line in new],
        "reply_to": conversation.reply_to,
        "edition": conversation.edition,
        "editable": conversation.editable,
        "ended": conversation.ended,
        "end_reason": conversation.status.value if conversation.ended else None,
        "closing": conversation.closing if conversation.ended else "",
        "progress": {"asked": conversation.asked, "total": conversation.total},
    }


HANDLERS = [consent, start, chat, messages, answer, skip, stop, pause, pause_typing]

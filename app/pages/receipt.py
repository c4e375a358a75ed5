"""What participants can change of what they said: the last answer while they talk, anything when it has ended."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.errors import Conflict, InvalidInput, NotFound
from app.http.dependencies import AnyRequest, Services, limit_public
from app.interviews.schemas import LONGEST_ANSWER, Conversation, Line
from app.pages.ending import CONTACT_DONE, contact_view, end_page
from app.pages.participant import ANSWER_BYTES, fields_of, identify, problem_of, show_in
from app.pages.views import AnswerPage, ReceiptPage, ReceiptTurn, WithdrawPage
from interview_engine.transcript import Speaker

_DONE = {"saved", "removed"}


@get("/i/{token:str}/receipt")
async def receipt(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    limit_public(request)
    conversation = await _conversation(request, services, token)
    if not conversation.ended or conversation.withdrawn:
        return Redirect(f"/i/{token}", status_code=303)
    done = request.query_params.get("done", "")
    page = ReceiptPage(
        language=conversation.language,
        study_title=conversation.title,
        url=f"/i/{token}",
        turns=_turns(conversation),
        done=done if done in _DONE | CONTACT_DONE else "",
        contact=contact_view(await services.contacts.offer(token)),
    )
    return services.pages.page(request, "participant/receipt.html", page)


@get("/i/{token:str}/receipt/{seq:int}")
async def answer(
    request: AnyRequest, services: NamedDependency[Services], token: FromPath[str], seq: FromPath[int]
) -> Response[Any]:
    limit_public(request)
    conversation = await _conversation(request, services, token)
    line = _answer(conversation, seq)
    if not conversation.ended or line.withdrawn:
        return Redirect(f"/i/{token}/receipt", status_code=303)
    return _answer_page(request, services, token, conversation, line, text=line.text)


@post("/i/{token:str}/receipt/{seq:int}", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def correct(
    request: AnyRequest, services: NamedDependency[Services], token: FromPath[str], seq: FromPath[int]
) -> Response[Any]:
    identify(request, token)
    text = str((await fields_of(request)).get("text", ""))
    request.scope["state"]["typed"] = text
    conversation = await _conversation(request, services, token)
    line = _answer(conversation, seq)
    try:
        await services.receipts.correct(token, seq, text)
    except InvalidInput as error:
        problem = problem_of(error, text)
        return _answer_page(request, services, token, conversation, line, text=text, problem=problem)
    return Redirect(f"/i/{token}/receipt?done=saved#answer-{seq}", status_code=303)


@post("/i/{token:str}/receipt/{seq:int}/withdraw", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def withdraw(
    request: AnyRequest, services: NamedDependency[Services], token: FromPath[str], seq: FromPath[int]
) -> Redirect:
    identify(request, token)
    await _conversation(request, services, token)
    await services.receipts.withdraw(token, seq)
    return Redirect(f"/i/{token}/receipt?done=removed#answer-{seq}", status_code=303)


@get("/i/{token:str}/withdraw")
async def confirm_withdrawal(
    request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]
) -> Response[Any]:
    limit_public(request)
    conversation = await _conversation(request, services, token)
    if not conversation.ended or conversation.withdrawn:
        return Redirect(f"/i/{token}", status_code=303)
    page = WithdrawPage(language=conversation.language, study_title=conversation.title, url=f"/i/{token}")
    return services.pages.page(request, "participant/withdraw.html", page)


@post("/i/{token:str}/withdraw", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def withdraw_all(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Redirect:
    identify(request, token)
    await _conversation(request, services, token)
    await services.receipts.withdraw_all(token)
    return Redirect(f"/i/{token}", status_code=303)


@post("/i/{token:str}/rating", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def rate(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    identify(request, token)
    chosen = str((await fields_of(request)).get("rating", ""))
    conversation = await _conversation(request, services, token)
    if conversation.ended and chosen not in {"1", "2", "3", "4"}:
        page = await end_page(services, conversation, token, rating_missing=True)
        return services.pages.page(request, "participant/end.html", page, status=400)
    await services.receipts.rate(token, int(chosen) if chosen.isdecimal() else 0)
    return Redirect(f"/i/{token}?done=rated#rating", status_code=303)


@get("/i/{token:str}/edit")
async def last_answer(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    limit_public(request)
    conversation = await _conversation(request, services, token)
    if conversation.editable is None:
        return Redirect(f"/i/{token}", status_code=303)
    line = _answer(conversation, conversation.editable)
    return _last_answer_page(request, services, token, conversation, line.seq, text=line.text)


@post("/i/{token:str}/edit", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def edit(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    identify(request, token)
    fields = await fields_of(request)
    text = str(fields.get("text", ""))
    request.scope["state"]["typed"] = text
    conversation = await _conversation(request, services, token)
    seq, edition = _number(fields, "answer"), _number(fields, "edition")
    try:
        await services.conversations.edit(token, text, answer=seq, edition=edition)
    except InvalidInput as error:
        problem, status = problem_of(error, text), 400
    except Conflict:
        problem, status = "stale", 409
    else:
        return Redirect(f"/i/{token}#latest", status_code=303)
    return _last_answer_page(
        request, services, token, conversation, seq, text=text, edition=edition, problem=problem, status=status
    )


async def _conversation(request: AnyRequest, services: Services, token: str) -> Conversation:
    conversation = await services.conversations.conversation(token)
    await show_in(request, services, conversation, token=token)
    return conversation


def _number(fields: dict[str, Any], name: str) -> int:
    text = str(fields.get(name, ""))
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004 - digits that no interview fills
        raise InvalidInput("The form was incomplete.", "Open the page again.", field=name)
    return int(text)


def _answer(conversation: Conversation, seq: int) -> Line:
    found = conversation.lines[seq] if 0 <= seq < len(conversation.lines) else None
    if found is None or found.speaker != Speaker.PARTICIPANT:
        raise NotFound("This conversation has no such answer.", "Go back to what was said.")
    return found


def _turns(conversation: Conversation) -> tuple[ReceiptTurn, ...]:
    return tuple(
        ReceiptTurn(
            seq=said.seq,
            question=asked.text,
            answer=said.text,
            corrected=said.corrected,
            withdrawn=said.withdrawn,
            question_withdrawn=asked.withdrawn,
        )
        for asked, said in zip(conversation.lines, conversation.lines[1:], strict=False)
        if said.speaker == Speaker.PARTICIPANT
    )


def _answer_page(
    request: AnyRequest,
    services: Services,
    token: str,
    conversation: Conversation,
    line: Line,
    *,
    text: str,
    problem: str = "",
) -> Response[str]:
    page = AnswerPage(
        language=conversation.language,
        study_title=conversation.title,
        action_url=f"/i/{token}/receipt/{line.seq}",
        back_url=f"/i/{token}/receipt",
        seq=line.seq,
        question=conversation.lines[line.seq - 1].text,
        text=text,
        max_chars=LONGEST_ANSWER,
        problem=problem,
    )
    return services.pages.page(request, "participant/answer.html", page, status=400 if problem else 200)


def _last_answer_page(
    request: AnyRequest,
    services: Services,
    token: str,
    conversation: Conversation,
    seq: int,
    *,
    text: str,
    edition: int | None = None,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    asked = conversation.lines[seq - 1].text if 0 < seq <= len(conversation.lines) else ""
    page = AnswerPage(
        language=conversation.language,
        study_title=conversation.title,
        action_url=f"/i/{token}/edit",
        back_url=f"/i/{token}#latest",
        seq=seq,
        question=asked,
        text=text,
        last=True,
        edition=conversation.edition if edition is None else edition,
        max_chars=LONGEST_ANSWER,
        problem=problem,
    )
    return services.pages.page(request, "participant/answer.html", page, status=status)


HANDLERS = [
    receipt,
    answer,
    correct,
    withdraw,
    confirm_withdrawal,
    withdraw_all,
    rate,
    last_answer,
    edit,
]

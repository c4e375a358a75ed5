"""Asking a study's analysis in plain language, and reading what it answered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from app.accounts.schemas import Actor
from app.asking.making import Asking
from app.asking.schemas import LONGEST_QUESTION
from app.errors import AppError, InvalidInput, NotFound, presentation_of
from app.http.dependencies import AnyRequest, Services
from app.http.errors import wants_json
from app.log import get_logger
from app.pages.ask_views import turn_views
from app.pages.forms import texts
from app.pages.streaming import JSON_LINES, json_line, wants_stream
from app.pages.study_views import head
from app.pages.views import AskPage, AskThreadView, FieldError
from app.pages.views.asking import AskedStudyView

_LONGEST_ATTEMPT = 64

logger = get_logger(__name__)


@get("/studies/{study_id:uuid}/ask")
async def ask_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    return await _page(request, services, actor, study_id, None)


@get("/studies/{study_id:uuid}/ask/{thread_id:uuid}")
async def thread_page(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    thread_id: FromPath[UUID],
) -> Response[Any]:
    return await _thread(request, services, actor, study_id, thread_id)


@post("/studies/{study_id:uuid}/ask")
async def ask(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    """Whoever may read the analysis may ask it, viewers too."""
    return await _ask(request, services, actor, study_id)


@get("/ask")
async def ask_all_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[str]:
    return await _page(request, services, actor, None, None)


@get("/ask/{asked_id:uuid}")
async def thread_of_all_page(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], asked_id: FromPath[UUID]
) -> Response[Any]:
    return await _thread(request, services, actor, None, asked_id)


@post("/ask")
async def ask_all(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor]
) -> Response[Any]:
    """Ask all studies of the workspace."""
    return await _ask(request, services, actor, None)


def _base(study_id: UUID | None) -> str:
    return "/ask" if study_id is None else f"/studies/{study_id}/ask"


async def _thread(
    request: AnyRequest, services: Services, actor: Actor, study_id: UUID | None, thread_id: UUID
) -> Response[Any]:
    if not wants_json(request):
        return await _page(request, services, actor, study_id, thread_id)
    thread = await services.asking.thread(actor.scope, study_id, thread_id)
    turns = [
        {"question": turn.question, "answer": turn.answer.model_dump(mode="json") if turn.answer else None}
        for turn in thread.turns
    ]
    return Response({"thread": str(thread.id), "turns": turns})


async def _ask(request: AnyRequest, services: Services, actor: Actor, study_id: UUID | None) -> Response[Any]:
    fields = texts(await request.form())
    question = fields.get("question", "")
    thread_id = _identity(fields.get("thread", ""))
    try:
        asking = await services.asking.begin(
            actor.scope,
            study_id,
            question,
            user_id=actor.user_id,
            thread_id=thread_id,
            about=fields.get("quote", ""),
            attempt=fields.get("attempt", "")[:_LONGEST_ATTEMPT],
        )
        if wants_stream(request):
            return Stream(_lines(asking, _base(study_id)), media_type=JSON_LINES, headers={"X-Accel-Buffering": "no"})
        asked = await asking.kept()
    except AppError as error:
        if wants_json(request) or isinstance(error, NotFound):
            raise
        errors = (FieldError("question", f"{error.detail} {error.hint}".strip()),)
        status = presentation_of(error).status.value
        return await _page(request, services, actor, study_id, thread_id, question, errors=errors, status=status)
    if wants_json(request):
        content = {
            "thread": str(asked.thread_id),
            "ordinal": asked.ordinal,
            "answer": asked.answer.model_dump(mode="json"),
        }
        return Response(content, status_code=201)
    return Redirect(f"{_base(study_id)}/{asked.thread_id}#turn-{asked.ordinal}", status_code=303)


async def _lines(asking: Asking, base: str) -> AsyncIterator[str]:
    """``{"sentence": ...}`` for each that may be shown, then ``{"location": ...}``, or ``{"failed": true}``.

    An empty line where nothing came for a while.
    """
    try:
        async for sentence in asking.sentences():
            yield "\n" if sentence is None else json_line({"sentence": sentence})
        asked = await asking.kept()
    except Exception as error:
        # The status was sent long ago: what nobody expected belongs into the log.
        if not isinstance(error, AppError):
            logger.exception("unexpected_error", error=type(error).__name__)
        yield json_line({"failed": True})
    else:
        yield json_line({"location": f"{base}/{asked.thread_id}#turn-{asked.ordinal}"})


def _identity(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise InvalidInput("This is no thread of questions.", "Ask from the page of your conversation.") from None


async def _page(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    study_id: UUID | None,
    thread_id: UUID | None,
    question: str = "",
    *,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response[str]:
    base = _base(study_id)
    threads = await services.asking.threads(actor.scope, study_id)
    turns = turn_views(await services.asking.thread(actor.scope, study_id, thread_id)) if thread_id else ()
    page = AskPage(
        head=None,
        thread_id=str(thread_id or ""),
        turns=turns,
        threads=tuple(
            AskThreadView(f"{base}/{row.id}", row.question, row.questions, row.asked_at, row.id == thread_id)
            for row in threads
        ),
        people=None,
        available=0,
        new_interviews=0,
        examples=(),
        question=question[:LONGEST_QUESTION],
        longest=LONGEST_QUESTION,
        can_edit=actor.can_edit,
        errors=errors,
    )
    asked = _of_workspace if study_id is None else partial(_of_study, study_id=study_id)
    return services.pages.page(request, "researcher/ask.html", await asked(page, services, actor), status=status)


async def _of_study(page: AskPage, services: Services, actor: Actor, study_id: UUID) -> AskPage:
    study = await services.studies.get(actor.scope, study_id)
    standing = await services.asking.standing(actor.scope, study_id)
    return replace(
        page,
        head=head(study),
        people=standing.people,
        available=standing.available,
        new_interviews=standing.new_interviews,
        examples=standing.examples,
    )


async def _of_workspace(page: AskPage, services: Services, actor: Actor) -> AskPage:
    standing = await services.asking.workspace(actor.scope)
    heard = [study.people for study in standing.studies if study.people is not None]
    studies = tuple(AskedStudyView(f"/studies/{one.id}", one.title, one.people) for one in standing.studies)
    return replace(page, studies=studies, people=sum(heard) if heard else None, examples=standing.examples)


HANDLERS = [ask_page, thread_page, ask, ask_all_page, thread_of_all_page, ask_all]

"""Questions in plain language about what participants said."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app.accounts.schemas import Actor
from app.api.schemas import AnsweredQuestion, QuestionAsked
from app.http.dependencies import Services


@post("/studies/{study_id:uuid}/questions")
async def ask_study(
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    data: JSONBody[QuestionAsked],
) -> AnsweredQuestion:
    """An answer with its claims, counts and quotes from the study's newest analysis, kept in a thread of questions."""
    asked = await services.asking.ask(
        actor.scope,
        study_id,
        data.question,
        user_id=actor.user_id,
        thread_id=data.thread,
        about=data.quote,
    )
    return AnsweredQuestion(thread=asked.thread_id, ordinal=asked.ordinal, answer=asked.answer)


@post("/questions")
async def ask_workspace(
    services: NamedDependency[Services], actor: NamedDependency[Actor], data: JSONBody[QuestionAsked]
) -> AnsweredQuestion:
    """As for one study, from the newest analyses of all studies of the workspace."""
    asked = await services.asking.ask(
        actor.scope,
        None,
        data.question,
        user_id=actor.user_id,
        thread_id=data.thread,
        about=data.quote,
    )
    return AnsweredQuestion(thread=asked.thread_id, ordinal=asked.ordinal, answer=asked.answer)


HANDLERS = [ask_study, ask_workspace]

"""What a model answered to an analysis that was killed: asked for once, and gone with the words it may hold."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlmodel import col, func, select

from app.db import Database
from app.insights.kept_model import KeptModel, forget_completions
from app.insights.withdrawals import taking_back
from app.jobs import JobContext
from app.models import (
    EarlyCompletion,
    Interview,
    InterviewSource,
    InterviewStatus,
    JobKind,
    Message,
    Participant,
    Study,
    utc_now,
)
from interview_engine.llm import ChatMessage, Completion, CompletionRequest, ModelError, ModelFailure, Role


class Counting:
    """Each answer is another; it may do something while it thinks."""

    name = "counting"

    def __init__(self, says: str = "answer", meanwhile=None) -> None:
        self.says, self.meanwhile, self.calls = says, meanwhile, 0

    async def complete(self, request: CompletionRequest) -> Completion:
        self.calls += 1
        if self.meanwhile:
            await self.meanwhile()
        return Completion(f"{self.says} {self.calls}", "counting-1", 10, 20)


class Place:
    def __init__(self, database: Database, study: Study) -> None:
        self.database = database
        self.context = JobContext(uuid4(), JobKind.ANALYSIS, study.workspace_id, study.id, uuid4())

    def model(self, model, *, editions: int = 0) -> KeptModel:
        """As a process has it that has just begun."""
        return KeptModel(model, self.database, self.context, editions=editions)

    async def kept(self) -> int:
        async with self.database.read(self.context.scope) as session:
            return (await session.exec(select(func.count()).select_from(EarlyCompletion))).one()

    async def hold(self) -> None:
        owned = {"workspace_id": self.context.workspace_id}
        person = Participant(**owned, study_id=self.context.study_id, number=1)
        interview = Interview(
            **owned,
            study_id=self.context.study_id,
            participant_id=person.id,
            source=InterviewSource.LIVE,
            source_key="k1",
            status=InterviewStatus.COMPLETED,
        )
        async with self.database.write(self.context.scope) as session:
            for row in (
                person,
                interview,
                Message(**owned, interview_id=interview.id, seq=0, speaker="participant", text="We waited for weeks."),
            ):
                session.add(row)
                await session.flush()

    async def take_back(self) -> None:
        async with self.database.write(self.context.scope) as session:
            interview = (await session.exec(select(Interview))).one()
            said = (await session.exec(select(Message))).all()
            async with taking_back(session, interview, said):
                interview.edition += 1
                for message in said:
                    message.text = ""


@pytest.fixture
async def place(database: Database, study: Study) -> Place:
    return Place(database, study)


def asking(text: str, **more) -> CompletionRequest:
    return CompletionRequest((ChatMessage(Role.USER, text),), **more)


async def test_another_process_reads_the_answer_and_spends_nothing(place: Place) -> None:
    model = Counting()
    first = await place.model(model).complete(asking("Name it."))
    again = await place.model(model).complete(asking("Name it.", seconds=5))
    assert model.calls == 1
    assert (again.text, again.model) == (first.text, first.model) == ("answer 1", "counting-1")
    assert again.usage.total == 0


async def test_whoever_asks_twice_in_one_process_hears_two_answers_and_both_are_kept(place: Place) -> None:
    model = Counting()
    for _ in range(2):
        process = place.model(model)
        assert [(await process.complete(asking("Name it."))).text for _ in range(2)] == ["answer 1", "answer 2"]
    assert model.calls == 2


async def test_another_question_or_model_is_asked(place: Place) -> None:
    model, other = Counting(), Counting()
    other.name = "other"
    for request in (asking("A"), asking("B"), asking("A", temperature=1.0), asking("A", max_tokens=9)):
        await place.model(model).complete(request)
    await place.model(other).complete(asking("A"))
    assert (model.calls, other.calls) == (4, 1)


async def test_an_answer_of_any_letters_is_kept_as_it_is(place: Place) -> None:
    model = Counting('\x00 \ud83d {"a": 1} \u202e')
    said = await place.model(model).complete(asking("Lone \ud800 and \x00"))
    assert (await place.model(model).complete(asking("Lone \ud800 and \x00"))).text == said.text
    assert model.calls == 1


async def test_a_failed_call_and_an_answer_without_end_are_not_kept(place: Place) -> None:
    async def fail() -> None:
        raise ModelError(ModelFailure.UNREACHABLE, "no")

    with pytest.raises(ModelError):
        await place.model(Counting(meanwhile=fail)).complete(asking("A"))
    await place.model(Counting("long " * 30_000)).complete(asking("A"))
    assert await place.kept() == 0


async def test_answers_go_when_words_are_taken_back(place: Place) -> None:
    await place.hold()
    await place.model(Counting()).complete(asking("We waited for weeks."))
    assert await place.kept() == 1
    await place.take_back()
    assert await place.kept() == 0


async def test_an_answer_about_words_that_were_taken_back_meanwhile_is_not_kept(place: Place) -> None:
    await place.hold()
    completion = await place.model(Counting(meanwhile=place.take_back)).complete(asking("We waited for weeks."))
    assert completion.text == "answer 1"
    assert await place.kept() == 0


async def test_a_study_that_is_deleted_meanwhile_keeps_nothing(place: Place) -> None:
    async def delete() -> None:
        async with place.database.write(place.context.scope) as session:
            await session.delete((await session.exec(select(Study))).one())

    await place.model(Counting()).complete(asking("A"))
    await place.model(Counting(meanwhile=delete)).complete(asking("B"))
    assert await place.kept() == 0


async def test_the_oldest_go_when_there_are_many(place: Place) -> None:
    row = {"workspace_id": place.context.workspace_id, "study_id": place.context.study_id, "completion": {}}
    before = utc_now() - timedelta(days=1)
    rows = [row | {"key": f"{number}", "created_at": before + timedelta(seconds=number)} for number in range(2_000)]
    async with place.database.write(place.context.scope) as session:
        await session.exec(insert(EarlyCompletion), params=rows)
    await place.model(Counting()).complete(asking("A"))
    async with place.database.read(place.context.scope) as session:
        keys = (await session.exec(select(EarlyCompletion.key).order_by(col(EarlyCompletion.created_at)))).all()
    assert len(keys) == 2_000
    assert keys[0] == "1"


async def test_an_analysis_that_is_stored_leaves_none(place: Place) -> None:
    await place.model(Counting()).complete(asking("A"))
    async with place.database.write(place.context.scope) as session:
        await forget_completions(session, place.context.study_id)
    assert await place.kept() == 0

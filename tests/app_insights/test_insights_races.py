"""Words are taken back, studies deleted and processes given up while an analysis runs: nothing of it comes back."""

import asyncio
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import delete
from sqlmodel import col, select

from analysis.embedding import HashingEmbedder, content_key
from app.errors import NotFound
from app.insights.analyse import AnalysisHandler
from app.insights.results import find_run, latest_finished, store_statements
from app.insights.stored import stored_analysis
from app.insights.withdrawals import own_keys, taking_back
from app.jobs import JobContext
from app.jobs.runner import context_of
from app.models import AnalysisRun, CodedStatement, Interview, Job, Message, Participant, Study, Vector
from app.studies.planner import PlanWriter
from app.studies.service import StudyService
from tests.app_insights.test_insights_service import Place, place, postgres_place, sqlite_place  # noqa: F401 - fixtures
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures

SECRET = "My badge number at the office is kingfisher nine"


class Halting:
    """The shipped embedder, which stops in its first call until it is let go."""

    name = HashingEmbedder().name
    dimension = HashingEmbedder().dimension

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.begun.set()
        assert self.go_on.wait(30)
        return HashingEmbedder().embed(texts)


async def with_a_secret(place: Place) -> None:  # noqa: F811 - a fixture
    await place.hold_many(12)
    await place.hold(f"{SECRET}.", number=13)


async def take_back_the_secret(place: Place) -> None:  # noqa: F811 - a fixture
    async with place.database.write(place.scope) as session:
        await session.exec(select(Study.id).where(Study.id == place.study_id).with_for_update(key_share=True))
        said = (await session.exec(select(Message).where(col(Message.text).contains("kingfisher")))).one()
        interview = (await session.exec(select(Interview).where(Interview.id == said.interview_id))).one()
        async with taking_back(session, interview, [said]):
            interview.edition += 1
            said.text = ""


async def an_analysis(place: Place) -> JobContext:  # noqa: F811 - a fixture
    """One that is asked for, whose steps the test takes."""
    run = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)
    job = Job(workspace_id=place.workspace_id, study_id=place.study_id, kind=place.handler.kind, subject_id=run.id)
    async with place.database.write(place.scope) as session:
        session.add_all([run, job])
    return context_of(job)


async def interrupted(place: Place, context: JobContext, act) -> None:  # noqa: F811 - a fixture
    """``act`` happens while the first texts are embedded; the process is killed after it has embedded them."""
    embedder = Halting()
    handler = AnalysisHandler(place.database, embedder)
    embedding = asyncio.create_task(handler.steps[1].run(context))
    await asyncio.to_thread(embedder.begun.wait, 30)
    try:
        await act(place)
    finally:
        embedder.go_on.set()
    await embedding


async def test_vectors_of_words_taken_back_while_they_were_embedded_are_not_kept(place: Place) -> None:  # noqa: F811
    await with_a_secret(place)
    await interrupted(place, await an_analysis(place), take_back_the_secret)
    kept = {vector.content_key for vector in await place.all(Vector)}
    assert content_key(f"{SECRET}.") not in kept


async def test_an_analysis_goes_on_without_words_taken_back_in_the_middle(place: Place) -> None:  # noqa: F811
    await with_a_secret(place)
    context = await an_analysis(place)
    embedder = Halting()
    handler = AnalysisHandler(place.database, embedder)
    computing = asyncio.create_task(handler.steps[3].run(context))
    await asyncio.to_thread(embedder.begun.wait, 30)
    await take_back_the_secret(place)
    embedder.go_on.set()
    await computing
    await handler.steps[5].run(context)
    async with place.database.read(place.scope) as session:
        run = await latest_finished(session, place.study_id)
        assert run is not None
        assert run.interviews == 12
        said = [statement.text for statement in (await stored_analysis(session, run)).statements]
    assert len(said) == 24
    assert not any("kingfisher" in text for text in said)


async def delete_the_study(place: Place) -> None:  # noqa: F811 - a fixture
    async with place.database.write(place.scope) as session:
        await session.exec(delete(Study).where(col(Study.id) == place.study_id))


async def test_an_analysis_of_a_study_that_is_deleted_keeps_no_vectors(place: Place) -> None:  # noqa: F811
    await with_a_secret(place)
    context = await an_analysis(place)
    with pytest.raises(NotFound):
        await interrupted(place, context, delete_the_study)
    assert await place.all(Vector) == []


async def test_a_process_that_was_taken_for_dead_changes_nothing_of_a_finished_run(place: Place) -> None:  # noqa: F811
    await with_a_secret(place)
    await place.analysed()
    (run,) = await place.all(AnalysisRun)
    before = await place.all(CodedStatement)
    async with place.database.read(place.scope) as session:
        analysis = await stored_analysis(session, await find_run(session, run.id))  # type: ignore[attr-defined] # a run
    other = analysis.model_copy(update={"statements": analysis.statements[:3]})
    assert not await store_statements(place.database, place.scope, run, other)  # type: ignore[arg-type] # a run
    assert sorted(map(str, await place.all(CodedStatement))) == sorted(map(str, before))


async def test_what_such_a_process_has_read_is_not_what_is_found(place: Place) -> None:  # noqa: F811
    """It read the interviews before one came; it writes after another process has written."""
    await place.hold_many(12)
    context = await an_analysis(place)
    slow, quick = (AnalysisHandler(place.database, HashingEmbedder()) for _ in range(2))
    for step in slow.steps[:5]:
        while (await step.run(context)).again:
            pass
    await place.hold(f"{SECRET}.", number=13)
    for handler in (quick, slow):
        await handler.steps[5].run(context)
    (run,) = await place.all(AnalysisRun)
    assert run.interviews == 13  # type: ignore[attr-defined] # a run
    assert len(await place.all(CodedStatement)) == 25
    assert len(await place.all(Participant)) == 13


async def test_a_deleted_study_takes_its_vectors_along_and_leaves_those_of_others(sqlite_place: Place) -> None:  # noqa: F811
    place = sqlite_place  # noqa: F811 - the fixture of one database
    await place.hold_many(12)
    await place.analysed()
    others = {vector.content_key for vector in await place.all(Vector)}  # type: ignore[attr-defined] # a vector
    again = Study(workspace_id=place.workspace_id, title="Again", question="Q?", link_token="again")
    async with place.database.write(place.scope) as session:
        session.add(again)
    place.study_id = again.id
    await with_a_secret(place)  # the same words once more, and a secret
    await place.analysed()
    assert content_key(f"{SECRET}.") in {vector.content_key for vector in await place.all(Vector)}  # type: ignore[attr-defined] # a vector
    async with place.database.read(place.scope) as session:
        assert await own_keys(session, again.id) == {content_key(f"{SECRET}.")}
    await StudyService(place.database, PlanWriter(HashingEmbedder())).delete(place.scope, again.id)
    assert {vector.content_key for vector in await place.all(Vector)} == others  # type: ignore[attr-defined] # a vector

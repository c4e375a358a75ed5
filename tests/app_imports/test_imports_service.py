"""From an uploaded file to participants, interviews and messages: once, whatever happens in between."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import SQLModel, col, select

from analysis.change.identities import GIVEN_ID
from app.db import Database, Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.imports.job import ImportHandler
from app.imports.mapping import ColumnMapping
from app.imports.schemas import ImportRead
from app.imports.service import ImportService
from app.jobs import InlineJobs, read_job
from app.jobs.runner import context_of
from app.models import (
    ImportFile,
    ImportStatus,
    Interview,
    InterviewSource,
    InterviewStatus,
    Job,
    JobKind,
    JobStatus,
    Message,
    Participant,
    Study,
    Workspace,
)
from app.settings import Settings
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures


@dataclass
class Place:
    database: Database
    jobs: InlineJobs
    service: ImportService
    handler: ImportHandler
    workspace: Workspace
    study: Study

    @property
    def scope(self) -> Scope:
        return Scope.workspace(self.workspace.id)

    async def imported(self, data: bytes, mapping: ColumnMapping, name: str = "feedback.csv") -> ImportRead:
        file = await self.service.upload(self.scope, self.study.id, name, data)
        await self.service.start(self.scope, file.id, mapping)
        await self.jobs.wait()
        return await self.service.get(self.scope, file.id)

    async def all(self, table: type[SQLModel]) -> list[SQLModel]:
        async with self.database.read(self.scope) as session:
            return list((await session.exec(select(table))).all())

    async def add_study(self) -> Study:
        study = Study(workspace_id=self.workspace.id, title="S", question="Q?", link_token=uuid4().hex, language="de")
        async with self.database.write(self.scope) as session:
            session.add(study)
        return study


async def make_place(settings: Settings) -> Place:
    database = Database(settings)
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    workspace = Workspace(name="Acme")
    async with database.write(Scope.system("test setup")) as session:
        session.add(workspace)
    handler = ImportHandler(database)
    jobs = InlineJobs(database, [handler])
    place = Place(database, jobs, ImportService(database, jobs, settings), handler, workspace, Study())
    place.study = await place.add_study()
    return place


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    made = await make_place(Settings(data=tmp_path / "data", max_upload_mb=1, _env_file=None))
    yield made
    await made.jobs.stop()
    await made.database.close()


TEXT = ColumnMapping(text="text", attributes=("plan",))


async def test_rows_become_interviews_with_messages_and_attributes(place: Place) -> None:
    mapping = ColumnMapping(text="text", question="question", participant="who", attributes=("plan",))
    data = (
        "who,question,text,plan\nann,How?,Slow.,free\nbob,How?,Fast.,paid\nann,Why?,No help.,\n,How?,Fine.,free\n,,,\n"
    )
    read = await place.imported(data.encode(), mapping)
    assert (read.status, read.rows_total, read.rows_imported, read.rows_refused) == (ImportStatus.DONE, 4, 4, 0)
    people = await place.all(Participant)
    interviews = await place.all(Interview)
    assert sorted(person.number for person in people) == [1, 2, 3]
    assert sorted(person.attributes.get("plan") for person in people) == ["free", "free", "paid"]
    assert {(i.source, i.status, i.language) for i in interviews} == {
        (InterviewSource.IMPORTED, InterviewStatus.COMPLETED, "de")
    }
    said = sorted((m.seq, m.speaker, m.text) for m in await place.all(Message))
    assert said[:4] == [(0, "interviewer", "How?")] * 3 + [(0, "interviewer", "Why?")]
    assert [text for _, _, text in said[4:]] == ["Fast.", "Fine.", "No help.", "Slow."]
    assert (await place.all(ImportFile))[0].content is None


async def test_more_rows_than_a_batch_keep_one_participant_for_one_person(place: Place) -> None:
    rows = "".join(f"p{n % 30},answer number {n},{'free' if n < 300 else 'paid'}\n" for n in range(450))
    mapping = ColumnMapping(text="text", participant="who", attributes=("plan",))
    read = await place.imported(f"who,text,plan\n{rows}".encode(), mapping)
    assert read.rows_imported == 450
    people = await place.all(Participant)
    assert sorted(person.number for person in people) == list(range(1, 31))
    assert {person.attributes["plan"] for person in people} == {"free"}
    assert {person.attributes[GIVEN_ID] for person in people} == {f"p{n}" for n in range(30)}
    assert len(await place.all(Interview)) == 450


async def test_bad_rows_are_counted_and_the_first_hundred_listed(place: Place) -> None:
    rows = "".join("bad\n" if n % 2 else f"good {n},free\n" for n in range(500))
    read = await place.imported(f"text,plan\n{rows}".encode(), TEXT)
    assert (read.rows_total, read.rows_imported, read.rows_refused) == (500, 250, 250)
    assert len(read.problems) == 100
    assert read.more_problems == 150
    assert read.problems[0].startswith("Line 3: it has 1 fields")


async def test_transcripts_are_imported_whole(place: Place) -> None:
    turns = [{"speaker": "interviewer", "text": "Hi?"}, {"speaker": "participant", "text": "<b>Hi</b> 😀 \u202e"}]
    data = gzip.compress("\n".join(json.dumps({"turns": turns, "n": n}) for n in range(3)).encode())
    read = await place.imported(data, ColumnMapping(turns="turns"), "interviews.jsonl.gz")
    assert read.rows_imported == 3
    assert max([(m.seq, m.text) for m in await place.all(Message)]) == (1, "<b>Hi</b> 😀 \u202e")


async def test_the_same_file_is_imported_once_into_a_study_and_may_go_into_another(place: Place) -> None:
    data = b"text,plan\nSlow.,free\n"
    await place.imported(data, TEXT)
    with pytest.raises(Conflict, match="was imported into this study already"):
        await place.service.upload(place.scope, place.study.id, "renamed.csv.gz", gzip.compress(data))
    place.study = await place.add_study()
    assert (await place.imported(data, TEXT)).rows_imported == 1


async def test_rows_that_another_file_brought_already_are_left_out(place: Place) -> None:
    await place.imported(b"text,plan\nSlow.,free\nFast.,paid\n", TEXT)
    read = await place.imported(b"text,plan\nFast.,paid\nNew.,paid\nFast.,paid\n", TEXT)
    assert (read.rows_imported, read.rows_refused) == (2, 1)
    assert "Line 2: the study has this row already" in read.problems[0]


async def test_an_upload_that_was_not_imported_can_be_gone_on_with(place: Place) -> None:
    data = b"text,plan\n,free\n"
    first = await place.service.upload(place.scope, place.study.id, "C:\\exports\\feedback\x00.csv", data)
    assert first.filename == "feedback.csv"
    assert (await place.service.upload(place.scope, place.study.id, "again.csv", data)).id == first.id
    failed = await place.imported(data, TEXT)
    job = await place.service.latest_job(place.scope, first.id)
    assert failed.status is ImportStatus.FAILED
    assert job is not None
    assert job.status is JobStatus.FAILED
    assert "None of the 1 rows can be used" in job.error
    assert (await place.imported(data, ColumnMapping(text="plan"))).rows_imported == 1


async def test_starting_twice_starts_once(place: Place) -> None:
    file = await place.service.upload(place.scope, place.study.id, "f.csv", b"text,plan\nSlow.,free\n")
    first = await place.service.start(place.scope, file.id, TEXT)
    second = await place.service.start(place.scope, file.id, TEXT)
    assert first.id == second.id
    await place.jobs.wait()
    assert len(await place.all(Interview)) == 1
    with pytest.raises(Conflict):
        await place.service.start(place.scope, file.id, TEXT)
    with pytest.raises(Conflict):
        await place.service.preview(place.scope, file.id)


async def test_wrong_columns_and_bad_files_change_nothing(place: Place) -> None:
    file = await place.service.upload(place.scope, place.study.id, "f.csv", b"text,plan\nSlow.,free\n")
    with pytest.raises(InvalidInput, match="no column"):
        await place.service.start(place.scope, file.id, ColumnMapping(text="answer"))
    with pytest.raises(InvalidInput):
        await place.service.upload(place.scope, place.study.id, "f.csv", b"text,text\n1,2\n")
    assert await place.all(Job) == []
    assert len(await place.service.files(place.scope, place.study.id)) == 1


async def test_the_preview_shows_the_first_rows_and_a_suggestion(place: Place) -> None:
    rows = "".join(json.dumps({"text": f"answer {n} " * 60, "plan": n % 2, "deep": [n]}) + "\n" for n in range(20))
    file = await place.service.upload(place.scope, place.study.id, "f.jsonl", rows.encode())
    preview = await place.service.preview(place.scope, file.id)
    assert preview.columns == ("text", "plan", "deep")
    assert len(preview.rows) == 5
    assert preview.rows[1][1:] == ("1", "[1]")
    assert len(preview.rows[0][0]) == 300
    assert preview.suggested == ColumnMapping(text="text", attributes=("plan",))
    assert file.rows_total == 20


async def test_another_workspace_sees_nothing(place: Place) -> None:
    file = await place.service.upload(place.scope, place.study.id, "f.csv", b"text,plan\nSlow.,free\n")
    stranger = Scope.workspace(uuid4())
    for attempt in (
        place.service.get(stranger, file.id),
        place.service.preview(stranger, file.id),
        place.service.start(stranger, file.id, TEXT),
        place.service.upload(stranger, place.study.id, "f.csv", b"text\nx\n"),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await place.service.latest_job(stranger, file.id) is None


async def test_a_batch_that_ran_but_was_not_remembered_is_not_imported_again(place: Place) -> None:
    """What an engine does after a kill -9 between a step's commit and its checkpoint: it runs the step again."""
    rows = "".join(f"answer number {n},free\n" for n in range(500))
    file = await place.service.upload(place.scope, place.study.id, "f.csv", f"text,plan\n{rows}".encode())
    async with place.database.write(place.scope) as session:
        stored = (await session.exec(select(ImportFile).where(col(ImportFile.id) == file.id))).one()
        stored.mapping, stored.status = TEXT.model_dump(mode="json"), ImportStatus.RUNNING
        job = Job(workspace_id=place.workspace.id, study_id=place.study.id, kind=JobKind.IMPORT, subject_id=file.id)
        session.add(job)
    check, batch = (step.run for step in place.handler.steps)
    context = context_of(job)
    await check(context)
    seen = [await batch(context) for _ in range(5)]
    restarted = ImportHandler(place.database)
    await restarted.steps[0].run(context)
    seen.append(await restarted.steps[1].run(context))
    assert [(step.done, step.again) for step in seen] == [(200, True), (400, True), *[(500, False)] * 4]
    assert len(await place.all(Interview)) == 500


@pytest.mark.postgres
async def test_it_works_on_postgresql(tmp_path: Path, empty_postgres_url: str) -> None:  # noqa: F811 - a fixture
    place = await make_place(Settings(data=tmp_path, database_url=empty_postgres_url, _env_file=None))
    rows = "".join(f"p{n % 9},answer number {n} 😀,free\n" for n in range(300))
    mapping = ColumnMapping(text="text", participant="who", attributes=("plan",))
    read = await place.imported(f"who,text,plan\n{rows}".encode(), mapping)
    job = await place.service.latest_job(place.scope, read.id)
    assert job is not None
    assert (await read_job(place.database, place.scope, job.id)).status is JobStatus.DONE
    assert read.rows_imported == 300
    assert len(await place.all(Participant)) == 9
    await place.database.close()

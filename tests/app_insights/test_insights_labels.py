"""A model that labels statements: what it read is stored, compared, and not paid for twice."""

import json
import re
from contextlib import aclosing
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from analysis.embedding import HashingEmbedder
from analysis.findings import Polarity
from analysis.reading.agreement import agreement_of
from app.db import Database, Scope
from app.insights.analyse import AnalysisHandler
from app.insights.counted_model import CountedModel
from app.insights.results import latest_finished
from app.insights.service import InsightService
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.insights.withdrawals import taking_back
from app.interviews.tokens import TokenBudgets
from app.jobs import InlineJobs, JobContext
from app.models import (
    AnalysisRun,
    CodedStatement,
    EarlyLabel,
    Interview,
    InterviewSource,
    InterviewStatus,
    JobKind,
    JobStatus,
    Message,
    Participant,
    PlanRevision,
    Study,
)
from app.settings import Settings
from interview_engine.llm import (
    ChatMessage,
    Completion,
    CompletionRequest,
    LanguageModel,
    ModelError,
    Role,
    ScriptedModel,
    Usage,
)
from research_templates.plan import Phase
from research_templates.planner import draft_plan

_LINE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_FRICTION = re.compile(r"broke down|annoyed|far too slow|never worked|waited", re.IGNORECASE)
_SUCCESS = re.compile(r"works perfectly|very happy|easy to use|excellent|helped", re.IGNORECASE)


class Reader:
    name = "reader"

    def __init__(self) -> None:
        self.read: list[str] = []

    async def complete(self, request: CompletionRequest) -> Completion:
        shown = _LINE.findall(next(m.content for m in request.messages if m.role is Role.USER))
        self.read += [text for _, text in shown]
        labels = [
            {
                "id": int(number),
                "polarity": "friction" if _FRICTION.search(text) else "success" if _SUCCESS.search(text) else "neutral",
            }
            for number, text in shown
        ]
        return Completion(json.dumps({"labels": labels}), self.name)


class Place:
    def __init__(self, database: Database, study: Study) -> None:
        self.database, self.study_id, self.workspace_id = database, study.id, study.workspace_id
        self.scope = Scope.workspace(study.workspace_id)

    async def hold(self, number: int, *answers: str, revision: PlanRevision | None = None, key: str = "") -> None:
        workspace = {"workspace_id": self.workspace_id}
        person = Participant(**workspace, study_id=self.study_id, number=number)
        interview = Interview(
            **workspace,
            study_id=self.study_id,
            participant_id=person.id,
            revision_id=revision and revision.id,
            source=InterviewSource.LIVE,
            source_key=f"k{number}",
            status=InterviewStatus.COMPLETED,
        )
        async with self.database.write(self.scope) as session:
            session.add(person)
            await session.flush()
            session.add(interview)
            await session.flush()
            for place, text in enumerate(answers):
                move = {"kind": "probe", "question_key": key, "intent": "example", "phrase": ""} if key else None
                said = {**workspace, "interview_id": interview.id}
                session.add(Message(**said, seq=2 * place, speaker="interviewer", text="And how was it?", move=move))
                session.add(Message(**said, seq=2 * place + 1, speaker="participant", text=text))

    async def analyse(
        self, reader: Reader | None, *, model: LanguageModel | None = None, budgets: TokenBudgets | None = None
    ) -> None:
        handler = AnalysisHandler(
            self.database, HashingEmbedder(), model, reader=reader, budgets=budgets, prints_report=False
        )
        jobs = InlineJobs(self.database, [handler])
        service = InsightService(self.database, jobs)
        job = await service.request_analysis(self.scope, self.study_id)
        await jobs.wait()
        ended = await service.job(self.scope, job.id)
        await jobs.stop()
        assert ended.status is JobStatus.DONE, ended.error

    async def analysis(self):
        async with self.database.read(self.scope) as session:
            run = await latest_finished(session, self.study_id)
            assert run is not None
            return await stored_analysis(session, run)


@pytest.fixture
async def place(database: Database, study: Study) -> Place:
    return Place(database, study)


async def test_what_a_model_read_is_stored_and_not_asked_for_again(place: Place) -> None:
    for number in range(1, 5):
        await place.hold(number, f"We waited {number} weeks for the answer.", f"The list {number} helped all of us.")
    reader = Reader()
    await place.analyse(reader)
    analysis = await place.analysis()
    assert [s.polarity for s in analysis.statements[:2]] == [Polarity.FRICTION, Polarity.SUCCESS]
    assert all(s.label is not None and s.label.by == "reader" for s in analysis.statements)
    agreement = agreement_of(analysis.statements)
    assert agreement is not None
    assert agreement.statements == 8
    asked = len(reader.read)
    await place.hold(9, "We waited for the training that never was.")
    await place.analyse(reader)
    new = reader.read[asked:]
    assert len(new) == 3  # the new statement and two controls
    assert "We waited for the training that never was." in new
    assert len((await place.analysis()).statements) == 9


async def test_without_a_reader_no_statement_has_a_label(place: Place) -> None:
    await place.hold(1, "We waited three weeks for the answer.")
    await place.analyse(None)
    async with place.database.read(place.scope) as session:
        rows = (await session.exec(select(CodedStatement).where(col(CodedStatement.label).is_not(None)))).all()
    assert rows == []


async def test_an_answer_belongs_to_the_part_of_the_plan_that_its_follow_up_does(place: Place) -> None:
    plan = draft_plan("Why do customers leave after the first month?")
    asked = next(question for question in plan.core_questions if question.phase is Phase.FRICTION)
    revision = PlanRevision(
        workspace_id=place.workspace_id,
        study_id=place.study_id,
        number=1,
        plan=plan.model_dump(mode="json"),
        written_by="offline",
    )
    async with place.database.write(place.scope) as session:
        session.add(revision)
    await place.hold(1, "The lists.", revision=revision, key=asked.key)
    await place.hold(2, "The lists.", revision=revision, key="gone")
    await place.hold(3, "The lists.")
    async with place.database.read(place.scope) as session:
        collected = await collect_transcripts(session, place.study_id)
    assert [t.messages[0].phase for t in collected.transcripts] == [Phase.FRICTION, None, None]


async def _labelled_until_killed(place: Place, reader: Reader) -> None:
    """A process that labels a part of a new analysis and leaves nothing behind but what it stored."""
    async with place.database.write(place.scope) as session:
        run = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)
        session.add(run)
    handler = AnalysisHandler(place.database, HashingEmbedder(), reader=reader)
    label = next(step for step in handler.steps if step.name == "label")
    await label.run(JobContext(uuid4(), JobKind.ANALYSIS, place.workspace_id, place.study_id, run.id))


async def test_labels_of_a_process_that_was_killed_are_not_asked_for_again(place: Place) -> None:
    for number in range(1, 45):
        await place.hold(number, f"We waited {number} weeks for the answer.", f"The list {number} helped all of us.")
    killed = Reader()
    await _labelled_until_killed(place, killed)
    before = set(killed.read)
    async with place.database.read(place.scope) as session:
        kept = {row.key for row in await session.exec(select(EarlyLabel))}
    assert len(kept) == 60
    reader = Reader()
    await place.analyse(reader)
    assert len([text for text in reader.read if text in before and "weeks" in text]) == 0
    analysis = await place.analysis()
    assert len(analysis.statements) == 88
    assert all(statement.label is not None for statement in analysis.statements)
    async with place.database.read(place.scope) as session:
        assert (await session.exec(select(EarlyLabel))).all() == []


async def test_labels_of_words_that_were_taken_back_are_not_kept(place: Place) -> None:
    await place.hold(1, "We waited three weeks for the answer.")
    await _labelled_until_killed(place, Reader())
    async with place.database.write(place.scope) as session:
        interview = (await session.exec(select(Interview))).one()
        said = (await session.exec(select(Message).where(Message.speaker == "participant"))).all()
        async with taking_back(session, interview, said):
            for message in said:
                message.text = ""
    async with place.database.read(place.scope) as session:
        assert (await session.exec(select(EarlyLabel))).all() == []


async def test_what_was_taken_back_while_it_was_read_is_not_kept(place: Place) -> None:
    await place.hold(1, "We waited three weeks for the answer.")

    class Slow(Reader):
        async def complete(self, request: CompletionRequest) -> Completion:
            async with place.database.write(place.scope) as session:
                (await session.exec(select(Interview))).one().edition += 1
            return await super().complete(request)

    await _labelled_until_killed(place, Slow())
    async with place.database.read(place.scope) as session:
        assert (await session.exec(select(EarlyLabel))).all() == []


async def test_every_call_of_an_analysis_counts_for_its_study_and_stays_spent(place: Place) -> None:
    for number in range(1, 31):
        await place.hold(number, f"We waited {number} weeks for the answer.", f"The list {number} helped all of us.")
    budgets = TokenBudgets(place.database, Settings(_env_file=None), asks_model=True)
    models = _Costs(), _Costs()
    await place.analyse(models[0], model=models[1], budgets=budgets)
    spent = await budgets.of_study(place.scope, place.study_id)
    calls = sum(model.calls for model in models)
    assert models[0].calls == 3
    assert models[1].calls > 0
    assert spent.findings == spent.used == Usage(200 * calls, 10 * calls)
    async with place.database.write(place.scope) as session:
        await session.exec(delete(AnalysisRun))
    assert (await budgets.of_study(place.scope, place.study_id)).used == spent.used


async def test_a_study_without_tokens_is_analysed_without_a_model(place: Place) -> None:
    for number in range(1, 9):
        await place.hold(number, f"We waited {number} weeks for the answer.", f"The list {number} helped all of us.")
    budgets = TokenBudgets(place.database, Settings(_env_file=None), asks_model=True)
    await budgets.allow(place.scope, place.study_id, "0")
    models = _Costs(), _Costs()
    await place.analyse(models[0], model=models[1], budgets=budgets)
    assert [model.calls for model in models] == [0, 0]
    analysis = await place.analysis()
    assert analysis.summary is not None
    assert analysis.summary.written_by == "offline"
    assert any("tokens" in notice for notice in analysis.notices)


async def test_what_is_asked_about_several_studies_is_shared_among_them(place: Place) -> None:
    other = Study(workspace_id=place.workspace_id, title="U", question="And now?", link_token=uuid4().hex)
    async with place.database.write(place.scope) as session:
        session.add(other)
    budgets = TokenBudgets(place.database, Settings(_env_file=None), asks_model=True)
    model = CountedModel(ScriptedModel(["one", "two"]), budgets, place.scope, (place.study_id, other.id))
    request = CompletionRequest((ChatMessage(Role.USER, "Say one."),))
    async with aclosing(model.stream(request)) as pieces:
        heard = [piece async for piece in pieces]
    whole = heard[-1]
    assert isinstance(whole, Completion)
    parts = [(await budgets.of_study(place.scope, study)).used.total for study in (place.study_id, other.id)]
    assert sum(parts) > 0
    assert abs(parts[0] - parts[1]) <= 2
    await budgets.allow(place.scope, other.id, "0")
    with pytest.raises(ModelError):
        await model.complete(request)


class _Costs(Reader):
    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    async def complete(self, request: CompletionRequest) -> Completion:
        self.calls += 1
        return replace(await super().complete(request), prompt_tokens=200, completion_tokens=10)

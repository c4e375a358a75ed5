"""A turn that is followed line by line, and replies that are made once whoever waits for them."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.db import Scope
from app.interviews.answers import replace_last_answer
from app.interviews.replies import Reply
from app.interviews.store import Held as HeldInterview
from app.models import Interview, Message, MessageVersion
from app.pages import streaming
from app.settings import Settings
from interview_engine.llm import Completion, CompletionRequest, LanguageModel, Usage
from tests.app.site import JSON, SEES_ALL, Participant, Site, eventually, running

WORDS = "The setup took six weeks because the import kept failing and nobody told us why."
LINES = {"accept": streaming.JSON_LINES}


class Held:
    """A streaming model that waits at two places: before it says anything, and before its second sentence."""

    name = "held"

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.begins = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.calls = 0

    async def complete(self, request: CompletionRequest) -> Completion:
        async for piece in self.stream(request):
            if isinstance(piece, Completion):
                return piece
        raise AssertionError

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        self.calls += 1
        self.asked.set()
        await self.begins.wait()
        phrase = re.search(r'piece of the answer: "(.*)"', request.messages[-1].content)
        first, second = f"You mentioned “{phrase[1] if phrase else WORDS[:9]}”. ", "What happened right before it?"
        yield f'{{"question": "{first}'
        await self.goes_on.wait()
        yield f'{second}"}}'
        yield Completion(json.dumps({"question": first + second}), self.name, 300, 20)


async def in_an_interview(site: Site) -> Participant:
    _, link = await site.live_study(await site.researcher())
    return await site.begin(link)


@asynccontextmanager
async def interviewing(settings: Settings, model: LanguageModel) -> AsyncIterator[tuple[Site, Participant]]:
    """Somebody in an interview that ``model`` has a part in; the study was made without one."""
    async with running(settings) as site:
        path = (await in_an_interview(site)).path
    async with running(settings, model=model) as site:
        yield site, Participant(site, site.visitor(), path)


async def followed(participant: Participant, text: str, reply_to: int, *, to: str = "answers") -> list[dict[str, Any]]:
    answer = await participant.visitor.request(
        "POST", f"{participant.path}/{to}", json={"text": text, "reply_to": reply_to}, headers=LINES
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"] == streaming.JSON_LINES
    assert answer.headers["x-accel-buffering"] == "no"
    return [json.loads(line) for line in answer.text.splitlines() if line]


async def until_the_model_thinks(
    participant: Participant, model: Held
) -> tuple["asyncio.Task[list[dict[str, Any]]]", int]:
    """Answer until it does; returns the sending of that answer, and its place."""
    reply_to = 0
    while True:
        sending = asyncio.create_task(followed(participant, f"{WORDS} ({reply_to})", reply_to))
        asked = asyncio.create_task(model.asked.wait())
        await asyncio.wait({sending, asked}, return_when=asyncio.FIRST_COMPLETED)
        if model.asked.is_set():
            return sending, reply_to + 1
        asked.cancel()
        reply_to = (await sending)[-1]["reply_to"]


@pytest.mark.parametrize("to", ["answers", "skip"])
async def test_a_turn_says_stored_then_what_may_be_shown_then_where_it_stands(site: Site, to: str) -> None:
    participant = await in_an_interview(site)
    first, *sentences, state = await followed(participant, WORDS, 0, to=to)
    assert first == {"stored": True, "seq": 1, "edition": 0}
    again = await participant.send(WORDS, 0, to=to)
    assert state == again.json(), "the last line is what a JSON answer is"
    assert "".join(line["sentence"] for line in sentences) == (await participant.stored())[-1].text
    repeated = await followed(participant, WORDS, 0, to=to)
    assert repeated == [first, state], "what is stored already is not said again"
    assert len(await participant.stored()) == 3


async def test_what_is_refused_is_an_ordinary_error(sqlite_site: Site) -> None:
    participant = await in_an_interview(sqlite_site)
    await participant.send(WORDS, 0)

    async def status(text: str, reply_to: Any, path: str = participant.path) -> int:
        answer = await participant.visitor.request(
            "POST", f"{path}/answers", json={"text": text, "reply_to": reply_to}, headers=LINES
        )
        assert answer.headers["content-type"].startswith("application/problem+json")
        return int(answer.status_code)

    assert await status("Something else.", 0) == 409
    assert await status(" ", 2) == 400
    assert await status("x" * 20_001, 2) == 400
    assert await status(WORDS, "two") == 400
    assert await status(WORDS, 0, "/i/nobody") == 404
    await participant.send("", to="stop", reply_to=0)
    assert await status(WORDS, 4) == 410


async def test_a_reply_that_cannot_be_made_is_said_to_have_failed_and_the_answer_is_kept(
    sqlite_settings: Settings,
) -> None:
    class Breaking:
        name = "breaking"

        async def complete(self, request: CompletionRequest) -> Completion:
            raise ZeroDivisionError(WORDS)

    async with interviewing(sqlite_settings, Breaking()) as (_, participant):
        lines: list[dict[str, Any]] = [{"reply_to": 0}]
        while "failed" not in lines[-1]:
            lines = await followed(participant, WORDS, reply_to := lines[-1]["reply_to"])
        assert lines == [{"stored": True, "seq": reply_to + 1, "edition": 0}, {"failed": True}]
        assert (await participant.stored())[-1].text == WORDS


async def test_whoever_looks_meanwhile_waits_for_the_same_reply(settings: Settings) -> None:
    model = Held()
    async with interviewing(settings, model) as (_, participant):
        sending, place = await until_the_model_thinks(participant, model)
        sent = (await participant.stored())[-1]
        assert (sent.seq, sent.speaker) == (place, "participant"), "stored before the model says anything"
        looking = [asyncio.create_task(participant.state()) for _ in range(3)]
        twice = asyncio.create_task(followed(participant, sent.text, place - 1))
        await asyncio.sleep(0.2)
        model.begins.set()
        model.goes_on.set()
        lines = await sending
        states = await asyncio.gather(*looking)
        assert model.calls == 1
        assert (await twice)[-1] == lines[-1]
        assert {state["messages"][-1]["text"] for state in states} == {lines[-1]["messages"][-1]["text"]}
        told = "".join(line["sentence"] for line in lines if "sentence" in line)
        assert told == (await participant.stored())[-1].text


async def test_a_participant_who_leaves_finds_the_reply(settings: Settings) -> None:
    model = Held()
    async with interviewing(settings, model) as (_, participant):
        sending, place = await until_the_model_thinks(participant, model)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        model.begins.set()
        model.goes_on.set()

        async def replied() -> bool:
            return len(await participant.stored()) == place + 2

        await eventually(replied)
        assert model.calls == 1
        reply = (await participant.stored())[-1]
        assert (reply.origin or {})["implementation"] == "held"


async def test_a_change_takes_back_what_was_being_said_and_its_tokens_stay_counted(settings: Settings) -> None:
    model = Held()
    async with interviewing(settings, model) as (site, participant):
        sending, place = await until_the_model_thinks(participant, model)
        changing = asyncio.create_task(
            site.services.conversations.edit(
                participant.path.removeprefix("/i/"), "It was the export that took so long.", answer=place, edition=0
            )
        )

        async def changed() -> bool:
            return (await participant.stored())[place].text.startswith("It was the export")

        await eventually(changed)
        model.begins.set()
        model.goes_on.set()
        state = await changing
        lines = await sending
        assert lines[-1]["edition"] == state.edition == 1
        assert lines[-1]["messages"][-1]["text"] == state.lines[-1].text
        stored = await participant.stored()
        assert len(stored) == place + 2
        assert (stored[place].prompt_tokens, stored[place].completion_tokens) == (300, 20), "of the void reply"


async def test_a_reply_is_not_made_again_by_whoever_read_the_interview_before_it(sqlite_settings: Settings) -> None:
    model = Held()
    async with interviewing(sqlite_settings, model) as (site, participant):
        sending, place = await until_the_model_thinks(participant, model)
        interviews = site.services.conversations._interviews
        read, replied, reads = interviews.read, asyncio.Event(), asyncio.Event()

        async def reads_early(interview_id: UUID, scope: Scope) -> HeldInterview:
            found = await read(interview_id, scope)
            reads.set()
            await replied.wait()
            return found

        async with site.database.write(SEES_ALL) as session:
            # As another process does it: the reply that is under way here is void before anything here knows.
            await replace_last_answer(
                session, await participant.interview_id(), "The export took six weeks.", answer=place, edition=0
            )
        interviews.read = reads_early  # type: ignore[method-assign] # what it returns may be old at once
        model.begins.set()
        model.goes_on.set()
        await reads.wait()
        interviews.read = read  # type: ignore[method-assign]
        state = await participant.state()
        replied.set()
        assert (await sending)[-1]["messages"][-1] == state["messages"][-1]
        assert model.calls == 2, "for the void reply and for the one that counts"


async def test_stopping_waits_for_no_model(sqlite_settings: Settings) -> None:
    model = Held()
    async with interviewing(sqlite_settings, model) as (_, participant):
        sending, _ = await until_the_model_thinks(participant, model)
        stopped = await asyncio.wait_for(participant.send("", 0, to="stop"), 5)
        assert stopped.json()["end_reason"] == "stopped"
        model.begins.set()
        model.goes_on.set()
        assert (await sending)[-1]["ended"]
        moves = [(message.move or {}).get("kind") for message in await participant.stored()]
        assert (moves.count("end"), moves[-1]) == (1, "end")


async def test_a_server_that_stops_leaves_a_late_reply_to_the_next_visit(sqlite_settings: Settings) -> None:
    model = Held()
    async with interviewing(sqlite_settings, model) as (site, participant):
        sending, place = await until_the_model_thinks(participant, model)
        sending.cancel()
        await asyncio.wait_for(site.services.conversations.finish(), 5)
        assert len(await participant.stored()) == place + 1
    async with running(sqlite_settings) as again:
        assert (await Participant(again, again.visitor(), participant.path).state())["reply_to"] == place + 1


async def test_a_server_that_stops_gives_up_the_reply_that_follows_a_change_too(sqlite_settings: Settings) -> None:
    class Again(Held):
        """Once it goes on, only the first call does: whoever asks once more waits for good."""

        async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
            if self.calls:
                self.begins, self.goes_on = asyncio.Event(), asyncio.Event()
            async for piece in super().stream(request):
                yield piece

    model = Again()
    async with interviewing(sqlite_settings, model) as (site, participant):
        sending, place = await until_the_model_thinks(participant, model)
        async with site.database.write(SEES_ALL) as session:
            # As another process does it: nothing here knows of the change before the reply is stored.
            await replace_last_answer(
                session, await participant.interview_id(), "The export took six weeks.", answer=place, edition=0
            )
        finishing = asyncio.create_task(site.services.conversations.finish())
        await asyncio.sleep(0)
        model.begins.set()
        model.goes_on.set()
        await asyncio.wait_for(finishing, 5)
        assert model.calls == 2
        assert (await asyncio.wait_for(sending, 5))[-1] == {"failed": True}
        stored = await participant.stored()
        assert len(stored) == place + 1
        assert stored[-1].prompt_tokens == 300


async def test_whoever_waits_when_a_server_stops_is_told(sqlite_settings: Settings) -> None:
    model = Held()
    async with interviewing(sqlite_settings, model) as (site, participant):
        sending, _ = await until_the_model_thinks(participant, model)
        looking = asyncio.create_task(participant.visitor.request("GET", f"{participant.path}/messages", headers=JSON))
        await asyncio.sleep(0.2)
        await asyncio.wait_for(site.services.conversations.finish(), 5)
        assert (await asyncio.wait_for(sending, 5))[-1] == {"failed": True}
        assert (await asyncio.wait_for(looking, 5)).status_code == 503


async def test_what_was_used_for_an_interview_that_is_deleted_meanwhile_stays_counted(settings: Settings) -> None:
    async with running(settings) as site:
        researcher = await site.researcher()
        await site.live_study(researcher)
        preview = await researcher.submit("/previews")
        path = preview.url.path
    model = Held()
    async with running(settings, model=model) as site:
        sending, _ = await until_the_model_thinks(Participant(site, site.visitor(), path), model)
        interview = (await site.rows(select(Interview)))[0]
        scope = Scope.workspace(interview.workspace_id)
        await site.services.previews.delete(scope, interview.study_id, interview.id)
        model.begins.set()
        model.goes_on.set()
        assert (await sending)[-1] == {"failed": True}
        assert (await site.services.budgets.of_study(scope, interview.study_id)).used == Usage(300, 20)


async def test_stopping_waits_for_its_plan_without_the_writer(sqlite_settings: Settings) -> None:
    async with interviewing(sqlite_settings, Held()) as (site, participant):
        conversations = site.services.conversations
        token = participant.path.removeprefix("/i/")
        await conversations._links.resolve(token)
        async with AsyncExitStack() as readers:
            for _ in range(4):
                connection = await readers.enter_async_context(conversations._database.reader.connect())
                await connection.begin()
            stopping = asyncio.create_task(conversations.stop(token))
            await asyncio.sleep(0.2)
            assert not stopping.done()
            async with asyncio.timeout(5), conversations._database.write(SEES_ALL) as session:
                await session.exec(select(Message))
        assert (await stopping).ended


async def test_an_edit_keeps_the_count_of_the_reply_that_it_makes_void(sqlite_settings: Settings) -> None:
    model = Held()
    model.begins.set()
    model.goes_on.set()
    async with interviewing(sqlite_settings, model) as (site, participant):
        sending, place = await until_the_model_thinks(participant, model)
        await sending
        spent = sum(message.prompt_tokens + message.completion_tokens for message in await participant.stored())
        assert spent == 320
        token = participant.path.removeprefix("/i/")
        await site.services.conversations.edit(token, "Nothing.", answer=place, edition=0)
        rows = await site.rows(select(Message))
        assert sum(message.prompt_tokens + message.completion_tokens for message in rows) >= spent
        assert len(await site.rows(select(MessageVersion))) == 2


async def test_a_listener_hears_what_was_said_before_and_that_nothing_comes() -> None:
    reply = Reply()
    await reply.release("One. ")
    heard: list[str | None] = []

    async def listen() -> None:
        async for sentence in reply.sentences(quiet_seconds=0.02):
            heard.append(sentence)  # noqa: PERF401 - what was heard is looked at meanwhile

    async def twice_nothing() -> bool:
        return heard.count(None) >= 2

    listening = asyncio.create_task(listen())
    await eventually(twice_nothing)
    await reply.release("Two.")
    reply.end()
    await listening
    assert [sentence for sentence in heard if sentence] == ["One. ", "Two."]
    assert heard[0] == "One. "


async def test_a_quiet_turn_sends_empty_lines(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.interviews.service._QUIET_SECONDS", 0.02)
    model = Held()
    async with interviewing(sqlite_settings, model) as (_, participant):
        sending, place = await until_the_model_thinks(participant, model)
        answer = (await participant.stored())[-1].text
        raw = asyncio.create_task(
            participant.visitor.request(
                "POST",
                f"{participant.path}/answers",
                json={"text": answer, "reply_to": place - 1},
                headers=LINES,
            )
        )
        await asyncio.sleep(0.2)
        model.begins.set()
        model.goes_on.set()
        lines = (await raw).text.split("\n")
        assert "" in lines[1:3]
        assert "messages" in json.loads([line for line in lines if line][-1])
        await sending

"""Whoever leaves while an answer is worded finds it once, whatever was sent again and whether the server stopped."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

from sqlmodel import select

from analysis.embedding import HashingEmbedder
from app.asking.making import Asking
from app.asking.service import AskService
from app.db import Scope
from app.models import AskTurn, Study, User
from interview_engine.llm import Completion, CompletionRequest
from tests.app.site import Site, make_settings, running
from tests.app.test_app_asking_across import EXPORTS, analysed
from tests.app.test_app_asking_worded import LINES, QUESTION, Wording
from tests.question_reader import QuestionReader


class HeldWording(Wording):
    """Words answers once it may ``go_on``."""

    def __init__(self) -> None:
        super().__init__(lambda text: f"So {text}")
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def complete(self, request: CompletionRequest) -> Completion:
        if "You word the answer" in request.messages[0].content:
            self.begun.set()
            await self.go_on.wait()
        return await super().complete(request)


class HeldReader(QuestionReader):
    """Reads questions and never comes to an end."""

    def __init__(self) -> None:
        super().__init__({})
        self.begun = asyncio.Event()

    async def complete(self, request: CompletionRequest) -> Completion:
        if "filling in a form" in request.messages[0].content:
            self.begun.set()
            await asyncio.Event().wait()
        return await super().complete(request)


async def begun(site: Site, study: str, attempt: str = "", question: str = QUESTION) -> Asking:
    (ada,) = await site.rows(select(User))
    (workspace,) = await site.rows(select(Study.workspace_id))
    scope = Scope.workspace(workspace)
    return await site.services.asking.begin(scope, UUID(study), question, user_id=ada.id, attempt=attempt)


async def texts_kept(site: Site) -> list[list[str]]:
    turns = await site.rows(select(AskTurn))
    return [[claim["text"] for claim in turn.answer["claims"]] for turn in turns]


async def test_an_answer_whose_listener_left_is_kept_once(tmp_path: Path) -> None:
    model = HeldWording()
    async with running(make_settings(tmp_path), model=model) as site:
        ada = await site.researcher()
        study = await analysed(site, ada, EXPORTS, 6)
        await ada.get(f"/studies/{study}/ask")
        token = dict(ada.form(f"/studies/{study}/ask")["fields"])["_csrf_token"]
        fields = {"_csrf_token": token, "question": QUESTION, "attempt": "a1"}
        sent = asyncio.create_task(ada.request("POST", f"/studies/{study}/ask", data=fields, headers=LINES))
        await asyncio.wait_for(model.begun.wait(), 30)
        asking = await begun(site, study, "a1")
        sent.cancel()
        await asyncio.gather(sent, return_exceptions=True)
        assert await texts_kept(site) == []

        model.go_on.set()
        asked = await asking.kept()
        (claims,) = await texts_kept(site)
        assert claims
        assert all(text.startswith("So ") for text in claims)
        page = await ada.get(f"/studies/{study}/ask/{asked.thread_id}")
        assert "Worded by wording" in page.text

        again = await ada.request("POST", f"/studies/{study}/ask", data=fields, headers=LINES)
        *sentences, last = [json.loads(line) for line in again.text.splitlines() if line]
        assert [line["sentence"] for line in sentences] == claims
        assert str(asked.thread_id) in last["location"]
        assert len(model.asked) == len(await texts_kept(site)) == 1

        another = await ada.request("POST", f"/studies/{study}/ask", data=fields | {"attempt": "a2"}, headers=LINES)
        assert str(asked.thread_id) not in another.text
        assert len(await texts_kept(site)) == 2


async def test_an_answer_that_is_being_worded_when_the_server_stops_is_kept_as_it_was_computed(tmp_path: Path) -> None:
    async with running(make_settings(tmp_path), model=HeldWording()) as site:
        study = await analysed(site, await site.researcher(), EXPORTS, 6)
        asking = await begun(site, study)
    async with running(make_settings(tmp_path)) as site:
        (claims,) = await texts_kept(site)
    assert claims
    assert any("6 of 6 people" in text for text in claims)
    assert not any(text.startswith("So ") for text in claims)
    assert asking.task.done()


async def test_an_attempt_that_another_process_has_kept_is_not_answered_twice(tmp_path: Path) -> None:
    async with running(make_settings(tmp_path)) as site:
        study = await analysed(site, await site.researcher(), EXPORTS, 6)
        first = await (await begun(site, study, "a1")).kept()
    async with running(make_settings(tmp_path)) as site:
        again = await begun(site, study, "a1")
        assert [sentence async for sentence in again.sentences()] == [claim.text for claim in first.answer.claims]
        assert await again.kept() == first
        assert len(await texts_kept(site)) == 1
        another = await (await begun(site, study, "a2")).kept()
        assert another.thread_id != first.thread_id


async def test_two_processes_that_answer_one_attempt_keep_it_once(tmp_path: Path) -> None:
    async with running(make_settings(tmp_path), model=HeldWording()) as site:
        study = await analysed(site, await site.researcher(), EXPORTS, 6)
        first = await begun(site, study, "a1")
        other = AskService(site.database, HashingEmbedder())
        (ada,) = await site.rows(select(User))
        (workspace,) = await site.rows(select(Study.workspace_id))
        scope = Scope.workspace(workspace)
        there = await (await other.begin(scope, UUID(study), QUESTION, user_id=ada.id, attempt="a1")).kept()
        first.give_up_wording()
        assert (await first.kept()).thread_id == there.thread_id
        assert len(await texts_kept(site)) == 1


async def test_a_question_that_is_being_read_again_when_the_server_stops_is_kept_as_it_was_read(tmp_path: Path) -> None:
    model = HeldReader()
    async with running(make_settings(tmp_path), model=model) as site:
        study = await analysed(site, await site.researcher(), EXPORTS, 6)
        asking = asyncio.create_task(begun(site, study, question="What do people say about the mascot?"))
        await asyncio.wait_for(model.begun.wait(), 30)
    await asking
    async with running(make_settings(tmp_path)) as site:
        (turn,) = await site.rows(select(AskTurn))
        assert turn.answer is not None
        assert (turn.answer["outcome"], turn.answer["read_as"]) == ("not_said", "")

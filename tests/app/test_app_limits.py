"""Limits: tokens of a model, starts on a link, text in an interview, forms that programs fill in."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select

from app.db import Scope
from app.errors import NotFound
from app.interviews import answers, schemas
from app.interviews.tokens import MOST_TOKENS, TokenBudgets
from app.models import Interview, Message, Participant, Role, Study
from app.settings import Settings
from interview_engine.llm import Completion, CompletionRequest, Usage
from tests.app.site import JSON, SEES_ALL, Site, running
from tests.app.site import Participant as Person

WORDS = "The setup took six weeks because the import kept failing and nobody told us why."


class Counted:
    """A model whose every call is counted, by itself and as tokens."""

    name = "counted"

    def __init__(self) -> None:
        self.calls = 0

    async def complete(self, request: CompletionRequest) -> Completion:
        self.calls += 1
        return Completion(json.dumps({"question": "What happened before the six weeks?"}), self.name, 300, 20)


async def held_offline(settings: Settings, *, live: bool = True) -> tuple[str, str, Any]:
    """A study made without a model: its id, its link, and the researcher's cookies."""
    async with running(settings) as site:
        researcher = await site.researcher()
        study, link = await site.live_study(researcher)
        return study, link, researcher.cookies


async def spend(site: Site, link: str, turns: int) -> Person:
    participant = await site.begin(link)
    for turn in range(turns):
        answer = await participant.send(f"{WORDS} ({turn})")
        assert answer.status_code == 201, answer.text
        assert "budget" not in answer.text
    return participant


async def test_tokens_are_stored_with_each_reply_and_counted_for_the_study(settings: Settings) -> None:
    study, link, _ = await held_offline(settings)
    model = Counted()
    async with running(settings, model=model) as site:
        participant = await spend(site, link, 2)
        stored = await participant.stored()
        used = sum(message.prompt_tokens for message in stored), sum(message.completion_tokens for message in stored)
        assert used == (300 * model.calls, 20 * model.calls)
        assert model.calls > 0
        of_study = await site.services.budgets.of_study(SEES_ALL, UUID(study))
        assert of_study.used == Usage(*used)
        assert (of_study.budget, of_study.cost, of_study.spent) == (5_000_000, None, False)


@pytest.mark.parametrize("limit", ["llm_tokens_per_interview", "llm_tokens_per_study", "own"])
async def test_a_used_up_budget_asks_no_model_and_participants_notice_nothing(
    sqlite_settings: Settings, limit: str
) -> None:
    study, link, cookies = await held_offline(sqlite_settings)
    changed = {} if limit == "own" else {limit: 10}
    if limit == "own":
        async with running(sqlite_settings) as site, site.database.write(SEES_ALL) as session:
            await session.exec(update(Study).where(col(Study.id) == UUID(study)).values(token_budget=10))
    model = Counted()
    async with running(sqlite_settings.model_copy(update=changed), model=model) as site:
        participant = await spend(site, link, 2)
        assert model.calls == 0
        fallbacks = {(message.origin or {}).get("fallback") for message in await participant.stored() if message.origin}
        assert any(str(reason).startswith("budget") for reason in fallbacks)
        # Spent money is told to the researcher; a limit that was never touched is no news.
        async with site.database.write(SEES_ALL) as session:
            newest = update(Message).where(col(Message.seq) == 2)
            await session.exec(newest.values(prompt_tokens=8, completion_tokens=2))
        researcher = site.visitor()
        researcher.cookies = cookies
        page = await researcher.get(f"/studies/{study}")
        assert ("is used up: 10 of 10 tokens" in page.text) == (limit != "llm_tokens_per_interview")


async def test_a_study_is_given_a_budget_of_its_own_on_the_page_of_its_quality(settings: Settings) -> None:
    study, link, cookies = await held_offline(settings)
    model = Counted()
    async with running(settings, model=model) as site:
        researcher = site.visitor()
        researcher.cookies = cookies
        page = await researcher.get(f"/studies/{study}/quality")
        assert "what this installation allows: 5,000,000 tokens" in page.text

        async def stored() -> int | None:
            found: int | None = (await site.rows(select(Study.token_budget)))[0]
            return found

        for typed, budget in (
            ("1.500.000", 1_500_000),
            (" 0 ", 0),
            ("", None),
            ("2,000,000,000", MOST_TOKENS),
            ("0", 0),
        ):
            await researcher.get(f"/studies/{study}/quality")
            page = await researcher.submit("/quality#tokens", {"tokens": typed})
            assert page.status_code == 200
            assert await stored() == budget
        assert "No model is asked: everything is worded offline" in page.text
        for typed, words in (
            ("a lot", "not a whole number"),
            ("1.5", "not a whole number"),
            ("1,000.000", "not a whole number"),
            ("\N{ARABIC-INDIC DIGIT FIVE}", "not a whole number"),
            ("-1", "fewer than none"),
            ("2000000001", "At most 2,000,000,000"),
            ("9" * 5_000, "At most 2,000,000,000"),
        ):
            page = await researcher.submit("/quality#tokens", {"tokens": typed})
            assert page.status_code == 400
            assert words in page.text
            assert f'value="{typed}"' in page.text, "what was typed stays"
            assert await stored() == 0
        await spend(site, link, 1)
        assert model.calls == 0
        assert "is used up" not in (await researcher.get(f"/studies/{study}")).text, "somebody decided so"
        await site.set_role("ada@example.org", Role.VIEWER)
        page = await researcher.get(f"/studies/{study}/quality")
        assert "No model is asked" in page.text
        assert 'name="tokens"' not in page.text


async def test_without_a_model_only_a_budget_that_is_set_is_shown(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await researcher.new_study()
    assert 'name="tokens"' not in (await researcher.get(f"/studies/{study}/quality")).text
    await sqlite_site.services.budgets.allow(SEES_ALL, UUID(study), "70 000")
    page = await researcher.get(f"/studies/{study}/quality")
    assert 'value="70,000"' in page.text
    assert "70,000 tokens may be used in all." in page.text
    with pytest.raises(NotFound):
        await sqlite_site.services.budgets.allow(SEES_ALL, uuid4(), "1")


async def test_prices_make_a_cost_and_what_is_deleted_stays_spent(sqlite_settings: Settings) -> None:
    study, _, cookies = await held_offline(sqlite_settings)
    priced = sqlite_settings.model_copy(update={"llm_price_prompt": 2.0, "llm_price_completion": 10.0})
    async with running(priced) as site:
        researcher = site.visitor()
        researcher.cookies = cookies
        await researcher.get(f"/studies/{study}")
        await researcher.submit("/previews")
        async with site.database.write(SEES_ALL) as session:
            await session.exec(update(Message).values(prompt_tokens=500_000, completion_tokens=100_000))
        before = await site.services.budgets.of_study(SEES_ALL, UUID(study))
        assert before.cost == pytest.approx(2.0)
        await researcher.get(f"/studies/{study}")
        await researcher.submit("/delete")
        assert await site.rows(select(func.count()).select_from(Message)) == [0]
        assert await site.services.budgets.of_study(SEES_ALL, UUID(study)) == before


async def test_without_a_model_nothing_is_looked_up(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings) as site:
        _, link = await site.live_study(await site.researcher())
        participant = await spend(site, link, 1)
        interview = (await site.rows(select(Interview)))[0]
        tokens = TokenBudgets(site.database, sqlite_settings, asks_model=False)
        held = await site.services.conversations._interviews.read(interview.id, Scope.workspace(interview.workspace_id))
        assert await tokens.left(held) is None
        assert {message.prompt_tokens for message in await participant.stored()} == {0}


async def test_a_link_has_a_ceiling_of_starts_and_the_researcher_is_told(settings: Settings) -> None:
    async with running(settings.model_copy(update={"starts_per_hour": 3})) as site:
        researcher = await site.researcher()
        study, link = await site.live_study(
            researcher, language="de", question="Warum kündigen Kundinnen und Kunden im ersten Jahr?"
        )
        keys = [f"key-of-person-number-{number}" for number in range(5)]
        starts = [await site.visitor().request("POST", link, data={"start_key": key}) for key in keys]
        assert [start.status_code for start in starts] == [303, 303, 303, 429, 429]
        assert "Gerade nehmen sehr viele Menschen teil" in starts[3].text
        assert '<html lang="de">' in starts[3].text
        assert await site.rows(select(func.count()).select_from(Participant)) == [3]
        again = await site.visitor().request("POST", link, data={"start_key": keys[0]})
        assert again.headers["location"] == starts[0].headers["location"], "who has begun goes on"
        program = await site.visitor().request("POST", link, json={"start_key": keys[4]}, headers=JSON)
        assert program.status_code == 429
        assert int(program.headers["retry-after"]) > 0
        page = await researcher.get(f"/studies/{study}")
        assert "New participants were turned away" in page.text
        assert "3 visitors opened the conversation and said nothing yet" in page.text
        async with site.database.write(SEES_ALL) as session:
            long_ago = select(func.min(Study.created_at)).scalar_subquery()
            await session.exec(update(Interview).values(created_at=long_ago))


async def test_an_address_has_a_lower_ceiling(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings.model_copy(update={"starts_per_address": 2})) as site:
        _, link = await site.live_study(await site.researcher())
        keys = [f"key-of-person-number-{number}" for number in range(3)]
        statuses = [(await site.visitor().request("POST", link, data={"start_key": k})).status_code for k in keys]
        assert statuses == [303, 303, 429]


async def test_a_form_that_a_program_filled_in_begins_nothing(sqlite_site: Site) -> None:
    _, link = await sqlite_site.live_study(await sqlite_site.researcher())
    visitor = sqlite_site.visitor()
    await visitor.get(link)
    refused = await visitor.submit(link, {"comment": "Buy pills"})
    assert refused.status_code == 400
    assert await sqlite_site.rows(select(func.count()).select_from(Interview)) == [0]
    await visitor.get(link)
    assert (await visitor.submit(link)).status_code == 200


async def test_an_interview_holds_so_much_text_and_loses_none_of_it(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_WORDS_KEPT", 300)
    _, link = await sqlite_site.live_study(await sqlite_site.researcher())
    participant = await sqlite_site.begin(link)
    await participant.send("y" * 200)
    refused = await participant.send("z" * 101)
    assert (refused.status_code, refused.json()["field"]) == (400, "conversation")
    page = await participant.send_form("z" * 101, 2)
    assert "This conversation cannot hold more text" in page.text
    assert f"{'z' * 101}</textarea>" in page.text
    assert (await participant.send("short", 2)).status_code == 201
    assert (await participant.send("z" * 101, 4, to="skip")).status_code == 201
    assert (await participant.send("", 0, to="stop")).json()["end_reason"] == "stopped"
    await participant.visitor.get(f"{participant.path}/receipt/1")
    page = await participant.visitor.submit("/receipt/1", {"text": "x" * 150})
    assert "cannot hold more text" in page.text
    assert (await participant.stored())[1].text == "y" * 200
    page = await participant.visitor.get(f"{participant.path}/receipt/1")
    assert (await participant.visitor.submit("/withdraw")).status_code == 200


async def test_an_answer_is_changed_only_so_often(sqlite_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_CHANGES", 2)
    _, link = await sqlite_site.live_study(await sqlite_site.researcher())
    participant = await sqlite_site.begin(link)
    await participant.send(WORDS)
    statuses = []
    for text in ("one more", "two more", "three more"):
        await participant.visitor.get(f"{participant.path}/edit")
        statuses.append((await participant.visitor.submit("/edit", {"text": text})).status_code)
    assert statuses == [200, 200, 400]
    assert (await participant.stored())[1].text == "two more"
    assert schemas.MOST_CHANGES > 100

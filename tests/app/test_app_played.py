"""Simulated participants in a model's words: asked for on the page, counted apart, shown in the report card."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.errors import SetupProblem
from app.models import Message, SimulationRun
from app.settings import Settings
from app.simulations import playing
from app.simulations.runs import RunRequest
from interview_engine.llm import CompletionRequest, ModelError, ModelFailure
from interview_engine.llm.client import Completion
from tests.app.site import JSON, SEES_ALL, Site, running, sqlite_alone
from tests.browserlike import Visitor

TOKENS = 130


class Actor:
    """Words what participants say; whatever else it is asked, it is not there."""

    name = "actor-7b"

    def __init__(self) -> None:
        self.played = 0

    async def complete(self, request: CompletionRequest) -> Completion:
        if "How this person talks" not in request.messages[0].content:
            raise ModelError(ModelFailure.UNREACHABLE, "it only plays")
        self.played += 1
        script = request.messages[-1].content.rpartition("<answer>")[2].partition("</answer>")[0].strip()
        return Completion(json.dumps({"says": f"If you ask me, {script}"}), self.name, 100, 30)


async def played_run(site: Site) -> tuple[Visitor, str, dict[str, Any], list[str]]:
    """A played run: who asked for it, its page, what its card says of the playing, and what the participants said."""
    researcher = await site.researcher()
    study = await researcher.new_study()
    await researcher.get(f"/studies/{study}")
    page = await researcher.submit("/simulations", {"played": "yes"})
    assert page.status_code == 200, page.text
    await site.jobs_done(within=180)
    card = (await site.rows(select(SimulationRun.card)))[0]
    said = await site.rows(select(Message.text).where(Message.speaker == "participant"))
    return researcher, page.url.path, card["played"], said


@sqlite_alone
async def test_a_run_is_played_and_its_card_says_so(settings: Settings) -> None:
    actor = Actor()
    async with running(settings, model=actor) as site:
        researcher, path, played, said = await played_run(site)
        worded = sum(text.lower().startswith("if you ask me,") for text in said)
        assert played["by"] == "actor-7b"
        assert played["worded"] == worded > len(said) / 2
        assert played["worded"] + played["refused"] + played["failed"] == actor.played
        assert played["prompt_tokens"] + played["completion_tokens"] == TOKENS * actor.played
        assert played["failed"] == 0
        shown = (await researcher.get(path)).text
        assert "played by" in shown
        assert f"{worded} of {actor.played}" in shown
        assert f"{TOKENS * actor.played:,}" in shown
        assert "played by" in (await researcher.get(path.partition("/simulations")[0])).text
        study = UUID(path.split("/")[2])
        budget = await site.services.budgets.of_study(SEES_ALL, study)
        assert budget.used.total == 0, "what playing uses is not the interviews'"
        card = (await researcher.request("GET", path, headers=JSON)).json()["card"]
        assert card["headlines"]["met"] > card["headlines"]["of"] / 3


async def test_past_the_ceiling_of_a_run_nobody_is_asked(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "TOKENS_EACH", 2_000)
    actor = Actor()
    async with running(sqlite_settings, model=actor) as site:
        _, _, played, _ = await played_run(site)
        assert played["failed"] > 0 < played["worded"]
        assert TOKENS * actor.played == played["prompt_tokens"] + played["completion_tokens"] < 22_000 + 4 * 2_000


async def test_without_a_model_it_is_not_offered_and_refused_in_words(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await researcher.new_study()
    page = await researcher.get(f"/studies/{study}")
    assert not re.search('name="played"', page.text)
    answer = await researcher.submit("/simulations", {"played": "yes"})
    assert answer.status_code == 503
    assert "No language model is configured" in answer.text
    with pytest.raises(SetupProblem, match="No language model"):
        await sqlite_site.services.simulations.request(SEES_ALL, UUID(study), RunRequest(played=True), user_id=None)
    assert await sqlite_site.rows(select(SimulationRun.id)) == []


async def test_a_played_run_is_offered_where_a_model_is_and_only_played_when_ticked(sqlite_settings: Settings) -> None:
    actor = Actor()
    async with running(sqlite_settings, model=actor) as site:
        researcher = await site.researcher()
        study = await researcher.new_study()
        page = await researcher.get(f"/studies/{study}")
        assert 'name="played"' in page.text
        assert "actor-7b" in page.text
        await researcher.submit("/simulations")
        await site.jobs_done(within=180)
        assert await site.rows(select(SimulationRun.played_by)) == [""]
        assert actor.played == 0

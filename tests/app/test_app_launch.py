"""A study goes live after somebody has looked at a simulated run of it, or for a reason that is kept."""

import re
from uuid import UUID

import pytest
from sqlmodel import select

from app.errors import LaunchRefused
from app.models import Interview, InterviewSource, Job, JobKind, PlanRevision, Role, SimulationRun, Study, StudyStatus
from app.studies.launching import asks_the_same
from research_templates import Depth, ResearchPlan
from tests.app.site import JSON, SEES_ALL, Site
from tests.browserlike import UNSEEN, Visitor


async def simulate(site: Site, researcher: Visitor, study: str) -> str:
    """Ask for a run and wait for it; returns its address. Its card has been looked at while it was being made."""
    await researcher.get(f"/studies/{study}")
    page = await researcher.submit("/simulations")
    assert page.status_code == 200, page.text
    await site.jobs_done()
    return page.url.path


async def status(site: Site, study: str) -> str:
    return (await site.rows(select(Study.status).where(Study.id == UUID(study))))[0]


async def try_to_publish(researcher: Visitor, study: str, **fields: str) -> int:
    await researcher.get(f"/studies/{study}")
    fields = dict(researcher.form("/previews")["fields"]) | fields
    answer = await researcher.request("POST", f"/studies/{study}/publish", data=fields)
    return answer.status_code


async def test_from_a_run_over_its_report_card_to_the_launch(site: Site) -> None:
    researcher = await site.researcher()
    study = await researcher.new_study()
    assert "First let simulated participants answer" in (await researcher.get(f"/studies/{study}")).text
    assert await try_to_publish(researcher, study) == 409

    run = await simulate(site, researcher, study)
    home = await researcher.get(f"/studies/{study}")
    assert "Read the report card" in home.text
    assert "not read yet" in home.text
    assert await try_to_publish(researcher, study) == 409
    assert await status(site, study) == StudyStatus.DRAFT

    card = await researcher.get(run)
    assert card.status_code == 200
    for words in ("What this run says", "Three to read", "Facts brought out", "Every participant", "In distress"):
        assert words in card.text
    transcript = re.search(rf"/studies/{study}/interviews/[0-9a-f-]+", card.text)
    assert transcript
    assert "simulated" in (await researcher.get(transcript[0])).text
    await researcher.get(run)
    live = await researcher.submit("/publish")
    assert "The conversation is live" in live.text
    assert "without a simulated run" not in live.text
    assert set(await site.rows(select(Interview.source))) == {InterviewSource.PREVIEW}
    assert "No interviews yet" in live.text


async def test_a_reason_is_kept_for_good_with_who_gave_it(site: Site) -> None:
    researcher = await site.researcher()
    study = await researcher.new_study()
    await researcher.get(f"/studies/{study}")
    short = await researcher.submit("/publish", {"reason": " no  time "})
    assert short.status_code == 400
    assert "7 characters" in short.text
    assert "no  time" in short.text
    assert (await researcher.submit("/publish", {"reason": "x" * 401})).status_code == 400
    assert await status(site, study) == StudyStatus.DRAFT
    live = await researcher.submit("/publish", {"reason": "The customer <waits> at\x00 the door."})
    assert live.status_code == 200
    for _ in range(2):
        kept = await researcher.get(f"/studies/{study}")
        assert "Launched without a simulated run by Ada" in kept.text
        assert "The customer &lt;waits&gt; at the door." in kept.text
        await researcher.submit("/close")
        await researcher.get(f"/studies/{study}")
        assert (await researcher.submit("/publish")).status_code == 200, "opening again is no launch"


async def test_a_draft_cannot_be_closed_and_so_not_be_opened_around_the_gate(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await researcher.new_study()
    await researcher.get(f"/studies/{study}")
    fields = dict(researcher.form("/previews")["fields"])
    answer = await researcher.request("POST", f"/studies/{study}/close", data=fields)
    assert answer.status_code == 409
    assert await status(sqlite_site, study) == StudyStatus.DRAFT


async def test_a_changed_question_wants_another_run_and_a_changed_title_does_not(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study = await researcher.new_study()
    await researcher.get(await simulate(site, researcher, study))
    await researcher.get(f"/studies/{study}/plan")
    await researcher.submit("/plan", {"title": "Another title", "welcome": "Welcome, and thank you."})
    assert "still asks the same" in (await researcher.get(f"/studies/{study}")).text
    await researcher.get(f"/studies/{study}/plan")
    await researcher.submit("/plan", {"core-0-text": "What happened on the day you signed up?"})
    assert "Run it again" in (await researcher.get(f"/studies/{study}")).text
    assert await try_to_publish(researcher, study) == 409
    run = await simulate(site, researcher, study)
    old = (await site.rows(select(SimulationRun).order_by(SimulationRun.created_at)))[0]
    assert "asks something else now" in (await researcher.get(f"/studies/{study}/simulations/{old.id}")).text
    assert "asks something else now" not in (await researcher.get(run)).text
    assert await try_to_publish(researcher, study) == 303


async def test_what_only_a_viewer_has_seen_is_not_shown(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study = await researcher.new_study()
    run = await simulate(site, researcher, study)
    await site.set_role("ada@example.org", Role.VIEWER)
    assert (await researcher.get(run)).status_code == 200
    assert (await site.rows(select(SimulationRun.shown_at))) == [None]
    await site.set_role("ada@example.org", Role.OWNER)
    answer = await researcher.request("GET", run, headers=JSON)
    assert answer.json()["card"]["interviews"] == 11
    assert (await site.rows(select(SimulationRun.shown_at))) != [None]


async def test_one_run_at_a_time_with_everybody_in_it(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study = await researcher.new_study()
    await researcher.get(f"/studies/{study}")
    fields = dict(researcher.form("/simulations")["fields"])
    first, second = [
        await researcher.request("POST", f"/studies/{study}/simulations", data=fields | {"participants": "22"})
        for _ in range(2)
    ]
    assert first.headers["location"] == second.headers["location"]
    assert "Watch progress" in (await researcher.get(f"/studies/{study}")).text
    await site.jobs_done()
    assert (await site.rows(select(Job.kind))) == [JobKind.SIMULATION]
    card = (await site.rows(select(SimulationRun.card)))[0]
    assert sum(sum(ends.values()) for ends in card["ends"].values()) == 22
    assert {tuple(ends.values()) for ends in card["ends"].values()} == {(2,)} or len(card["ends"]) == 11
    assert "Preview 1" not in (await researcher.get(f"/studies/{study}")).text, "people's own previews alone are listed"
    answer = await researcher.request("POST", f"/studies/{study}/simulations", data=fields | {"participants": "5000"})
    assert answer.status_code == 400


async def test_a_german_study_is_simulated_in_german(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    await researcher.get("/studies/new")
    page = await researcher.submit("/studies", {"question": "Warum kündigen Kunden?", "language": "de"})
    study = page.url.path.split("/")[2]
    await researcher.get(await simulate(site, researcher, study))
    card = (await site.rows(select(SimulationRun.card)))[0]
    assert card["mandatory"]["met"] == card["mandatory"]["of"]
    assert card["headlines"]["met"] > card["headlines"]["of"] / 3
    assert sum(rule["sent"] for rule in card["rules"]) == 0
    assert set(await site.rows(select(Interview.language))) == {"de"}
    assert await try_to_publish(researcher, study) == 303


async def test_a_language_that_is_not_spoken_goes_live_for_a_reason_only(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.simulations.service.speaks", lambda _language: False)
    monkeypatch.setattr("app.pages.study_home.speaks", lambda _language: False)
    researcher = await sqlite_site.researcher()
    study = await researcher.new_study()
    page = await researcher.get(f"/studies/{study}")
    assert "do not speak" in page.text
    assert "/simulations" not in page.text
    fields = dict(researcher.form("/publish")["fields"])
    answer = await researcher.request("POST", f"/studies/{study}/simulations", data=fields)
    assert answer.status_code == 400
    assert (await researcher.submit("/publish", {"reason": UNSEEN})).status_code == 200
    assert await status(sqlite_site, study) == StudyStatus.LIVE


async def test_services_refuse_in_words(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = UUID(await researcher.new_study())
    with pytest.raises(LaunchRefused, match="Nobody has tried this conversation") as refused:
        await sqlite_site.services.studies.publish(SEES_ALL, study)
    assert "say why" in refused.value.hint


async def test_what_counts_as_asking_the_same(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    await researcher.new_study()
    plan = ResearchPlan.model_validate((await sqlite_site.rows(select(PlanRevision.plan)))[0])
    texts = {"title": "Other", "description": "Other", "welcome": "Other", "closing": "Other", "help_text": "Other"}
    assert asks_the_same(plan, plan.model_copy(update=texts))
    core = plan.core_questions[0]
    for change in (
        {"depth": Depth.DEEP},
        {"avoid": ("salaries",)},
        {"probing": "Ask for the day."},
        {"language": "de"},
        {"phases": plan.phases[:-1]},
        {"mandatory_questions": plan.mandatory_questions[:-1]},
        {"core_questions": (core.model_copy(update={"follow_ups": ("And then?",)}), *plan.core_questions[1:])},
    ):
        assert not asks_the_same(plan, plan.model_copy(update=change)), change

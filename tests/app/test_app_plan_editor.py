"""What the plan editor does beside saving: hints and minutes as one types, parts written anew, templates."""

import re

from sqlmodel import col, func, select

from app.models import PlanRevision, Role, Study
from app.pages.plan_actions import PART_LABELS
from research_templates import PlanPart, ResearchPlan, use_cases
from research_templates.language import language_of
from tests.app.site import Site
from tests.app.test_app_plan_form import editing, revisions, typed
from tests.browserlike import Visitor

MUSEUM = "What do visitors think about our museum's evening opening?"


def said(page: str, name: str) -> str:
    """The text of one part of the answer of the check."""
    found = re.search(rf'<div data-for="{re.escape(name)}">(.*?)</div>', page, re.DOTALL)
    assert found, name
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


async def check(visitor: Visitor, study: str, changes: dict[str, str]) -> str:
    fields: dict[str, list[str]] = {}
    for name, value in visitor.form("/plan")["fields"]:
        fields.setdefault(name, []).append(value)
    answer = await visitor.request("POST", f"/studies/{study}/plan/check", data=fields | changes)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_hints_minutes_and_meanings_follow_what_is_typed(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    before = await check(researcher, study, {})
    assert said(before, "core-0") == ""
    after = await check(
        researcher,
        study,
        {
            "core-0-text": "Don't you think that the setup is easy?",
            "kpis-0-text": "Net Promoter Score",
            "phases-1-minutes": "0.5",
            "core-9-text": "Did it work at <script>alert(1)</script>?",
        },
    )
    hint = said(after, "core-0")
    assert "?" in hint
    assert "Use this wording" in hint
    assert said(after, "core-9")
    assert said(after, "kpis-0")
    assert "<script>" not in after
    assert said(before, "meter") != said(after, "meter")
    assert 'class="warn"' in after
    assert await sqlite_site.rows(select(func.count()).select_from(PlanRevision)) == [1]


async def test_a_repeated_question_is_pointed_out(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    repeated = typed(researcher)["core-1-text"]
    page = await check(researcher, study, {"mandatory-0-text": repeated})
    assert said(page, "mandatory-0")
    assert not said(page, "core-1")


async def test_the_wording_of_the_linter_is_taken_over_without_scripts(sqlite_site: Site) -> None:
    researcher, _ = await editing(sqlite_site)
    await researcher.submit("/plan", {"action": "add_core", "core-0-text": "Did you find the setup easy?"})
    offered = re.search(r'<q dir="auto">([^<]+)</q>', researcher.page.text)
    assert offered
    await researcher.submit("/plan", {"action": "use_core-0"})
    assert typed(researcher)["core-0-text"] == offered[1].replace("&#39;", "'")


async def test_every_part_can_be_written_anew_and_nothing_is_saved_by_it(sqlite_site: Site) -> None:
    researcher, _ = await editing(sqlite_site)
    fields = {
        PlanPart.GOALS: r"goals-\d+-(text|evidence)",
        PlanPart.CORE_QUESTIONS: r"core-\d+-text",
        PlanPart.MANDATORY_QUESTIONS: r"mandatory-\d+-text",
        PlanPart.ANALYSIS_QUESTIONS: r"analysis-.*",
        PlanPart.KPIS: r"kpis-.*",
        PlanPart.PROFILE: r"(segments-.*|profile_description)",
    }
    for part in PlanPart:
        before = typed(researcher)
        page = await researcher.submit("/plan", {"action": f"rewrite_{part}"})
        assert page.status_code == 200
        assert "Nothing is saved yet." in page.text
        after = typed(researcher)
        pattern = fields.get(part, part.value)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        assert all(re.fullmatch(pattern, name) for name in changed), (part, changed)
        assert (f"New: the {PART_LABELS[part]}." in page.text) == bool(changed)
        if part in {PlanPart.TITLE, PlanPart.GOALS, PlanPart.CORE_QUESTIONS, PlanPart.MANDATORY_QUESTIONS}:
            assert changed, part
    assert len(await revisions(sqlite_site)) == 1
    page = await researcher.submit("/plan", {"action": "save"})
    assert "Saved." in page.text
    assert len(await revisions(sqlite_site)) == 2


async def test_a_part_is_written_anew_from_what_is_typed_even_when_it_is_no_plan_yet(sqlite_site: Site) -> None:
    researcher, _ = await editing(sqlite_site)
    await researcher.submit("/plan", {"action": "rewrite_goals", "question": MUSEUM})
    assert "evening opening" in typed(researcher)["goals-0-text"]
    await researcher.submit("/plan", {"action": "rewrite_title", "welcome": "", "core-0-text": "Kept?"})
    assert typed(researcher)["core-0-text"] == "Kept?"
    assert typed(researcher)["welcome"] == ""


async def test_the_whole_plan_is_started_over_from_a_template(sqlite_site: Site) -> None:
    researcher, _ = await editing(sqlite_site)
    await researcher.submit("/plan", {"action": "start_over", "start_template": "churn"})
    assert "Nothing is saved yet." in researcher.page.text
    await researcher.submit("/plan", {"action": "save"})
    plan = ResearchPlan.model_validate((await revisions(sqlite_site))[-1].plan)
    assert plan.template == "churn"
    assert not plan.generic
    await researcher.submit("/plan", {"action": "start_over", "start_template": "generic", "question": MUSEUM})
    await researcher.submit("/plan", {"action": "save"})
    plan = ResearchPlan.model_validate((await revisions(sqlite_site))[-1].plan)
    assert plan.generic
    assert plan.question == MUSEUM
    assert "This is a general plan" in researcher.page.text
    assert await sqlite_site.rows(select(Study.question)) == [MUSEUM]


async def test_starting_over_needs_a_template_and_a_question(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    form = dict(researcher.form("/plan")["fields"])
    page = await researcher.request(
        "POST", f"/studies/{study}/plan", data=form | {"action": "start_over", "start_template": "x"}
    )
    assert page.status_code == 400
    page = await researcher.submit("/plan", {"action": "start_over", "question": "!!!", "title": "Kept"})
    assert page.status_code == 400
    assert "Write in a sentence what you want to learn" in page.text
    assert typed(researcher)["title"] == "Kept"


async def test_a_conversation_starts_from_a_chosen_template(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    page = await researcher.get("/studies/new?template=pricing")
    for case in use_cases():
        assert case.title in page.text
    await researcher.submit("/studies", {"question": "What do people say about our app?"})
    plan = ResearchPlan.model_validate((await revisions(sqlite_site))[-1].plan)
    assert plan.template == "pricing"
    await researcher.get("/studies/new")
    page = await researcher.submit(
        "/studies", {"question": "What do people say about our app?", "template": "nonsense"}
    )
    assert page.status_code == 400
    assert "This template does not exist" in page.text


async def test_a_spanish_conversation_has_a_spanish_plan(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    await researcher.get("/studies/new")
    question = "¿Qué opinan los visitantes sobre nuestro museo?"
    await researcher.submit("/studies", {"question": question, "language": "es"})
    plan = ResearchPlan.model_validate((await revisions(sqlite_site))[-1].plan)
    assert plan.language == "es"
    told = [*(goal.text for goal in plan.goals), *(asked.text for asked in plan.core_questions), plan.welcome]
    assert language_of(" ".join(told)) == "es"
    assert all("museo" in goal.text for goal in plan.goals)


async def test_who_may_only_read_sees_the_plan_and_changes_nothing(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    await sqlite_site.set_role("ada@example.org", Role.VIEWER)
    page = await researcher.get(f"/studies/{study}/plan")
    assert page.status_code == 200
    assert "Save the plan" not in page.text
    assert "disabled" in page.text
    token = {"_csrf_token": researcher.cookies["verbatim_form"]}
    for path in ("plan", "plan/check", "plan/file", "plan/history/1/restore", "duplicate"):
        answer = await researcher.request("POST", f"/studies/{study}/{path}", data=token)
        assert answer.status_code == 403, path
    newest = select(PlanRevision.number).order_by(col(PlanRevision.number).desc())
    assert await sqlite_site.rows(newest) == [1]

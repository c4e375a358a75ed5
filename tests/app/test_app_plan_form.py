"""The plan's form: nothing that was typed is lost, nothing is saved that was not changed, and two editors meet."""

import asyncio
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, func, select

from app.errors import InvalidInput
from app.models import Interview, PlanRevision
from app.pages.plan_actions import change_rows
from app.pages.plan_form import form_of, plan_from, read_fields, without_empty_rows
from research_templates import Depth, Phase, ResearchPlan, draft_plan
from tests.app.site import Site, sqlite_alone
from tests.browserlike import Visitor

PLAN = draft_plan("What stops new customers from getting started?")


async def revisions(site: Site) -> list[PlanRevision]:
    return await site.rows(select(PlanRevision).order_by(col(PlanRevision.number)))


async def editing(site: Site) -> tuple[Visitor, str]:
    """Somebody with the plan of a new study open."""
    researcher = await site.researcher()
    study = await researcher.new_study()
    await researcher.get(f"/studies/{study}/plan")
    return researcher, study


def typed(visitor: Visitor) -> dict[str, str]:
    return dict(visitor.form("/plan")["fields"])


class _Invalid(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("aria-invalid") == "true":
            self.names.append(values.get("name"))


def complaints(page: str) -> list[str | None]:
    """The names of the fields that a page marks as wrong."""
    parser = _Invalid()
    parser.feed(page)
    return parser.names


async def test_a_plan_that_was_not_changed_makes_no_revision(site: Site) -> None:
    researcher, _ = await editing(site)
    page = await researcher.submit("/plan", {"action": "save"})
    assert page.status_code == 200
    assert "Nothing was changed." in page.text
    assert [revision.number for revision in await revisions(site)] == [1]


async def test_edits_are_saved_as_the_next_revision(site: Site) -> None:
    researcher, study = await editing(site)
    before = (await revisions(site))[0].plan
    edits = {
        "title": "A title of our own",
        "research_type": "evaluative",
        "goals-0-text": "Find out <what> slows & stops people",
        "core-0-text": "What happened first?",
        "core-0-phase": "friction",
        "phases-0-minutes": "3.5",
        "welcome": "Welcome.\n\nThis is a second paragraph.",
        "researcher_name": "Ada Lovelace",
        "action": "save",
    }
    page = await researcher.submit("/plan", edits)
    assert "Saved." in page.text
    first, second = await revisions(site)
    assert first.plan == before
    assert second.written_by == "researcher"
    plan = ResearchPlan.model_validate(second.plan)
    assert plan.title == "A title of our own"
    assert plan.research_type.value == "evaluative"
    assert plan.goals[0].text == "Find out <what> slows & stops people"
    assert (plan.core_questions[0].text, plan.core_questions[0].phase) == ("What happened first?", Phase.FRICTION)
    assert plan.phases[0].minutes == 3.5
    assert plan.welcome.splitlines() == ["Welcome.", "", "This is a second paragraph."]
    assert plan.core_questions[1:] == ResearchPlan.model_validate(before).core_questions[1:]
    assert {name: typed(researcher)[name] for name in edits if name not in {"action", "welcome"}} == {
        name: text for name, text in edits.items() if name not in {"action", "welcome"}
    }
    page = await researcher.submit("/plan", {"action": "save"})
    assert "Nothing was changed." in page.text
    assert "A title of our own" in (await researcher.get(f"/studies/{study}")).text


@sqlite_alone
async def test_rows_are_added_moved_and_removed_without_scripts(site: Site) -> None:
    researcher, _ = await editing(site)
    first = typed(researcher)["core-0-text"]
    count = len([name for name in typed(researcher) if re.fullmatch(r"core-\d+-text", name)])
    asked = len([name for name in typed(researcher) if re.fullmatch(r"mandatory-\d+-text", name)])
    await researcher.submit("/plan", {"action": "add_core", "title": "Not saved yet"})
    assert typed(researcher)["title"] == "Not saved yet", "what was typed stays while rows are added"
    assert typed(researcher)[f"core-{count}-text"] == ""
    assert len(await revisions(site)) == 1
    await researcher.submit("/plan", {"action": "add_mandatory", f"core-{count}-text": "What else was there?"})
    await researcher.submit("/plan", {"action": "add_segment", "mandatory-0-text": "In these words: how was it?"})
    await researcher.submit("/plan", {"action": "add_goal"})
    await researcher.submit("/plan", {"action": "remove_core-0"})
    assert first not in typed(researcher).values()
    page = await researcher.submit("/plan", {"action": "save"})
    assert "Saved." in page.text, "rows that were left empty are left out"
    plan = ResearchPlan.model_validate((await revisions(site))[-1].plan)
    assert len(plan.core_questions) == count
    assert plan.core_questions[-1].text == "What else was there?"
    assert plan.mandatory_questions[0].text == "In these words: how was it?"
    assert len(plan.mandatory_questions) == asked


@sqlite_alone
async def test_depth_and_help_are_saved_kept_by_a_new_wording_and_taken_back(site: Site) -> None:
    researcher, _ = await editing(site)
    own = {"depth": "light", "core-1-depth": "deep", "help_text": "Call <0800> & ask."}
    page = await researcher.submit("/plan", own | {"action": "save"})
    assert "Saved." in page.text
    assert {name: typed(researcher)[name] for name in own} == own
    assert "<0800>" not in page.text
    plan = ResearchPlan.model_validate((await revisions(site))[-1].plan)
    assert (plan.depth, plan.help_text) == (Depth.LIGHT, "Call <0800> & ask.")
    assert [question.depth for question in plan.core_questions[:2]] == [None, Depth.DEEP]
    await researcher.submit("/plan", {"action": "rewrite_core_questions"})
    assert {name: typed(researcher)[name] for name in own} == own
    await researcher.submit("/plan", {"action": "start_over", "start_template": "churn"})
    assert (typed(researcher)["depth"], typed(researcher)["help_text"]) == ("light", "Call <0800> & ask.")
    await researcher.submit("/plan", {"depth": "standard", "help_text": " ", "action": "save"})
    plan = ResearchPlan.model_validate((await revisions(site))[-1].plan)
    assert (plan.depth, plan.help_text, plan.template) == (Depth.STANDARD, "", "churn")


@sqlite_alone
async def test_own_follow_ups_and_subjects_to_leave_alone_are_saved_judged_timed_and_kept(site: Site) -> None:
    researcher, study = await editing(site)
    fields = typed(researcher)
    needed = re.compile(r"<strong>([\d.]+)</strong> of")
    before = await researcher.request("POST", f"/studies/{study}/plan/check", data=fields)
    own = {
        "core-1-follow_ups-0": "Who was <there>?",
        "core-1-follow_ups-2": "Was it a terrible day?",
        "avoid": " salaries \n\nthe lawsuit",
        "probing": "Ask for the day.",
    }
    said = await researcher.request("POST", f"/studies/{study}/plan/check", data=fields | own)
    hints = re.search(r'data-for="core-1-follow_ups-2">(.*?)</div>', said.text, re.DOTALL)
    assert hints
    assert "<li>" in hints[1], "the linter judges follow-ups while one types"
    earlier, later = needed.search(before.text), needed.search(said.text)
    assert earlier
    assert later
    assert float(later[1]) > float(earlier[1])
    page = await researcher.submit("/plan", own | {"action": "use_core-1-follow_ups-1"})
    assert page.status_code == 200
    assert typed(researcher)["core-1-follow_ups-1"] != "Was it a terrible day?"
    page = await researcher.submit("/plan", {"core-1-follow_ups-1": "What happened then?", "action": "save"})
    assert "Saved." in page.text
    assert "<there>" not in page.text
    plan = ResearchPlan.model_validate((await revisions(site))[-1].plan)
    assert plan.core_questions[1].follow_ups == ("Who was <there>?", "What happened then?")
    assert (plan.avoid, plan.probing) == (("salaries", "the lawsuit"), "Ask for the day.")
    await researcher.submit("/plan", {"action": "rewrite_core_questions"})
    assert typed(researcher)["core-1-follow_ups-1"] == "What happened then?"
    changes = await researcher.get(f"/studies/{study}/plan/history")
    assert "subjects to leave alone added" in changes.text
    await researcher.get(f"/studies/{study}/plan")
    too_many = await researcher.submit(
        "/plan", {"avoid": "\n".join(f"subject {n}" for n in range(13)), "action": "save"}
    )
    assert too_many.status_code == 400
    assert complaints(too_many.text) == ["avoid"]


@sqlite_alone
async def test_a_part_of_the_interview_can_be_left_out_and_put_back(site: Site) -> None:
    researcher, _ = await editing(site)
    before = ResearchPlan.model_validate((await revisions(site))[0].plan)
    await researcher.submit("/plan", {"phases-0-minutes": "", "action": "save"})
    plan = ResearchPlan.model_validate((await revisions(site))[-1].plan)
    assert plan.phases == before.phases[1:]
    left_out = next(
        name
        for name, text in typed(researcher).items()
        if text == before.phases[0].phase.value and name.startswith("phases-")
    )
    await researcher.submit("/plan", {left_out.replace("-phase", "-minutes"): "2", "action": "save"})
    plan = ResearchPlan.model_validate((await revisions(site))[-1].plan)
    assert {budget.phase for budget in plan.phases} == {budget.phase for budget in before.phases}


@sqlite_alone
async def test_what_cannot_be_saved_keeps_everything_and_names_the_fields(site: Site) -> None:
    researcher, _ = await editing(site)
    wrong = {
        "title": "x" * 401,
        "goals-0-text": "",
        "core-0-text": "y" * 401,
        "core-0-phase": "nonsense",
        "core-0-depth": "bottomless",
        "depth": "bottomless",
        "help_text": "z" * 401,
        "phases-0-minutes": "a while",
        "phases-1-minutes": "61",
        "welcome": "",
        "profile_description": "",
        "closing": "Kept <b>as typed</b>",
        "action": "save",
    }
    page = await researcher.submit("/plan", wrong)
    assert page.status_code == 400
    assert set(complaints(page.text)) == set(wrong) - {"closing", "action"}
    again = typed(researcher)
    choices = {"core-0-phase", "core-0-depth", "depth"}
    shown = {name: text for name, text in wrong.items() if name not in choices | {"action"}}
    assert {name: again[name] for name in shown} == shown
    assert "401 characters" not in page.text
    assert "400 characters fit" in page.text
    assert "<b>as typed</b>" not in page.text
    assert len(await revisions(site)) == 1


@sqlite_alone
async def test_a_plan_without_goals_or_questions_is_refused_in_words(site: Site) -> None:
    researcher, _ = await editing(site)
    emptied = {name: "" for name in typed(researcher) if re.fullmatch(r"(goals|core)-\d+-(text|evidence)", name)}
    page = await researcher.submit("/plan", emptied | {"action": "save"})
    assert page.status_code == 400
    alert = re.search(r'role="alert">(.*?)</div>', page.text, re.DOTALL)
    assert alert
    assert "Goals: At least 1" in alert[1]
    assert "Questions: At least 1" in alert[1]
    assert len(await revisions(site)) == 1


async def test_two_editors_do_not_overwrite_each_other(site: Site) -> None:
    researcher, study = await editing(site)
    colleague = site.visitor()
    colleague.cookies = dict(researcher.cookies)
    await colleague.get(f"/studies/{study}/plan")
    await researcher.submit("/plan", {"title": "First", "action": "save"})
    page = await colleague.submit("/plan", {"title": "Second", "action": "save"})
    assert page.status_code == 409
    assert "revision 2" in page.text
    assert typed(colleague)["title"] == "Second"
    assert [revision.plan["title"] for revision in await revisions(site)][1:] == ["First"]


async def test_two_editors_at_the_same_moment_save_one_revision(site: Site) -> None:
    researcher, _ = await editing(site)
    fields: dict[str, list[str]] = {}
    for name, value in researcher.form("/plan")["fields"]:
        fields.setdefault(name, []).append(value)
    sent = [
        researcher.request("POST", researcher.form("/plan")["action"], data=fields | {"title": f"Title {n}"})
        for n in range(5)
    ]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409]
    assert [revision.number for revision in await revisions(site)] == [1, 2]


async def test_an_interview_goes_on_with_the_plan_it_began_with(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    before = await site.begin(link)
    await researcher.get(f"/studies/{study}/plan")
    changed = {name: "What did the third morning look like?" for name in typed(researcher) if name == "core-1-text"}
    await researcher.submit("/plan", changed | {"action": "save"})
    after = await site.begin(link)
    numbers = await site.rows(
        select(PlanRevision.number)
        .join(Interview, col(Interview.revision_id) == PlanRevision.id)
        .order_by(col(Interview.created_at))
    )
    assert numbers == [1, 2]
    heard = {}
    for name, participant in (("before", before), ("after", after)):
        for _ in range(8):
            await participant.send("I do not know.")
        heard[name] = " ".join(message.text for message in await participant.stored())
    assert "third morning" in heard["after"]
    assert "third morning" not in heard["before"]


async def test_forms_that_no_browser_sends_are_refused_clearly(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    token = researcher.cookies["verbatim_form"]
    for fields in (
        {},
        {"base_revision": "x"},
        {"base_revision": "9" * 5_000},
        {"action": "explode"},
        {"action": "remove_core-" + "9" * 5_000},
        {"action": "remove_core-99"},
        {"action": "up_core-0"},
        {"action": "add_welcome"},
        {f"goals-{number}-text": "x" for number in range(100)},
        {"title": "\x00", "base_revision": "1"},
    ):
        answer = await researcher.request("POST", f"/studies/{study}/plan", data={"_csrf_token": token, **fields})
        assert answer.status_code in {400, 409}, (list(fields)[:2], answer.status_code)
    assert await sqlite_site.rows(select(func.count()).select_from(PlanRevision)) == [1]


# The form itself.


def fields_of(plan: ResearchPlan) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """What a browser would send for the plan's form."""
    form = form_of(plan, "Ada")
    fields = {name: getattr(form, name) for name in ("title", "research_type", "description", "profile_description")}
    fields |= {name: getattr(form, name) for name in ("welcome", "closing", "invitation", "researcher_name")}
    fields |= {name: getattr(form, name) for name in ("depth", "help_text", "avoid", "probing")}
    fields |= {name: getattr(form, name) for name in ("question", "template")}
    for number, goal in enumerate(form.goals):
        fields |= {f"goals-{number}-key": goal.key, f"goals-{number}-text": goal.text}
        fields[f"goals-{number}-evidence"] = goal.evidence
    goals = {}
    for number, core in enumerate(form.core):
        fields |= {f"core-{number}-key": core.key, f"core-{number}-text": core.text, f"core-{number}-phase": core.phase}
        fields[f"core-{number}-depth"] = core.depth
        fields |= {f"core-{number}-follow_ups-{place}": own.text for place, own in enumerate(core.follow_ups)}
        goals[f"core-{number}-goals"] = core.goals
    for number, asked in enumerate(form.mandatory):
        fields |= {f"mandatory-{number}-key": asked.key, f"mandatory-{number}-text": asked.text}
    for number, segment in enumerate(form.segments):
        fields |= {f"segments-{number}-{name}": getattr(segment, name) for name in ("name", "count", "reason")}
    for number, phase in enumerate(form.phases):
        fields |= {f"phases-{number}-phase": phase.phase, f"phases-{number}-minutes": phase.minutes}
    for group, rows in (("analysis", form.analysis), ("kpis", form.kpis)):
        fields |= {f"{group}-{number}-text": row.text for number, row in enumerate(rows)}
    return fields, goals


_FIRST, *_REST = PLAN.core_questions
DEEP_PLAN = PLAN.model_copy(
    update={
        "depth": Depth.DEEP,
        "help_text": "Call the help line.",
        "avoid": ("salaries", "the lawsuit"),
        "probing": "Ask for the day.\nThen for the people.",
        "core_questions": (
            _FIRST.model_copy(update={"depth": Depth.LIGHT, "follow_ups": ("Who noticed it first?", "What then?")}),
            *_REST,
        ),
    }
)


@pytest.mark.parametrize("plan", [PLAN, DEEP_PLAN], ids=["drafted", "deep"])
def test_a_form_that_was_not_touched_is_the_same_plan(plan: ResearchPlan) -> None:
    fields, goals = fields_of(plan)
    form = read_fields(fields, goals)
    assert form == form_of(plan, "Ada")
    assert plan_from(without_empty_rows(form), PLAN) == plan


names = st.one_of(
    st.text(max_size=20),
    st.sampled_from(sorted(fields_of(PLAN)[0])),
    st.from_regex(
        r"(goals|core|mandatory|segments|phases|analysis|kpis)-\d{1,4}-(key|text|evidence|phase|depth|name|count|minutes|x)"
    ),
)


@given(st.dictionaries(names, st.text(max_size=40), max_size=40), st.text(max_size=30))
def test_any_fields_make_a_form_a_plan_or_complaints(fields: dict[str, str], action: str) -> None:
    """Whatever is sent: a plan that holds together, complaints, or a refusal in words."""
    form = read_fields(fields, {})
    found = plan_from(without_empty_rows(form), PLAN)
    if isinstance(found, ResearchPlan):
        assert ResearchPlan.model_validate(found.model_dump()) == found
    else:
        assert found
        assert all(error.message for error in found)
    try:
        changed = change_rows(form, action)
    except InvalidInput:
        return
    assert changed != form


def test_rows_are_read_in_the_order_of_the_page() -> None:
    """A row that was dragged keeps the number of its fields."""
    fields = {"core-2-text": "First?", "core-0-text": "Second?", "core-7-text": "Third?"}
    assert [row.text for row in read_fields(fields, {}).core] == ["First?", "Second?", "Third?"]


@given(st.permutations(["add_goal", "add_core", "add_mandatory", "remove_goal-0", "up_core-1", "remove_core-2"]))
def test_keys_stay_unique_whatever_is_added_and_removed(actions: list[str]) -> None:
    form = form_of(PLAN, "")
    for action in actions:
        form = change_rows(form, action)
    goals = [row.key for row in form.goals]
    questions = [row.key for row in (*form.core, *form.mandatory)]
    assert len(set(goals)) == len(goals)
    assert len(set(questions)) == len(questions)

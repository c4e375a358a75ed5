"""Revisions, files and copies of a plan."""

import json
import re
from uuid import uuid4

from sqlmodel import col, select

from app.models import PlanRevision, Study
from app.studies.plans import HISTORY
from research_templates import ResearchPlan, dump_plan, load_plan
from tests.app.site import SEES_ALL, Site, sqlite_alone
from tests.app.test_app_plan_form import editing, revisions, typed
from tests.browserlike import Answer, Visitor


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def upload(visitor: Visitor, path: str, content: bytes, name: str = "a.plan.json") -> Answer:
    token = {"_csrf_token": visitor.cookies["verbatim_form"]}
    file = {"file": (name, content, "application/json")}
    return await visitor.request("POST", path, data=token, files=file, follow=True)


async def test_the_history_says_who_changed_what(site: Site) -> None:
    researcher, study = await editing(site)
    await researcher.submit("/plan", {"title": "Second", "core-0-text": "What happened first?", "action": "save"})
    await researcher.submit("/plan", {"action": "remove_goal-0"})
    await researcher.submit("/plan", {"action": "save"})
    page = words((await researcher.get(f"/studies/{study}/plan/history")).text)
    assert "title changed, 1 question changed" in page
    assert "1 goal removed" in page
    assert "saved by Ada" in page
    assert "The first plan" in page
    changes = await researcher.get(f"/studies/{study}/plan/history/2")
    assert "<ins>" in changes.text
    assert "<del>" in changes.text
    assert "happened first" in words(changes.text)
    far = words((await researcher.get(f"/studies/{study}/plan/history/3?before=1")).text)
    assert "Goals" in far
    assert "Title" in far
    same = words((await researcher.get(f"/studies/{study}/plan/history/2?before=2")).text)
    assert "The two revisions are the same." in same
    assert "nothing before it" in words((await researcher.get(f"/studies/{study}/plan/history/1")).text)


async def test_an_older_revision_is_restored_as_the_newest(site: Site) -> None:
    researcher, study = await editing(site)
    first = typed(researcher)["title"]
    await researcher.submit("/plan", {"title": "Second", "action": "save"})
    await researcher.get(f"/studies/{study}/plan/history/1")
    page = await researcher.submit("/restore")
    assert "newest revision now" in page.text
    assert typed(researcher)["title"] == first
    kept = await revisions(site)
    assert [row.number for row in kept] == [1, 2, 3]
    assert kept[2].plan == kept[0].plan
    assert kept[2].note == "Restored from revision 1"
    assert await site.rows(select(Study.title)) == [first]
    again = await researcher.request(
        "POST",
        f"/studies/{study}/plan/history/3/restore",
        data={"_csrf_token": researcher.cookies["verbatim_form"]},
    )
    assert again.status_code == 303
    assert len(await revisions(site)) == 3, "restoring what is there already changes nothing"


@sqlite_alone
async def test_depth_and_help_have_a_history_and_travel_by_file_and_copy(site: Site) -> None:
    researcher, study = await editing(site)
    own = {"depth": "deep", "core-0-depth": "light", "help_text": "Call the help line."}
    await researcher.submit("/plan", own | {"action": "save"})
    said = words((await researcher.get(f"/studies/{study}/plan/history")).text)
    assert "1 question changed, depth of the talk changed, help in distress changed" in said
    changes = (await researcher.get(f"/studies/{study}/plan/history/2")).text
    assert "<del>standard</del><ins>deep</ins>" in changes
    assert "<ins>Call the help line.</ins>" in changes
    assert "Depth: light" in words(changes).replace(" :", ":")
    file = (await researcher.request("GET", f"/studies/{study}/plan/file")).content
    await researcher.get(f"/studies/{study}/plan/history/1")
    await researcher.submit("/restore")
    assert {name: typed(researcher)[name] for name in own} == {"depth": "standard", "core-0-depth": "", "help_text": ""}
    await upload(researcher, f"/studies/{study}/plan/file", file)
    await researcher.get(f"/studies/{study}/plan/history/2")
    await researcher.submit("/restore")
    await researcher.request(
        "POST", f"/studies/{study}/duplicate", data={"_csrf_token": researcher.cookies["verbatim_form"]}
    )
    kept = [ResearchPlan.model_validate(row.plan) for row in await site.rows(select(PlanRevision))]
    copies = [plan for plan in kept if plan.title.startswith("Copy of")]
    for plan in (*copies, load_plan(file)):
        assert (plan.depth.value, plan.help_text) == ("deep", "Call the help line.")
        assert [question.depth for question in plan.core_questions[:2]] == ["light", None]
    assert len(copies) == 1


async def test_revisions_that_are_not_there_are_not_found(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    for path in ("history/2", "history/0", "history/99999999999999999999", "history/1?before=77"):
        answer = await researcher.request("GET", f"/studies/{study}/plan/{path}")
        assert answer.status_code == 404, path
    assert (await researcher.get(f"/studies/{study}/plan/history?newest=0")).status_code == 200


async def test_a_long_history_is_read_page_by_page(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    first = (await revisions(sqlite_site))[0]
    async with sqlite_site.database.write(SEES_ALL) as session:
        session.add_all(
            PlanRevision(
                workspace_id=first.workspace_id,
                study_id=first.study_id,
                number=number,
                plan=first.plan | {"title": f"Title {number}"},
                written_by="researcher",
            )
            for number in range(2, HISTORY + 6)
        )
    page = await researcher.get(f"/studies/{study}/plan/history")
    assert len(re.findall(r'class="revision"', page.text)) == HISTORY
    older = re.search(r'href="([^"]+newest=\d+)">Older', page.text)
    assert older
    page = await researcher.get(older[1])
    assert "The first plan" in page.text
    assert len(re.findall(r'class="revision"', page.text)) == 5
    newer = re.search(r'href="([^"]+)">Newer', page.text)
    assert newer
    assert f"Revision {HISTORY + 5}" in (await researcher.get(newer[1])).text


async def test_a_plan_travels_by_file_into_a_new_conversation(site: Site) -> None:
    researcher, study = await editing(site)
    await researcher.submit("/plan", {"title": "Tàpies & co: 50 % <b>", "action": "save"})
    file = await researcher.request("GET", f"/studies/{study}/plan/file")
    assert file.headers["content-type"].startswith("application/json")
    assert 'filename="t-pies-co-50-b.plan.json"' in file.headers["content-disposition"]
    plan = load_plan(file.content)
    assert plan.model_dump(mode="json") == (await revisions(site))[-1].plan
    page = await upload(researcher, "/studies/from-file", file.content)
    assert page.status_code == 200
    studies = await site.rows(select(Study).order_by(col(Study.created_at)))
    assert [row.title for row in studies] == [plan.title, plan.title]
    assert studies[1].status == "draft"
    assert studies[1].link_token != studies[0].link_token


async def test_a_file_is_shown_in_the_editor_and_saved_by_its_reader(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    plan = ResearchPlan.model_validate((await revisions(sqlite_site))[0].plan)
    file = dump_plan(plan.model_copy(update={"title": "From a file"})).encode()
    researcher.page = await upload(researcher, f"/studies/{study}/plan/file", file)
    assert "This is the plan of the file. Nothing is saved yet." in words(researcher.page.text)
    assert len(await revisions(sqlite_site)) == 1
    await researcher.submit("/plan", {"action": "save"})
    assert (await revisions(sqlite_site))[-1].plan["title"] == "From a file"


async def test_files_that_are_no_plans_are_refused_in_words(sqlite_site: Site) -> None:
    researcher, study = await editing(sqlite_site)
    good = json.loads(dump_plan(ResearchPlan.model_validate((await revisions(sqlite_site))[0].plan)))
    good["plan"]["goals"][1]["evidence"] = ""
    for content, words_of_it in (
        (b"", ""),
        (b"\x89PNG\r\n\x1a\n\x00", ""),
        (b"[" * 100_000, ""),
        (b"{}", ""),
        (json.dumps(good).encode(), "goal 2"),
        (b'"' + b"x" * 1_100_000 + b'"', ""),
    ):
        for path in (f"/studies/{study}/plan/file", "/studies/from-file"):
            page = await upload(researcher, path, content)
            assert page.status_code in {400, 413}, (path, content[:20])
            assert words_of_it in page.text
            assert "Traceback" not in page.text
    empty = await researcher.request(
        "POST", "/studies/from-file", data={"_csrf_token": researcher.cookies["verbatim_form"]}
    )
    assert empty.status_code == 400
    assert len(await sqlite_site.rows(select(Study.id))) == 1


async def test_a_copy_has_the_plan_and_not_the_answers(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    participant = await site.begin(link)
    await participant.send("We never got the import to work.")
    await researcher.get(f"/studies/{study}/plan")
    page = await researcher.submit("/duplicate")
    assert "a new conversation with the same plan" in page.text
    copy = re.search(r"/studies/([0-9a-f-]{36})/plan", str(page.url))
    assert copy
    assert copy[1] != study
    assert typed(researcher)["title"].startswith("Copy of ")
    home = await researcher.get(f"/studies/{copy[1]}")
    assert "never got the import" not in home.text
    plans = {str(row.study_id): row.plan | {"title": ""} for row in await revisions(site)}
    assert plans[study] == plans[copy[1]]
    assert "Copied from" in (await researcher.get(f"/studies/{copy[1]}/plan/history")).text


async def test_another_workspace_sees_none_of_it(sqlite_site: Site) -> None:
    _, study = await editing(sqlite_site)
    stranger = await sqlite_site.researcher("eve@example.org")
    await stranger.get("/studies/new")
    for path in ("plan/history", "plan/history/1", "plan/file"):
        assert (await stranger.request("GET", f"/studies/{study}/{path}")).status_code == 404, path
    token = {"_csrf_token": stranger.cookies["verbatim_form"]}
    for path in ("plan/check", "plan/file", "plan/history/1/restore", "duplicate"):
        answer = await stranger.request("POST", f"/studies/{study}/{path}", data=token)
        assert answer.status_code == 404, path
    assert (await stranger.request("GET", f"/studies/{uuid4()}/plan/file")).status_code == 404
    assert len(await revisions(sqlite_site)) == 1

"""The themes explorer and its edits, as researchers, viewers and strangers meet them."""

import json
import re

from app.models import Role
from tests.app.site import JSON, Site
from tests.browserlike import Answer, Visitor

SLOW = "The invoice export was slow and kept failing on me"
LOST = "I lost my password three times and could not get in"
LIKED = "The dashboard is lovely to use and saves me hours"
HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}"
EXPORTS = {
    "report.html": b"<!",
    "report.docx": b"PK",
    "statements.csv": b"\xef\xbb\xbfinterview",
    "themes.csv": b"\xef\xbb\xbfrank",
    "counts.csv": b"\xef\xbb\xbfwhere",
    "analysis.json": b"{",
    "project.qdpx": b"PK",
}


async def analysed(site: Site, researcher: Visitor, *, people: int = 8) -> str:
    """A study whose people complain of exports and of passwords and praise the dashboard; returns its id."""
    study, _ = await site.live_study(researcher)
    rows = [
        f'"{said}, says person {n} {HOSTILE}",{"small" if n % 2 else "large"}'
        for said in (SLOW, LOST, LIKED)
        for n in range(people)
    ]
    await researcher.get(f"/studies/{study}/import")
    await researcher.submit(
        f"/studies/{study}/import", files={"file": ("answers.csv", "answer,size\n" + "\n".join(rows), "text/csv")}
    )
    await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
    await site.jobs_done()
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    return study


async def listed(researcher: Visitor, study: str, query: str = "") -> list[dict[str, object]]:
    answer = await researcher.request("GET", f"/studies/{study}/themes{query}", headers=JSON)
    found: list[dict[str, object]] = answer.json()["themes"]
    return found


def first_theme(page: Answer, study: str) -> str:
    found = re.search(rf"/studies/{study}/themes/[0-9a-f]+", page.text)
    assert found, page.text
    return found[0]


async def test_themes_are_explored_edited_and_stay_edited(site: Site) -> None:
    researcher = await site.researcher()
    study = await analysed(site, researcher)
    page = await researcher.get(f"/studies/{study}/themes")
    path = first_theme(page, study)
    page = await researcher.get(path)
    assert "<script>alert(1)" not in page.text
    assert "All statements, by person" in page.text
    assert f"/studies/{study}/interviews/" in page.text
    page = await researcher.submit("/rename", {"name": f"Slow {HOSTILE}"})
    assert "The theme is changed" in page.text
    assert "Slow &lt;script&gt;" in page.text
    places = re.findall(r'name="statement" value="([^"]+)"', page.text)
    page = await researcher.submit("/split", {"statement": places[0], "split_name": "One of a kind"})
    assert page.url.path != path
    assert "One of a kind" in page.text
    await researcher.get(f"/studies/{study}/summary")
    await researcher.request("POST", f"/studies/{study}/analyses", data={"_csrf_token": _token(researcher)})
    await site.jobs_done()
    names = {theme["name"] for theme in await listed(researcher, study)}
    assert {f"Slow {HOSTILE}", "One of a kind"} <= names
    page = await researcher.get(f"/studies/{study}/themes")
    assert "Named a theme" in page.text
    assert "Undo the last edit" not in page.text  # an analysis was built around it
    page = await researcher.get(f"/studies/{study}/edits")
    page = await researcher.submit("/undo")
    assert "An analysis has begun" in page.text
    await site.jobs_done()
    assert "One of a kind" not in {theme["name"] for theme in await listed(researcher, study)}


async def test_every_kind_of_edit_can_be_made_and_taken_back(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study = await analysed(site, researcher)
    before = await listed(researcher, study)
    friction = [theme for theme in before if theme["polarity"] == "friction"]
    success = next(theme for theme in before if theme["polarity"] == "success")
    path = f"/studies/{study}/themes/{friction[0]['key']}"
    page = await researcher.get(path)
    place = re.findall(r'name="statement" value="([^"]+)"', page.text)[0]
    await researcher.submit("/describe", {"description": "Exports fail\nat the end of the month."})
    assert "Exports fail at the end of the month." in researcher.page.text
    for action, values, told in (
        ("/pin", {"quote": place}, "Pinned a quote"),
        ("/unpin", {"quote": place}, "Unpinned a quote"),
        ("/move", {"statement": place, "to": str(success["key"])}, "Moved 1 statement to"),
        ("/merge", {"merge": str(friction[1]["key"])}, "Merged 1 theme into"),
    ):
        await researcher.get(path)
        fields = {"_csrf_token": _token(researcher), "seen": "", **values}
        answer = await researcher.request("POST", f"{path}{action}", data=fields)
        assert answer.status_code == 303, answer.text
        assert told in (await researcher.get(f"/studies/{study}/themes")).text
    for _ in range(5):
        page = await researcher.submit("/undo")
        assert "The edit is undone" in page.text
    assert "Undo the last edit" not in page.text
    assert await listed(researcher, study) == before
    page = await researcher.get(f"/studies/{study}/edits")
    assert page.text.count("Make again") == 5
    page = await researcher.submit("/redo")
    assert "The edit is made again" in page.text


async def test_a_stale_form_loses_nothing(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await analysed(sqlite_site, researcher)
    path = first_theme(await researcher.get(f"/studies/{study}/themes"), study)
    await researcher.get(path)
    stale = dict(researcher.form("/rename")["fields"])
    await researcher.submit("/rename", {"name": "First come"})
    answer = await researcher.request("POST", f"{path}/rename", data={**stale, "name": "What I typed"})
    assert answer.status_code == 409
    assert "Somebody else edited this theme" in answer.text
    assert 'value="What I typed"' in answer.text
    assert "First come" in answer.text
    answer = await researcher.request("POST", f"{path}/rename", data={**stale, "name": "x" * 81})
    assert answer.status_code == 400
    assert "80 characters fit" in answer.text
    answer = await researcher.request("POST", f"{path}/rename", data={**stale, "name": ""}, headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (400, "That cannot be used")
    answer = await researcher.request("POST", f"{path}/split", data={**stale, "statement": "what:ever"})
    assert answer.status_code == 400


async def test_the_list_is_filtered_by_kind_and_segment(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await analysed(sqlite_site, researcher)
    everybody = await listed(researcher, study)
    assert {theme["polarity"] for theme in everybody} == {"friction", "success"}
    success = await listed(researcher, study, "?polarity=success")
    assert success == [theme for theme in everybody if theme["polarity"] == "success"]
    page = (await researcher.get(f"/studies/{study}/themes?segment=nothing%3Dnone&stage=%00")).text
    assert "No friction point fits what you chose" in page


async def test_the_summary_says_why_it_tells_no_difference_between_segments(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await analysed(sqlite_site, researcher)
    page = (await researcher.get(f"/studies/{study}/summary")).text
    assert "Across segments" in page
    assert "No theme differs between segments by more than chance could make it." in page


async def test_viewers_read_and_cannot_edit(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await analysed(sqlite_site, researcher)
    path = first_theme(await researcher.get(f"/studies/{study}/themes"), study)
    token = _token(researcher)
    await sqlite_site.set_role("ada@example.org", Role.VIEWER)
    page = await researcher.get(path)
    assert page.status_code == 200
    assert '<form method="post" action="/studies/' not in page.text
    for action, fields in (("rename", {"name": "Mine"}), ("split", {}), ("undo", {})):
        where = f"/studies/{study}/edits/{study}/undo" if action == "undo" else f"{path}/{action}"
        answer = await researcher.request("POST", where, data={"_csrf_token": token, **fields})
        assert answer.status_code == 403


async def test_nothing_is_shown_to_other_workspaces_or_without_an_analysis(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await analysed(sqlite_site, researcher)
    path = first_theme(await researcher.get(f"/studies/{study}/themes"), study)
    stranger = await sqlite_site.researcher("eve@example.org")
    token = _token(stranger)
    pages = [f"/studies/{study}/{name}" for name in ("themes", "saturation", "method", "exports", "exports/themes.csv")]
    for address in (*pages, path):
        assert (await stranger.get(address)).status_code == 404, address
    answer = await stranger.request("POST", f"{path}/rename", data={"_csrf_token": token, "name": "Eve's"})
    assert answer.status_code == 404
    empty, _ = await sqlite_site.live_study(stranger)
    for name in ("themes", "saturation", "method", "exports"):
        page = await stranger.get(f"/studies/{empty}/{name}")
        assert page.status_code == 200
        assert "Magic Summary" in page.text
    for address in (f"/studies/{empty}/themes/none", f"/studies/{empty}/exports/themes.csv"):
        assert (await stranger.get(address)).status_code == 404


async def test_saturation_method_and_exports_tell_what_is_stored(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study = await analysed(sqlite_site, researcher)
    saturation = (await researcher.get(f"/studies/{study}/saturation")).text
    assert '<title id="curve-title">' in saturation
    assert "The curve in numbers" in saturation
    method = (await researcher.get(f"/studies/{study}/method")).text
    assert "24, with 24 people" in method
    assert "None: names and sentences were made" in method
    listed_files = (await researcher.get(f"/studies/{study}/exports")).text
    for name, begins in EXPORTS.items():
        assert f"/studies/{study}/exports/{name}" in listed_files
        answer = await researcher.request("GET", f"/studies/{study}/exports/{name}")
        assert answer.status_code == 200, name
        assert answer.content.startswith(begins), name
        assert answer.headers["content-disposition"].startswith("attachment;")
    exported = json.loads((await researcher.request("GET", f"/studies/{study}/exports/analysis.json")).content)
    assert exported["analysis"]["people"] == 24
    assert (await researcher.get(f"/studies/{study}/exports/secrets.txt")).status_code == 404


def _token(visitor: Visitor) -> str:
    found = re.search(r'name="_csrf_token" value="([^"]+)"', visitor.page.text)
    assert found
    return found[1]

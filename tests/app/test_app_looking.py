"""What lies beside the themes: the funnel with openings of the link, statements, and what was set aside."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import select

from analysis.reporting.funnel import Funnel
from app.interviews.openings import looks_like_a_person
from app.models import LinkOpening
from tests.app.site import SEES_ALL, Site
from tests.app.test_app_themes import HOSTILE, analysed, first_theme

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/500.0]"


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({"user-agent": BROWSER}, True),
        ({"user-agent": PHONE}, True),
        ({}, False),
        ({"user-agent": ""}, False),
        ({"user-agent": "curl/8.0"}, False),
        ({"user-agent": "WhatsApp/2.24 A"}, False),
        ({"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, False),
        ({"user-agent": "Mozilla/5.0 (compatible; Slackbot-LinkExpanding 1.0)"}, False),
        ({"user-agent": "Mozilla/5.0 (Windows NT 10.0) BingPreview/1.0b"}, False),
        ({"user-agent": BROWSER.replace("Firefox", "HeadlessChrome")}, False),
        ({"user-agent": BROWSER, "sec-purpose": "prefetch;prerender"}, False),
        ({"user-agent": BROWSER, "purpose": "prefetch"}, False),
        ({"user-agent": BROWSER, "sec-fetch-dest": "iframe"}, False),
        ({"user-agent": BROWSER, "sec-fetch-dest": "document"}, True),
        ({"user-agent": "Mozilla/" + "x" * 100_000}, True),
    ],
)
def test_programs_and_pages_loaded_ahead_are_not_counted(headers: dict[str, str], *, counts: bool) -> None:
    assert looks_like_a_person(headers) is counts


async def opened(site: Site) -> int:
    return sum(row.opened for row in await site.rows(select(LinkOpening)))


async def test_openings_are_one_number_a_day(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    person = {"user-agent": BROWSER}
    await asyncio.gather(*(site.visitor().request("GET", link, headers=person) for _ in range(8)))
    rows = await site.rows(select(LinkOpening))
    assert [row.opened for row in rows] == [8]
    assert set(LinkOpening.model_fields) == {"workspace_id", "study_id", "day", "opened"}
    answer = await site.visitor().request("GET", link, headers=person)
    assert "set-cookie" not in answer.headers or "verbatim_form" in answer.headers["set-cookie"]
    await researcher.request("GET", link, headers=person)  # signed in here: looks at the own link
    await site.visitor().request("GET", link, headers={"user-agent": "Slackbot"})
    await site.visitor().request("GET", "/s/unknown-link", headers=person)
    assert await opened(site) == 9
    page = await researcher.get(f"/studies/{study}/funnel")
    assert "opened 9 times" in page.text
    await researcher.get(f"/studies/{study}")
    await researcher.submit("/close")
    await site.visitor().request("GET", link, headers=person)
    assert await opened(site) == 9


async def test_the_funnel_counts_how_far_people_come(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    for _ in range(9):
        await site.visitor().request("GET", link, headers={"user-agent": BROWSER})
    await site.begin(link)
    stopped = await site.begin(link)
    await stopped.send("The import kept failing and nobody could say why it did.")
    await stopped.send("", to="stop", reply_to=0)
    further = await site.begin(link)
    for _ in range(40):
        state = await further.state()
        if state["ended"]:
            break
        await further.send(f"Nothing more than {len(state['messages'])} tries at the export.", state["reply_to"])
    assert (await further.state())["ended"]
    page = (await researcher.get(f"/studies/{study}/funnel")).text
    assert "9 times; 33" in page
    assert "Reached question 2" in page
    assert "1 person stopped midway" in page
    assert "1 interview is still open" in page
    assert "counts openings, not people" in page
    found = await site.services.explorer.funnel(SEES_ALL, UUID(study))
    assert isinstance(found, Funnel)
    assert (found.started, found.answered, found.completed, found.stopped) == (3, 2, 1, 1)
    assert found.questions[-1].people == 1
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    html = (await researcher.request("GET", f"/studies/{study}/exports/report.html")).text
    assert "Reached question 2" in html
    assert "The largest loss is between" in html


async def test_openings_that_were_counted_late_are_told_apart(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study, link = await sqlite_site.live_study(researcher)
    for _ in range(2):
        await sqlite_site.begin(link)
    await sqlite_site.visitor().request("GET", link, headers={"user-agent": BROWSER})
    page = (await researcher.get(f"/studies/{study}/funnel")).text
    assert "after the first interviews had begun" in page
    assert "1 time;" not in page


async def test_statements_are_searched_and_turned(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    base = f"/studies/{study}/statements"
    assert "No statements yet" in (await researcher.get(base)).text
    assert "Nothing was read yet" in (await researcher.get(f"/studies/{study}/set-aside")).text
    assert "Nobody has edited a theme" in (await researcher.get(f"/studies/{study}/edits")).text
    study = await analysed(site, researcher, people=12)
    base = f"/studies/{study}/statements"
    page = await researcher.get(base)
    assert "36 statements" in page.text
    assert "1 to 25 of 36" in page.text
    assert "<script>alert(1)" not in page.text
    page = await researcher.get(f"{base}?first=26")
    assert "26 to 36 of 36" in page.text
    page = await researcher.get(f"{base}?words=PASSWORD+thr%C3%A9e&polarity=friction&segment=size%3Dsmall")
    assert "6 statements" in page.text
    assert "No statement fits" in (await researcher.get(f"{base}?words=zebra%00")).text
    for hostile in ("first=-1", "first=99999999999999", "where=x", "segment=%00%3D", f"words={'a+' * 400}"):
        assert (await researcher.get(f"{base}?{hostile}")).status_code == 200, hostile
    theme = first_theme(await researcher.get(f"/studies/{study}/themes"), study)
    page = await researcher.get(f"{theme}?words={HOSTILE[:8]}")
    assert "12 of 12 people" in page.text
    page = await researcher.get(f"{theme}?words=zebra")
    assert "0 of 12 people" in page.text


async def test_answers_without_content_are_listed_with_the_reason(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    participant = await site.begin(link)
    await participant.send("N/A")
    await participant.send("The import kept failing and nobody could say why it did.")
    await participant.send("\U0001f642")
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    page = (await researcher.get(f"/studies/{study}/set-aside")).text
    assert "2 answers say nothing that could be counted" in page
    assert "No content" in page
    assert "No words" in page
    only = (await researcher.get(f"/studies/{study}/set-aside?reason=no_words")).text
    assert "\U0001f642" in only
    assert "<p>N/A</p>" not in only


async def test_many_themes_are_turned_kind_by_kind_and_a_wave_is_chosen(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study = await analysed(site, researcher)
    await researcher.get(f"/studies/{study}/waves")
    await researcher.submit(f"/studies/{study}/waves")
    page = await researcher.get(f"/studies/{study}/themes")
    other = next(
        value for value in page.text.split('<option value="') if value[36:37] == '"' and not value.startswith(study)
    )[:36]
    answer = await researcher.request("GET", f"/studies/{study}/themes?wave={other}&polarity=friction&stage=")
    assert answer.headers["location"] == f"/studies/{other}/themes?polarity=friction"
    answer = await researcher.request("GET", f"/studies/{study}/themes?wave=https://evil.example")
    assert answer.status_code == 200

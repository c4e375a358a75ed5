"""Participants see whose conversation it is: a logo, and a colour in which everything can still be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reporting.content import Brand, contrast
from app.pages.participant_brand import PAPER, stylesheet
from tests.app.site import Site
from tests.app.test_app_brand import brand, picture

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
READABLE = 4.5


@given(COLOURS)
def test_everything_in_the_colour_can_be_read(colour: str) -> None:
    rules = dict(re.findall(r"(--[\w-]+): ([^;]+);", stylesheet(Brand(colour=colour))))
    assert contrast(rules["--button"], rules["--button-ink"]) >= READABLE
    assert rules["--button-over"] == rules["--button"]
    light, dark = re.findall(r"#[0-9a-f]{6}", rules["--accent"])
    assert contrast(light, PAPER["light"]) >= READABLE
    assert contrast(dark, PAPER["dark"]) >= READABLE
    assert rules["--brand-bar"] == rules["--accent"]


async def test_a_brand_is_on_every_page_of_a_participant(site: Site) -> None:
    researcher = await site.researcher()
    _, link = await site.live_study(researcher)
    plain = (await site.visitor().get(link)).text
    assert "/brand/" not in plain
    assert "sheet-logo" not in plain
    assert await brand(researcher, {"name": "Acme <b>", "colour": "#ffee00"}, picture()) == 200
    participant = await site.begin(link)
    visitor = participant.visitor
    page = (await visitor.get(link)).text
    assert f'<img src="{link}/logo" alt="Acme &lt;b&gt;">' in page
    style = await visitor.request("GET", "/brand/ffee00.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    for path in (participant.path, f"{participant.path}/pause", f"{participant.path}/receipt"):
        answer = await visitor.get(path)
        assert 'href="/brand/ffee00.css"' in answer.text, path
        assert "style-src 'self';" in answer.headers["content-security-policy"]
    for path in (link, participant.path):
        logo = await visitor.request("GET", f"{path}/logo")
        assert logo.headers["content-type"] == "image/png"
        assert logo.content.startswith(b"\x89PNG")
    await participant.send("", to="stop", reply_to=0)
    assert f'<img src="{participant.path}/logo"' in (await visitor.get(participant.path)).text


@pytest.mark.parametrize(
    "path",
    [
        "/brand/red.css",
        "/brand/FFEE00.css",
        "/brand/ffee00.css%0a",
        "/brand/}x{}.css",
        "/s/nobody/logo",
        "/i/x%00/logo",
    ],
)
async def test_what_is_no_brand_is_not_found(sqlite_site: Site, path: str) -> None:
    assert (await sqlite_site.visitor().get(path)).status_code == 404


async def test_the_brand_is_that_of_the_links_own_workspace(sqlite_site: Site) -> None:
    ada, bea = await sqlite_site.researcher(), await sqlite_site.researcher("bea@example.org")
    _, ours = await sqlite_site.live_study(ada)
    _, theirs = await sqlite_site.live_study(bea)
    assert await brand(bea, {"name": "Bea's", "colour": "#123456"}, picture()) == 200
    assert "/brand/" not in (await sqlite_site.visitor().get(ours)).text
    assert "/brand/123456.css" in (await sqlite_site.visitor().get(theirs)).text
    assert (await sqlite_site.visitor().get(f"{ours}/logo")).status_code == 404

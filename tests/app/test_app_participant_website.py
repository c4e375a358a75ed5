"""The conversation inside another website: only where the researcher allows it, and nothing else is widened."""

import re

import pytest

from tests.app.site import Participant, Site, sqlite_alone
from tests.browserlike import Visitor

SITES = "https://www.Example.com/\nhttps://*.shop.example:8443\n\nhttp://localhost:3000"
ALLOWED = "frame-ancestors 'self' https://www.example.com https://*.shop.example:8443 http://localhost:3000"


def policy(answer: object) -> dict[str, str]:
    header = answer.headers.get_list("content-security-policy")  # type: ignore[attr-defined] # an httpx response
    assert len(header) == 1
    return dict(part.split(" ", 1) for part in header[0].split("; "))


async def allow(researcher: Visitor, study: str, sites: str) -> object:
    await researcher.get(f"/studies/{study}/website")
    return await researcher.submit("/website", {"sites": sites})


@sqlite_alone
async def test_by_default_no_website_may_show_a_participant_page(site: Site) -> None:
    study, link = await site.live_study(await site.researcher())
    participant = await site.begin(link)
    for path in (link, participant.path, f"{participant.path}/pause", "/i/unknown", f"/studies/{study}"):
        answer = await participant.visitor.request("GET", path)
        assert policy(answer)["frame-ancestors"] == "'none'"


@sqlite_alone
async def test_allowed_websites_show_every_participant_page_and_no_other(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    page = await allow(researcher, study, SITES)
    assert "https://www.example.com\nhttps://*.shop.example:8443\nhttp://localhost:3000</textarea>" in page.text
    snippet = re.search(r"&lt;iframe src=&#34;([^&]+)&#34;", page.text)
    assert snippet
    assert snippet[1] == f"{site.settings.public_url}{link}"
    assert "allow=&#34;microphone&#34;" in page.text, "for dictation"
    participant = await site.begin(link)
    await participant.send("The import kept failing for six weeks.")
    paths = [link, participant.path, f"{participant.path}/pause", f"{participant.path}/edit"]
    shown = [await participant.visitor.request("GET", path) for path in paths]
    await participant.send("", to="stop", reply_to=0)
    paths = [participant.path, *(f"{participant.path}/{name}" for name in ("receipt", "receipt/1", "withdraw"))]
    shown += [await participant.visitor.request("GET", path) for path in paths]
    shown.append(await participant.visitor.request("POST", f"{participant.path}/rating"))
    strict = policy(await researcher.request("GET", "/studies"))
    for answer in shown:
        assert f"frame-ancestors {policy(answer)['frame-ancestors']}" == ALLOWED
        assert {**policy(answer), "frame-ancestors": "'none'"} == strict, "nothing else is widened"
    for path in ("/studies", f"/studies/{study}", "/login", "/i/unknown"):
        assert policy(await researcher.request("GET", path))["frame-ancestors"] == "'none'"
    await allow(researcher, study, "")
    assert policy(await site.visitor().request("GET", link))["frame-ancestors"] == "'none'"


@sqlite_alone
async def test_the_demo_frames_the_page_itself(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    page = await researcher.get(f"/studies/{study}/website/demo")
    assert "<iframe" not in page.text
    await allow(researcher, study, "https://example.com")
    page = await researcher.get(f"/studies/{study}/website/demo")
    assert f'src="{link}"' in page.text
    assert policy(page)["frame-src"] == "'self'"
    assert policy(page)["frame-ancestors"] == "'none'"
    assert "'self'" in policy(await site.visitor().request("GET", link))["frame-ancestors"]


@pytest.mark.parametrize(
    "sites",
    [
        "example.com",
        "http://example.com",
        "https://",
        "https://*",
        "*",
        "'unsafe-inline'",
        "https://example.com/page",
        "https://user@example.com",
        "https://example.com;script-src",
        "https://example.com;\tscript-src\t*",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://exa mple.com",
        "https://ex\u0000ample",
        "https://" + "a" * 300 + ".com",
        "https://exämple..com",
        "\n".join(f"https://site-{number}.example" for number in range(11)),
    ],
)
async def test_what_is_no_website_is_refused_and_kept_in_the_form(sqlite_site: Site, sites: str) -> None:
    researcher = await sqlite_site.researcher()
    study, link = await sqlite_site.live_study(researcher)
    page = await allow(researcher, study, sites)
    assert page.status_code == 400
    assert policy(await sqlite_site.visitor().request("GET", link))["frame-ancestors"] == "'none'"


async def test_an_international_name_is_written_as_browsers_compare_it(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study, link = await sqlite_site.live_study(researcher)
    assert (await allow(researcher, study, "https://bücher.example")).status_code == 200
    answer = await sqlite_site.visitor().request("GET", link)
    assert policy(answer)["frame-ancestors"] == "'self' https://xn--bcher-kva.example"
    assert isinstance(await sqlite_site.begin(link), Participant)

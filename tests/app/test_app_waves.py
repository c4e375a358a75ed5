"""A study repeated: the next wave is the same study with no answers, and what changed is counted from both."""

from uuid import UUID

from sqlmodel import select

from analysis.change.waves import Status
from app.models import PlanRevision, Role, Study
from tests.app.site import SEES_ALL, Site
from tests.browserlike import Visitor

SLOW = "The invoice export was slow and kept failing on me"
LOST = "I lost my password three times and could not get in"


async def filled(site: Site, researcher: Visitor, study: str, slow: int, lost: int) -> None:
    """Import people who complain of exports and people who complain of passwords, and analyse them."""
    rows = [f'"{SLOW}, says person {n}"' for n in range(slow)] + [f'"{LOST}, says person {n}"' for n in range(lost)]
    await researcher.get(f"/studies/{study}/import")
    await researcher.submit(
        f"/studies/{study}/import", files={"file": ("answers.csv", "answer\n" + "\n".join(rows), "text/csv")}
    )
    await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
    await site.jobs_done()
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()


async def repeated(researcher: Visitor, study: str) -> str:
    await researcher.get(f"/studies/{study}/waves")
    page = await researcher.submit(f"/studies/{study}/waves")
    assert "This is the next wave" in page.text
    return page.url.path.split("/")[2]


async def test_a_wave_copies_plan_and_settings_and_none_of_the_answers(site: Site) -> None:
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await researcher.get(f"/studies/{study}/contacts")
    await researcher.submit("/contacts", {"offered": "yes"})
    second = await repeated(researcher, study)
    third = await repeated(researcher, second)
    first, *waves = sorted(await site.rows(select(Study)), key=lambda row: row.wave)
    assert [str(wave.id) for wave in waves] == [second, third]
    assert [(wave.wave, str(wave.wave_of), wave.status) for wave in waves] == [(2, study, "draft"), (3, study, "draft")]
    assert waves[1].title == f"{first.title}, wave 3"
    assert all(wave.offers_contact and wave.link_token != first.link_token for wave in waves)
    plans = {str(row.study_id): row.plan for row in await site.rows(select(PlanRevision))}
    assert {**plans[second], "title": ""} == {**plans[study], "title": ""}
    page = await researcher.get(f"/studies/{second}/waves")
    assert "3 waves" in page.text
    assert "Two waves with a Magic Summary are needed" in page.text


async def test_what_changed_is_told_with_counts_from_both_waves(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await filled(site, researcher, study, slow=24, lost=6)
    assert "This is the only wave so far" in (await researcher.get(f"/studies/{study}/waves")).text
    second = await repeated(researcher, study)
    await filled(site, researcher, second, slow=4, lost=26)
    found = await site.services.waves.read(SEES_ALL, UUID(second))
    statuses = {theme.latest.status for theme in found.change.themes}
    assert statuses == {Status.GREW, Status.SHRANK}
    assert all((share.of == 30) for theme in found.change.themes for share in theme.shares)
    page = (await researcher.get(f"/studies/{study}/waves")).text
    assert "shrank: 4 of 30 people" in page
    assert f"/studies/{study}/interviews/" in page or f"/studies/{second}/interviews/" in page


async def test_viewers_see_waves_and_cannot_repeat(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study, _ = await sqlite_site.live_study(researcher)
    await sqlite_site.set_role("ada@example.org", Role.VIEWER)
    page = await researcher.get(f"/studies/{study}/waves")
    assert page.status_code == 200
    assert "Repeat as a new wave" not in page.text

"""The same people asked twice are compared with themselves, and what names them is never shown."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import select

from app.insights.exploring import Explorer
from app.insights.exporting import WITH_ATTRIBUTES
from app.insights.results import latest_finished
from app.models import AnalysisRun, Report
from tests.app.site import SEES_ALL, Site
from tests.app.test_app_waves import LOST, SLOW, repeated
from tests.browserlike import Visitor


async def heard(site: Site, researcher: Visitor, study: str, slow: int, *, chosen: str = "attribute_columns") -> None:
    """Twelve customers with their number; the first ``slow`` of them complain of exports."""
    rows = "\n".join(f'"{SLOW if n < slow else LOST}, says person {n}",cust-{n}' for n in range(12))
    await researcher.get(f"/studies/{study}/import")
    text = f"answer,customer_id\n{rows}"
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", text, "text/csv")})
    columns = {"text_column": "answer", chosen: "customer_id"}
    await researcher.submit(researcher.page.url.path, columns)
    await site.jobs_done()
    await site.services.insights.request_analysis(SEES_ALL, UUID(study))
    await site.jobs_done()


async def test_customers_who_answer_again_are_compared_with_themselves(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await heard(site, researcher, study, slow=10)
    second = await repeated(researcher, study)
    await heard(site, researcher, second, slow=2)
    change = (await site.services.waves.read(SEES_ALL, UUID(second))).change
    assert all(difference.paired for theme in change.themes for difference in theme.differences)
    page = (await researcher.get(f"/studies/{second}/waves")).text
    assert "12 people heard in Wave 1 were recognised by their “customer id” in Wave 2." in page
    assert "cust-" not in page
    found = await Explorer(site.database).findings(SEES_ALL, UUID(second))
    attributes = {share.attribute for theme in found.themes for share in theme.segments}
    assert not attributes, "what names one person is no segment"


async def test_people_are_known_again_by_the_id_that_a_file_gave_them_and_no_shared_file_says_it(
    sqlite_site: Site,
) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await heard(site, researcher, study, slow=10, chosen="participant_column")
    second = await repeated(researcher, study)
    await heard(site, researcher, second, slow=2, chosen="participant_column")
    change = (await site.services.waves.read(SEES_ALL, UUID(second))).change
    assert all(difference.paired for theme in change.themes for difference in theme.differences)
    for format_ in WITH_ATTRIBUTES:
        path = f"/studies/{second}/exports/{format_.value}"
        assert "cust-" not in (await researcher.request("GET", path)).content.decode()
        assert "cust-" in (await researcher.request("GET", f"{path}?identified=yes")).content.decode()


async def keep_a_report(site: Site, study: str) -> None:
    async with site.database.write(SEES_ALL) as session:
        run = await latest_finished(session, UUID(study))
        assert run is not None
        session.add(Report(workspace_id=run.workspace_id, run_id=run.id, pdf=b"%PDF of what stood then"))


async def test_a_report_is_made_anew_when_what_it_compares_with_or_an_outcome_changed(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await heard(site, researcher, study, slow=6)
    second = await repeated(researcher, study)
    await heard(site, researcher, second, slow=2)
    async with site.database.write(SEES_ALL) as session:
        await session.exec(delete(Report))
    await keep_a_report(site, second)
    await site.services.insights.request_analysis(SEES_ALL, UUID(study))
    await site.jobs_done()
    assert not [r for r in await site.rows(select(Report)) if await of(site, r, second)]
    await keep_a_report(site, second)
    rows = "participant,churned\n" + "\n".join(f"{n},{'yes' if n % 2 else 'no'}" for n in range(1, 9))
    await researcher.get(f"/studies/{second}/outcomes")
    await researcher.submit(f"/studies/{second}/outcomes", files={"file": ("o.csv", rows, "text/csv")})
    await researcher.submit("/outcomes/keep")
    assert not [r for r in await site.rows(select(Report)) if await of(site, r, second)]


async def of(site: Site, report: Report, study: str) -> bool:
    (run,) = await site.rows(select(AnalysisRun).where(AnalysisRun.id == report.run_id))
    return str(run.study_id) == study

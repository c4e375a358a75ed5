"""A report's figures of waves and outcomes are counted again from what is stored, and a changed one is named."""

from sqlmodel import delete, select

from analysis.reporting.checking import Difference, read_manifest
from app.insights.report_check import check_stored
from app.models import AnalysisRun, Outcome, Study
from tests.app.site import SEES_ALL, Site
from tests.app.test_app_outcomes import read, study_with
from tests.app.test_app_waves import filled, repeated


async def test_outcomes_hold_until_one_is_gone(sqlite_site: Site) -> None:
    researcher, study = await study_with(sqlite_site, 9, {0, 1, 2}, analysed=True)
    await read(
        researcher, study, "customer;churned\n" + "\n".join(f"c-{n};{'yes' if n % 2 else 'no'}" for n in range(9))
    )
    await researcher.submit("/outcomes/keep")
    pdf = (await researcher.get(f"/studies/{study}/report.pdf")).content
    (printed,) = read_manifest(pdf).compared
    assert printed.where == "outcome \u201cchurned\u201d"
    assert '"c-1"' not in read_manifest(pdf).model_dump_json(), "what became of whom is not in the file"
    assert await check_stored(sqlite_site.database, pdf) == ()
    async with sqlite_site.database.write(SEES_ALL) as session:
        await session.delete((await session.exec(select(Outcome).limit(1))).one())
    (found,) = await check_stored(sqlite_site.database, pdf)
    assert (found.difference, found.where) == (Difference.COUNT, printed.where)
    assert "The outcome of 9 people" in found.claimed
    assert "The outcome of 8 people" in found.found
    async with sqlite_site.database.write(SEES_ALL) as session:
        await session.exec(delete(Outcome))
    (gone,) = await check_stored(sqlite_site.database, pdf)
    assert gone.found == "nothing"


async def test_a_change_holds_until_the_earlier_wave_is_another(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    first, _ = await sqlite_site.live_study(researcher)
    await filled(sqlite_site, researcher, first, slow=24, lost=6)
    second = await repeated(researcher, first)
    await filled(sqlite_site, researcher, second, slow=4, lost=26)
    pdf = (await researcher.get(f"/studies/{second}/report.pdf")).content
    assert any("24 of 30" in entry.says for entry in read_manifest(pdf).compared)
    assert await check_stored(sqlite_site.database, pdf) == ()
    await filled(sqlite_site, researcher, first, slow=40, lost=6)
    found = await check_stored(sqlite_site.database, pdf)
    assert {each.difference for each in found} == {Difference.COUNT}
    assert any(each.claimed.startswith("24 of 30") for each in found)
    async with sqlite_site.database.write(SEES_ALL) as session:
        study = (await session.exec(select(Study).where(Study.wave == 2))).one()
        run = (await session.exec(select(AnalysisRun).where(AnalysisRun.study_id == study.id))).one()
        run.finished_at = None
    (one,) = await check_stored(sqlite_site.database, pdf)
    assert one.found == "their analysis is not here any more"

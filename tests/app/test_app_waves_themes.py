"""The next wave calls its themes as the one before does, as long as somebody still says so."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select

from analysis.theming.edits import Rename
from app.insights.exploring import Explorer
from app.insights.report import stored_report
from app.insights.results import latest_finished
from app.insights.withdrawals import taking_back
from app.models import Interview, Message, ThemeEdit
from tests.app.site import SEES_ALL, Site
from tests.app.test_app_waves import filled, repeated
from tests.browserlike import Visitor


async def analysed(site: Site, study: str) -> None:
    await site.services.insights.request_analysis(SEES_ALL, UUID(study))
    await site.jobs_done()


async def names(site: Site, study: str) -> dict[str, str]:
    found = await Explorer(site.database).findings(SEES_ALL, UUID(study))
    return {theme.key: theme.name for theme in found.themes}


async def test_a_theme_is_called_in_the_next_wave_as_it_was_called_before(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await filled(site, researcher, study, slow=8, lost=5)
    first = await names(site, study)
    key = next(iter(first))
    await site.services.editing.make(SEES_ALL, UUID(study), Rename(theme=key, name="Exports time out"), user_id=None)
    second = await repeated(researcher, study)
    await filled(site, researcher, second, slow=6, lost=7)
    assert (await names(site, second))[key] == "Exports time out"
    assert set(await names(site, second)) == set(first)
    await site.services.editing.make(SEES_ALL, UUID(study), Rename(theme=key, name="Slow exports"), user_id=None)
    await analysed(site, second)
    assert (await names(site, second))[key] == "Slow exports"
    here = Rename(theme=key, name="Ours")
    await site.services.editing.make(SEES_ALL, UUID(second), here, user_id=None)
    await analysed(site, second)
    assert (await names(site, second))[key] == "Ours"
    assert (await names(site, study))[key] == "Slow exports"


async def answered(site: Site, researcher: Visitor, study: str, texts: Sequence[str]) -> None:
    await researcher.get(f"/studies/{study}/import")
    rows = "\n".join(f'"{text}, says person {n}"' for n, text in enumerate(texts))
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", "answer\n" + rows, "text/csv")})
    await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
    await site.jobs_done()
    await analysed(site, study)


async def test_a_name_in_words_that_were_taken_back_goes_from_the_next_wave_as_well(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    same = ["The invoice export was slow and kept failing on me"] * 4
    await answered(site, researcher, study, [*same, "The invoice exporter was slow and kept failing on me"])
    second = await repeated(researcher, study)
    await answered(site, researcher, second, ["The bulk invoice exporting was slow and kept failing on me"] * 5)
    (key, name), *_ = (await names(site, study)).items()
    assert (await names(site, second))[key] == name
    heard = await site.rows(select(Message).join(Interview).where(Interview.study_id == UUID(second)))
    assert not any(name.casefold() in message.text.casefold() for message in heard), "it is not in their own words"
    async with site.database.write(SEES_ALL) as session:
        said = select(Interview, Message).join(Message).where(Interview.study_id == UUID(study))
        for interview, message in (await session.exec(said)).all():
            if "exporter" not in message.text:
                async with taking_back(session, interview, [message]):
                    message.text = ""
    assert name not in (await names(site, study)).values()
    assert name not in (await names(site, second)).values()
    assert key in await names(site, second)


async def test_a_report_tells_of_an_earlier_wave_as_it_stands(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    await filled(site, researcher, study, slow=10, lost=9)
    second = await repeated(researcher, study)
    await filled(site, researcher, second, slow=4, lost=15)
    key = next(iter(await names(site, study)))
    await site.services.editing.make(SEES_ALL, UUID(study), Rename(theme=key, name="Exports time out"), user_id=None)

    async def kept() -> bytes | None:
        async with site.database.read(SEES_ALL) as session:
            run = await latest_finished(session, UUID(second))
            assert run is not None
            return await stored_report(session, run.id)

    async with site.database.read(SEES_ALL) as session:
        run = await latest_finished(session, UUID(second))
    assert run is not None
    renamed = await site.services.insights.report_pdf(SEES_ALL, run.id)
    assert await kept() == renamed
    (edit,) = await site.rows(select(ThemeEdit))
    await site.services.editing.switch(SEES_ALL, UUID(study), edit.id, undone=True, user_id=None)
    assert await kept() is None
    undone = await site.services.insights.report_pdf(SEES_ALL, run.id)
    assert await kept() == undone != renamed

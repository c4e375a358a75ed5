"""A study that was made for answers which exist already is not asked to ask them."""

from uuid import UUID

from sqlmodel import select

from app.db import Scope
from app.models import Study
from tests.app.site import Site
from tests.browserlike import Visitor

QUESTION = "What do kennels like about PawDesk, and why do some of them leave?"


async def drafted(site: Site, **values: str) -> tuple[Visitor, str]:
    researcher = await site.researcher()
    await researcher.get("/studies/new")
    page = await researcher.submit("/studies", {"question": QUESTION} | values)
    return researcher, page.url.path.split("/")[2]


async def imported(site: Site, researcher: Visitor, study: str) -> str:
    """The study's home after a file came in."""
    await researcher.get(f"/studies/{study}/import")
    text = "answer,kennel\nBookings get lost,k-1\nThe reminders are great,k-2\n"
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", text, "text/csv")})
    await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
    await site.jobs_done()
    return (await researcher.get(f"/studies/{study}")).text


async def titles(site: Site) -> list[str]:
    return [study.title for study in await site.rows(select(Study))]


async def test_it_is_called_by_its_question_until_somebody_names_it_and_need_not_be_published(
    sqlite_site: Site,
) -> None:
    researcher, study = await drafted(sqlite_site)
    assert "Ready to publish?" in (await researcher.get(f"/studies/{study}")).text
    page = await imported(sqlite_site, researcher, study)
    assert "Ready to publish?" not in page
    assert "What was imported needs nothing published." in page
    assert page.index("Participant 2") < page.index("Try it yourself")
    assert await titles(sqlite_site) == [QUESTION]
    plans = sqlite_site.services.plans
    (row,) = await sqlite_site.rows(select(Study))
    scope = Scope.workspace(row.workspace_id)
    plan = (await plans.current(scope, UUID(study))).plan
    common = {"researcher_name": "", "user_id": None}
    edited = plan.model_copy(update={"welcome": "Hello, and thank you."})
    await plans.save(scope, UUID(study), edited, based_on=1, **common)
    assert await titles(sqlite_site) == [QUESTION], "what nobody renamed keeps its name"
    renamed = edited.model_copy(update={"title": "Why kennels leave"})
    await plans.save(scope, UUID(study), renamed, based_on=2, **common)
    assert await titles(sqlite_site) == ["Why kennels leave"]


async def test_participants_are_not_told_the_research_question_when_it_is_published_after_all(
    sqlite_site: Site,
) -> None:
    researcher, study = await drafted(sqlite_site)
    (planned,) = await titles(sqlite_site)
    await imported(sqlite_site, researcher, study)
    await researcher.publish(study)
    assert await titles(sqlite_site) == [planned]


async def test_a_title_that_somebody_chose_stays(sqlite_site: Site) -> None:
    researcher, study = await drafted(sqlite_site, title="Kennels")
    await imported(sqlite_site, researcher, study)
    assert await titles(sqlite_site) == ["Kennels"]

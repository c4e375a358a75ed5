"""Studies: deleting one deletes all of it and nothing else."""

import re

from litestar import Litestar
from sqlmodel import func, select

from app.db import Scope
from app.models import (
    AnalysisRun,
    CodedStatement,
    Interview,
    Job,
    Message,
    Participant,
    PlanRevision,
    Report,
    Study,
    Vector,
)
from interview_engine import LANGUAGES
from tests.app.site import sqlite_alone
from tests.app.test_app_journey import hold_interview, until_done
from tests.browserlike import Visitor

PARTS = (Study, PlanRevision, Participant, Interview, Message, Job, AnalysisRun, CodedStatement, Report, Vector)


async def rows(application: Litestar) -> dict[str, int]:
    async with application.state.house.database.read(Scope.system("a test counts everything")) as session:
        return {part.__name__: (await session.exec(select(func.count()).select_from(part))).one() for part in PARTS}


async def test_a_deleted_study_is_gone_with_everything_in_it(
    application: Litestar, researcher: Visitor, visitor: Visitor
) -> None:
    await researcher.new_study("Why do customers cancel?")
    before = await rows(application)
    study = await researcher.new_study("What stops new customers from getting started?")
    link = await researcher.publish(study)
    ended = await hold_interview(visitor, link)
    await visitor.get(link)
    active = (await visitor.submit(link)).url.path
    await visitor.request("POST", f"{active}/answers", data={"text": "It took six weeks.", "reply_to": "0"})
    await visitor.get(link)
    await visitor.submit(link)  # and says nothing
    await researcher.get(f"/studies/{study}")
    await researcher.submit("/analyses")
    await until_done(researcher, study)
    assert (await researcher.get(f"/studies/{study}/report.pdf")).content.startswith(b"%PDF")
    assert all(number > before[part] for part, number in (await rows(application)).items())

    page = await researcher.get(f"/studies/{study}")
    assert "1 visitor opened the conversation and said nothing yet" in page.text
    assert re.findall(r"<dt>Started</dt><dd>(\d+)</dd>", page.text) == ["2"]
    assert "Participant 3" not in page.text

    page = await researcher.get(f"/studies/{study}/delete")
    assert "2 interviews" in page.text
    page = await researcher.submit("/delete")
    assert "deleted" in page.text
    assert await rows(application) == before
    assert (await researcher.get(f"/studies/{study}")).status_code == 404
    for address in (link, ended, active):
        assert (await visitor.get(address)).status_code == 404


@sqlite_alone
async def test_every_language_of_interviews_can_be_chosen_and_is_named(researcher: Visitor) -> None:
    page = await researcher.get("/studies/new")
    assert {language for language in LANGUAGES if f'name="language" value="{language}"' in page.text} == set(LANGUAGES)
    await researcher.submit("/studies", {"question": "Why do customers cancel?", "language": "fr"})
    assert "French" in (await researcher.get("/studies")).text

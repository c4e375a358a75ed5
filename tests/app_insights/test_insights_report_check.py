"""A report is checked against what is stored: it holds, and every later change of the words is named."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from analysis.errors import ReportError
from analysis.reporting.checking import Difference, read_manifest
from app.errors import NotFound
from app.insights.report_check import check_stored
from app.models import AnalysisRun, Interview, Message
from app.settings import Settings
from tests.app_insights.test_insights_service import Place, make_place


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    made = await make_place(Settings(data=tmp_path / "data", _env_file=None))
    yield made
    await made.jobs.stop()
    await made.database.close()


async def reported(place: Place) -> bytes:
    await place.hold_many(12)
    await place.analysed()
    (run,) = await place.all(AnalysisRun)
    return await place.service.report_pdf(place.scope, run.id)


async def rewrite(place: Place, message_id: str, text: str) -> None:
    async with place.database.write(place.scope) as session:
        rows = await session.exec(select(Message))
        (message,) = [row for row in rows if str(row.id) == message_id]
        message.text = text


async def test_a_report_holds_until_what_was_said_changes(place: Place) -> None:
    pdf = await reported(place)
    manifest = read_manifest(pdf)
    assert manifest.study_id == str(place.study_id)
    assert manifest.quotes
    assert await check_stored(place.database, pdf) == ()
    # Interviews that come later change nothing about what was counted then.
    await place.hold_many(3, first=13)
    assert await check_stored(place.database, pdf, study=str(place.study_id)) == ()

    quote = manifest.quotes[0]
    await rewrite(place, quote.message_id, "Something else altogether, and longer than what stood here before it.")
    changed = await check_stored(place.database, pdf)
    assert Difference.CHANGED in {discrepancy.difference for discrepancy in changed}
    assert any(discrepancy.claimed == quote.text for discrepancy in changed)
    await rewrite(place, quote.message_id, "")
    withdrawn = await check_stored(place.database, pdf)
    assert {Difference.WITHDRAWN, Difference.COUNT} <= {discrepancy.difference for discrepancy in withdrawn}


async def test_the_funnel_and_the_segments_come_from_the_interviews_that_count(place: Place) -> None:
    pdf = await reported(place)
    text = read_manifest(pdf).pages
    assert "Funnel and drop-offs" in " ".join(" ".join(text).split())
    assert len(await place.all(Interview)) == 12


async def test_a_report_of_elsewhere_is_not_from_this_instance(place: Place, tmp_path: Path) -> None:
    pdf = await reported(place)
    elsewhere = await make_place(Settings(data=tmp_path / "elsewhere", _env_file=None))
    try:
        (discrepancy,) = await check_stored(elsewhere.database, pdf)
        assert discrepancy.difference is Difference.FOREIGN
        asked = await check_stored(elsewhere.database, pdf, study=str(elsewhere.study_id))
        assert {found.difference for found in asked} == {Difference.FOREIGN}
        with pytest.raises(NotFound):
            await check_stored(elsewhere.database, pdf, study=str(uuid4()))
        with pytest.raises(ReportError):
            await check_stored(elsewhere.database, b"not a pdf")
    finally:
        await elsewhere.database.close()


async def test_a_seal_is_the_installations_own(place: Place) -> None:
    pdf = await reported(place)
    found = await check_stored(place.database, pdf, secret="the secret of another installation")
    assert [discrepancy.difference for discrepancy in found] == [Difference.FOREIGN]

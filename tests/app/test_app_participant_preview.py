"""A preview is a real interview that counts nowhere, is analysed never, and can be deleted."""

import asyncio
import re

from sqlmodel import func, select

from app.models import Interview, InterviewSource, Message
from app.models import Participant as ParticipantRow
from tests.app.site import Participant, Site, sqlite_alone
from tests.browserlike import Visitor

WORDS = "The preview of the walrus module kept failing."


async def trying(site: Site, researcher: Visitor, study: str, page: str = "") -> Participant:
    await researcher.get(f"/studies/{study}{page}")
    answer = await researcher.submit("/previews")
    assert answer.status_code == 200, answer.text
    return Participant(site, site.visitor(), answer.url.path)


@sqlite_alone
async def test_a_draft_can_be_tried_from_its_page_and_its_plan(site: Site) -> None:
    researcher = await site.researcher()
    study = await researcher.new_study()
    for page in ("", "/plan"):
        preview = await trying(site, researcher, study, page)
        shown = await preview.visitor.get(preview.path)
        assert "Nothing you say here counts" in shown.text
        assert (await preview.send(WORDS)).status_code == 201
        await preview.send("", to="stop", reply_to=0)
        assert "Nothing you say here counts" in (await preview.visitor.get(preview.path)).text
    assert set(await site.rows(select(Interview.source))) == {InterviewSource.PREVIEW}
    assert sorted(await site.rows(select(ParticipantRow.number))) == [-1, 0]


async def test_previews_are_never_counted_and_never_analysed(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    preview = await trying(site, researcher, study)
    await preview.send(WORDS)
    await preview.send("", to="stop", reply_to=0)
    page = await researcher.get(f"/studies/{study}")
    assert "No interviews yet" in page.text
    assert "Preview 1" in page.text
    await researcher.get(f"/studies/{study}/summary")
    assert "No interviews yet" in researcher.page.text
    participant = await site.begin(link)
    await participant.send("The import of our spreadsheet kept failing.")
    await participant.send("", to="stop", reply_to=0)
    assert sorted(await site.rows(select(ParticipantRow.number))) == [0, 1]
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    page = await researcher.get(f"/studies/{study}/summary")
    assert "From 1 interview with 1 person" in page.text
    assert "walrus" not in page.text
    transcript = await researcher.get(f"/studies/{study}/interviews/{await preview.interview_id()}")
    assert "Preview 1" in transcript.text
    assert "walrus" in transcript.text


async def test_a_preview_is_deleted_with_all_that_was_said(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    participant = await site.begin(link)
    preview = await trying(site, researcher, study)
    await preview.send(WORDS)
    await researcher.get(f"/studies/{study}")
    page = await researcher.submit("/delete")
    assert "is deleted" in page.text
    assert (await preview.visitor.request("GET", preview.path)).status_code == 404
    late = await preview.visitor.request("POST", f"{preview.path}/answers", data={"text": "More", "reply_to": "2"})
    assert late.status_code == 404
    assert await site.rows(select(func.count()).select_from(Message)) == [1]
    assert await site.rows(select(Interview.source)) == [InterviewSource.LIVE]
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = await researcher.request(
        "POST",
        f"/studies/{study}/previews/{await participant.interview_id()}/delete",
        data={"_csrf_token": token[1]},
    )
    assert answer.status_code == 404, "what a participant said is not a preview"
    assert len(await participant.stored()) == 1


async def test_several_previews_at_once_get_numbers_of_their_own(site: Site) -> None:
    researcher = await site.researcher()
    study = await researcher.new_study()
    page = await researcher.get(f"/studies/{study}")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert token
    answers = await asyncio.gather(
        *(researcher.request("POST", f"/studies/{study}/previews", data={"_csrf_token": token[1]}) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert sorted(await site.rows(select(ParticipantRow.number))) == [-3, -2, -1, 0]

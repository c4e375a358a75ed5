"""All studies of a workspace are asked at once: through the page, by programs, and never beyond the workspace."""

import re
from uuid import UUID

from sqlmodel import select

from analysis.asking.answers import Answer, Outcome
from app.models import AskThread, AskTurn, Role
from tests.app.site import JSON, SEES_ALL, Site
from tests.app.test_app_api import Program, refused, token_of
from tests.browserlike import Visitor

EXPORTS = "The invoice export was slow and kept failing on me"
PASSWORDS = "I lost my password three times and could not get in"


async def analysed(site: Site, researcher: Visitor, text: str, people: int) -> str:
    """A study in which ``people`` said ``text``, analysed."""
    study, _ = await site.live_study(researcher)
    rows = [f'"{text}, says person {n}",{"pro" if n % 2 else "free"}' for n in range(people)]
    await researcher.get(f"/studies/{study}/import")
    await researcher.submit(
        f"/studies/{study}/import", files={"file": ("answers.csv", "answer,plan\n" + "\n".join(rows), "text/csv")}
    )
    await researcher.submit(researcher.page.url.path, {"text_column": "answer", "attribute_columns": "plan"})
    await site.jobs_done()
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    return study


async def test_all_studies_are_asked_and_their_quotes_lead_to_each(sqlite_site: Site) -> None:
    site = sqlite_site
    ada = await site.researcher()
    page = await ada.get("/ask")
    assert "Nothing is analysed yet" in page.text
    first = await analysed(site, ada, EXPORTS, 10)
    second = await analysed(site, ada, PASSWORDS, 8)
    await site.live_study(ada)
    await site.set_role("ada@example.org", Role.VIEWER)
    page = await ada.get("/ask")
    assert "2 conversations are read, 1 not analysed yet" in page.text
    page = await ada.submit("/ask", {"question": "What are the most common friction points?"})
    assert "10 of 10 people" in page.text
    assert "8 of 8 people" in page.text
    for study in (first, second):
        place = re.search(rf'href="(/studies/{study}/interviews/[^"]+\?quote=[^"]+)"', page.text)
        assert place
        assert "<mark" in (await ada.get(place[1].replace("&amp;", "&"))).text
    (thread,) = await site.rows(select(AskThread))
    assert thread.study_id is None
    page = await ada.get(f"/ask/{thread.id}")
    assert "10 of 10 people" in page.text
    read = (await ada.request("GET", f"/ask/{thread.id}", headers=JSON)).json()
    assert read["turns"][0]["answer"]["claims"]
    for path in (f"/studies/{first}/ask/{thread.id}", f"/ask/{UUID(int=1)}"):
        assert (await ada.get(path)).status_code == 404
    program = Program(site, await token_of(ada))
    reply = await program.post("/questions", {"question": "Which study mentions the invoice export most?"})
    assert reply.status_code == 201, reply.text
    answer = Answer.model_validate(reply.json()["answer"])
    assert answer.outcome is Outcome.ANSWERED
    assert answer.table is not None
    told = [(row.counts[0].people, row.counts[0].of) for row in answer.table.rows if row.counts[0]]
    assert told == [(10, 10), (0, 8)]
    again = await program.post("/questions", {"question": "And the password?", "thread": reply.json()["thread"]})
    assert again.json()["ordinal"] == 1


async def test_another_workspace_is_never_asked(sqlite_site: Site) -> None:
    site = sqlite_site
    ada = await site.researcher()
    await analysed(site, ada, EXPORTS, 10)
    await ada.get("/ask")
    await ada.submit("/ask", {"question": "What do people say about the invoice export?"})
    (thread,) = await site.rows(select(AskThread))
    eve = await site.researcher("eve@example.org")
    assert (await eve.get(f"/ask/{thread.id}")).status_code == 404
    program = Program(site, await token_of(eve))
    refused(await program.post("/questions", {"question": "What do people say about exports?"}), 409, "analysed")
    await analysed(site, eve, PASSWORDS, 8)
    reply = await program.post("/questions", {"question": "How many people mentioned the invoice export?"})
    assert reply.json()["answer"]["claims"] == []
    asked = {"question": "And by plan?", "thread": str(thread.id)}
    refused(await program.post("/questions", asked), 404)


async def test_a_deleted_study_takes_what_was_read_from_it(sqlite_site: Site) -> None:
    site = sqlite_site
    ada = await site.researcher()
    first = await analysed(site, ada, EXPORTS, 6)
    await analysed(site, ada, PASSWORDS, 6)
    await ada.get("/ask")
    page = await ada.submit("/ask", {"question": "What do people say about the invoice export?"})
    assert "kept failing" in page.text
    await site.services.studies.delete(SEES_ALL, UUID(first))
    (turn,) = await site.rows(select(AskTurn))
    assert (turn.answer, turn.interviews) == (None, [])
    page = await ada.get(page.url.path)
    assert "were withdrawn or changed" in page.text
    assert "kept failing" not in page.text

"""The main job over HTTP, as people do it: question, plan, interviews by link, Magic Summary, report."""

import asyncio
import re

from tests.browserlike import Visitor

ANSWERS = (
    "I wanted to see our sales figures in one place without asking IT.",
    "The setup took six weeks because the import kept failing and nobody told us why.",
    "Support answered within an hour, which was a relief.",
    "I got stuck on the permissions page and had to ask a colleague.",
    "The first dashboard made it all worth it, my boss loved it.",
)


async def hold_interview(visitor: Visitor, link: str, answers: tuple[str, ...] = ANSWERS) -> str:
    """Consent, answer until the end; returns the interview's path."""
    page = await visitor.get(link)
    assert page.status_code == 200, page.text
    page = await visitor.submit(link)
    path = page.url.path
    assert path.startswith("/i/"), page.text
    for number in range(40):
        if "/answers" not in visitor.page.text:
            break
        await visitor.submit("/answers", {"text": answers[number % len(answers)] + f" ({number})"})
        assert visitor.page.status_code == 200, visitor.page.text
    assert "/answers" not in visitor.page.text
    return path


async def until_done(researcher: Visitor, study: str) -> dict:
    for _ in range(150):
        answer = await researcher.request("GET", f"/studies/{study}/summary", headers={"accept": "application/json"})
        found = answer.json()
        if found["job"]["status"] in {"done", "failed"}:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"the analysis did not end: {found['job']}")


async def test_from_a_question_to_a_report(researcher: Visitor, visitor: Visitor) -> None:
    study = await researcher.new_study("What friction points keep new customers from getting value in onboarding?")
    assert "onboarding" in researcher.page.text
    link = await researcher.publish(study)
    for _ in range(3):
        await hold_interview(visitor, link)

    await researcher.get(f"/studies/{study}")
    assert researcher.page.text.count("Participant ") >= 3
    await researcher.submit("/analyses")
    found = await until_done(researcher, study)
    assert found["job"]["status"] == "done", found
    themes = found["summary"]["friction_points"] + found["summary"]["success_factors"]
    assert themes

    page = await researcher.get(f"/studies/{study}/summary")
    places = re.findall(rf"/studies/{study}/interviews/[0-9a-f-]+\?quote=[^\"#]+#m-[0-9a-f-]+", page.text)
    assert places
    transcript = await researcher.get(places[0].replace("&amp;", "&").split("#")[0])
    assert "<mark" in transcript.text

    pdf = await researcher.request("GET", f"/studies/{study}/report.pdf")
    assert pdf.status_code == 200, pdf.text
    assert pdf.content.startswith(b"%PDF-")
    assert "attachment" in pdf.headers["content-disposition"]

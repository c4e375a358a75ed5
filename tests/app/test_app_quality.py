"""The page on how interviews are held: what it counts, and what it keeps apart."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.models import InterviewSource, InterviewStatus
from app.pages.rule_words import RULE_NAMES
from app.quality.tally import LEFT, Journeys, Said, Tally
from app.settings import Settings
from interview_engine.llm import ScriptedModel
from interview_engine.turn_compiler.rules import RULES
from tests.app.site import Site, running

LEADING = "So it must have been terrible to wait that long, right?"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_every_rule_has_a_name_for_people() -> None:
    assert {rule for rule, _ in RULES} <= set(RULE_NAMES)


async def test_a_study_without_interviews_has_a_page_that_says_so(site: Site) -> None:
    researcher = await site.researcher()
    study = await researcher.new_study()
    page = await researcher.get(f"/studies/{study}/quality")
    assert page.status_code == 200
    assert "Nobody has answered yet" in page.text
    assert "Nothing has been said yet" in page.text
    assert "/quality" in (await researcher.get(f"/studies/{study}")).text


async def test_refused_proposals_distress_and_where_people_leave_are_shown(settings: Settings) -> None:
    model = ScriptedModel([json.dumps({"question": LEADING})], repeat_last=True)
    async with running(settings, model=model) as site:
        researcher = await site.researcher()
        study, link = await site.live_study(researcher)
        person = await site.begin(link)
        await person.send("The setup took six weeks because the import kept failing and nobody told us why.")
        await person.send("<b>Honestly</b> I do not want to live any more, I think about killing myself.")
        await person.send("", to="stop", reply_to=0)
        other = await site.begin(link)
        await other.send("Support answered within an hour, which was a relief to all of us in the office.")
        await researcher.get(f"/studies/{study}")
        await researcher.submit("/previews")
        page = (await researcher.get(f"/studies/{study}/quality")).text
    assert "A person should read these" in page
    assert f"/interviews/{first_transcript(page)}" in page
    assert "Stopped early" in page
    assert "In progress" in page
    assert "Takes something for granted" in page
    assert LEADING in page
    assert "Sent instead" in page
    assert "Previews and simulated participants" in page
    left = re.findall(r'<tr><th scope="row" dir="auto">[^<]+</th><td>(\d+)</td><td>(\d+)', page)
    assert sum(int(count) for _, count in left) == 1, "one person stopped, the other is still there"
    assert "put through the rules again" in page


def first_transcript(page: str) -> str:
    found = re.search(r"/interviews/([0-9a-f-]{36})", page)
    assert found
    return found[1]


INTERVIEWS = [uuid4() for _ in range(4)]


def said(interview: int, speaker: str, at: datetime, *, status: str = "active", **move: str) -> Said:
    held = INTERVIEWS[interview]
    return Said(held, InterviewSource.LIVE, InterviewStatus(status), uuid4(), speaker, at, move, {}, 3, 2)


def test_who_says_nothing_for_a_day_has_left_and_who_never_answered_is_nobody() -> None:
    journeys = Journeys()
    long_ago = NOW - timedelta(days=2)
    for one in (
        said(0, "interviewer", long_ago, question_key="first"),
        said(0, "participant", long_ago),
        said(0, "interviewer", long_ago, question_key="second"),
        said(1, "interviewer", NOW, question_key="first"),
        said(1, "participant", NOW),
        said(2, "interviewer", long_ago, question_key="first"),
        said(3, "interviewer", NOW, status="completed", question_key="first"),
        said(3, "participant", NOW, status="completed"),
        said(3, "interviewer", NOW, status="completed"),
    ):
        journeys.add(one)
    assert journeys.ends(NOW) == {LEFT: 1, "active": 1, "completed": 1}
    assert journeys.asked() == {"first": 3, "second": 1}
    assert journeys.left_at(NOW) == {"second": 1}


def test_what_is_counted_of_a_message() -> None:
    tally = Tally()
    base = said(0, "interviewer", NOW)
    for origin in (
        {"implementation": "offline"},
        {"implementation": "a-model", "rejected": ["praise"], "repaired": True},
        {"implementation": "offline", "fallback": "rejected: open, praise", "rejected": ["open", "praise"]},
        {"implementation": "offline", "fallback": "timeout: no answer within 8 seconds"},
        {},
    ):
        tally.add(replace(base, origin=origin))
    assert tally.worded == {"offline": 4, "a-model": 1}
    assert tally.refused == {"praise": 2, "open": 1}
    assert tally.fallbacks == {"rejected": 1, "timeout": 1}
    assert (tally.proposals, tally.faulty, tally.repaired) == (3, 2, 1)
    assert (tally.prompt_tokens, tally.completion_tokens) == (15, 10)

"""Distress: the study's help is said, the answer is marked for a person, and what a model proposed stays inside."""

import json
from uuid import UUID

from sqlmodel import select

from app.interviews.store import interviewer_message
from app.models import Message, MessageVersion
from app.settings import Settings
from interview_engine import NextMessage, Origin, Progress, Rejection
from interview_engine.llm import ScriptedModel
from interview_engine.moves import Support
from tests.app.site import SEES_ALL, Participant, Site, running, sqlite_alone
from tests.browserlike import Visitor

HELP = "Call the help line at 0800 123."
DISTRESS = "I can't go on like this anymore"
ANSWER = "We tried the CSV import on Monday and it failed because of a wrong date."
PROPOSED = "Great! You mentioned the CSV import. What happened when it failed? And who fixed it?"


async def with_help(site: Site) -> tuple[Visitor, str, Participant]:
    """A study with a help text, light but for its first question and with time for that, and somebody in it."""
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    await researcher.get(f"/studies/{study}/plan")
    own = {"depth": "light", "core-0-depth": "deep", "phases-0-minutes": "30", "help_text": HELP}
    await researcher.submit("/plan", own | {"action": "save"})
    return researcher, study, await site.begin(link)


async def shown_to(participant: Participant) -> str:
    """All that a participant's pages and the state behind them say."""
    pages = [await participant.visitor.get(path) for path in (participant.path, f"{participant.path}/receipt")]
    return "\n".join([*(page.text for page in pages), json.dumps(await participant.state())])


async def test_the_studys_help_is_said_and_a_person_is_asked_to_look(site: Site) -> None:
    researcher, study, participant = await with_help(site)
    sent = await participant.send(DISTRESS)
    assert HELP in sent.text
    listed = (await researcher.get(f"/studies/{study}")).text
    assert listed.count("Needs a person's eye") == 1
    interview = await participant.interview_id()
    page = (await researcher.get(f"/studies/{study}/interviews/{interview}")).text
    assert page.count("This answer speaks of distress") == 1
    messages = await site.transcript(study, str(interview))
    assert [message.distress for message in messages] == [False, True, False]
    await participant.send("I would rather talk about the setup.")
    messages = await site.transcript(study, str(interview))
    assert [message.distress for message in messages] == [False, True, False, False, False]
    said = await shown_to(participant)
    assert "distress" not in said.replace(DISTRESS, "")
    assert "person's eye" not in said


@sqlite_alone
async def test_nobody_is_flagged_who_speaks_of_a_bad_day_at_work(site: Site) -> None:
    researcher, study, participant = await with_help(site)
    sent = await participant.send("The setup was frustrating and slow, we were all annoyed with it.")
    assert HELP not in sent.text
    assert "Needs a person" not in (await researcher.get(f"/studies/{study}")).text


async def test_a_withdrawn_answer_takes_its_flag_with_it(site: Site) -> None:
    researcher, study, participant = await with_help(site)
    await participant.send(DISTRESS)
    await participant.send("Let us go on.")
    await participant.send("", to="stop", reply_to=0)
    await participant.visitor.request("POST", f"{participant.path}/receipt/3/withdraw")
    assert "Needs a person's eye" in (await researcher.get(f"/studies/{study}")).text
    await participant.visitor.request("POST", f"{participant.path}/receipt/1/withdraw")
    assert "Needs a person's eye" not in (await researcher.get(f"/studies/{study}")).text
    page = await researcher.get(f"/studies/{study}/interviews/{await participant.interview_id()}")
    assert "speaks of distress" not in page.text


@sqlite_alone
async def test_the_plans_depth_decides_how_often_an_answer_is_followed(site: Site) -> None:
    _, study, participant = await with_help(site)
    rich = "The CSV import broke because of the field mapping."
    while not (await participant.state())["ended"]:
        await participant.send(rich)
    followed: dict[str, int] = {}
    for message in await participant.stored():
        if message.move and message.move["kind"] == "probe":
            key = message.move["question_key"]
            followed[key] = followed.get(key, 0) + 1
    plan = (await site.services.plans.current(SEES_ALL, UUID(study))).plan
    first = plan.core_questions[0].key
    assert followed.pop(first) == 3
    assert set(followed.values()) == {1}


async def test_what_a_model_proposed_is_kept_for_researchers_until_an_answer_is_withdrawn(
    settings: Settings,
) -> None:
    model = ScriptedModel([json.dumps({"question": PROPOSED})], repeat_last=True)
    async with running(settings, model=model) as site:
        researcher, study, participant = await with_help(site)
        await participant.send(ANSWER)
        interview = str(await participant.interview_id())
        message = (await site.transcript(study, interview))[-1]
        assert message.text == "You mentioned the CSV import. What happened when it failed?"
        assert message.repaired
        assert (await participant.stored())[-1].origin["proposed"] == [PROPOSED]
        page = (await researcher.get(f"/studies/{study}/interviews/{interview}")).text
        assert "was repaired before it was sent" in page
        assert "Great!" not in page
        await participant.send("It stopped.")
        await participant.send("", to="stop", reply_to=0)
        said = await shown_to(participant)
        assert "Great!" not in said
        assert "repaired" not in said
        await participant.visitor.request("POST", f"{participant.path}/receipt/1/withdraw")
        kept = [row.origin for table in (Message, MessageVersion) for row in await site.rows(select(table))]
        assert "CSV" not in json.dumps(kept)


def test_a_long_proposal_is_kept_in_its_beginning_and_once() -> None:
    long = "Why? " * 1_000
    rejected = tuple(Rejection(rule, "too much", long) for rule in ("length", "one_question"))
    said = NextMessage(Support(), "Text.", Origin("big-model"), rejected, "rejected", Progress(0, 1), distress=True)
    _, origin = interviewer_message(2, said)
    assert origin["proposed"] == [long[:400]]
    assert origin["rejected"] == ["length", "one_question"]
    assert (origin["distress"], origin["repaired"]) == (True, False)

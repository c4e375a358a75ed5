"""How a model understood an answer is stored with the reply, given back to the engine, and goes with the words."""

from typing import Any

import pytest
from sqlmodel import select

from app.interviews.store import Held, load
from app.models import Interview, Message, MessageVersion
from app.settings import Settings
from interview_engine import Asked, Interviewer, NextMessage, Reading, read_answer
from interview_engine.llm import ScriptedModel
from tests.app.site import SEES_ALL, Participant, Site, running

WORDS = "The setup took six weeks because the import kept failing and nobody told us why."


class Understanding(Interviewer):
    """Says that a model had a part in reading every answer."""

    async def next_message(self, plan: Any, events: Any, **options: Any) -> NextMessage:
        said = await super().next_message(plan, events, **options)
        if not events:
            return said
        reading: Reading = read_answer(events[-1].text, "")
        return NextMessage(
            said.move, said.text, said.origin, said.rejected, said.fallback_reason, said.progress, reading=reading
        )


async def understood(site: Site) -> Participant:
    _, link = await site.live_study(await site.researcher())
    site.services.conversations._replies._interviewer = Understanding()
    participant = await site.begin(link)
    for text in (WORDS, "Nobody answered my support ticket for nine days."):
        await participant.send(text)
    return participant


async def held(site: Site) -> Held:
    interview = (await site.rows(select(Interview)))[0]
    async with site.database.read(SEES_ALL) as session:
        return await load(session, interview.id)


def readings(found: Held) -> list[Reading | None]:
    return [event.reading for event in found.events if isinstance(event, Asked)]


async def test_a_reading_comes_back_with_the_event(site: Site) -> None:
    await understood(site)
    assert readings(await held(site)) == [
        None,
        read_answer(WORDS, ""),
        read_answer("Nobody answered my support ticket for nine days.", ""),
    ]


async def test_an_edited_a_corrected_and_a_withdrawn_answer_lose_theirs(site: Site) -> None:
    participant = await understood(site)
    token = participant.path.removeprefix("/i/")
    await site.services.conversations.edit(token, "It was the export.", answer=3, edition=0)
    assert readings(await held(site))[2] == read_answer("It was the export.", "")
    versions = await site.rows(select(MessageVersion))
    assert not any("reading" in (version.origin or {}) for version in versions)
    await participant.send("", 0, to="stop")

    await site.services.receipts.correct(token, 1, "It took two days.")
    assert readings(await held(site))[1] is None
    await site.services.receipts.withdraw(token, 3)
    assert readings(await held(site)) == [None, None, None, None]
    assert not [row for row in await site.rows(select(Message)) if "reading" in (row.origin or {})]


async def test_what_nobody_but_rules_has_read_is_not_stored(sqlite_site: Site) -> None:
    _, link = await sqlite_site.live_study(await sqlite_site.researcher())
    participant = await sqlite_site.begin(link)
    await participant.send(WORDS)
    assert "reading" not in ((await participant.stored())[-1].origin or {})


@pytest.mark.parametrize(("reads", "prompts"), [(False, 1), (True, 2)])
async def test_whether_a_model_reads_answers_is_a_setting(
    sqlite_settings: Settings, *, reads: bool, prompts: int
) -> None:
    """The model gives nothing of use: what counts is how often it is asked about one answer."""
    async with running(sqlite_settings) as site:
        _, link = await site.live_study(await site.researcher())
        path = (await site.begin(link)).path
    model = ScriptedModel(["{}"], repeat_last=True)
    async with running(sqlite_settings.model_copy(update={"llm_reads_answers": reads}), model=model) as site:
        await Participant(site, site.visitor(), path).send(WORDS)
    asked = {request.messages[0].content for request in model.requests}
    assert len(asked) == prompts

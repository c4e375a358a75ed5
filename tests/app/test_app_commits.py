"""Turns committed together and interviews remembered: what other processes do meanwhile is never overlooked."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from analysis.embedding import HashingEmbedder
from app.accounts.schemas import SignUp
from app.db import Scope
from app.errors import Conflict, InterviewClosed, NotFound
from app.interviews.commits import Change, Commits
from app.interviews.service import ConversationService
from app.interviews.store import Held, StoredMessage, load, message_row
from app.jobs import InlineJobs
from app.main import House, build_house
from app.models import Interview, Message
from app.settings import Settings
from app.studies.schemas import StudyCreate
from tests.browserlike import UNSEEN

EVERYTHING = Scope.system("a test looks at the whole database")
WORDS = "The import kept failing for a week and nobody in the office knew why."


@pytest.fixture
async def houses(settings: Settings) -> AsyncIterator[tuple[House, House]]:
    """Two processes, as it were, on one database."""
    pair = tuple(build_house(settings, embedder=HashingEmbedder(), queue=InlineJobs) for _ in range(2))
    yield pair
    for house in pair:
        await house.database.close()


@pytest.fixture
async def here(houses: tuple[House, House]) -> ConversationService:
    return houses[0].services.conversations


@pytest.fixture
async def elsewhere(houses: tuple[House, House]) -> ConversationService:
    return houses[1].services.conversations


@pytest.fixture
async def link(houses: tuple[House, House]) -> str:
    accounts, studies = houses[0].services.accounts, houses[0].services.studies
    data = SignUp(name="Ada", email="ada@example.org", password="long enough for us", workspace_name="Lab")
    actor = await accounts.actor(await accounts.sign_up(data, address="test"))
    assert actor is not None
    study_id = await studies.create(
        actor.scope, StudyCreate(question="What friction points do new customers meet?"), user_id=None
    )
    await studies.publish(actor.scope, study_id, reason=UNSEEN)
    return (await studies.get(actor.scope, study_id)).link_token


async def stored(house: House) -> list[tuple[int, str, str]]:
    async with house.database.read(EVERYTHING) as session:
        query = select(Message.seq, Message.speaker, Message.text).order_by(col(Message.seq))
        return [tuple(row) for row in (await session.exec(query)).all()]


async def held_interviews(house: House) -> list[Held]:
    async with house.database.read(EVERYTHING) as session:
        return [await load(session, found) for found in (await session.exec(select(Interview.id))).all()]


def answer_of(held: Held, seq: int) -> Change:
    return Change(message_row(held, StoredMessage(seq, "participant", f"{WORDS} {held.id}", None), None), held.edition)


async def test_a_refused_message_fails_only_whoever_wanted_it(
    houses: tuple[House, House], here: ConversationService, link: str
) -> None:
    for number in range(6):
        await here.start(link, f"participant-number-{number}")
    held = await held_interviews(houses[0])
    commits = Commits(houses[0].database)
    # The first of all opens a transaction of its own; the others meet in the next.
    outcomes = await asyncio.gather(
        *(commits.store(answer_of(one, seq=0 if number % 3 == 1 else 1)) for number, one in enumerate(held)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, IntegrityError) for outcome in outcomes] == [False, True, False] * 2
    texts = {text for _, speaker, text in await stored(houses[1]) if speaker == "participant"}
    assert texts == {f"{WORDS} {one.id}" for number, one in enumerate(held) if number % 3 != 1}


async def test_whoever_leaves_while_waiting_holds_nobody_up(
    houses: tuple[House, House], here: ConversationService, link: str
) -> None:
    for number in range(2):
        await here.start(link, f"participant-number-{number}")
    gone, stays = await held_interviews(houses[0])
    commits = Commits(houses[0].database)
    waiting = asyncio.create_task(commits.store(answer_of(gone, 1)))
    other = asyncio.create_task(commits.store(answer_of(stays, 1)))
    await asyncio.sleep(0)
    waiting.cancel()
    await other
    assert f"{WORDS} {stays.id}" in {text for _, _, text in await stored(houses[0])}


async def test_what_is_remembered_gives_way_to_what_is_stored(
    houses: tuple[House, House], here: ConversationService, elsewhere: ConversationService, link: str
) -> None:
    token = await here.start(link, "one-participant-only")
    first = await here.answer(token, f"{WORDS} 1", reply_to=0)
    second = await elsewhere.answer(token, f"{WORDS} 2", reply_to=first.reply_to or -1)
    third = await here.answer(token, f"{WORDS} 3", reply_to=second.reply_to or -1)
    again = await elsewhere.answer(token, f"{WORDS} 3", reply_to=second.reply_to or -1)
    assert again.lines == third.lines
    with pytest.raises(Conflict):
        await elsewhere.answer(token, "Something else.", reply_to=second.reply_to or -1)
    rows = await stored(houses[0])
    assert [seq for seq, *_ in rows] == list(range(7))
    assert [text for _, speaker, text in rows if speaker == "participant"] == [f"{WORDS} {n}" for n in (1, 2, 3)]


async def test_two_processes_that_take_the_same_answer_store_it_once(
    houses: tuple[House, House], here: ConversationService, elsewhere: ConversationService, link: str
) -> None:
    token = await here.start(link, "one-participant-only")
    shown = [await service.answer(token, f"{WORDS} 1", reply_to=0) for service in (here, elsewhere)]
    reply_to = shown[0].reply_to or -1
    both = await asyncio.gather(*(s.answer(token, f"{WORDS} 2", reply_to=reply_to) for s in (here, elsewhere)))
    assert both[0].lines == both[1].lines
    assert [seq for seq, *_ in await stored(houses[0])] == list(range(5))


async def test_an_interview_that_was_stopped_or_deleted_elsewhere_takes_no_answer(
    houses: tuple[House, House], here: ConversationService, elsewhere: ConversationService, link: str
) -> None:
    token = await here.start(link, "one-participant-only")
    first = await here.answer(token, f"{WORDS} 1", reply_to=0)
    await elsewhere.stop(token)
    with pytest.raises((InterviewClosed, Conflict)):
        await here.answer(token, f"{WORDS} 2", reply_to=first.reply_to or -1)

    other = await here.start(link, "another-participant-now")
    first = await here.answer(other, f"{WORDS} 1", reply_to=0)
    async with houses[1].database.write(EVERYTHING) as session:
        await session.exec(delete(Message))
        await session.exec(delete(Interview))
    with pytest.raises(NotFound):
        await here.answer(other, f"{WORDS} 2", reply_to=first.reply_to or -1)

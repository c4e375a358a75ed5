"""The last answer can be changed while its reply is unanswered; pausing and coming back lose nothing."""

import asyncio

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from app.models import Message, MessageVersion, Study
from app.settings import Settings
from tests.app.site import JSON, SEES_ALL, Participant, Site, running, sqlite_alone
from web.locales import texts as words

FIRST = "The setup took six weeks because the import kept failing."
SECOND = "Nobody answered my support ticket for nine days."
CHANGED = "We never finished the Lisbon rollout since the permissions were confusing."


async def in_an_interview(site: Site, *answers: str) -> Participant:
    _, link = await site.live_study(await site.researcher())
    participant = await site.begin(link)
    for answer in answers:
        assert (await participant.send(answer)).status_code == 201
    return participant


async def edit(participant: Participant, text: str, **changes: int) -> int:
    """Send the form as a page of this moment has it; returns the status."""
    state = await participant.state()
    fields = {"text": text, "answer": str(state["editable"]), "edition": str(state["edition"])}
    fields |= {name: str(value) for name, value in changes.items()}
    answer = await participant.visitor.request("POST", f"{participant.path}/edit", data=fields)
    return int(answer.status_code)


async def texts(participant: Participant) -> list[str]:
    return [message.text for message in await participant.stored()]


async def test_the_reply_to_a_changed_answer_is_computed_anew(site: Site) -> None:
    participant = await in_an_interview(site, FIRST, SECOND)
    before = await texts(participant)
    page = await participant.visitor.get(participant.path)
    assert "Change my last answer" in page.text
    page = await participant.visitor.get(f"{participant.path}/edit")
    assert SECOND in page.text
    page = await participant.visitor.submit("/edit", {"text": CHANGED})
    assert page.status_code == 200
    assert CHANGED in page.text
    after = await texts(participant)
    assert after[:3] == before[:3]
    assert (after[3], len(after)) == (CHANGED, 5)
    assert SECOND not in page.text
    kept = await site.rows(select(MessageVersion.speaker, MessageVersion.text).order_by(MessageVersion.speaker))
    assert kept == [("interviewer", before[4]), ("participant", SECOND)]
    other = await site.begin(await _link_of(site))
    await other.send(FIRST)
    await other.send(CHANGED)
    assert (await texts(other))[3] == CHANGED, "and it goes on like any other"
    assert (await participant.send(SECOND)).status_code == 201


async def _link_of(site: Site) -> str:
    (token,) = await site.rows(select(Study.link_token))
    return f"/s/{token}"


async def test_changing_twice_is_changing_once(site: Site) -> None:
    participant = await in_an_interview(site, FIRST)
    state = await participant.state()
    for _ in range(3):
        assert await edit(participant, CHANGED, answer=1, edition=state["edition"]) == 303
    assert len(await site.rows(select(MessageVersion))) == 2
    assert (await participant.state())["edition"] == state["edition"] + 1
    assert len(await participant.stored()) == 3


async def test_races_end_in_one_text_and_clear_conflicts(site: Site) -> None:
    participant = await in_an_interview(site, FIRST)
    edition = (await participant.state())["edition"]
    statuses = await asyncio.gather(
        *(edit(participant, f"{CHANGED} {number}", answer=1, edition=edition) for number in range(5))
    )
    assert sorted(statuses) == [303, 409, 409, 409, 409]
    stored = await participant.stored()
    assert [message.seq for message in stored] == [0, 1, 2]
    page = await participant.visitor.request(
        "POST", f"{participant.path}/edit", data={"text": "Too <late>", "answer": "1", "edition": str(edition)}
    )
    assert page.status_code == 409
    assert "Too &lt;late&gt;" in page.text
    assert "This was not saved" in page.text


async def test_an_answer_to_a_question_that_was_taken_back_is_refused(site: Site) -> None:
    """Another window still shows it: what was typed there answers something else."""
    participant = await in_an_interview(site, FIRST)
    old = await participant.state()
    assert await edit(participant, CHANGED) == 303
    for sent in (
        {"json": {"text": SECOND, "reply_to": 2, "edition": old["edition"]}, "headers": JSON},
        {"data": {"text": SECOND, "reply_to": "2", "edition": str(old["edition"])}},
    ):
        answer = await participant.visitor.request("POST", f"{participant.path}/answers", **sent)
        assert answer.status_code in {400, 409}
    assert SECOND in answer.text, "it stays in the box"
    assert len(await participant.stored()) == 3
    new = await participant.state()
    answer = await participant.visitor.request(
        "POST",
        f"{participant.path}/answers",
        json={"text": SECOND, "reply_to": 2, "edition": new["edition"]},
        headers=JSON,
    )
    assert answer.status_code == 201


async def test_only_the_newest_answer_can_be_changed(site: Site) -> None:
    participant = await in_an_interview(site, FIRST, SECOND)
    for seq in (0, 1, 2, 4, 99):
        assert await edit(participant, CHANGED, answer=seq) == 409
    assert await edit(participant, FIRST, answer=1) == 303, "the same words again change nothing"
    for text in ("", "  ", "x" * 20_001):
        assert await edit(participant, text) == 400
    state = await participant.state()
    for fields in ({"text": "x"}, {"text": "x", "answer": "three", "edition": "0"}, {"text": "x", "answer": "9" * 30}):
        answer = await participant.visitor.request("POST", f"{participant.path}/edit", data=fields)
        assert answer.status_code == 400
    assert (await texts(participant))[1::2] == [FIRST, SECOND]
    await participant.send("", to="stop", reply_to=0)
    assert await edit(participant, CHANGED, answer=3, edition=state["edition"]) == 410
    assert (await participant.visitor.request("GET", f"{participant.path}/edit")).status_code == 303


async def test_a_skipped_question_can_be_answered_after_all(site: Site) -> None:
    participant = await in_an_interview(site)
    await participant.send("", 0, to="skip")
    assert await edit(participant, CHANGED) == 303
    stored = await participant.stored()
    assert (stored[1].text, stored[1].move) == (CHANGED, None)


async def test_a_crash_between_change_and_reply_is_made_up_for(settings: Settings) -> None:
    async with running(settings) as site:
        participant = await in_an_interview(site, FIRST)
        assert await edit(participant, CHANGED) == 303
        reply = (await participant.stored())[-1]
        async with site.database.write(SEES_ALL) as session:
            await session.exec(delete(Message).where(col(Message.id) == reply.id))
    async with running(settings) as restarted:
        again = Participant(restarted, restarted.visitor(), participant.path)
        assert (await again.state())["reply_to"] == 2
        assert (await again.stored())[-1].text == reply.text


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
async def test_another_process_that_remembers_the_old_answer_does_not_go_on_from_it(settings: Settings) -> None:
    async with running(settings) as one, running(settings) as other:
        participant = await in_an_interview(one, FIRST)
        twin = Participant(other, other.visitor(), participant.path)
        await twin.state()
        assert (await twin.send(SECOND)).status_code == 201
        assert await edit(participant, CHANGED) == 303
        # The twin remembers SECOND and its reply; the rows say otherwise.
        answer = await twin.visitor.request(
            "POST", f"{twin.path}/answers", json={"text": "And so on.", "reply_to": 4, "edition": 0}, headers=JSON
        )
        assert answer.status_code == 409
        assert (await twin.send("And so on.")).status_code == 201
        stored = await participant.stored()
        assert [message.text for message in stored][1::2] == [FIRST, CHANGED, "And so on."]
        statuses = await asyncio.gather(
            edit(participant, "One", answer=5, edition=1),
            edit(twin, "Other", answer=5, edition=1),
            edit(participant, "Third", answer=5, edition=1),
        )
        assert sorted(statuses) == [303, 409, 409]


@sqlite_alone
async def test_pausing_shows_the_way_back_and_keeps_what_was_typed(site: Site) -> None:
    participant = await in_an_interview(site, FIRST)
    page = await participant.visitor.get(f"{participant.path}/pause")
    assert f"{site.settings.public_url}{participant.path}" in page.text
    assert "Everything you have sent is saved" in page.text
    assert "not sent it yet" not in page.text
    page = await participant.visitor.request("POST", f"{participant.path}/pause", data={"text": "Half a <thought>"})
    assert page.status_code == 200
    assert "Half a &lt;thought&gt;</textarea>" in page.text
    participant.visitor.page = page
    page = await participant.visitor.submit("/answers")
    assert page.status_code == 200
    assert (await texts(participant))[3] == "Half a <thought>"
    await participant.send("", to="stop", reply_to=0)
    assert (await participant.visitor.request("GET", f"{participant.path}/pause")).status_code == 303


@sqlite_alone
async def test_the_same_link_goes_on_on_another_device(site: Site) -> None:
    participant = await in_an_interview(site, FIRST)
    phone = Participant(site, site.visitor(), participant.path)
    page = await phone.visitor.get(phone.path)
    assert FIRST in page.text
    assert (await phone.send(SECOND)).status_code == 201
    assert SECOND in (await participant.visitor.get(participant.path)).text


async def test_pages_are_spanish_in_a_spanish_interview(sqlite_site: Site) -> None:
    question = "¿Qué impide a los nuevos clientes empezar a usar el producto?"
    _, link = await sqlite_site.live_study(await sqlite_site.researcher(), language="es", question=question)
    participant = await sqlite_site.begin(link)
    await participant.send("La instalación tardó seis semanas porque fallaba.")
    shown = [(await participant.visitor.get(f"{participant.path}/{path}")).text for path in ("edit", "pause")]
    await participant.send("", to="stop", reply_to=0)
    looked = [("GET", path) for path in ("", "/receipt", "/receipt/1", "/withdraw")]
    for method, path in (*looked, ("POST", "/receipt/1"), ("POST", "/rating")):
        page = await participant.visitor.request(method, f"{participant.path}{path}", data={"text": ""})
        shown.append(page.text)
    shown.append((await participant.visitor.request("POST", f"{participant.path}/withdraw", follow=True)).text)
    assert (await participant.visitor.request("POST", f"{participant.path}/receipt/9")).status_code == 404
    english = {text for section in ENGLISH for text in words("en")[section].values() if "{" not in text}
    for page in shown:
        assert '<html lang="es">' in page
        assert not {text for text in english if f">{text}<" in page or f" {text} " in page}


ENGLISH = ("pause", "edit", "receipt", "answer", "withdraw", "rating", "end")

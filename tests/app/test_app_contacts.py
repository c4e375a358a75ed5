"""Who may be contacted: asked once and neutrally, kept apart from what was said, taken back at any time."""

import csv
import hashlib
import html
import io
import re
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import select

from app.contacts.addresses import LONGEST_NAME, read_address, read_name
from app.contacts.file import COLUMNS, contacts_file
from app.contacts.schemas import ContactRead
from app.errors import InvalidInput
from app.models import ConsentText, Contact, Interview, Role, utc_now
from app.settings import Settings
from tests.app.site import SEES_ALL, Participant, Site, running, sqlite_alone
from tests.browserlike import Visitor
from web.locales import contact_consent, texts

ANSWER = "The import kept failing on my quarterly spreadsheet."
EMAIL = "zora.quince@example.org"
NAME = "Zora Quince"


async def asking(site: Site, **study: str) -> tuple[Visitor, str, str]:
    """A live study whose participants are asked: its researcher, id and link."""
    researcher = await site.researcher()
    study_id, link = await site.live_study(researcher, **study)
    await researcher.get(f"/studies/{study_id}/contacts")
    await researcher.submit("/contacts", {"offered": "yes"})
    return researcher, study_id, link


async def ended(site: Site, link: str, *answers: str) -> Participant:
    participant = await site.begin(link)
    for answer in answers:
        assert (await participant.send(answer)).status_code == 201
    await participant.send("", to="stop", reply_to=0)
    await participant.visitor.get(participant.path)
    return participant


def asks(page: str) -> bool:
    return 'name="address"' in page


async def leave(participant: Participant, address: str = EMAIL, name: str = NAME) -> str:
    """Fill in what the end page asks; returns the page that follows."""
    await participant.visitor.get(participant.path)
    page = await participant.visitor.submit("/contact", {"address": address, "name": name})
    return page.text  # type: ignore[no-any-return] # a page


async def contacts_of(site: Site) -> list[Contact]:
    return await site.rows(select(Contact))


async def test_an_address_is_left_shown_changed_and_taken_back(site: Site) -> None:
    _, _, link = await asking(site)
    participant = await ended(site, link, ANSWER)
    page = await leave(participant)
    assert "Thank you, this is saved." in page
    assert EMAIL in page
    assert not asks(page), "it is asked once"
    assert participant.visitor.page.url.path == participant.path

    receipt = await participant.visitor.get(f"{participant.path}/receipt")
    assert EMAIL in receipt.text
    await participant.visitor.get(f"{participant.path}/contact")
    await participant.visitor.submit("/contact", {"address": "+49 (30) 123 45-67"})
    (contact,) = await contacts_of(site)
    assert (contact.address, contact.name) == ("+49 (30) 123 45-67", NAME)

    await participant.visitor.get(f"{participant.path}/contact")
    page = await participant.visitor.submit("/contact/withdraw")
    assert "This is taken back." in page.text
    assert await contacts_of(site) == []


async def test_what_was_agreed_to_is_kept_word_for_word(site: Site) -> None:
    researcher, study, link = await asking(site)
    participant = await ended(site, link, ANSWER)
    await leave(participant)
    (contact,) = await contacts_of(site)
    (interview,) = await site.rows(select(Interview))
    kept = {row.text_hash: row.text for row in await site.rows(select(ConsentText))}
    assert kept[contact.consent_hash] == contact_consent("en", researcher="")
    assert "You may skip any question" in kept[interview.consent_hash]
    await ended(site, link, ANSWER)
    assert len(await site.rows(select(ConsentText))) == 2, "a text is kept once a study"

    await researcher.get(f"/studies/{study}/plan")
    await researcher.submit("/plan", {"researcher_name": "Ada Lovelace"})
    await ended(site, link, ANSWER)
    old, _, new = sorted(await site.rows(select(Interview)), key=lambda held: held.created_at)
    for held, told in ((old, "the research team will read"), (new, "Ada Lovelace will read")):
        shown = (await researcher.get(f"/studies/{study}/interviews/{held.id}")).text
        assert told in shown
        assert held.consent_hash in shown
        lines = re.findall(r'<li dir="auto">(.*?)</li>', shown[: shown.index(held.consent_hash)])
        text = html.unescape("\n".join(lines))
        assert hashlib.sha256(text.encode()).hexdigest() == held.consent_hash, "anybody can compute it again"


@pytest.mark.parametrize(
    ("address", "told"),
    [("", "address_empty_problem"), ("  ", "address_empty_problem"), ("<b>me</b>", "address_problem")],
)
@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_cannot_be_an_address_is_said_in_the_participants_language(
    sqlite_site: Site, address: str, told: str, language: str
) -> None:
    question = {"en": "Why do customers cancel?", "de": "Warum kündigen Kunden?"}[language]
    _, _, link = await asking(sqlite_site, language=language, question=question)
    participant = await ended(sqlite_site, link, ANSWER)
    page = await leave(participant, address, "Zoë <i>Quince</i>")
    assert texts(language)["contact"][told] in page
    assert 'value="Zoë &lt;i&gt;Quince&lt;/i&gt;"' in page, "what was typed is still there"
    assert await contacts_of(sqlite_site) == []


@sqlite_alone
async def test_nobody_is_asked_by_default_nor_without_an_answer_nor_while_they_talk(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    participant = await ended(site, link, ANSWER)
    assert not asks(participant.visitor.page.text)
    refused = await participant.visitor.request("POST", f"{participant.path}/contact", data={"address": EMAIL})
    assert refused.status_code == 303
    await researcher.get(f"/studies/{study}/contacts")
    await researcher.submit("/contacts", {"offered": "yes"})
    assert asks((await participant.visitor.get(participant.path)).text)
    assert not asks((await ended(site, link)).visitor.page.text)
    talking = await site.begin(link)
    await talking.send(ANSWER)
    await talking.visitor.request("POST", f"{talking.path}/contact", data={"address": EMAIL})
    assert await contacts_of(site) == []


@sqlite_alone
async def test_whoever_speaks_of_distress_is_not_asked_even_when_they_take_it_back(site: Site) -> None:
    _, _, link = await asking(site)
    participant = await ended(site, link, ANSWER, "I want to kill myself.")
    assert not asks(participant.visitor.page.text)
    await participant.visitor.get(f"{participant.path}/receipt/3")
    await participant.visitor.submit("/receipt/3/withdraw")
    assert not asks((await participant.visitor.get(participant.path)).text)


async def test_a_withdrawn_conversation_takes_the_address_along(settings: Settings) -> None:
    async with running(settings) as site:
        _, _, link = await asking(site)
        participant = await ended(site, link, ANSWER)
        await leave(participant)
        await participant.visitor.get(f"{participant.path}/withdraw")
        page = await participant.visitor.submit("/withdraw")
        assert not asks(page.text)
        assert EMAIL not in page.text
        assert await contacts_of(site) == []
    if settings.embedded:
        stored = b"".join(path.read_bytes() for path in settings.data.glob("verbatim.sqlite3*"))
        assert EMAIL.encode() not in stored
        assert NAME.encode() not in stored


async def test_the_researcher_gets_a_list_a_file_and_can_delete(site: Site) -> None:
    researcher, study, link = await asking(site)
    participant = await ended(site, link, ANSWER)
    await leave(participant, "+4930123456", "=HYPERLINK(1)")
    home = await researcher.get(f"/studies/{study}")
    assert f"/studies/{study}/contacts" in home.text
    page = await researcher.get(f"/studies/{study}/contacts")
    assert "+4930123456" in page.text
    assert f"/interviews/{await participant.interview_id()}" in page.text
    file = await researcher.request("GET", f"/studies/{study}/contacts/file")
    (row,) = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
    assert (row["address"], row["name"]) == ("'+4930123456", "'=HYPERLINK(1)")
    assert row["transcript"].endswith(f"/studies/{study}/interviews/{await participant.interview_id()}")
    await researcher.submit("/delete")
    assert await contacts_of(site) == []


@sqlite_alone
async def test_an_address_is_in_no_other_page_of_the_researcher_and_in_no_log(
    site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    researcher, study, link = await asking(site)
    participant = await ended(site, link, ANSWER)
    await leave(participant)
    await leave_wrong(participant)
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    interview = await participant.interview_id()
    for path in ("", "/summary", f"/interviews/{interview}", "/plan", "/plan/file"):
        page = await researcher.get(f"/studies/{study}{path}")
        assert "quince" not in page.text.lower(), path
    messages = await site.services.transcripts.transcript(SEES_ALL, UUID(study), interview)
    assert "quince" not in repr(messages).lower()
    out, err = capfd.readouterr()
    assert "quince" not in (caplog.text + out + err).lower()


async def leave_wrong(participant: Participant) -> None:
    await participant.visitor.get(f"{participant.path}/contact")
    await participant.visitor.submit("/contact", {"address": "zora quince at home"})


async def test_viewers_do_not_see_who_may_be_contacted(sqlite_site: Site) -> None:
    researcher, study, link = await asking(sqlite_site)
    await leave(await ended(sqlite_site, link, ANSWER))
    await sqlite_site.set_role("ada@example.org", Role.VIEWER)
    for path in ("contacts", "contacts/file"):
        answer = await researcher.request("GET", f"/studies/{study}/{path}")
        assert answer.status_code == 403
        assert EMAIL not in answer.text
    assert "/contacts" not in (await researcher.get(f"/studies/{study}")).text


async def test_a_preview_can_try_it_and_is_marked(sqlite_site: Site) -> None:
    researcher, study, _ = await asking(sqlite_site)
    await researcher.get(f"/studies/{study}")
    page = await researcher.submit("/previews")
    participant = Participant(sqlite_site, sqlite_site.visitor(), page.url.path)
    await participant.send(ANSWER)
    await participant.send("", to="stop", reply_to=0)
    await leave(participant)
    listed = (await researcher.get(f"/studies/{study}/contacts")).text
    assert EMAIL in listed
    assert re.search(r"tag-preview", listed)
    assert await sqlite_site.services.contacts.count(SEES_ALL, UUID(study)) == 0


@pytest.mark.parametrize(
    "address",
    [
        "eve@example.org",
        " Eve.O'Neil+x@sub.example.co.uk ",
        "eve@bücher.example",
        "+1 (212) 555-0100",
        "030/1234567",
        "0049 30 1234567",
        "+351 21 123 4567 ext. 12",
        "\uff15\uff15\uff15 \uff10\uff11\uff10\uff10",
    ],
)
def test_addresses_that_people_have(address: str) -> None:
    kept = read_address(address)
    assert kept
    assert kept == kept.strip()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "\x00",
        "eve@",
        "@example.org",
        "eve example.org",
        "12",
        "1" * 40,
        "+",
        "=1+1",
        "javascript:alert(1)",
        "eve@example.org, bob@example.org",
        "a" * 5_000 + "@example.org",
        "+1-555-0100\nBcc: x@example.org",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_address(address)
    assert refused.value.field == "address"
    assert not address.strip("\x00 ") or address not in f"{refused.value.detail} {refused.value.hint}"


@given(st.text(max_size=400))
def test_whatever_is_typed_is_one_harmless_line_or_refused(typed: str) -> None:
    for read in (read_address, read_name):
        try:
            kept = read(typed)
        except InvalidInput:
            continue
        assert kept == " ".join(kept.split())
        assert not set(kept) & set("\x00\r\n\t\u202e\u2066")
        assert len(kept) <= max(LONGEST_NAME, 320)


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2))
@example(["＝HYPERLINK(1)", " =1+1"])  # noqa: RUF001 - a wide one
def test_no_cell_of_the_file_is_a_formula(words: list[str]) -> None:
    name, address = words
    contact = ContactRead(
        UUID(int=1), UUID(int=2), "Participant 1", name, address, utc_now(), "I agree.", preview=False
    )
    table = list(csv.reader(io.StringIO(contacts_file([contact], "http://x/i").decode("utf-8-sig"), newline="")))
    assert table[0] == list(COLUMNS)
    assert len(table) == 2
    for given_, cell in zip((name, address), table[1][1:3], strict=True):
        assert cell.removeprefix("'") == given_.replace("\0", "").removeprefix("'")
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))  # noqa: RUF001 - wide ones

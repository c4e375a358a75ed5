"""What participants take back is gone: from the pages, the findings, the report and the bytes of the database."""

import asyncio
import re
from uuid import UUID

import pytest
from sqlmodel import col, select

from analysis.evidence import verify
from app.insights import withdrawals
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.models import AnalysisRun, CodedStatement, Interview, Message, MessageVersion, Report, Vector
from app.models import Participant as ParticipantRow
from app.settings import Settings
from tests.app.site import JSON, SEES_ALL, Participant, Site, running, sqlite_alone
from tests.browserlike import Visitor

ANSWERS = (
    "The import kept failing on my quarterly spreadsheet.",
    "Nobody answered my support ticket for nine days.",
    "The dashboard is lovely to use every morning.",
)


async def held(site: Site, link: str, *answers: str) -> Participant:
    """An interview with these answers, stopped after the last."""
    participant = await site.begin(link)
    for answer in answers:
        sent = await participant.send(answer)
        assert sent.status_code == 201, sent.text
    await participant.send("", to="stop", reply_to=0)
    return participant


async def a_study(site: Site, people: int = 5) -> tuple[Visitor, str, list[Participant]]:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    participants = [
        await held(site, link, *(f"{answer[:-1]} in week {number}." for answer in ANSWERS)) for number in range(people)
    ]
    return researcher, study, participants


async def analysed(site: Site, researcher: Visitor, study: str) -> str:
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    return (await researcher.get(f"/studies/{study}/summary")).text


async def faults(site: Site, study: str) -> list[object]:
    """What the stored analyses say that the transcripts do not."""
    async with site.database.read(SEES_ALL) as session:
        runs = (await session.exec(select(AnalysisRun).where(AnalysisRun.study_id == UUID(study)))).all()
        assert runs
        found: list[object] = []
        for run in runs:
            transcripts = (await collect_transcripts(session, run.study_id, until=run.collected_at)).transcripts
            found += verify(await stored_analysis(session, run), transcripts)
    return found


def bytes_of(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in settings.data.glob("verbatim.sqlite3*"))


async def everything(site: Site) -> str:
    """All that the tables hold, as text."""
    tables = (Message, MessageVersion, AnalysisRun, CodedStatement, Report, ParticipantRow, Interview)
    rows = [row for table in tables for row in await site.rows(select(table))]
    return "\n".join(sorted(map(repr, rows)))


@sqlite_alone
async def test_the_receipt_shows_every_question_with_its_answer(site: Site) -> None:
    _, _, (participant,) = await a_study(site, 1)
    await participant.visitor.get(participant.path)
    assert "/receipt" in participant.visitor.page.text
    page = await participant.visitor.get(f"{participant.path}/receipt")
    said = await participant.stored()
    for message in said[:-2]:  # the last question was not answered, and then came the goodbye
        assert message.text.replace("'", "&#39;") in page.text
    assert page.text.count('class="turn-answer"') == 3


@sqlite_alone
async def test_no_receipt_while_the_conversation_goes_on(site: Site) -> None:
    _, link = await site.live_study(await site.researcher())
    participant = await site.begin(link)
    await participant.send(ANSWERS[0])
    for path in ("receipt", "receipt/1", "withdraw"):
        answer = await participant.visitor.request("GET", f"{participant.path}/{path}")
        assert answer.status_code == 303
    for path in ("receipt/1", "receipt/1/withdraw", "withdraw", "rating"):
        answer = await participant.visitor.request(
            "POST", f"{participant.path}/{path}", data={"text": "x", "rating": "3"}, headers=JSON
        )
        assert answer.status_code == 409, path
    assert ANSWERS[0] in [message.text for message in await participant.stored()]


async def test_a_correction_keeps_the_earlier_words_for_the_audit(site: Site) -> None:
    researcher, study, (participant,) = await a_study(site, 1)
    before = (await participant.stored())[1].text
    await participant.visitor.get(f"{participant.path}/receipt/1")
    page = await participant.visitor.submit("/receipt/1", {"text": "The export failed, <b>not</b> the import."})
    assert "The export failed, &lt;b&gt;not&lt;/b&gt; the import." in page.text
    assert before not in page.text
    assert "Corrected by you" in page.text
    await participant.visitor.get(f"{participant.path}/receipt/1")
    await participant.visitor.submit("/receipt/1")
    assert [version.text for version in await site.rows(select(MessageVersion))] == [before], "the same is no change"
    transcript = await researcher.get(f"/studies/{study}/interviews/{await participant.interview_id()}")
    assert "Corrected by the participant" in transcript.text
    assert before in transcript.text
    for text in ("", " \n", "x" * 20_001):
        await participant.visitor.get(f"{participant.path}/receipt/1")
        page = await participant.visitor.submit("/receipt/1", {"text": text})
        assert page.status_code == 400
    assert (await participant.stored())[1].text == "The export failed, <b>not</b> the import."


async def test_a_withdrawn_answer_is_gone_everywhere_and_its_place_stays(site: Site) -> None:
    researcher, study, people = await a_study(site)
    summary = await analysed(site, researcher, study)
    quoted = re.search(r"in week (\d)", summary)
    assert quoted, "somebody is quoted"
    words, participant = quoted[0], people[int(quoted[1])]
    pdf = await researcher.get(f"/studies/{study}/report.pdf")
    assert pdf.content.startswith(b"%PDF")
    for seq in (1, 3, 5):
        await participant.visitor.get(f"{participant.path}/receipt/{seq}")
        page = await participant.visitor.submit("/withdraw")
        assert page.status_code == 200, page.text
    assert page.text.count("You withdrew this answer") == 3
    assert words not in await everything(site)
    assert await faults(site, study) == []
    page = await researcher.get(f"/studies/{study}/summary")
    assert "withdrew 3 answers" in page.text
    assert words not in page.text
    assert "From 4 interviews with 4 people" in page.text
    assert await site.rows(select(Report)) == []
    listed = await researcher.get(f"/studies/{study}")
    transcript = await researcher.get(f"/studies/{study}/interviews/{await participant.interview_id()}")
    assert words not in listed.text + transcript.text
    assert "Withdrawn by the participant" in transcript.text
    assert (await researcher.get(f"/studies/{study}/report.pdf")).content.startswith(b"%PDF")
    summary = await analysed(site, researcher, study)
    assert "withdrew" not in summary
    assert words not in summary


async def test_withdrawn_words_are_not_left_in_the_bytes_of_the_database(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher, study, people = await a_study(site, 4)
    await analysed(site, researcher, study)
    words = b"quarterly spreadsheet in week 1"
    assert words in bytes_of(site.settings)
    vectors = len(await site.rows(select(Vector)))
    await people[1].visitor.get(f"{people[1].path}/withdraw")
    page = await people[1].visitor.submit("/withdraw")
    assert "Your conversation is withdrawn" in page.text
    assert words not in bytes_of(site.settings)
    assert len(await site.rows(select(Vector))) < vectors


async def test_a_whole_interview_is_withdrawn_once_and_for_good(site: Site) -> None:
    researcher, study, people = await a_study(site, 3)
    await analysed(site, researcher, study)
    participant = people[0]
    await participant.visitor.get(participant.path)
    await participant.visitor.submit("/rating", {"rating": "2"})
    for _ in range(2):
        answer = await participant.visitor.request("POST", f"{participant.path}/withdraw", follow=True)
        assert "Your conversation is withdrawn" in answer.text
    (interview,) = await site.rows(select(Interview).where(col(Interview.withdrawn_at).is_not(None)))
    assert interview.rating is None
    assert "week 0" not in await everything(site)
    assert await faults(site, study) == []
    for path in ("receipt", "receipt/1", "withdraw"):
        page = await participant.visitor.get(f"{participant.path}/{path}")
        assert "Your conversation is withdrawn" in page.text
    late = await participant.visitor.request(
        "POST", f"{participant.path}/receipt/1", data={"text": "back again"}, headers=JSON
    )
    assert late.status_code == 409
    assert "back again" not in await everything(site)
    transcript = await researcher.get(f"/studies/{study}/interviews/{interview.id}")
    assert "has withdrawn this interview" in transcript.text


async def test_when_everybody_withdraws_nothing_is_left_to_find(site: Site) -> None:
    researcher, study, people = await a_study(site, 2)
    await analysed(site, researcher, study)
    for participant in people:
        await participant.visitor.request("POST", f"{participant.path}/withdraw")
    page = await researcher.get(f"/studies/{study}/summary")
    assert page.status_code == 200
    assert "Nothing to summarise yet" in page.text
    assert await faults(site, study) == []


async def test_segments_that_were_told_by_the_link_go_with_the_interview(site: Site) -> None:
    _, link = await site.live_study(await site.researcher())
    visitor = site.visitor()
    await visitor.get(f"{link}?plan=platinum")
    page = await visitor.submit(link)
    participant = Participant(site, visitor, page.url.path)
    await participant.send("", to="stop", reply_to=0)
    assert "platinum" in await everything(site)
    await visitor.request("POST", f"{participant.path}/withdraw")
    assert "platinum" not in await everything(site)


async def test_a_follow_up_that_quotes_withdrawn_words_goes_with_them(site: Site) -> None:
    """Also what quoted an earlier version of the answer."""
    _, link = await site.live_study(await site.researcher())
    participant = await site.begin(link)
    words = "We lost the Zanzibar migration because the connector was so frustrating for six weeks."
    await participant.send(words)
    for _ in range(12):
        said = (await participant.stored())[-1]
        if said.move and said.move.get("phrase"):
            break
        await participant.send(words)
    assert said.move["phrase"], "a follow-up quotes the participant"
    assert said.move["phrase"] in words
    phrase, seq = said.move["phrase"], said.seq - 1
    await participant.send("It took us a quarter of a year.")
    await participant.send("", to="stop", reply_to=0)
    for message in await participant.stored():
        if message.text == words and message.seq != seq:
            await participant.visitor.request("POST", f"{participant.path}/receipt/{message.seq}/withdraw")
    await participant.visitor.request("POST", f"{participant.path}/receipt/{seq}", data={"text": "Nothing of note."})
    await participant.visitor.request("POST", f"{participant.path}/receipt/{seq}/withdraw")
    kept = await everything(site)
    assert "Zanzibar" not in kept
    assert phrase not in " ".join(message.text for message in await participant.stored())
    assert phrase not in kept
    page = await participant.visitor.get(f"{participant.path}/receipt")
    assert "repeated words that you withdrew" in page.text
    assert (await participant.state())["ended"], "what is left can still be read as an interview"


async def test_a_correction_is_no_longer_quoted_and_waits_for_the_next_analysis(site: Site) -> None:
    researcher, study, people = await a_study(site)
    await analysed(site, researcher, study)
    await people[1].visitor.request(
        "POST", f"{people[1].path}/receipt/1", data={"text": "The export was wonderful and I love it."}
    )
    assert await faults(site, study) == []
    page = await researcher.get(f"/studies/{study}/summary")
    assert "corrected 1 answer" in page.text
    assert "quarterly spreadsheet in week 1" not in page.text
    assert "Refresh, 1 new interview" in page.text
    page = await analysed(site, researcher, study)
    assert "corrected 1 answer" not in page
    assert await faults(site, study) == []


async def test_a_crash_in_the_middle_leaves_everything_as_it_was(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    researcher, study, people = await a_study(site, 3)
    await analysed(site, researcher, study)
    before = await everything(site)

    def dies(*_arguments: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(withdrawals, "revise", dies)
        for path in ("receipt/1/withdraw", "withdraw"):
            answer = await people[0].visitor.request("POST", f"{people[0].path}/{path}")
            assert answer.status_code == 500
            assert "the power went" not in answer.text
    assert await everything(site) == before
    await people[0].visitor.request("POST", f"{people[0].path}/withdraw")
    assert "week 0" not in await everything(site)


async def test_an_analysis_that_is_being_written_leaves_out_what_was_withdrawn_meanwhile(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(sqlite_settings) as site:
        researcher, study, people = await a_study(site, 4)
        from app.insights import analyse  # noqa: PLC0415 - what is watched

        conclude, loop = analyse.conclude, asyncio.get_running_loop()
        withdrawn: list[str] = []

        def slow(named: object, **others: object) -> object:
            if not withdrawn:
                withdrawn.append(people[3].path)
                request = people[3].visitor.request("POST", f"{people[3].path}/withdraw")
                assert asyncio.run_coroutine_threadsafe(request, loop).result(20).status_code == 303
            return conclude(named, **others)

        monkeypatch.setattr(analyse, "conclude", slow)
        page = await analysed(site, researcher, study)
        assert withdrawn
        assert "week 3" not in page
        assert "week 3" not in await everything(site)
        assert "From 3 interviews" in page
        assert await faults(site, study) == []
        assert b"spreadsheet in week 3" not in bytes_of(sqlite_settings)


async def test_withdrawing_at_once_from_many_windows_is_withdrawing_once(site: Site) -> None:
    _, _, (participant,) = await a_study(site, 1)
    paths = ("receipt/1/withdraw", "receipt/1/withdraw", "withdraw", "receipt/3/withdraw", "withdraw")
    answers = await asyncio.gather(
        *(participant.visitor.request("POST", f"{participant.path}/{path}") for path in paths)
    )
    assert {answer.status_code for answer in answers} == {303}
    assert "week 0" not in await everything(site)


@sqlite_alone
async def test_other_links_and_other_places_lead_nowhere(site: Site) -> None:
    _, _, (participant, other) = await a_study(site, 2)
    token = other.path.removeprefix("/i/")
    unknown = ("/i/unknown", f"/i/{token[:-1]}", f"/i/{token}x", "/i/%00")
    for base in unknown:
        for method, path in (
            ("GET", "receipt"),
            ("GET", "receipt/1"),
            ("POST", "receipt/1"),
            ("POST", "receipt/1/withdraw"),
            ("GET", "withdraw"),
            ("POST", "withdraw"),
            ("POST", "rating"),
            ("GET", "edit"),
            ("POST", "edit"),
            ("GET", "pause"),
            ("POST", "pause"),
        ):
            data = {"text": "x", "rating": "1", "answer": "1", "edition": "0"} if method == "POST" else None
            answer = await participant.visitor.request(method, f"{base}/{path}", data=data)
            assert answer.status_code == 404, (base, method, path)
    for seq in (0, 2, 7, 99, -1, 10**12):
        for path in (f"receipt/{seq}", f"receipt/{seq}/withdraw"):
            answer = await participant.visitor.request("POST", f"{participant.path}/{path}", data={"text": "x"})
            assert answer.status_code == 404, path
    assert "week 0" in await everything(site)
    assert "week 1" in await everything(site)


async def test_the_rating_is_kept_and_can_be_changed(site: Site) -> None:
    researcher, study, (participant,) = await a_study(site, 1)
    page = await participant.visitor.get(participant.path)
    assert re.findall(r'name="rating" value="(\d)"', page.text) == ["1", "2", "3", "4"]
    for rating in ("4", "4", "2"):
        page = await participant.visitor.submit("/rating", {"rating": rating})
        assert "your rating is saved" in page.text
        assert (await site.rows(select(Interview.rating))) == [int(rating)]
    for rating in ("", "0", "5", "-1", "two", "2.5", "9" * 40, "٣"):
        page = await participant.visitor.request("POST", f"{participant.path}/rating", data={"rating": rating})
        assert page.status_code == 400, rating
        assert "Please choose one of the four" in page.text
    assert (await site.rows(select(Interview.rating))) == [2]
    transcript = await researcher.get(f"/studies/{study}/interviews/{await participant.interview_id()}")
    assert "2 of 4" in transcript.text

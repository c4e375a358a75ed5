"""Outcomes: what was read is shown before it is kept, nothing is lost, and nothing is told that chance would tell."""

import random
from collections.abc import Container

from sqlmodel import select

from analysis.change.identities import GIVEN_ID
from app.models import Outcome, OutcomeKind, Participant
from tests.app.site import SEES_ALL, Site
from tests.browserlike import Visitor

SLOW = "The invoice export was slow and kept failing on me"
CALL = "The helpful onboarding call made the start easy"


async def study_with(site: Site, people: int, slow: Container[int] = (), *, analysed: bool) -> tuple[Visitor, str]:
    """A study of people with a customer number; those in ``slow`` complain of exports."""
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    rows = [f'"{SLOW if n in slow else CALL}, said {n}",c-{n}' for n in range(people)]
    await researcher.get(f"/studies/{study}/import")
    text = "answer,customer\n" + "\n".join(rows)
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", text, "text/csv")})
    await researcher.submit(researcher.page.url.path, {"text_column": "answer", "attribute_columns": "customer"})
    await site.jobs_done()
    if analysed:
        await researcher.get(f"/studies/{study}/summary")
        await researcher.submit("/analyses")
        await site.jobs_done()
    return researcher, study


async def read(researcher: Visitor, study: str, text: str, name: str = "outcomes.csv") -> str:
    await researcher.get(f"/studies/{study}/outcomes")
    answer = await researcher.submit(f"/studies/{study}/outcomes", files={"file": (name, text, "text/csv")})
    return answer.text


async def test_a_file_is_checked_before_it_is_kept_and_then_told(sqlite_site: Site) -> None:
    slow = set(range(30))
    researcher, study = await study_with(sqlite_site, 80, slow, analysed=True)
    chance = random.Random(4)
    churned = [chance.random() < (0.8 if n in slow else 0.1) for n in range(80)]
    lines = [f"c-{n};{'ja' if yes else 'nein'};{n},5" for n, yes in enumerate(churned)]
    text = "\ufeffKunde;churned;days to value\n" + "\n".join([*lines, "c-999;ja;3", "c-1;vielleicht;4"])
    page = await read(researcher, study, text)
    assert "80 participants" in page
    assert "Line 82: nobody in this study is called “c-999”." in page
    assert "“vielleicht” is neither a yes nor a no" in page
    assert not await sqlite_site.rows(select(Outcome)), "nothing is kept before it was looked at"
    page = (await researcher.submit("/outcomes/keep")).text
    assert "The outcomes are kept." in page
    kept = await sqlite_site.rows(select(Outcome))
    assert sum(row.value for row in kept if row.name == "churned") == sum(churned)
    assert {row.kind for row in kept} == {OutcomeKind.YES_NO, OutcomeKind.DAYS}
    assert "is yes for" in page
    assert "who spoke of the friction point" in page
    assert "Whether one brings about the other, interviews cannot say." in page


async def test_people_are_found_by_the_ids_of_the_import_and_never_by_our_numbers_instead(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study, _ = await sqlite_site.live_study(researcher)
    text = "answer,customer_id\n" + "\n".join(f'"{SLOW}, said {n}",{n}' for n in range(12, 4, -1))
    await researcher.get(f"/studies/{study}/import")
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", text, "text/csv")})
    page = await researcher.submit(
        researcher.page.url.path, {"text_column": "answer", "participant_column": "customer_id"}
    )
    await sqlite_site.jobs_done()
    lines = "\n".join(f"{n},{'yes' if n > 9 else 'no'},{n % 5}" for n in range(1, 13))
    page = await read(researcher, study, f"customer_id,churned,days to discharge\n{lines}")
    assert "8 participants" in page
    assert "nobody in this study is called “4”" in page
    await researcher.submit("/outcomes/keep")
    called = {row.id: row.attributes[GIVEN_ID] for row in await sqlite_site.rows(select(Participant))}
    kept = await sqlite_site.rows(select(Outcome))
    assert {row.name for row in kept} == {"churned", "days to discharge"}
    assert {called[row.participant_id] for row in kept if row.name == "churned" and row.value} == {"10", "11", "12"}


async def test_few_people_are_refused_with_their_number_and_kept_all_the_same(sqlite_site: Site) -> None:
    researcher, study = await study_with(sqlite_site, 8, {0, 1, 2}, analysed=True)
    await read(
        researcher, study, "participant,renewed\n" + "\n".join(f"{n},{'yes' if n % 2 else 'no'}" for n in range(1, 9))
    )
    page = (await researcher.submit("/outcomes/keep")).text
    assert "yes for 4 of 8 people" in page
    assert "The outcome of 8 people is known" in page
    await researcher.submit("/outcomes/delete")
    assert not await sqlite_site.rows(select(Outcome))


async def test_another_choice_of_columns_is_read_again(sqlite_site: Site) -> None:
    researcher, study = await study_with(sqlite_site, 6, analysed=False)
    page = await read(researcher, study, "participant,flag\n1,1\n2,0\n3,1\n")
    assert 'value="yes_no" selected' in page
    await researcher.submit("/outcomes/keep", {"kind:flag": "days"})
    assert {row.kind for row in await sqlite_site.rows(select(Outcome))} == {OutcomeKind.DAYS}
    await read(researcher, study, "participant,flag\n1,1\n2,0\n")
    await researcher.submit("/outcomes/keep")
    kept = await sqlite_site.rows(select(Outcome))
    assert sorted((row.kind, row.value) for row in kept) == [("yes_no", 0.0), ("yes_no", 1.0)]


async def test_what_is_no_file_of_outcomes_says_so(sqlite_site: Site) -> None:
    researcher, study = await study_with(sqlite_site, 4, analysed=False)
    for text, said in (("", "The file is empty"), ("PK\x03\x04", "This is a spreadsheet"), ("a,a\n1,2", "both named")):
        assert said in await read(researcher, study, text)
    assert "The file is larger than 1 MB" in await read(researcher, study, "a,b\n" + "1,yes\n" * 1_700_000)
    page = await read(researcher, study, "participant,churned\n99,yes\n")
    assert "Nobody of this study is found in it." in page
    assert "Keep what was read" not in page
    assert "Nothing in this file says" in (await researcher.submit("/outcomes/keep")).text
    page = await read(researcher, study, "participant,<script>alert(1)</script>\n1,yes\n")
    assert "<script>alert" not in page


async def test_outcomes_go_with_their_participants(sqlite_site: Site) -> None:
    researcher, study = await study_with(sqlite_site, 4, analysed=False)
    await read(researcher, study, "participant,churned\n1,yes\n2,no\n")
    await researcher.submit("/outcomes/keep")
    await researcher.get(f"/studies/{study}/delete")
    await researcher.submit("/delete")
    assert not await sqlite_site.rows(select(Participant))
    assert not await sqlite_site.rows(select(Outcome))


async def test_whoever_withdraws_everything_takes_their_outcomes_along(site: Site) -> None:
    _, link = await site.live_study(await site.researcher())
    participant = await site.begin(link)
    await participant.send(SLOW)
    await participant.send("", to="stop", reply_to=0)
    (person,) = await site.rows(select(Participant))
    async with site.database.write(SEES_ALL) as session:
        session.add(
            Outcome(
                workspace_id=person.workspace_id,
                study_id=person.study_id,
                participant_id=person.id,
                name="churned",
                kind=OutcomeKind.YES_NO,
                value=1.0,
            )
        )
    await participant.visitor.get(f"{participant.path}/withdraw")
    await participant.visitor.submit("/withdraw")
    assert await site.rows(select(Outcome)) == []

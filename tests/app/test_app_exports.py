"""What names a person leaves the house only when a researcher asks for it."""

import csv
import io
import json
import zipfile

import pytest
from sqlmodel import select

from analysis.reporting.checking import read_manifest
from app.insights.exporting import WITH_ATTRIBUTES, ExportFormat
from app.insights.naming_attributes import naming, without_names
from app.models import Report
from tests.app.site import Site
from tests.browserlike import Visitor

COMPLAINTS = ("The import kept failing on me", "I got stuck on the permissions page", "The export was slow and awful")


QUESTION = "What stopped you?"
ATTRIBUTES = ("customer_id", "reached_by", "plan", "age")


async def with_identifiers(site: Site) -> tuple[Visitor, str]:
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher)
    rows = [
        f'"{COMPLAINTS[n % 3]}, says {n}",{QUESTION},K-77{n:03},+49 30 {n:05}9,{"pro" if n % 2 else "free"},{20 + n}'
        for n in range(12)
    ]
    await researcher.get(f"/studies/{study}/import")
    text = "\n".join([",".join(("answer", "question", *ATTRIBUTES)), *rows])
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", text, "text/csv")})
    path = researcher.page.url.path
    fields = dict(researcher.form(path)["fields"]) | {"text_column": "answer", "participant_column": ""}
    await researcher.request("POST", path, data={**fields, "attribute_columns": list(ATTRIBUTES)})
    await site.jobs_done()
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    return researcher, study


def everything(name: str, data: bytes) -> str:
    """What a file says, that of the files in it included."""
    if not name.endswith((".docx", ".qdpx")):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(part).decode() for part in archive.namelist() if not part.endswith(".png"))


async def test_no_file_says_who_somebody_is_unless_it_is_asked_to(sqlite_site: Site) -> None:
    researcher, study = await with_identifiers(sqlite_site)
    base = f"/studies/{study}/exports"
    page = (await researcher.get(base)).text
    assert '<b dir="auto">customer_id</b>, <b dir="auto">reached_by</b> are left out' in page
    for format_ in ExportFormat:
        data = (await researcher.request("GET", f"{base}/{format_.value}")).content
        said = everything(format_.value, data)
        assert "K-77" not in said, format_
        assert "+49 30" not in said, format_
    assert await sqlite_site.rows(select(Report)) == [], "this installation prints what is asked for"
    pdf = (await researcher.request("GET", f"/studies/{study}/report.pdf")).content
    assert "K-77" not in read_manifest(pdf).model_dump_json()
    for format_ in ExportFormat:
        listed = f"{base}/{format_.value}?identified=yes" in page
        assert listed is (format_ in WITH_ATTRIBUTES)
        answer = await researcher.request("GET", f"{base}/{format_.value}?identified=yes")
        said = everything(format_.value, answer.content)
        assert ("K-77004" in said) is listed, format_
    rows = list(csv.reader(io.StringIO((await researcher.request("GET", f"{base}/statements.csv")).content.decode())))
    assert rows[0][-2:] == ["age", "plan"], "what sorts people stays"
    assert {row[rows[0].index("question")] for row in rows[1:]} == {QUESTION}
    named = json.loads((await researcher.request("GET", f"{base}/analysis.json?identified=yes")).content)
    assert {each["question"] for each in named["analysis"]["statements"]} == {QUESTION}
    people = named["participants"]["segments_by_participant"].values()
    assert {"+49 30 000049", "K-77004"} <= {value for known in people for value in known.values()}


@pytest.mark.parametrize(
    ("name", "values", "names"),
    [
        ("plan", ["free", "pro"] * 10, False),
        ("customer_id", [f"{n}" for n in range(500, 520)], True),
        ("age", [str(20 + n) for n in range(20)], False),
        ("score", [f"{n / 10}" for n in range(20)], False),
        ("phone", [f"0301234567{n}" for n in range(20)], True),
        ("street", [f"Lovelace Road {n}" for n in range(20)], True),
        ("company", ["Acme", "Acme", *(f"Firm {n}" for n in range(18))], True),
        ("country", ["DE", "FR", "IT", "ES"] * 5, False),
        ("street", ["Lovelace Road 1", "Road 2"], False),
    ],
)
def test_an_attribute_names_people_by_its_name_or_by_its_values(name: str, values: list[str], names: bool) -> None:
    people = {f"p{n}": {name: value, "all": "same"} for n, value in enumerate(values)}
    assert (naming(people) == {name}) is names
    assert all((name in known) is not names for known in without_names(people).values())
    assert all(known["all"] == "same" for known in without_names(people).values())

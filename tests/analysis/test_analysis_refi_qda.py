import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import Analysis, MagicSummary, Polarity, Statement, Theme
from analysis.intervals import count
from analysis.reporting.refi_qda import clean, export_refi_qda
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

NAMESPACE = "{urn:QDA-XML:project:1.0}"
SCHEMA = xmlschema.XMLSchema10(Path(__file__).parent / "data" / "refi_qda_project.xsd")
"""Of project exchange, version 1.0, as its publisher gives it out (MIT licence, in the file itself)."""


def check(root: ET.Element) -> None:
    SCHEMA.validate(root)


def project_of(data: bytes) -> tuple[ET.Element, dict[str, str]]:
    """The project and its sources by identifier, read as a program would that normalises line breaks."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    sources = {}
    for name in archive.namelist():
        if name.startswith("Sources/"):
            text = io.TextIOWrapper(archive.open(name), encoding="utf-8", newline=None).read()
            sources[name.removeprefix("Sources/").removesuffix(".txt")] = text
    return ET.fromstring(archive.read("project.qde")), sources


def export(analysis: Analysis, transcripts: Sequence[Transcript], **more) -> bytes:
    return export_refi_qda(analysis, transcripts, name="First weeks", created=date(2026, 3, 4), **more)


def selections_of(root: ET.Element, sources: dict[str, str]) -> list[str]:
    found = []
    for source in root.iter(f"{NAMESPACE}TextSource"):
        for selection in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
            found.append(sources[source.attrib["guid"]][start:end])
    return found


def test_a_project_keeps_the_schema_and_every_pointer_points_somewhere(study, analyse) -> None:
    analysis = analyse(study)
    root, sources = project_of(export(analysis, study, labels={"i0": "Participant 77"}))
    check(root)
    guids = [element.attrib["guid"] for element in root.iter() if "guid" in element.attrib]
    assert len(guids) == len(set(guids))
    assert {UUID(guid).version for guid in guids} == {5}
    pointers = {element.attrib["targetGUID"] for element in root.iter() if "targetGUID" in element.attrib}
    assert pointers <= set(guids)
    assert {s.attrib["guid"] for s in root.iter(f"{NAMESPACE}TextSource")} == set(sources)
    assert len(sources) == len(study)
    names = [case.attrib["name"] for case in root.iter(f"{NAMESPACE}Case")]
    assert "Participant 77" in names
    values = {value.text for value in root.iter(f"{NAMESPACE}TextValue")}
    assert values == {"free", "enterprise"}


def test_themes_are_codes_and_their_statements_coded_selections(study, analyse) -> None:
    analysis = analyse(study)
    root, sources = project_of(export(analysis, study))
    top = root.findall(f"{NAMESPACE}CodeBook/{NAMESPACE}Codes/{NAMESPACE}Code")
    assert [code.attrib["name"] for code in top] == ["Friction", "Success"]
    themes = (*analysis.summary.friction_points, *analysis.summary.success_factors)
    assert [code.attrib["name"] for parent in top for code in parent.findall(f"{NAMESPACE}Code")] == [
        theme.name for theme in themes
    ]
    coded = {analysis.statements[place].text for theme in themes for place in theme.statements}
    assert set(selections_of(root, sources)) == coded
    assert len(list(root.iter(f"{NAMESPACE}Coding"))) == sum(theme.mentions for theme in themes)


def test_the_same_analysis_gives_the_same_file(study, analyse) -> None:
    assert export(analyse(study), study) == export(analyse(study), study)


def test_half_a_surrogate_pair_is_exported_as_a_space(analyse) -> None:
    half = "The export was slow \ud83d and awful"
    messages = (TranscriptMessage(0, Speaker.PARTICIPANT, half, half),)
    transcripts = [Transcript(f"i{half}{n}", half, messages, {half: half}) for n in range(2)]
    root, sources = project_of(export(analyse(transcripts), transcripts))
    check(root)
    assert all("slow   and awful" in text for text in sources.values())


@pytest.mark.parametrize("people", [0, 1])
def test_little_is_exported_too(people: int, analyse) -> None:
    messages = (TranscriptMessage(0, Speaker.PARTICIPANT, "Fine", "m"),)
    transcripts = [Transcript("i", "p", messages)][:people]
    root, sources = project_of(export(analyse(transcripts), transcripts))
    check(root)
    assert len(sources) == people


hostile = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\x00\r\n\u2028\u2029\x85\x0b\x0c\ufeff\u202e\U0001f468\u200d\ufffe\ud800")
    ),
    min_size=1,
    max_size=60,
)


@given(st.lists(st.tuples(hostile, hostile), min_size=1, max_size=4), st.data())
def test_every_coded_place_holds_its_quote(answers: list[tuple[str, str]], data: st.DataObject) -> None:
    """Whatever people type: positions count the characters of the file as a program reads it back."""
    messages: list[TranscriptMessage] = []
    statements: list[Statement] = []
    for place, (question, answer) in enumerate(answers):
        messages.append(TranscriptMessage(2 * place, Speaker.INTERVIEWER, question))
        messages.append(TranscriptMessage(2 * place + 1, Speaker.PARTICIPANT, answer, f"m{place}"))
        start = data.draw(st.integers(0, len(answer) - 1))
        end = data.draw(st.integers(start + 1, len(answer)))
        statements.append(
            Statement.model_construct(
                interview_id="i",
                participant_id="p",
                message_id=f"m{place}",
                start=start,
                end=end,
                text=answer[start:end],
                polarity=Polarity.FRICTION,
            )
        )
    theme = Theme.model_construct(
        key="friction-1",
        name=answers[0][0],
        description=answers[0][1],
        polarity=Polarity.FRICTION,
        count=count(1, 1),
        statements=tuple(range(len(statements))),
    )
    summary = MagicSummary.model_construct(friction_points=(theme,), success_factors=())
    analysis = Analysis.model_construct(statements=tuple(statements), summary=summary)
    transcripts = [Transcript("i", "p", tuple(messages), {answers[0][0]: answers[0][1]})]
    root, sources = project_of(export(analysis, transcripts))
    check(root)
    assert selections_of(root, sources) == [clean(statement.text) for statement in statements]


@given(hostile)
def test_cleaning_never_moves_a_character(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert all(new in (old, " ") for new, old in zip(cleaned, text, strict=True))
    assert cleaned.split("\n") == cleaned.replace("\r", "\n").split("\n")
    ET.fromstring(f"<a>{cleaned.replace('&', ' ').replace('<', ' ')}</a>")

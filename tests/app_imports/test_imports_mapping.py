"""What a row becomes, and which columns are suggested for what."""

import json

import pytest
from pydantic import ValidationError

from analysis.change.identities import GIVEN_ID
from app.errors import InvalidInput
from app.imports.mapping import ColumnMapping, ImportedInterview, read_interviews, suggest_mapping
from app.imports.parsing import RefusedRow, Row


def one(mapping: ColumnMapping, **values: object) -> ImportedInterview | RefusedRow:
    return read_interviews([Row(2, values)], mapping)[0]


def spoken(entry: ImportedInterview | RefusedRow) -> list[tuple[str, str]]:
    assert isinstance(entry, ImportedInterview)
    return [(turn.speaker.value, turn.text) for turn in entry.turns]


def test_an_answer_comes_after_its_question() -> None:
    mapping = ColumnMapping(text="text", question="question", participant="who", attributes=("plan", "paid", "tags"))
    entry = one(
        mapping, text=" It was slow. ", question="How was it?", who=" ann ", plan="x" * 300, paid=True, tags=[1]
    )
    assert spoken(entry) == [("interviewer", "How was it?"), ("participant", "It was slow.")]
    assert isinstance(entry, ImportedInterview)
    assert entry.person == "ann"
    assert entry.attributes == {"plan": "x" * 200, "paid": "yes", GIVEN_ID: entry.person}


@pytest.mark.parametrize("text", [None, "", "  \n ", ["a"], {"a": 1}])
def test_a_row_without_an_answer_is_refused(text: object) -> None:
    refused = one(ColumnMapping(text="text"), text=text)
    assert isinstance(refused, RefusedRow)
    assert "“text”" in refused.reason


def test_transcripts_are_taken_whole_whoever_names_the_speakers() -> None:
    turns = [
        {"role": "system", "content": "You are an interviewer."},
        {"role": "assistant", "content": "How was it?"},
        {"role": "user", "content": "Fine."},
        {"speaker": " Participant ", "text": "Mostly."},
        {"speaker": "interviewer", "text": "  "},
    ]
    expected = [("interviewer", "How was it?"), ("participant", "Fine."), ("participant", "Mostly.")]
    assert spoken(one(ColumnMapping(turns="turns"), turns=turns)) == expected
    assert spoken(one(ColumnMapping(turns="turns"), turns=json.dumps(turns))) == expected


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ("hello", "not a list"),
        ({"speaker": "a"}, "not a list"),
        (["hello"], "turn 1 is not an object"),
        ([{"speaker": "Dr. Who", "text": "x"}], "Dr. Who"),
        ([{"speaker": "user", "text": 7}], "turn 1 has no text"),
        ([{"speaker": "interviewer", "text": "Anybody?"}], "says nothing"),
    ],
)
def test_a_transcript_that_cannot_be_read_says_where(turns: object, said: str) -> None:
    refused = one(ColumnMapping(turns="turns"), turns=turns)
    assert isinstance(refused, RefusedRow)
    assert said in refused.reason


def test_equal_rows_are_two_people_and_the_same_file_gives_the_same_keys() -> None:
    rows = [Row(2, {"text": "No"}), Row(3, {"text": "No"}), Row(4, {"text": "Yes"})]
    keys = [
        entry.key for entry in read_interviews(rows, ColumnMapping(text="text")) if not isinstance(entry, RefusedRow)
    ]
    again = read_interviews(rows[::-1], ColumnMapping(text="text"))
    assert len(set(keys)) == 3
    assert {entry.key for entry in again if not isinstance(entry, RefusedRow)} == set(keys)


def test_a_mapping_must_fit_the_file() -> None:
    for wrong in ({}, {"text": "a", "turns": "b"}, {"text": "a", "other": "b"}):
        with pytest.raises(ValidationError):
            ColumnMapping.model_validate(wrong)
    with pytest.raises(InvalidInput, match="no column “missing”") as caught:
        ColumnMapping(text="missing").check(["text", "plan"])
    assert "text, plan" in caught.value.hint
    with pytest.raises(InvalidInput, match="two things"):
        ColumnMapping(text="text", question="text").check(["text"])
    with pytest.raises(InvalidInput, match="attributes"):
        ColumnMapping(text="text", attributes=("text",) * 51).check(["text"])


def test_columns_are_suggested_by_name_then_by_what_they_hold() -> None:
    rows = [
        Row(
            n,
            {"ID": n, "Plan": ("free", "paid")[n % 2], "Feedback": "words " * 9, "Question": "How?", "Email": f"{n}@x"},
        )
        for n in range(20)
    ]
    assert suggest_mapping(list(rows[0].values), rows) == ColumnMapping(
        text="Feedback", question="Question", participant="Email", attributes=("Plan",)
    )
    unnamed = [Row(n, {"a": str(n), "b": "much longer words than the others"}) for n in range(9)]
    assert suggest_mapping(["a", "b"], unnamed).text == "b"
    held = [Row(1, {"log": [{"speaker": "user", "text": "hi"}], "text": "x"})]
    assert suggest_mapping(["log", "text"], held).turns == "log"

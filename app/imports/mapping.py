"""Which column of a file is what, and what a row becomes: one interview of one person."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, model_validator

from analysis.change.identities import GIVEN_ID
from app.errors import InvalidInput
from app.imports.parsing import RefusedRow, Row
from interview_engine.transcript import Speaker

_LONGEST_ATTRIBUTE: Final = 200
_MOST_ATTRIBUTES: Final = 50
_TEXT_NAMES: Final = (
    "text",
    "answer",
    "feedback",
    "comment",
    "comments",
    "response",
    "verbatim",
    "review",
    "message",
    "content",
    "body",
    "opinion",
    "description",
)
_QUESTION_NAMES: Final = ("question", "prompt", "question_text")
_PARTICIPANT_NAMES: Final = (
    "participant",
    "participant_id",
    "respondent",
    "respondent_id",
    "customer",
    "customer_id",
    "user",
    "user_id",
    "person",
    "email",
    "account_id",
)
_FEW_VALUES: Final = 12
_SHORT_VALUE: Final = 60
_SPEAKERS: Final[Mapping[str, Speaker]] = {
    **dict.fromkeys(
        ("interviewer", "assistant", "ai", "bot", "moderator", "researcher", "agent", "host", "model"),
        Speaker.INTERVIEWER,
    ),
    **dict.fromkeys(
        ("participant", "user", "human", "respondent", "customer", "interviewee", "client", "person"),
        Speaker.PARTICIPANT,
    ),
}
_NOT_SAID: Final = frozenset({"system", "tool"})


class ColumnMapping(BaseModel):
    """Columns by what they hold: the answer (``text``) or a whole transcript (``turns``), and what goes with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    turns: str = ""
    question: str = ""
    participant: str = ""
    attributes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_kind_of_content(self) -> Self:
        if bool(self.text) == bool(self.turns):
            raise ValueError("choose either the column of the answers or the column of the transcripts")
        return self

    def check(self, columns: Sequence[str]) -> None:
        """Raise InvalidInput unless every chosen column is in the file, each single one chosen once."""
        for name in (self.text or self.turns, self.question, self.participant, *self.attributes):
            if name and name not in columns:
                raise InvalidInput(
                    f"The file has no column “{name[:100]}”.",
                    f"It has: {', '.join(columns[:20])}.",
                    field="mapping",
                )
        single = [name for name in (self.text or self.turns, self.question, self.participant) if name]
        if len(set(single)) < len(single):
            raise InvalidInput(
                "One column was chosen for two things.", "Choose a column of its own for each.", field="mapping"
            )
        if len(self.attributes) > _MOST_ATTRIBUTES:
            raise InvalidInput(f"At most {_MOST_ATTRIBUTES} attributes can be kept.", "Choose fewer.", field="mapping")


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class ImportedInterview:
    """A row as an interview. ``key`` is the same whenever the same row of the same file is read.

    ``person`` is what the file calls whoever speaks; it is among the attributes too, to join outcomes and waves by.
    """

    line: int
    key: str
    turns: tuple[SpokenTurn, ...]
    person: str
    attributes: Mapping[str, str]


def read_interviews(
    rows: Iterable[Row | RefusedRow], mapping: ColumnMapping
) -> tuple[ImportedInterview | RefusedRow, ...]:
    """One interview or refusal per row, in order.

    Two equal rows of one file are two people who said the same: the second gets a key of its own. The same rows in
    another file get the same keys again.
    """
    seen: dict[str, int] = {}
    read: list[ImportedInterview | RefusedRow] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            read.append(row)
            continue
        content = json.dumps(row.values, sort_keys=True, ensure_ascii=False, default=str)
        seen[content] = seen.get(content, 0) + 1
        key = hashlib.sha256(f"{seen[content]}\n{content}".encode()).hexdigest()
        read.append(_interview_of(row, key, mapping))
    return tuple(read)


def _interview_of(row: Row, key: str, mapping: ColumnMapping) -> ImportedInterview | RefusedRow:
    turns = _transcript(row, mapping.turns) if mapping.turns else _answer(row, mapping)
    if isinstance(turns, RefusedRow):
        return turns
    attributes = {name: value for name in mapping.attributes if (value := _scalar(row.values.get(name)))}
    person = _scalar(row.values.get(mapping.participant))
    return ImportedInterview(row.line, key, turns, person, attributes | ({GIVEN_ID: person} if person else {}))


def _answer(row: Row, mapping: ColumnMapping) -> tuple[SpokenTurn, ...] | RefusedRow:
    value = row.values.get(mapping.text)
    if isinstance(value, dict | list):
        return RefusedRow(row.line, f"the column “{mapping.text}” holds a list or an object, not a text.")
    text = "" if value is None else str(value).strip()
    if not text:
        return RefusedRow(row.line, f"the column “{mapping.text}” is empty.")
    answer = SpokenTurn(Speaker.PARTICIPANT, text)
    question = row.values.get(mapping.question)
    if not isinstance(question, str) or not question.strip():
        return (answer,)
    return SpokenTurn(Speaker.INTERVIEWER, question.strip()), answer


def _transcript(row: Row, column: str) -> tuple[SpokenTurn, ...] | RefusedRow:
    turns = _list_in(row.values.get(column))
    if turns is None:
        return RefusedRow(row.line, f"the column “{column}” is not a list of turns ([{{speaker, text}}, ...]).")
    said: list[SpokenTurn] = []
    for place, turn in enumerate(turns, start=1):
        if not isinstance(turn, dict):
            return RefusedRow(row.line, f"turn {place} is not an object with a speaker and a text.")
        name = str(turn.get("speaker") or turn.get("role") or "").strip()
        text = turn.get("text", turn.get("content"))
        speaker = _SPEAKERS.get(name.casefold())
        if name.casefold() in _NOT_SAID:
            continue
        if speaker is None:
            return RefusedRow(
                row.line, f"turn {place} has the speaker “{name[:40]}”. Call them interviewer and participant."
            )
        if not isinstance(text, str):
            return RefusedRow(row.line, f"turn {place} has no text.")
        if text.strip():
            said.append(SpokenTurn(speaker, text.strip()))
    if not any(turn.speaker is Speaker.PARTICIPANT for turn in said):
        return RefusedRow(row.line, "the participant says nothing in it.")
    return tuple(said)


def _list_in(value: object) -> list[object] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, list) else None


def _scalar(value: object) -> str:
    """An attribute's value as text; empty for what is missing, nested or nothing."""
    match value:
        case None | dict() | list():
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return " ".join(str(value).split())[:_LONGEST_ATTRIBUTE].strip()


def suggest_mapping(columns: Sequence[str], sample: Sequence[Row]) -> ColumnMapping:
    """The likeliest mapping, for people to correct: by the columns' names first, then by what they hold."""
    values = {name: [row.values[name] for row in sample if row.values.get(name) not in (None, "")] for name in columns}
    turns = next((name for name in columns if values[name] and all(map(_looks_like_turns, values[name]))), "")
    text = "" if turns else _named(columns, _TEXT_NAMES) or max(columns, key=lambda name: _mean_length(values[name]))
    question = "" if turns else _named([name for name in columns if name != text], _QUESTION_NAMES)
    participant = _named([name for name in columns if name not in {text, turns, question}], _PARTICIPANT_NAMES)
    taken = {text, turns, question, participant}
    attributes = tuple(
        name for name in columns if name not in taken and _looks_like_a_segment(values[name], len(sample))
    )
    return ColumnMapping(
        text=text, turns=turns, question=question, participant=participant, attributes=attributes[:_FEW_VALUES]
    )


def _named(columns: Sequence[str], names: Sequence[str]) -> str:
    folded = {name.casefold().replace(" ", "_"): name for name in reversed(columns)}
    return next((folded[name] for name in names if name in folded), "")


def _looks_like_turns(value: object) -> bool:
    found = _list_in(value)
    return bool(found) and all(
        isinstance(turn, dict) and ({"speaker", "role"} & turn.keys()) and ({"text", "content"} & turn.keys())
        for turn in found or []
    )


def _mean_length(values: Sequence[object]) -> float:
    texts = [value for value in values if isinstance(value, str)]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _looks_like_a_segment(values: Sequence[object], rows: int) -> bool:
    texts = [_scalar(value) for value in values]
    distinct = set(texts) - {""}
    short = all(len(text) <= _SHORT_VALUE for text in texts)
    return short and 1 < len(distinct) <= min(_FEW_VALUES, max(2, rows // 2))

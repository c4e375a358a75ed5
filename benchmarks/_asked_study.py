"""Made-up studies with known facts, written as data: who said what, and what each question must be answered with."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Answer, Outcome
from analysis.findings import (
    Analysis,
    Claim,
    MagicSummary,
    Measure,
    MeasureKind,
    Polarity,
    SegmentShare,
    Statement,
    Theme,
)
from analysis.intervals import count
from analysis.reading.statements import extract_statements
from analysis.summary.journey import journey
from analysis.theming.themes import People, people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
from research_templates.vectors import Embed

DATA = Path(__file__).resolve().parent / "data"
TIME_TO_VALUE = "time_to_first_value"


@dataclass(frozen=True, slots=True)
class Planted:
    """A study as its facts say it is: every statement coded and every theme found without an error."""

    transcripts: tuple[Transcript, ...]
    analysis: Analysis
    vectors: NDArray[np.float32]
    questions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    theme: str
    days: int | None = None


def read_study(name: str, embed: Embed, *, seed: int = 0) -> Planted:
    """The study in ``data/ask_study_<name>.toml``; who of a cell shares a theme is drawn with ``seed``."""
    facts = tomllib.loads((DATA / f"ask_study_{name}.toml").read_text(encoding="utf-8"))
    draw = random.Random(seed)
    people = [cell["values"] for cell in facts["cell"] for _ in range(cell["people"])]
    said: list[list[_Said]] = [[] for _ in people]
    days = list(facts["days"])
    for theme in facts["theme"]:
        sharing = []
        for cell, number in zip(facts["cell"], theme["cells"], strict=True):
            sharing += draw.sample([i for i, values in enumerate(people) if values == cell["values"]], number)
        for turn, person in enumerate(sharing):
            text = theme["sayings"][turn % len(theme["sayings"])]
            amount = days.pop(0) if theme.get("timed") else None
            said[person].append(_Said(text.format(days=amount), theme["key"], amount))
    for turn, own in enumerate(said):
        own.insert(0, _Said(facts["filler"]["sayings"][turn % len(facts["filler"]["sayings"])], ""))
    transcripts = tuple(
        _transcript(number, own, dict(zip(facts["attributes"], values, strict=True)))
        for number, (own, values) in enumerate(zip(said, people, strict=True))
    )
    statements, themes_of = _statements(transcripts, said, {t["key"]: t for t in facts["theme"]})
    return Planted(
        transcripts,
        _analysis(statements, themes_of, facts["theme"], people_heard(transcripts)),
        np.asarray(embed([statement.text for statement in statements]), dtype=np.float32),
        tuple(facts["question"]),
    )


def _transcript(number: int, said: Sequence[_Said], segments: dict[str, str]) -> Transcript:
    messages: list[TranscriptMessage] = []
    for place, saying in enumerate(said):
        messages.append(
            TranscriptMessage(2 * place, Speaker.INTERVIEWER, "Can you tell me more?", f"q{number}-{place}")
        )
        messages.append(TranscriptMessage(2 * place + 1, Speaker.PARTICIPANT, saying.text, f"a{number}-{place}"))
    return Transcript(f"interview-{number}", f"person-{number}", tuple(messages), segments)


def _statements(
    transcripts: Sequence[Transcript], said: Sequence[Sequence[_Said]], themes: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[Statement, ...], list[str]]:
    by_message = {f"a{number}-{place}": saying for number, own in enumerate(said) for place, saying in enumerate(own)}
    found, keys = [], []
    for statement in extract_statements(transcripts).statements:
        saying = by_message[statement.message_id]
        theme = themes.get(saying.theme)
        changes: dict[str, Any] = {}
        if theme:
            changes = {"polarity": Polarity(theme["polarity"]), "confidence": 0.95, "stage": theme["stage"]}
        place = statement.text.find(f"{saying.days} days") if saying.days is not None else -1
        if place >= 0:
            text = f"{saying.days} days"
            changes["measures"] = (
                Measure(kind=MeasureKind.DURATION, low=saying.days or 0, high=saying.days or 0, unit="day", start=place,
                        end=place + len(text), text=text, kpi=TIME_TO_VALUE),
            )  # fmt: skip
        found.append(statement.model_copy(update=changes))
        keys.append(saying.theme)
    return tuple(found), keys


def _analysis(
    statements: tuple[Statement, ...], keys: Sequence[str], facts: Sequence[Mapping[str, Any]], people: People
) -> Analysis:
    themes = sorted((_theme(fact, statements, keys, people) for fact in facts), key=lambda t: -t.count.people)
    everybody = count(len(people), len(people))
    return Analysis(
        people=len(people),
        interviews=len(people),
        statements=statements,
        set_aside=0,
        summary=MagicSummary(
            headline=Claim(text=f"{everybody.people} of {everybody.of} people were heard.", counts=(everybody,)),
            friction_points=tuple(theme for theme in themes if theme.polarity is Polarity.FRICTION),
            success_factors=tuple(theme for theme in themes if theme.polarity is Polarity.SUCCESS),
            journey=journey(statements, people, themes, model="six_phases"),
        ),
    )


def _theme(fact: Mapping[str, Any], statements: Sequence[Statement], keys: Sequence[str], people: People) -> Theme:
    places = [place for place, key in enumerate(keys) if key == fact["key"]]
    voices = {statements[place].participant_id for place in places}
    return Theme(
        key=fact["key"],
        name=fact["name"],
        polarity=Polarity(fact["polarity"]),
        description=fact["name"],
        count=count(len(voices), len(people)),
        mentions=len(places),
        quotes=tuple(statements[place].quote() for place in places[:3]),
        statements=tuple(places),
        segments=tuple(
            SegmentShare(attribute=attribute, value=value, count=count(len(voices & ids), len(ids)))
            for attribute, values in people.segments.items()
            for value, ids in values.items()
        ),
        stage=fact["stage"],
    )


def is_right(answer: Answer, expects: Sequence[str]) -> bool:
    """Whether every expected number stands in the claims (or the table), or, with none, the answer was refused."""
    if not expects:
        return answer.outcome is not Outcome.ANSWERED
    return all(_holds(answer, expected) for expected in expects)


def is_near(answer: Answer, expects: Sequence[str]) -> bool:
    """Whether each expected share lies within the interval of a count that the answer carries, of the same people.

    An answer that gives a least and a most covers what lies between them, too.
    """
    counts = [counted for claim in answer.claims for counted in claim.counts]
    for expected in expects:
        people, _, of = expected.partition("/")
        if not of:
            if not _holds(answer, expected):
                return False
            continue
        share = int(people) / int(of)
        if not any(counted.of == int(of) and counted.low <= share <= counted.high for counted in counts):
            return False
    return bool(expects)


def _holds(answer: Answer, expected: str) -> bool:
    kind, _, value = expected.rpartition(":")
    if kind == "table":
        return answer.table is not None and any(row.label == value for row in answer.table.rows)
    if kind == "days":
        return any(figure.value == float(value) for claim in answer.claims for figure in claim.figures)
    return any(f"{counted.people}/{counted.of}" == expected for claim in answer.claims for counted in claim.counts)

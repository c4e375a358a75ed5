"""An analysis as CSV and JSON, for programs and spreadsheets."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter

from analysis.change.waves import Change
from analysis.findings import Analysis, Count, Label, Theme
from analysis.outcomes.values import Indicators, Refusal
from analysis.reading.measures import as_said
from analysis.reading.statements import message_name
from analysis.reporting.content import ReportContent
from analysis.reporting.listed_evidence import evidence_of
from analysis.reporting.names import family_name, kpi_name, stage_name, team_name
from analysis.reporting.tables import voices
from interview_engine.transcript import Speaker, Transcript

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BYTE_ORDER_MARK: Final = "\ufeff"  # without it, spreadsheets take UTF-8 for an old code page


class Table(StrEnum):
    STATEMENTS = "statements"
    THEMES = "themes"
    COUNTS = "counts"


def export_csv(
    analysis: Analysis, table: Table, *, labels: Mapping[str, str] | None = None,
    segments: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:  # fmt: skip
    """One table as CSV in UTF-8 (RFC 4180, with a byte order mark), safe to open in a spreadsheet.

    ``labels`` names participants by interview id, ``segments`` are their attributes by participant id; both show in
    the statements.
    """
    match table:
        case Table.STATEMENTS:
            rows = _statements(analysis, labels or {}, segments or {})
        case Table.THEMES:
            rows = _themes(analysis)
        case Table.COUNTS:
            rows = _counts(analysis)
    return as_csv(rows)


def with_questions(analysis: Analysis, transcripts: Iterable[Transcript]) -> Analysis:
    """The analysis with the question that each statement answers, as it stands in the transcripts."""
    asked: dict[tuple[str, str], str] = {}
    for transcript in transcripts:
        question = ""
        for message in transcript.messages:
            if message.speaker is Speaker.INTERVIEWER:
                question = message.text
            else:
                asked[transcript.interview_id, message_name(message)] = question
    statements = (
        each.model_copy(update={"question": asked.get((each.interview_id, each.message_id), each.question)})
        for each in analysis.statements
    )
    return analysis.model_copy(update={"statements": tuple(statements)})


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8 (RFC 4180, with a byte order mark), safe to open in a spreadsheet."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return (_BYTE_ORDER_MARK + buffer.getvalue()).encode("utf-8", "replace")


def export_json(content: ReportContent) -> bytes:
    """Everything that the analysis found, and what the report knows beside it, as JSON in UTF-8."""
    funnel = {step.name: step.number for step in content.funnel.steps} if content.funnel else None
    reached = [question._asdict() for question in content.funnel.questions] if content.funnel else []
    everything: dict[str, Any] = {
        "format": 1,
        "study": {"id": content.study_id, "title": content.study_title, "question": content.research_question},
        "analysis_run": content.run_id,
        "created": content.created.isoformat(),
        "collected_at": content.collected_at,
        "participants": {
            "labels_by_interview": content.speakers(),
            "segments_by_participant": {person: dict(values) for person, values in content.segments.items()},
        },
        "funnel": funnel,
        "questions_reached": reached,
        "method_notes": list(content.method_notes),
        "change": _plain(content.change),
        "outcomes": _plain(content.outcomes),
        "analysis": content.analysis.model_dump(mode="json"),
    }
    return json.dumps(everything, ensure_ascii=True, indent=2).encode()


def _plain(found: Change | tuple[Indicators | Refusal, ...] | None) -> Any:
    return TypeAdapter(Change | tuple[Indicators | Refusal, ...] | None).dump_python(found, mode="json")


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: a quote goes before what could begin one. NUL is taken out."""
    if isinstance(value, int | float):
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def _statements(
    analysis: Analysis, labels: Mapping[str, str], segments: Mapping[str, Mapping[str, str]]
) -> Iterator[Sequence[object]]:  # fmt: skip
    attributes = sorted({name for values in segments.values() for name in values})
    themes: dict[int, list[Theme]] = {}
    for theme in _all_themes(analysis):
        for place in theme.statements:
            themes.setdefault(place, []).append(theme)
    yield (
        *("interview", "participant", "message", "start", "end", "text", "question", "polarity", "confidence"),
        *("strength", "stage", "themes", "measures"),
        *("model", "model_polarity", "model_strength", "about", "offline_polarity"),
        *attributes,
    )
    for place, statement in enumerate(analysis.statements):
        known = segments.get(statement.participant_id, {})
        yield (
            statement.interview_id,
            labels.get(statement.interview_id, statement.participant_id),
            statement.message_id,
            statement.start,
            statement.end,
            statement.text,
            statement.question,
            statement.polarity.value,
            statement.confidence,
            statement.strength,
            stage_name(statement.stage, analysis.summary) if statement.stage else "",
            "; ".join(theme.name for theme in themes.get(place, ())),
            "; ".join(map(as_said, statement.measures)),
            *_label(statement.label),
            *(known.get(name, "") for name in attributes),
        )


def _label(label: Label | None) -> tuple[object, ...]:
    """What a language model read and what the offline reading made of the same; nothing where no model was asked."""
    if label is None:
        return ("",) * 5
    return label.by, label.polarity.value, label.strength, label.about, label.offline.value


def _themes(analysis: Analysis) -> Iterator[Sequence[object]]:
    yield (
        *("rank", "polarity", "theme", "description", "people", "of", "share", "low", "high", "mentions"),
        *("strength", "stability", "stage", "family", "owner_team", "kpis", "named_by", "key", "quotes"),
    )
    summary = analysis.summary
    for themes in (summary.friction_points, summary.success_factors) if summary else ():
        for rank, theme in enumerate(themes, start=1):
            yield (
                *(rank, theme.polarity.value, theme.name, theme.description, *_numbers(theme.count), theme.mentions),
                "" if theme.strength is None else theme.strength,
                "" if theme.stability is None else theme.stability,
                stage_name(theme.stage, summary) if theme.stage else "",
                family_name(theme.family) if theme.family else "",
                team_name(theme.owner_team) if theme.owner_team else "",
                "; ".join(map(kpi_name, theme.kpis)),
                *(theme.named_by, theme.key, " | ".join(quote.text for quote in theme.quotes)),
            )


def _counts(analysis: Analysis) -> Iterator[Sequence[object]]:
    yield ("where", "people", "of", "share", "low", "high", "sentence")
    for share in voices(analysis):
        yield (share.label, *_numbers(share.counted), "")
    for located in evidence_of(analysis.summary):
        if isinstance(located.item, Count):
            yield (located.where, *_numbers(located.item), located.sentence)


def _numbers(counted: Count) -> tuple[int, int, float, float, float]:
    return counted.people, counted.of, counted.share, counted.low, counted.high


def _all_themes(analysis: Analysis) -> tuple[Theme, ...]:
    summary = analysis.summary
    return (*summary.friction_points, *summary.success_factors) if summary else ()

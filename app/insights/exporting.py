"""A finished analysis as a file, in every format that the reporting knows."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from analysis.reporting.change_section import change_table
from analysis.reporting.content import ReportContent
from analysis.reporting.docx import render_docx
from analysis.reporting.exports import Table, as_csv, export_csv, export_json, with_questions
from analysis.reporting.html_report import render_html_report
from analysis.reporting.outcome_section import outcome_table
from analysis.reporting.refi_qda import export_refi_qda
from app.db import Database, Scope
from app.errors import NotFound
from app.insights.naming_attributes import naming
from app.insights.report import report_content
from app.insights.results import latest_finished
from app.insights.transcripts import collect_transcripts
from interview_engine.transcript import Transcript


class ExportFormat(StrEnum):
    """The values are what the files are called."""

    HTML = "report.html"
    DOCX = "report.docx"
    STATEMENTS = "statements.csv"
    THEMES = "themes.csv"
    COUNTS = "counts.csv"
    CHANGES = "changes.csv"
    OUTCOMES = "outcomes.csv"
    JSON = "analysis.json"
    REFI_QDA = "project.qdpx"


WITH_ATTRIBUTES: Final = frozenset({ExportFormat.STATEMENTS, ExportFormat.JSON})
"""Files that list what is known of each participant."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    name: str
    media_type: str
    data: bytes


_Make = Callable[[ReportContent, tuple[Transcript, ...]], bytes]


def _csv(table: Table) -> _Make:
    return lambda content, transcripts: export_csv(
        with_questions(content.analysis, transcripts), table, labels=content.speakers(), segments=content.segments
    )


def _json(content: ReportContent, transcripts: tuple[Transcript, ...]) -> bytes:
    return export_json(replace(content, analysis=with_questions(content.analysis, transcripts)))


_MADE_BY: Final[dict[ExportFormat, tuple[str, _Make]]] = {
    ExportFormat.HTML: ("text/html; charset=utf-8", lambda content, _: render_html_report(content).encode()),
    ExportFormat.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda content, _: render_docx(content),
    ),
    ExportFormat.STATEMENTS: ("text/csv; charset=utf-8", _csv(Table.STATEMENTS)),
    ExportFormat.THEMES: ("text/csv; charset=utf-8", _csv(Table.THEMES)),
    ExportFormat.COUNTS: ("text/csv; charset=utf-8", _csv(Table.COUNTS)),
    ExportFormat.CHANGES: ("text/csv; charset=utf-8", lambda content, _: as_csv(change_table(content.change))),
    ExportFormat.OUTCOMES: ("text/csv; charset=utf-8", lambda content, _: as_csv(outcome_table(content.outcomes))),
    ExportFormat.JSON: ("application/json", _json),
    ExportFormat.REFI_QDA: (
        "application/zip",
        lambda content, transcripts: export_refi_qda(
            content.analysis,
            transcripts,
            name=content.study_title,
            created=content.created,
            labels=content.speakers(),
        ),
    ),
}


async def export_latest(
    database: Database, scope: Scope, study_id: UUID, format_: ExportFormat, *, identified: bool = False
) -> ExportFile:  # fmt: skip
    """The study's newest analysis as a file; with attributes that name a person when ``identified``.

    Raises NotFound when there is none, and ReportError.
    """
    async with database.read(scope) as session:
        run = await latest_finished(session, study_id)
        if run is None:
            raise NotFound("This study has no analysis to export yet.", "Make its Magic Summary first.")
        content = await report_content(session, run, identified=identified)
        collected = await collect_transcripts(session, study_id, until=run.collected_at)
    media_type, make = _MADE_BY[format_]
    transcripts = collected.transcripts
    if not identified:
        names = naming({transcript.participant_id: transcript.segments for transcript in transcripts})
        transcripts = tuple(
            replace(each, segments={k: v for k, v in each.segments.items() if k not in names}) for each in transcripts
        )
    data = await asyncio.to_thread(make, content, transcripts)
    return ExportFile(format_.value, media_type, data)

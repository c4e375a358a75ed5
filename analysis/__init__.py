"""From transcripts to findings that hold: statements, themes, summary, report. No web, no database."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.embedding import (
        Embedder,
        HashingEmbedder,
        SentenceTransformerEmbedder,
        content_key,
        embed_missing,
        stack,
    )
    from analysis.errors import AnalysisError
    from analysis.evidence import verify
    from analysis.findings import Analysis
    from analysis.pipeline import compute, conclude, interpret, name
    from analysis.reading.statements import Extraction, extract_statements
    from analysis.reporting.checking import check_report
    from analysis.reporting.content import Brand, ReportContent
    from analysis.reporting.docx import render_docx
    from analysis.reporting.exports import export_csv, export_json
    from analysis.reporting.funnel import Funnel
    from analysis.reporting.html_report import render_html_report
    from analysis.reporting.refi_qda import export_refi_qda
    from analysis.reporting.report import render_report

# Where each public name lives; a name is imported when it is first used, so that `import analysis` stays cheap.
_HOMES = {
    "Analysis": "findings",
    "AnalysisError": "errors",
    "Brand": "reporting.content",
    "Embedder": "embedding",
    "Extraction": "reading.statements",
    "Funnel": "reporting.funnel",
    "HashingEmbedder": "embedding",
    "ReportContent": "reporting.content",
    "SentenceTransformerEmbedder": "embedding",
    "check_report": "reporting.checking",
    "compute": "pipeline",
    "conclude": "pipeline",
    "content_key": "embedding",
    "embed_missing": "embedding",
    "export_csv": "reporting.exports",
    "export_json": "reporting.exports",
    "export_refi_qda": "reporting.refi_qda",
    "extract_statements": "reading.statements",
    "interpret": "pipeline",
    "name": "pipeline",
    "render_docx": "reporting.docx",
    "render_html_report": "reporting.html_report",
    "render_report": "reporting.report",
    "stack": "embedding",
    "verify": "evidence",
}

__all__ = [
    "Analysis",
    "AnalysisError",
    "Brand",
    "Embedder",
    "Extraction",
    "Funnel",
    "HashingEmbedder",
    "ReportContent",
    "SentenceTransformerEmbedder",
    "check_report",
    "compute",
    "conclude",
    "content_key",
    "embed_missing",
    "export_csv",
    "export_json",
    "export_refi_qda",
    "extract_statements",
    "interpret",
    "name",
    "render_docx",
    "render_html_report",
    "render_report",
    "stack",
    "verify",
]


def __getattr__(attribute: str) -> Any:
    if attribute in _HOMES:
        return getattr(import_module(f"analysis.{_HOMES[attribute]}"), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {attribute!r}")

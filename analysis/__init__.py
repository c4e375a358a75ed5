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
    from analysis.reporting.report import ReportContent, render_report

# Where each public name lives; a name is imported when it is first used, so that `import analysis` stays cheap.
_HOMES = {
    "Analysis": "findings",
    "AnalysisError": "errors",
    "Embedder": "embedding",
    "Extraction": "reading.statements",
    "HashingEmbedder": "embedding",
    "ReportContent": "reporting.report",
    "SentenceTransformerEmbedder": "embedding",
    "compute": "pipeline",
    "conclude": "pipeline",
    "content_key": "embedding",
    "embed_missing": "embedding",
    "extract_statements": "reading.statements",
    "interpret": "pipeline",
    "name": "pipeline",
    "render_report": "reporting.report",
    "stack": "embedding",
    "verify": "evidence",
}

__all__ = [
    "Analysis",
    "AnalysisError",
    "Embedder",
    "Extraction",
    "HashingEmbedder",
    "ReportContent",
    "SentenceTransformerEmbedder",
    "compute",
    "conclude",
    "content_key",
    "embed_missing",
    "extract_statements",
    "interpret",
    "name",
    "render_report",
    "stack",
    "verify",
]


def __getattr__(attribute: str) -> Any:
    if attribute in _HOMES:
        return getattr(import_module(f"analysis.{_HOMES[attribute]}"), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {attribute!r}")

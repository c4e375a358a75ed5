"""What people see of an import."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.imports.mapping import ColumnMapping
from app.models import ImportFile, ImportStatus

MOST_PROBLEMS = 100
"""Refused rows that are listed; the others are only counted."""


@dataclass(frozen=True, slots=True)
class ImportRead:
    """An uploaded file. Rows that were imported before count as refused; ``problems`` name lines and reasons."""

    id: UUID
    study_id: UUID
    filename: str
    status: ImportStatus
    rows_total: int
    rows_imported: int
    rows_refused: int
    problems: tuple[str, ...]
    mapping: ColumnMapping | None
    uploaded_at: datetime

    @property
    def more_problems(self) -> int:
        """Refused rows that ``problems`` does not list."""
        return self.rows_refused - len(self.problems)

    @classmethod
    def of(cls, file: ImportFile) -> "ImportRead":
        return cls(
            id=file.id,
            study_id=file.study_id,
            filename=file.filename,
            status=ImportStatus(file.status),
            rows_total=file.rows_total,
            rows_imported=file.rows_imported,
            rows_refused=file.rows_refused,
            problems=tuple(file.problems),
            mapping=None if file.mapping is None else ColumnMapping.model_validate(file.mapping),
            uploaded_at=file.created_at,
        )


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The columns, the first rows (one cell per column, shortened), and the mapping that looks right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    suggested: ColumnMapping

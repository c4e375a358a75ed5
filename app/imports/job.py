"""The import itself: rows become participants, interviews and messages, a batch a transaction.

How far an import has come is what its counters say, and each batch moves them in the transaction that inserts its rows:
a batch is in the study whole, or not at all, and never twice.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.errors import Conflict, InvalidInput, NotFound
from app.imports.mapping import ColumnMapping, ImportedInterview, read_interviews
from app.imports.parsing import RefusedRow, open_file
from app.imports.rows import insert_interviews
from app.imports.schemas import MOST_PROBLEMS
from app.jobs import Advance, JobContext, JobStep
from app.models import ImportFile, ImportStatus, Interview, JobKind

_BATCH: Final = 200
_KEPT_IN_MEMORY: Final = 2
_TRIES: Final = 5
_LARGEST_MEGABYTES: Final = 1_000  # what was uploaded was measured then, by the setting of that day

Entry = ImportedInterview | RefusedRow


@dataclass(frozen=True, slots=True)
class _Read:
    mapping: ColumnMapping
    entries: tuple[Entry, ...]


class ImportHandler:
    """The job that imports a file. It may be killed between any two statements."""

    kind = JobKind.IMPORT

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: OrderedDict[UUID, _Read] = OrderedDict()

    @property
    def steps(self) -> tuple[JobStep, ...]:
        return (
            JobStep("check", "Reading the file", self._check),
            JobStep("rows", "Importing rows", self._rows),
        )

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:
        self._read.pop(context.subject_id, None)
        file = (await session.exec(_locked(context))).one_or_none()
        if file is not None:
            file.status, file.problems = ImportStatus.FAILED, file.problems or [message]

    async def _check(self, context: JobContext) -> Advance:
        async with self._database.read(context.scope) as session:
            file = (await session.exec(select(ImportFile).where(ImportFile.id == context.subject_id))).one_or_none()
        if file is None:
            raise NotFound("The uploaded file is gone.", "Upload it again.")
        if file.status == ImportStatus.DONE:
            return Advance()
        entries = (await self._entries(file)).entries
        usable = sum(isinstance(entry, ImportedInterview) for entry in entries)
        if not usable:
            first = next((str(entry) for entry in entries if isinstance(entry, RefusedRow)), "It has no rows.")
            raise InvalidInput(
                f"None of the {len(entries):,} rows can be used. {first}", "Choose the columns again, or another file."
            )
        return Advance(done=usable, total=len(entries))

    async def _rows(self, context: JobContext) -> Advance:
        for _ in range(_TRIES):
            try:
                return await self._import_batch(context)
            except IntegrityError:
                # A participant of a live interview took the next number first: take it from there.
                await asyncio.sleep(0.05)
        raise Conflict(
            "The study changed faster than rows could be added to it.", "Start the import again in a moment."
        )

    async def _import_batch(self, context: JobContext) -> Advance:
        async with self._database.read(context.scope) as session:
            file = (await session.exec(select(ImportFile).where(ImportFile.id == context.subject_id))).one()
        if file.status == ImportStatus.DONE:
            return Advance(file.rows_total, file.rows_total)
        read = await self._entries(file)
        async with self._database.write(context.scope) as session:
            file = (await session.exec(_locked(context))).one()
            start = file.rows_imported + file.rows_refused
            await _take(session, file, read.entries[start : start + _BATCH])
            done, total = file.rows_imported + file.rows_refused, len(read.entries)
            if done >= total:
                file.status, file.content, file.rows_total = ImportStatus.DONE, None, total
        if done >= total:
            self._read.pop(context.subject_id, None)
        return Advance(done, total, again=done < total)

    async def _entries(self, file: ImportFile) -> _Read:
        """The file's rows, read once per process: the columns chosen decide what they are."""
        mapping = ColumnMapping.model_validate(file.mapping)
        read = self._read.get(file.id)
        if read is None or read.mapping != mapping:
            read = _Read(mapping, await asyncio.to_thread(_entries_of, file.filename, file.content or b"", mapping))
            self._read[file.id] = read
            while len(self._read) > _KEPT_IN_MEMORY:
                self._read.popitem(last=False)
        return read


def _locked(context: JobContext) -> Any:
    return select(ImportFile).where(ImportFile.id == context.subject_id).with_for_update()


def _entries_of(filename: str, data: bytes, mapping: ColumnMapping) -> tuple[Entry, ...]:
    opened = open_file(filename, data, max_megabytes=_LARGEST_MEGABYTES)
    mapping.check(opened.columns)
    return read_interviews(opened.rows(), mapping)


async def _take(session: AsyncSession, file: ImportFile, batch: Sequence[Entry]) -> None:
    """Insert the batch's rows that the study does not have yet, and move the file's counters past it."""
    usable = [entry for entry in batch if isinstance(entry, ImportedInterview)]
    keys = [entry.key for entry in usable]
    known = set(
        await session.exec(
            select(Interview.source_key).where(Interview.study_id == file.study_id, col(Interview.source_key).in_(keys))
        )
    )
    fresh = [entry for entry in usable if entry.key not in known]
    if fresh:
        await insert_interviews(session, file.study_id, file.workspace_id, fresh)
    problems = [
        str(entry)
        if isinstance(entry, RefusedRow)
        else f"Line {entry.line}: the study has this row already, from an earlier import."
        for entry in batch
        if isinstance(entry, RefusedRow) or entry.key in known
    ]
    file.rows_imported += len(fresh)
    file.rows_refused += len(problems)
    file.problems = [*file.problems, *problems][:MOST_PROBLEMS]

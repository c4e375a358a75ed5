"""Uploading a file of existing feedback, looking at it, and starting its import."""

import asyncio
import hashlib
import json
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import Conflict, NotFound
from app.imports.mapping import ColumnMapping, suggest_mapping
from app.imports.parsing import OpenedFile, Row, open_file
from app.imports.schemas import ImportPreview, ImportRead
from app.jobs import JobQueue, JobRead
from app.models import ImportFile, ImportStatus, Job, JobKind, JobStatus, PlanRevision, Study, StudyStatus
from app.settings import Settings
from app.studies.plans import RESEARCHER, called_by_question

_SAMPLE_ROWS = 200
_SHOWN_ROWS = 5
_LONGEST_CELL = 300
_LONGEST_NAME = 255
_LONGEST_TITLE = 200


class ImportService:
    def __init__(self, database: Database, jobs: JobQueue, settings: Settings) -> None:
        self._database = database
        self._jobs = jobs
        self._max_megabytes = settings.max_upload_mb

    async def upload(self, scope: Scope, study_id: UUID, filename: str, data: bytes) -> ImportRead:
        """Keep a file until it is imported. One that was uploaded but not imported yet is returned as it stands.

        Raises NotFound, TooLarge, InvalidInput (what is wrong with the file), Conflict (it was imported before).
        """
        opened = await self._open(filename, data)
        content_hash = hashlib.sha256(opened.text.encode()).hexdigest()
        rows = await asyncio.to_thread(lambda: sum(1 for _ in opened.rows()))
        try:
            async with self._database.write(scope) as session:
                study = (await session.exec(select(Study).where(Study.id == study_id))).one_or_none()
                if study is None:
                    raise NotFound("There is no such study.", "It may have been deleted.")
                same = select(ImportFile).where(
                    ImportFile.study_id == study_id, ImportFile.content_hash == content_hash
                )
                known = (await session.exec(same)).one_or_none()
                if known is not None:
                    if known.status in {ImportStatus.UPLOADED, ImportStatus.FAILED}:
                        return ImportRead.of(known)
                    raise _imported_before(known)
                file = ImportFile(
                    workspace_id=study.workspace_id,
                    study_id=study_id,
                    filename=_plain_name(filename),
                    content_hash=content_hash,
                    content=data,
                    rows_total=rows,
                )
                session.add(file)
        except IntegrityError as error:
            raise Conflict(
                "This file was uploaded to this study a moment ago.", "Reload the page to go on with it."
            ) from error
        return ImportRead.of(file)

    async def files(self, scope: Scope, study_id: UUID) -> list[ImportRead]:
        """The study's imports, newest first."""
        statement = select(ImportFile).where(ImportFile.study_id == study_id)
        async with self._database.read(scope) as session:
            found = await session.exec(statement.order_by(col(ImportFile.created_at).desc()))
            return [ImportRead.of(file) for file in found]

    async def get(self, scope: Scope, import_id: UUID) -> ImportRead:
        """Raises NotFound."""
        return ImportRead.of(await self._file(scope, import_id))

    async def preview(self, scope: Scope, import_id: UUID) -> ImportPreview:
        """Raises NotFound, and Conflict when the file was imported and is no longer kept."""
        file = await self._file(scope, import_id)
        opened = await self._open(file.filename, _content(file))
        return await asyncio.to_thread(_preview, opened)

    async def latest_job(self, scope: Scope, import_id: UUID) -> JobRead | None:
        """The newest job that worked on the file."""
        statement = select(Job).where(Job.kind == JobKind.IMPORT, Job.subject_id == import_id)
        async with self._database.read(scope) as session:
            job = (await session.exec(statement.order_by(col(Job.created_at).desc()).limit(1))).first()
        return None if job is None else JobRead.of(job)

    async def start(self, scope: Scope, import_id: UUID, mapping: ColumnMapping) -> JobRead:
        """Import the file in the background; when that is happening already, the job that does it.

        Raises NotFound, InvalidInput (the mapping does not fit the file), Conflict (it was imported before).
        """
        file = await self._file(scope, import_id)
        if file.status != ImportStatus.DONE:
            opened = await self._open(file.filename, _content(file))
            mapping.check(opened.columns)
        async with self._database.write(scope) as session:
            locked = select(ImportFile).where(ImportFile.id == import_id).with_for_update()
            file = (await session.exec(locked)).one()
            if file.status == ImportStatus.DONE:
                raise _imported_before(file)
            going_on = select(Job).where(
                Job.subject_id == import_id, col(Job.status).in_([JobStatus.QUEUED, JobStatus.RUNNING])
            )
            job = (await session.exec(going_on)).first()
            if job is None:
                file.mapping, file.status = mapping.model_dump(mode="json"), ImportStatus.RUNNING
                job = Job(
                    workspace_id=file.workspace_id, study_id=file.study_id, kind=JobKind.IMPORT, subject_id=import_id
                )
                await self._jobs.enqueue(session, job)
                await _call_by_its_question(session, file.study_id)
        return JobRead.of(job)

    async def _file(self, scope: Scope, import_id: UUID) -> ImportFile:
        async with self._database.read(scope) as session:
            file = (await session.exec(select(ImportFile).where(ImportFile.id == import_id))).one_or_none()
        if file is None:
            raise NotFound("There is no such import.", "It may have been deleted together with its study.")
        return file

    async def _open(self, filename: str, data: bytes) -> OpenedFile:
        return await asyncio.to_thread(open_file, filename, data, max_megabytes=self._max_megabytes)


async def _call_by_its_question(session: AsyncSession, study_id: UUID) -> None:
    """A draft that nobody named or edited is called by its research question: its plan asked none of what comes in."""
    study = (await session.exec(select(Study).where(Study.id == study_id).with_for_update())).one()
    plans = (await session.exec(select(PlanRevision).where(PlanRevision.study_id == study_id).limit(2))).all()
    question = called_by_question(study)
    untouched = len(plans) == 1 and plans[0].written_by != RESEARCHER and plans[0].plan["title"] == study.title
    if untouched and study.status == StudyStatus.DRAFT and study.wave_of is None and len(question) <= _LONGEST_TITLE:
        study.title = question or study.title


def _content(file: ImportFile) -> bytes:
    if file.content is None:
        raise _imported_before(file)
    return file.content


def _imported_before(file: ImportFile) -> Conflict:
    doing = "is being imported" if file.status == ImportStatus.RUNNING else "was imported"
    return Conflict(
        f"This file {doing} into this study already, as “{file.filename}”.",
        "Nothing was added twice. To import it again, use another study.",
    )


def _plain_name(filename: str) -> str:
    """The file's own name: no folders, nothing that cannot be shown or stored."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[-_LONGEST_NAME:] or "file"


def _preview(opened: OpenedFile) -> ImportPreview:
    rows = [row for row in opened.rows() if isinstance(row, Row)]
    sample = rows[:: max(1, len(rows) // _SAMPLE_ROWS)]  # from all over: an export is often sorted by its segments
    return ImportPreview(
        columns=opened.columns,
        rows=tuple(tuple(_cell(row.values.get(name)) for name in opened.columns) for row in rows[:_SHOWN_ROWS]),
        suggested=suggest_mapping(opened.columns, sample),
    )


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value[:_LONGEST_CELL]
        case _:
            return json.dumps(value, ensure_ascii=False)[:_LONGEST_CELL]

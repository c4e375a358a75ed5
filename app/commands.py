"""What the command line does with a study, without a server: the same services, jobs run in this process."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlmodel import select

from analysis.errors import ReportError
from analysis.reporting.checking import Discrepancy, read_manifest, unchecked
from app.data_folder import signing_key
from app.db import Scope
from app.errors import InvalidInput, JobFailed, NotFound, means_full_disk
from app.imports.mapping import ColumnMapping
from app.insights.report_check import check_stored
from app.insights.schemas import RunRead
from app.jobs import InlineJobs, JobRead
from app.main import House, build_house, open_house
from app.models import JobStatus, Study
from app.settings import Settings

T = TypeVar("T")

MOST_THEMES = 8
"""Themes of each kind that a terminal shows; the page and the report have them all."""


def import_into_study(
    settings: Settings, file: Path, study: str, chosen: dict[str, str], attributes: list[str] | None
) -> str:
    """Import a file; columns that were not chosen are guessed. Returns what happened, in words."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.", "Check the path.") from error

    async def work(house: House, scope: Scope, study_id: UUID) -> str:
        imports = house.services.imports
        uploaded = await imports.upload(scope, study_id, file.name, data)
        suggested = (await imports.preview(scope, uploaded.id)).suggested
        mapping = _mapping(suggested, chosen, attributes)
        await _finish(house, scope, (await imports.start(scope, uploaded.id, mapping)).id)
        done = await imports.get(scope, uploaded.id)
        lines = [f"{done.rows_imported:,} rows imported, {done.rows_refused:,} refused."]
        lines += [f"  {problem}" for problem in done.problems[:20]]
        return "\n".join(lines)

    return _with_study(settings, study, work)


def _mapping(suggested: ColumnMapping, chosen: dict[str, str], attributes: list[str] | None) -> ColumnMapping:
    named = {name: value for name, value in chosen.items() if value}
    values = suggested.model_dump() | named
    if "text" in named and "turns" not in named:
        values["turns"] = ""
    if "turns" in named and "text" not in named:
        values["text"] = ""
    if attributes is not None:
        values["attributes"] = tuple(attributes)
    return ColumnMapping.model_validate(values)


def analyse_study(settings: Settings, study: str) -> str:
    """Analyse a study; returns its Magic Summary as text."""

    async def work(house: House, scope: Scope, study_id: UUID) -> str:
        job = await house.services.insights.request_analysis(scope, study_id)
        await _finish(house, scope, job.id)
        run = await house.services.insights.latest(scope, study_id)
        assert run is not None
        return summary_text(run)

    return _with_study(settings, study, work)


def write_report(settings: Settings, study: str, output: Path) -> str:
    """Write the PDF of the newest analysis.

    Raises NotFound when the study was not analysed yet, InvalidInput when it cannot be written there.
    """
    if not output.parent.is_dir() or output.is_dir():  # told before the work, not after it
        raise InvalidInput(f"{output} cannot be written.", "Name a file in a folder that is there.")

    async def work(house: House, scope: Scope, study_id: UUID) -> bytes:
        run = await house.services.insights.latest(scope, study_id)
        if run is None:
            raise NotFound("This study has no analysis yet.", f"Run `verbatim analyse --study {study}` first.")
        return await house.services.insights.report_pdf(scope, run.id)

    pdf = _with_study(settings, study, work)
    try:
        output.write_bytes(pdf)
    except OSError as error:
        if means_full_disk(error):
            raise
        raise InvalidInput(f"{output} cannot be written: {error.strerror}.", "Check the path.") from error
    return f"Wrote {output}."


def verify_report(settings: Settings, file: Path, study: str) -> tuple[tuple[Discrepancy, ...], str]:
    """What of a report differs from the transcripts stored here, and in a sentence what could not be checked.

    Both are empty when all of it holds.

    Raises InvalidInput when the file is not a report with its evidence.
    """
    try:
        pdf = file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.", "Check the path.") from error

    async def run() -> tuple[tuple[Discrepancy, ...], str]:
        async with AsyncExitStack() as stack:
            house = build_house(settings, queue=InlineJobs)
            await open_house(house, stack)
            try:
                found = await check_stored(house.database, pdf, study=study, secret=signing_key(settings))
                return found, unchecked(read_manifest(pdf))
            except ReportError as error:
                raise InvalidInput(str(error), "Give it the PDF as it was downloaded.") from error

    return asyncio.run(run())


def summary_text(run: RunRead) -> str:
    """A Magic Summary for a terminal."""
    summary = run.summary
    if summary is None:
        return "Nobody has said anything yet that could be analysed."
    lines = [summary.headline.text, ""]
    lines += [f"- {claim.text}" for claim in summary.overview]
    for title, themes in (("Success factors", summary.success_factors), ("Friction points", summary.friction_points)):
        lines += ["", title]
        for number, theme in enumerate(themes[:MOST_THEMES], start=1):
            count = theme.count
            lines.append(
                f"{number}. {theme.name}: {count.people} of {count.of} people"
                f" ({count.share:.0%}, 95 % interval {count.low:.0%}-{count.high:.0%})"
            )
            lines += [f'     "{quote.text}"' for quote in theme.quotes[:2]]
        if len(themes) > MOST_THEMES:
            lines.append(f"   and {len(themes) - MOST_THEMES} more")
    lines += ["", "What these data cannot say", *(f"- {limit}" for limit in summary.limits)]
    lines += [f"Note: {notice}" for notice in run.notices]
    return "\n".join(lines)


def _with_study(settings: Settings, study: str, work: Callable[[House, Scope, UUID], Awaitable[T]]) -> T:
    try:
        study_id = UUID(study)
    except ValueError as error:
        raise InvalidInput(f"{study!r} is not a study's id.", "It is the long part of the study's address.") from error

    async def run() -> T:
        async with AsyncExitStack() as stack:
            house = build_house(settings, queue=InlineJobs)
            await open_house(house, stack)
            async with house.database.read(Scope.system("whoever runs commands may work on any study")) as session:
                owner = (await session.exec(select(Study.workspace_id).where(Study.id == study_id))).first()
            if owner is None:
                raise NotFound(f"There is no study {study_id} in this database.", "Check the id and VERBATIM_DATA.")
            return await work(house, Scope.workspace(owner), study_id)

    return asyncio.run(run())


async def _finish(house: House, scope: Scope, job_id: UUID) -> JobRead:
    assert isinstance(house.queue, InlineJobs)
    await house.queue.wait()
    job = await house.services.insights.job(scope, job_id)
    if job.status is JobStatus.FAILED:
        raise JobFailed(job.error)
    return job

"""The command line's `simulate`: interviews with simulated participants on a study, and their report card."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from app.data_folder import locked
from app.db import Database
from app.errors import DataFolderLocked, InvalidInput, SetupProblem
from app.settings import Settings
from app.simulations.service import Run, SimulationService
from app.simulations.serving import free_port, is_up, served
from interview_engine.simulation import ParticipantType, ReportCard, report_text


def simulate(study: str, run: Run, *, address: str, as_json: bool, settings_for: Callable[..., Settings]) -> str:
    """Hold the interviews over the server at ``address``, or over one of its own; returns the report card.

    Raises InvalidInput, NotFound, DataFolderLocked when a server runs already and no address was given, SetupProblem.
    """
    try:
        study_id = UUID(study)
    except ValueError as error:
        raise InvalidInput(f"{study!r} is not a study's id.", "It is the long part of the study's address.") from error
    if address and not address.startswith(("http://", "https://")):
        raise InvalidInput(f"{address[:80]!r} is not an address of a server.", "It begins with http:// or https://.")
    with _server(address, settings_for) as (settings, base):
        card = asyncio.run(_run(settings, study_id, base, run))
    return json.dumps(card.as_json(), indent=2) if as_json else report_text(card)


def types_of(names: str) -> tuple[ParticipantType, ...]:
    """The types in ``names``, separated by commas; all of them for an empty text.

    Raises InvalidInput for a name that is none.
    """
    wanted = [name.strip().replace("-", "_") for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in set(ParticipantType)]
    if unknown:
        raise InvalidInput(
            f"{unknown[0][:40]!r} is not a type of participant.", f"Choose from: {', '.join(ParticipantType)}."
        )
    return tuple(ParticipantType(name) for name in wanted) or tuple(ParticipantType)


@contextmanager
def _server(address: str, settings_for: Callable[..., Settings]) -> Iterator[tuple[Settings, str]]:
    if address:
        if not is_up(address.rstrip("/")):
            raise SetupProblem(f"There is no server at {address[:80]}.", "Start it with `verbatim run`.")
        yield settings_for(), address.rstrip("/")
        return
    settings = settings_for()
    if settings.embedded:
        try:
            with locked(settings.data):
                pass
        except DataFolderLocked as error:
            raise DataFolderLocked(
                error.detail, "Give the address of the server that runs: `--address URL`."
            ) from error
    # One address holds many interviews at once here, which the limit for people's links is there to prevent.
    os.environ["VERBATIM_PUBLIC_REQUESTS_PER_MINUTE"] = "1000000"
    os.environ["VERBATIM_BASE_URL"] = ""
    settings = settings_for(host="127.0.0.1", port=free_port())
    with served(settings.public_url):
        yield settings, settings.public_url


async def _run(settings: Settings, study_id: UUID, address: str, run: Run) -> ReportCard:
    database = Database(settings)
    try:
        return await SimulationService(database).run(study_id, address, run)
    finally:
        await database.close()

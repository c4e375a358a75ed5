"""The command line's `simulate`: interviews with simulated participants on a study, and their report card."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from uuid import UUID

from app.data_folder import locked
from app.db import Database
from app.errors import DataFolderLocked, InvalidInput, SetupProblem
from app.settings import Settings
from app.simulations.playing import Played, require_model
from app.simulations.service import Held, Run, SimulationService
from app.simulations.serving import free_port, is_up, served
from interview_engine.llm import CircuitBreaker, LanguageModel
from interview_engine.llm.masking import MaskingModel
from interview_engine.simulation import ParticipantType, report_text


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
    if run.played and not settings_for().model_configured:
        require_model(None)
    with _server(address, settings_for) as (settings, base):
        held = asyncio.run(_run(settings, study_id, base, run))
    if as_json:
        played = {"played": held.played.model_dump()} if held.played else {}
        return json.dumps(held.card.as_json() | played, indent=2)
    return "\n".join([report_text(held.card), *(_played_text(held.played) if held.played else ())])


def _played_text(played: Played) -> Iterator[str]:
    yield f"\nPlayed by {played.by}"
    yield f"{'Answers in its words':<34}{played.worded}"
    yield f"{'Wordings refused':<34}{played.refused}, said as scripted"
    yield f"{'No usable answer':<34}{played.failed}, said as scripted"
    yield f"{'Tokens':<34}{played.prompt_tokens} read, {played.completion_tokens} written"


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


async def _run(settings: Settings, study_id: UUID, address: str, run: Run) -> Held:
    async with AsyncExitStack() as stack:
        database = Database(settings)
        stack.push_async_callback(database.close)
        player: LanguageModel | None = None
        if run.played:
            from app.main import configured_model  # noqa: PLC0415 - the whole house, for the one who wants a model

            client = configured_model(settings)
            if client is not None:
                stack.push_async_callback(client.aclose)
                player = CircuitBreaker(MaskingModel(client))
        return await SimulationService(database, player).run(study_id, address, run)

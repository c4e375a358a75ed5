"""Serving: granian in front of the application, and worker processes that only run jobs."""

import asyncio
import ctypes
import gc
import os
import signal
import sys
from contextlib import AsyncExitStack
from typing import get_args

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar

from app.data_folder import locked
from app.errors import InvalidInput
from app.jobs import Role
from app.log import configure_logging, get_logger
from app.main import build_house, create_app, open_house
from app.migrate import require_newest, upgrade
from app.settings import Settings

ROLE = "VERBATIM_PROCESS_ROLE"
"""Tells granian's child process which role it plays; not a setting for people."""
_PR_SET_PDEATHSIG = 1
SECONDS_TO_STOP = 3
"""An open event stream would otherwise hold a SIGTERM for good."""

logger = get_logger(__name__)


def serve(settings: Settings, *, role: Role, processes: int = 1) -> None:
    """Serve until told to stop.

    Raises DataFolderLocked, SetupProblem, and InvalidInput for several processes on SQLite.
    """
    if settings.embedded and (processes > 1 or role == "web"):
        raise InvalidInput(
            "Separate web processes need PostgreSQL: the embedded database serves one process.",
            "Set VERBATIM_DATABASE_URL, or use `verbatim run`.",
        )
    if settings.embedded:
        with locked(settings.data):
            upgrade(settings)
    else:
        require_newest(settings)
    os.environ[ROLE] = role
    logger.info("serving", address=f"http://{settings.host}:{settings.port}", role=role)
    Granian(
        target="app.server:application",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=processes,
        workers_kill_timeout=SECONDS_TO_STOP,
        websockets=False,
        log_enabled=False,
    ).serve()


def application() -> Litestar:
    """What granian's worker process calls."""
    die_with_parent()
    settings = Settings()
    configure_logging(log_format=settings.log_format, level=settings.log_level)
    role = os.environ.get(ROLE, "all")
    app = create_app(settings, role=next(known for known in get_args(Role) if known == role))
    # What has been imported stays: looking through it again and again would cost each turn time.
    gc.collect()
    gc.freeze()
    return app


def die_with_parent() -> None:
    """On Linux, end this process when its parent is killed: an orphan would keep the port and the data folder."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def work(settings: Settings) -> None:
    """Run jobs until told to stop; needs PostgreSQL.

    Raises InvalidInput on SQLite, where the web process runs the jobs itself.
    """
    if settings.embedded:
        raise InvalidInput(
            "Workers need PostgreSQL: with the embedded database `verbatim run` does their work.",
            "Set VERBATIM_DATABASE_URL.",
        )
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    async with AsyncExitStack() as stack:
        await open_house(build_house(settings, role="worker"), stack)
        logger.info("working")
        await stopped.wait()

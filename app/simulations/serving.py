"""A server process of one's own, for as long as something is held over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from app.errors import SetupProblem

SECONDS_TO_START = 60.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(address: str) -> Iterator[None]:
    """`verbatim run` with the settings of this process's environment, up at ``address`` until the block ends.

    Raises SetupProblem when it does not come up.
    """
    command = [sys.executable, "-m", "app.cli", "run"]
    server = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own module
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not is_up(address):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SetupProblem("The server did not start.", "Run `verbatim doctor`, and `verbatim run` to see why.")
            time.sleep(0.2)
        yield
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def is_up(address: str) -> bool:
    """Whether a server of this platform answers there."""
    try:
        return httpx.get(f"{address}/login", trust_env=False, timeout=5).is_success
    except httpx.TransportError:
        return False

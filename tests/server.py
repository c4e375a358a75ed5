"""Real processes of the platform, started as people start them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.forge import Forged, forge, run_command

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 120
SECONDS_TO_END = 300
SECONDS_TO_STOP = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: object) -> dict[str, str]:
    """This process's environment with these settings (``data=...`` is VERBATIM_DATA) and no others of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    return inherited | {f"VERBATIM_{name.upper()}": str(value) for name, value in settings.items()}


@dataclass(frozen=True)
class Completed:
    returncode: int
    stdout: str
    stderr: str


def verbatim(*arguments: str, env: Mapping[str, str], typed: bytes = b"", folder: Path = ROOT) -> Completed:
    """Run a command to its end."""
    with TemporaryDirectory() as held:
        files = [Path(held, name) for name in ("typed", "output", "errors")]
        files[0].write_bytes(typed)
        process = forge(
            run_command, *arguments, env=env, typed=files[0], output=files[1], errors=files[2], folder=folder
        )
        code = process.wait(SECONDS_TO_END)
        return Completed(code, files[1].read_text("utf-8"), files[2].read_text("utf-8"))


@contextmanager
def running(*arguments: str, env: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The command as people start it, until the block ends, in a process group of its own; it writes to ``log``."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            env=env,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with _stopped_at_the_end(process):
        yield process


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[str]:
    """The address of a `verbatim run` process on SQLite in ``folder``."""
    port = free_port()
    env = environment(data=folder / "data", port=port, **settings)
    log = folder / "server.log"
    process = forge(run_command, "run", env=env, output=log)
    with _stopped_at_the_end(process):
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, process, log)
        yield address


@contextmanager
def _stopped_at_the_end(process: "Forged | subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=SECONDS_TO_STOP)


def wait_until_up(address: str, process: "Forged | subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/login", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")

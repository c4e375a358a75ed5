"""Real processes of the platform that start in a moment: forked from one that has imported all of it.

They are processes like any other - with a group of their own, to be stopped and killed - and run the command line's
own code. What they spare is the seconds in which Python reads the modules, each time the same.
"""

import contextlib
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


class Forged:
    """A process, handled as ``subprocess.Popen`` is; ``output`` is the file that holds what it writes."""

    def __init__(self, inner: ForkServerProcess, output: Path) -> None:
        self._inner = inner
        self.output = output
        self.pid = inner.pid or 0

    def poll(self) -> int | None:
        return self._inner.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._inner.join(timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired("forged", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill_group(self) -> None:
        """End it with all that it started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it may not have got so far as to have a group
                os.killpg(self.pid, signal.SIGKILL)
            self.kill()

    def wait_for_group(self, timeout: float) -> None:
        """Wait until nothing of what it started runs: who starts again at once would find the data folder taken."""
        deadline = time.monotonic() + timeout
        while any(_runs_in(process, self.pid) for process in psutil.process_iter()):
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("forged", timeout)
            time.sleep(0.02)


def _runs_in(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


def forge(
    work: Callable[..., object],
    *arguments: object,
    env: Mapping[str, str],
    output: Path,
    errors: Path | None = None,
    folder: Path = ROOT,
    typed: Path = Path(os.devnull),
) -> Forged:
    """Start ``work``, which a process can find by its name, in a process of its own.

    It writes to ``output`` (errors too, unless they have a file of their own) and reads ``typed``.
    """
    files = (str(typed), str(output), str(errors or output))
    for name in files[1:]:
        Path(name).touch()
    process = _context().Process(target=_begin, args=(files, dict(env), str(folder), work, arguments))
    process.start()
    return Forged(process, output)


def run_command(*arguments: str) -> None:
    """What the ``verbatim`` command does."""
    sys.argv = ["verbatim", *arguments]
    importlib.import_module("app.cli").main()


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.forge_warm"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    # The first process starts the one that the others are forked from, which looks for modules here.
    first = context.Process(target=_nothing)
    first.start()
    first.join()
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)
    return context


def _nothing() -> None:
    """Only to be started."""


def _begin(
    files: tuple[str, str, str], env: dict[str, str], folder: str, work: Callable[..., object], arguments: tuple[object]
) -> None:
    os.setsid()
    for number, name in enumerate(files):
        handle = os.open(name, os.O_WRONLY | os.O_APPEND if number else os.O_RDONLY)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    multiprocessing.set_start_method("fork", force=True)  # what a process that people start has by default
    work(*arguments)

"""Real processes for benchmarks: started, waited for, weighed, stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from benchmarks._common import PROJECT, missing

try:
    import psutil
except ImportError:
    missing("psutil (it comes with `make install-dev`)")

VERBATIM = str(Path(sys.executable).with_name("verbatim"))
LONGEST_START = 60.0
LONGEST_STOP = 20.0
_BETWEEN_LOOKS = 0.1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**settings: object) -> dict[str, str]:
    """This process's environment with exactly these ``VERBATIM_`` settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    chosen = {f"VERBATIM_{name.upper()}": str(value) for name, value in settings.items()}
    return {**inherited, "PYTHONPATH": str(PROJECT), **chosen}


@contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str], *, folder: Path, until: str = "", every: float = 0.1
) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process in ``folder``, once the address ``until`` answers; it is stopped at the end.

    The address is asked again after ``every`` seconds. Its log goes to a file in ``folder``, as on a server.
    """
    log_file = folder / f"{Path(command[0]).stem}-{time.time_ns()}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, env=dict(env), cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            if until and not wait_for(until, process, every=every):
                missing(f"{until} does not answer; the server said: {log_file.read_text(errors='replace')[-800:]}")
            yield process
        finally:
            stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """SIGTERM, and SIGKILL to its whole session when it does not end."""
    process.terminate()
    try:
        process.wait(LONGEST_STOP)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]", *, every: float) -> bool:
    """Ask until the address answers with 200; False when the process ends first, or it takes too long."""
    deadline = time.perf_counter() + LONGEST_START
    while time.perf_counter() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                if response.status == 200:
                    return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass  # not yet
        time.sleep(every)
    return False


class Watch:
    """Resident memory (MB, shared pages counted once for each process) and CPU of a process and its children."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = psutil.Process(process.pid)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._seen: list[tuple[float, float, float]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._look()

    @property
    def peak_memory(self) -> float:
        return max(memory for _, memory, _ in self._seen)

    def cpu_seconds(self, since: float) -> float:
        """CPU seconds from the moment ``since`` (of ``time.time``) to the end."""
        return self._seen[-1][2] - next(cpu for when, _, cpu in self._seen if when >= since)

    def _watch(self) -> None:
        self._look()
        while not self._done.wait(_BETWEEN_LOOKS):
            self._look()

    def _look(self) -> None:
        memory = cpu = 0.0
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in [self._process, *self._process.children(recursive=True)]:
                memory += process.memory_info().rss / 1e6
                times = process.cpu_times()
                cpu += times.user + times.system
        self._seen.append((time.time(), memory, cpu))

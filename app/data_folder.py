"""The data folder: made when missing, locked against a second process, keeper of the generated secret."""

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import DataFolderLocked, SetupProblem, StorageFull
from app.settings import Settings

SECRET_FILE = "secret.key"  # noqa: S105 - the file's name, not a secret
LOCK_FILE = "verbatim.lock"


def prepare_data_folder(folder: Path) -> None:
    """Make the folder.

    Raises SetupProblem when it cannot be written, StorageFull when the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull(
                f"There is no space left for the data folder {folder}.",
                "Free some space; nothing that was saved is lost.",
            ) from error
        raise SetupProblem(
            f"The data folder {folder} cannot be written: {error.strerror}.",
            "Set VERBATIM_DATA to a folder this user may write to.",
        ) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process: SQLite serves one process at a time here.

    Raises DataFolderLocked when another process holds it.
    """
    prepare_data_folder(folder)
    with (folder / LOCK_FILE).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            owner = lock.read(32).strip()
            raise DataFolderLocked(
                f"Another process{f' (pid {owner})' if owner else ''} is using the data folder {folder}.",
                "Stop it first, or give this one a folder of its own with VERBATIM_DATA. "
                "Several processes at once need PostgreSQL (VERBATIM_DATABASE_URL).",
            ) from error
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield
        finally:
            lock.seek(0)
            lock.truncate()
            fcntl.flock(lock, fcntl.LOCK_UN)


def signing_key(settings: Settings) -> str:
    """The key that signs form tokens and participant links: set, or made once and kept in the data folder.

    Raises SetupProblem when PostgreSQL is used without VERBATIM_SECRET_KEY: several machines must share it.
    """
    configured = settings.secret_key.get_secret_value()
    if configured:
        return configured
    if not settings.embedded:
        raise SetupProblem(
            "VERBATIM_SECRET_KEY is not set.",
            "With PostgreSQL every process must share it: set it to 32 or more random characters "
            "(`openssl rand -hex 32`).",
        )
    prepare_data_folder(settings.data)
    path = settings.data / SECRET_FILE
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_hex(32)
        file.write(secret)
    return secret

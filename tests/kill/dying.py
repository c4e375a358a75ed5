"""A server that is to die: at the point that a file names, the whole group is killed.

The points are moments of a transaction as the database's own events tell them; nothing in the product knows of them.
"""

import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import Pool

from tests.forge import run_command

ORDER = "VERBATIM_TEST_DIE_AT"
"""Names the file that holds the point's name; it is taken away by whoever obeys it."""


def serve() -> None:
    """``verbatim run``, watched."""
    event.listen(Engine, "before_cursor_execute", _before_statement)
    event.listen(Engine, "commit", _before_commit)
    event.listen(Pool, "checkin", _after_commit)
    run_command("run")


def reach(point: str) -> None:
    order = Path(os.environ[ORDER])
    try:
        ordered = order.read_text()
    except FileNotFoundError:
        return
    if ordered == point:
        order.unlink()
        os.killpg(0, signal.SIGKILL)


def _before_statement(
    connection: Connection, _cursor: object, statement: str, parameters: object, _context: object, _many: object
) -> None:
    kind = _kind(statement, repr(parameters))
    if kind and "kind" not in connection.info:
        connection.info["kind"] = kind
        reach(f"before {kind}")


def _kind(statement: str, parameters: str) -> str:
    if statement.startswith("INSERT INTO interview "):
        return "start"
    if statement.startswith("INSERT INTO message "):
        return "answer" if "'participant'" in parameters else "reply"
    return ""


def _before_commit(connection: Connection) -> None:
    kind = connection.info.pop("kind", "")
    if kind:
        reach(f"before the commit of the {kind}")
        connection.info["committed"] = kind


def _after_commit(_connection: object, record: Any) -> None:
    kind = record.info.pop("committed", "")
    if kind:
        reach(f"after the commit of the {kind}")
    record.info.pop("kind", None)

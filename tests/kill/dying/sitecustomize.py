"""Python loads this by itself in a server that is to die: at the point that a file names, the whole group is killed.

The points are moments of a transaction as the database's own events tell them; nothing in the product knows of them.
"""

import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import Pool

ORDER = Path(os.environ["VERBATIM_TEST_DIE_AT"])
"""Holds the point's name; taken away by whoever obeys it."""


def reach(point: str) -> None:
    try:
        ordered = ORDER.read_text()
    except FileNotFoundError:
        return
    if ordered == point:
        ORDER.unlink()
        os.killpg(0, signal.SIGKILL)


@event.listens_for(Engine, "before_cursor_execute")
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


@event.listens_for(Engine, "commit")
def _before_commit(connection: Connection) -> None:
    kind = connection.info.pop("kind", "")
    if kind:
        reach(f"before the commit of the {kind}")
        connection.info["committed"] = kind


@event.listens_for(Pool, "checkin")
def _after_commit(_connection: object, record: Any) -> None:
    kind = record.info.pop("committed", "")
    if kind:
        reach(f"after the commit of the {kind}")
    record.info.pop("kind", None)

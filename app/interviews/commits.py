"""Committing the turns of many interviews together.

Problem: a transaction costs the same for one row as for fifty, SQLite runs one at a time, and a turn needs two.
Decision: what is to be stored goes on a list; one task commits all that stands there in one transaction, and then what
has come meanwhile. Nobody waits for company: a change that finds the list empty is committed at once.
Consequences: whoever stores something goes on only after the commit. A transaction that fails is repeated one change
at a time, so that a refused row fails only whoever wanted to store it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import SQLModel

from app.db import Database, Scope

_TOGETHER = Scope.system("turns of several workspaces are committed together; each row names its interview's own")
_MOST = 200
"""Changes in one transaction: other writers wait no longer than that takes."""
_MESSAGE = SQLModel.metadata.tables["message"]
_INTERVIEW = SQLModel.metadata.tables["interview"]
# Made once: putting the statements together would cost more than running them.
_ADD = insert(_MESSAGE)
_END = (
    update(_INTERVIEW)
    .where(_INTERVIEW.c.id == bindparam("interview"))
    .values(status=bindparam("status"), ended_at=bindparam("ended_at"))
)
# The lock keeps out whoever changes an answer (PostgreSQL; SQLite lets one writer in at a time anyway).
_EDITIONS = (
    select(_INTERVIEW.c.id, _INTERVIEW.c.edition)
    .where(_INTERVIEW.c.id.in_(bindparam("interviews", expanding=True)))
    .order_by(_INTERVIEW.c.id)
    .with_for_update(read=True, key_share=True)
)


class Superseded(Exception):
    """What was said before has been changed meanwhile: this message belongs to an interview that is no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """A message's row, and the interview's ``status`` and ``ended_at`` where that message ends it.

    ``edition`` is the interview's that the message follows; in another one it has no place.
    """

    row: Mapping[str, Any]
    edition: int
    end: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    change: Change
    done: asyncio.Future[None]


class Commits:
    """For one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def store(self, change: Change) -> None:
        """Return when the change is committed.

        Raises Superseded, and what the database raises: IntegrityError above all, when the message's place is taken.
        """
        waiting = _Waiting(change, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._task is None:
            self._task = asyncio.create_task(self._work_off())
        await waiting.done

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await self._store(batch)
        finally:
            self._task = None

    async def _store(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self._commit([waiting.change for waiting in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            if len(batch) == 1:
                _settle(batch[0], error)
                return
            for waiting in batch:
                await self._store([waiting])
        else:
            for waiting in batch:
                _settle(waiting, None)

    async def _commit(self, changes: Sequence[Change]) -> None:
        # In one order everywhere, so that two processes do not wait for each other.
        rows = sorted((change.row for change in changes), key=lambda row: str(row["interview_id"]))
        ends = [{"interview": change.row["interview_id"], **change.end} for change in changes if change.end]
        async with self._database.write(_TOGETHER) as session:
            connection = await session.connection()
            found = await connection.execute(_EDITIONS, {"interviews": [row["interview_id"] for row in rows]})
            editions = {row.id: row.edition for row in found}
            if any(editions.get(change.row["interview_id"]) != change.edition for change in changes):
                raise Superseded
            await connection.execute(_ADD, rows)
            if ends:
                await connection.execute(_END, ends)


def _settle(waiting: _Waiting, error: Exception | None) -> None:
    if waiting.done.done():  # Whoever waited has gone: a closed connection cancels its request.
        return
    if error is None:
        waiting.done.set_result(None)
    else:
        waiting.done.set_exception(error)

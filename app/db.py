"""The database: engines, transactions, and the one mechanism that keeps workspaces apart.

Problem: a query that forgets its workspace shows one customer's data to another.
Decision: a session is opened for a ``Scope``. Every ORM statement on a ``WorkspaceOwned`` table is filtered by the
scope's workspace, every new row is stamped with it, and a session without one refuses to run.
Consequences: services write no workspace filters; the few places that must look across workspaces (a participant's
link, background work picking up a job) say so with ``Scope.system(reason)``, which is easy to find and to review.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Update, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlmodel import Session as SQLModelSession
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import WorkspaceOwned
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a session may see: one workspace's, or (workspace None, with a reason) everybody's."""

    workspace_id: UUID | None
    reason: str = ""

    @classmethod
    def workspace(cls, workspace_id: UUID) -> "Scope":
        return cls(workspace_id)

    @classmethod
    def system(cls, reason: str) -> "Scope":
        if not reason:
            raise ValueError("say why this must look across workspaces")
        return cls(None, reason)


class ScopeViolation(Exception):
    """A query ran without a scope, or a row of another workspace was about to be written."""


class ScopedSession(SQLModelSession):
    """A session whose ``info["scope"]`` decides what it can see."""


def _scope_of(session: Session) -> Scope:
    scope = session.info.get("scope")
    if not isinstance(scope, Scope):
        raise ScopeViolation("open sessions through Database.read or Database.write, which take a scope")
    return scope


@event.listens_for(ScopedSession, "do_orm_execute")
def _filter_by_workspace(state: ORMExecuteState) -> None:
    workspace_id = _scope_of(state.session).workspace_id
    if workspace_id is None or state.is_column_load or state.is_relationship_load:
        return
    if not state.is_orm_statement:
        raise ScopeViolation("statements on bare tables or in text cannot be filtered: use the mapped classes")
    if state.is_insert:
        _check_inserted_rows(state, workspace_id)
    else:
        if isinstance(state.statement, Update):
            _check_update(state.statement, by_key=bool(state.parameters))
        state.statement = state.statement.options(*_criteria_of(workspace_id))


@lru_cache(maxsize=1_000)
def _criteria_of(workspace_id: UUID) -> tuple[LoaderCriteriaOption, ...]:
    """One for each table, made once for a workspace: to make them anew takes longer than most statements do."""
    return tuple(
        with_loader_criteria(table, col(table.workspace_id) == workspace_id, include_aliases=True)
        for table in _owned_tables()
    )


@cache
def _owned_tables() -> tuple[type[WorkspaceOwned], ...]:
    """Every table of one workspace's rows; criteria on the tables a statement does not touch change nothing."""
    registry = SQLModel._sa_registry  # noqa: SLF001 - sqlmodel has no public name for it
    return tuple(mapper.class_ for mapper in registry.mappers if issubclass(mapper.class_, WorkspaceOwned))


def _check_inserted_rows(state: ORMExecuteState, workspace_id: UUID) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, WorkspaceOwned):
        return
    parameters = state.parameters or {}
    for row in [parameters] if isinstance(parameters, Mapping) else parameters:
        if row.get("workspace_id") != workspace_id:
            raise ScopeViolation(f"rows for {mapper.class_.__name__} must carry the workspace of their session")


def _check_update(statement: Update, *, by_key: bool) -> None:
    """An update by primary keys takes no condition, and one of the workspace would move rows out of it."""
    if by_key or "workspace_id" in statement.compile().params:
        raise ScopeViolation("updates name their rows with where(), and rows stay in their workspace")


@event.listens_for(ScopedSession, "before_flush")
def _stamp_with_workspace(session: Session, _context: UOWTransaction, _instances: object) -> None:
    workspace_id = _scope_of(session).workspace_id
    if workspace_id is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, WorkspaceOwned):
            continue
        if getattr(row, "workspace_id", None) is None:
            row.workspace_id = workspace_id
        elif row.workspace_id != workspace_id:
            raise ScopeViolation(f"a {type(row).__name__} of another workspace was about to be written")


class Database:
    """Engines and transactions. ``write`` commits when its block ends well and rolls back when it does not.

    On SQLite one writer connection begins every transaction IMMEDIATE, and readers have an engine of their own:
    measured, anything else loses writes under load. Never hold a transaction while a model is asked. Parameters, which
    may be a participant's words, are kept out of error messages.
    """

    def __init__(self, settings: Settings) -> None:
        self.url = settings.async_database_url
        self.embedded = settings.embedded
        if self.embedded:
            settings.data.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite_engine(self.url, pool_size=1, begin="BEGIN IMMEDIATE")
            self.reader = _sqlite_engine(self.url, pool_size=4, begin="BEGIN")
        else:
            self.writer = create_async_engine(
                self.url, pool_size=20, max_overflow=10, pool_pre_ping=True, hide_parameters=True
            )
            self.reader = self.writer

    @asynccontextmanager
    async def write(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        async with self._session(self.writer, scope) as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        async with self._session(self.reader, scope) as session:
            yield session

    async def forget_deleted(self) -> None:
        """Bring what was deleted out of SQLite's log of changes too, as soon as nobody reads from it.

        Deleted pages are overwritten with zeros (``secure_delete``); the log is emptied here, and at the latest when
        the installation stops. PostgreSQL removes dead rows in its own time.
        """
        if self.embedded:
            async with self.writer.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                for pragma in ("busy_timeout=1000", "wal_checkpoint(TRUNCATE)", "busy_timeout=30000"):
                    await driver.execute_fetchall(f"PRAGMA {pragma}")

    def _session(self, engine: AsyncEngine, scope: Scope) -> AsyncSession:
        return AsyncSession(engine, sync_session_class=ScopedSession, expire_on_commit=False, info={"scope": scope})

    async def close(self) -> None:
        await self.writer.dispose()
        await self.reader.dispose()


def configure_sqlite(connection: Any, *, isolation_level: str | None = None) -> None:
    """The pragmas of every SQLite connection of the platform (a DB-API connection)."""
    connection.isolation_level = isolation_level
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=30000",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_engine(url: str, *, pool_size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=60, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        configure_sqlite(connection)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine

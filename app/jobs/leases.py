"""Who is alive: worker processes on PostgreSQL renew a lease; the jobs of one that stops renewing are taken over.

Clocks differ between machines, so every moment here is the database's.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from app.db import Database, Scope
from app.models import WorkerLease

LEASE_SECONDS: Final = 10.0
BEAT_SECONDS: Final = LEASE_SECONDS / 4
_ALL_WORKERS: Final = Scope.system("workers serve every workspace")
_KEPT_AFTER_END: Final = timedelta(days=1)
_REAPER_LOCK: Final = 7_305_512_288  # any constant; it names the reaper among PostgreSQL's advisory locks


async def renew_lease(database: Database, executor_id: str) -> None:
    await _write_lease(database, executor_id, timedelta(seconds=LEASE_SECONDS))


async def end_lease(database: Database, executor_id: str) -> None:
    """Hand this worker's jobs over now, instead of when the lease runs out."""
    await _write_lease(database, executor_id, timedelta(0))


async def _write_lease(database: Database, executor_id: str, length: timedelta) -> None:
    until = func.now() + length
    async with database.write(_ALL_WORKERS) as session:
        await session.exec(
            insert(WorkerLease)
            .values(executor_id=executor_id, expires_at=until)
            .on_conflict_do_update(index_elements=["executor_id"], set_={"expires_at": until})
        )
        await session.exec(delete(WorkerLease).where(col(WorkerLease.expires_at) < func.now() - _KEPT_AFTER_END))


async def dead_among(database: Database, owners: set[str]) -> list[str]:
    """Those of ``owners`` that hold no valid lease; none while another worker is reaping."""
    async with database.write(_ALL_WORKERS) as session:
        if not (await session.exec(select(func.pg_try_advisory_xact_lock(_REAPER_LOCK)))).one():
            return []
        live = await session.exec(select(WorkerLease.executor_id).where(WorkerLease.expires_at > func.now()))
        return sorted(owners - set(live))

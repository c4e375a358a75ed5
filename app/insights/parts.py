"""Reading very many rows without holding up everybody else in the process."""

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import Executable
from sqlmodel.ext.asyncio.session import AsyncSession

_ROWS: Final = 500
"""Made into objects at once: some milliseconds, after which others have their turn."""


async def in_parts(session: AsyncSession, statement: Executable) -> AsyncIterator[Any]:
    """The rows of ``statement`` one by one, fetched some at a time; the same rows as ``session.exec`` gives at once."""
    rows = await session.stream(statement, execution_options={"yield_per": _ROWS})
    async for part in rows.partitions():
        for row in part:
            yield row

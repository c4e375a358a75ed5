"""What a turn is compared with: a bare Litestar endpoint that commits one row for each request, and nothing else.

The same server (granian, one worker) and the same engine as the platform's writer; no log, no middleware, no headers.
Served by ``python -m granian --interface asgi --factory benchmarks._bare_endpoint:application``, with VERBATIM_DATA
naming a folder of its own.
"""

from typing import Any
from uuid import UUID, uuid4

from litestar import Litestar, get, post
from litestar.params import JSONBody
from sqlalchemy import insert
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.settings import Settings


class BareRow(SQLModel, table=True):
    __tablename__ = "bare_row"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    text: str


def application() -> Litestar:
    """What granian's worker process calls."""
    database = Database(Settings(_env_file=None))

    async def make_table() -> None:
        async with database.writer.begin() as connection:
            await connection.run_sync(SQLModel.metadata.tables["bare_row"].create)

    @get("/ready")
    async def ready() -> dict[str, bool]:
        return {"ready": True}

    @post("/rows", status_code=200)
    async def add_row(data: JSONBody[dict[str, Any]]) -> dict[str, str]:
        row_id = uuid4()
        async with AsyncSession(database.writer) as session, session.begin():
            await session.exec(insert(BareRow), params=[{"id": row_id, "text": data["text"]}])
        return {"id": str(row_id)}

    return Litestar(
        route_handlers=[ready, add_row],
        on_startup=[make_table],
        on_shutdown=[database.close],
        openapi_config=None,
        logging_config=None,
    )

"""Alembic's entry: runs on the connection that ``app.migrate`` hands over."""

from typing import Any

from alembic import context
from sqlmodel import SQLModel

import app.models  # noqa: F401 - registers the tables


def _ours(_obj: Any, name: str | None, kind: str, reflected: bool, _compared: Any) -> bool:  # noqa: FBT001 - Alembic's signature
    """Leave out the tables of the job engine, which live in the same SQLite file."""
    return not (kind == "table" and reflected and name not in SQLModel.metadata.tables)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_object=_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

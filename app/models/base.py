"""What every row has, and the mark of rows that belong to one workspace."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


def utc_now() -> datetime:
    return datetime.now(UTC)


class Row(SQLModel):
    """A row with an id that reveals nothing and the moment it was made (UTC)."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    created_at: datetime = Field(default_factory=utc_now)


class WorkspaceOwned(SQLModel):
    """Rows of one workspace. The session's scope filters every query on them and stamps new ones (see ``app.db``).

    Deliberately without an index: a workspace's rows are reached through their study, and SQLite, which keeps no
    statistics, would now and then read all of the workspace's messages instead of one interview's.
    """

    workspace_id: UUID = Field(default=None, nullable=False, foreign_key="workspace.id", ondelete="CASCADE")

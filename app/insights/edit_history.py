"""The history of a study's edits: who changed what, what is undone, and what waits for an analysis."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from analysis.theming.edits import Edit, read_edits
from app.db import Database, Scope
from app.insights.editing import all_edits, base_of, last_change, since
from app.insights.results import latest_finished
from app.models import User


@dataclass(frozen=True, slots=True)
class EditRead:
    """One edit, who made it and when, and who undid or redid it last.

    ``at_once``: it was made since the last analysis, so that undoing it shows at once. ``waiting``: it was undone or
    redone since, and shows with the next analysis.
    """

    id: UUID
    edit: Edit
    made_by: str
    made_at: datetime
    undone: bool
    switched_by: str
    switched_at: datetime | None
    at_once: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class EditHistory:
    """``edits`` has the newest first; ``seen`` is what whoever looks at it knows of (``last_change``)."""

    edits: tuple[EditRead, ...]
    seen: str

    @property
    def waiting(self) -> bool:
        return any(edit.waiting for edit in self.edits)


async def read_history(database: Database, scope: Scope, study_id: UUID) -> EditHistory:
    """Every edit of the study that can be read."""
    async with database.read(scope) as session:
        rows = await all_edits(session, study_id)
        latest = await latest_finished(session, study_id)
        base = None if latest is None else await base_of(session, latest)
        people = {who for row in rows for who in (row.made_by, row.switched_by) if who}
        names = dict((await session.exec(select(User.id, User.name).where(col(User.id).in_(people)))).all())
    analysed = base.finished_at if base else None
    edits = []
    for row in reversed(rows):
        at_once = base is not None and since(base, row)
        switched = row.switched_at is not None and analysed is not None and row.switched_at > analysed
        edits += [
            EditRead(
                id=row.id,
                edit=recorded.edit,
                made_by=names.get(row.made_by, "") if row.made_by else "",
                made_at=row.created_at,
                undone=row.undone,
                switched_by=names.get(row.switched_by, "") if row.switched_by else "",
                switched_at=row.switched_at,
                at_once=at_once,
                waiting=switched and not at_once,
            )
            for recorded in read_edits([row.edit]).edits
        ]
    return EditHistory(tuple(edits), last_change(rows))

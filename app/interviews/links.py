"""From a participant's link to the interview it opens."""

from collections import OrderedDict
from uuid import UUID

from sqlmodel import select

from app.db import Database, Scope
from app.errors import NotFound
from app.models import Interview
from app.security import hash_token

BY_LINK = Scope.system("a participant's link names its study or interview, whatever the workspace")
_REMEMBERED = 10_000


class InterviewLinks:
    """A token opens the same interview for good, so it is looked up once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, tuple[UUID, UUID]] = OrderedDict()

    async def resolve(self, token: str) -> tuple[UUID, Scope]:
        """The interview and the scope of its workspace.

        Raises NotFound.
        """
        hashed = hash_token(token)
        known = self._known.get(hashed)
        if known is None:
            async with self._database.read(BY_LINK) as session:
                query = select(Interview.id, Interview.workspace_id).where(Interview.token_hash == hashed)
                row = (await session.exec(query)).first()
            if row is None:
                raise NotFound("This conversation does not exist.", "Check that the link is complete.")
            known = self._known[hashed] = (row[0], row[1])
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return known[0], Scope.workspace(known[1])

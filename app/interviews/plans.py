"""The plans of interviews that are under way: a revision never changes once stored, so it is read once."""

from collections import OrderedDict
from uuid import UUID

from app.db import Database, Scope
from app.interviews.store import Held, load_plan
from research_templates import ResearchPlan

_REMEMBERED = 10_000


class HeldPlans:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[UUID, ResearchPlan] = OrderedDict()

    async def of(self, held: Held) -> ResearchPlan:
        """The plan that an interview is held on."""
        assert held.revision_id is not None, "imported interviews have no participant link"
        plan = self._known.get(held.revision_id)
        if plan is None:
            async with self._database.read(Scope.workspace(held.workspace_id)) as session:
                plan = await load_plan(session, held.revision_id)
            self._known[held.revision_id] = plan
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return plan

"""The revisions of a plan: what changed from one to the next, and an older one made the newest again."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.http.dependencies import AnyRequest, Services
from app.pages.study_views import head
from app.pages.views import (
    FieldChange,
    ItemChange,
    PartChange,
    PieceView,
    PlanChangesPage,
    PlanHistoryPage,
    RevisionRow,
)
from app.studies.plans import HISTORY
from app.studies.schemas import RevisionRead
from research_templates import ResearchPlan
from research_templates.plan_diff import Change, DiffPart, FieldDiff, ItemDiff, PartDiff, diff_plans

_MOST_NUMBERS = 200
"""Revisions offered to compare with."""

_ONE = {DiffPart.SEGMENTS: ("segment", "segments"), DiffPart.GOALS: ("goal", "goals")} | {
    DiffPart.CORE_QUESTIONS: ("question", "questions"),
    DiffPart.MANDATORY_QUESTIONS: ("mandatory question", "mandatory questions"),
    DiffPart.ANALYSIS_QUESTIONS: ("analysis question", "analysis questions"),
    DiffPart.AVOID: ("subject to leave alone", "subjects to leave alone"),
    DiffPart.KPIS: ("measure", "measures"),
    DiffPart.PHASES: ("part of the interview", "parts of the interview"),
}
"""The parts that are lists: what one item is called, and several."""
_LABELS = {part: part.value.replace("_", " ").capitalize() for part in DiffPart} | {
    DiffPart.QUESTION: "Research question",
    DiffPart.CORE_QUESTIONS: "Questions",
    DiffPart.PHASES: "Time",
    DiffPart.KPIS: "Measures to watch",
    DiffPart.CLOSING: "Thanks at the end",
    DiffPart.DEPTH: "Depth of the talk",
    DiffPart.AVOID: "Leave alone",
    DiffPart.PROBING: "How to follow answers",
    DiffPart.HELP_TEXT: "Help in distress",
}
_FIELDS = {"evidence": "What would answer it", "goals": "Serves goals", "phase": "Part", "count": "People"} | {
    "reason": "Why them",
    "minutes": "Minutes",
    "depth": "Depth",
    "follow_ups": "Own follow-ups",
    "generic": "General plan",
}


@get("/studies/{study_id:uuid}/plan/history")
async def plan_history(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    newest: FromQuery[int | None] = None,
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    history = await services.plans.history(actor.scope, study_id, newest=_bounded(newest))
    found = history.revisions
    address = f"/studies/{study_id}/plan/history"
    last = found[min(len(found), HISTORY) - 1].number if found else 0
    first = found[0].number if found else 0
    page = PlanHistoryPage(
        head=head(study),
        rows=tuple(
            _row(revision, before, address)
            for revision, before in zip(found[:HISTORY], [*found[1:], None][:HISTORY], strict=False)
        ),
        total=history.total,
        can_edit=actor.can_edit,
        older_url=f"{address}?newest={last - 1}" if len(found) > HISTORY else None,
        newer_url=f"{address}?newest={first + HISTORY}" if first < history.total else None,
    )
    return services.pages.page(request, "researcher/plan_history.html", page)


@get("/studies/{study_id:uuid}/plan/history/{number:int}")
async def plan_changes(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    number: FromPath[int],
    before: FromQuery[int | None] = None,
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    revision = await services.plans.revision(actor.scope, study_id, _bounded(number) or 0)
    newest = (await services.plans.current(actor.scope, study_id)).number
    against = _bounded(before) if before is not None else revision.number - 1
    earlier = await services.plans.revision(actor.scope, study_id, against) if against else None
    page = PlanChangesPage(
        head=head(study),
        number=revision.number,
        before=against or 0,
        newest=newest,
        saved_at=revision.saved_at,
        saved_by=revision.saved_by,
        note=revision.note,
        parts=_changes(earlier.plan, revision.plan) if earlier else (),
        numbers=tuple(range(newest, max(0, newest - _MOST_NUMBERS), -1)),
        can_edit=actor.can_edit,
    )
    return services.pages.page(request, "researcher/plan_changes.html", page)


@post("/studies/{study_id:uuid}/plan/history/{number:int}/restore")
async def restore_plan(
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    number: FromPath[int],
) -> Redirect:
    await services.plans.restore(editor.scope, study_id, _bounded(number) or 0, user_id=editor.user_id)
    return Redirect(f"/studies/{study_id}/plan?notice=restored", status_code=303)


def _bounded(number: int | None) -> int | None:
    """Within what a database can count."""
    return None if number is None else min(max(0, number), 1_000_000_000)


def _row(revision: RevisionRead, before: RevisionRead | None, address: str) -> RevisionRow:
    return RevisionRow(
        number=revision.number,
        saved_at=revision.saved_at,
        saved_by=revision.saved_by,
        written_by=revision.written_by,
        note=revision.note,
        changes=_summary(before.plan, revision.plan) if before else (),
        url=f"{address}/{revision.number}",
    )


def _summary(before: ResearchPlan, after: ResearchPlan) -> tuple[str, ...]:
    """Phrases such as "2 questions changed", "title changed"."""
    phrases = []
    for part in diff_plans(before, after).parts:
        if part.part not in _ONE:
            phrases.append(f"{_LABELS[part.part].lower()} changed")
            continue
        one, several = _ONE[part.part]
        for change in Change:
            count = sum(item.change is change for item in part.items)
            if count:
                phrases.append(f"{count} {one if count == 1 else several} {change.value}")
    return tuple(phrases)


def _changes(before: ResearchPlan, after: ResearchPlan) -> tuple[PartChange, ...]:
    return tuple(_part(part) for part in diff_plans(before, after).parts)


def _part(part: PartDiff) -> PartChange:
    return PartChange(_LABELS[part.part], tuple(_item(item, listed=part.part in _ONE) for item in part.items))


def _item(item: ItemDiff, *, listed: bool) -> ItemChange:
    place = item.after if item.after is not None else item.before
    fields = item.fields if item.change is not Change.CHANGED else _telling(item.fields)
    return ItemChange(
        change=item.change.value,
        place=str((place or 0) + 1) if listed else "",
        fields=tuple(
            FieldChange(
                label=_FIELDS.get(field.name, "") if listed or field.name == "generic" else "",
                pieces=tuple(PieceView(piece.kind.value, piece.text) for piece in field.pieces),
            )
            for field in fields
            if field.pieces
        ),
        moved=item.moved,
    )


def _telling(fields: tuple[FieldDiff, ...]) -> tuple[FieldDiff, ...]:
    """The first field, by which an item is known, and those that changed."""
    return tuple(field for place, field in enumerate(fields) if place == 0 or field.changed)


HANDLERS = [plan_history, plan_changes, restore_plan]

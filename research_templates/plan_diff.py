"""What changed between two revisions of a plan, part by part and word by word."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from research_templates.plan import CoreQuestion, ResearchPlan
from research_templates.text_diff import Piece, PieceKind, diff_words, pieces_of

_ALIKE = 0.5
"""From this share of common words on, two items without a common key are one item that was changed."""
_MOST_COMPARED = 10_000
"""Pairs of unmatched items compared by their words; what is left over of longer lists counts as removed and added."""


class Change(StrEnum):
    """What happened to an item; a changed item may have moved as well."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class DiffPart(StrEnum):
    """The parts of a plan as a revision history shows them, in its order."""

    QUESTION = "question"
    TITLE = "title"
    RESEARCH_TYPE = "research_type"
    DESCRIPTION = "description"
    GOALS = "goals"
    PARTICIPANTS = "participants"
    SEGMENTS = "segments"
    CORE_QUESTIONS = "core_questions"
    MANDATORY_QUESTIONS = "mandatory_questions"
    PHASES = "phases"
    DEPTH = "depth"
    AVOID = "avoid"
    PROBING = "probing"
    WELCOME = "welcome"
    CLOSING = "closing"
    INVITATION = "invitation"
    HELP_TEXT = "help_text"
    ANALYSIS_QUESTIONS = "analysis_questions"
    KPIS = "kpis"
    LANGUAGE = "language"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One text of an item, named as in the plan, in pieces."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind is not PieceKind.ADDED)

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind is not PieceKind.REMOVED)

    @property
    def changed(self) -> bool:
        return any(piece.kind is not PieceKind.EQUAL for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """One item that differs, with all of its fields, the unchanged ones too.

    ``before`` and ``after`` are its places in the two lists, counted from 0; None where it is in one list only.
    """

    change: Change
    fields: tuple[FieldDiff, ...]
    before: int | None
    after: int | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class PartDiff:
    """The items of one part that differ, as they stand afterwards; a removed one follows the one it stood behind."""

    part: DiffPart
    items: tuple[ItemDiff, ...]


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """The parts that differ; falsy when the plans are equal."""

    parts: tuple[PartDiff, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def part(self, part: DiffPart) -> PartDiff | None:
        """The changes of one part; None when it is as it was."""
        return next((found for found in self.parts if found.part is part), None)


def diff_plans(before: ResearchPlan, after: ResearchPlan) -> PlanDiff:
    """What was added, removed, changed and moved on the way from one plan to the other.

    Items are matched by their key where they have one, else by the words they share.
    """
    old, new = _parts(before), _parts(after)
    parts = (PartDiff(part, tuple(_differing(old[part], new[part]))) for part in DiffPart)
    return PlanDiff(tuple(part for part in parts if part.items))


_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Field:
    """``exact`` is what is compared; ``shown`` is what people read in its place."""

    name: str
    exact: str
    shown: str


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    fields: tuple[_Field, ...]

    def words(self) -> Counter[str]:
        return Counter(word for field in self.fields for word in _WORD.findall(field.shown.lower()))


def _item(key: str, **texts: str) -> _Item:
    return _Item(key, tuple(_Field(name, text, text) for name, text in texts.items()))


def _keyed(key: str, *fields: _Field, **texts: str) -> _Item:
    """An item with a key: nobody reads the key unless it is what changed."""
    plain = _item(key, **texts).fields
    return _Item(key, (*plain, *fields, _Field("key", key, "")))


def _parts(plan: ResearchPlan) -> dict[DiffPart, list[_Item]]:
    goals = {goal.key: goal.text for goal in plan.goals}

    def core(question: CoreQuestion) -> _Item:
        served = _Field("goals", ", ".join(question.goals), "; ".join(goals[key] for key in question.goals))
        depth = question.depth.value if question.depth else ""
        own = _Field("follow_ups", "\0".join(question.follow_ups), " / ".join(question.follow_ups))
        return _keyed(question.key, served, own, text=question.text, phase=question.phase.value, depth=depth)

    return {
        DiffPart.QUESTION: [_item("", question=plan.question)],
        DiffPart.TITLE: [_item("", title=plan.title)],
        DiffPart.RESEARCH_TYPE: [_item("", research_type=plan.research_type.value)],
        DiffPart.DESCRIPTION: [_item("", description=plan.description)],
        DiffPart.GOALS: [_keyed(goal.key, text=goal.text, evidence=goal.evidence) for goal in plan.goals],
        DiffPart.PARTICIPANTS: [_item("", participants=plan.profile.description)],
        DiffPart.SEGMENTS: [
            _item(segment.name, name=segment.name, count=str(segment.count), reason=segment.reason)
            for segment in plan.profile.segments
        ],
        DiffPart.CORE_QUESTIONS: [core(question) for question in plan.core_questions],
        DiffPart.MANDATORY_QUESTIONS: [_keyed(asked.key, text=asked.text) for asked in plan.mandatory_questions],
        DiffPart.PHASES: [
            _item(budget.phase, phase=budget.phase.value, minutes=_number(budget.minutes)) for budget in plan.phases
        ],
        DiffPart.DEPTH: [_item("", depth=plan.depth.value)],
        DiffPart.AVOID: [_item(subject, text=subject) for subject in plan.avoid],
        DiffPart.PROBING: [_item("", probing=plan.probing or "")],
        DiffPart.WELCOME: [_item("", welcome=plan.welcome)],
        DiffPart.CLOSING: [_item("", closing=plan.closing)],
        DiffPart.INVITATION: [_item("", invitation=plan.invitation)],
        DiffPart.HELP_TEXT: [_item("", help_text=plan.help_text)],
        DiffPart.ANALYSIS_QUESTIONS: [_item(text, text=text) for text in plan.analysis_questions],
        DiffPart.KPIS: [_item(name, text=name) for name in plan.kpis],
        DiffPart.LANGUAGE: [_item("", language=plan.language)],
        DiffPart.TEMPLATE: [_item("", template=plan.template, generic="yes" if plan.generic else "no")],
    }


def _number(value: float) -> str:
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def _differing(old: Sequence[_Item], new: Sequence[_Item]) -> Iterator[ItemDiff]:
    came_from = _matched(old, new)
    unmoved = _longest_increasing([came_from[place] for place in sorted(came_from)])
    goes_to = {source: place for place, source in came_from.items()}
    removed_behind: dict[int, list[int]] = defaultdict(list)
    behind = -1
    for source in range(len(old)):
        if source in goes_to:
            behind = goes_to[source]
        else:
            removed_behind[behind].append(source)
    for place in range(-1, len(new)):
        origin = came_from.get(place)
        if origin is None and place >= 0:
            yield ItemDiff(Change.ADDED, _one_sided(new[place], PieceKind.ADDED), None, place)
        elif origin is not None:
            fields = _fields(old[origin], new[place])
            moved = origin not in unmoved
            changed = any(field.changed for field in fields)
            if changed or moved:
                yield ItemDiff(Change.CHANGED if changed else Change.MOVED, fields, origin, place, moved)
        for gone in removed_behind[place]:
            yield ItemDiff(Change.REMOVED, _one_sided(old[gone], PieceKind.REMOVED), gone, None)


def _one_sided(item: _Item, kind: PieceKind) -> tuple[FieldDiff, ...]:
    return tuple(FieldDiff(field.name, pieces_of((kind, field.shown))) for field in item.fields if field.shown)


def _fields(old: _Item, new: _Item) -> tuple[FieldDiff, ...]:
    found = []
    for one, other in zip(old.fields, new.fields, strict=True):
        if one.exact == other.exact:
            pieces = pieces_of((PieceKind.EQUAL, other.shown))
        elif one.shown == other.shown:
            pieces = diff_words(one.exact, other.exact)
        else:
            pieces = diff_words(one.shown, other.shown)
        if pieces:
            found.append(FieldDiff(one.name, pieces))
    return tuple(found)


def _matched(old: Sequence[_Item], new: Sequence[_Item]) -> dict[int, int]:
    """For places in ``new`` the place in ``old`` of the same item: by key, then by the most words in common."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for source in reversed(range(len(old))):
        waiting[old[source].key].append(source)
    came_from = {}
    for place, item in enumerate(new):
        if waiting[item.key]:
            came_from[place] = waiting[item.key].pop()
    taken = set(came_from.values())
    gone = [source for source in range(len(old)) if source not in taken]
    come = [place for place in range(len(new)) if place not in came_from]
    if len(gone) * len(come) > _MOST_COMPARED:
        return came_from
    old_words = {source: old[source].words() for source in gone}
    new_words = {place: new[place].words() for place in come}
    alike = [(_alike(old_words[source], new_words[place]), source, place) for source, place in product(gone, come)]
    for share, source, place in sorted(alike, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share >= _ALIKE and source not in taken and place not in came_from:
            came_from[place] = source
            taken.add(source)
    return came_from


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _longest_increasing(numbers: Sequence[int]) -> set[int]:
    """The most of different numbers that already stand in order: what is not among them has moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        before[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept

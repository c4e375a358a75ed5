"""What came of checking one part of a proposal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.studies.planning.texts import Flaw

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not taken, and its beginning, for the model that is asked again."""

    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A sound ``value`` of a part: ``kept`` items of the proposal, ``replaced`` ones of the plan made by rules."""

    value: T
    kept: int
    replaced: int
    problems: tuple[Problem, ...] = ()


def checked_text(text: str, flaw: Flaw | None, standing: str) -> Checked[str]:
    """A single text, or the one that stands when it has a flaw."""
    return Checked(standing, 0, 1, (Problem(flaw, text),)) if flaw else Checked(text, 1, 0)


def checked_items(
    proposed: Iterable[tuple[T, str, Flaw | str | None]],
    standing: Sequence[T],
    *,
    same: Callable[[T, T], bool],
    least: int,
    most: int,
) -> Checked[tuple[T, ...]]:
    """The sound and different items of (item, its text, flaw), filled up to ``least`` from the ones that stand."""
    kept: list[T] = []
    problems: list[Problem] = []
    for item, text, flaw in proposed:
        reason = flaw or (Flaw.REPEATED if any(same(item, other) for other in kept) else None)
        reason = reason or (Flaw.TOO_MANY if len(kept) == most else None)
        if reason:
            problems.append(Problem(reason, text))
        else:
            kept.append(item)
    filled = list(kept)
    for item in standing:
        if len(filled) < least and not any(same(item, other) for other in filled):
            filled.append(item)
    if not kept or len(filled) < least:
        return Checked(tuple(standing), 0, len(standing), tuple(problems) or (Problem(Flaw.MISSING),))
    if len(kept) < least and not problems:
        problems.append(Problem(Flaw.MISSING))
    return Checked(tuple(filled), len(kept), len(filled) - len(kept), tuple(problems))

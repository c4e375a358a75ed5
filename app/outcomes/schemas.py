"""What people see of outcomes."""

from dataclasses import dataclass

from analysis.outcomes.reading import OutcomeTable
from analysis.outcomes.values import Indicators, OutcomeKind, Refusal


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """A file as it was read: nothing of it is kept yet. ``text`` is what is sent again to keep it."""

    filename: str
    text: str
    columns: tuple[str, ...]
    table: OutcomeTable


@dataclass(frozen=True, slots=True)
class OutcomeRead:
    """One outcome of a study's participants. ``answer`` is None while the study has no analysis.

    ``yes`` counts people, None for days.
    """

    name: str
    kind: OutcomeKind
    known: int
    yes: int | None
    answer: Indicators | Refusal | None

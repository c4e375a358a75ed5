"""What people see of the waves of a study."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from analysis.change.waves import Change
from app.insights.schemas import SpokenBy


@dataclass(frozen=True, slots=True)
class WaveRead:
    """One study of a series; ``people`` is None while it has no analysis."""

    study_id: UUID
    number: int
    title: str
    people: int | None = None


@dataclass(frozen=True, slots=True)
class WavesRead:
    """A series, the earliest first. ``change`` is None when there are no two waves that can be compared: ``reason``.

    ``compared`` are the waves that ``change`` has, in its order. ``voices`` says for each quoted interview who speaks
    and ``studies`` which study it is of.
    """

    waves: tuple[WaveRead, ...]
    compared: tuple[WaveRead, ...] = ()
    change: Change | None = None
    reason: str = ""
    voices: Mapping[str, SpokenBy] | None = None
    studies: Mapping[str, UUID] | None = None

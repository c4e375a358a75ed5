"""Views of waves and outcomes."""

from dataclasses import dataclass

from analysis.reporting.change_section import MetricRow
from analysis.reporting.outcome_section import OutcomeSection
from app.pages.views.common import FieldError, Option, StudyHead
from app.pages.views.findings import ClaimView, CountView, QuoteView


@dataclass(frozen=True, slots=True)
class WaveView:
    """One study of a series; ``people`` is None while nothing of it is analysed."""

    study_id: str
    name: str
    title: str
    people: int | None
    this: bool


@dataclass(frozen=True, slots=True)
class PlotDot:
    """A share with its interval in the drawing: places from 0 to 1, ``y`` in lines of it."""

    wave: int
    y: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ThemeChangeView:
    """A theme through the waves. ``status`` is that of the last wave against the one before, ``low``/``high`` points.

    ``overall`` is the status from the first wave to the last, empty when there are two.
    """

    name: str
    polarity: str
    shares: tuple[CountView, ...]
    dots: tuple[PlotDot, ...]
    status: str
    changed: bool
    paired: bool
    points: int
    low: int
    high: int
    overall: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class WavesPage:
    """``names`` are the waves that are compared, ``reason`` says why none are. ``shown`` themes are drawn."""

    head: StudyHead
    waves: tuple[WaveView, ...]
    reason: str
    names: tuple[str, ...]
    claims: tuple[ClaimView, ...]
    themes: tuple[ThemeChangeView, ...]
    notices: tuple[str, ...]
    metrics: tuple[MetricRow, ...]
    method: tuple[str, ...]
    can_edit: bool
    shown: int = 12


@dataclass(frozen=True, slots=True)
class OutcomeColumnView:
    name: str
    kind: str
    known: int


@dataclass(frozen=True, slots=True)
class OutcomeCheckPage:
    """A file as it was read; ``text`` is sent again to keep it. ``problems`` are sentences, ``more`` the others."""

    head: StudyHead
    filename: str
    text: str
    columns: tuple[str, ...]
    reference: str
    kinds: tuple[OutcomeColumnView, ...]
    choices: tuple[Option, ...]
    matched: int
    problems: tuple[str, ...]
    more: int
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """``told`` is what the report tells, every theme and segment with it; None while the study has no analysis."""

    name: str
    known: str
    told: OutcomeSection | None
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class OutcomesPage:
    head: StudyHead
    outcomes: tuple[OutcomeView, ...]
    analysed: bool
    participants: int
    fewest_people: int
    fewest_of_either: int
    can_edit: bool
    errors: tuple[FieldError, ...] = ()

"""Views of what lies beside the themes: statements, what was set aside, edits, and how far people came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.pages.views.common import Option, StudyHead
from app.pages.views.findings import QuoteView


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where a long list can be turned: this page begins at ``first`` (from 1) of ``total``."""

    first: int = 1
    total: int = 0
    previous_url: str = ""
    next_url: str = ""


ONE_PAGE: Final = PageLinks()


@dataclass(frozen=True, slots=True)
class ThemeLink:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement with what was said around it; ``themes`` is empty where it belongs to none."""

    quote: QuoteView
    polarity: str
    stage: str
    question: str
    segments: tuple[str, ...] = ()
    themes: tuple[ThemeLink, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """``where``, ``polarity``, ``stage`` and ``segment`` are chosen values of their options."""

    head: StudyHead
    available: bool
    found: tuple[FoundStatement, ...] = ()
    people: int = 0
    words: str = ""
    where: str = ""
    polarity: str = ""
    stage: str = ""
    segment: str = ""
    places: tuple[Option, ...] = ()
    polarities: tuple[Option, ...] = ()
    stages: tuple[Option, ...] = ()
    segments: tuple[Option, ...] = ()
    filtered: bool = False
    pages: PageLinks = ONE_PAGE


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why answers were set aside, how many, and the address of the list of these alone."""

    key: str
    name: str
    what: str
    answers: int
    url: str


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    quote: QuoteView
    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class SetAsidePage:
    """``reason`` is the key of the one that is looked at, or empty; ``skipped`` counts questions without an answer."""

    head: StudyHead
    available: bool
    reasons: tuple[ReasonRow, ...] = ()
    rows: tuple[SetAsideRow, ...] = ()
    reason: str = ""
    answers: int = 0
    skipped: int = 0
    pages: PageLinks = ONE_PAGE


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An edit. ``switched_by`` undid or redid it last, if anybody did; ``waiting``: that shows after an analysis."""

    id: str
    text: str
    made_by: str
    made_at: datetime
    undone: bool = False
    switched_by: str = ""
    switched_at: datetime | None = None
    at_once: bool = True
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class EditsPage:
    """``seen`` is the last change that this page knows of."""

    head: StudyHead
    rows: tuple[HistoryRow, ...] = ()
    seen: str = ""
    waiting: bool = False
    can_edit: bool = False
    pages: PageLinks = ONE_PAGE


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A step with its share of those who started and of the step before (None at the first)."""

    name: str
    question: str
    people: int
    share: float
    of_before: float | None = None
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class FunnelPage:
    """``before`` are what is known from before the start: a name and a number each; ``led`` the share that started."""

    head: StudyHead
    available: bool
    before: tuple[tuple[str, int], ...] = ()
    led: float | None = None
    rows: tuple[FunnelRow, ...] = ()
    steepest: str = ""
    stopped: int = 0
    unfinished: int = 0
    notes: tuple[str, ...] = ()
    opened: int = 0

"""Views of questions and answers."""

from dataclasses import dataclass
from datetime import datetime

from app.pages.views.common import FieldError, StudyHead
from app.pages.views.findings import CountView, QuoteView


@dataclass(frozen=True, slots=True)
class AskQuoteView:
    """``place`` says to "who else said this?" which words are meant; ``study`` is empty on a study's own page."""

    quote: QuoteView
    place: str
    study: str = ""


@dataclass(frozen=True, slots=True)
class AskClaimView:
    """``figures`` are medians with their intervals, in words."""

    text: str
    quotes: tuple[AskQuoteView, ...]
    counts: tuple[CountView, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskRowView:
    """A count is None where nobody could be counted."""

    label: str
    counts: tuple[CountView | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskTableView:
    """``bars``: whether counts are drawn beside their figures."""

    title: str
    label_heading: str
    count_columns: tuple[str, ...]
    text_columns: tuple[str, ...]
    rows: tuple[AskRowView, ...]
    bars: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """``outcome`` is an asking Outcome; ``only`` says what the question was taken to be restricted to.

    ``read_as`` is what a model took it for, empty where none did. ``about`` is the quote that "who else said this?" was
    asked of.

    Without claims, ``reason`` says why and ``nearest`` holds what came closest in ``statements`` of ``people``.
    """

    outcome: str
    about: AskQuoteView | None
    only: tuple[str, ...]
    claims: tuple[AskClaimView, ...]
    quotes: tuple[AskQuoteView, ...]
    tables: tuple[AskTableView, ...]
    reason: str
    terms: tuple[str, ...]
    people: int
    statements: int
    nearest: tuple[AskQuoteView, ...]
    limits: tuple[str, ...]
    next_questions: tuple[str, ...]
    written_by: str
    read_as: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """``answer`` is None once words that it rested on were withdrawn; ``can_repeat``: the question stands alone."""

    ordinal: int
    question: str
    asked_at: datetime
    answer: AnswerView | None
    can_repeat: bool


@dataclass(frozen=True, slots=True)
class AskThreadView:
    url: str
    question: str
    questions: int
    asked_at: datetime
    this: bool


@dataclass(frozen=True, slots=True)
class AskedStudyView:
    """``people`` is None while the study is not analysed, so that it is not asked."""

    url: str
    title: str
    people: int | None


@dataclass(frozen=True, slots=True)
class AskPage:
    """``thread_id`` is empty for a new thread; ``people`` is None while nothing is analysed.

    ``head`` is None where all ``studies`` of the workspace are asked.
    """

    head: StudyHead | None
    thread_id: str
    turns: tuple[TurnView, ...]
    threads: tuple[AskThreadView, ...]
    people: int | None
    available: int
    new_interviews: int
    examples: tuple[str, ...]
    question: str
    longest: int
    can_edit: bool
    errors: tuple[FieldError, ...] = ()
    studies: tuple[AskedStudyView, ...] = ()

    @property
    def base(self) -> str:
        """Where questions are sent, and under which threads stand."""
        return f"/studies/{self.head.id}/ask" if self.head else "/ask"

"""Views of a study's plan: the editor, what it says while one types, and the history of revisions."""

from dataclasses import dataclass
from datetime import datetime

from app.pages.views.common import FieldError, Option, StudyHead


@dataclass(frozen=True, slots=True)
class Hint:
    """What the question linter says: its rule's name and title, and why it matters.

    The first hint of a question has a wording to put in its place, where there is one.
    """

    rule: str
    title: str
    reason: str
    rewrite: str = ""


@dataclass(frozen=True, slots=True)
class GoalRow:
    key: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up of the researcher's own to a question."""

    text: str
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class CoreQuestionRow:
    """``depth`` is empty where the question goes as deep as the plan. ``follow_ups`` are those that are filled in."""

    key: str
    text: str
    phase: str
    goals: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    depth: str = ""
    follow_ups: tuple[FollowUpRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MandatoryQuestionRow:
    key: str
    text: str
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """``count`` is what was typed, a number or not."""

    name: str
    count: str
    reason: str


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """``minutes`` is what was typed, a number or not."""

    phase: str
    label: str
    minutes: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line of text; ``about`` explains it where something is known about it."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class PhaseTimeView:
    """Minutes as shown, such as ``2.1``; ``short`` when the questions need more than is planned."""

    phase: str
    needed: str
    short: bool


@dataclass(frozen=True, slots=True)
class TimeView:
    """The budget meter. ``percent`` of the planned minutes is at most 100; ``fits`` says whether it would be more."""

    needed: str
    planned: str
    percent: int
    fits: bool
    phases: tuple[PhaseTimeView, ...] = ()

    def phase(self, name: str) -> PhaseTimeView | None:
        return next((found for found in self.phases if found.phase == name), None)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as a form. Errors name fields: ``goals-0-text``, ``core-2-phase``, ``segments-1-count``, ``title``.

    ``generic`` asks for the words that this is a general plan, where ``notice`` does not say so already.
    ``unsaved`` says what was just changed on this page and is not kept yet; empty when the form is what is saved.
    """

    head: StudyHead
    revision: int
    written_by: str
    saved_at: datetime
    saved_by: str
    question: str
    title: str
    research_type: str
    research_types: tuple[Option, ...]
    phase_options: tuple[Option, ...]
    description: str
    goals: tuple[GoalRow, ...]
    core_questions: tuple[CoreQuestionRow, ...]
    mandatory_questions: tuple[MandatoryQuestionRow, ...]
    mandatory_advised: int
    profile_description: str
    segments: tuple[SegmentRow, ...]
    phases: tuple[PhaseRow, ...]
    depth: str
    depth_options: tuple[Option, ...]
    most_follow_ups: int
    avoid: str
    probing: str
    welcome: str
    closing: str
    invitation: str
    help_text: str
    researcher_name: str
    consent: tuple[str, ...]
    analysis_questions: tuple[TextRow, ...]
    kpis: tuple[TextRow, ...]
    kpi_names: tuple[str, ...]
    time: TimeView
    templates: tuple[Option, ...]
    template: str
    can_edit: bool = True
    notice: str = ""
    generic: bool = False
    unsaved: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanCheckView:
    """What is said about a plan while it is typed (``researcher/_plan_check.html``); hints by their element's id."""

    hints: tuple[tuple[str, tuple[Hint, ...]], ...]
    abouts: tuple[tuple[str, str], ...]
    time: TimeView
    phases: tuple[str, ...]
    mandatory: int
    mandatory_advised: int


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """``changes`` are phrases such as "2 questions changed"; empty for the first revision."""

    number: int
    saved_at: datetime
    saved_by: str
    written_by: str
    note: str
    changes: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class PlanHistoryPage:
    head: StudyHead
    rows: tuple[RevisionRow, ...]
    total: int
    can_edit: bool = True
    older_url: str | None = None
    newer_url: str | None = None


@dataclass(frozen=True, slots=True)
class PieceView:
    """``kind`` is equal, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """``change`` is added, removed, changed or moved; ``place`` is where it stands now or stood, such as "2"."""

    change: str
    place: str
    fields: tuple[FieldChange, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class PartChange:
    label: str
    items: tuple[ItemChange, ...]


@dataclass(frozen=True, slots=True)
class PlanChangesPage:
    """From revision ``before`` to ``number``; ``before`` is 0 when there is none."""

    head: StudyHead
    number: int
    before: int
    newest: int
    saved_at: datetime
    saved_by: str
    note: str
    parts: tuple[PartChange, ...]
    numbers: tuple[int, ...]
    can_edit: bool = True

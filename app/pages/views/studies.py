"""Views of a study and its imports."""

from dataclasses import dataclass, field
from datetime import datetime

from app.pages.views.common import Attribute, FieldError, JobView, Option, StudyHead
from app.pages.views.simulations import LaunchView


@dataclass(frozen=True, slots=True)
class StudyRow:
    """``status`` is draft, live or closed, ``language`` the English name of the interviews' language."""

    id: str
    title: str
    question: str
    status: str
    language: str
    interviews_total: int
    interviews_completed: int
    last_activity: datetime
    sample: bool = False


@dataclass(frozen=True, slots=True)
class StudiesPage:
    studies: tuple[StudyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A use case to start from; ``example`` is a question of its kind."""

    key: str
    title: str
    summary: str
    example: str


@dataclass(frozen=True, slots=True)
class NewStudyPage:
    """``template`` is the key of the chosen use case, empty for the one that fits best."""

    question: str = ""
    title: str = ""
    language: str = "en"
    languages: tuple[Option, ...] = ()
    template: str = ""
    templates: tuple[TemplateCard, ...] = ()
    examples: tuple[str, ...] = ()
    max_chars: int = 4_000
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Funnel:
    """Interviews by where they stand; ``imported`` were never started here, ``silent`` were opened and said nothing."""

    started: int = 0
    silent: int = 0
    active: int = 0
    completed: int = 0
    stopped: int = 0
    imported: int = 0


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """``source`` and ``status`` are the values of InterviewSource and InterviewStatus.

    ``distress``: an answer speaks of distress or danger.
    """

    id: str
    label: str
    source: str
    status: str
    answers: int
    last_words: str
    started_at: datetime
    attributes: tuple[Attribute, ...] = ()
    distress: bool = False


@dataclass(frozen=True, slots=True)
class InterviewsView:
    """The part of the study home that is updated live (``researcher/_interviews.html``)."""

    study_id: str
    funnel: Funnel
    rows: tuple[InterviewRow, ...] = ()
    first: int = 1
    total: int = 0
    previous_url: str | None = None
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """An interview that a researcher held to try the study; ``status`` is an InterviewStatus."""

    id: str
    label: str
    status: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class StudyPage:
    """``new_since`` counts interviews that the last Magic Summary has not seen; ``plan_notice`` may be empty.

    ``notices`` say what has reached a limit.
    """

    head: StudyHead
    participant_url: str
    interviews: InterviewsView
    minutes: int
    goals: int
    questions: int
    plan_notice: str = ""
    notices: tuple[str, ...] = ()
    has_summary: bool = False
    new_since: int = 0
    analysis_running: bool = False
    previews: tuple[PreviewRow, ...] = ()
    launch: LaunchView = field(default_factory=LaunchView)
    can_edit: bool = True


@dataclass(frozen=True, slots=True)
class WebsitePage:
    """``sites`` is what stands in the form, one a line; ``allowed`` that the saved ones may show the study."""

    head: StudyHead
    sites: str
    snippet: str
    allowed: bool
    can_edit: bool = True
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class WebsiteDemoPage:
    head: StudyHead
    frame_url: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody who may be contacted; ``consent`` is the sentence they agreed to."""

    id: str
    interview_id: str
    label: str
    name: str
    address: str
    agreed_at: datetime
    consent: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """``consent`` is the sentence that participants agree to, in their language; ``more``: the list shows a part."""

    head: StudyHead
    offered: bool
    consent: str
    rows: tuple[ContactRow, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class DeleteStudyPage:
    head: StudyHead
    interviews: int


@dataclass(frozen=True, slots=True)
class ImportFileRow:
    """``status`` is an ImportStatus."""

    filename: str
    status: str
    rows_imported: int
    rows_total: int
    uploaded_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    head: StudyHead
    max_mb: int
    files: tuple[ImportFileRow, ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """``problems`` are sentences with line numbers; ``more_problems`` counts those not listed."""

    imported: int
    refused: int
    problems: tuple[str, ...] = ()
    more_problems: int = 0


@dataclass(frozen=True, slots=True)
class ImportMappingPage:
    """Column choices are column names, "" for none; the preview's rows have one cell per column."""

    head: StudyHead
    file_id: str
    filename: str
    rows_total: int
    columns: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    text_column: str = ""
    turns_column: str = ""
    question_column: str = ""
    participant_column: str = ""
    attribute_columns: tuple[str, ...] = ()
    job: JobView | None = None
    result: ImportResult | None = None
    errors: tuple[FieldError, ...] = ()

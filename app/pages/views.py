"""What each template is given: one frozen dataclass per page, plain values only, never a table row.

Beside ``page`` a template gets ``csrf_token`` (str), ``viewer`` (ViewerView or None), ``model_status`` (str),
``flash`` (str or None) and ``asset`` (path -> address). Addresses (``*_url``) begin with a slash unless people copy them.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ViewerView:
    """Who is signed in."""

    name: str
    email: str
    workspace_name: str


@dataclass(frozen=True, slots=True)
class FieldError:
    """A complaint about what was typed; ``field`` is the form field's name, empty for the form as a whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A participant attribute, such as ``plan``: ``enterprise``."""

    name: str
    value: str


# Accounts


@dataclass(frozen=True, slots=True)
class SignupPage:
    name: str = ""
    email: str = ""
    workspace_name: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class LoginPage:
    email: str = ""
    next: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """``llm_problem`` is the last failure of the model that was recorded, empty when there is none."""

    version: str
    database: str
    database_location: str
    embedder: str
    llm_base_url: str = ""
    llm_model: str = ""
    llm_has_key: bool = False
    llm_problem: str = ""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    title: str
    detail: str
    hint: str = ""
    request_id: str = ""


# Studies


@dataclass(frozen=True, slots=True)
class StudyRow:
    """``status`` is draft, live or closed."""

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
class NewStudyPage:
    question: str = ""
    title: str = ""
    language: str = "en"
    examples: tuple[str, ...] = ()
    max_chars: int = 4_000
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyHead:
    """What stands above every page of a study."""

    id: str
    title: str
    question: str
    status: str
    language: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """Interviews by where they stand; ``imported`` were never started here, ``previews`` count nowhere."""

    started: int = 0
    active: int = 0
    completed: int = 0
    stopped: int = 0
    imported: int = 0


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """``source`` and ``status`` are the values of InterviewSource and InterviewStatus."""

    id: str
    label: str
    source: str
    status: str
    answers: int
    last_words: str
    started_at: datetime
    attributes: tuple[Attribute, ...] = ()


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
class StudyPage:
    """``new_since`` counts interviews that the last Magic Summary has not seen; ``plan_notice`` may be empty."""

    head: StudyHead
    participant_url: str
    interviews: InterviewsView
    minutes: int
    goals: int
    questions: int
    plan_notice: str = ""
    has_summary: bool = False
    new_since: int = 0
    analysis_running: bool = False


# Plan


@dataclass(frozen=True, slots=True)
class Hint:
    """What the question linter says: the name of its rule and why it matters."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    key: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CoreQuestionRow:
    key: str
    text: str
    phase: str
    goals: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()


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
class PlanPage:
    """The plan as a form. Errors name fields: ``goals-0-text``, ``core-2-phase``, ``segments-1-count``, ``title``."""

    head: StudyHead
    revision: int
    written_by: str
    saved_at: datetime
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
    welcome: str
    closing: str
    invitation: str
    researcher_name: str
    consent: tuple[str, ...]
    notice: str = ""
    generic: bool = False
    errors: tuple[FieldError, ...] = ()


# Transcripts


@dataclass(frozen=True, slots=True)
class TextSegment:
    text: str
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class MessageRow:
    """``speaker`` is interviewer or participant; ``made_by``, ``move`` and ``fallback_reason`` may be empty."""

    id: str
    seq: int
    speaker: str
    segments: tuple[TextSegment, ...]
    made_by: str = ""
    move: str = ""
    fallback_reason: str = ""


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The part of a transcript that is updated live (``researcher/_messages.html``)."""

    label: str
    language: str
    live: bool
    messages: tuple[MessageRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    head: StudyHead
    interview_id: str
    label: str
    source: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    transcript: MessagesView
    attributes: tuple[Attribute, ...] = ()
    previous_url: str | None = None
    next_url: str | None = None


# Jobs and findings


@dataclass(frozen=True, slots=True)
class JobView:
    """Background work (``researcher/_job.html``). ``status`` is a JobStatus, ``stage`` words for people.

    ``total`` 0 means that nobody knows how much is left; ``page_url`` is the page that shows the outcome.
    """

    id: str
    kind: str
    status: str
    stage: str
    done: int
    total: int
    events_url: str
    page_url: str
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CountView:
    """``people`` of ``of`` people; ``share``, ``low`` and ``high`` (95 % interval) lie between 0 and 1."""

    people: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class QuoteView:
    """``url`` is the quote's place in its transcript: ``...?quote={message_id}:{start}-{end}#m-{message_id}``."""

    text: str
    participant_label: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    text: str
    quotes: tuple[QuoteView, ...] = ()
    counts: tuple[CountView, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentShareView:
    attribute: str
    value: str
    count: CountView


@dataclass(frozen=True, slots=True)
class ThemeView:
    key: str
    name: str
    description: str
    count: CountView
    mentions: int
    quotes: tuple[QuoteView, ...]
    segments: tuple[SegmentShareView, ...] = ()
    named_by: str = "offline"


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A finished Magic Summary and what it was made from; ``headline`` None: nobody said anything codeable yet."""

    headline: ClaimView | None
    interviews: int
    people: int
    set_aside: int
    written_by: str
    embedder: str
    finished_at: datetime
    overview: tuple[ClaimView, ...] = ()
    success_factors: tuple[ThemeView, ...] = ()
    friction_points: tuple[ThemeView, ...] = ()
    segment_notes: tuple[ClaimView, ...] = ()
    limits: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """``job`` is the newest analysis unless it is done; a summary made before it stays in view meanwhile."""

    head: StudyHead
    job: JobView | None
    summary: SummaryView | None
    available: int
    new_since: int = 0


# Imports


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


# Participants


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """``consent`` comes from ``web.locales.consent_paragraphs``: what is shown is what is hashed."""

    language: str
    study_title: str
    researcher_name: str
    welcome: str
    minutes: int
    consent: tuple[str, ...]
    action_url: str
    start_key: str
    sample: bool = False
    resume_url: str | None = None


@dataclass(frozen=True, slots=True)
class ClosedPage:
    language: str
    study_title: str
    researcher_name: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """``speaker`` is interviewer or participant."""

    seq: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatPage:
    """``url`` is the interview's address; ``problem`` is "" or empty, too_long, stale; ``typed`` is kept in the box."""

    language: str
    study_title: str
    researcher_name: str
    url: str
    messages: tuple[ChatMessage, ...]
    reply_to: int
    client_key: str
    asked: int
    total: int
    max_chars: int = 20_000
    typed: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EndPage:
    """``end_reason`` is completed, stopped or technical; ``closing`` is the researcher's text."""

    language: str
    study_title: str
    researcher_name: str
    closing: str
    end_reason: str
    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True, slots=True)
class ParticipantErrorPage:
    """``kind`` is not_found, closed, too_many, too_large, invalid or unexpected: the words are the language's own."""

    language: str
    kind: str
    request_id: str = ""
    back_url: str | None = None
    typed: str = ""

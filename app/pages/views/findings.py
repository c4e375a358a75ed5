"""Views of transcripts, of background work and of what an analysis found."""

from dataclasses import dataclass
from datetime import datetime

from app.pages.views.common import Attribute, JobView, StudyHead


@dataclass(frozen=True, slots=True)
class TextSegment:
    text: str
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class MessageRow:
    """``speaker`` is interviewer or participant; ``made_by``, ``move`` and ``fallback_reason`` may be empty.

    ``earlier`` are the words that the participant has replaced, and the interviewer's reply to them.
    ``repaired``: a model's proposal was sent after a repair. ``distress`` is said of an answer.
    """

    id: str
    seq: int
    speaker: str
    segments: tuple[TextSegment, ...]
    made_by: str = ""
    move: str = ""
    fallback_reason: str = ""
    corrected: bool = False
    withdrawn: bool = False
    earlier: tuple[tuple[str, str], ...] = ()
    repaired: bool = False
    distress: bool = False


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The part of a transcript that is updated live (``researcher/_messages.html``)."""

    label: str
    language: str
    live: bool
    messages: tuple[MessageRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What was agreed to before the interview, one statement each; ``text_hash`` is the SHA-256 of its lines."""

    agreed_at: datetime
    text_hash: str
    lines: tuple[str, ...] = ()


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
    rating: int | None = None
    withdrawn: bool = False
    consent: ConsentView | None = None


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
    """``figures`` are sentences such as "Time to value: 42 days (median of 9 people, between 30 and 60 days)"."""

    text: str
    quotes: tuple[QuoteView, ...] = ()
    counts: tuple[CountView, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentShareView:
    attribute: str
    value: str
    count: CountView


@dataclass(frozen=True, slots=True)
class ThemeView:
    """``url`` is the theme's page. ``stability`` is in words and empty where it was not measured.

    ``curated``: a researcher named, joined, split or filled it. The first ``pinned`` quotes were pinned by one.
    """

    key: str
    name: str
    description: str
    count: CountView
    mentions: int
    quotes: tuple[QuoteView, ...]
    segments: tuple[SegmentShareView, ...] = ()
    named_by: str = "offline"
    url: str = ""
    stage: str = ""
    owner_team: str = ""
    kpis: tuple[str, ...] = ()
    stability: str = ""
    disconfirming: tuple[QuoteView, ...] = ()
    curated: bool = False
    pinned: int = 0


@dataclass(frozen=True, slots=True)
class JourneyStepView:
    """Of the ``people`` who spoke about a stage, those who met friction and those who met success."""

    name: str
    people: CountView
    friction: CountView
    success: CountView
    breaks: bool
    url: str


@dataclass(frozen=True, slots=True)
class JourneyView:
    steps: tuple[JourneyStepView, ...]
    claims: tuple[ClaimView, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class ActionView:
    """``aim`` says which way the KPI should move; team and KPI are empty where none of the catalogue fits."""

    text: str
    theme_name: str
    theme_url: str
    owner_team: str
    kpi: str
    aim: str
    why: ClaimView


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
    also_said: tuple[QuoteView, ...] = ()
    segment_notes: tuple[ClaimView, ...] = ()
    no_segment_note: str = ""
    limits: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    journey: JourneyView | None = None
    measured: tuple[ClaimView, ...] = ()
    actions: tuple[ActionView, ...] = ()
    saturation: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """``job`` is the newest analysis unless it is done; a summary made before it stays in view meanwhile.

    ``withdrawn`` and ``corrected`` count answers that the summary was made from and that are no longer as they were.
    ``refresh_minutes`` lie between two analyses that begin by themselves; 0: none does in this installation.
    """

    head: StudyHead
    job: JobView | None
    summary: SummaryView | None
    available: int
    new_since: int = 0
    withdrawn: int = 0
    corrected: int = 0
    keeps_current: bool = False
    refresh_minutes: int = 0
    can_edit: bool = True

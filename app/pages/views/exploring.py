"""Views of the themes explorer, of edits, of saturation and of how findings were made."""

from dataclasses import dataclass
from datetime import datetime

from app.pages.views.common import FieldError, Option, StudyHead
from app.pages.views.findings import ClaimView, CountView, QuoteView, ThemeView
from app.pages.views.looking import ONE_PAGE, PageLinks


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in the list; ``count`` and ``mentions`` are of the segment that is looked at."""

    key: str
    name: str
    url: str
    polarity: str
    count: CountView
    mentions: int
    stage: str
    owner_team: str
    curated: bool = False


@dataclass(frozen=True, slots=True)
class WaveLink:
    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class EditRow:
    text: str
    made_by: str
    made_at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ThemesPage:
    """``available`` False: there is no analysis yet. ``undo`` is the newest edit that can be undone at once, or empty.

    ``segment`` is the chosen option's value in ``segments``; so are ``stage`` and ``polarity``. ``friction`` and
    ``success`` are those of this page, ``pages`` turns the list of one kind. ``history`` has the newest of ``edits``;
    ``waiting``: one that was undone or redone shows with the next analysis.
    """

    head: StudyHead
    available: bool
    people: int = 0
    friction: tuple[ThemeRow, ...] = ()
    success: tuple[ThemeRow, ...] = ()
    segments: tuple[Option, ...] = ()
    stages: tuple[Option, ...] = ()
    polarities: tuple[Option, ...] = ()
    segment: str = ""
    stage: str = ""
    polarity: str = ""
    waves: tuple[WaveLink, ...] = ()
    history: tuple[EditRow, ...] = ()
    undo: str = ""
    can_edit: bool = False
    filtered: bool = False
    friction_total: int = 0
    success_total: int = 0
    all_friction_url: str = ""
    all_success_url: str = ""
    pages: PageLinks = ONE_PAGE
    wave_options: tuple[Option, ...] = ()
    edits: int = 0
    seen: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class StatementRow:
    """``place`` is what a ticked box sends; ``pinned`` among the theme's quotes."""

    place: str
    quote: QuoteView
    polarity: str
    ticked: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    label: str
    segments: tuple[str, ...]
    statements: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """``seen`` is the last change that this page knows of. The others are themes of the same kind, to merge with.

    ``words`` are looked for in what was said: ``total`` of ``everybody`` said something that holds them.
    ``amounts`` are those that several people named with the theme.

    ``typed_*`` hold what was sent when it could not be used, ``errors`` why.
    """

    head: StudyHead
    theme: ThemeView
    polarity: str
    strength: float | None
    people: tuple[PersonRow, ...]
    first: int
    total: int
    seen: str
    typed_name: str
    typed_description: str
    typed_split: str = ""
    typed_merge: tuple[str, ...] = ()
    typed_to: str = ""
    words: str = ""
    everybody: int = 0
    amounts: tuple[ClaimView, ...] = ()
    others: tuple[Option, ...] = ()
    targets: tuple[Option, ...] = ()
    previous_url: str | None = None
    next_url: str | None = None
    errors: tuple[FieldError, ...] = ()
    can_edit: bool = False


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Themes known after so many interviews; ``x`` and the ``y`` values are places in a picture of 400 by 220."""

    interviews: int
    themes: float
    low: float
    high: float
    x: float
    y: float
    y_low: float
    y_high: float


@dataclass(frozen=True, slots=True)
class AxisTick:
    place: float
    label: str


@dataclass(frozen=True, slots=True)
class SaturationPage:
    """``next_new`` says how many new themes the next interview is expected to bring; empty when nobody can tell."""

    head: StudyHead
    available: bool
    verdict: str = ""
    next_new: str = ""
    points: tuple[CurvePoint, ...] = ()
    across: tuple[AxisTick, ...] = ()
    up: tuple[AxisTick, ...] = ()
    advice: tuple[ClaimView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """How many statements were read as one polarity, and how sure the reading was of them."""

    polarity: str
    statements: int
    sure: int
    fairly: int
    unsure: int
    people: int


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """Statements that a language model read as one polarity, by what the offline reading made of them."""

    polarity: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DifferingStatement:
    quote: QuoteView
    model: str
    offline: str


@dataclass(frozen=True, slots=True)
class AgreementView:
    """How far a language model's reading of statements and the offline one agree; ``columns`` are polarities."""

    words: str
    columns: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    differing: tuple[DifferingStatement, ...]


@dataclass(frozen=True, slots=True)
class MethodPage:
    head: StudyHead
    available: bool
    interviews: int = 0
    people: int = 0
    statements: int = 0
    set_aside: int = 0
    in_themes: int = 0
    friction: int = 0
    success: int = 0
    edited: int = 0
    readings: tuple[ReadingRow, ...] = ()
    sure_from: int = 0
    fairly_from: int = 0
    embedder: str = ""
    stability: tuple[str, ...] = ()
    written_by: str = "offline"
    named_by_model: int = 0
    notices: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    collected_at: datetime | None = None
    agreement: AgreementView | None = None


@dataclass(frozen=True, slots=True)
class ExportRow:
    name: str
    url: str
    what: str


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """``naming`` are the attributes that name a person; ``identified`` the files that have them, too."""

    head: StudyHead
    files: tuple[ExportRow, ...] = ()
    naming: tuple[str, ...] = ()
    identified: tuple[ExportRow, ...] = ()

"""Views of how a study's interviews are held."""

from dataclasses import dataclass, field
from datetime import datetime

from app.pages.views.common import FieldError, StudyHead


@dataclass(frozen=True, slots=True)
class CountedView:
    """Something that was counted; ``share`` of the whole is 0 to 1, None where that says nothing."""

    name: str
    number: int
    share: float | None = None


@dataclass(frozen=True, slots=True)
class WordingView:
    """How the messages of one kind of interviews were worded (``kind``: real or preview).

    Of ``proposals`` that a model was asked for, ``faulty`` broke a rule and ``repaired`` could be sent after a cut.
    """

    kind: str
    messages: int
    proposals: int = 0
    faulty: int = 0
    repaired: int = 0
    worded: tuple[CountedView, ...] = ()
    fallbacks: tuple[CountedView, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class RuleRateView:
    """A rule, how often proposals broke it, and how often a message that was sent did."""

    name: str
    proposed: int
    sent: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A message in a transcript that somebody should look at, and ``why``."""

    label: str
    url: str
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefusedView:
    """A proposal that was refused: ``proposed`` may be empty where it was not kept, ``sent`` is what was said."""

    label: str
    url: str
    at: datetime
    rules: tuple[str, ...]
    proposed: tuple[str, ...]
    sent: str
    repaired: bool
    preview: bool


@dataclass(frozen=True, slots=True)
class LeaveView:
    """A question, in how many interviews it was asked, and in how many people left at it."""

    text: str
    asked: int
    left: int


@dataclass(frozen=True, slots=True)
class TokensView:
    """What models used for a study, ``findings`` of it for analyses and questions, and what they may use.

    ``budget`` holds, ``everywhere`` is the installation's, None is no limit; ``cost`` None is no known price.
    ``typed`` stands in the form's field, empty for the installation's budget. ``limited``: whether there is a model
    that could be limited, or a limit although there is none.
    """

    used: int = 0
    findings: int = 0
    budget: int | None = None
    cost: float | None = None
    everywhere: int | None = None
    per_interview: int | None = None
    typed: str = ""
    limited: bool = False
    can_edit: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityPage:
    """``counted`` of ``interviews`` were read."""

    head: StudyHead
    interviews: int
    counted: int
    distressed: tuple[PlaceView, ...] = ()
    ends: tuple[CountedView, ...] = ()
    leaves: tuple[LeaveView, ...] = ()
    ratings: tuple[CountedView, ...] = ()
    wording: tuple[WordingView, ...] = ()
    rules: tuple[RuleRateView, ...] = ()
    sent: tuple[PlaceView, ...] = ()
    messages_checked: int = 0
    interviews_checked: int = 0
    refused: tuple[RefusedView, ...] = ()
    tokens: TokensView = field(default_factory=TokensView)

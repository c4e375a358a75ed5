"""Views of simulated runs, of their report cards, and of what stands before a launch."""

from dataclasses import dataclass
from datetime import datetime

from app.pages.views.common import FieldError, JobView, Option, StudyHead


@dataclass(frozen=True, slots=True)
class SimulationRow:
    """A run in a list; ``status`` is a JobStatus, ``shown`` that its report card has been looked at.

    ``played_by`` is empty for a run that no model played.
    """

    url: str
    participants: int
    revision: int
    status: str
    begun_at: datetime
    shown: bool = False
    played_by: str = ""


@dataclass(frozen=True, slots=True)
class LaunchView:
    """What stands between a draft and its launch, and why one went live all the same.

    ``rehearsal`` is never, unseen, changed or shown; ``run_url`` the run it speaks of. ``running`` is the address of
    the run that is under way. ``spoken``: simulated participants speak the interviews' language, named
    ``language``. ``player`` is the model that may play them, empty where there is none. ``reason`` is what was
    typed; ``unseen_reason`` what was kept.
    """

    rehearsal: str = "never"
    run_url: str = ""
    running: str = ""
    spoken: bool = True
    language: str = ""
    player: str = ""
    sizes: tuple[Option, ...] = ()
    rows: tuple[SimulationRow, ...] = ()
    reason: str = ""
    reason_fewest: int = 10
    reason_most: int = 400
    errors: tuple[FieldError, ...] = ()
    unseen_reason: str = ""
    unseen_by: str = ""
    unseen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure of a report card; ``share`` is 0 to 1, None where a share says nothing."""

    name: str
    value: str
    note: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class VerdictView:
    """``tone`` is good, look or bad; ``advice`` may be empty."""

    tone: str
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ReachedView:
    """A goal or question (``kind``: goal, mandatory or core): asked and answered in so many ``of`` interviews."""

    kind: str
    text: str
    asked: int
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in words, how often proposals broke it and were stopped, and how often a message that was sent did."""

    name: str
    proposed: int
    sent: int


@dataclass(frozen=True, slots=True)
class SimulatedRow:
    """One simulated participant; ``url`` is the transcript's, empty once it is deleted. ``end`` is an EndReason."""

    label: str
    type: str
    end: str
    told: int
    known: int
    answers: int
    minutes: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReadView:
    """A transcript that is worth reading, and ``why``."""

    why: str
    row: SimulatedRow


@dataclass(frozen=True, slots=True)
class CardView:
    """A report card. ``worded_by`` names who worded the messages, ``read`` are the transcripts to read first.

    ``played`` are the figures of a run whose participants a model played.
    """

    verdicts: tuple[VerdictView, ...] = ()
    figures: tuple[FigureView, ...] = ()
    reached: tuple[ReachedView, ...] = ()
    rules: tuple[RuleView, ...] = ()
    read: tuple[ReadView, ...] = ()
    people: tuple[SimulatedRow, ...] = ()
    worded_by: str = "the offline interviewer"
    played: tuple[FigureView, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulationPage:
    """One run; ``card`` is None until it is held. ``current``: the newest plan still asks the same.

    ``ready``: nothing more stands before the launch. ``job`` is None once the run is done. ``played_by`` is the model
    that plays the participants, empty where none does; ``player`` the one that could play them in another run.
    """

    head: StudyHead
    participants: int
    revision: int
    begun_at: datetime
    job: JobView | None
    card: CardView | None
    current: bool = True
    ready: bool = False
    can_edit: bool = True
    played_by: str = ""
    player: str = ""

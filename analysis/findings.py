"""What an analysis says, and the words and counts each sentence of it rests on."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from research_templates.plan import Phase

Text = Annotated[str, StringConstraints(min_length=1)]


class Polarity(StrEnum):
    FRICTION = "friction"
    SUCCESS = "success"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(_Value):
    """A participant's own words: ``text == message.text[start:end]``, offsets in Python characters."""

    interview_id: str
    message_id: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: Text


class Count(_Value):
    """``people`` of ``of`` people, with the 95 % Wilson interval of the share."""

    people: int = Field(ge=0)
    of: int = Field(gt=0)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.people > self.of:
            raise ValueError(f"{self.people} people of {self.of} is not a share")
        return self

    @property
    def share(self) -> float:
        return self.people / self.of


class MeasureKind(StrEnum):
    DURATION = "duration"
    COUNT = "count"
    MONEY = "money"
    PERCENTAGE = "percentage"


class Measure(_Value):
    """An amount that somebody named, located in their statement: ``text == statement.text[start:end]``.

    ``low`` and ``high`` are equal unless a range was said. Durations are in days, percentages 0 to 100 and more.
    """

    kind: MeasureKind
    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    unit: str = Field(max_length=60, description='"day"; a currency code; what is counted ("step"); "%".')
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: Text
    kpi: str = Field(default="", description="Key of the KPI in the catalogue that it speaks of; empty when unsaid.")

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.high < self.low or self.end <= self.start:
            raise ValueError("a measure runs from low to high and from start to end")
        return self


class Spread(StrEnum):
    """What the two ends of a figure are: the 95 % interval of the median, or the least and the most that was named."""

    INTERVAL = "interval"
    RANGE = "range"


class Figure(_Value):
    """The middle of what ``people`` said of one measure: the median, and what ``spread`` says around it."""

    kpi: str
    value: float = Field(allow_inf_nan=False)
    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    unit: str
    people: int = Field(gt=0)
    spread: Spread = Spread.INTERVAL
    theme: str = Field(default="", description="Key of the theme that it is about; empty: all that was said.")


class Claim(_Value):
    """A sentence of the product about customers. It cannot exist without the evidence it rests on."""

    text: Text
    quotes: tuple[Quote, ...] = ()
    counts: tuple[Count, ...] = ()
    figures: tuple[Figure, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.quotes and not self.counts and not self.figures:
            raise ValueError("a claim needs a quote, a count or a figure to rest on")
        return self


class SegmentShare(_Value):
    attribute: str
    value: str
    count: Count


FAIRLY_STEADY: Final = 0.5
"""Share of repeats in which a theme is found again, from which it is ranked by its people alone."""


class Theme(_Value):
    """A friction point (polarity friction) or a success factor (polarity success) that people share."""

    key: str
    name: Text
    polarity: Polarity
    description: Text
    count: Count
    mentions: int = Field(gt=0)
    quotes: tuple[Quote, ...] = Field(min_length=1)
    pinned: int = Field(default=0, ge=0, description="How many of the quotes, from the first, a researcher pinned.")
    statements: tuple[int, ...] = Field(description="Indices into Analysis.statements.")
    segments: tuple[SegmentShare, ...] = ()
    named_by: str = Field(default="offline", description='"offline", a model\'s name, or "researcher".')
    strength: float | None = Field(default=None, ge=0, le=1, description="How strongly people put it; None: not read.")
    stability: float | None = Field(
        default=None, ge=0, le=1, description="Share of repeats, on people drawn anew, in which it is found again."
    )
    disconfirming: tuple[Quote, ...] = Field(default=(), description="People who say the opposite about the same.")
    stage: str = Field(default="", description="Key of the journey's stage that most of it is about; empty: none.")
    family: str = Field(default="", description="Key of the kind of friction or success; empty: none fits.")
    kpis: tuple[str, ...] = Field(default=(), description="Keys of the KPIs to watch, the nearest first.")
    owner_team: str = Field(default="", description="Key of the team that answers for it first.")
    curated: bool = Field(default=False, description="Whether a researcher named, joined, split or filled it.")

    def standing(self, people: int) -> float:
        """What so many of its ``people`` count where themes are ranked: fewer where repeats hardly find it again.

        What a researcher made of it stands as it is.
        """
        weight = 1.0 if self.curated or self.stability is None else min(1.0, self.stability / FAIRLY_STEADY)
        return round(people * weight, 6)


class Label(_Value):
    """How a language model read a statement, and how the offline reading did: the product compares the two."""

    by: Text = Field(description="The model's name.")
    key: Text = Field(description="Hash of everything that the model was shown of it: equal keys, equal label.")
    polarity: Polarity
    strength: float = Field(default=0.0, ge=0, le=1)
    stage: str = Field(default="", description="Key of the journey's stage; empty when the model named none.")
    about: str = Field(default="", max_length=80, description="What it is about, in a few words of the statement.")
    offline: Polarity = Field(default=Polarity.NEUTRAL, description="What the offline reading made of the same.")


class Statement(_Value):
    """One codeable piece of an answer, located by character offsets in its message."""

    interview_id: str
    participant_id: str
    message_id: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: Text
    question: str = Field(default="", description="The interviewer's message that it answers.")
    phase: Phase | None = Field(default=None, description="The part of the interview that the question belongs to.")
    polarity: Polarity = Polarity.NEUTRAL
    confidence: float = Field(default=0.0, ge=0, le=1)
    strength: float = Field(default=0.0, ge=0, le=1)
    stage: str = Field(default="", description="Key of the journey's stage that it is about; empty when unsaid.")
    measures: tuple[Measure, ...] = ()
    label: Label | None = Field(default=None, description="A language model's reading; None where none was asked.")

    def quote(self) -> Quote:
        return Quote(
            interview_id=self.interview_id, message_id=self.message_id, start=self.start, end=self.end, text=self.text
        )


class JourneyStep(_Value):
    """One stage of the journey: of the people who spoke about it, how many met friction and how many success."""

    stage: str
    name: Text
    people: Count
    friction: Count
    success: Count
    themes: tuple[str, ...] = Field(default=(), description="Keys of the themes that are mostly about it.")
    breaks: bool = Field(default=False, description="Whether the journey breaks here: see ``Journey.claims``.")


class Journey(_Value):
    """The stages in the order of ``model``, and what is worth saying about where it breaks."""

    model: str = Field(description="Key of the stage model in the catalogue.")
    steps: tuple[JourneyStep, ...]
    claims: tuple[Claim, ...] = ()


class SaturationPoint(_Value):
    """Themes known after ``interviews`` of them: the mean over orders drawn at random, and the middle 95 %."""

    interviews: int = Field(gt=0)
    themes: float
    low: float
    high: float


class Saturated(StrEnum):
    ENOUGH = "enough"
    NEARLY = "nearly"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class Saturation(_Value):
    """How far more interviews would bring new themes. ``next_new`` is what the next one is expected to add."""

    verdict: Saturated
    curve: tuple[SaturationPoint, ...] = ()
    next_new: float | None = Field(default=None, ge=0)
    next_low: float | None = Field(default=None, ge=0)
    next_high: float | None = Field(default=None, ge=0)
    advice: tuple[Claim, ...] = Field(default=(), description='"Invite 4 more ...", or that it is enough.')


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class Action(_Value):
    """What to do next about a theme: who, and which KPI should move which way. ``why`` carries the evidence."""

    text: Text
    theme: str = Field(description="Key of the theme.")
    owner_team: str = Field(description="Key of the team; empty where none of the catalogue fits the theme.")
    kpi: str = Field(description="Key of the KPI that should move; empty where none is linked.")
    direction: Direction = Field(description="Which way the KPI should move; says nothing without one.")
    why: Claim


class MagicSummary(_Value):
    headline: Claim
    overview: tuple[Claim, ...] = ()
    success_factors: tuple[Theme, ...] = ()
    friction_points: tuple[Theme, ...] = ()
    segment_notes: tuple[Claim, ...] = ()
    also_said: tuple[Quote, ...] = Field(
        default=(), description="Friction and success that nobody else put alike, so that it makes no theme."
    )
    journey: Journey | None = Field(default=None, description="None when too little is said about any stage.")
    measured: tuple[Claim, ...] = Field(default=(), description="Amounts that people named, such as time to value.")
    actions: tuple[Action, ...] = Field(default=(), description="The most pressing first.")
    saturation: Saturation | None = None
    limits: tuple[Text, ...] = Field(default=(), description="What these data cannot say.")
    written_by: str = "offline"


class Analysis(_Value):
    """One analysis of one set of transcripts; the same transcripts and seed give the same analysis."""

    people: int
    interviews: int
    statements: tuple[Statement, ...]
    set_aside: int = Field(description="Answers without content (N/A, greetings), counted and never clustered.")
    summary: MagicSummary | None = Field(description="None when nobody has said anything codeable yet.")
    notices: tuple[str, ...] = Field(default=(), description="What the researcher should know about how it was made.")

"""What an analysis says, and the words and counts each sentence of it rests on."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

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


class Claim(_Value):
    """A sentence of the product about customers. It cannot exist without the evidence it rests on."""

    text: Text
    quotes: tuple[Quote, ...] = ()
    counts: tuple[Count, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.quotes and not self.counts:
            raise ValueError("a claim needs a quote or a count to rest on")
        return self


class SegmentShare(_Value):
    attribute: str
    value: str
    count: Count


class Theme(_Value):
    """A friction point (polarity friction) or a success factor (polarity success) that people share."""

    key: str
    name: Text
    polarity: Polarity
    description: Text
    count: Count
    mentions: int = Field(gt=0)
    quotes: tuple[Quote, ...] = Field(min_length=1)
    statements: tuple[int, ...] = Field(description="Indices into Analysis.statements.")
    segments: tuple[SegmentShare, ...] = ()
    named_by: str = "offline"


class Statement(_Value):
    """One codeable piece of an answer, located by character offsets in its message."""

    interview_id: str
    participant_id: str
    message_id: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: Text
    question: str = Field(default="", description="The interviewer's message that it answers.")
    polarity: Polarity = Polarity.NEUTRAL
    confidence: float = Field(default=0.0, ge=0, le=1)

    def quote(self) -> Quote:
        return Quote(
            interview_id=self.interview_id, message_id=self.message_id, start=self.start, end=self.end, text=self.text
        )


class MagicSummary(_Value):
    headline: Claim
    overview: tuple[Claim, ...] = ()
    success_factors: tuple[Theme, ...] = ()
    friction_points: tuple[Theme, ...] = ()
    segment_notes: tuple[Claim, ...] = ()
    also_said: tuple[Quote, ...] = Field(
        default=(), description="Friction and success that no other participant shares, so that it makes no theme."
    )
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

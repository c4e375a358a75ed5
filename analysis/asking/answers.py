"""What an answer is: claims with their evidence, a table where that says more, and what to ask next."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.findings import Claim, Count, Polarity, Quote, Text


class Intent(StrEnum):
    """What a question wants to know."""

    MOST_COMMON = "most_common"
    WHEN = "when"
    WHAT_WORKS = "what_works"
    COMPARE = "compare"
    RELATION = "relation"
    PRIORITISE = "prioritise"
    JOURNEY = "journey"
    EARLY_WARNING = "early_warning"
    FORECAST = "forecast"
    HOW_MANY = "how_many"
    WHO_ELSE = "who_else"
    QUOTES = "quotes"
    ABOUT = "about"
    NEEDS = "needs"
    ENOUGH = "enough"
    SUMMARY = "summary"
    MOOD = "mood"
    STRONGEST = "strongest"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """``NOT_SAID``: nobody speaks of it. ``CANNOT_SAY``: words cannot answer it, or not with these data.

    ``NOT_UNDERSTOOD``: it is no question about what participants said.
    """

    ANSWERED = "answered"
    NOT_SAID = "not_said"
    CANNOT_SAY = "cannot_say"
    NOT_UNDERSTOOD = "not_understood"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SegmentFilter(_Value):
    """Only people whose ``attribute`` is ``value``, both as the transcripts spell them."""

    attribute: str
    value: str


class Scope(_Value):
    """What a question restricts itself to. Several values of one attribute widen it, other attributes narrow it."""

    segments: tuple[SegmentFilter, ...] = ()
    stage: str = Field(default="", description="Key of the journey's stage; empty: all.")
    polarity: Polarity | None = None
    topic: str = Field(default="", description="What it is about, in the question's words; empty: everything.")

    @property
    def names_rivals(self) -> bool:
        """Whether it names several values of one attribute, which may be set beside each other."""
        return len(self.segments) > len({wanted.attribute for wanted in self.segments})


class Drawn(StrEnum):
    """How a table is best shown: ``BARS`` for one column of counts, ``GROUPED_BARS`` for several beside each other."""

    TABLE = "table"
    BARS = "bars"
    GROUPED_BARS = "grouped_bars"


class AnswerRow(_Value):
    """``label`` names the row; ``theme`` is the key of the theme it speaks of, empty for another thing.

    ``counts`` and ``texts`` stand below the table's columns of counts and of texts, in their order; a count is None
    where nobody could be counted.
    """

    label: Text
    counts: tuple[Count | None, ...] = ()
    texts: tuple[str, ...] = ()
    theme: str = ""


class AnswerTable(_Value):
    """Columns of counts come first, then columns of texts; ``label_heading`` heads the labels of the rows."""

    title: Text
    label_heading: Text
    count_columns: tuple[str, ...] = ()
    text_columns: tuple[str, ...] = ()
    rows: tuple[AnswerRow, ...] = Field(min_length=1)
    drawn: Drawn = Drawn.TABLE

    @model_validator(mode="after")
    def _has_a_cell_for_each_column(self) -> Self:
        for row in self.rows:
            if len(row.counts) != len(self.count_columns) or len(row.texts) != len(self.text_columns):
                raise ValueError(f"the row {row.label!r} does not fit the columns")
        return self


class LookedFor(_Value):
    """What an answer was looked for in: ``terms`` in the words of ``people``'s ``statements``, within ``scope``.

    ``nearest`` are statements that came closest without saying it.
    """

    terms: tuple[str, ...] = ()
    people: int = Field(ge=0)
    statements: int = Field(ge=0)
    nearest: tuple[Quote, ...] = ()


class Answer(_Value):
    """An answer to one question. ``claims`` are its sentences, in order, each with the evidence it rests on.

    An answer that was found has a claim; one that was not found has none, and says why in ``reason``.
    """

    question: str
    intent: Intent
    outcome: Outcome
    scope: Scope = Scope()
    claims: tuple[Claim, ...] = ()
    quotes: tuple[Quote, ...] = Field(default=(), description="What to show below the claims, the most telling first.")
    table: AnswerTable | None = None
    also: tuple[AnswerTable, ...] = Field(default=(), description="Tables of a question's further part.")
    reason: str = Field(default="", description="Why there is no answer, for the reader; empty when there is one.")
    looked_for: LookedFor
    limits: tuple[Text, ...] = Field(default=(), description="What this answer cannot say.")
    next_questions: tuple[Text, ...] = Field(default=(), description="Questions that this analysis can answer.")
    written_by: str = Field(default="offline", description='"offline" or a model\'s name.')
    sure: bool = Field(default=True, description="Whether what the question wants to know is hardly in doubt.")
    read_as: str = Field(default="", description="The question as a model read it, in plain words, if one did.")

    @model_validator(mode="after")
    def _says_something_or_why_not(self) -> Self:
        if (self.outcome is Outcome.ANSWERED) != bool(self.claims):
            raise ValueError("an answer has claims, and nothing else has")
        if (self.outcome is Outcome.ANSWERED) == bool(self.reason):
            raise ValueError("what is not answered needs a reason, and only that")
        return self

"""The evidence that a report carries with it, so that whoever has the report can have it checked.

It holds what the report says and where it comes from: every quote, count and figure with its place, the statements
behind them by place and hash (their words only where the report shows them), and of each printed page its
text and how it is drawn.
"""

import hashlib
import hmac
import json
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from analysis.errors import ReportError
from analysis.findings import Analysis, Count, Figure, MagicSummary, Measure, Polarity, Quote, Spread, Statement
from analysis.reporting.compared_evidence import printed_of
from analysis.reporting.content import ReportContent
from analysis.reporting.listed_evidence import evidence_of, quotes_of

ATTACHMENT: Final = "evidence.json"
_FORMAT: Final = 1

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuoteEntry(_Part):
    """A quote; ``number`` is the one printed beside it, ``sha256`` of its text in UTF-8."""

    number: int
    where: tuple[str, ...]
    interview_id: str
    message_id: str
    start: int
    end: int
    text: str
    sha256: Hash


class CountEntry(_Part):
    where: str
    people: int
    of: int
    low: float
    high: float
    sentence: str = ""


class FigureEntry(_Part):
    where: str
    kpi: str
    value: float
    low: float
    high: float
    unit: str
    people: int
    spread: Spread = Spread.INTERVAL
    theme: str = ""
    sentence: str = ""


class AmountEntry(_Part):
    """A measure without its words: they are ``statement[start:end]``."""

    kind: str
    low: float
    high: float
    unit: str
    start: int
    end: int
    kpi: str = ""


class ComparedEntry(_Part):
    """A figure of waves or outcomes as it is printed; the installation counts it again."""

    where: str
    says: str


class StatementEntry(_Part):
    """A coded statement by place and hash; its words stay where they were said."""

    interview_id: str
    participant_id: str
    message_id: str
    start: int
    end: int
    sha256: Hash
    polarity: Polarity
    confidence: float = 0.0
    strength: float = 0.0
    stage: str = ""
    measures: tuple[AmountEntry, ...] = ()


class DrawnEntry(_Part):
    """A page as it is drawn: the hash of what it draws, and those of the links that lie on it."""

    sha256: Hash
    links: tuple[Hash, ...] = ()


class Manifest(_Part):
    """``pages`` is the text of each page as it was printed, and ``drawn`` how it was drawn.

    ``seal`` is the installation's, over everything else.
    """

    format: int = _FORMAT
    run_id: str = ""
    study_id: str = ""
    created: str
    collected_at: str = ""
    study_title: str
    research_question: str
    people: int
    interviews: int
    set_aside: int
    quotes: tuple[QuoteEntry, ...] = ()
    counts: tuple[CountEntry, ...] = ()
    figures: tuple[FigureEntry, ...] = ()
    sentences: tuple[str, ...] = ()
    summary: MagicSummary | None = None
    statements: tuple[StatementEntry, ...] = ()
    compared: tuple[ComparedEntry, ...] = ()
    pages: tuple[str, ...] = ()
    drawn: tuple[DrawnEntry, ...] = ()
    seal: str = ""

    @classmethod
    def of(cls, content: ReportContent, pages: tuple[str, ...] = (), drawn: tuple[DrawnEntry, ...] = ()) -> Self:
        """The evidence of a report; ``pages`` are the texts of its printed pages, ``drawn`` what they draw."""
        analysis = content.analysis
        listed = lists_of(analysis.summary)
        return cls(
            run_id=content.run_id,
            study_id=content.study_id,
            created=content.created.isoformat(),
            collected_at=content.collected_at,
            study_title=content.study_title,
            research_question=content.research_question,
            people=analysis.people,
            interviews=analysis.interviews,
            set_aside=analysis.set_aside,
            quotes=listed[0],
            counts=listed[1],
            figures=listed[2],
            sentences=sentences_of(analysis.summary),
            summary=analysis.summary,
            statements=tuple(map(_entry_of, analysis.statements)),
            compared=tuple(
                ComparedEntry(where=each.where, says=each.says) for each in printed_of(content.change, content.outcomes)
            ),
            pages=pages,
            drawn=drawn,
        )

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Raises ReportError when ``data`` is not the evidence of a report."""
        try:
            return cls.model_validate(json.loads(data))
        except (ValueError, RecursionError) as error:  # pydantic's ValidationError is a ValueError
            raise ReportError("The evidence in this report cannot be read.") from error

    def sealed(self, key: bytes) -> Self:
        """With the seal of the installation that holds ``key``; unchanged without a key."""
        return self.model_copy(update={"seal": self._seal(key)}) if key else self

    def seal_fits(self, key: bytes) -> bool:
        return hmac.compare_digest(self.seal, self._seal(key))

    def dump(self) -> bytes:
        # In ASCII: half a surrogate pair, which a participant can send, is in no encoding of Unicode.
        return json.dumps(self.model_dump(mode="json", exclude_defaults=True)).encode()

    def _seal(self, key: bytes) -> str:
        # Reports of before drawings were sealed have seals without an entry for them.
        left_out = {"seal"} if self.drawn else {"seal", "drawn"}
        body: dict[str, Any] = self.model_dump(mode="json", exclude=left_out)
        return hmac.new(key, json.dumps(body, sort_keys=True).encode(), hashlib.sha256).hexdigest()

    def analysis(self, words: tuple[str, ...]) -> Analysis:
        """The analysis that the report was made from; ``words`` are the texts of its statements, in their places."""
        return Analysis(
            people=self.people,
            interviews=self.interviews,
            set_aside=self.set_aside,
            summary=self.summary,
            statements=tuple(map(_statement_of, self.statements, words)),
        )


Lists = tuple[tuple[QuoteEntry, ...], tuple[CountEntry, ...], tuple[FigureEntry, ...]]


def lists_of(summary: MagicSummary | None) -> Lists:
    """Quotes, counts and figures of a summary as the evidence lists them."""
    located = evidence_of(summary)
    places: dict[Quote, list[str]] = {}
    for entry in located:
        if isinstance(entry.item, Quote):
            places.setdefault(entry.item, []).append(entry.where)
    quotes = tuple(
        QuoteEntry(number=number, where=tuple(places[quote]), sha256=sha256_of(quote.text), **quote.model_dump())
        for number, quote in enumerate(quotes_of(summary), start=1)
    )
    counts = tuple(
        CountEntry(where=entry.where, sentence=entry.sentence, **entry.item.model_dump())
        for entry in located
        if isinstance(entry.item, Count)
    )
    figures = tuple(
        FigureEntry(where=entry.where, sentence=entry.sentence, **entry.item.model_dump())
        for entry in located
        if isinstance(entry.item, Figure)
    )
    return quotes, counts, figures


def sentences_of(summary: MagicSummary | None) -> tuple[str, ...]:
    """Every sentence that a report prints because evidence carries it."""
    if summary is None:
        return ()
    claims = [summary.headline, *summary.measured, *summary.segment_notes]
    claims += summary.journey.claims if summary.journey else ()
    claims += summary.saturation.advice if summary.saturation else ()
    return tuple(claim.text for claim in claims)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _entry_of(statement: Statement) -> StatementEntry:
    return StatementEntry(
        sha256=sha256_of(statement.text),
        measures=tuple(AmountEntry(**measure.model_dump(exclude={"text"})) for measure in statement.measures),
        **statement.model_dump(include=StatementEntry.model_fields.keys() - {"measures"}),
    )


def _statement_of(entry: StatementEntry, words: str) -> Statement:
    found = [
        Measure(text=words[amount.start : amount.end], **amount.model_dump())
        for amount in entry.measures
        if words[amount.start : amount.end]
    ]
    return Statement(
        text=words, measures=tuple(found), **entry.model_dump(exclude={"sha256", "measures"})
    )  # fmt: skip

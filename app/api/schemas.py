"""What enters and leaves the API. Unknown fields are refused: a misspelt one would be ignored in silence."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from analysis.asking.answers import Answer
from app.asking.schemas import LONGEST_QUESTION
from interview_engine import LANGUAGES
from research_templates import Band, Kpi, ResearchPlan, ResearchType


def _spoken(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"interviews can be held in {', '.join(sorted(LANGUAGES))}")
    return language


def _number(value: object) -> object:
    # Lax reading takes "5" and true for numbers, and a program that sends those has a fault worth hearing of.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number is needed, without quotation marks")  # noqa: TRY004 - pydantic reports this one
    return value


Question = Annotated[str, StringConstraints(max_length=50_000)]
"""A research question as somebody wrote it; the planner says what it makes of an odd one."""
TemplateKey = Annotated[str, StringConstraints(max_length=40)]
Language = Annotated[
    str, StringConstraints(max_length=12), AfterValidator(_spoken), Field(json_schema_extra={"enum": [*LANGUAGES]})
]
LintedText = Annotated[str, StringConstraints(max_length=4_000)]
Word = Annotated[str, StringConstraints(max_length=200)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanRequest(_Data):
    """``template`` is a key of GET /templates; without it the best match is taken."""

    question: Question
    template: TemplateKey | None = None
    language: Language | None = None


class PlanDraft(_Data):
    """``written_by`` is "offline" or a language model's name; ``notice`` is what to know before trusting the plan."""

    plan: ResearchPlan
    written_by: str
    notice: str


class LintRequest(_Data):
    """``others`` are the questions it must not repeat, ``known`` the study's own words, which are no jargon in it."""

    text: LintedText
    others: tuple[LintedText, ...] = Field(default=(), max_length=50)
    known: tuple[Word, ...] = Field(default=(), max_length=200)


class FaultRead(_Data):
    """``start`` and ``end`` count Unicode characters of the text; ``rewrite`` is empty where there is none."""

    rule: str
    title: str
    reason: str
    start: int
    end: int
    rewrite: str


class LintResult(_Data):
    faults: tuple[FaultRead, ...]


class TemplateSummary(_Data):
    key: str
    title: str
    summary: str
    research_type: ResearchType


class TemplateList(_Data):
    templates: tuple[TemplateSummary, ...]


class KpiList(_Data):
    kpis: tuple[Kpi, ...]


class MeasuredValue(_Data):
    """``unit`` is the measure's own unless given; times are converted."""

    value: Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
    unit: Annotated[str, StringConstraints(max_length=40)] | None = None


class Classified(_Data):
    """``reason`` says why there is no band, and is null where there is one."""

    band: Band | None
    reason: str | None = None


class StudyRequest(_Data):
    """Either a ``question``, for which a plan is drafted, or a whole ``plan``."""

    question: Question | None = None
    template: TemplateKey | None = None
    title: Annotated[str, StringConstraints(max_length=400)] | None = None
    plan: ResearchPlan | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.question is None) == (self.plan is None):
            raise ValueError("send either a question or a plan")
        if self.plan is not None and (self.template is not None or self.title is not None):
            raise ValueError("a plan has its own template and title")
        return self


class StudyCreated(_Data):
    """``address`` is where a researcher opens the study."""

    id: UUID
    address: str


class PlanRevisionRead(_Data):
    number: int
    plan: ResearchPlan
    written_by: str
    notice: str
    saved_at: datetime


class PlanUpdate(_Data):
    """``based_on`` is the number of the revision that was changed."""

    plan: ResearchPlan
    based_on: Annotated[int, BeforeValidator(_number), Field(ge=1)]


class QuestionAsked(_Data):
    """``thread`` goes on from earlier questions.

    ``quote`` is the place of the words that "who else said this?" means, ``{message_id}:{start}-{end}``.
    """

    question: Annotated[str, StringConstraints(max_length=LONGEST_QUESTION)]
    thread: UUID | None = None
    quote: Annotated[str, StringConstraints(max_length=80)] = ""


class AnsweredQuestion(_Data):
    """Where the answer is kept, and the answer."""

    thread: UUID
    ordinal: int
    answer: Answer

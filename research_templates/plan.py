"""The research plan: what a study wants to learn, from whom, and with which questions."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]

MANDATORY_ADVISED = 3
"""More mandatory questions than this leave little room to listen: the editor warns, nothing forbids."""


DEFAULT_MINUTES = 10.0
"""What an interview is given where a plan names no minutes."""


class ResearchType(StrEnum):
    """What kind of answer a study looks for; diagnostic studies ask for causes."""

    EXPLORATORY = "exploratory"
    DESCRIPTIVE = "descriptive"
    EVALUATIVE = "evaluative"
    DIAGNOSTIC = "diagnostic"
    LONGITUDINAL = "longitudinal"
    CONCEPT = "concept"


class Phase(StrEnum):
    """The parts of an interview, in the order in which they are held."""

    OPENING = "opening"
    EXPERIENCE = "experience"
    VALUE = "value"
    FRICTION = "friction"
    SUPPORT = "support"
    IMPROVEMENT = "improvement"
    CLOSING = "closing"


class Depth(StrEnum):
    """How far an answer is followed: up to one, two or three probes on a question."""

    LIGHT = "light"
    STANDARD = "standard"
    DEEP = "deep"


class PlanPart(StrEnum):
    """The parts of a plan that can be written anew by themselves; the names are ResearchPlan's fields."""

    TITLE = "title"
    DESCRIPTION = "description"
    GOALS = "goals"
    PROFILE = "profile"
    CORE_QUESTIONS = "core_questions"
    MANDATORY_QUESTIONS = "mandatory_questions"
    WELCOME = "welcome"
    CLOSING = "closing"
    INVITATION = "invitation"
    ANALYSIS_QUESTIONS = "analysis_questions"
    KPIS = "kpis"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Goal(_Part):
    key: Key
    text: Line
    evidence: Line = Field(description="What would answer this goal: the kind of account a participant can give.")


class CoreQuestion(_Part):
    """A generated foundation question: everyone is asked it, adaptively worded around."""

    key: Key
    text: Line
    phase: Phase
    goals: tuple[Key, ...] = ()
    depth: Depth | None = Field(default=None, description="How far its answers are followed; none: as the plan says.")
    follow_ups: tuple[Line, ...] = Field(
        default=(), max_length=3, description="The researcher's own probes, asked where the answer leaves them open."
    )


class MandatoryQuestion(_Part):
    """A question of the researcher that must be asked, in exactly these words."""

    key: Key
    text: Line


class SegmentTarget(_Part):
    name: Line
    count: int = Field(ge=1, le=10_000, description="Participants wanted from this segment.")
    reason: Line


class ParticipantProfile(_Part):
    description: Paragraph
    segments: tuple[SegmentTarget, ...] = ()


class PhaseBudget(_Part):
    phase: Phase
    minutes: float = Field(gt=0, le=60)


class ResearchPlan(_Part):
    """Everything an interview runs on. Immutable: an edit makes a new revision.

    Raises pydantic's ValidationError when a key is used twice or a question points at a goal that is not there.
    """

    question: Paragraph
    title: Line
    research_type: ResearchType
    description: Paragraph
    goals: tuple[Goal, ...] = Field(min_length=1, max_length=12)
    profile: ParticipantProfile
    core_questions: tuple[CoreQuestion, ...] = Field(min_length=1, max_length=20)
    mandatory_questions: tuple[MandatoryQuestion, ...] = Field(default=(), max_length=12)
    phases: tuple[PhaseBudget, ...] = ()
    depth: Depth = Field(default=Depth.STANDARD, description="How far answers are followed.")
    welcome: Paragraph
    closing: Paragraph
    invitation: Paragraph
    avoid: tuple[Line, ...] = Field(
        default=(), max_length=12, description="Subjects that are never probed, in a few words each."
    )
    probing: Paragraph | None = Field(default=None, description="What a language model should know about probing.")
    help_text: Note = Field(default="", description="What a participant in distress is told, such as a help line.")
    analysis_questions: tuple[Line, ...] = ()
    kpis: tuple[Line, ...] = ()
    language: str = Field(default="en", pattern=r"^[a-z]{2}$", description="The language its texts are written in.")
    template: str = Field(description="Key of the use-case template the plan was grounded in.")
    generic: bool = Field(default=False, description="True when no template fitted the question.")

    @model_validator(mode="after")
    def _keys_are_unique_and_known(self) -> Self:
        goals = [goal.key for goal in self.goals]
        questions = [core.key for core in self.core_questions] + [asked.key for asked in self.mandatory_questions]
        for kind, keys in (("goal", goals), ("question", questions)):
            repeated = {key for key in keys if keys.count(key) > 1}
            if repeated:
                raise ValueError(f"{kind} keys used twice: {', '.join(sorted(repeated))}")
        unknown = {key for question in self.core_questions for key in question.goals} - set(goals)
        if unknown:
            raise ValueError(f"questions point at goals that do not exist: {', '.join(sorted(unknown))}")
        return self

    @property
    def minutes(self) -> float:
        """The time budget of the interview in minutes."""
        return sum(budget.minutes for budget in self.phases) or DEFAULT_MINUTES

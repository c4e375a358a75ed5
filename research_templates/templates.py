"""Use-case templates: what experienced researchers ask in a known situation, as data that is checked when loaded."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from research_templates.errors import TemplateError
from research_templates.plan import (
    Key,
    Line,
    Paragraph,
    Phase,
    ResearchType,
    SegmentTarget,
)

GENERIC = "generic"
"""Key of the template that serves where no other fits."""

SLOTS = frozenset({"subject", "people"})

_SLOT = re.compile(r"\{\{(\w+)\}\}|\{(\w*)\}")
_PHASE_ORDER = tuple(Phase)
_FOLDER: Traversable = files("research_templates") / "data" / "use_cases"

Cue = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9' -]*$")]
Wordings = Annotated[tuple[Line, ...], Field(min_length=2, max_length=5)]
"""The same thing said in several ways; the first is taken unless another is asked for."""
Passages = Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=5)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Match(_Data):
    """The words by which a question shows that a template fits: one strong cue is enough, weak ones add up."""

    strong: tuple[Cue, ...] = ()
    weak: tuple[Cue, ...] = ()
    examples: tuple[Line, ...] = Field(default=(), description="Typical questions; compared by meaning.")


class GoalTemplate(_Data):
    key: Key
    texts: Wordings
    evidence: Line


class QuestionTemplate(_Data):
    key: Key
    texts: Wordings
    phase: Phase
    goals: tuple[Key, ...] = Field(min_length=1)


class MandatoryTemplate(_Data):
    key: Key
    texts: Wordings


class UseCase(_Data):
    """One use-case template. Texts carry ``{subject}`` and ``{people}``; ``{{x}}`` stands for a literal ``{x}``."""

    key: Key
    language: str = Field(default="en", pattern=r"^[a-z]{2}$", description="Of the texts.")
    title: Line
    summary: Line
    research_type: ResearchType
    stage_model: Key = Field(description="Key of the catalogue's stage model: the journey its participants are on.")
    subject: Line = Field(description="Stands in where the question names no subject.")
    people: Line = Field(description="Stands in where the question names no people.")
    topics: tuple[Cue, ...] = Field(
        default=(), description="Words for the use case itself: as a subject they add nothing to its texts."
    )
    plan_title: Wordings
    description: Passages
    profile: Passages
    welcome: Passages
    closing: Passages
    invitation: Passages
    match: Match
    goals: tuple[GoalTemplate, ...] = Field(min_length=3, max_length=5)
    questions: tuple[QuestionTemplate, ...] = Field(min_length=5, max_length=7)
    mandatory: tuple[MandatoryTemplate, ...] = Field(min_length=2, max_length=3)
    segments: tuple[SegmentTarget, ...] = Field(min_length=2)
    phases: dict[Phase, Annotated[float, Field(gt=0, le=60)]] = Field(description="Minutes of each part.")
    analysis_questions: tuple[Line, ...] = Field(min_length=5)
    kpis: tuple[Line, ...] = Field(min_length=2, description="Names from the KPI catalogue.")
    friction_families: tuple[Key, ...] = Field(default=(), description="Where this use case most often hurts.")
    success_families: tuple[Key, ...] = Field(default=(), description="What most often helps here.")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        order = [_PHASE_ORDER.index(question.phase) for question in self.questions]
        if order != sorted(order):
            raise ValueError("core questions must stand in the order of the phases")
        without_time = {question.phase for question in self.questions} - set(self.phases)
        if without_time:
            raise ValueError(f"no minutes for {', '.join(sorted(without_time))}")
        served = {key for question in self.questions for key in question.goals}
        goals = {goal.key for goal in self.goals}
        if goals - served:
            raise ValueError(f"no question serves the goals {', '.join(sorted(goals - served))}")
        if served - goals:
            raise ValueError(f"questions point at goals that do not exist: {', '.join(sorted(served - goals))}")
        unknown = {found[2] for found in _SLOT.finditer(self.model_dump_json()) if found[2] is not None} - SLOTS
        if unknown:
            raise ValueError(f"unknown slots: {', '.join(sorted(unknown))}")
        return self


def fill(text: str, *, subject: str, people: str) -> str:
    """Put subject and people into a template's text, in one pass: slots inside the values stay as they are."""
    values = {"subject": subject, "people": people}
    filled = _SLOT.sub(lambda slot: f"{{{slot[1]}}}" if slot[1] else values[slot[2]], text)
    return _capitalise_sentences(filled, (subject, people))


def _capitalise_sentences(text: str, values: tuple[str, ...]) -> str:
    for value in values:
        # Only an ordinary word gets a capital: "iPhone" or "npm install" would be misspelt by one.
        if value[:1].islower() and value.split()[0].islower():
            opening = re.compile(rf"(?:^|(?<=[.!?]\s)|(?<=\n)){re.escape(value)}")
            text = opening.sub(value[0].upper() + value[1:], text)
    return text


def parse_use_case(source: str, name: str) -> UseCase:
    """Read one template from TOML text; ``name`` is the file named in a TemplateError."""
    try:
        case = UseCase.model_validate(tomllib.loads(source))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise TemplateError(f"the use-case template {name} is not valid: {error}") from error
    stem = name.removesuffix(".toml").rsplit("/", 1)
    if stem[-1] != case.key or (stem[0] if len(stem) > 1 else "en") != case.language:
        raise TemplateError(
            f"the use-case template {name} calls itself {case.key!r} in {case.language!r}; file and content must agree"
        )
    return case


@cache
def use_cases(language: str = "en") -> tuple[UseCase, ...]:
    """All shipped templates of a language, by key; raises TemplateError when one is broken.

    English has every use case; other languages have at least the generic one, in a folder of their own.
    """
    prefix = "" if language == "en" else f"{language}/"
    folder = _FOLDER if language == "en" else _FOLDER / language
    if not folder.is_dir():
        return ()
    sources = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    return tuple(parse_use_case(entry.read_text(encoding="utf-8"), prefix + entry.name) for entry in sources)


def languages_with(key: str) -> frozenset[str]:
    """The languages in which a template of this key is shipped, English among them."""
    folders = (entry for entry in _FOLDER.iterdir() if entry.is_dir())
    return frozenset({"en", *(folder.name for folder in folders if folder.joinpath(f"{key}.toml").is_file())})


def use_case(key: str, language: str = "en") -> UseCase:
    """One template by key, in the language where there is one; raises TemplateError when there is none."""
    for case in (*use_cases(language), *use_cases()):
        if case.key == key:
            return case
    raise TemplateError(f"there is no use-case template {key!r}; there are {', '.join(c.key for c in use_cases())}")

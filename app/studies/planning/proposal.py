"""A language model's proposal of a plan: the shape it is asked for, and a reading that keeps whatever can be read.

The shape is flat and all of it is required, as strict servers want it. The reading is lenient: small models leave out
fields, cut the end off and put numbers where lists belong, and one such slip must not cost the rest. What was read is
checked afterwards, part by part.
"""

import re
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, create_model
from pydantic_core import from_json

from research_templates import Phase, PlanPart, ResearchType

_MOST_ITEMS = 12
_MOST_DIGITS = 4


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    # An unreadable item keeps its place: questions point at goals by number.
    return [_text(item) for item in value[:_MOST_ITEMS]] if isinstance(value, list) else []


def _objects(value: object) -> list[Any]:
    items = value[:_MOST_ITEMS] if isinstance(value, list) else []
    return [item if isinstance(item, dict) else {} for item in items]


def _number(value: object) -> int:
    digits = re.search(r"\d+", str(value)) if isinstance(value, int | float | str) else None
    return int(digits[0]) if digits and len(digits[0]) <= _MOST_DIGITS else 0


def _numbers(value: object) -> list[int]:
    items = value[:_MOST_ITEMS] if isinstance(value, list) else [value]
    return [_number(item) for item in items]


def _named(*values: str) -> dict[str, Any]:
    return {"enum": list(values)}


def _items(least: int, most: int) -> dict[str, Any]:
    return {"minItems": least, "maxItems": most}


def _bounded(longest: int, *, slots: bool = False) -> dict[str, Any]:
    """A text on one line, at most so many characters, without markup: a small model that is not held ends nowhere."""
    braces = "" if slots else "{}"
    return {"pattern": rf'^[^"\\<>{braces}\n\r\t]{{1,{longest}}}$'}


_Text = Annotated[str, BeforeValidator(_text)]
_Texts = Annotated[
    list[Annotated[str, Field(json_schema_extra=_bounded(170))]],
    BeforeValidator(_texts),
]
_Number = Annotated[int, BeforeValidator(_number)]


class ProposedGoal(BaseModel):
    text: _Text = Field(
        "",
        description="one specific thing the interviews can find out, naming the study's subject",
        json_schema_extra=_bounded(170),
    )
    evidence: _Text = Field(
        "",
        description="the kind of account a participant could give that answers the goal",
        json_schema_extra=_bounded(160),
    )


class ProposedQuestion(BaseModel):
    phase: _Text = Field("", description="part of the interview", json_schema_extra=_named(*Phase))
    text: _Text = Field("", description="one open question, at most 25 words", json_schema_extra=_bounded(170))
    goals: Annotated[list[int], BeforeValidator(_numbers)] = Field(
        [], description="numbers of the goals it serves; the first goal is 1", json_schema_extra=_items(1, 3)
    )


class ProposedSegment(BaseModel):
    name: _Text = Field("", description="a group of participants, 2 to 6 words", json_schema_extra=_bounded(50))
    count: _Number = Field(0, description="how many of them to interview, 3 to 20")
    reason: _Text = Field("", description="why this group is needed, one sentence", json_schema_extra=_bounded(140))


class PlanProposal(BaseModel):
    """The whole plan. What matters most stands first: a reply that is cut off loses the least."""

    title: _Text = Field("", description="short title of the study, 3 to 12 words", json_schema_extra=_bounded(90))
    research_type: _Text = Field(
        "", description="diagnostic looks for causes", json_schema_extra=_named(*(kind.value for kind in ResearchType))
    )
    goals: Annotated[list[ProposedGoal], BeforeValidator(_objects)] = Field(
        [], description="3 to 5 goals", json_schema_extra=_items(3, 5)
    )
    core_questions: Annotated[list[ProposedQuestion], BeforeValidator(_objects)] = Field(
        [], description="5 to 7 questions in the order of the interview", json_schema_extra=_items(5, 7)
    )
    mandatory_questions: _Texts = Field(
        [], description="2 or 3 open questions that everybody must be asked", json_schema_extra=_items(2, 3)
    )
    description: _Text = Field(
        "", description="what the study wants to learn and why, 2 to 4 sentences", json_schema_extra=_bounded(400)
    )
    participants: _Text = Field("", description="who is interviewed, 1 to 3 sentences", json_schema_extra=_bounded(250))
    segments: Annotated[list[ProposedSegment], BeforeValidator(_objects)] = Field(
        [], description="2 to 5 groups", json_schema_extra=_items(2, 5)
    )
    welcome: _Text = Field(
        "",
        description="what participants read before the first question, 2 or 3 sentences",
        json_schema_extra=_bounded(300),
    )
    closing: _Text = Field(
        "", description="thanks after the last question, 1 or 2 sentences", json_schema_extra=_bounded(200)
    )
    invitation: _Text = Field(
        "",
        description="short e-mail that holds {name} once and {link} once, as they stand here",
        json_schema_extra=_bounded(400, slots=True),
    )
    analysis_questions: _Texts = Field(
        [], description="5 to 8 questions the team will ask of the answers", json_schema_extra=_items(5, 8)
    )
    kpis: _Texts = Field([], description="2 to 5 measures, named exactly as listed", json_schema_extra=_items(2, 5))


PART_FIELDS: dict[PlanPart, tuple[str, ...]] = {part: (part.value,) for part in PlanPart} | {
    PlanPart.PROFILE: ("participants", "segments")
}
"""Which fields of a proposal make up each part of a plan; the research type belongs to none."""


@cache
def part_schema(part: PlanPart) -> type[BaseModel]:
    """The shape of one part alone."""
    fields: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in PlanProposal.model_fields.items()
        if name in PART_FIELDS[part]
    }
    return create_model(f"{part.name.title().replace('_', '')}Proposal", **fields)


def read_proposal(text: str) -> PlanProposal | None:
    """Whatever can be read of a reply, cut off or wrapped in chatter; None when it holds no object of this shape."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0:
        return None
    data = _json(text[start : end + 1], partial=False) or _json(text[start:], partial=True)
    if not isinstance(data, dict) or not data.keys() & PlanProposal.model_fields.keys():
        return None
    return PlanProposal.model_validate(data)


def _json(text: str, *, partial: bool) -> object:
    try:
        return from_json(text, allow_partial=partial)
    except (ValueError, RecursionError):
        return None

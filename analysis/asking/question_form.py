"""A form that says what a question wants to know, and what of it can be looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel, Field

from analysis.asking.answers import Intent, Scope, SegmentFilter
from analysis.asking.frames import topic_words
from analysis.asking.heard import Heard
from analysis.findings import Polarity
from analysis.summary.locked import numerals
from analysis.summary.retold import UNPRINTABLE
from analysis.summary.wording import attribute_name

_LONGEST_TOPIC: Final = 80
_MOST_QUESTIONS: Final = 14
NO_QUESTION: Final = "not_about_the_interviews"
KINDS: Final[Mapping[str, Intent]] = MappingProxyType(
    {
        "complaints": Intent.MOST_COMMON,
        "praise": Intent.WHAT_WORKS,
        "wishes": Intent.NEEDS,
        "what_is_said_about": Intent.ABOUT,
        "quotes_about": Intent.QUOTES,
        "how_many_people": Intent.HOW_MANY,
        "when_or_how_long": Intent.WHEN,
        "compare_groups": Intent.COMPARE,
        "goes_together": Intent.RELATION,
        "what_to_fix_first": Intent.PRIORITISE,
        "journey": Intent.JOURNEY,
        "early_warning_signs": Intent.EARLY_WARNING,
        "if_it_were_solved": Intent.FORECAST,
        "happy_or_unhappy": Intent.MOOD,
        "strongest_words": Intent.STRONGEST,
        "summary": Intent.SUMMARY,
        "enough_interviews": Intent.ENOUGH,
        NO_QUESTION: Intent.UNKNOWN,
    }
)
_NEEDS_TOPIC: Final = frozenset({Intent.ABOUT, Intent.QUOTES, Intent.HOW_MANY, Intent.WHEN})
_POLARITY: Final[Mapping[Intent, Polarity]] = MappingProxyType(
    {Intent.MOST_COMMON: Polarity.FRICTION, Intent.WHAT_WORKS: Polarity.SUCCESS}
)
_OPINIONS: Final[Mapping[str, Polarity | None]] = MappingProxyType(
    {"any": None, "complaints": Polarity.FRICTION, "praise": Polarity.SUCCESS}
)
_PLAIN: Final[Mapping[Intent, str]] = MappingProxyType(
    {
        Intent.MOST_COMMON: "What are the most common friction points",
        Intent.WHAT_WORKS: "What works well",
        Intent.NEEDS: "What do people wish for",
        Intent.ABOUT: "What do people say",
        Intent.QUOTES: "Which quotes are there",
        Intent.HOW_MANY: "How many people speak",
        Intent.WHEN: "When and how long is it",
        Intent.COMPARE: "How do answers differ",
        Intent.RELATION: "What goes together",
        Intent.PRIORITISE: "What should be fixed first",
        Intent.JOURNEY: "Where does the journey break",
        Intent.EARLY_WARNING: "What are the early warning signs",
        Intent.FORECAST: "How many people would it reach if it were solved",
        Intent.MOOD: "Are people happy on the whole",
        Intent.STRONGEST: "What are the strongest words",
        Intent.SUMMARY: "What did people say, in short",
        Intent.ENOUGH: "Were enough people heard",
    }
)
_BEFORE_TOPIC: Final[Mapping[Intent, str]] = MappingProxyType({Intent.HOW_MANY: "of", Intent.RELATION: "with"})


class QuestionForm(BaseModel):
    number: int = Field(description="The number of the question.")
    kind: str = Field(json_schema_extra={"enum": list(KINDS)})
    topic: str = Field(default="", description="One to four words, or empty.")
    opinion: str = Field(default="any", json_schema_extra={"enum": list(_OPINIONS)})
    groups: list[str] = Field(default_factory=list, description='Such as "plan = free", only from the list.')
    by: str = Field(default="", description="An attribute of the list, or empty.")
    repeats: int = Field(default=0, description="Number of one of the interviewer's questions, or 0.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question wants to know, and the same in plain words (``plain``).

    ``attributes`` are those whose values ``scope`` names or whose groups are compared; ``question`` is one of the
    interviewer's guide whose answers are wanted, or empty.
    """

    intent: Intent
    scope: Scope
    attributes: tuple[str, ...]
    question: str
    plain: str


def questions_to_repeat(heard: Heard) -> list[str]:
    """The interviewer's questions that a form can name, by their place from 1 on."""
    return [question.text for question in heard.guide if question.is_of_the_guide][:_MOST_QUESTIONS]


def checked(form: QuestionForm, question: str, heard: Heard) -> Reading | None:
    """The form for ``question`` as a reading, without what does not exist; None where nothing could be looked up."""
    intent = KINDS.get(form.kind, Intent.UNKNOWN)
    segments = _segments(form.groups, heard)
    by = _attribute(form.by, heard)
    attributes = tuple(dict.fromkeys([*(wanted.attribute for wanted in segments), *([by] if by else [])]))
    asked = questions_to_repeat(heard)
    repeated = asked[form.repeats - 1] if 1 <= form.repeats <= len(asked) else ""
    topic = " ".join(UNPRINTABLE.sub(" ", form.topic).split())
    topic = topic if len(topic) <= _LONGEST_TOPIC and topic_words(topic) and _is_no_figure(topic, question) else ""
    if intent is Intent.COMPARE and not (attributes or heard.across):
        intent = Intent.ABOUT if topic else intent
    if repeated and intent not in {Intent.COMPARE, Intent.UNKNOWN}:
        intent = Intent.ABOUT
    if intent is Intent.UNKNOWN or (intent in _NEEDS_TOPIC and not (topic or repeated)):
        return None
    polarity = _POLARITY.get(intent, _OPINIONS.get(form.opinion))
    scope = Scope(segments=segments, polarity=None if repeated else polarity, topic=repeated or topic)
    return Reading(intent, scope, attributes, repeated, _in_plain_words(intent, scope, attributes, repeated))


def _is_no_figure(topic: str, question: str) -> bool:
    """Whether each digit of a topic was asked about: a model tells no figures of its own, not even as a name."""
    return set(numerals(topic)) <= set(numerals(question))


def _segments(groups: Sequence[str], heard: Heard) -> tuple[SegmentFilter, ...]:
    known = {
        f"{attribute_name(attribute)} = {value}".casefold(): SegmentFilter(attribute=attribute, value=value)
        for attribute, values in heard.people.segments.items()
        for value in values
    }
    named = (" = ".join(attribute_name(part) for part in group.split("=", 1)).casefold() for group in groups)
    return tuple(dict.fromkeys(known[name] for name in named if name in known))


def _attribute(name: str, heard: Heard) -> str:
    known = {attribute_name(attribute).casefold(): attribute for attribute in heard.people.segments}
    return known.get(attribute_name(name).casefold(), "")


def _in_plain_words(intent: Intent, scope: Scope, attributes: Sequence[str], question: str) -> str:
    if question:
        text = f"What did people answer to \u201c{question}\u201d"
    else:
        text = _PLAIN[intent]
        text += f" {_BEFORE_TOPIC.get(intent, 'about')} \u201c{scope.topic}\u201d" if scope.topic else ""
        if scope.polarity and intent not in _POLARITY:
            text += ", complaints only" if scope.polarity is Polarity.FRICTION else ", praise only"
    named = {wanted.attribute for wanted in scope.segments}
    text += "".join(f", by {attribute_name(attribute)}" for attribute in attributes if attribute not in named)
    if scope.segments:
        who = [f"{attribute_name(wanted.attribute)} \u201c{wanted.value}\u201d" for wanted in scope.segments]
        text += f", {' and '.join(who)}"
    return f"{text}?"

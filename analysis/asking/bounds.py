"""Who names an amount beyond a bound: "Who waited longer than two weeks?", "How many pay under 20 euros?"."""

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.asking.amounts import kept_in_one_breath
from analysis.asking.answers import Intent, Scope
from analysis.asking.groups import PEOPLE
from analysis.asking.heard import Draft, Heard
from analysis.asking.scope import Asked, read_scope, topic_beside, topic_stems
from analysis.asking.topics import Topic
from analysis.asking.words import stems
from analysis.findings import Claim, Count, Measure, MeasureKind, Statement
from analysis.reading.measures import read_measures
from analysis.summary.wording import in_words

_OPENS: Final = re.compile(
    r"^\W*(?:and |so )?(?:who|how many|which|what (?:share|percentage|proportion)|"
    r"(?:does|did|has|have|is|are|do|was|were) (?:there )?any\w*|(?:show|give) me|quotes?)\b|"
    r"\b(?:who|how many)\W*$",
    re.IGNORECASE,
)
_OVER: Final = r"(?:more|longer|greater|higher|larger|bigger|slower) than|over|above|exceed(?:ing|ed|s)?|beyond"
_UNDER: Final = r"(?:less|fewer|shorter|lower|smaller|quicker|faster) than|under|below"
_BEYOND: Final = re.compile(
    rf"\b(?:(?P<least>at least|(?:a )?minimum of|no(?:t)? (?:{_UNDER}))|"
    rf"(?P<most>at most|up to|no(?:t)? (?:{_OVER})|(?:a )?maximum of|within)|"
    rf"(?P<over>{_OVER})|(?P<under>{_UNDER}))\s+$",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"^\s+(?:(?P<least>(?:or|and) (?:more|longer|over|above|higher|up|upwards|older|greater))"
    r"|(?P<most>(?:or|and) (?:less|fewer|under|below|shorter|lower|quicker|faster|sooner|younger)))\b",
    re.IGNORECASE,
)
_NAMED: Final = {
    MeasureKind.DURATION: "a length of time",
    MeasureKind.MONEY: "a sum",
    MeasureKind.PERCENTAGE: "a percentage",
    MeasureKind.COUNT: "a number",
}
_IMPLIED: Final = {
    MeasureKind.DURATION: frozenset(stems("take takes took taken taking spend spends spent last lasts lasted")),
    MeasureKind.MONEY: frozenset(stems("pay pays paid paying cost costs spend spends spent charge charged")),
}
"""What is said of any such amount, and names no topic."""
_LIMITS: Final = (
    "Amounts are as people remember them, and who named none may have met it all the same.",
    "What an amount was said of is read from the words around it: read the quotes.",
)


@dataclass(frozen=True, slots=True)
class Bound:
    """``side`` is a name of ``_BEYOND``'s groups; ``words`` are the question's own, such as "more than two weeks"."""

    side: str
    measure: Measure
    words: str

    def holds(self, statement: Statement) -> bool:
        return any(self.fits(measure) and self._is_beyond(measure) for measure in statement.measures)

    def names_such(self, statement: Statement) -> bool:
        return any(map(self.fits, statement.measures))

    def fits(self, measure: Measure) -> bool:
        """Whether an amount is of the kind that the bound is of, in the same unit."""
        return (measure.kind, measure.unit) == (self.measure.kind, self.measure.unit)

    def _is_beyond(self, measure: Measure) -> bool:
        """A range is beyond it as a whole, or is not."""
        match self.side:
            case "over":
                return measure.low > self.measure.high
            case "under":
                return measure.high < self.measure.low
            case "least":
                return measure.low >= self.measure.low
        return measure.high <= self.measure.high


def bound_in(question: str) -> Bound | None:
    """The bound that a question asks people by; None where it names none."""
    if not _OPENS.search(question):
        return None
    for measure in read_measures(question):
        beyond = _BEYOND.search(question[: measure.start])
        of_people = measure.kind is MeasureKind.COUNT and {measure.unit, f"{measure.unit}s"} & PEOPLE
        if beyond and beyond.lastgroup and not of_people:
            return Bound(beyond.lastgroup, measure, question[beyond.start() : measure.end])
        behind = _BEHIND.match(question[measure.end :])
        if behind and behind.lastgroup and not of_people:
            return Bound(behind.lastgroup, measure, question[measure.start : measure.end + behind.end()])
    return None


def bounded(question: str, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    """The question as one that counts people by an amount, its topic without the bound; None where it names none."""
    bound = bound_in(question)
    if bound is None:
        return None
    topic = _without_what_is_implied(read_scope(question.replace(bound.words, " "), heard).scope.topic, bound)
    scope = asked.scope.model_copy(update={"topic": topic, "polarity": None})
    return Intent.HOW_MANY, replace(asked, scope=scope, sets_apart=False)


def _without_what_is_implied(topic: str, bound: Bound) -> str:
    implied = _IMPLIED.get(bound.measure.kind, frozenset())
    return "" if implied.issuperset(topic_stems(topic)) else topic_beside(topic, implied)


def beyond(heard: Heard, scope: Scope, topic: Topic | None, bound: Bound) -> Draft:
    """How many named an amount beyond the bound, of how many who named any; with the topic, if there is one."""
    asked = np.flatnonzero(heard.asked.by(topic_stems(scope.topic))) if topic else ()
    places = dict.fromkeys((*topic.places, *map(int, asked))) if topic else range(len(heard.statements))
    such = kept_in_one_breath(heard, scope, places, bound.names_such)
    named, with_it = _NAMED[bound.measure.kind], " with it" if topic else ""
    any_at_all = _counted(heard, scope, such)
    if not any_at_all.people:
        nearest = heard.quotes(topic.nearest, 3) if topic else ()
        return Draft(reason=f"The interviews do not say: nobody names {named}{with_it}.", nearest=nearest)
    far = [place for place in such if bound.holds(heard.statements[place])]
    counted = _counted(heard, scope, far)
    claims = (
        Claim(
            text=f"{in_words(counted)} named {named} of {heard.named(bound.words)}{with_it}.",
            counts=(counted,),
            quotes=heard.quotes(far, 3),
        ),
        Claim(
            text=f"{in_words(any_at_all)} named any such amount{with_it}.",
            counts=(any_at_all,),
            quotes=heard.quotes(such, 2),
        ),
    )
    return Draft(claims=claims, quotes=heard.quotes(far or such), limits=_LIMITS)


def _counted(heard: Heard, scope: Scope, places: list[int]) -> Count:
    counted = heard.counted(places, heard.inside(scope))
    if counted is None:
        raise ValueError("nobody belongs to the scope")
    return counted

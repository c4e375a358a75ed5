"""Amounts and occasions that people name with a topic: how much, how long where few say it, and when it happens."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from analysis.asking.answers import Scope
from analysis.asking.heard import Draft, Heard
from analysis.asking.said_cues import Cue, holds
from analysis.asking.topics import Topic
from analysis.findings import Claim, MeasureKind, Statement
from analysis.summary.wording import in_words

_HOW_MUCH: Final = re.compile(
    r"^\W*(?:and |by |roughly |about )*how (?:much|high|large|expensive)\b"
    r"(?! (?:time|longer|better|worse|more|less|do (?:\w+ ){1,2}(?:like|love|hate|care|trust|value)))",
    re.IGNORECASE,
)
_PLAIN_WHEN: Final = re.compile(
    r"^\W*(?:and |so )?(?:when|on (?:which|what) (?:days?|occasions?)|at (?:which|what) times?|"
    r"(?:in|on|at|under) what (?:circumstances|situations?))\b",
    re.IGNORECASE,
)
_SUMS: Final = frozenset({MeasureKind.MONEY, MeasureKind.PERCENTAGE, MeasureKind.COUNT})


def asks_how_much(question: str) -> bool:
    return bool(_HOW_MUCH.match(question))


def asks_for_an_occasion(question: str) -> bool:
    """Whether it asks "when ...?" and not how long."""
    return bool(_PLAIN_WHEN.match(question))


def names(*kinds: MeasureKind) -> Callable[[Statement], bool]:
    return lambda statement: any(measure.kind in kinds for measure in statement.measures)


def in_one_breath(heard: Heard, places: Iterable[int], wanted: Callable[[Statement], bool]) -> list[int]:
    """Those of ``places`` that are wanted, and wanted ones said right before or behind one of them in one message."""
    statements = heard.statements
    found: dict[int, None] = {}
    for place in places:
        for near in (place, place + 1, place - 1):
            together = 0 <= near < len(statements) and statements[near].message_id == statements[place].message_id
            if together and wanted(statements[near]):
                found[near] = None
    return list(found)


def kept_in_one_breath(
    heard: Heard, scope: Scope, places: Collection[int], wanted: Callable[[Statement], bool]
) -> list[int]:
    """``in_one_breath``, of what lies within the scope."""
    return heard.kept(in_one_breath(heard, heard.kept(places, scope), wanted), scope)


def how_much(heard: Heard, scope: Scope, topic: Topic) -> Draft | None:
    """Who names an amount with the topic, in their words: sums of money first; None when nobody does."""
    for kinds in ({MeasureKind.MONEY, MeasureKind.PERCENTAGE}, _SUMS):
        said = kept_in_one_breath(heard, scope, topic.places, names(*kinds))
        if said:
            return _told(heard, scope, said, "named an amount with it", "Amounts are as people remember them.")
    return None


def too_few_for_a_median(heard: Heard, scope: Scope, topic: Topic) -> tuple[Claim, ...]:
    """How many put a length to the topic where they are too few for a figure, in their words; empty for nobody."""
    for places in (topic.places, topic.near):
        said = kept_in_one_breath(heard, scope, places, names(MeasureKind.DURATION))
        counted = heard.counted(said, heard.inside(scope))
        if counted and counted.people:
            text = f"{in_words(counted)} put a length to it: too few for a median, so read their words."
            return (Claim(text=text, counts=(counted,), quotes=heard.quotes(said)),)
    return ()


def occasions(heard: Heard, scope: Scope, topic: Topic) -> Draft | None:
    """Who says when it happens, in their words; None when nobody does."""
    said = kept_in_one_breath(heard, scope, topic.places, lambda statement: holds(statement.text, Cue.OCCASION))
    return _told(heard, scope, said, "named a time or an occasion with it", "") if said else None


def _told(heard: Heard, scope: Scope, said: list[int], what: str, limit: str) -> Draft | None:
    counted = heard.counted(said, heard.inside(scope))
    if counted is None or not counted.people:
        return None
    claim = Claim(text=f"{in_words(counted)} {what}.", counts=(counted,), quotes=heard.quotes(said))
    return Draft(claims=(claim,), quotes=heard.quotes(said), limits=(limit,) if limit else ())

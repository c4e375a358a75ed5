"""Which group is better off on the whole: whether its people told more of what helped or of what got in their way."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.comparing import CHANCE, compare, least_p, values_of
from analysis.asking.heard import Draft, Heard
from analysis.asking.words import folded_words, words_of
from analysis.exact_tests import discoveries
from analysis.findings import Claim, Count, Polarity, Theme
from analysis.intervals import count
from analysis.summary.wording import attribute_name, in_words

_MOST_ATTRIBUTES: Final = 3
_MOOD: Final = re.compile(
    r"\b(?:un)?happi(?:er|est)\b"
    r"|\b(?:more|most|less|least) (?:un|dis)?"
    r"(?:happy|satisfied|positive|negative|critical|content|pleased|enthusiastic|frustrated|annoyed|angry|impressed)\b"
    r"|\bcomplain\w*(?: the)? (?:more|most|less|least)\b"
    r"|\b(?:more|most|fewest|fewer|less|least) (?:complaints?|problems?|praise|trouble|friction)\b"
    r"|\b(?:sentiment|mood)\b"
    r"|\b(?:better|worse|best|worst) (?:experience|off)\b",
    re.IGNORECASE,
)
_OF_THINGS: Final = re.compile(
    r"^\W*(?:and |so )?(?:what|why|when|where|how many|how much)\b(?!.*\b(?:sentiment|mood)\b)", re.IGNORECASE
)
"""What asks which things please most, not whom: "What are families most positive about?"."""
_ANY_GROUP: Final = re.compile(r"\b(?:who|whose|groups?|segments?|types? of|kinds? of)\b", re.IGNORECASE)
_BESIDE: Final = words_of(
    "who which are is the a an do does did have has had by their any of in on whole overall general"
)
_GLAD: Final = re.compile(
    r"happi|happy|satisf|positive|content|pleased|enthusiastic|impressed|praise|better|best", re.IGNORECASE
)
_ALSO: Final = 2
_HINDERED: Final = "More of what got in the way than of what helped"
_HELPED: Final = "More of what helped than of what got in the way"
_ALIKE: Final = "As much of both"
_LIMIT: Final = (
    "On the whole means by number of statements, whatever their weight; it depends on what people were asked, too."
)


class _Balance(NamedTuple):
    """How many people of each value told more of friction, of both alike, and of success."""

    attribute: str
    values: tuple[str, ...]
    worse: tuple[Count, ...]
    alike: tuple[Count, ...]
    better: tuple[Count, ...]


def asks_for_moods(question: str, topic: str = "", *, names_groups: bool = True) -> bool:
    """Whether it asks which group is happier, or complains more, on the whole and not of a topic."""
    mood = _MOOD.search(question)
    if mood is None or _OF_THINGS.search(question) or not (names_groups or _ANY_GROUP.search(question)):
        return False
    left = set(folded_words(topic)) - set(folded_words(mood.group())) - _BESIDE
    return not left


def on_the_whole(
    heard: Heard, scope: Scope, attributes: Sequence[str], themes: Sequence[Theme], question: str
) -> Draft:
    """The groups by what their people told more of, then the themes in which they are furthest apart."""
    apart = compare(heard, scope, attributes, themes)
    chosen = (tuple(attributes) or heard.attributes)[:_MOST_ATTRIBUTES]
    found = [balance for attribute in chosen if (balance := _balance(heard, scope, attribute)) is not None]
    if not found:
        return apart
    glad = bool((mood := _MOOD.search(question)) and _GLAD.search(mood.group()))
    sides = [balance.better if glad else balance.worse for balance in found]
    known = [
        (balance.attribute, p) for balance, side in zip(found, sides, strict=True) if (p := least_p(side)) is not None
    ]
    held = dict(zip((name for name, _ in known), discoveries([p for _, p in known], CHANCE), strict=True))
    claims = [
        _claim(heard, balance, side, glad=glad, holds=held.get(balance.attribute))
        for balance, side in zip(found, sides, strict=True)
    ]
    return Draft(claims=(*claims, *apart.claims[:_ALSO]), table=_table(found[0]), limits=(_LIMIT, *apart.limits))


def everybodys(heard: Heard, scope: Scope) -> Draft:
    """How many told more of what helped, more of what got in their way, and as much of both."""
    inside = heard.inside(scope)
    told = {person: balance for person, balance in _told(heard, scope).items() if person in inside}
    if not told:
        return Draft(reason="Nobody tells of anything that helped or got in the way.")
    claims, rows = [], []
    for name, sign, polarity in ((_HELPED, 1, Polarity.SUCCESS), (_HINDERED, -1, Polarity.FRICTION), (_ALIKE, 0, None)):
        people = {person for person, balance in told.items() if np.sign(balance) == sign}
        counted = count(len(people), len(told))
        own = heard.kept(range(len(heard.statements)), scope.model_copy(update={"polarity": polarity}), polarity=True)
        quotes = heard.quotes([place for place in own if heard.statements[place].participant_id in people], 2)
        text = f"{in_words(counted)} told {heard.named(name)}."
        claims.append(Claim(text=text, counts=(counted,), quotes=quotes))
        rows.append(AnswerRow(label=name, counts=(counted,)))
    table = AnswerTable(
        title="What people told more of",
        label_heading="People who told",
        count_columns=("People",),
        rows=tuple(rows),
        drawn=Drawn.BARS,
    )
    return Draft(claims=tuple(claims), table=table, limits=(_LIMIT,))


def _balance(heard: Heard, scope: Scope, attribute: str) -> _Balance | None:
    values = values_of(heard, scope, attribute)
    others = scope.model_copy(
        update={"segments": tuple(s for s in scope.segments if s.attribute != attribute), "polarity": None}
    )
    told = _told(heard, others)
    inside = heard.inside(others)
    groups = {value: heard.people.segments[attribute][value] & inside & told.keys() for value in values}
    kept = tuple(value for value in values if groups[value])
    if len(kept) < 2:  # noqa: PLR2004 - one group has nothing to differ from
        return None
    told_by = [(len(groups[value]), [told[person] for person in groups[value]]) for value in kept]
    return _Balance(
        attribute,
        kept,
        worse=tuple(count(sum(balance < 0 for balance in each), of) for of, each in told_by),
        alike=tuple(count(sum(balance == 0 for balance in each), of) for of, each in told_by),
        better=tuple(count(sum(balance > 0 for balance in each), of) for of, each in told_by),
    )


def _told(heard: Heard, scope: Scope) -> Counter[str]:
    """By person, the statements of success beyond those of friction; who made neither is left out."""
    told: Counter[str] = Counter()
    for place in heard.kept(range(len(heard.statements)), scope):
        statement = heard.statements[place]
        if statement.polarity in {Polarity.FRICTION, Polarity.SUCCESS, Polarity.MIXED}:
            told[statement.participant_id] += {Polarity.FRICTION: -1, Polarity.SUCCESS: 1}.get(statement.polarity, 0)
    return told


def _claim(heard: Heard, balance: _Balance, side: Sequence[Count], *, glad: bool, holds: bool | None) -> Claim:
    """``holds``: whether the difference is more than chance; None where nobody can tell."""
    sides = ", ".join(
        f"{in_words(counted)} where {heard.attribute(balance.attribute)} is {heard.named(value)}"
        for value, counted in zip(balance.values, side, strict=True)
    )
    if holds is None:
        verdict = "Too few people to tell it from chance."
    else:
        verdict = "The difference is larger than chance alone would make it." if holds else "That may be chance."
    told = heard.named(_HELPED if glad else _HINDERED)  # a name, which no model that words the answer turns round
    return Claim(text=f"{told} was told by {sides}. {verdict}", counts=tuple(side))


def _table(balance: _Balance) -> AnswerTable:
    rows = {
        _HINDERED: balance.worse,
        _ALIKE: balance.alike,
        _HELPED: balance.better,
    }
    return AnswerTable(
        title=f"What people told more of, by {attribute_name(balance.attribute)}",
        label_heading="People who told",
        count_columns=balance.values,
        rows=tuple(AnswerRow(label=label, counts=counts) for label, counts in rows.items()),
        drawn=Drawn.GROUPED_BARS,
    )

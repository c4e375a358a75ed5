"""Answers that set people beside each other: segments, what goes together, and what shows early."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.counting import kind
from analysis.asking.heard import Draft, Heard
from analysis.asking.matter import MATTER
from analysis.exact_tests import discoveries, exact_p
from analysis.findings import Claim, Count, Polarity, Theme
from analysis.intervals import count
from analysis.summary.segments import FEWEST_PEOPLE
from analysis.summary.wording import attribute_name, in_words

_SAID: Final = 4
_ROWS: Final = 10
_MOST_VALUES: Final = 6
_TOLD: Final[Mapping[Polarity | None, str]] = {
    None: "Spoke of",
    Polarity.FRICTION: "Described friction with",
    Polarity.SUCCESS: "Praised",
}
HOLDS: Final = "The difference is larger than chance alone would make it."
CHANCE: Final = 0.05
"""Of the differences that an answer calls more than chance, the share that may be chance all the same."""
_RESULT: Final = re.compile(
    r"churn|renew|retain|retention|success|struggl|outcome|health|active|activat|cancel|converted|expan|complet|finish|drop|quit|left|stay|lost|won\b",
    re.IGNORECASE,
)
"""What an attribute or its values are called when they say how it ended."""
CHOSEN: Final = (
    "People chose to answer and were not drawn at random: a difference between segments may have other causes."
)


class _Difference(NamedTuple):
    """A theme in the groups that are compared; ``p`` is None where no group has enough people to be told apart."""

    theme: Theme
    counts: tuple[Count, ...]
    gap: float
    p: float | None
    told: str = ""
    """What is counted of the matter that the question is about, which is no theme that was found."""

    @property
    def key(self) -> str:
        return f"{self.theme.key}{self.told}"


def compare(heard: Heard, scope: Scope, attributes: Sequence[str], themes: Sequence[Theme]) -> Draft:
    """Each theme's people in the segments that are compared: the values the question names, or all of an attribute."""
    if not heard.attributes:
        return Draft(reason="Nothing is known of the participants by which they could be told apart.", cannot=True)
    chosen = attributes or heard.attributes
    values = {attribute: values_of(heard, scope, attribute) for attribute in chosen}
    found = {attribute: _differences(heard, scope, attribute, values[attribute], themes) for attribute in chosen}
    held = _held(found)
    claims: list[Claim] = []
    table: AnswerTable | None = None
    for attribute, differences in found.items():
        if not differences:
            continue
        of_themes = [d for d in differences if not d.told]
        surest = [
            *(d for d in differences if d.told),
            *sorted(of_themes, key=lambda d: ((attribute, d.key) not in held, -d.gap, d.key)),
        ]
        said = [
            _claim(heard, attribute, values[attribute], d, holds=(attribute, d.key) in held)
            for d in surest[: _SAID if attributes else 2]
        ]
        if not surest[0].told and _in_vain(attribute, differences, held):
            said[0] = _nothing_holds(heard, attribute, said[0])
        claims += said
        table = table or _table(attribute, values[attribute], surest)
    if not claims:
        return Draft(reason="There are not two segments with people in which a theme could be compared.", cannot=True)
    return Draft(claims=tuple(claims), table=table, limits=(CHOSEN,))


def relation(
    heard: Heard, scope: Scope, attributes: Sequence[str], sides: Sequence[Sequence[Theme]], asked: str
) -> Draft:
    """A theme beside another one, or beside an attribute that says how it ended."""
    if len(sides) > 1:
        return together(heard, scope, sides[0][0], sides[1][0])
    themes = sides[0] if sides else heard.themes(scope.polarity)
    ends = tuple(attributes) or _results(heard)
    if not ends:
        return _without_results(asked)
    return compare(heard, scope, ends, themes)


def together(heard: Heard, scope: Scope, first: Theme, second: Theme) -> Draft:
    """How many of those who share one theme share the other, beside everybody else."""
    inside = heard.inside(scope) & heard.asked_about(first) & heard.asked_about(second)
    one = heard.voices(heard.kept(first.statements, scope)) & inside
    other = heard.voices(heard.kept(second.statements, scope)) & inside
    if not one or one == inside:
        return Draft(reason="There are not two groups of people to set beside each other.", cannot=True)
    with_it, without_it = count(len(one & other), len(one)), count(len(other - one), len(inside - one))
    claim = Claim(
        text=(
            f"Of those who share {heard.named(first.name)}, {in_words(with_it)} also share "
            f"{heard.named(second.name)}; of the others, {in_words(without_it)} do. "
            f"{_beyond_chance(with_it, without_it)}"
        ),
        counts=(with_it, without_it),
        quotes=(*heard.theme_quotes(first, scope, 1), *heard.theme_quotes(second, scope, 1)),
    )
    return Draft(claims=(claim,), limits=("What goes together need not cause each other.",))


def early_warning(heard: Heard, scope: Scope, attributes: Sequence[str]) -> Draft:
    """Friction told more often by those for whom it ended badly; without such a mark, friction of the first stages."""
    ends = tuple(attributes) or _results(heard)
    if ends:
        return compare(heard, scope, ends[:1], heard.friction or heard.success)
    journey = heard.analysis.summary.journey if heard.analysis.summary else None
    first = [step.stage for step in journey.steps[:2]] if journey else []
    early = heard.ranked([theme for theme in heard.friction if theme.stage in first], scope)
    if not early:
        return _without_results("how it ended")
    claims = [
        Claim(
            text=f"Early in the journey, {in_words(counted)} met {heard.named(theme.name)}.",
            counts=(counted,),
            quotes=heard.theme_quotes(theme, scope),
        )
        for theme, counted in early[:_SAID]
    ]
    limit = "Whether it predicts anything is unknown until outcomes, such as who renewed, are imported."
    return Draft(claims=tuple(claims), limits=(limit,))


def _without_results(asked: str) -> Draft:
    return Draft(
        reason=f"The interviews cannot say: nothing is known about {asked} of each participant. "
        "Import outcomes, or give participants an attribute for it, and ask again.",
        cannot=True,
    )


def _results(heard: Heard) -> tuple[str, ...]:
    return tuple(
        attribute
        for attribute in heard.attributes
        if _RESULT.search(attribute) or any(_RESULT.search(value) for value in heard.people.segments[attribute])
    )


def values_of(heard: Heard, scope: Scope, attribute: str) -> tuple[str, ...]:
    """Those that the question names when it names two; one that it names beside all others; else the largest."""
    known = heard.people.segments.get(attribute, {})
    named = [wanted.value for wanted in scope.segments if wanted.attribute == attribute]
    if len(named) > 1:
        return tuple(named)
    largest = sorted(known, key=lambda value: (value not in named, -len(known[value]), value))
    return tuple(largest[:_MOST_VALUES])


def _differences(
    heard: Heard, scope: Scope, attribute: str, values: Sequence[str], themes: Sequence[Theme]
) -> list[_Difference]:
    if len(values) < 2:  # noqa: PLR2004 - one group has nothing to differ from
        return []
    others = scope.model_copy(update={"segments": tuple(s for s in scope.segments if s.attribute != attribute)})
    inside = heard.inside(others)
    groups = [heard.people.segments[attribute][value] & inside for value in values]
    found = []
    for theme, told in _parts(heard, themes, scope.polarity):
        voices = heard.voices(heard.kept(theme.statements, others))
        asked = [group & heard.asked_about(theme) for group in groups]
        counts = tuple(count(len(voices & group), len(group)) for group in asked if group)
        if len(counts) < len(groups) or not any(counted.people for counted in counts):
            continue
        shares = [counted.share for counted in counts]
        found.append(_Difference(theme, counts, max(shares) - min(shares), least_p(counts), told))
    return found


def _parts(heard: Heard, themes: Sequence[Theme], polarity: Polarity | None) -> Iterator[tuple[Theme, str]]:
    """The themes, and of the matter asked about all who speak of it, who complain of it and who praise it."""
    for theme in themes:
        if theme.key != MATTER:
            yield theme, ""
            continue
        for wanted, told in _TOLD.items():
            own = tuple(heard.leaning(theme.statements, wanted))
            if own and (polarity is None or wanted in {None, polarity}):
                yield theme.model_copy(update={"statements": own, "quotes": heard.quotes(own, 2)}), told


def least_p(counts: Sequence[Count]) -> float | None:
    """Fisher's exact test of each group against the others, the least p-value paying for all looks (Bonferroni)."""
    people, of = sum(counted.people for counted in counts), sum(counted.of for counted in counts)
    tested = [
        exact_p(counted.people, counted.of, people - counted.people, of - counted.of)
        for counted in (counts[:1] if len(counts) == 2 else counts)  # noqa: PLR2004 - the second of two is the mirror
        if can_differ(counted, counts)
    ]
    return min(1.0, min(tested) * len(tested)) if tested else None


def can_differ(counted: Count, among: Sequence[Count]) -> bool:
    """Whether a group and all others together have enough people to be told apart."""
    return min(counted.of, sum(other.of for other in among) - counted.of) >= FEWEST_PEOPLE


def _held(found: Mapping[str, Sequence[_Difference]]) -> frozenset[tuple[str, str]]:
    """Attribute and theme of those that are discoveries among all that the answer has looked at."""
    tested = [(d.p, attribute, d.key) for attribute in found for d in found[attribute] if d.p is not None]
    held = discoveries([p for p, _, _ in tested], CHANCE)
    return frozenset((attribute, key) for (_, attribute, key), holds in zip(tested, held, strict=True) if holds)


def _claim(heard: Heard, attribute: str, values: Sequence[str], difference: _Difference, *, holds: bool) -> Claim:
    name = heard.named(difference.theme.name)
    what = f"{difference.told} {name}" if difference.told else f"{name} ({kind(difference.theme)})"
    return Claim(
        text=f"{what}: "
        f"{in_groups(heard, attribute, values, difference.counts)}. "
        f"{verdict(heard, values, difference.counts, difference.p, holds=holds)}",
        counts=difference.counts,
        quotes=difference.theme.quotes[:2],
    )


def in_groups(heard: Heard, attribute: str, values: Sequence[str], counts: Sequence[Count]) -> str:
    return ", ".join(
        f"{in_words(counted)} where {heard.attribute(attribute)} is {heard.named(value)}"
        for value, counted in zip(values, counts, strict=True)
    )


def verdict(heard: Heard, values: Sequence[str], counts: Sequence[Count], p: float | None, *, holds: bool) -> str:
    """What a difference between groups is worth; ``holds`` says that it is a discovery among all that were tested."""
    if holds:
        return HOLDS
    if p is None:
        return "Too few people to tell it from chance."
    small = [value for value, counted in zip(values, counts, strict=True) if not can_differ(counted, counts)]
    if small:
        named = " or ".join(heard.named(value) for value in small)
        return f"Too few people to judge {named}; among the others that may be chance."
    return "That may be chance."


def _in_vain(attribute: str, differences: Sequence[_Difference], held: frozenset[tuple[str, str]]) -> bool:
    """Whether several themes were compared and none of them differs."""
    tested = [d for d in differences if d.p is not None]
    return len(tested) > 1 and not any((attribute, d.key) in held for d in tested)


def _nothing_holds(heard: Heard, attribute: str, widest: Claim) -> Claim:
    """What was found goes first, then the theme that comes nearest to it."""
    nothing = f"No theme differs by {heard.attribute(attribute)} by more than chance."
    return widest.model_copy(update={"text": f"{nothing} Furthest apart: {widest.text}"})


def _beyond_chance(one: Count, other: Count) -> str:
    if exact_p(one.people, one.of, other.people, other.of) <= CHANCE:
        return "That is more than chance would make it."
    few = min(one.of, other.of) < FEWEST_PEOPLE
    return "Too few people to tell it from chance." if few else "That may be chance."


def _table(attribute: str, values: Sequence[str], found: Sequence[_Difference]) -> AnswerTable:
    return AnswerTable(
        title=f"Themes by {attribute_name(attribute)}",
        label_heading="Theme",
        count_columns=tuple(values),
        text_columns=("Kind",),
        rows=tuple(
            AnswerRow(
                label=d.theme.name, counts=d.counts, texts=(d.told or kind(d.theme).capitalize(),), theme=d.theme.key
            )
            for d in found[:_ROWS]
        ),
        drawn=Drawn.GROUPED_BARS,
    )

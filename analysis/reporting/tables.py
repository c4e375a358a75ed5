"""The tables of a report: people counted by what they described, by stage and by segment."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from analysis.findings import Analysis, Count, Polarity, Statement, Theme
from analysis.intervals import count
from analysis.reporting.names import stage_name
from analysis.summary import described

_COMPARED_THEMES: Final = 8
_MOST_COLUMNS: Final = 6
_MOST_TABLES: Final = 6
_FEWEST_IN_SEGMENT: Final = 5
_MOST_GROUPS: Final = 12
_FRICTION: Final = (Polarity.FRICTION, Polarity.MIXED)
_SUCCESS: Final = (Polarity.SUCCESS, Polarity.MIXED)


class Share(NamedTuple):
    label: str
    kind: str
    counted: Count


class Sentiment(NamedTuple):
    """Of the people of one group, how many described friction and how many something that works."""

    label: str
    friction: Count
    success: Count


class SentimentTable(NamedTuple):
    """``by`` is empty for the stages, else the name of the attribute that tells the groups apart."""

    by: str
    rows: tuple[Sentiment, ...]


class SegmentTable(NamedTuple):
    attribute: str
    values: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Theme, tuple[Count | None, ...]], ...]


def voices(analysis: Analysis) -> tuple[Share, ...]:
    """People by what they described; the groups overlap, because one person can describe both."""
    if not analysis.people:
        return ()
    friction, success = described.voices(analysis.statements, _themes(analysis))
    return (
        Share("Described friction", "friction", count(len(friction), analysis.people)),
        Share("Described something that works", "success", count(len(success), analysis.people)),
        Share("Described both", "both", count(len(friction & success), analysis.people)),
    )


def sentiment_by_stage(analysis: Analysis) -> SentimentTable | None:
    """Of the people who spoke about a stage; None when enough people spoke of fewer than two stages."""
    rows = _sentiment(analysis, lambda statement: statement.stage)
    order = _order_of_stages(analysis)
    enough = {stage: row for stage, row in rows.items() if row.friction.of >= _FEWEST_IN_SEGMENT}
    known = sorted(enough.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    named = tuple(row._replace(label=stage_name(key, analysis.summary)) for key, row in known)
    return SentimentTable("", named[:_MOST_GROUPS]) if len(named) > 1 else None


def sentiment_by_segment(
    analysis: Analysis, segments: Mapping[str, Mapping[str, str]]
) -> tuple[SentimentTable, ...]:  # fmt: skip
    """Of the participants with each value of an attribute, those who said anything codeable or not alike.

    Attributes with one value, with many, or with no value that enough people have are left out.
    """
    sizes = Counter(pair for attributes in segments.values() for pair in attributes.items())
    all_friction, all_success = described.voices(analysis.statements, _themes(analysis))
    tables = []
    for attribute in dict.fromkeys(name for name, _ in sizes):
        values = sorted((value, size) for (name, value), size in sizes.items() if name == attribute)
        if not _worth_comparing([size for _, size in values]):
            continue
        rows = []
        for value, size in values:
            if size < _FEWEST_IN_SEGMENT:
                continue
            of = {person for person, attributes in segments.items() if attributes.get(attribute) == value}
            counts = (count(len(who & of), size) for who in (all_friction, all_success))
            rows.append(Sentiment(value, *counts))
        tables.append(SentimentTable(attribute, tuple(rows)))
    return tuple(tables[:_MOST_TABLES])


def segment_tables(themes: Sequence[Theme]) -> tuple[SegmentTable, ...]:
    """Shares of the leading themes by segment, for attributes with a few values that enough people have."""
    leading = sorted(themes, key=lambda theme: -theme.standing(theme.count.people))[:_COMPARED_THEMES]
    sizes = {(share.attribute, share.value): share.count.of for theme in leading for share in theme.segments}
    tables = []
    for attribute in dict.fromkeys(name for name, _ in sizes):
        values = tuple((value, size) for (name, value), size in sizes.items() if name == attribute)
        if not _worth_comparing([size for _, size in values]):
            continue
        rows = []
        for theme in leading:
            found = {share.value: share.count for share in theme.segments if share.attribute == attribute}
            shown = (found.get(value) if size >= _FEWEST_IN_SEGMENT else None for value, size in values)
            rows.append((theme, tuple(shown)))
        tables.append(SegmentTable(attribute, values, tuple(rows)))
    return tuple(tables[:_MOST_TABLES])


def _worth_comparing(sizes: Sequence[int]) -> bool:
    return 1 < len(sizes) <= _MOST_COLUMNS and max(sizes) >= _FEWEST_IN_SEGMENT


def _sentiment(analysis: Analysis, group_of: Callable[[Statement], str]) -> dict[str, Sentiment]:
    spoke: dict[str, set[str]] = defaultdict(set)
    for statement in analysis.statements:
        spoke[group_of(statement)].add(statement.participant_id)
    told: dict[str, list[Statement]] = defaultdict(list)
    for statement in described.telling(analysis.statements, _themes(analysis)):
        told[group_of(statement)].append(statement)
    return {
        group: Sentiment(
            group,
            count(len(_people(told[group], _FRICTION)), len(everybody)),
            count(len(_people(told[group], _SUCCESS)), len(everybody)),
        )
        for group, everybody in spoke.items()
        if group
    }


def _people(statements: Iterable[Statement], polarities: Sequence[Polarity]) -> set[str]:
    return {statement.participant_id for statement in statements if statement.polarity in polarities}


def _themes(analysis: Analysis) -> tuple[Theme, ...]:
    summary = analysis.summary
    return (*summary.friction_points, *summary.success_factors) if summary else ()


def _order_of_stages(analysis: Analysis) -> dict[str, int]:
    journey = analysis.summary.journey if analysis.summary else None
    return {step.stage: place for place, step in enumerate(journey.steps)} if journey else {}

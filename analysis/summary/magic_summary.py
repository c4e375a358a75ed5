"""Writes the Magic Summary: every sentence is made from the counts, figures and quotes that it carries."""

from collections.abc import Sequence
from typing import Final

from analysis.findings import Claim, Count, MagicSummary, Polarity, Quote, Statement, Theme
from analysis.intervals import count
from analysis.summary.actions import actions
from analysis.summary.described import voices
from analysis.summary.journey import journey
from analysis.summary.limits import limits
from analysis.summary.measured import measured
from analysis.summary.saturation import Targets, saturation
from analysis.summary.segments import segment_notes
from analysis.summary.theme_amounts import measured_by_theme
from analysis.summary.wording import in_words, interval
from analysis.theming.themes import FoundThemes, People, is_sure

_LEADING: Final = 3
_MOST_SINGLE_MENTIONS: Final = 30
_TELLING: Final = 80  # characters from which a longer quote says no more
_SEVERAL: Final = 2
_WORTH_A_HEADLINE: Final = 3  # people
_SHARE_WORTH_A_HEADLINE: Final = 0.1


def summarise(
    themes: FoundThemes,
    statements: Sequence[Statement],
    people: People,
    *,
    interviews: int,
    set_aside: int,
    stage_model: str = "",
    targets: Targets | None = None,
    by_kpi: str = "",
) -> MagicSummary | None:
    """None when nobody has said anything codeable.

    ``stage_model`` is the key of the plan's stage model (empty: the one whose stages are named most), ``targets`` says
    how many people are wanted of each segment, ``by_kpi`` is the KPI by whose links actions are ranked.
    """
    if not statements or not len(people):
        return None
    every = (*themes.friction, *themes.success)
    steps = actions(themes.friction, themes.success, by_kpi=by_kpi)
    return MagicSummary(
        headline=_headline(themes, statements, people),
        overview=(_voices(statements, every, people), *_leading(themes.friction), *_leading(themes.success)),
        success_factors=themes.success,
        friction_points=themes.friction,
        segment_notes=segment_notes(every),
        also_said=_also_said(themes, statements),
        journey=journey(statements, people, every, model=stage_model),
        measured=(*measured(statements), *measured_by_theme(every, statements)),
        actions=steps,
        saturation=saturation(every, statements, people, targets=targets),
        limits=limits(themes, statements, people, steps, interviews=interviews, set_aside=set_aside),
        written_by=_written_by(every),
    )


def stands_out(themes: Sequence[Theme]) -> bool:
    """Whether the first theme is far ahead: even the low end of its share is above the share of every other."""
    first, *others = themes
    return first.count.people >= _SEVERAL and all(first.count.low > other.count.share for other in others)


def _headline(themes: FoundThemes, statements: Sequence[Statement], people: People) -> Claim:
    described = count(len(voices(statements, (*themes.friction, *themes.success))[0]), len(people))
    said = [_about_friction(themes.friction, described), _about_success(themes.success)]
    parts = [claim for claim in said if claim is not None]
    if parts:
        return Claim(
            text=" ".join(claim.text for claim in parts),
            counts=tuple(counted for claim in parts for counted in claim.counts),
            quotes=tuple(quote for claim in parts for quote in claim.quotes),
        )
    spoke = count(len({statement.participant_id for statement in statements}), len(people))
    return Claim(
        text=f"No friction point or success factor is shared yet; {in_words(spoke)} said something that can be coded.",
        counts=(spoke,),
    )


def _about_friction(themes: Sequence[Theme], described: Count) -> Claim | None:
    if not themes:
        return None
    first = themes[0]
    if first.count.people < _WORTH_A_HEADLINE or first.count.share < _SHARE_WORTH_A_HEADLINE:
        if 2 * first.count.people >= described.people:  # few people, and not each in their own way
            return Claim(
                text=f"\u201c{first.name}\u201d was raised by {in_words(first.count)}.",
                counts=(first.count,),
                quotes=first.quotes[:1],
            )
        most = max(themes, key=lambda theme: theme.count.people)
        return Claim(
            text=(
                f"{in_words(described)} described friction, mostly each in their own way: the friction point shared "
                f"most, \u201c{most.name}\u201d, was raised by {in_words(most.count)}."
            ),
            counts=(described, most.count),
            quotes=most.quotes[:1],
        )
    if len(themes) == 1 or stands_out(themes):
        lead = "is the friction point that stands out" if len(themes) > 1 else "is the friction point that people share"
        return Claim(
            text=f"\u201c{first.name}\u201d {lead}: {in_words(first.count)} raised it.",
            counts=(first.count,),
            quotes=first.quotes[:1],
        )
    second = themes[1]
    return Claim(
        text=(
            f"No single friction point stands out: \u201c{first.name}\u201d was raised by {in_words(first.count)}, "
            f"\u201c{second.name}\u201d by {in_words(second.count)}."
        ),
        counts=(first.count, second.count),
        quotes=(first.quotes[0], second.quotes[0]),
    )


def _about_success(themes: Sequence[Theme]) -> Claim | None:
    if not themes:
        return None
    first = themes[0]
    lead = (
        "What works, more than anything else, is"
        if len(themes) > 1 and stands_out(themes)
        else f"What works for {_how_many(first.count)} is"
    )
    return Claim(
        text=f"{lead} \u201c{first.name}\u201d, named by {in_words(first.count)}.",
        counts=(first.count,),
        quotes=first.quotes[:1],
    )


def _how_many(counted: Count) -> str:
    if counted.people == counted.of:
        return "everybody" if counted.of > 1 else "the one person heard"
    return "most" if 2 * counted.people > counted.of else "some"


def _voices(statements: Sequence[Statement], themes: Sequence[Theme], people: People) -> Claim:
    friction, success = (count(len(who), len(people)) for who in voices(statements, themes))
    return Claim(
        text=f"{in_words(friction)} described friction and {in_words(success)} described something that works.",
        counts=(friction, success),
    )


def _leading(themes: Sequence[Theme]) -> list[Claim]:
    kind = "friction point" if themes and themes[0].polarity is Polarity.FRICTION else "success factor"
    return [
        Claim(
            text=f"\u201c{theme.name}\u201d is a {kind} for {in_words(theme.count)}; among everyone like them, "
            f"the share is likely {interval(theme.count)}.",
            counts=(theme.count,),
            quotes=theme.quotes[:2],
        )
        for theme in themes[:_LEADING]
    ]


def _also_said(themes: FoundThemes, statements: Sequence[Statement]) -> tuple[Quote, ...]:
    """The surest single mentions; among equals the one that says most. What only leans one way is no mention."""
    surest = sorted(
        (i for i in themes.alone if is_sure(statements[i])),
        key=lambda i: (
            -round(statements[i].confidence, 1),
            -min(len(statements[i].text), _TELLING),
            statements[i].text,
        ),
    )
    return tuple(statements[i].quote() for i in surest[:_MOST_SINGLE_MENTIONS])


def _written_by(themes: Sequence[Theme]) -> str:
    return next((theme.named_by for theme in themes if theme.named_by not in {"offline", "researcher"}), "offline")

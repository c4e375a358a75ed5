"""Writes the Magic Summary: every sentence is made from the counts and quotes that it carries."""

from collections.abc import Sequence
from typing import Final

from analysis.findings import Claim, MagicSummary, Polarity, Quote, Statement, Theme
from analysis.intervals import count
from analysis.summary.segments import in_words, percent, segment_notes
from analysis.theming.themes import FoundThemes, People

_FEW_PEOPLE: Final = 12
_FEW_STATEMENTS: Final = 30
_WIDE_SHARE: Final = 0.3
_LEADING: Final = 3
_MOST_SINGLE_MENTIONS: Final = 30
_TELLING: Final = 80  # characters from which a longer quote says no more


def summarise(
    themes: FoundThemes, statements: Sequence[Statement], people: People, *, interviews: int, set_aside: int
) -> MagicSummary | None:
    """None when nobody has said anything codeable."""
    if not statements or not len(people):
        return None
    return MagicSummary(
        headline=_headline(themes, statements, people),
        overview=(_voices(statements, people), *_leading(themes.friction), *_leading(themes.success)),
        success_factors=themes.success,
        friction_points=themes.friction,
        segment_notes=segment_notes((*themes.friction, *themes.success)),
        also_said=_also_said(themes, statements),
        limits=_limits(themes, statements, people, interviews=interviews, set_aside=set_aside),
        written_by=_written_by((*themes.success, *themes.friction)),
    )


def _headline(themes: FoundThemes, statements: Sequence[Statement], people: People) -> Claim:
    friction, success = themes.friction[:1], themes.success[:1]
    match friction, success:
        case (worst,), (best,):
            return Claim(
                text=(
                    f"The most widespread friction point is \u201c{worst.name}\u201d, raised by "
                    f"{in_words(worst.count)}; the most widespread success factor is \u201c{best.name}\u201d, "
                    f"raised by {in_words(best.count)}."
                ),
                counts=(worst.count, best.count),
                quotes=(worst.quotes[0], best.quotes[0]),
            )
        case (worst,), ():
            return _only(worst, "The most widespread friction point is")
        case (), (best,):
            return _only(best, "The most widespread success factor is")
    spoke = count(len({statement.participant_id for statement in statements}), len(people))
    return Claim(
        text=f"No friction point or success factor is shared yet; {in_words(spoke)} said something that can be coded.",
        counts=(spoke,),
    )


def _only(theme: Theme, opening: str) -> Claim:
    return Claim(
        text=f"{opening} \u201c{theme.name}\u201d, raised by {in_words(theme.count)}.",
        counts=(theme.count,),
        quotes=theme.quotes[:1],
    )


def _voices(statements: Sequence[Statement], people: People) -> Claim:
    def who(*polarities: Polarity) -> int:
        return len({statement.participant_id for statement in statements if statement.polarity in polarities})

    friction = count(who(Polarity.FRICTION, Polarity.MIXED), len(people))
    success = count(who(Polarity.SUCCESS, Polarity.MIXED), len(people))
    return Claim(
        text=f"{in_words(friction)} described friction and {in_words(success)} described something that works.",
        counts=(friction, success),
    )


def _leading(themes: Sequence[Theme]) -> list[Claim]:
    kind = "friction point" if themes and themes[0].polarity is Polarity.FRICTION else "success factor"
    return [
        Claim(
            text=f"\u201c{theme.name}\u201d is a {kind} for {in_words(theme.count)}; among everyone like them, "
            f"the share is likely between {percent(theme.count.low)} and {percent(theme.count.high)}.",
            counts=(theme.count,),
            quotes=theme.quotes[:2],
        )
        for theme in themes[:_LEADING]
    ]


def _also_said(themes: FoundThemes, statements: Sequence[Statement]) -> tuple[Quote, ...]:
    """The surest single mentions; among equals the one that says most."""
    surest = sorted(
        themes.alone,
        key=lambda i: (
            -round(statements[i].confidence, 1),
            -min(len(statements[i].text), _TELLING),
            statements[i].text,
        ),
    )
    return tuple(statements[i].quote() for i in surest[:_MOST_SINGLE_MENTIONS])


def _limits(
    themes: FoundThemes, statements: Sequence[Statement], people: People, *, interviews: int, set_aside: int
) -> tuple[str, ...]:
    limits = [
        "Participants chose to answer: shares describe these people and need not hold for all customers.",
        "That somebody did not mention a theme does not mean that they do not share it: nobody was asked each.",
    ]
    if len(people) < _FEW_PEOPLE:
        limits.insert(
            0,
            f"Few people took part ({len(people)}): read the themes as leads, not as measurements.",
        )
    if len(statements) < _FEW_STATEMENTS:
        limits.append(f"Few codeable statements ({len(statements)}): one more interview can change the themes.")
    wide = [
        t for t in (*themes.friction[:_LEADING], *themes.success[:_LEADING]) if t.count.high - t.count.low > _WIDE_SHARE
    ]
    if wide:
        limits.append("The intervals of the leading themes are wide; their order may change as interviews arrive.")
    if set_aside:
        limits.append(f"Set aside as without content (such as \u201cN/A\u201d): {_number(set_aside, 'answer')}.")
    if themes.alone:
        limits.append(f"In no theme because no two people said it alike: {_number(len(themes.alone), 'statement')}.")
    if interviews > len(people):
        limits.append("Some participants gave several interviews; each person counts once.")
    return tuple(limits)


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun if n == 1 else noun + 's'}"


def _written_by(themes: Sequence[Theme]) -> str:
    return next((theme.named_by for theme in themes if theme.named_by != "offline"), "offline")

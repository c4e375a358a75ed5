"""Who described friction, and who described something that works: what a summary and a report count people by."""

from collections.abc import Iterable, Sequence

from analysis.findings import Polarity, Statement, Theme
from analysis.theming.themes import is_sure


def telling(statements: Sequence[Statement], themes: Iterable[Theme]) -> tuple[Statement, ...]:
    """The statements that stand for what a person described: those read surely enough, and those that a theme counts.

    What is less likely than not what it was read as, and near nothing that others said, is nobody's friction: among
    many such statements nearly everybody would have one.
    """
    in_a_theme = {place for theme in themes for place in theme.statements}
    return tuple(s for place, s in enumerate(statements) if place in in_a_theme or is_sure(s))


def voices(statements: Sequence[Statement], themes: Iterable[Theme]) -> tuple[frozenset[str], frozenset[str]]:
    """Who described friction, and who described something that works."""
    told = telling(statements, themes)

    def who(polarity: Polarity) -> frozenset[str]:
        return frozenset(s.participant_id for s in told if s.polarity in {polarity, Polarity.MIXED})

    return who(Polarity.FRICTION), who(Polarity.SUCCESS)

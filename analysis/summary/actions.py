"""What to do next: an action for each leading theme, who answers for it, and the KPI that should move.

The order is ``people x (1 + strength) x (1 + stability)``: how many raise it counts most; how strongly they put it and
how often it is found again on people drawn anew can each double it. What has not been read counts as one half. With a
KPI, themes linked to it come first, the nearest links leading: a link says where to look, and no interview shows that
mending the one moves the other.
"""

from collections.abc import Sequence
from typing import Final

from analysis.findings import Action, Claim, Direction, Polarity, Theme
from analysis.summary.wording import in_words
from research_templates.catalogue import friction_families, kpi, owner_teams, success_families
from research_templates.errors import KpiError
from research_templates.knowledge import Family
from research_templates.kpi import Direction as Better

_UNREAD: Final = 0.5
_MOST_FRICTION: Final = 5
_MOST_SUCCESS: Final = 2
_FEWEST_PEOPLE: Final = 2  # one person's remark calls for a talk with them, not for an action
_GENERAL_TEAM: Final = "customer_success"
_GENERAL_KPI: Final = "customer_satisfaction_score"
_QUOTES: Final = 2
_UNLINKED: Final = 1_000


def actions(friction: Sequence[Theme], success: Sequence[Theme], *, by_kpi: str = "") -> tuple[Action, ...]:
    """Actions about the most pressing friction points and the success factors worth spreading, ranked together.

    ``by_kpi`` is the key of the KPI by whose links the themes are ranked; empty: by people, strength and stability.
    """
    leading = [
        *prioritise(friction, by_kpi=by_kpi)[:_MOST_FRICTION],
        *prioritise(success, by_kpi=by_kpi)[:_MOST_SUCCESS],
    ]
    taken: set[str] = set()
    made: list[Action] = []
    for theme in prioritise(leading, by_kpi=by_kpi):
        if theme.count.people < _FEWEST_PEOPLE:
            continue
        action = _action(theme, taken)
        taken.add(action.text)
        made.append(action)
    return tuple(made)


def prioritise(themes: Sequence[Theme], *, by_kpi: str = "") -> tuple[Theme, ...]:
    """The most pressing first."""
    return tuple(sorted(themes, key=lambda theme: (_distance(theme, by_kpi), -priority(theme), theme.name, theme.key)))


def priority(theme: Theme) -> float:
    """``people x (1 + strength) x (1 + stability)``, at least 0; what was not read counts as one half."""
    strength = _UNREAD if theme.strength is None else theme.strength
    stability = _UNREAD if theme.stability is None else theme.stability
    return theme.count.people * (1 + strength) * (1 + stability)


def family_of(theme: Theme) -> Family | None:
    families = friction_families() if theme.polarity is Polarity.FRICTION else success_families()
    return next((family for family in families if family.key == theme.family), None)


def kpis_of(theme: Theme) -> tuple[str, ...]:
    """Keys of the KPIs to watch: the theme's own, then those of its family; names that nobody knows are passed over."""
    family = family_of(theme)
    keys: dict[str, None] = {}
    for name in (*theme.kpis, *(family.kpis if family else ())):
        try:
            keys[kpi(name).key] = None
        except KpiError:
            continue
    return tuple(keys)


def _distance(theme: Theme, by_kpi: str) -> int:
    """The place of the KPI among those to watch; beyond all of them where it is not linked, or not asked for."""
    linked = kpis_of(theme)
    return linked.index(by_kpi) if by_kpi in linked else _UNLINKED


def _action(theme: Theme, taken: set[str]) -> Action:
    watched, direction = _watched(theme)
    return Action(
        text=_step(theme, taken),
        theme=theme.key,
        owner_team=_owner(theme),
        kpi=watched,
        direction=direction,
        why=_why(theme),
    )


def _step(theme: Theme, taken: set[str]) -> str:
    """The first step of the theme's family that no earlier action takes; a neutral one that names the theme else."""
    family = family_of(theme)
    neutral = (
        f"Find out with those who raised it what is behind \u201c{theme.name}\u201d"
        if theme.polarity is Polarity.FRICTION
        else f"Keep what is behind \u201c{theme.name}\u201d, and see for whom else it would work"
    )
    return next((step for step in (family.actions if family else ()) if step not in taken), neutral)


def _owner(theme: Theme) -> str:
    if theme.owner_team:
        return theme.owner_team
    return next((team.key for team in owner_teams() if theme.family in team.families), _GENERAL_TEAM)


def _watched(theme: Theme) -> tuple[str, Direction]:
    """The nearest KPI that is better high or better low; satisfaction in general where none is linked."""
    for key in (*kpis_of(theme), _GENERAL_KPI):
        match kpi(key).direction:
            case Better.HIGHER:
                return key, Direction.UP
            case Better.LOWER:
                return key, Direction.DOWN
            case Better.DEPENDS:
                continue
    raise AssertionError(_GENERAL_KPI)


def _why(theme: Theme) -> Claim:
    raised = "raised" if theme.polarity is Polarity.FRICTION else "named as something that works"
    return Claim(
        text=f"\u201c{theme.name}\u201d was {raised} by {in_words(theme.count)}.",
        counts=(theme.count,),
        quotes=theme.quotes[:_QUOTES],
    )

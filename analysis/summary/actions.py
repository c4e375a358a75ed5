"""What to do next: an action for each leading theme, who answers for it, and the KPI that should move.

Of the themes that nothing more is known of than that they are there, only the most pressing have one.

The order is ``people x (1 + strength) x (1 + stability)``: how many raise it counts most; how strongly they put it and
how often it is found again on people drawn anew can each double it. What has not been read counts as one half. With a
KPI, themes linked to it come first, the nearest links leading: a link says where to look, and no interview shows that
mending the one moves the other.

A theme that the catalogue's families know leads to their step, team and KPI. Of any other nobody can say offline whose
it is: its action names neither, and tells instead at which stage to look, whom it concerns most and their own words.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from analysis.findings import Action, Claim, Direction, Polarity, SegmentShare, Theme
from analysis.summary.segments import held_differences
from analysis.summary.wording import in_words, segment_in_words
from research_templates.catalogue import friction_families, kpi, owner_teams, stage_models, success_families
from research_templates.errors import KpiError
from research_templates.knowledge import Family
from research_templates.kpi import Direction as Better

_UNREAD: Final = 0.5
_MOST_FRICTION: Final = 5
_MOST_SUCCESS: Final = 2
_MOST_OPEN: Final = 3
"""Of friction that no family, stage or segment tells more about, the most pressing: its step is to find out more."""
_FEWEST_PEOPLE: Final = 2  # one person's remark calls for a talk with them, not for an action
_QUOTES: Final = 2
_UNLINKED: Final = 1_000
_TELLING: Final = 200  # characters up to which a quote is shown within a sentence


def actions(friction: Sequence[Theme], success: Sequence[Theme], *, by_kpi: str = "") -> tuple[Action, ...]:
    """Actions about the most pressing friction points and the success factors worth spreading, ranked together.

    ``by_kpi`` is the key of the KPI by whose links the themes are ranked; empty: by people, strength and stability.
    """
    leading = [
        *prioritise(friction, by_kpi=by_kpi)[:_MOST_FRICTION],
        *prioritise(success, by_kpi=by_kpi)[:_MOST_SUCCESS],
    ]
    most = _most_in((*friction, *success))
    taken: set[str] = set()
    made: list[Action] = []
    still_open = 0
    for theme in prioritise(leading, by_kpi=by_kpi):
        if theme.count.people < _FEWEST_PEOPLE:
            continue
        if (
            theme.polarity is Polarity.FRICTION
            and family_of(theme) is None
            and not theme.stage
            and theme.key not in most
        ):
            still_open += 1
            if still_open > _MOST_OPEN:
                continue  # the same sentence about one more theme helps nobody
        action = _action(theme, taken, most.get(theme.key))
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


def _most_in(themes: Sequence[Theme]) -> Mapping[str, SegmentShare]:
    """The segment in which a theme is clearly more common than elsewhere, by the key of the theme."""
    found: dict[str, SegmentShare] = {}
    for difference in held_differences(themes):
        if difference.low > 0:
            found.setdefault(difference.theme.key, difference.segment)
    return found


def _action(theme: Theme, taken: set[str], most: SegmentShare | None) -> Action:
    watched, direction = _watched(theme)
    return Action(
        text=_step(theme, taken, most),
        theme=theme.key,
        owner_team=_owner(theme),
        kpi=watched,
        direction=direction,
        why=_why(theme, most),
    )


def _step(theme: Theme, taken: set[str], most: SegmentShare | None) -> str:
    """The first step of the theme's family that no earlier action takes; else one in the theme's own words."""
    family = family_of(theme)
    return next((step for step in (family.actions if family else ()) if step not in taken), _own_step(theme, most))


def _own_step(theme: Theme, most: SegmentShare | None) -> str:
    """What to find out, of whom and where, and what to change; names stand between curly quotation marks."""
    whom = "people" if most is None else f"people whose {segment_in_words(most.attribute, most.value)} and"
    name, stage = f"\u201c{theme.name}\u201d", _stage_name(theme.stage)
    match theme.polarity is Polarity.FRICTION, bool(stage):
        case True, True:
            return (
                f"Go through \u201c{stage}\u201d with {whom} who raised {name}, and change the step at which it happens"
            )
        case True, False:
            return f"Ask {whom} who raised {name} at which step it happens, and change that step"
        case _, True:
            return f"Keep {name} as it is at \u201c{stage}\u201d, and find out who does not have it yet"
        case _:
            return f"Keep {name} as it is, and find out who does not have it yet"


def _stage_name(key: str) -> str:
    """Empty where no model of the catalogue has the stage."""
    return next((stage.name for model in stage_models() for stage in model.stages if stage.key == key), "")


def _owner(theme: Theme) -> str:
    """Empty where the catalogue has none for it."""
    if theme.owner_team:
        return theme.owner_team
    return next((team.key for team in owner_teams() if theme.family in team.families), "")


def _watched(theme: Theme) -> tuple[str, Direction]:
    """The nearest KPI that is better high or better low; empty where none is linked."""
    for key in kpis_of(theme):
        match kpi(key).direction:
            case Better.HIGHER:
                return key, Direction.UP
            case Better.LOWER:
                return key, Direction.DOWN
            case Better.DEPENDS:
                continue
    return "", Direction.UP


def _why(theme: Theme, most: SegmentShare | None) -> Claim:
    raised = "raised" if theme.polarity is Polarity.FRICTION else "named as something that works"
    told = f"\u201c{theme.name}\u201d was {raised} by {in_words(theme.count)}"
    if most is not None:
        told += f", most where {segment_in_words(most.attribute, most.value)}: {in_words(most.count)}"
    counts = (theme.count,) if most is None else (theme.count, most.count)
    quotes = theme.quotes[:_QUOTES]
    words = _in_their_words(theme)
    return Claim(text=f"{told}.{words}", counts=counts, quotes=quotes)


def _in_their_words(theme: Theme) -> str:
    """The first of the quotes that is short enough to stand in a sentence and is not the name again."""
    if family_of(theme) is not None:
        return ""  # its step says what to do; the quotes stand beside it
    bare = theme.name.rstrip("\N{HORIZONTAL ELLIPSIS}").casefold()
    for quote in theme.quotes[:_QUOTES]:
        inert = not re.search(r"[\u201c\u201d\n\r]", quote.text)
        if inert and len(quote.text) <= _TELLING and quote.text.casefold().strip(" .!") != bare:
            return f" In their words: \u201c{quote.text}\u201d"
    return ""

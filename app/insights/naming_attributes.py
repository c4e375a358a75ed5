"""Attributes that name a person: kept out of what is sent on, unless a researcher asks for them."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from analysis.change.identities import Attributes, identifying
from analysis.findings import Analysis, Theme

_ALONE: Final = 0.8
"""Share of the people with a value from which on an attribute whose values are each person's alone names them."""
_FEWEST: Final = 5
_LONG: Final = 8


def naming(people: Attributes) -> frozenset[str]:
    """The attributes that tell who somebody is: by their own names, or because nearly everybody has another value.

    Numbers of a few digits are left in: everybody's age may be another one.
    """
    attributes = {name for known in people.values() for name in known}
    return identifying(people) | {name for name in attributes if _nearly_all_differ(name, people)}


def without_names(people: Attributes) -> dict[str, dict[str, str]]:
    """What is known of each person without what names them."""
    names = naming(people)
    return {person: {k: v for k, v in known.items() if k not in names} for person, known in people.items()}


def without_shares(analysis: Analysis, names: Collection[str]) -> Analysis:
    """The analysis without its themes' shares by these attributes: a share of one person's number is that number."""
    summary = analysis.summary
    if summary is None or not names:
        return analysis

    def bare(theme: Theme) -> Theme:
        return theme.model_copy(update={"segments": tuple(s for s in theme.segments if s.attribute not in names)})

    kept = {kind: tuple(map(bare, getattr(summary, kind))) for kind in ("friction_points", "success_factors")}
    return analysis.model_copy(update={"summary": summary.model_copy(update=kept)})


def _nearly_all_differ(name: str, people: Mapping[str, Mapping[str, str]]) -> bool:
    values = [value for known in people.values() if (value := known.get(name, "").strip())]
    alone = sum(number for number in Counter(values).values() if number == 1)
    if len(values) < _FEWEST or alone < _ALONE * len(values):
        return False
    return not all(value.replace(".", "", 1).isdecimal() and len(value) < _LONG for value in values)

"""What people have or have not, from an analysis: the themes they spoke of and the segments they are in."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from analysis.findings import Analysis, Polarity, Theme
from analysis.outcomes.values import Feature, Features
from analysis.theming.themes import People

_TWO: Final = 2


def features_of(analysis: Analysis, people: People) -> Features:
    """One column a theme and a segment, one row for each of the people heard; of two values of a segment one is enough.

    A person without a value of an attribute has none of its features.
    """
    ids = tuple(sorted(people.ids))
    summary = analysis.summary
    themes = (*summary.friction_points, *summary.success_factors) if summary else ()
    spoke = [frozenset(analysis.statements[i].participant_id for i in theme.statements) for theme in themes]
    columns = [*zip(map(_theme, themes), spoke, strict=True), *_segments(people)]
    values = np.array([[person in having for _, having in columns] for person in ids], dtype=np.bool_)
    return Features(ids, tuple(feature for feature, _ in columns), values.reshape(len(ids), len(columns)))


def _theme(theme: Theme) -> Feature:
    kind = "friction point" if theme.polarity is Polarity.FRICTION else "success factor"
    return Feature(f"{theme.polarity}:{theme.key}", theme.name, f"who spoke of the {kind} \u201c{theme.name}\u201d")


def _segments(people: People) -> Iterator[tuple[Feature, frozenset[str]]]:
    for attribute, values in people.segments.items():
        several = list(values.items())
        if len(several) < _TWO:
            continue
        for value, having in several[1:] if len(several) == _TWO else several:
            described = f"whose \u201c{attribute}\u201d is \u201c{value}\u201d"
            yield Feature(f"segment:{attribute}:{value}", f"{attribute}: {value}", described), having

"""Puts a theme beside the catalogue: what kind of friction or success it is, which KPIs to watch, who answers for it.

A family is known by its signs, phrasings of participants. Where none is near, the theme belongs to none: a wrong owner
costs more than an open one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Statement, Theme
from analysis.theming.phrases import content_words
from analysis.theming.places import Located, place_of
from research_templates.catalogue import friction_families, kpis_named, owner_teams, stage_models, success_families
from research_templates.knowledge import Family
from research_templates.vectors import unit

Vectors = NDArray[np.float32]

# Set on 40 labelled themes of 27 trades and checked on 40 others: benchmarks/linking.py.
_NEAR: Final = 0.8  # cosine to the mean of a family's signs plus the mean cosine to its three nearest signs
_AHEAD: Final = 0.02  # by which the nearest family must lead
_NEAREST_SIGNS: Final = 3
_STEM: Final = 5
_SAID_BY: Final = 2  # people who must use a family's sign, where signs are compared by words
_SAID_SHARE: Final = 0.3


class _Family(NamedTuple):
    key: str
    signs: Vectors
    centre: Vectors


@dataclass(frozen=True, slots=True)
class Linker:
    """Links themes by the meaning of the families' signs; one made without vectors goes by their words alone."""

    _families: dict[Polarity, tuple[_Family, ...]] = field(default_factory=dict)

    @classmethod
    def by_meaning(cls, embed: Callable[[Sequence[str]], Vectors]) -> "Linker":
        """``embed`` gives one L2-normalised row per text and is that of the statements; some 400 short texts, once."""
        return cls({polarity: _embedded(families, embed) for polarity, families in _catalogue().items()})

    def linked(self, theme: Theme, statements: Sequence[Statement], vectors: Vectors | None) -> Theme:
        """The theme with family, KPIs and owner team; empty where nothing fits."""
        known = self._families.get(theme.polarity)
        if known and vectors is not None and vectors.shape[1:] == known[0].signs.shape[1:]:
            located = Located([statements[i] for i in theme.statements])
            shown = [theme.statements[i] for quote in theme.quotes if (i := located.find(place_of(quote))) is not None]
            key = _nearest(known, vectors[shown or list(theme.statements)])
        else:
            key = _by_words(theme.polarity, [statements[i] for i in theme.statements])
        return theme.model_copy(
            update={"family": key, "kpis": kpis_of(theme.polarity, key, theme.stage), "owner_team": owner_of(key)}
        )


def kpis_of(polarity: Polarity, family: str, stage: str = "") -> tuple[str, ...]:
    """Keys of the KPIs of a family; those that the stage is measured by, too, come first."""
    names = next((known.kpis for known in _catalogue().get(polarity, ()) if known.key == family), ())
    own = [kpi.key for kpi in kpis_named(names)]
    watched = {kpi.key for kpi in kpis_named(_stage_kpis(stage))}
    return tuple(sorted(own, key=lambda key: key not in watched))


def owner_of(family: str) -> str:
    """Key of the team that answers first for a friction family; empty for what no team owns."""
    return next((team.key for team in owner_teams() if family in team.families), "")


@cache
def _catalogue() -> dict[Polarity, tuple[Family, ...]]:
    return {Polarity.FRICTION: friction_families(), Polarity.SUCCESS: success_families()}


def _stage_kpis(stage: str) -> tuple[str, ...]:
    return tuple(kpi for model in stage_models() for known in model.stages if known.key == stage for kpi in known.kpis)


def _embedded(families: Sequence[Family], embed: Callable[[Sequence[str]], Vectors]) -> tuple[_Family, ...]:
    vectors = np.asarray(embed([sign for family in families for sign in family.signs]), dtype=np.float32)
    ends = np.cumsum([len(family.signs) for family in families])
    parts = np.split(vectors, ends[:-1])
    return tuple(
        _Family(family.key, part, unit(part.sum(axis=0))) for family, part in zip(families, parts, strict=True)
    )


def _nearest(families: Sequence[_Family], quotes: Vectors) -> str:
    centre = unit(quotes.sum(axis=0))
    scores = [
        float(centre @ family.centre) + float(np.sort(family.signs @ centre)[-_NEAREST_SIGNS:].mean())
        for family in families
    ]
    best, second = np.argsort(scores)[::-1][:2]
    fits = scores[best] >= _NEAR and scores[best] - scores[second] >= _AHEAD
    return families[int(best)].key if fits else ""


def _by_words(polarity: Polarity, own: Sequence[Statement]) -> str:
    said = [(statement.participant_id, _stems(statement.text)) for statement in own]
    people = {person for person, _ in said}
    voices = {
        family.key: {person for person, stems in said for sign in _signs(family) if sign <= stems}
        for family in _catalogue().get(polarity, ())
    }
    best = sorted(voices, key=lambda key: (-len(voices[key]), key))[:2]
    enough = bool(best) and len(voices[best[0]]) >= max(_SAID_BY, _SAID_SHARE * len(people))
    return best[0] if enough and len(voices[best[0]]) > len(voices[best[1]]) else ""


@cache
def _signs(family: Family) -> tuple[frozenset[str], ...]:
    """The signs that say something by their words: two or more that carry meaning."""
    stems = (_stems(sign) for sign in family.signs)
    return tuple(sign for sign in stems if len(sign) > 1)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in content_words(text))

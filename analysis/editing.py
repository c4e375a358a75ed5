"""A researcher's edit applied to the analysis at hand: everything that rests on the themes is concluded again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EditError
from analysis.findings import Analysis, Polarity, Quote, Theme
from analysis.pipeline import Computed, conclude
from analysis.summary.saturation import Targets
from analysis.theming.curation import CuratedTheme, Curation, Settled, SettledTheme, fold, settle
from analysis.theming.disconfirming import OPPOSITE, Opposition
from analysis.theming.edits import (
    MOST_PINS,
    Describe,
    Edit,
    Held,
    Merge,
    Move,
    Pin,
    RecordedEdit,
    Rename,
    Split,
    Unpin,
)
from analysis.theming.linking import Linker
from analysis.theming.naming import describe_offline, name_offline, still_said
from analysis.theming.phrases import Voice
from analysis.theming.places import Located, Place, place_of
from analysis.theming.themes import (
    OFFLINE,
    RESEARCHER,
    FoundThemes,
    Material,
    central_first,
    left_alone,
    people_heard,
    ranked,
    theme_of,
)
from interview_engine.transcript import Transcript


def record_edit(analysis: Analysis, edit: Edit) -> RecordedEdit:
    """The edit as it is stored, with what the themes it touches hold now; EditError when it cannot be made."""
    return _Checked(analysis).recorded(edit)


def apply_edit(
    analysis: Analysis,
    edit: Edit,
    transcripts: Sequence[Transcript],
    *,
    vectors: NDArray[np.float32] | None = None,
    linker: Linker | None = None,
    targets: Targets | None = None,
) -> Analysis:
    """The analysis with one edit made, without clustering; ``transcripts`` are those that were analysed.

    ``vectors``, one row per statement, order quotes and find what contradicts a changed theme; without them, words do
    and what is known stays. EditError when the edit cannot be made.
    """
    recorded = record_edit(analysis, edit)
    present = {theme.key: theme for theme in _themes(analysis)}
    before = Curation(tuple(_as_curated(present[held.key], analysis) for held in recorded.held))
    settled = settle(fold([recorded], before=before), analysis.statements)
    people = people_heard(transcripts)
    rebuilding = _Rebuilding(present, settled, Material(settled.statements, people, vectors), linker or Linker())
    themes = rebuilding.themes(gone={held.key for held in recorded.held})
    by_polarity = {
        polarity: ranked([theme for theme in themes if theme.polarity is polarity])
        for polarity in (Polarity.SUCCESS, Polarity.FRICTION)
    }
    found = FoundThemes(
        by_polarity[Polarity.SUCCESS],
        by_polarity[Polarity.FRICTION],
        left_alone(settled.statements, themes),
        frozenset(theme.key for theme in themes),
    )
    journey = analysis.summary.journey if analysis.summary else None
    return conclude(
        Computed(
            statements=settled.statements,
            themes=found,
            people=people,
            interviews=analysis.interviews,
            set_aside=analysis.set_aside,
            notices=analysis.notices,
            stage_model=journey.model if journey else "",
        ),
        targets=targets,
    )


def _themes(analysis: Analysis) -> tuple[Theme, ...]:
    summary = analysis.summary
    return () if summary is None else (*summary.friction_points, *summary.success_factors)


def _as_curated(theme: Theme, analysis: Analysis) -> CuratedTheme:
    places = frozenset(place_of(analysis.statements[i]) for i in theme.statements)
    return CuratedTheme(
        theme.key, theme.polarity, places, pins=tuple(place_of(quote) for quote in theme.quotes[: theme.pinned])
    )


@dataclass(frozen=True, slots=True)
class _Rebuilding:
    """The themes after an edit: touched ones made again from their statements, the others as they were."""

    present: Mapping[str, Theme]
    settled: Settled
    material: Material
    linker: Linker

    def themes(self, *, gone: set[str]) -> list[Theme]:
        untouched = [self._still_contradicted(theme) for key, theme in self.present.items() if key not in gone]
        rebuilt: list[Theme] = []
        for edited in self.settled.themes:
            rebuilt.append(self._rebuilt(edited, [*untouched, *rebuilt]))
        return [*untouched, *rebuilt]

    def _rebuilt(self, edited: SettledTheme, others: Sequence[Theme]) -> Theme:
        polarity, written = edited.theme.polarity, edited.theme
        old = self.present.get(written.key)
        members = central_first(polarity, sorted(edited.members), self.material)
        name, named_by = self._name(edited, members, old, others)
        kept = (
            old and old.description != describe_offline(old.quotes) and (named_by == old.named_by or name == old.name)
        )
        theme = theme_of(
            polarity,
            members,
            self.material,
            key=written.key,
            name=name,
            named_by=named_by,
            description=written.description or (old.description if old and kept else ""),
            pinned=edited.pins,
            curated=True,
        )
        if old and set(old.statements) == set(members):
            same = ("stability", "family", "kpis", "owner_team")
            theme = theme.model_copy(update={field: getattr(old, field) for field in same})
            return self._still_contradicted(theme.model_copy(update={"disconfirming": old.disconfirming}))
        theme = self.linker.linked(theme, self.material.statements, self.material.vectors)
        if self.material.vectors is None:
            return self._still_contradicted(
                theme.model_copy(update={"disconfirming": old.disconfirming if old else ()})
            )
        quotes = Opposition(polarity, self.material.statements, self.material.vectors).quotes(members)
        return theme.model_copy(update={"disconfirming": quotes})

    def _name(
        self, edited: SettledTheme, members: Sequence[int], old: Theme | None, others: Sequence[Theme]
    ) -> tuple[str, str]:
        statements = self.material.statements
        if edited.theme.name:
            return edited.theme.name, RESEARCHER
        if old and (old.named_by != OFFLINE or still_said(old.name, (statements[i].text for i in members))):
            return old.name, old.named_by
        same_kind = [theme for theme in others if theme.polarity is edited.theme.polarity]
        groups = [members, *(theme.statements for theme in same_kind)]
        voices = [[Voice(statements[i].text, statements[i].participant_id) for i in group] for group in groups]
        kept = {number: theme.name for number, theme in enumerate(same_kind, start=1)}
        return name_offline(voices, kept=kept, polarity=edited.theme.polarity)[0], OFFLINE

    def _still_contradicted(self, theme: Theme) -> Theme:
        """Without the disconfirming quotes that are no longer of the other polarity."""
        located = Located(self.material.statements)

        def opposes(quote: Quote) -> bool:
            i = located.find(place_of(quote))
            return i is not None and self.material.statements[i].polarity is OPPOSITE[theme.polarity]

        left = tuple(quote for quote in theme.disconfirming if opposes(quote))
        return theme if left == theme.disconfirming else theme.model_copy(update={"disconfirming": left})


class _Checked:
    """Refuses, in words for the researcher, what cannot be done in an analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self._statements = analysis.statements
        self._themes = {theme.key: theme for theme in _themes(analysis)}
        self._located = Located(analysis.statements)

    def recorded(self, edit: Edit) -> RecordedEdit:
        match edit:
            case Rename(theme=key, name=name):
                self._check_name(name, self._theme(key))
            case Split(theme=key, name=name):
                self._check_name(name, self._theme(key), itself=False)
                self._check_split(edit)
            case Merge():
                self._check_merge(edit)
            case Move(statements=places):
                self._check_there(places)
            case Pin() | Unpin():
                self._check_pin(edit)
            case Describe():
                pass
        return RecordedEdit(
            edit=self._exact(edit),
            held=tuple(
                Held(
                    key=theme.key,
                    polarity=theme.polarity,
                    statements=tuple(place_of(self._statements[i]) for i in theme.statements),
                )
                for theme in self._touched(edit)
            ),
        )

    def _exact(self, edit: Edit) -> Edit:
        """The edit with its places as the analysis has them now."""
        match edit:
            case Move(statements=places) | Split(statements=places):
                found = dict.fromkeys(self._located.find(place) for place in places)
                exact = tuple(place_of(self._statements[i]) for i in found if i is not None)
                return edit.model_copy(update={"statements": exact})
            case Pin(quote=place) | Unpin(quote=place):
                i = self._located.find(place)
                return edit if i is None else edit.model_copy(update={"quote": place_of(self._statements[i])})
            case _:
                return edit

    def _touched(self, edit: Edit) -> list[Theme]:
        match edit:
            case Merge(themes=keys, into=into):
                return [self._theme(key) for key in dict.fromkeys((into, *keys))]
            case Move(statements=places, to=to):
                moved = self._located.find_all(places)
                target = [self._theme(to)] if to is not None else []
                return [*target, *(t for t in self._themes.values() if t.key != to and moved & set(t.statements))]
            case _:
                return [self._theme(edit.theme)]

    def _theme(self, key: str) -> Theme:
        theme = self._themes.get(key)
        if theme is None:
            raise EditError(
                "This theme is no longer part of the analysis. Load the page again to see the present ones."
            )
        return theme

    def _check_name(self, name: str, theme: Theme, *, itself: bool = True) -> None:
        for other in self._themes.values():
            same = other.polarity is theme.polarity and other.name.casefold() == name.casefold()
            if same and not (itself and other.key == theme.key):
                raise EditError(
                    f"Another theme is called \u201c{other.name}\u201d already. Merge them, or choose another name."
                )

    def _check_merge(self, edit: Merge) -> None:
        into = self._theme(edit.into)
        others = [self._theme(key) for key in edit.themes]
        if any(theme.key == into.key for theme in others):
            raise EditError("A theme cannot be merged with itself.")
        if any(theme.polarity is not into.polarity for theme in others):
            raise EditError("A friction point and a success factor cannot be merged. Move single statements instead.")

    def _check_split(self, edit: Split) -> None:
        theme = self._theme(edit.theme)
        self._check_there(edit.statements)
        apart = self._located.find_all(edit.statements)
        if not apart <= set(theme.statements):
            raise EditError("Some of these statements are not in the theme that is to be split.")
        if apart == set(theme.statements):
            raise EditError("Leave at least one statement in the theme, or rename it instead.")

    def _check_there(self, places: Iterable[Place]) -> None:
        if any(self._located.find(place) is None for place in places):
            raise EditError("Some of these statements are no longer there: they were withdrawn or corrected.")

    def _check_pin(self, edit: Pin | Unpin) -> None:
        theme = self._theme(edit.theme)
        i = self._located.find(edit.quote)
        if i is None or i not in theme.statements:
            raise EditError("This quote is not in the theme.")
        pinned = {place_of(quote) for quote in theme.quotes[: theme.pinned]}
        if isinstance(edit, Unpin) and place_of(self._statements[i]) not in pinned:
            raise EditError("This quote is not pinned.")
        if isinstance(edit, Pin) and len(pinned - {place_of(self._statements[i])}) >= MOST_PINS:
            raise EditError(f"At most {MOST_PINS} quotes of a theme can be pinned. Unpin one first.")

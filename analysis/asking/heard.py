"""What was heard, as an answer looks at it: statements and people, counted within a scope."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import AnswerTable, LookedFor, Scope
from analysis.asking.asked_about import AskedAbout
from analysis.asking.guide import GuideQuestion
from analysis.asking.words import WordIndex
from analysis.findings import Analysis, Claim, Count, Polarity, Quote, Statement, Theme
from analysis.intervals import count
from analysis.summary.locked import numerals
from analysis.summary.wording import attribute_name
from analysis.theming.themes import People
from research_templates.vectors import unit

STUDY: Final = "study"
"""The attribute that says in which of several studies somebody was heard; participants' own of this name gives way."""
_MOST_QUOTES: Final = 5
_THE_SAME: Final = 0.92
"""Likeness from which a second quote tells a reader nothing that the first did not."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a composer found; without claims there is no answer, and ``reason`` says why."""

    claims: tuple[Claim, ...] = ()
    quotes: tuple[Quote, ...] = ()
    table: AnswerTable | None = None
    limits: tuple[str, ...] = ()
    reason: str = ""
    cannot: bool = False
    """Whether words could never answer it, or not with these data: nobody need look again."""
    nearest: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Places of statements that a model has ``read`` for a matter, and those of them that are ``about`` it."""

    read: frozenset[int] = frozenset()
    about: frozenset[int] = frozenset()
    ends: bool = False
    """Whether those that come least near hardly speak of it, so that what was not read is of other things."""


@dataclass(frozen=True)
class Heard:
    """One analysis with the people behind it; ``vectors`` has one L2-normalised row per statement."""

    analysis: Analysis
    people: People
    vectors: NDArray[np.float32]
    names: set[str] = field(default_factory=set)
    """What may stand between quotation marks in one answer without being anybody's words."""
    across: bool = False
    """Whether several studies were joined, so that people are marked by theirs."""
    subject: frozenset[str] = frozenset()
    """The stems of what the whole study is about."""
    guide: tuple[GuideQuestion, ...] = ()
    """What the interviewer put to several people."""
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    """What a model judged for one answer, by the name of the matter."""

    def for_one_answer(self, judged: Mapping[str, Judgement] | None = None) -> Self:
        """The same with names of its own, and with the words that were looked through once for all answers."""
        _ = self.words, self.asked
        fresh = copy(self)
        object.__setattr__(fresh, "names", set())
        object.__setattr__(fresh, "judged", judged or {})
        return fresh

    @property
    def statements(self) -> Sequence[Statement]:
        return self.analysis.statements

    @cached_property
    def centred(self) -> NDArray[np.float32]:
        """``vectors`` around their middle, which says only what all statements have in common."""
        return unit(self.vectors - self.vectors.mean(axis=0))

    @cached_property
    def words(self) -> WordIndex:
        return WordIndex(statement.text for statement in self.statements)

    @cached_property
    def asked(self) -> AskedAbout:
        return AskedAbout(statement.question for statement in self.statements)

    @cached_property
    def friction(self) -> tuple[Theme, ...]:
        return self.analysis.summary.friction_points if self.analysis.summary else ()

    @cached_property
    def success(self) -> tuple[Theme, ...]:
        return self.analysis.summary.success_factors if self.analysis.summary else ()

    def themes(self, polarity: Polarity | None) -> tuple[Theme, ...]:
        match polarity:
            case Polarity.FRICTION:
                return self.friction
            case Polarity.SUCCESS:
                return self.success
        return (*self.friction, *self.success)

    @property
    def studies(self) -> Mapping[str, frozenset[str]]:
        """People by the title of their study; empty for a single one."""
        return self.people.segments.get(STUDY, {}) if self.across else {}

    @property
    def attributes(self) -> tuple[str, ...]:
        """What participants brought along by which they can be told apart."""
        return tuple(name for name in self.people.segments if not (self.across and name == STUDY))

    def study_of(self, theme: Theme) -> str | None:
        speaker = self.statements[theme.statements[0]].participant_id
        return next((title for title, people in self.studies.items() if speaker in people), None)

    def asked_about(self, theme: Theme) -> frozenset[str]:
        """Who could have shared the theme: everybody of the study in which it was found."""
        title = self.study_of(theme)
        return self.people.ids if title is None else self.studies[title]

    def inside(self, scope: Scope) -> frozenset[str]:
        """The people of a scope: any of the values it names of one attribute, and so for every attribute."""
        found = self.people.ids
        for attribute in {wanted.attribute for wanted in scope.segments}:
            values = self.people.segments.get(attribute, {})
            members = [
                values.get(wanted.value, frozenset()) for wanted in scope.segments if wanted.attribute == attribute
            ]
            found &= frozenset().union(*members)
        return found

    def kept(self, places: Iterable[int], scope: Scope, *, polarity: bool = False) -> list[int]:
        """Those of ``places`` that lie within the scope's segments and stage and, if wanted, its polarity."""
        inside = self.inside(scope)
        return [
            place
            for place in (self.leaning(places, scope.polarity) if polarity else places)
            if self.statements[place].participant_id in inside
            and (not scope.stage or self.statements[place].stage == scope.stage)
        ]

    def leaning(self, places: Iterable[int], polarity: Polarity | None) -> list[int]:
        """Those of ``places`` that tell of the polarity, perhaps among others; all of them for None."""
        wanted = {polarity, Polarity.MIXED}
        return [place for place in places if polarity is None or self.statements[place].polarity in wanted]

    def voices(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset(self.statements[place].participant_id for place in places) & self.people.ids

    def counted(self, places: Iterable[int], inside: Collection[str]) -> Count | None:
        """How many of the people ``inside`` said one of the statements; None when there are none."""
        return count(len(self.voices(places) & set(inside)), len(inside)) if inside else None

    def ranked(self, themes: Iterable[Theme], scope: Scope) -> list[tuple[Theme, Count]]:
        """Themes with the people who share them within the scope, by people and weight; nobody's are left out."""
        inside = self.inside(scope)
        found = [
            (theme, self.counted(self.kept(theme.statements, scope), inside & self.asked_about(theme)))
            for theme in themes
        ]
        held = [(theme, counted) for theme, counted in found if counted is not None and counted.people]
        return sorted(held, key=lambda pair: -pair[0].standing(pair[1].people))

    def quotes(self, places: Iterable[int], most: int = _MOST_QUOTES) -> tuple[Quote, ...]:
        """One quote a person, in the order of ``places``, without what only repeats another one."""
        chosen: dict[str, int] = {}
        for place in places:
            if len(chosen) == most:
                break
            person = self.statements[place].participant_id
            if person not in chosen and not self._repeats(place, chosen.values()):
                chosen[person] = place
        return tuple(self.statements[place].quote() for place in chosen.values())

    def _repeats(self, place: int, others: Iterable[int]) -> bool:
        vector = self.vectors[place]
        return any(float(vector @ self.vectors[other]) >= _THE_SAME for other in others)

    def theme_quotes(self, theme: Theme, scope: Scope, most: int = 2) -> tuple[Quote, ...]:
        """The theme's own representative quotes within the scope, then others of it."""
        kept = self.kept(theme.statements, scope)
        inside = {(self.statements[place].message_id, self.statements[place].start) for place in kept}
        shown = [quote for quote in theme.quotes if (quote.message_id, quote.start) in inside]
        return (tuple(shown) or self.quotes(kept))[:most]

    def place_of(self, quote: Quote) -> int | None:
        """Which statement the quote is of; None when the analysis holds it no more."""
        return next(
            (
                place
                for place, statement in enumerate(self.statements)
                if statement.message_id == quote.message_id
                and statement.interview_id == quote.interview_id
                and statement.start < quote.end
                and quote.start < statement.end
            ),
            None,
        )

    def looked_for(self, scope: Scope, terms: Sequence[str] = (), nearest: Sequence[Quote] = ()) -> LookedFor:
        places = self.kept(range(len(self.statements)), scope)
        return LookedFor(
            terms=tuple(terms), people=len(self.inside(scope)), statements=len(places), nearest=tuple(nearest)
        )

    def named(self, name: str) -> str:
        """``name`` between quotation marks, remembered as a name."""
        clean = " ".join(name.replace("\u201c", "'").replace("\u201d", "'").split())
        self.names.add(clean)
        return f"\u201c{clean}\u201d"

    def attribute(self, key: str) -> str:
        """An attribute's name in a sentence: between quotation marks where it holds a number, which nobody counted."""
        name = attribute_name(key)
        return self.named(name) if numerals(name) else name

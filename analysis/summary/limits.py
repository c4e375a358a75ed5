"""What the data of a study cannot say, in sentences whose numbers are counted again by ``analysis.evidence``."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from analysis.findings import Action, Statement, Theme
from analysis.summary.languages_apart import LanguageApart, languages_apart
from analysis.summary.segments import FEWEST_PEOPLE
from analysis.summary.wording import number
from analysis.theming.themes import FoundThemes, People, is_sure, left_alone

_FEW_PEOPLE: Final = 12
_FEW_STATEMENTS: Final = 30
_WIDE_SHARE: Final = 0.3
_LEADING: Final = 3


class LimitNumbers(NamedTuple):
    """The only ways in which a number may stand in a sentence of ``MagicSummary.limits``."""

    people: str
    codeable: str
    alone: str
    doubtful: str
    set_aside: str
    apart: tuple[LanguageApart, ...]

    @property
    def ways(self) -> tuple[str, ...]:
        return (self.people, self.codeable, self.alone, self.doubtful, self.set_aside, *map(_told, self.apart))


def limit_numbers(
    themes: Sequence[Theme], statements: Sequence[Statement], *, people: int, set_aside: int
) -> LimitNumbers:
    """Counted over the statements: what is in none of ``themes`` is alone if it is clear, else doubtful."""
    alone = left_alone(statements, themes)
    clear = sum(is_sure(statements[i]) for i in alone)
    return LimitNumbers(
        people=_people(people),
        codeable=number(len(statements), "codeable statement"),
        alone=number(clear, "statement"),
        doubtful=number(len(alone) - clear, "statement"),
        set_aside=number(set_aside, "answer"),
        apart=languages_apart(themes, statements),
    )


def _people(n: int) -> str:
    return f"{n:,} {'person' if n == 1 else 'people'}"


def _told(found: LanguageApart) -> str:
    return f"{number(found.statements, 'statement')} by {_people(found.people)}"


def _in_no_theme(themes: FoundThemes, statements: Sequence[Statement], numbers: LimitNumbers) -> Iterator[str]:
    sure = [is_sure(statements[i]) for i in themes.alone]
    if any(sure):
        yield f"In no theme because no two people said it alike: {numbers.alone}."
    if not all(sure):
        yield f"In no theme because it leans one way without being clear: {numbers.doubtful}."


def _is_too_few(ids: Collection[str], values: Mapping[str, Collection[str]]) -> bool:
    """Whether ``analysis.summary.segments`` compares these people with everybody else of the attribute at all."""
    rest = sum(map(len, values.values())) - len(ids)
    return len(values) > 1 and min(len(ids), rest) < FEWEST_PEOPLE


def limits(
    themes: FoundThemes,
    statements: Sequence[Statement],
    people: People,
    steps: Sequence[Action],
    *,
    interviews: int,
    set_aside: int,
) -> tuple[str, ...]:
    """``interviews`` may be more than people; ``steps`` are the actions that the summary shows."""
    every = (*themes.friction, *themes.success)
    numbers = limit_numbers(every, statements, people=len(people), set_aside=set_aside)
    said = [
        "Participants chose to answer: shares describe these people and need not hold for all customers.",
        "That somebody did not mention a theme does not mean that they do not share it: nobody was asked each.",
        "A theme holds what was said alike: the same in quite other words can stand apart, so more may share it.",
    ]
    if len(people) < _FEW_PEOPLE:
        said.insert(0, f"Only {numbers.people} took part: read the themes as leads, not as measurements.")
    if len(statements) < _FEW_STATEMENTS:
        said.append(f"There are only {numbers.codeable}: one more interview can change the themes.")
    wide = [
        t for t in (*themes.friction[:_LEADING], *themes.success[:_LEADING]) if t.count.high - t.count.low > _WIDE_SHARE
    ]
    if wide:
        said.append("The intervals of the leading themes are wide; their order may change as interviews arrive.")
    if set_aside:
        said.append(f"Set aside as without content (such as \u201cN/A\u201d): {numbers.set_aside}.")
    said += _in_no_theme(themes, statements, numbers)
    said += [
        f"What was clearly said in {found.language} ({_told(found)}) was grouped apart from {found.beside}, whatever "
        "it is about: the sentence encoder knows English and does not see where two languages mean the same, so more "
        "people may share a theme than it counts."
        for found in numbers.apart
    ]
    if any(not action.owner_team or not action.kpi for action in steps):
        said.append(
            "Where a next step names no team or measure, none of the catalogue fits its theme: decide whose it is and "
            "by what you will tell that it helped."
        )
    if any(_is_too_few(ids, values) for values in people.segments.values() for ids in values.values()):
        said.append(
            "Some segments have too few people to be compared with the others: that no difference is told of them does "
            "not mean that there is none."
        )
    if interviews > len(people):
        said.append("Some participants gave several interviews; each person counts once.")
    return tuple(said)

"""Languages whose statements stand in themes of their own, because a sentence encoder keeps languages apart.

A language is told only where the words say so clearly (``analysis.reading.languages``): what fits several counts for
none.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from analysis.findings import Statement, Theme
from analysis.reading.languages import LANGUAGE_NAMES, language_of

_UNSURE: Final = ""
_OF_ITS_OWN: Final = 0.8  # share of a theme's statements of known language from which it is a theme of that language
_FEWEST: Final = 2  # statements of known language in such a theme; one alone can be a loan word or a name


class LanguageApart(NamedTuple):
    """Of everything said in ``language``: how many statements, by how many people; ``beside`` what most is said in."""

    language: str
    beside: str
    statements: int
    people: int


def languages_apart(themes: Sequence[Theme], statements: Sequence[Statement]) -> tuple[LanguageApart, ...]:
    """The languages beside the study's main one in which some theme is said, most statements first."""
    spoken = [language_of(statement.text, study=_UNSURE) for statement in statements]
    times = Counter(language for language in spoken if language != _UNSURE)
    if len(times) <= 1:
        return ()
    main = max(times, key=lambda language: (times[language], language))
    alone = {language for theme in themes if (language := _language(theme, spoken)) not in {_UNSURE, main}}
    return tuple(
        LanguageApart(
            language=LANGUAGE_NAMES[language],
            beside=LANGUAGE_NAMES[main],
            statements=times[language],
            people=len({s.participant_id for s, said in zip(statements, spoken, strict=True) if said == language}),
        )
        for language in sorted(alone, key=lambda language: (-times[language], language))
    )


def _language(theme: Theme, spoken: Sequence[str]) -> str:
    """The language that a theme is said in; empty where it is said in several, or too little of it is clear."""
    known = Counter(spoken[i] for i in theme.statements if 0 <= i < len(spoken) and spoken[i] != _UNSURE)
    if not known:
        return _UNSURE
    language, times = known.most_common(1)[0]
    return language if times >= _FEWEST and times >= _OF_ITS_OWN * known.total() else _UNSURE

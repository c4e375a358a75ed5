"""Groups by the language that people answered in, where a study was held in several: nobody has to mark them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from analysis.asking.groups import PEOPLE
from analysis.asking.words import words_of
from analysis.findings import Statement
from analysis.reading.languages import LANGUAGE_NAMES, language_of
from analysis.theming.themes import People

LANGUAGE: Final = "language"
"""The attribute that says in which language somebody answered; participants' own of this name stays."""
_KNOWN: Final = {name.casefold(): name for name in LANGUAGE_NAMES.values()}
_SPEAKERS: Final = words_of("speakers speaker speaking speaks interviews interview answers answer replies transcripts")
_SPEAK: Final = words_of("speak speaks spoke speaking")
_SAYING: Final = words_of(
    "answer answers answered answering reply replied replying respond responded responding interviewed interview "
    "interviews say says said saying speak speaks spoke talk talks talked told tell tells write writes wrote written "
    "conversation conversations held"
)
_BESIDE: Final = words_of("and or vs versus with to than from")
_UNSURE: Final = ""


def with_languages(people: People, statements: Sequence[Statement]) -> People:
    """``people`` told apart by the language in which they said most; as they are when it is one, or they are marked."""
    if any(LANGUAGE in attribute.casefold() for attribute in people.segments):
        return people
    times: dict[str, Counter[str]] = defaultdict(Counter)
    for statement in statements:
        language = language_of(statement.text, study=_UNSURE)
        if language != _UNSURE:
            times[statement.participant_id][language] += 1
    values: dict[str, set[str]] = defaultdict(set)
    for person, heard in times.items():
        if person in people.ids:
            most = max(heard, key=lambda language: (heard[language], language))
            values[LANGUAGE_NAMES[most]].add(person)
    if len(values) <= 1:
        return people
    told = {value: frozenset(found) for value, found in sorted(values.items())}
    return People(people.ids, {**people.segments, LANGUAGE: told})


def languages_asked_for(words: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """The languages by which folded ``words`` name groups of people, each with the places of what names it.

    "Spanish speakers", "who answered in French", "German and English speakers"; a menu in Spanish is a thing.
    """
    places = [place for place, word in enumerate(words) if word in _KNOWN]
    groups = {place: beside for place in places if (beside := _group(words, place))}
    for place in reversed(places):
        joined = place + 1 < len(words) and words[place + 1] in _BESIDE and place + 2 in groups
        after = place >= 2 and words[place - 1] in _BESIDE and place - 2 in groups  # noqa: PLR2004 - "X and Y"
        if place not in groups and (joined or after):
            groups[place] = (place,)
    return [(_KNOWN[words[place]], groups[place]) for place in sorted(groups)]


def _group(words: Sequence[str], place: int) -> tuple[int, ...]:
    """The places by which the language at ``place`` means people; empty where it means the language itself."""
    before, behind = words[:place], words[place + 1 : place + 3]
    if behind[:1] and behind[0] in _SPEAKERS:
        spoken = behind[0].startswith("speak") and behind[1:] and behind[1] in PEOPLE
        return (place, place + 1, place + 2) if spoken else (place, place + 1)
    if behind[:1] and behind[0] in PEOPLE:
        return (place, place + 1)
    if before and before[-1] in _SPEAK:
        return (place - 1, place)
    said_in = before[-1:] == ["in"] and any(word in _SAYING for word in before[-4:-1])
    return (place - 1, place) if said_in else ()

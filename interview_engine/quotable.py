"""Which pieces of an answer can be said back alone: a named thing, a whole event, a feeling that was there.

A piece that is left out is no loss: the answer as a whole can be asked about without a quotation.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from interview_engine.lexicon import Lexicon
from interview_engine.noun_phrases import is_content, is_name
from interview_engine.words import Word

_BEFORE_A_FEELING = 2
_OWN_VERB = 2
"""A subject and its verb: whatever verb comes after them is another clause's."""
_SAYS_SO_IN = 12
_OWN_DETAIL = 2
"""Words with content that make a circumstance worth asking about: "in the evening opening"."""


@dataclass(frozen=True, slots=True)
class _Lists:
    addressed: frozenset[str]
    describing: frozenset[str]
    aside: frozenset[str]
    verbs: frozenset[str]
    turned: frozenset[str]
    passing: frozenset[str]
    complements: frozenset[str]
    background: tuple[str, ...]
    nothing: tuple[str, ...]


@cache
def _lists() -> Mapping[str, _Lists]:
    data = tomllib.loads(files("interview_engine").joinpath("data/quotable.toml").read_text(encoding="utf-8"))
    return {
        language: _Lists(
            frozenset(lists["addressed"].split()),
            frozenset(lists["describing"].split()),
            frozenset(lists["aside"].split()),
            frozenset(lists["verbs"].split()),
            frozenset(lists["turned"].split()),
            frozenset(lists["passing"].split()),
            frozenset(lists["complements"].split()),
            tuple(phrase.strip() for phrase in lists["background"].split(";")),
            tuple(phrase.strip() for phrase in lists["nothing"].split(";")),
        )
        for language, lists in data.items()
    }


def names_a_thing(text: str, found: Sequence[Word], inside: range, lexicon: Lexicon, asked: frozenset[str]) -> bool:
    """Whether the noun phrase ``found[inside]`` of ``text`` means something away from its sentence.

    ``asked`` are the words of the question: what that is about is never an aside.
    """
    lists = _lists()[lexicon.language]
    words = [found[place] for place in inside]
    content = [word for word in words if is_content(word, lexicon)]
    if not content or _speaks_to_us(text, words, lists):
        return False
    # "Un equipo de ocho", "la sensación de ir": the phrase was cut before its noun.
    if words[-1].low in lexicon.numbers | lists.verbs:
        return False
    if lexicon.capital_nouns and not any(text[word.start].isupper() for word in content):
        return False
    described = lists.describing | lexicon.before_nouns
    if all(word.low in described for word in content):
        return False
    # The head of an English or German compound stands last; elsewhere the noun comes first.
    heads = {content[0].low} if lexicon.adjective_endings else {content[-1].low}
    if heads & lists.aside - asked:
        return False
    before = found[inside.start - 1].low if inside.start else ""
    is_circumstance = before in lexicon.prepositions - lexicon.connectives - lists.complements
    return not is_circumstance or len(content) >= _OWN_DETAIL or any(is_name(text, word) for word in content)


def is_one_clause(text: str, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the words tell one thing that happened, to them and not to us, and not who somebody is."""
    lists = _lists()[lexicon.language]
    low = f" {' '.join(word.low for word in words)} "
    return (
        not _speaks_to_us(text, words, lists)
        and words[-1].low not in lexicon.numbers
        and not any(word.low in lists.verbs for word in words[_OWN_VERB:])
        and not any(word.low in lists.passing for word in words)
        and not any(f" {phrase} " in low for phrase in lists.background)
    )


def is_felt(found: Sequence[Word], place: int, lexicon: Lexicon) -> bool:
    """Whether the feeling at ``place`` was there: "less stressed" and "not happy" say that another was."""
    before = found[max(0, place - _BEFORE_A_FEELING) : place]
    return not any(word.low in _lists()[lexicon.language].turned for word in before)


def _speaks_to_us(text: str, words: Sequence[Word], lists: _Lists) -> bool:
    """In German "sie" with a small letter is somebody else."""
    capital = "sie" in lists.addressed
    return any(word.low in lists.addressed and (not capital or text[word.start].isupper()) for word in words)


def says_nothing(answer: str) -> bool:
    """Whether a short answer says in so many words that nothing comes to mind, in any language."""
    low = answer.casefold()
    short = len(low.split()) <= _SAYS_SO_IN
    return short and any(phrase in low for lists in _lists().values() for phrase in lists.nothing)

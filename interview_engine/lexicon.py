"""The word lists of the engine, loaded once from data."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any

from interview_engine.words import folded, lows

_CERTAIN = 60
"""Divides evenly among up to six languages."""
_LISTS = (frozenset, tuple)
_LAST_RESORT = ("es", "en")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one language: phrases are tuples of lower-case words, the others single words.

    The lists from ``distress`` on may be empty: a language can be read without them, only less closely.
    """

    language: str
    fillers: frozenset[str]
    stop: frozenset[str]
    dont_know: frozenset[str]
    refusal: frozenset[str]
    refusal_starts: tuple[str, ...]
    already_told: tuple[str, ...]
    question_back: tuple[str, ...]
    off_topic: tuple[str, ...]
    injection: tuple[str, ...]
    units: frozenset[str]
    numbers: frozenset[str]
    emotions: frozenset[str]
    determiners: frozenset[str]
    stop_words: frozenset[str]
    vague: frozenset[str]
    distress: tuple[str, ...]
    """Said when nothing particular follows: "I can't go on" is, "I can't go on holiday" is not."""
    distress_always: tuple[str, ...]
    """Said whatever follows: "I want to kill myself"."""
    go_on: frozenset[str]
    abuse: tuple[str, ...]
    abuse_alone: frozenset[str]
    """Abuse when nothing else stands in the clause: "useless bot" is, "the useless bot never answers" is not."""
    evasive: frozenset[str]
    subjects: frozenset[str]
    event_verbs: frozenset[str]
    event_endings: tuple[str, ...]
    contrasts: frozenset[str]
    connectives: frozenset[str]
    prepositions: frozenset[str]
    negations: frozenset[str]
    indefinite: frozenset[str]
    contracted: frozenset[str]
    """Determiners that hold a preposition ("du", "im", "do"): what follows them is quoted without them."""
    objects: frozenset[str]
    """What may follow a verb that looks like a plural noun: "the dashboard saves us"."""
    elided: tuple[str, ...]
    """Determiners that are written in one with their noun, such as "l'"."""
    joiners: frozenset[str]
    """Prepositions that make one thing of two nouns: "de", "du", "von"."""
    elided_joiners: tuple[str, ...]
    kept_prepositions: frozenset[str]
    compounds: frozenset[str]
    """Nouns that keep another preposition: "mise en place"."""
    before_nouns: frozenset[str]
    """Adjectives that stand before their noun."""
    adjectives: frozenset[str]
    adjective_endings: tuple[str, ...]
    """What tells an adjective after its noun from the verb of the sentence."""
    infinitive_endings: tuple[str, ...]
    clitics: frozenset[str]
    """Determiners that are pronouns before a verb: "los quité"."""
    before_clitics: frozenset[str]
    verb_endings: tuple[str, ...]
    genitive: frozenset[str]
    """Determiners that make one thing of two nouns: "die Liste der Kunden"."""
    oblique: frozenset[str]
    """Determiners in a case in which nothing is quoted."""
    oblique_after: frozenset[str]
    """Those that are in it after a preposition or a noun."""
    capital_nouns: bool
    """Whether nouns are written with a capital: then a noun phrase ends with its noun."""
    typed: Mapping[str, str]
    """What people type for another word: "cant" for "can't"."""
    own: Mapping[str, frozenset[str]]
    """More of the lists above, by name: words that are everyday ones in another language, for answers in this one."""


def _phrases(text: str) -> tuple[str, ...]:
    """Items between semicolons, written the way ``words`` reads an answer; an empty list has none."""
    return tuple(phrase for item in text.split(";") if (phrase := " ".join(lows(item))))


def _lexicon(language: str, data: Mapping[str, str]) -> Lexicon:
    def words(key: str) -> frozenset[str]:
        return frozenset(data[key].split())

    def more(key: str) -> str:
        return data.get(key, "")

    return Lexicon(
        language=language,
        fillers=words("fillers"),
        stop=frozenset(_phrases(data["stop"])),
        dont_know=frozenset(_phrases(data["dont_know"])),
        refusal=frozenset(_phrases(data["refusal"])),
        refusal_starts=_phrases(data["refusal_starts"]),
        already_told=_phrases(data["already_told"]),
        question_back=_phrases(data["question_back"]),
        off_topic=_phrases(data["off_topic"]),
        injection=_phrases(data["injection"]),
        units=words("units"),
        numbers=words("numbers"),
        emotions=words("emotions"),
        determiners=words("determiners"),
        stop_words=words("stop_words"),
        vague=words("vague"),
        distress=_phrases(more("distress")),
        distress_always=_phrases(more("distress_always")),
        go_on=frozenset(_phrases(more("go_on"))),
        abuse=_phrases(more("abuse")),
        abuse_alone=frozenset(_phrases(more("abuse_alone"))),
        evasive=frozenset(_phrases(more("evasive"))),
        subjects=frozenset(more("subjects").split()),
        event_verbs=frozenset(more("event_verbs").split()),
        event_endings=tuple(more("event_endings").split()),
        contrasts=frozenset(more("contrasts").split()),
        connectives=frozenset(more("connectives").split()),
        prepositions=frozenset(more("prepositions").split()),
        negations=frozenset(more("negations").split()),
        indefinite=frozenset(more("indefinite").split()),
        contracted=frozenset(more("contracted").split()),
        objects=frozenset(more("objects").split()),
        elided=tuple(more("elided").split()),
        joiners=frozenset(more("joiners").split()),
        elided_joiners=tuple(more("elided_joiners").split()),
        kept_prepositions=frozenset(more("kept_prepositions").split()),
        compounds=frozenset(more("compounds").split()),
        before_nouns=frozenset(more("before_nouns").split()),
        adjectives=frozenset(more("adjectives").split()),
        adjective_endings=tuple(more("adjective_endings").split()),
        infinitive_endings=tuple(more("infinitive_endings").split()),
        clitics=frozenset(more("clitics").split()),
        before_clitics=frozenset(more("before_clitics").split()),
        verb_endings=tuple(more("verb_endings").split()),
        genitive=frozenset(more("genitive").split()),
        oblique=frozenset(more("oblique").split()),
        oblique_after=frozenset(more("oblique_after").split()),
        capital_nouns=bool(more("capital_nouns")),
        typed=dict(pair.split("=", 1) for pair in more("typed").split()),
        own={
            field.name: frozenset(text.split())
            for field in fields(Lexicon)
            if field.name != "own" and (text := data.get(f"own_{field.name}", ""))
        },
    )


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Every language at once: a participant may answer in another than the one they are asked in."""
    sources = sorted(files("interview_engine").joinpath("data/words").iterdir(), key=lambda file: file.name)
    return tuple(
        _lexicon(file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))) for file in sources
    )


@cache
def plain_lexicons() -> tuple[Lexicon, ...]:
    """Every language, written as ``folded`` writes: for what an answer means, not for what is quoted of it."""
    return tuple(replace(lexicon, **_folded_lists(lexicon)) for lexicon in lexicons())


def _folded_lists(lexicon: Lexicon) -> dict[str, Any]:
    lists = {field.name: getattr(lexicon, field.name) for field in fields(Lexicon)}
    plain = {name: type(items)(map(folded, items)) for name, items in lists.items() if isinstance(items, _LISTS)}
    return plain | {"typed": {folded(word): folded(meant) for word, meant in lexicon.typed.items()}}


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of one language that is offered, its own lists included. Raises KeyError."""
    return _alone()[language]


@cache
def _alone() -> Mapping[str, Lexicon]:
    """The lexicons with their own lists, by language, for answers that are known to be in it."""
    return {
        lexicon.language: replace(lexicon, **{name: getattr(lexicon, name) | own for name, own in lexicon.own.items()})
        for lexicon in lexicons()
    }


@cache
def _evidence() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """What each function word says about the language: the less, the more languages share it."""
    lists = {
        lexicon.language: lexicon.stop_words | lexicon.determiners | lexicon.own.get("determiners", frozenset())
        for lexicon in lexicons()
    }
    return {
        word: tuple((language, _CERTAIN // len(those)) for language in those)
        for word in frozenset().union(*lists.values())
        if (those := [language for language, known in lists.items() if word in known])
    }


def _weigh(words: Sequence[str]) -> Counter[str]:
    hits: Counter[str] = Counter()
    for word in words:
        for language, weight in _evidence().get(word, ()):
            hits[language] += weight
    return hits


def spoken(answer: Sequence[str], question: Sequence[str]) -> tuple[Lexicon, ...]:
    """The lexicon of the language that the words of an answer are in, its own lists included.

    Where the answer leaves it open, the question decides, then Spanish and English. An answer without a single function
    word may be in any language: the others follow then, without their own lists.
    """
    told, asked = _weigh(answer), _weigh(question)
    ranked = sorted(
        lexicons(),
        key=lambda lexicon: (
            -told[lexicon.language],
            -asked[lexicon.language],
            _LAST_RESORT.index(lexicon.language) if lexicon.language in _LAST_RESORT else len(_LAST_RESORT),
        ),
    )
    first, *others = ranked
    known = _alone()[first.language]
    return (known,) if told else (known, *others)

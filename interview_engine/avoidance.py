"""Subjects that the researcher wants left alone: whether a text speaks of one of them."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from interview_engine.lexicon import lexicons
from interview_engine.words import lows
from research_templates.vectors import Embed, unit_vectors

_READ = 8_000
_SENTENCE = re.compile(r"[^.!?…\n]+")
_CUT = re.compile(r"[,;/|()]")
_JOINT = re.compile(r"['\-]")
_LEAST_STEM = 3
_LEAST_ROOT = 4
_COMPOUND = 5
"""Letters of a stem that may stand inside a longer word ("Gehalt" in "Gehaltserhöhung")."""
_KNOWN = 512
LIKE = 0.5
"""Cosine of all-MiniLM-L6-v2 between a subject and a sentence about it; others stay below."""


@dataclass(frozen=True, slots=True)
class _Inflection:
    between: frozenset[str]
    general: frozenset[str]
    inflections: tuple[str, ...]
    derivations: tuple[str, ...]
    compounds: bool


def speaks_of(text: str, subjects: Sequence[str], language: str, *, embed: Embed | None = None) -> bool:
    """Whether a sentence of ``text`` speaks of one of the ``subjects``, given in a few words each.

    By the subject's words, inflected as ``language`` (a code such as ``es`` or ``es-MX``) inflects them; commas and
    "or" part several subjects in one. With ``embed`` also by meaning. Subjects of the text's own language are found,
    and names in any. Raises PlanningError when the embedder returns vectors of a wrong shape.
    """
    wanted = [part for subject in subjects for part in _parts(subject, _code(language))]
    if not wanted or not text:
        return False
    sentences = _SENTENCE.findall(text[:_READ])
    for sentence in sentences:
        said = set(lows(sentence))
        if any(all(_is_said(word, said, _code(language)) for word in part) for part in wanted):
            return True
    return embed is not None and _by_meaning(sentences, subjects, embed)


def _code(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


@lru_cache(_KNOWN)
def _parts(subject: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The content words of each subject that a line names."""
    ways = _inflection(language)
    found: list[tuple[str, ...]] = []
    for piece in _CUT.split(subject):
        part: list[str] = []
        for word in (*lows(piece), ""):
            if word and word not in ways.between:
                part.append(word)
                continue
            said = [each for each in part if each not in _empty_words()]
            found.append(tuple([each for each in said if each not in ways.general] or said or part))
            part = []
    return tuple(part for part in found if part)


def _is_said(word: str, said: set[str], language: str) -> bool:
    if word in said:
        return True
    stems = _stems(word, language)
    roots = [stem for stem in stems if len(stem) >= _COMPOUND] if _inflection(language).compounds else []
    root = min(roots, key=len, default="")
    for other in said:
        if any(not stems.isdisjoint(_stems(piece, language)) for piece in {other, *_JOINT.split(other)}):
            return True
        if root and root in _plain(other):
            return True
    return False


@lru_cache(8 * _KNOWN)
def _stems(word: str, language: str) -> frozenset[str]:
    """The word, and what is left of it without each ending that it may have: words of one family share one of them."""
    plain, ways = _plain(word), _inflection(language)
    least = ((_LEAST_STEM, ways.inflections), (_LEAST_ROOT, ways.derivations))
    ends = (
        plain.removesuffix(end)
        for letters, endings in least
        for end in endings
        if plain.endswith(end) and len(plain) - len(end) >= letters
    )
    return frozenset((plain, *ends)) if plain else frozenset()


def _plain(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


@cache
def _empty_words() -> frozenset[str]:
    return frozenset().union(*(lexicon.stop_words | lexicon.determiners for lexicon in lexicons()))


@cache
def _inflections() -> Mapping[str, _Inflection]:
    source = files("interview_engine").joinpath("data/avoidance.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            language: _Inflection(
                frozenset(lists["between"].split()),
                frozenset(lists["general"].split()),
                tuple(lists["inflections"].split()),
                tuple(lists["derivations"].split()),
                compounds=language == "de",
            )
            for language, lists in tomllib.loads(source).items()
        }
    )


def _inflection(language: str) -> _Inflection:
    """How a language inflects; of one that nobody has described, only that words may be the same."""
    return _inflections().get(language, _Inflection(frozenset(), frozenset(), (), (), compounds=False))


def _by_meaning(sentences: Sequence[str], subjects: Sequence[str], embed: Embed) -> bool:
    vectors = unit_vectors(embed, [*subjects, *sentences])
    likeness = vectors[len(subjects) :] @ vectors[: len(subjects)].T
    return bool(likeness.size and likeness.max() >= LIKE)

"""Whether somebody else's words say what a simulated participant has decided to say: all of it, and nothing more.

Hidden facts stay countable only while they come out where the rules let them, so what was worded freely is checked by
rules: faults are named, and what has one is not sent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from interview_engine.lexicon import lexicon_of
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.simulation.spoken import heard_words, read_data
from interview_engine.turn_compiler.sentences import sentences
from interview_engine.words import lows
from research_templates.language import UNKNOWN, language_of

_KEPT_SHARE = 0.5
"""Of the words with content of each sentence."""
_TELLS = 3
"""Words with content from which on a sentence says something that must be kept."""
_LONGER = 3
_LEAST_LENGTH = 40
"""Characters that the shortest answer counts for when lengths are compared."""
_NEW_AT_LEAST, _NEW_SHARE = 2, 0.25
"""Words with content that may be new, whatever is said, and for each that was to be said."""
_OF_SCRIPT = 0.25
"""Of the words with content of each sentence that says something: those that were to be said."""
_GIVEN_AWAY, _GIVEN_AWAY_WORDS = 0.6, 2
_STEM_SHARE, _STEM_LETTERS = 0.55, 4
_LANGUAGE_WORDS = 8
_COPIED_WORDS = 6
_SAFEGUARDED = frozenset(
    {AnswerKind.STOP_REQUEST, AnswerKind.DISTRESS, AnswerKind.INJECTION, AnswerKind.ABUSE, AnswerKind.REFUSAL}
)
_MARKUP = re.compile(r"[<>{}\[\]*_#`|\\]|^\w+:\s|\bAI\b")
_LINES = frozenset("\n\t")


@dataclass(frozen=True, slots=True)
class _Lists:
    numbers: Mapping[str, int]
    denying: frozenset[str]
    denying_parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be said: ``script`` as the rules decided it, in answer to ``question``.

    ``known`` are texts whose words may be used beside it, ``hidden`` those that must not come out; ``prompt`` is what
    a model was told.
    """

    script: str
    question: str
    language: str
    known: Sequence[str] = ()
    hidden: Sequence[str] = ()
    prompt: str = ""


def own_part(said: str, question: str) -> str:
    """``said`` on one line, without sentences that only repeat ``question``: small models begin with those."""
    asked = {tuple(lows(sentence)) for sentence in sentences(question)}
    return " ".join(piece for piece in sentences(" ".join(said.split())) if tuple(lows(piece)) not in asked)


def faults(said: str, telling: Telling) -> tuple[str, ...]:
    """The names of all rules that ``said`` breaks as a retelling of ``telling``; none where it may be sent."""
    if not said.strip():
        return ("empty",)
    if any(not letter.isprintable() and letter not in _LINES for letter in said):
        return ("control_characters",)
    if len(said) > _LONGER * max(len(telling.script), _LEAST_LENGTH):
        return ("length",)
    checks = {
        "unchanged": lows(said) == lows(telling.script),
        "language": _is_elsewhere(said, telling.language),
        "markup": any(found[0] not in telling.script for found in _MARKUP.finditer(said)),
        "prompt": _copies(said, telling),
        "asks": "?" in said and "?" not in telling.script,
        "numbers": _changes_numbers(said, telling),
        "denies": _turns_round(said, telling),
        "leaves_out": _leaves_out(said, telling),
        "adds": _adds(said, telling),
        "gives_away": any(_gives_away(hidden, said, telling) for hidden in telling.hidden),
        "safeguard": _alarms(said, telling),
    }
    return tuple(name for name, broken in checks.items() if broken)


def _is_elsewhere(said: str, language: str) -> bool:
    return len(said.split()) >= _LANGUAGE_WORDS and language_of(said) not in {UNKNOWN, language}


def _copies(said: str, telling: Telling) -> bool:
    """Whether a run of words stands in the instructions or in the question, and not in what was to be said."""
    own, instructions = lows(said), f" {' '.join(lows(f'{telling.prompt} {telling.question}'))} "
    script = f" {' '.join(lows(telling.script))} "
    runs = (f" {' '.join(own[start : start + _COPIED_WORDS])} " for start in range(len(own) - _COPIED_WORDS + 1))
    return any(run in instructions and run not in script for run in runs)


def _changes_numbers(said: str, telling: Telling) -> bool:
    """Whether a number is missing, or one has come in that nobody named."""
    given, told = _numbers(telling.script, telling.language), _numbers(said, telling.language)
    named = given.union(*(_numbers(text, telling.language) for text in (telling.question, *telling.known)))
    return not given <= told <= named


def _numbers(text: str, language: str) -> set[int]:
    values = _lists(language).numbers
    found = {int(digits) for digits in re.findall(r"\d{1,9}", text)}
    for word in lows(text):
        parts = [values.get(part) for part in word.split("-")]
        if all(parts):
            found.add(sum(part for part in parts if part))
    return found


def _turns_round(said: str, telling: Telling) -> bool:
    """Whether a denial has come into what is told, or gone from it."""
    told = [piece for piece in sentences(telling.script) if len(_content(piece, telling.language)) >= _TELLS]
    return bool(told) and _denies(telling.script, telling.language) != _denies(said, telling.language)


def _denies(text: str, language: str) -> bool:
    lists = _lists(language)
    return any(
        word in lists.denying or word.startswith(lists.denying_parts) or word.endswith(lists.denying_parts)
        for word in lows(text)
    )


def _leaves_out(said: str, telling: Telling) -> bool:
    own = _content(said, telling.language)
    for piece in sentences(telling.script):
        wanted = _content(piece, telling.language)
        if len(wanted) >= _TELLS and len(_found(wanted, own)) < _KEPT_SHARE * len(wanted):
            return True
    return False


def _adds(said: str, telling: Telling) -> bool:
    script = _content(telling.script, telling.language)
    known = script.union(*(_content(text, telling.language) for text in (telling.question, *telling.known)))
    own = _content(said, telling.language)
    if len(own) - len(_found(own, known)) > _NEW_AT_LEAST + _NEW_SHARE * len(script):
        return True
    if len(script) < _TELLS:
        return False
    pieces = [_content(piece, telling.language) for piece in sentences(said)]
    return any(len(piece) >= _TELLS and len(_found(piece, script)) < _OF_SCRIPT * len(piece) for piece in pieces)


def _gives_away(hidden: str, said: str, telling: Telling) -> bool:
    known = (telling.script, telling.question, *telling.known)
    before = frozenset[str]().union(*(_content(text, telling.language) for text in known))
    secret = _content(hidden, telling.language)
    secret -= _found(secret, before)
    told = _found(secret, _content(said, telling.language))
    return len(told) >= _GIVEN_AWAY_WORDS and len(told) >= _GIVEN_AWAY * len(secret)


def _alarms(said: str, telling: Telling) -> bool:
    """Whether a wish, an insult or distress is heard that the rules did not decide on."""
    heard, meant = (read_answer(text, telling.question) for text in (said, telling.script))
    return (heard.distressed and not meant.distressed) or (heard.kind in _SAFEGUARDED and heard.kind != meant.kind)


def _content(text: str, language: str) -> frozenset[str]:
    """The words that say something, numbers aside."""
    lexicon, numbers = lexicon_of(language), _lists(language).numbers
    return frozenset(
        word
        for word in heard_words(text)
        if word not in lexicon.stop_words and word not in numbers and len(word) > 2 and not word[0].isdigit()  # noqa: PLR2004 - letters
    )


def _found(words: frozenset[str], among: frozenset[str]) -> frozenset[str]:
    """Those of ``words`` that stand in ``among``, in whatever form."""
    return frozenset(word for word in words if word in among or _has_form_of(word, among))


def _has_form_of(word: str, among: Iterable[str]) -> bool:
    for other in among:
        stem = max(_STEM_LETTERS, ceil(_STEM_SHARE * max(len(word), len(other))))
        if len(word) >= stem and word[:stem] == other[:stem]:
            return True
    return False


@cache
def examples(language: str) -> tuple[tuple[str, str], ...]:
    """What was to be said, and the same as somebody says it."""
    return tuple((rough, own) for rough, own in read_data(f"{language}/retelling.toml")["examples"])


@cache
def _lists(language: str) -> _Lists:
    data = read_data(f"{language}/retelling.toml")
    pairs = (item.partition("=") for item in data["numbers"].split())
    numbers = {word: int(value) for word, _, value in pairs}
    return _Lists(numbers, frozenset(data["denying"].split()), tuple(data["denying_parts"]))

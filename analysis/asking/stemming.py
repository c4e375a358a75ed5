"""The English (Porter2) stemmer of the Snowball project, https://snowballstem.org/algorithms/english/stemmer.html.

Words of other languages mostly pass unchanged or lose a plural, in queries as in texts, so that they still meet.
"""

import re
from functools import lru_cache
from typing import Final

_SHORTEST: Final = 3
_EXCEPTIONS: Final = {
    "skis": "ski", "skies": "sky", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli",
    "singly": "singl", "sky": "sky", "news": "news", "howe": "howe", "atlas": "atlas", "cosmos": "cosmos",
    "bias": "bias", "andes": "andes",
}  # fmt: skip
_KEPT_AFTER_PLURALS: Final = frozenset("inning outing canning herring earring proceed exceed succeed".split())  # noqa: SIM905 - as published
_VOWEL: Final = re.compile("[aeiouy]")
_REGION: Final = re.compile("[aeiouy][^aeiouy]")
_LONG_STARTS: Final = ("gener", "commun", "arsen", "past", "univers", "later", "emerg", "organ", "inter")
_DOUBLES: Final = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_STEP_2: Final = (
    ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
    ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"), ("entli", "ent"), ("ation", "ate"), ("alism", "al"),
    ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"), ("enci", "ence"), ("anci", "ance"),
    ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"),
)  # fmt: skip
_STEP_3: Final = (
    ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"),
    ("ness", ""), ("ful", ""),
)  # fmt: skip
_STEP_4: Final = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al",
    "er", "ic",
)  # fmt: skip
_LI_BEHIND: Final = frozenset("cdeghkmnrt")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a case-folded word; numbers, short words and words of other alphabets stay as they are."""
    if len(word) < _SHORTEST or not word.isascii():
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    found = re.sub("(^|(?<=[aeiouy]))y", r"\1Y", word.replace("'", ""))
    one, two = _regions(found)
    found = _plural(found)
    if found in _KEPT_AFTER_PLURALS:
        return found
    found = _past(found, one)
    if len(found) > 2 and found[-1] in "yY" and found[-2] not in "aeiouy":  # noqa: PLR2004 - "say", "by" keep it
        found = found[:-1] + "i"
    found = _derived(found, one)
    found = _adjectives(found, one, two)
    found = _residue(found, two)
    return _last_letter(found, one, two).replace("Y", "y")


def _regions(word: str) -> tuple[int, int]:
    """Where what follows the first, and the second, consonant behind a vowel begins."""
    start = next((len(prefix) for prefix in _LONG_STARTS if word.startswith(prefix)), None)
    one = start if start is not None else _behind(word, 0)
    return one, _behind(word, one)


def _behind(word: str, start: int) -> int:
    match = _REGION.search(word, start)
    return match.end() if match else len(word)


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]  # noqa: PLR2004 - "ties" is "tie", "cries" is "cri"
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _past(word: str, one: int) -> str:
    for ending in ("eedly", "eed"):
        if word.endswith(ending):
            return word[: -len(ending)] + "ee" if len(word) - len(ending) >= one else word
    for ending in ("ingly", "edly", "ing", "ed"):
        rest = word.removesuffix(ending)
        if rest == word:
            continue
        if not _VOWEL.search(rest):
            return word
        if rest.endswith(("at", "bl", "iz")):
            return rest + "e"
        if rest.endswith(_DOUBLES):
            return rest if rest[:-2] in {"a", "e", "o"} else rest[:-1]  # "add", "egg", "off" are whole
        return rest + "e" if _is_short(rest, one) else rest
    return word


def _is_short(word: str, one: int) -> bool:
    return one >= len(word) and _ends_in_short_syllable(word)


def _ends_in_short_syllable(word: str) -> bool:
    if len(word) == 2:  # noqa: PLR2004 - a vowel and a consonant make a word of two letters short
        return word[0] in "aeiouy" and word[1] not in "aeiouy"
    return len(word) > 2 and word[-3] not in "aeiouy" and word[-2] in "aeiouy" and word[-1] not in "aeiouywxY"  # noqa: PLR2004 - three letters


def _derived(word: str, one: int) -> str:
    for ending, instead in _STEP_2:
        if word.endswith(ending):
            return word[: -len(ending)] + instead if len(word) - len(ending) >= one else word
    if word.endswith("logi"):
        return word[:-1] if len(word) - 3 >= one else word
    if word.endswith("li") and len(word) - 2 >= one and word[-3:-2] in _LI_BEHIND:
        return word[:-2]
    return word


def _adjectives(word: str, one: int, two: int) -> str:
    if word.endswith("ative"):
        return word[:-5] if len(word) - 5 >= max(one, two) else word
    for ending, instead in _STEP_3:
        if word.endswith(ending):
            return word[: -len(ending)] + instead if len(word) - len(ending) >= one else word
    return word


def _residue(word: str, two: int) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            return word[: -len(ending)] if len(word) - len(ending) >= two else word
    if word.endswith("ion") and len(word) - 3 >= two and word[-4:-3] in {"s", "t"}:
        return word[:-3]
    return word


def _last_letter(word: str, one: int, two: int) -> str:
    last = len(word) - 1
    if word.endswith("e") and (last >= two or (last >= one and not _ends_in_short_syllable(word[:-1]))):
        return word[:-1]
    if word.endswith("ll") and last >= two:
        return word[:-1]
    return word

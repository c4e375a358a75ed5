"""How far an English clause is from a sentence that can stand alone, by the parts of speech of its words."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from analysis.reading.languages import language_of
from research_templates.tagging import Token, tag

_LONGEST: Final = 120  # characters; a name is half as long
_FINITE: Final = ("VVB", "VVD", "VVZ", "VBB", "VBD", "VBZ", "VDB", "VDD", "VDZ", "VHB", "VHD", "VHZ", "VM0")
_SUBJECTS: Final = ("NN", "NP", "PNP", "PNI", "PNX", "DT0", "EX0", "CRD", "VVG", "ORD")
_LEADING: Final = frozenset({"PRP", "PRF", "CJS", "TO0", "CJC", "AVQ", "PNQ", "DTQ"})
_WEAK_ENDS: Final = (
    "VVI",
    "VVB",
    "VVZ",
    "VM0",
    "VB",
    "VH",
    "VD",
    "AT0",
    "DPS",
    "PRP",
    "PRF",
    "CJ",
    "TO0",
    "PNQ",
    "DTQ",
)
_POINTING: Final = frozenset(
    {"this", "that", "these", "those", "it", "they", "them", "he", "she", "here", "there", "such"}
)
_FRAGMENT: Final = 0.5
_HEADLESS: Final = 0.15
_LED_IN: Final = 0.4
_BROKEN_OFF: Final = 0.4
_EACH_POINTER: Final = 0.07


@lru_cache(maxsize=20_000)
def awkwardness(text: str) -> float:
    """What a name loses, from 0, for not being a whole clause, or for pointing outside itself.

    Texts that are not clearly English lose nothing: the tagger reads English only.
    """
    if len(text) > _LONGEST or language_of(text, study="") != "en":
        return 0.0
    words = [token for token in tag(text) if token.tag != "PUN"]
    if not words:
        return 0.0
    return round(_shape(words) + _ending(words) + _pointing(words), 3)


def _shape(words: Sequence[Token]) -> float:
    verb = next((place for place, token in enumerate(words) if token.tag.startswith(_FINITE)), None)
    first = next((token for token in words if not token.tag.startswith("AV0")), words[0])
    if first.tag in _LEADING:
        return _LED_IN if verb is not None else _FRAGMENT
    if verb is None:
        # "Long waiting times" is a name; a piece that hangs on a participle is not.
        return 0.0 if words[-1].is_noun and (not first.is_verb or first.tag == "VVG") else _FRAGMENT
    has_subject = any(token.tag.startswith(_SUBJECTS) for token in words[:verb])
    return 0.0 if has_subject else _HEADLESS


def _ending(words: Sequence[Token]) -> float:
    return _BROKEN_OFF if words[-1].tag.startswith(_WEAK_ENDS) else 0.0


def _pointing(words: Sequence[Token]) -> float:
    """Pronouns behind the first word; "that" before a clause and "this import" point at nothing outside."""
    pointing = sum(
        token.lower in _POINTING and token.tag != "CJT" and not following.is_noun
        for token, following in pairwise(words[1:])
    )
    return _EACH_POINTER * (pointing + (len(words) > 1 and words[-1].lower in _POINTING))

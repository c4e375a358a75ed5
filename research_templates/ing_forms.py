"""Forms in -ing: whether they are what somebody does, a noun, or tell one thing from others."""

from collections.abc import Sequence
from itertools import takewhile

from research_templates import vocabulary as v
from research_templates.animacy import looks_like_people
from research_templates.cues import is_segment
from research_templates.missing_verb import FINITE
from research_templates.tagging import Token


def ing_form(tokens: Sequence[Token], index: int) -> str:
    """The tag that a form in -ing should have; empty where the tagger's own stands."""
    token = tokens[index]
    if not token.lower.endswith("ing"):
        return ""
    if _goes_on_doing(tokens, index) or _is_being_done(tokens, index) or _takes_an_object(tokens, index):
        return "VVG"
    if _is_listed(tokens, index) or _describes_people(tokens, index):
        return "AJ0"
    # "Sharing of cars"
    noun = not index and token.tag == "VVG" and len(tokens) > 1 and tokens[1].lower == "of"
    return "NN1" if noun else ""


def _goes_on_doing(tokens: Sequence[Token], index: int) -> bool:
    """Whether a misspelt form in -ing is a verb ("stop comming to our market")."""
    token = tokens[index]
    if not index or index + 1 == len(tokens) or not token.lower.endswith("ing"):
        return False
    if in_a_state(tokens, index - 1) or _costs_time(tokens, index):
        return True
    if token.tag == "AJ0":
        # "stop replying once we ..."
        return tokens[index - 1].lower in v.ASPECT and tokens[index + 1].tag in {"CJS", "PUN"}
    if not token.is_noun:
        return False
    return tokens[index - 1].lower in v.ASPECT and tokens[index + 1].tag[:3] in {"PRP", "AT0", "DPS", "AVP"}


def _takes_an_object(tokens: Sequence[Token], index: int) -> bool:
    """Whether a noun or adjective in -ing has an object as only a verb has ("from cloning the repository")."""
    token = tokens[index]
    if not token.lower.endswith("ing") or token.tag not in {"NN1", "AJ0"} or index + 1 == len(tokens):
        return False
    if tokens[index + 1].tag in {"AT0", "DPS"}:
        return not index or tokens[index - 1].tag in {"PRP", "PRF", "CJC"}
    if index and tokens[index - 1].lower in {"when", "while"}:
        return tokens[index + 1].is_plural
    return not index and _opens_with_people(tokens)


def _describes_people(tokens: Sequence[Token], index: int) -> bool:
    """Whether a sentence opens with people told from others by what they do ("Returning customers")."""
    if index or tokens[0].tag != "VVG" or len(tokens) < 2:  # noqa: PLR2004 - the people
        return False
    alone = is_segment(tokens[0].word) or tokens[0].lower in _DESCRIBES_PEOPLE
    return alone and tokens[1].is_plural and looks_like_people(tokens[1].lower)


def _opens_with_people(tokens: Sequence[Token]) -> bool:
    """Whether a fragment begins with what is done to people ("Inviting teammates"); paying users do it themselves."""
    if is_segment(tokens[0].word) or tokens[0].lower in _DESCRIBES_PEOPLE:
        return False
    rest = list(takewhile(lambda token: token.tag.startswith(("AJ", "NN", "NP", "CRD")), tokens[1:]))
    if not rest or not (rest[-1].is_plural and looks_like_people(rest[-1].lower)):
        return False
    following = tokens[len(rest) + 1].tag if len(rest) + 1 < len(tokens) else "PUN"
    if following in {"VBZ", "VHZ", "VVZ", "VDZ"} or (tokens[0].lower == "helping" and following in FINITE):
        # "Inviting colleagues is the step that most skip": a plural would not agree.
        return True
    return following.startswith(("PUN", "PR")) and not any(token.tag in FINITE for token in _until_mark(tokens))


def _until_mark(tokens: Sequence[Token]) -> list[Token]:
    return list(takewhile(lambda token: token.tag != "PUN", tokens))


_DESCRIBES_PEOPLE = v.words(
    "working living growing ageing aging aspiring expecting commuting practising visiting travelling training"
)
"""Participles of verbs without an object: whoever they stand before does it."""


def _is_listed(tokens: Sequence[Token], index: int) -> bool:
    """Whether a form in -ing only describes one of several things ("tools, sewing machines and telescopes")."""
    if index < 2 or index + 2 >= len(tokens) or tokens[index].tag != "VVG":  # noqa: PLR2004 - a noun and a comma
        return False
    before, following = tokens[index - 2 : index], tokens[index + 1 : index + 3]
    listed = before[0].is_noun and before[1].word == "," and following[0].is_plural
    return listed and (following[1].tag == "CJC" or following[1].word == ",")


def _costs_time(tokens: Sequence[Token], index: int) -> bool:
    """Whether people do it with effort ("waste time searching for photos", "have trouble filing")."""
    spent = index > 1 and tokens[index - 1].lower in v.SPENT and tokens[index - 2].is_verb
    return spent and tokens[index + 1].tag[:2] in {"PR", "AT", "DP", "NN", "PU"}


def in_a_state(tokens: Sequence[Token], index: int) -> bool:
    """Whether people are in a state while doing what follows ("get stuck importing lists", "feel lost using it")."""
    if index < 1 or index + 2 >= len(tokens):
        return False
    state, doing = tokens[index], tokens[index + 1]
    felt = state.tag.startswith(("AJ", "VV")) and (state.lower in v.STATES or state.lower.endswith("ed"))
    goes_on = tokens[index + 2].tag.startswith(("AT", "DP", "NN", "NP", "AJ", "PR"))
    return felt and goes_on and doing.lower.endswith("ing") and tokens[index - 1].lower in _BEING_IN


_BEING_IN = v.words("get gets getting got feel feels feeling felt become becomes became")


def _is_being_done(tokens: Sequence[Token], index: int) -> bool:
    """Whether people are doing what looks like a noun ("What are admins misunderstanding?")."""
    token, before = tokens[index], tokens[index - 1] if index else tokens[index]
    if not token.lower.endswith("ing") or token.tag not in {"NN1", "AJ0"} or not looks_like_people(before.lower):
        return False
    following = tokens[index + 1].tag if index + 1 < len(tokens) else "PUN"
    asked = any(earlier.lower in {"are", "were"} for earlier in tokens[:index])
    return asked and before.is_plural and following.startswith(("PUN", "PR", "AT", "DP"))

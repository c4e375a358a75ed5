"""Verbs' forms that only tell one thing from others ("our storm watch service", "the bulk edit dialog")."""

from collections.abc import Sequence
from dataclasses import replace

from research_templates import vocabulary as v
from research_templates.animacy import looks_like_people
from research_templates.tagging import Token

_BASE = frozenset({"VVB", "VVI"})
_SAID = frozenset({"VVB", "VVI", "VVD", "VVZ"})
_DESCRIBES = ("AJ", "NN", "NP", "ORD", "CRD")
_LEAVES_IT_BARE = v.words("watch watches watched have has had make makes made let lets help helps helped")
"""Verbs behind which another comes without "to" ("make the app crash", "help the club grow")."""


def join_compounds(tokens: list[Token]) -> None:
    """Tag as nouns the verbs that cannot be what their clause says.

    A singular does not agree with a base form ("the bulk edit dialog"), and of two base forms behind "does" only the
    last is the verb ("does our claims check form lose people").
    """
    for clause in _clauses(tokens):
        for at in clause:
            if _is_inside(tokens, at, clause) or _cannot_open(tokens, at, clause):
                tokens[at] = replace(tokens[at], tag="NN1")


def _clauses(tokens: Sequence[Token]) -> list[range]:
    starts = [
        at
        for at, token in enumerate(tokens)
        if token.tag in {"PUN", "CJS", "CJT", "PNQ", "CJC"} or token.lower in v.QUESTION_WORDS
    ]
    return [range(start, end) for start, end in zip([0, *starts], [*starts, len(tokens)], strict=True) if end > start]


def _is_inside(tokens: Sequence[Token], at: int, clause: range) -> bool:
    if tokens[at].tag not in _BASE or at < clause.start + 2 or at + 1 >= clause.stop:
        return False
    before, following = tokens[at - 1], tokens[at + 1]
    if not before.is_noun or not following.is_noun or looks_like_people(following.lower):
        return False
    first = at - 1
    while first > clause.start and tokens[first].tag.startswith(_DESCRIBES):
        first -= 1
    if tokens[first].tag not in {"AT0", "DPS"}:
        return False
    earlier, later = tokens[clause.start : first], tokens[at + 1 : clause.stop]
    helped = any(token.tag.startswith(("VD", "VM")) for token in earlier)
    verbs = [token.lower for token in earlier if token.tag in _SAID]
    if helped and not verbs:
        return any(token.tag in _BASE and tokens[at + step].tag != "TO0" for step, token in enumerate(later))
    return before.tag == "NN1" and before.lower not in v.GROUPS and not set(verbs) & _LEAVES_IT_BARE


def _cannot_open(tokens: Sequence[Token], at: int, clause: range) -> bool:
    """Whether a verb's form follows "would" or "do" in a question, where whoever acts must come ("escape rooms")."""
    if tokens[at].tag not in _BASE or not at or not tokens[at - 1].tag.startswith(("VD", "VM")):
        return False
    fronted = clause.start > 0 and tokens[clause.start - 1].tag.startswith("PR")
    asked = at == 1 or fronted or tokens[at - 2].lower in {"why", "how", "when", "where"}
    goes_on = at + 1 < clause.stop and tokens[at + 1].is_noun
    return asked and goes_on and any(tokens[later].tag in _BASE for later in range(at + 2, clause.stop))

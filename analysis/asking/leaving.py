"""Who speaks of leaving, and what else they met: going away is told in few set phrases, and seldom as a complaint."""

import re
from typing import Final

from analysis.asking.answers import Scope
from analysis.asking.asked_about import asked_by
from analysis.asking.heard import Draft, Heard
from analysis.asking.intentions import Intention, intention_of
from analysis.asking.met import what_they_met
from analysis.asking.said_cues import Cue, holds
from analysis.asking.words import folded_words, words_of
from analysis.findings import Statement

_ASKED: Final = words_of(
    "leave leaves leaving left cancel cancels cancelled cancelling canceled canceling churn churned churning quit "
    "quitting switch switched switching away lose loses losing elsewhere"
)
_OTHERS: Final = words_of("competitor competitors competition")
_BESIDE: Final = _OTHERS | words_of(
    "us thinking think of about the to a an our another other go going gone soon want wants wanted over almost nearly "
    "make makes made making consider considered them they people customers customer users clients anyone anybody "
    "somebody someone everyone participants members is who from those ones and or stay stays stayed staying"
)
_GOING: Final = re.compile(
    r"\b(?:go(?:es|ing|ne)?|went|mov(?:e|es|ed|ing)|chang(?:e|es|ed|ing)) (?:over )?to\b", re.IGNORECASE
)
_WHY: Final = re.compile(
    r"^\W*(?:and |so )?(?:why|what (?:\w+ )?(?:makes?|made|drives?|drove)|reasons? (?:for|why))\b", re.IGNORECASE
)
_BEGINS: Final = 20
"""Characters that may stand before: \"Honestly? Yes, ...\"."""


def is_leaving(topic: str) -> bool:
    """Whether a topic is that people go away, and nothing else."""
    words = folded_words(topic)
    going = any(word in _ASKED for word in words) or (bool(_OTHERS & set(words)) and bool(_GOING.search(topic)))
    return going and all(word in _ASKED or word in _BESIDE for word in words)


def told_by(heard: Heard) -> frozenset[int]:
    """Statements that speak of going away, one's own or somebody else's, or say yes when they are asked about it."""
    return frozenset(
        place
        for place, said in enumerate(heard.statements)
        if holds(said.text, Cue.LEAVING) or _says_yes(said) or _will_not_return(said)
    )


def _says_yes(said: Statement) -> bool:
    """Whether it begins an answer that affirms, to a question about going away."""
    return said.start <= _BEGINS and holds(said.text, Cue.YES) and holds(said.question, Cue.LEAVING_ASKED)


def _will_not_return(said: Statement) -> bool:
    """Whether it begins an answer that says no, to a question about coming back."""
    begins = said.start <= _BEGINS and holds(said.text, Cue.PLAIN_NO)
    return begins and intention_of(asked_by(said.question)) is Intention.RETURNING


def asks_why(question: str) -> bool:
    return bool(_WHY.match(question))


def with_what_they_met(heard: Heard, scope: Scope, draft: Draft, places: tuple[int, ...]) -> Draft:
    """``draft`` with the friction that those who speak of leaving share; as it is when they share none."""
    leaving = heard.voices(heard.kept(places, scope))
    claims = what_they_met(heard, scope, leaving, heard.friction, "those who speak of leaving")
    limit = (
        "What those who speak of leaving met need not be why they leave."
        if claims
        else "Those who speak of leaving share no friction point: their own words say what there is."
    )
    return Draft((*draft.claims, *claims), draft.quotes, draft.table, (*draft.limits, limit))

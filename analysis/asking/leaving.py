"""Who speaks of leaving, and what else they met: going away is told in few set phrases, and seldom as a complaint."""

import re
from typing import Final

from analysis.asking.answers import Scope
from analysis.asking.heard import Draft, Heard
from analysis.asking.words import folded_words, words_of
from analysis.findings import Claim
from analysis.intervals import count
from analysis.summary.wording import in_words

_ASKED: Final = words_of(
    "leave leaves leaving left cancel cancels cancelled cancelling canceled canceling churn churned churning quit "
    "quitting switch switched switching away"
)
_WHY: Final = re.compile(
    r"^\W*(?:and |so )?(?:why|what (?:makes|made|drives|drove)|reasons? (?:for|why))\b", re.IGNORECASE
)
_GOING: Final = re.compile(
    r"\b(?:(?:ll|will|would|might|may|could|can|to|about|going|thinking|consider(?:ed|ing)?|thought|want(?:ed|s)?|of) "
    r"(?:(?:be|just|to|of|about) ){0,2}(?:leav(?:e|ing)|quit(?:ting)?|cancel(?:l?ing)?|switch(?:ing)?|mov(?:e|ing) "
    r"(?:away|elsewhere)|go(?:ing)? elsewhere)(?! (?:it|them|this|that|him|her|the|a|an|my|our|early|home|work)\b)|"
    r"look(?:ed|ing)? (?:at|for|into|around)(?: \w+){0,2} (?:alternatives?|competitors?|elsewhere|something else|"
    r"another (?:provider|tool|system|product|company|supplier|program\w*))|shop(?:ped|ping)? around|"
    r"(?:have|ve|has|had|already|finally|we|i|they) (?:just )?(?:cancel(?:l?ed)|switched (?:to|away|over)|churned)|"
    r"cancel(?:l?ed|l?ing)? (?:my|our|the|their|his|her) (?:account|subscription|contract|plan|membership)|"
    r"(?:not|t|never) (?:be )?(?:renew(?:ing)?|stay(?:ing)? (?:with|on|another|much)|com(?:e|ing) back)|"
    r"(?:left|leaving) (?:you|us|them) (?:for|because|after|last|in)|"
    r"one foot out|last straw|out of here)\b",
    re.IGNORECASE,
)
_SAID: Final = 3


def is_leaving(topic: str) -> bool:
    """Whether a topic is that people go away, and nothing else."""
    words = folded_words(topic)
    return bool(words) and all(word in _ASKED or word in {"us", "thinking", "of", "about", "the"} for word in words)


def told_by(heard: Heard) -> frozenset[int]:
    """Statements that speak of going away, one's own or somebody else's."""
    return frozenset(place for place, said in enumerate(heard.statements) if _GOING.search(said.text))


def asks_why(question: str) -> bool:
    return bool(_WHY.match(question))


def with_what_they_met(heard: Heard, scope: Scope, draft: Draft, places: tuple[int, ...]) -> Draft:
    """``draft`` with the friction that those who speak of leaving share; as it is when they share none."""
    leaving = heard.voices(heard.kept(places, scope))
    claims: list[Claim] = []
    ranked = sorted(
        ((theme, heard.voices(heard.kept(theme.statements, scope)) & leaving) for theme in heard.friction),
        key=lambda pair: -len(pair[1]),
    )
    for theme, both in ranked[:_SAID]:
        if both:
            met = count(len(both), len(leaving))
            own = [place for place in theme.statements if heard.statements[place].participant_id in both]
            text = f"Of those who speak of leaving, {in_words(met)} met {heard.named(theme.name)}."
            claims.append(Claim(text=text, counts=(met,), quotes=heard.quotes(own, 2)))
    limit = (
        "What those who speak of leaving met need not be why they leave."
        if claims
        else "Those who speak of leaving share no friction point: their own words say what there is."
    )
    return Draft((*draft.claims, *claims), draft.quotes, draft.table, (*draft.limits, limit))

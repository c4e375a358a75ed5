"""What stands out: what people put most strongly, and what nobody says alike."""

from itertools import chain, zip_longest
from typing import Final

from analysis.asking.answers import Scope
from analysis.asking.comparing import HOLDS, compare
from analysis.asking.heard import Draft, Heard
from analysis.findings import Claim, Polarity
from analysis.summary.wording import in_words

_QUOTES: Final = 8
_FEWEST_WORDS: Final = 4
"""A quote of fewer says how somebody feels, and not what about."""
_FEW: Final = 0.5
_LIMIT: Final = "How strongly something is put is read from its words alone, which may be meant otherwise."
_TOLD: Final = {Polarity.FRICTION: "described friction", Polarity.SUCCESS: "described something that works"}


def strongest(heard: Heard, scope: Scope) -> Draft:
    """Who tells of friction, of success or of either, and what they put most strongly."""
    claims, ranked = [], []
    for polarity in _kinds(scope):
        places = _clear(heard, scope, polarity)
        counted = heard.counted(places, heard.inside(scope))
        if counted is None or not counted.people:
            continue
        own = sorted(places, key=lambda place: -heard.statements[place].strength * heard.statements[place].confidence)
        ranked.append(own)
        text = f"{in_words(counted)} {_TOLD[polarity]}."
        claims.append(Claim(text=text, counts=(counted,), quotes=heard.quotes(own, 2)))
    mixed = [place for place in chain.from_iterable(zip_longest(*ranked)) if place is not None]
    return Draft(claims=tuple(claims), quotes=heard.quotes(mixed, _QUOTES), limits=(_LIMIT,))


def surprising(heard: Heard, scope: Scope) -> Draft:
    """What few would have guessed, as far as it is counted: groups that differ, what few say, the strongest."""
    compared = compare(heard, scope, (), heard.themes(None)) if heard.attributes else Draft()
    apart = [claim for claim in compared.claims if HOLDS in claim.text]
    alone = said_alone(heard, scope)
    told = strongest(heard, scope)
    few = [claim for claim in alone.claims if claim.counts[0].share <= _FEW]
    limits = ("What surprises you depends on what you thought: this is what stands out.", *told.limits)
    return Draft(claims=(*apart, *few, *told.claims), quotes=alone.quotes if few else told.quotes, limits=limits)


def said_alone(heard: Heard, scope: Scope) -> Draft:
    """Who says something that no theme holds, since nobody else puts it alike."""
    shared = {place for theme in heard.themes(None) for place in theme.statements}
    alone = [place for polarity in _kinds(scope) for place in _clear(heard, scope, polarity) if place not in shared]
    counted = heard.counted(alone, heard.inside(scope))
    if counted is None or not counted.people:
        return Draft(reason="What people clearly complain of or praise is shared by others here.")
    text = f"{in_words(counted)} said something clear that nobody else put alike."
    claim = Claim(text=text, counts=(counted,), quotes=heard.quotes(alone, 2))
    limit = "What one person alone says may be said in quite other words by another."
    return Draft(claims=(claim,), quotes=heard.quotes(alone, _QUOTES), limits=(limit,))


def _kinds(scope: Scope) -> tuple[Polarity, ...]:
    return (scope.polarity,) if scope.polarity in _TOLD else tuple(_TOLD)


def _clear(heard: Heard, scope: Scope, polarity: Polarity) -> list[int]:
    """Statements of the polarity that say what about, of some length."""
    wanted = scope.model_copy(update={"polarity": polarity})
    return [
        place
        for place in heard.kept(range(len(heard.statements)), wanted, polarity=True)
        if len(heard.statements[place].text.split()) >= _FEWEST_WORDS
    ]

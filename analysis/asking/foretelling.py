"""Answers from imported outcomes: what goes together with churn, and whether those who say something churn more."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.asking.answers import Intent, Scope
from analysis.asking.heard import Draft, Heard
from analysis.asking.topics import Topic
from analysis.asking.words import stems
from analysis.exact_tests import exact_p
from analysis.findings import Analysis, Claim
from analysis.intervals import count
from analysis.outcomes.checking import supported
from analysis.outcomes.features import features_of
from analysis.outcomes.indicators import FEWEST_OF_EITHER, FEWEST_PEOPLE, FEWEST_VOICES, leading_indicators
from analysis.outcomes.values import CAUTION, Indicators, Outcome, OutcomeKind, Refusal
from analysis.summary.wording import apart, in_words
from analysis.theming.themes import People

ASKS: Final = frozenset({Intent.EARLY_WARNING, Intent.RELATION, Intent.COMPARE, Intent.FORECAST})
"""Intents that outcomes may answer."""
_AHEAD: Final = re.compile(r"\b(?:next (?:year|quarter|month)|how many|how much|what will)\b", re.IGNORECASE)
"""A figure of the future is in no outcome."""
_QUOTED: Final = re.compile("\u201c([^\u201d]*)\u201d")
_SHORTEST: Final = 4
_CHANCE: Final = 0.05
_NAMED: Final = 5


def outcome_asked(
    question: str, intent: Intent, outcomes: Sequence[Outcome], *, by_default: bool = True
) -> Outcome | None:
    """The outcome that a question names; ``by_default`` for early warnings the only one, or the first yes or no."""
    if intent not in ASKS or not outcomes or _AHEAD.search(question):
        return None
    asked = set(stems(question))
    for outcome in outcomes:
        if any(_meet(own, word) for own in stems(outcome.name.replace("_", " ")) for word in asked):
            return outcome
    if intent is not Intent.EARLY_WARNING or not by_default:
        return None
    return next((outcome for outcome in outcomes if outcome.kind is OutcomeKind.YES_NO), outcomes[0])


def without_its_name(topic: str, outcome: Outcome) -> str:
    """``topic`` without the words that name the outcome: "slow exports churn" is about slow exports."""
    own = stems(outcome.name.replace("_", " "))
    return " ".join(word for word in topic.split() if not any(_meet(o, w) for o in own for w in stems(word)))


def joined_outcomes(studies: Sequence[Sequence[Outcome]]) -> tuple[Outcome, ...]:
    """The outcomes of several studies, those of one name and kind as one; of two kinds the first is kept."""
    found: dict[str, Outcome] = {}
    for outcome in (one for outcomes in studies for one in outcomes):
        first = found.get(outcome.name)
        if first is None:
            found[outcome.name] = outcome
        elif first.kind is outcome.kind:
            found[outcome.name] = Outcome(outcome.name, outcome.kind, {**first.values, **outcome.values})
    return tuple(found.values())


def of_one_study(heard: Heard, outcome: Outcome) -> Draft:
    """Where an outcome can be asked about when several studies are: people of each were asked other things."""
    known = [heard.named(title) for title, people in heard.studies.items() if people & outcome.values.keys()]
    where = " and ".join(known[:_NAMED]) or "no study that is read here"
    reason = (
        f"What goes together with \u201c{outcome.name}\u201d is told of one study at a time, since each asked other "
        f"things. It is known in {where}: ask there."
    )
    return Draft(reason=reason, cannot=True)


def _meet(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= _SHORTEST and (one.startswith(other) or other.startswith(one)))


def computed(analysis: Analysis, people: People, outcome: Outcome) -> Indicators | Refusal:
    """What ``indicators`` tells; takes seconds where many were heard, and is best made before."""
    return leading_indicators(features_of(analysis, people), outcome)


def indicators(heard: Heard, outcome: Outcome, made: Indicators | Refusal | None = None) -> Draft:
    """What goes together with the outcome, where it tells people apart better than chance; else why nothing is said.

    ``made`` is what ``computed`` made of the same people and outcome; it is counted again.
    """
    features = features_of(heard.analysis, heard.people)
    answer = made or leading_indicators(features, outcome)
    if isinstance(answer, Refusal):
        return Draft(reason=answer.text, cannot=True)
    claims = supported(answer, features, outcome).indicators.claims
    for claim in claims:
        for name in _QUOTED.findall(claim.text):
            heard.names.add(name)
    if not claims:
        text = f"Nothing that people said goes together with \u201c{outcome.name}\u201d surely enough to be told."
        return Draft(reason=text, cannot=True)
    return Draft(claims=claims, limits=(CAUTION,))


def of_those_who_say(heard: Heard, scope: Scope, topic: Topic, outcome: Outcome) -> Draft:
    """The outcome among those who speak of the topic, beside those who do not."""
    known = heard.inside(scope) & outcome.values.keys()
    voices = heard.voices(heard.kept(topic.places, scope)) & known
    others = known - voices
    yes = {person for person in known if outcome.values[person]}
    too_few = len(known) < FEWEST_PEOPLE or min(len(yes), len(known) - len(yes)) < FEWEST_OF_EITHER
    if outcome.kind is not OutcomeKind.YES_NO:
        return Draft(reason="The interviews cannot say: the outcome is a number of days, no yes or no.", cannot=True)
    if too_few or min(len(voices), len(others)) < FEWEST_VOICES:
        reason = (
            f"The interviews cannot say: \u201c{outcome.name}\u201d is known of {len(known)} of the people heard, of "
            f"whom {len(voices)} speak of it. At least {FEWEST_PEOPLE} are needed, {FEWEST_OF_EITHER} of either "
            f"outcome, and {FEWEST_VOICES} who speak of it and who do not."
        )
        return Draft(reason=reason, cannot=True)
    having, rest = count(len(yes & voices), len(voices)), count(len(yes & others), len(others))
    more = exact_p(having.people, having.of, rest.people, rest.of) <= _CHANCE
    verdict = "That is more than chance would make it." if more else "That may be chance."
    claim = Claim(
        text=(
            f"{heard.named(outcome.name)} is yes for {in_words(having)} who speak of it, against {in_words(rest)} of "
            f"the others; {apart(having, rest)}. {verdict}"
        ),
        counts=(having, rest),
        quotes=heard.quotes(heard.kept(topic.places, scope), 3),
    )
    return Draft(claims=(claim,), limits=(CAUTION,))

"""Two things set beside each other ("Claude or ChatGPT?"), and who speaks of both of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Intent, Scope
from analysis.asking.counting import how_told
from analysis.asking.heard import Draft, Heard
from analysis.asking.scope import Asked, read_scope, topic_beside, topic_stems
from analysis.asking.stemming import stem
from analysis.asking.topics import Topic
from analysis.asking.words import folded_words
from analysis.exact_tests import mcnemar_mid_p
from analysis.findings import Claim, Count, Polarity, Quote
from analysis.intervals import count
from analysis.summary.wording import in_words

_VERSUS: Final = " versus "
_BOTH: Final = "both "
_AND: Final = " and "
_OPPOSED: Final = re.compile(r"\s+(?:vs\b\.?|versus|(?:when |as )?compared (?:to|with))\s+", re.IGNORECASE)
_COMPARED: Final = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)(?: of| between)?|(?:difference|gap|contrast)s? between|(?:choose|decide) between|"
    r"distinguish(?:es)?)\s+(?P<one>.+?)\s+(?:and|with|to|or|from)\s+(?P<other>.+)",
    re.IGNORECASE,
)
_HOW_COMPARES: Final = re.compile(
    r"^\W*(?:and )?how (?:do|does|did) (?P<one>.+?) compare (?:with|to|against) (?P<other>.+)", re.IGNORECASE
)
_PREFERRED: Final = re.compile(r"\bprefer\w* (?P<one>.+?) (?:to|over|or) (?P<other>.+)", re.IGNORECASE)
_MORE: Final = (
    r"(?:more|less|better|worse|bigger|greater|harder|easier|faster|slower|cheaper|stronger|larger|smaller|nicer|"
    r"simpler|clearer|safer|rather|most|worst|best|biggest|hardest|easiest|fastest|cheapest)"
)
_EITHER: Final = re.compile(
    rf"^\W*(?:and |so )?(?:(?:what|which|who)\b.*?\b{_MORE}\b(?:[^,:]*[,:]| (?:often|frequently|likely))\s+"
    rf"(?P<one>.+?)|(?:is|are|was|were|do|does|did)\b(?=.*\b{_MORE}\b)(?P<first>.+?)|"
    r"(?P<bare>(?:the |a )?\w+(?: \w+)?)) or (?P<other>.+)",
    re.IGNORECASE,
)
"""Alternatives that are weighed; "booking or paying" elsewhere is any of them."""
_THAN: Final = re.compile(rf"^(?P<one>.*\b{_MORE}\b.*) than (?P<other>.+)$", re.IGNORECASE)
_BOTH_OF: Final = re.compile(
    r"^\W*(?:and )?(?:who|(?:people|those|customers|users|anyone|anybody) (?:who|that|with)|"
    r"how many|is there|are there|did any\w*|does any\w*|has any\w*|have any\w*|what (?:share|"
    r"percentage|proportion))\b(?:.*\bboth:? (?P<one>.+?) and|"
    r"(?P<first>.+?) (?:and also|as well as|together with|(?-i:AND))) "
    r"(?P<other>.+)",
    re.IGNORECASE,
)
_NO_THING: Final = re.compile(
    r"^\W*(?:(?:among|amongst|by|those|people|they|ones|who|whoever|what|how) |"
    r"(?:(?:the|a|an|our|in|at|on) )*(?:last|previous|earlier|later|now|today|next|"
    r"year|quarter|expected|hoped|planned|thought|promised|advertised|usual|anything|everything|one|two|three|four|"
    r"five|six|ten|half|[0-9])\b)",
    re.IGNORECASE,
)
"""Whom, when or how much something is measured against, and no second thing."""
_FOR_WHOM: Final = re.compile(r"^\W*for\b", re.IGNORECASE)
_USED_FOR: Final = re.compile(r"\bus(?:e|es|ed|ing|eful)\b", re.IGNORECASE)
_DOING: Final = re.compile(
    r"^(?:(?:find|found|think|thought|say|said|feel|felt|call)s? (?:(?:it|that|this|they|them|we) )?"
    r"(?:(?:is|are|was|were|to be|'s) )?|"
    r"(?:us(?:e|es|ed|ing)|tr(?:y|ies|ied|ying)|cho(?:ose|oses|se)|nam(?:e|es|ed|ing)|buy|bought|visit\w*|prefer\w*) "
    r"(?:(?:the|an?) )?)",
    re.IGNORECASE,
)
_ALTERNATIVES: Final = (_HOW_COMPARES, _COMPARED, _PREFERRED, _EITHER, _THAN)
_CHANCE: Final = 0.05
_QUOTES: Final = 5
_LIMITS: Final = (
    "Nobody was asked to choose between them: the counts are of those who brought them up.",
    "Who speaks of one thing more need not like it better.",
)


def set_beside(question: str, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    """The question as one about two things; None where it names none, or groups of people and no things."""
    if asked.scope.names_rivals:
        return None  # two groups of one kind are set beside each other
    both = _BOTH_OF.search(question)
    parts = _of_match(both) if both else _alternatives(question)
    of_people = asked.unknown or (parts and _FOR_WHOM.search(parts[1]) and not _USED_FOR.search(question))
    names = [] if of_people else _names(parts, asked, heard)
    if not names:
        return _beside_unknown(parts, asked, heard)
    topic = f"{_BOTH}{names[0]}{_AND}{names[1]}" if both else f"{names[0]}{_VERSUS}{names[1]}"
    scope = asked.scope.model_copy(update={"topic": topic, "polarity": asked.scope.polarity if both else None})
    return Intent.HOW_MANY if both else Intent.COMPARE, replace(asked, scope=scope, explicit=True, sets_apart=False)


def _beside_unknown(parts: Sequence[str], asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    """A comparison of a group with another one that nobody is marked by ("enterprise or starter?")."""
    if len(asked.scope.segments) != 1 or len(parts) < 2:  # noqa: PLR2004 - of two groups one is known
        return None
    known = set(folded_words(asked.scope.segments[0].value))
    named = [folded_words(read_scope(part, heard).scope.topic) for part in parts]
    others = [words[0] for words in named if len(words) == 1 and not known.issuperset(words)]
    if len(others) != 1 or heard.words.holds(stem(others[0])):
        return None
    return Intent.COMPARE, replace(asked, unknown=others[0])


def sides_of(topic: str) -> tuple[str, ...]:
    """The two things of which a topic was made by ``set_beside``; empty for any other."""
    if _VERSUS in topic:
        return tuple(topic.split(_VERSUS, 1))
    return tuple(topic.removeprefix(_BOTH).split(_AND, 1)) if topic.startswith(_BOTH) and _AND in topic else ()


def _alternatives(question: str) -> Sequence[str]:
    parts = _OPPOSED.split(question, maxsplit=1)
    if len(parts) > 1:
        return parts
    found = (pattern.search(question) for pattern in _ALTERNATIVES)
    return next((_of_match(match) for match in found if match), ())


def _of_match(match: re.Match[str]) -> list[str]:
    groups = match.groupdict()
    return [groups.get("one") or groups.get("first") or groups.get("bare") or "", match["other"]]


def _names(parts: Sequence[str], asked: Asked, heard: Heard) -> list[str]:
    """What the two parts are about; nothing where one of them only names people, or both are about the same."""
    if not parts or _NO_THING.search(parts[1]):
        return []
    names = [topic_beside(_DOING.sub("", read_scope(part, heard).scope.topic), frozenset()) for part in parts]
    people = {part for segment in asked.scope.segments for part in folded_words(segment.value)}
    if any(people.issuperset(folded_words(name)) for name in names):
        return []
    return names if set(topic_stems(names[0])) != set(topic_stems(names[1])) else []


def beside(heard: Heard, scope: Scope, names: Sequence[str], topics: Sequence[Topic]) -> Draft:
    """How many speak of each of two things, with friction and with praise, and whether one has more voices."""
    if not any(topic.is_said for topic in topics):
        nearest = heard.quotes([place for topic in topics for place in topic.nearest], 3)
        return Draft(reason="The interviews do not say: nobody speaks of either of them.", nearest=nearest)
    called = [heard.named(name) for name in names]
    rows = [_counts(heard, scope, topic) for topic in topics]
    claims = [
        _told_of(heard, scope, name, topic, counts) for name, topic, counts in zip(called, topics, rows, strict=True)
    ]
    claims.append(_of_both(heard, scope, called, topics))
    if len(heard.inside(scope)) > 1:
        claims.append(_verdict(heard, scope, called, topics))
    table = AnswerTable(
        title="Who speaks of each",
        label_heading="About",
        count_columns=("Spoke of it", "Friction", "Praise"),
        rows=tuple(AnswerRow(label=name, counts=counts) for name, counts in zip(names, rows, strict=True)),
        drawn=Drawn.GROUPED_BARS,
    )
    return Draft(claims=tuple(claims), quotes=_telling(heard, scope, topics), table=table, limits=_LIMITS)


def both(heard: Heard, scope: Scope, names: Sequence[str], topics: Sequence[Topic]) -> Draft:
    """Who speaks of one thing and of the other."""
    called = [heard.named(name) for name in names]
    missing = [name for name, topic in zip(called, topics, strict=True) if not topic.is_said]
    if missing:
        nearest = heard.quotes([place for topic in topics for place in topic.nearest], 3)
        return Draft(reason=f"The interviews do not say: nobody speaks of {' or of '.join(missing)}.", nearest=nearest)
    claims = [_of_both(heard, scope, called, topics)]
    claims += [
        _told_of(heard, scope, name, topic, _counts(heard, scope, topic))
        for name, topic in zip(called, topics, strict=True)
    ]
    return Draft(claims=tuple(claims), quotes=_telling(heard, scope, topics), limits=(_LIMITS[0],))


def _counts(heard: Heard, scope: Scope, topic: Topic) -> tuple[Count | None, ...]:
    """Who spoke of it, who with friction, and who praised it."""
    inside = heard.inside(scope)
    own = [
        heard.kept(topic.places, scope.model_copy(update={"polarity": polarity}), polarity=True)
        for polarity in (Polarity.FRICTION, Polarity.SUCCESS)
    ]
    return tuple(heard.counted(places, inside) for places in (heard.kept(topic.places, scope), *own))


def _told_of(heard: Heard, scope: Scope, called: str, topic: Topic, counts: Sequence[Count | None]) -> Claim:
    spoke, friction, praise = counts
    if spoke is None:
        raise ValueError("nobody belongs to the scope")
    kept = heard.kept(topic.places, scope)
    ways = [
        f"{in_words(counted)} {how_told(polarity)}"
        for counted, polarity in ((friction, Polarity.FRICTION), (praise, Polarity.SUCCESS))
        if counted and counted.people
    ]
    held = tuple(counted for counted in (friction, praise) if counted and counted.people)
    told = f"; {', '.join(ways)}" if ways else ""
    return Claim(
        text=f"{called}: {in_words(spoke)} spoke of it{told}.", counts=(spoke, *held), quotes=heard.quotes(kept, 2)
    )


def _of_both(heard: Heard, scope: Scope, called: Sequence[str], topics: Sequence[Topic]) -> Claim:
    inside = heard.inside(scope)
    one, other = (heard.voices(heard.kept(topic.places, scope)) & inside for topic in topics)
    counted = count(len(one & other), len(inside))
    return Claim(
        text=f"{in_words(counted)} spoke of both {called[0]} and {called[1]}.",
        counts=(counted,),
        quotes=_telling(heard, scope, topics)[:2] if counted.people else (),
    )


def _verdict(heard: Heard, scope: Scope, called: Sequence[str], topics: Sequence[Topic]) -> Claim:
    """Who speaks of one of the two only: the same people were heard on both, and those on both sides tell nothing."""
    inside = heard.inside(scope)
    one, other = (heard.voices(heard.kept(topic.places, scope)) & inside for topic in topics)
    only = count(len(one - other), len(inside)), count(len(other - one), len(inside))
    surely = mcnemar_mid_p(only[0].people, only[1].people) <= _CHANCE
    verdict = "That is more than chance would make it." if surely else "That may be chance."
    text = (
        f"{in_words(only[0])} spoke of {called[0]} and not of {called[1]}, "
        f"{in_words(only[1])} of {called[1]} and not of {called[0]}. {verdict}"
    )
    return Claim(text=text, counts=only)


def _telling(heard: Heard, scope: Scope, topics: Sequence[Topic]) -> tuple[Quote, ...]:
    """What is said of both at once first, then of each of them in turn."""
    own = [heard.kept(topic.places, scope) for topic in topics]
    at_once = [place for place in own[0] if place in set(own[1])]
    turns = [place for pair in zip(*own, strict=False) for place in pair]
    return heard.quotes([*at_once, *turns, *own[0], *own[1]], _QUOTES)

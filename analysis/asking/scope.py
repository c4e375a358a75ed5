"""Reads what a question restricts itself to: segments, stage, polarity and topic, and what it asks for in vain."""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from analysis.asking.answers import Scope, SegmentFilter
from analysis.asking.frames import FRICTION, SUCCESS, tells
from analysis.asking.groups import is_year_of_people, names_a_group, place_of_people
from analysis.asking.heard import STUDY, Heard
from analysis.asking.spoken import LANGUAGE, languages_asked_for
from analysis.asking.stemming import stem
from analysis.asking.unmarked import A_PROBLEM, not_marked, unknown_group
from analysis.asking.words import folded_words, stems, words_of
from analysis.findings import Polarity
from analysis.reading.languages import LANGUAGE_NAMES
from research_templates.catalogue import stage_models
from research_templates.tagging import tag

_EVERYDAY_VALUES: Final = words_of("yes no true false other none unknown new old all any")
_PARTICLE: Final = re.compile(
    r"\s(?:in|on|up|out|off|over)\b(?!\W+(?:the|a|an|our|my|your|their|his|her|its|this|that|these|those|any|all)\b)"
)
"""What belongs to a verb before it: "logging in", but not "trouble in the import"."""
_JOINS: Final = words_of("and or vs versus than from")
_SETS_APART: Final = words_of("by per across which each between")
_EXPLICIT: Final = re.compile(
    r"\b(?:about|regarding|concerning|with|around|on the topic of|mention\w*|because of|due to|use for|"
    r"play(?:s|ed)? in|ask(?:ed|s|ing)? for|wish(?:ed|es|ing)? for)\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_DIFFERING: Final = re.compile(
    r"\W*how (?:do|does|did) (?P<what>.+?) (?:differ|vary|change) (?:across|between|by|per|among|amongst|from)\b",
    re.IGNORECASE,
)
"""What differs is the topic; between whom is not."""
_FELT: Final = re.compile(
    r"(?:the|their|any) (?P<what>pain|confusion|delight|frustration|headaches?)\W*", re.IGNORECASE
)
"""What asks for friction or success in other questions, and is a matter of its own in "about the pain"."""
_HOW_LONG: Final = re.compile(
    r"\b(?:how (?:long|soon|fast|quickly|early|late|many (?:days|weeks|months|hours|minutes)|much time)|"
    r"(?:what is |what's )?the (?:typical|median|average|usual|mean) time)\b"
    r"(?: (?:is|was|did|does|do|will|would|has|it|one|they|people|customers|users|take|takes|took|taken|"
    r"need|needs|needed|to|until|till|before|for|from|after|and)\b)*",
    re.IGNORECASE,
)
"""What asks for a length of time and is no part of what it is about."""
_THAN_TOLD: Final = re.compile(
    r"\bcompared (?:to|with) what\b.*|\b(?:as|than) (?:(?:they|people|customers|users|we|was|is|had|have|were|been) )*"
    r"(?:expected|hoped|planned|thought|promised|advertised|usual|before|necessary|needed|described)\b",
    re.IGNORECASE,
)
"""What something is measured against, and no part of what it is about."""
_OTHER_NAMES_OF_STUDIES: Final = words_of("conversation project survey")
_QUOTES: Final = words_of("quote quotes verbatim verbatims quotation quotations example examples")
_OF_QUOTES: Final = words_of("best great good")
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's restrictions. ``attributes`` are those it names, itself or by values of them.

    ``unknown`` is a segment that nobody is marked by. ``explicit`` says that the topic was given as one ("about ...",
    "with ..."), and is not merely what is left over.
    """

    scope: Scope
    attributes: tuple[str, ...] = ()
    unknown: str = ""
    explicit: bool = False
    sets_apart: bool = False
    """Whether it asks "which branch ..." or "by plan", and so for the values of an attribute beside each other."""


def read_scope(question: str, heard: Heard) -> Asked:
    words = folded_words(question)
    used: set[int] = set()
    segments = _segments(words, heard, used, question)
    named = [attribute for attribute in heard.people.segments if _run(words, folded_words(attribute), used)]
    if heard.across and STUDY not in named and any(_run(words, [other], used) for other in _OTHER_NAMES_OF_STUDIES):
        named.append(STUDY)
    attributes = tuple(dict.fromkeys([*(wanted.attribute for wanted in segments), *named]))
    stage = _stage(words, heard, used)
    apart = _named_words(named) | (_OTHER_NAMES_OF_STUDIES if STUDY in named else frozenset())
    left = [
        word
        for place, word in enumerate(words)
        if place not in used and not _beside_group(words, place, used) and not _says_nothing(words, place)
    ]
    topic, explicit = _topic(question, {words[place] for place in used} | _people_behind(words, used), heard.subject)
    return Asked(
        Scope(segments=tuple(segments), stage=stage, polarity=_polarity(left), topic=topic),
        attributes,
        unknown_group(words, heard, used) or not_marked(question, {words[place] for place in used}),
        explicit,
        any(word in _SETS_APART and _singular(words[place + 1]) in apart for place, word in enumerate(words[:-1])),
    )


def _named_words(attributes: Sequence[str]) -> frozenset[str]:
    return frozenset(_singular(folded_words(attribute)[0]) for attribute in attributes if folded_words(attribute))


def _segments(words: Sequence[str], heard: Heard, used: set[int], question: str) -> list[SegmentFilter]:
    found: list[tuple[int, SegmentFilter]] = []
    wanted = [
        (attribute, value)
        for attribute, values in heard.people.segments.items()
        for value in values
        if attribute != LANGUAGE or value not in LANGUAGE_NAMES.values()
    ]
    for attribute, value in sorted(wanted, key=lambda pair: -len(pair[1])):
        parts = folded_words(value)
        everyday = len(parts) == 1 and (parts[0].isdigit() or parts[0] in _EVERYDAY_VALUES)
        everyday = everyday and not (is_year_of_people(words, parts[0]) or _as_written(value, question))
        if everyday:
            parts = [*folded_words(attribute), *parts]
        taken = set(used)
        place = _run(words, parts, taken)
        others = [other.casefold() for other in heard.people.segments[attribute] if other != value]
        if place and (len(place) > 1 or names_a_group(words, place[0], others, folded_words(attribute))):
            used.update(place)
            found.append((place[0], SegmentFilter(attribute=attribute, value=value)))
    roles = {_singular(word) for _, value in wanted for word in folded_words(value)[:1]}
    for attribute, value in wanted:
        called = place_of_people(words, value, roles)
        if called is not None and called not in used:
            used.add(called)
            found.append((called, SegmentFilter(attribute=attribute, value=value)))
    spoken = heard.people.segments.get(LANGUAGE, {})
    for value, places in languages_asked_for(words):
        if value in spoken and used.isdisjoint(places):
            used.update(places)
            found.append((places[0], SegmentFilter(attribute=LANGUAGE, value=value)))
    return [segment for _, segment in sorted(found, key=lambda pair: pair[0])]


def _as_written(value: str, question: str) -> bool:
    """Whether the question has a value that is no mere number: "55+"."""
    return not value.isalnum() and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", question, re.IGNORECASE) is not None


def _people_behind(words: Sequence[str], used: set[int]) -> set[str]:
    """What those of two groups are called in "sleeper passengers or seat passengers"."""
    behind = Counter(words[place + 1] for place in used if place + 1 < len(words) and place + 1 not in used)
    return {word for word, times in behind.items() if times > 1}


def _says_nothing(words: Sequence[str], place: int) -> bool:
    """Whether a word of praise or blame asks for neither: "work around", "the best quote"."""
    behind = words[place + 1] if place + 1 < len(words) else ""
    return behind == "around" or (behind in _QUOTES and words[place] in _OF_QUOTES)


def _run(words: Sequence[str], parts: Sequence[str], used: set[int]) -> tuple[int, ...]:
    """Where ``parts`` stand in a row among words that are free, which are then used; a plural s does not matter."""
    for start in range(len(words) - len(parts) + 1 if parts else 0):
        places = range(start, start + len(parts))
        fits = all(_meet(words[place], part, whole=len(parts) == 1) for place, part in zip(places, parts, strict=True))
        if fits and used.isdisjoint(places):
            used.update(places)
            return tuple(places)
    return ()


def _meet(word: str, part: str, *, whole: bool) -> bool:
    """Of a single word only a plural may differ: "struggle" is not "struggling"; several words meet by their stems."""
    return _singular(word) == _singular(part) or (not whole and stem(word) == stem(part))


def _singular(word: str) -> str:
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word.removesuffix("es")
    return f"{word[:-3]}y" if word.endswith("ies") else word if word.endswith("ss") else word.removesuffix("s")


def _stage(words: Sequence[str], heard: Heard, used: set[int]) -> str:
    """A stage that somebody spoke about and that the question names beside "stage", "phase" or "during"."""
    if not {"stage", "phase", "during", "step", "in", "at"} & set(words):
        return ""
    spoken = {statement.stage for statement in heard.statements} - {""}
    for model in stage_models():
        for stage in model.stages:
            if stage.key in spoken and _run(words, folded_words(stage.name), used):
                return stage.key
    return ""


def _beside_group(words: Sequence[str], place: int, used: set[int]) -> bool:
    """Whether a word names the other group of "successful and struggling customers", and asks for neither praise."""
    after = place + 2 in used and words[place + 1] in _JOINS
    before = [other for other in (place - 2, place - 3) if other in used]
    return after or any(words[other + 1 : place] and words[place - 1] in _JOINS for other in before)


def _polarity(words: Sequence[str]) -> Polarity | None:
    friction = sum(word in FRICTION for word in words)
    success = sum(word in SUCCESS for word in words)
    if friction and not success:
        return Polarity.FRICTION
    return Polarity.SUCCESS if success and not friction else None


def _topic(question: str, used: set[str], subject: AbstractSet[str]) -> tuple[str, bool]:
    """The words between the first and the last that name a thing, and whether the question gives them as its topic.

    What the whole study is about (``subject``) is no topic of its own: "write code with AI" is about writing code.
    """
    question = _THAN_TOLD.sub(" ", _HOW_LONG.sub(" ", question))
    if (problem := A_PROBLEM.match(question)) and (topic := _telling_part(problem["what"], used)):
        return topic, True
    match = _EXPLICIT.search(question)
    if not match and (differing := _DIFFERING.match(question)):
        return _telling_part(differing["what"], used), False
    if match:
        topic = _telling_part(match["rest"], used)
        if topic and not subject >= set(topic_stems(topic)):
            return topic, True
        felt = _FELT.fullmatch(match["rest"])
        if felt and felt["what"].casefold() not in used:
            return felt["what"], True
    return _telling_part(question, used), False


def _telling_part(text: str, used: set[str]) -> str:
    telling = [match for match in _WORD.finditer(text) if tells(match.group(), used)]
    if not telling:
        return ""
    particle = _PARTICLE.match(text, telling[-1].end())
    return text[telling[0].start() : particle.end() if particle else telling[-1].end()]


def names_it_as_a_place(question: str, topic: str) -> bool:
    """Whether a question restricts itself to the topic as to a place: "what works well in the mobile app"."""
    words = set(folded_words(topic))
    within = False
    for token in tag(question):
        if token.tag.startswith("PR") and token.tag != "PRF":
            within = True
        elif token.is_noun and within and words.issuperset(folded_words(token.word)):
            return True
        elif not token.tag.startswith(("AT", "DP", "AJ", "DT", "NN", "NP", "CRD", "ORD", "PRF")):
            within = False
    return False


def asks_whether_a_problem(question: str) -> bool:
    return bool(A_PROBLEM.match(question))


def topic_beside(topic: str, subject: AbstractSet[str], used: AbstractSet[str] = frozenset()) -> str:
    """``topic`` without the words whose stems are ``subject``; as it is when no other word of it tells anything.

    ``used`` are words that name groups of people, and begin and end no topic.
    """
    left = [word for word in topic.split() if not (tells(word, set()) and subject >= set(stems(word)))]
    return _telling_part(" ".join(left), set(used)) or topic


def topic_stems(topic: str) -> list[str]:
    """What a topic is looked for by: its telling words, each once; all of them when none tells more than the rest."""
    words = folded_words(topic)
    telling = [word for word in words if tells(word, set())] or words
    return list(dict.fromkeys(stem(word) for word in telling))

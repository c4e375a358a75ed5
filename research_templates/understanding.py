"""What a research question is about, by rules: subject, people, stage, field, comparison, time, outcome, language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from research_templates import vocabulary as v
from research_templates.chunks import Chunk, Kind, chunks
from research_templates.comparison import sides_compared
from research_templates.cues import Domain, Stage, domain_of, is_segment, stage_of
from research_templates.fragments import topic_end
from research_templates.intent import asked_part, asks_on, is_research, told_before
from research_templates.language import language_of
from research_templates.people import described_from, find_people, main_people, people_phrase
from research_templates.phrasing import as_thing
from research_templates.repair import spell_out
from research_templates.subject import Subject, find_subject
from research_templates.time_frame import TimeFrame, time_frame
from research_templates.understanding_es import read_spanish
from research_templates.wording import clean, cut, listed

LANGUAGES_READ = frozenset({"en", "es"})
"""The languages in which the parts of a question are read; of others only the language is."""

SUBJECT_WORDS, SUBJECT_CHARACTERS = 12, 80
PEOPLE_WORDS, PEOPLE_CHARACTERS = 12, 100
_SIDE_WORDS, _SIDE_CHARACTERS = 6, 60
_OUTCOME_WORDS, _OUTCOME_CHARACTERS = 14, 120
_SEGMENT_CHARACTERS = 40
_READ_WORDS, _READ_CHARACTERS = 60, 600
"""How much of the asking sentence is read: a longer one is cut before any rule looks at it."""
_CUES_READ = 2_000
_REMEMBERED = 64
"""How many questions are remembered: one draft reads its question several times, at some milliseconds each."""
_WANTED = -4.0
"""What a phrase loses as a subject for being what the team wants to come of it."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """The parts of a research question, in its own words; an empty string or tuple says that it does not name a part.

    ``subject`` reads well after "with" and "about"; ``is_activity`` says that it is something people do ("renewing").
    ``is_research`` is false for greetings, orders and noise.
    """

    question: str
    language: str
    subject: str = ""
    people: str = ""
    segments: tuple[str, ...] = ()
    stage: Stage = Stage.NONE
    domain: Domain = Domain.OTHER
    sides: tuple[str, ...] = ()
    time_frame: str = ""
    outcome: str = ""
    is_research: bool = True
    is_activity: bool = False

    @property
    def is_english(self) -> bool:
        return self.language == "en"

    @property
    def compares(self) -> bool:
        return len(self.sides) > 1


_OUTCOME = re.compile(
    rf"\b(?:to|from|in order to|and|so that we(?: can)?)\s+((?:{v.OUTCOME_VERBS})\s+[^,.?!;]{{2,160}}?)"
    r"(?=[,.?!;]|\s(?:during|while|when|because)\b|$)",
    re.IGNORECASE,
)
_TEAM_HAS = re.compile(
    r"we (?:run|offer|have|organi[sz]e|own|manage|publish|host|built|made|launched|started)\b", re.IGNORECASE
)
_OF_THE_TEAM = re.compile(r"^an? ", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W{0,9}(?:(?:our|my|the|main|key|primary) ){0,3}(?:(?:research|study|project|interview|survey) )?"
    r"(?:goal|question|objective|aim|topic|purpose|rq|hypothesis)s?\s?\d{0,2}(?: is to| is)?\s?[:\u2013\u2014-]\s",
    re.IGNORECASE,
)
"""What only announces the question ("Research goal: ...")."""
_SPEAKS_OF_IT = re.compile(r"\b(?:about|experience|of|through)\W*$", re.IGNORECASE)


@lru_cache(maxsize=_REMEMBERED)
def understand(question: str) -> Understanding:
    """Read a research question of any length: English in full, Spanish by simple rules, of others the language."""
    question = clean(question)
    language = language_of(question)
    research = is_research(question, language)
    match language:
        case "en":
            return _read_english(question, research=research)
        case "es":
            spanish = read_spanish(question)
            return Understanding(
                question=question,
                language=language,
                subject=cut(spanish.subject, words=SUBJECT_WORDS, characters=SUBJECT_CHARACTERS),
                people=cut(spanish.people, words=PEOPLE_WORDS, characters=PEOPLE_CHARACTERS),
                time_frame=cut(spanish.time_frame, words=_SIDE_WORDS, characters=_SIDE_CHARACTERS),
                outcome=cut(spanish.outcome, words=_OUTCOME_WORDS, characters=_OUTCOME_CHARACTERS),
                is_research=research,
            )
        case _:
            return Understanding(question=question, language=language, is_research=research)


def _read_english(question: str, *, research: bool) -> Understanding:
    if not research:
        return Understanding(question=question, language="en", is_research=False)
    asked = asked_part(question)
    understood = _read_sentence(question, asked)
    # "... support tickets tripled. What are admins misunderstanding?": what they do says little without the thing.
    rest = understood.subject.split()[1:]
    empty = understood.is_activity and bool(rest) and rest[-1] in v.MEANS_NOBODY
    bare = understood.is_activity and (empty or all(word in v.PARTICLES for word in rest))
    before = told_before(question)
    # "Cancelled subscriptions after the price rise. Was it the price?": what is no sentence names the topic.
    topic = bool(before) and (_is_topic(before) or asks_on(asked))
    if not before or not (bare or topic or not understood.subject):
        return understood
    # "Time to first value is 45 days for some. What makes the difference?": the subject was named before.
    told = _read_sentence(question, before)
    they = any(word.lower() in _ANYBODY | {"they", "them"} for word in re.findall(r"\w+", asked))
    if topic and understood.subject and told.is_activity and " " not in told.subject:
        return understood
    if topic and told.subject:
        understood = replace(understood, people="" if understood.people in _ANYBODY else understood.people)
    elif bare and ((told.is_activity and they and not empty) or not told.subject):
        return understood
    return replace(
        understood,
        subject=_OF_THE_TEAM.sub("our ", told.subject) if _TEAM_HAS.match(before) else told.subject,
        is_activity=told.is_activity,
        people=understood.people or told.people,
        stage=stage_of(before, told.subject) or understood.stage,
        time_frame=understood.time_frame or told.time_frame,
    )


def _is_topic(sentence: str) -> bool:
    found = [chunk for chunk in chunks(_spelt(sentence)) if chunk.kind is not Kind.MARK]
    # "Our rate dropped in spring": what was done to a thing may as well be what it did.
    return bool(found) and topic_end(found) == len(found) and all(chunk.head.tag != "VVN" for chunk in found)


_ANYBODY = frozenset({"people", "ppl"})


def _spelt(sentence: str) -> str:
    return spell_out(cut(_LABEL.sub("", sentence), words=_READ_WORDS, characters=_READ_CHARACTERS))


def _read_sentence(question: str, sentence: str) -> Understanding:
    asked = _spelt(sentence)
    found = chunks(asked)
    time = time_frame(asked)
    outcome = _outcome(asked)
    indexes = _without_time(found, find_people(found), time)
    sides = tuple(cut(side, words=_SIDE_WORDS, characters=_SIDE_CHARACTERS) for side in sides_compared(asked))
    main = main_people(found, indexes)
    groups = {position for index in indexes for position in range(described_from(found, index), index + 1)}
    subject = _subject(asked, found, frozenset(groups), time, outcome)
    people = listed(sides) if sides else people_phrase(asked, found, main, indexes) if main is not None else ""
    if subject.is_activity and main == 1 and topic_end(found) > 1 and found[0].kind is Kind.VERB:
        # "Onboarding new customers: where do they get stuck?" asks the customers, "Inviting teammates: ..." others.
        if not any(chunk.first in {"they", "them", "their"} for chunk in found):
            people = ""
        elif stage_of(found[0].first):
            subject = Subject(found[0].first, is_activity=True)
    named = as_thing(subject.text)
    subject_text = cut(named, words=SUBJECT_WORDS, characters=SUBJECT_CHARACTERS)
    return Understanding(
        question=question,
        language="en",
        subject=subject_text,
        people=cut(people, words=PEOPLE_WORDS, characters=PEOPLE_CHARACTERS),
        segments=_segments(found, indexes, sides),
        stage=stage_of(asked, subject_text) or stage_of(question[:_CUES_READ]),
        domain=domain_of(question[:_CUES_READ]),
        sides=sides,
        time_frame=cut(time.phrase, words=_SIDE_WORDS, characters=_SIDE_CHARACTERS) if time else "",
        outcome=cut(outcome[1], words=_OUTCOME_WORDS, characters=_OUTCOME_CHARACTERS) if outcome else "",
        is_activity=subject.is_activity and named == subject.text,
    )


def _outcome(text: str) -> tuple[int, str] | None:
    found = _OUTCOME.search(text)
    return (found.start(), found[1].strip()) if found else None


def _without_time(found: Sequence[Chunk], indexes: Sequence[int], time: TimeFrame | None) -> tuple[int, ...]:
    return tuple(index for index in indexes if not _in_time(found[index], time))


def _in_time(chunk: Chunk, time: TimeFrame | None) -> bool:
    return time is not None and chunk.head.start < time.end and chunk.head.end > time.start


def _subject(
    text: str, found: Sequence[Chunk], people: frozenset[int], time: TimeFrame | None, outcome: tuple[int, str] | None
) -> Subject:
    beginning = time if time and time.is_a_beginning else None
    if beginning and _SPEAKS_OF_IT.search(text[: beginning.start]):
        return Subject(beginning.phrase)

    def aside(chunk: Chunk) -> float:
        wanted = outcome is not None and outcome[0] <= chunk.start
        if _in_time(chunk, time) or (beginning and wanted):
            return float("-inf")
        return _WANTED if wanted else 0.0

    best = find_subject(text, found, people=people, aside=aside)
    opens = found and found[0].kind is Kind.VERB and found[0].head.tag == "VVG"
    told = best.text and (not best.is_activity or opens or topic_end(found))
    return best if told or not beginning else Subject(beginning.phrase)


def _segments(found: Sequence[Chunk], people: Sequence[int], sides: Sequence[str]) -> tuple[str, ...]:
    words = [
        token.word
        for index in people
        for chunk in found[described_from(found, index) : index + 1]
        for token in chunk.described
        if token is not found[index].head
    ]
    words += [word for side in sides for word in side.split()[:-1]]
    named = (word for word in words if is_segment(word) and len(word) <= _SEGMENT_CHARACTERS)
    return tuple(dict.fromkeys(named))

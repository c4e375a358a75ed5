# ruff: noqa: RUF001 - people write with typographic apostrophes and quotes; the rules must read them
"""What a research question is about, by rules: subject, people, comparison, time frame, outcome, language."""

import re
from dataclasses import dataclass

from research_templates import vocabulary as v
from research_templates.noun_phrase import noun_phrase
from research_templates.wording import clean, cut, language_of, sentences

SUBJECT_WORDS, SUBJECT_CHARACTERS = 12, 80
PEOPLE_WORDS, PEOPLE_CHARACTERS = 12, 100
_SIDE_WORDS, _SIDE_CHARACTERS = 6, 60
_OUTCOME_WORDS, _OUTCOME_CHARACTERS = 14, 120
_READ = 60
"""Words of the asking sentence that are read: a longer one is cut before any rule looks at it."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """The parts of a research question. An empty string or tuple says that the question does not name that part."""

    question: str
    language: str
    subject: str = ""
    people: str = ""
    sides: tuple[str, ...] = ()
    time_frame: str = ""
    outcome: str = ""

    @property
    def is_english(self) -> bool:
        return self.language == "en"

    @property
    def compares(self) -> bool:
        return len(self.sides) > 1


_NUMBER = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of|several)"
_UNIT = r"(?:hours?|days?|weeks?|months?|quarters?|years?|seasons?|semesters?|terms?)"
_TIME = (
    re.compile(
        rf"\b(?:in|during|over|within|for|since|after|of)?\s*((?:the|their|our|your|its|his|her)\s+)?"
        rf"((?:first|last|past|next|previous|coming|final)\s+(?:{_NUMBER}\s+)?{_UNIT})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:within|after|in under|in)\s+()({_NUMBER}\s+{_UNIT})\b", re.IGNORECASE),
    re.compile(
        r"\b()((?:this|last|next)\s+(?:week|month|quarter|year|season|spring|summer|autumn|fall|winter))\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:in|since|during)\s+()((?:19|20)\d\d)\b", re.IGNORECASE),
)
_COMPARISON = (
    re.compile(
        r"\bhow\s+(?:do|does|did)\s+(?P<a>[^,.?!]{2,80}?)\s+(?:differ|vary)\s+from\s+(?P<b>[^,.?!]{2,80})",
        re.IGNORECASE,
    ),
    re.compile(r"\bbetween\s+(?P<a>[^,.?!]{2,80}?)\s+and\s+(?P<b>[^,.?!]{2,80})", re.IGNORECASE),
    re.compile(
        r"\b(?:compare|comparing|contrast)\s+(?P<a>[^,.?!]{2,80}?)\s+(?:and|with|to|against)\s+(?P<b>[^,.?!]{2,80})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<a>(?:[\w'’-]+\s){1,4})(?:versus|vs\.?|compared (?:with|to)|as opposed to|rather "
        r"than)\s+(?P<b>[^,.?!]{2,80})",
        re.IGNORECASE,
    ),
)
_OUTCOME = re.compile(
    rf"\b(?:to|from|in order to|and)\s+((?:{v.OUTCOME_VERBS})\s+[^,.?!;]{{2,160}}?)(?=[,.?!;]|\s(?:during|while|"
    rf"when|because)\b|$)",
    re.IGNORECASE,
)
_SPEAKS_OF_IT = re.compile(r"\b(?:about|experience)\s*$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,.;:?!()\[\]{}\"“”«»]+(?:\.[^\s,.;:?!()\[\]{}\"“”«»]+)*|[,.;:?!()\[\]{}\"“”«»]")


def understand(question: str) -> Understanding:
    """Read a research question of any length and language. Only English is read for more than its language."""
    question = clean(question)
    language = language_of(question)
    if language != "en":
        return Understanding(question=question, language=language)
    asked = cut(_asking_sentence(question), words=_READ, characters=600)
    time_frame, span = _time_frame(asked)
    # What is said about time is no longer looked at for the subject.
    rest = asked if span is None else f"{asked[: span[0]]} , {asked[span[1] :]}"
    sides = _sides(asked)
    outcome, outcome_start = _outcome(rest)
    subject = (
        (time_frame if span and _SPEAKS_OF_IT.search(asked[: span[0]]) else "")
        or _subject(_TOKEN.findall(rest[:outcome_start]))
        # A stretch of someone's beginning ("the first 90 days") is something to talk about; "last quarter" is not.
        or (time_frame if time_frame.startswith("the first") else "")
        or _subject(_TOKEN.findall(rest))
    )
    people = " and ".join(sides) if sides and all(map(_names_people, sides)) else _people(_TOKEN.findall(rest))
    return Understanding(
        question=question,
        language=language,
        subject=cut(subject, words=SUBJECT_WORDS, characters=SUBJECT_CHARACTERS),
        people=cut(people, words=PEOPLE_WORDS, characters=PEOPLE_CHARACTERS),
        sides=sides,
        time_frame=time_frame,
        outcome=outcome,
    )


def _asking_sentence(text: str) -> str:
    """The sentence that carries the question: background before it and orders to a machine beside it do not count."""
    found = sentences(text)
    if not found:
        return text
    for sentence in found:
        if sentence.endswith("?") and v.QUESTION_WORD.search(sentence):
            return sentence
    for sentence in found:
        if sentence.endswith("?") or v.RESEARCH_LEAD.search(sentence):
            return sentence
    return found[0]


def _time_frame(text: str) -> tuple[str, tuple[int, int] | None]:
    for pattern in _TIME:
        found = pattern.search(text)
        if found:
            phrase = found[2].lower()
            if phrase.startswith(("first", "past", "previous", "coming", "final")) or found[1]:
                phrase = f"the {phrase}"
            return phrase, found.span()
    return "", None


def _sides(text: str) -> tuple[str, ...]:
    for pattern in _COMPARISON:
        found = pattern.search(text)
        if found:
            sides = [_side(found["a"], last=True), _side(found["b"], last=False)]
            shared = sides[1].split()[-1:] if len(sides[0].split()) == 1 else []
            if shared and v.is_people(shared[0]) and not v.is_people(sides[0]):
                sides[0] = f"{sides[0]} {shared[0]}"
            # "compared with last year" is about time, not about two groups.
            is_time = any(_time_frame(side)[0] for side in sides)
            return tuple(sides) if all(sides) and sides[0] != sides[1] and not is_time else ()
    return ()


def _side(text: str, *, last: bool) -> str:
    words: list[str] = []
    ordered = reversed(text.split()) if last else iter(text.split())
    for word in ordered:
        if word.lower().strip("'’") in v.SIDE_STOPS or v.is_verb(word.lower()):
            break
        words.append(word)
    words = words[::-1] if last else words
    return cut(_bare(" ".join(words)), words=_SIDE_WORDS, characters=_SIDE_CHARACTERS)


def _outcome(text: str) -> tuple[str, int]:
    """The wanted outcome and where its mention begins (the end of the text when there is none)."""
    found = _OUTCOME.search(text)
    if not found:
        return "", len(text)
    return cut(found[1].strip(), words=_OUTCOME_WORDS, characters=_OUTCOME_CHARACTERS), found.start()


def _names_people(phrase: str) -> bool:
    return v.is_people(phrase.rsplit(maxsplit=1)[-1])


def _bare(phrase: str) -> str:
    words = phrase.split()
    while words and words[0].lower() in v.DETERMINERS:
        words = words[1:]
    return " ".join(words)


def _people(tokens: list[str]) -> str:
    """The first plural noun for people, with the words that describe it."""
    for index, token in enumerate(tokens):
        if not v.is_people(token):
            continue
        start = index
        while start and v.describes(tokens[start - 1]):
            start -= 1
        words = tokens[start : index + 1]
        words[-1] = words[-1].rstrip("'’")
        return " ".join(words)
    return ""


def _subject(tokens: list[str]) -> str:
    """The thing the question is about: the object of the most telling word, else what a weaker sign points at."""
    lower = [token.lower() for token in tokens]
    # An order to somebody ("write ...", "buy ...") names no subject of research.
    if not lower or (v.is_verb(lower[0]) and lower[0] not in v.RESEARCH_VERBS | v.NOUN_TOO):
        return ""
    starts = (
        *(_after(lower, anchors) for anchors in v.ANCHORS),
        _objects_of_people(tokens),
        *(_after(lower, anchors) for anchors in v.WEAK_ANCHORS),
        [index for index, word in enumerate(lower) if word in v.OWNING],
        [0] if len(tokens) <= SUBJECT_WORDS and not v.QUESTION_WORD.search(" ".join(lower)) else [],
    )
    phrases = (noun_phrase(tokens, start) for group in starts for start in group)
    return next((phrase for phrase in phrases if phrase), "")


def _after(lower: list[str], anchors: frozenset[str]) -> list[int]:
    return [
        index + 1
        for index, word in enumerate(lower)
        # After a determiner it is a noun ("our support for teams"), not something done to a subject.
        if word in anchors and not (word in v.NOUN_TOO and index and lower[index - 1] in v.DETERMINERS)
    ]


def _objects_of_people(tokens: list[str]) -> list[int]:
    """Where the object stands in "people do something": two words after the people."""
    return [
        index + 2
        for index, token in enumerate(tokens[:-2])
        if v.is_people(token)
        and not token.endswith(("'", "’"))
        and tokens[index + 1].isalpha()
        and tokens[index + 1].lower() not in v.PHRASE_STOPS | v.JOINERS
    ]

"""What the engine understands of an answer, by rules alone: what kind of answer it is, and what in it to ask about."""

import re
from dataclasses import dataclass
from enum import StrEnum

from interview_engine.lexicon import Lexicon, lexicons
from interview_engine.words import Word, lows, words

_READ = 8_000
"""Characters that are read closely; whatever comes after them is kept, and counted, but not probed."""

_SHORT_WORDS = 7
_STOP_WORDS_AT_MOST = 25
_BRIEF_WORDS = 14
_INJECTION_WORDS_AT_MOST = 60
_MAX_PHRASES = 8
_MAX_TERM_WORDS = 3
_MAX_WORD_CHARACTERS = 30
_OBJECTS = frozenset({"us", "me", "him", "them", "it", "you", "the", "a", "an", "our", "my", "their", "your"})
_INDEFINITE = frozenset({"a", "an", "un", "una", "unos", "unas"})

_CLAUSE_END = re.compile(r"[.!?…;,\n¡¿]+")
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0f]+")
_MARKUP = ("<|", "[inst]", "</s>", "<<sys>>", "### instruction", "```system")


class AnswerKind(StrEnum):
    SUBSTANTIVE = "substantive"
    SHORT = "short"
    DONT_KNOW = "dont_know"
    REFUSAL = "refusal"
    ALREADY_TOLD = "already_told"
    QUESTION_BACK = "question_back"
    STOP_REQUEST = "stop_request"
    OFF_TOPIC = "off_topic"
    EMPTY = "empty"
    INJECTION = "injection"


class PhraseKind(StrEnum):
    TERM = "term"
    DURATION = "duration"
    NUMBER = "number"
    EMOTION = "emotion"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of the answer worth asking about: ``answer[start:end] == text``."""

    text: str
    start: int
    end: int
    kind: PhraseKind


@dataclass(frozen=True, slots=True)
class Reading:
    """``words`` counts the whole answer; ``phrases`` are the best things to probe, best first."""

    kind: AnswerKind
    words: int
    phrases: tuple[Phrase, ...] = ()


def read_answer(text: str, question_text: str) -> Reading:
    """Read one answer to ``question_text``. Linear in the length of the answer, whatever it holds."""
    if not _INVISIBLE.sub("", text):
        return Reading(AnswerKind.EMPTY, 0)
    near = text[:_READ]
    found = words(near)
    total = len(found) if len(text) <= _READ else len(text.split())
    kind = _kind(near, found, total)
    phrases = _phrases(near, found, question_text) if kind in {AnswerKind.SUBSTANTIVE, AnswerKind.SHORT} else ()
    return Reading(kind, total, phrases)


def _kind(text: str, found: list[Word], total: int) -> AnswerKind:
    low = " ".join(word.low for word in found)
    clauses = [clause for clause in (lows(part) for part in _CLAUSE_END.split(text)) if clause]
    for lexicon in lexicons():
        kind = _kind_in(lexicon, text, low, clauses, total)
        if kind:
            return kind
    if len(clauses) == 1 and total <= _STOP_WORDS_AT_MOST and text.rstrip().endswith("?"):
        return AnswerKind.QUESTION_BACK
    return AnswerKind.SHORT if total <= _SHORT_WORDS else AnswerKind.SUBSTANTIVE


def _kind_in(lexicon: Lexicon, text: str, low: str, clauses: list[list[str]], total: int) -> AnswerKind | None:  # noqa: PLR0911 - one per kind
    bare = [core for core in (_without_fillers(clause, lexicon) for clause in clauses) if core]
    # In a long answer "stop" is part of a story; only its last words can be about the interview.
    looked_at = bare if total <= _STOP_WORDS_AT_MOST else bare[-1:]
    if any(clause in lexicon.stop for clause in looked_at):
        return AnswerKind.STOP_REQUEST
    if total <= _INJECTION_WORDS_AT_MOST and _is_injection(lexicon, text, low):
        return AnswerKind.INJECTION
    if total > _STOP_WORDS_AT_MOST:
        return None
    padded = f" {low} "
    begun = [*bare, *(" ".join(clause) for clause in clauses)]
    if _starts(begun, lexicon.question_back) and total <= _BRIEF_WORDS:
        return AnswerKind.QUESTION_BACK
    if any(f" {phrase} " in padded for phrase in lexicon.off_topic):
        return AnswerKind.OFF_TOPIC
    # What is left beside the phrase decides: "I don't know, the import took three days" is an answer.
    rest = [clause for clause in bare if clause not in lexicon.dont_know]
    if len(rest) < len(bare) and sum(len(clause.split()) for clause in rest) <= len(bare):
        return AnswerKind.DONT_KNOW
    if any(clause in lexicon.refusal for clause in bare) or _starts(begun, lexicon.refusal_starts):
        return AnswerKind.REFUSAL
    if total <= _BRIEF_WORDS and _starts(begun, lexicon.already_told):
        return AnswerKind.ALREADY_TOLD
    return None


def _without_fillers(clause: list[str], lexicon: Lexicon) -> str:
    """The clause without polite and hesitant words at its ends, unless they are all there is."""
    whole = " ".join(clause)
    if whole in lexicon.stop or whole in lexicon.refusal or whole in lexicon.dont_know:
        return whole
    start, end = 0, len(clause)
    while start < end and clause[start] in lexicon.fillers:
        start += 1
    while end > start and clause[end - 1] in lexicon.fillers:
        end -= 1
    core = " ".join(clause[start:end])
    inner = " ".join(word for word in clause if word not in lexicon.fillers)
    return inner if inner in lexicon.dont_know else core


def _starts(clauses: list[str], phrases: tuple[str, ...]) -> bool:
    return any(clause == phrase or clause.startswith(f"{phrase} ") for clause in clauses for phrase in phrases)


def _is_injection(lexicon: Lexicon, text: str, low: str) -> bool:
    padded, markup = f" {low} ", text.lower()
    return any(f" {phrase} " in padded for phrase in lexicon.injection) or any(mark in markup for mark in _MARKUP)


def _phrases(text: str, found: list[Word], question_text: str) -> tuple[Phrase, ...]:
    """Durations, emotions, numbers and terms, scored by how much a listener would want to hear more of them."""
    asked = set(lows(question_text))
    scored: list[tuple[float, Phrase]] = []
    taken: set[int] = set()
    for lexicon in lexicons():
        for weight, phrase, places in (*_quantities(text, found, lexicon), *_terms(text, found, lexicon, asked)):
            if not taken.intersection(places):
                taken.update(places)
                scored.append((weight, phrase))
    scored.sort(key=lambda item: (-item[0], item[1].start))
    distinct = {phrase.text.lower(): phrase for _, phrase in reversed(scored)}
    return tuple(phrase for _, phrase in scored if distinct[phrase.text.lower()] is phrase)[:_MAX_PHRASES]


_Scored = tuple[float, Phrase, range]


def _cut(text: str, found: list[Word], places: range, kind: PhraseKind) -> Phrase:
    start, end = found[places.start].start, found[places.stop - 1].end
    return Phrase(text[start:end], start, end, kind)


def _adjacent(text: str, left: Word, right: Word) -> bool:
    return text[left.end : right.start] == " "


def _quantities(text: str, found: list[Word], lexicon: Lexicon) -> list[_Scored]:
    scored: list[_Scored] = []
    for place, word in enumerate(found):
        if word.low in lexicon.emotions:
            scored.append(
                (3.0, _cut(text, found, range(place, place + 1), PhraseKind.EMOTION), range(place, place + 1))
            )
        if word.low not in lexicon.units or not place:
            continue
        first = place
        while first and place - first < _MAX_TERM_WORDS and _adjacent(text, found[first - 1], found[first]):
            before = found[first - 1].low
            if not (before in lexicon.numbers or before.isdigit() or before in {"of", "de", "to", "a"}):
                break
            first -= 1
        head = found[first].low
        # "a day" and "una hora" are figures of speech more often than measurements.
        is_count = head.isdigit() or (head in lexicon.numbers and head not in {"few", "couple"})
        if first < place and is_count and not (first == place - 1 and head in lexicon.determiners):
            places = range(first, place + 1)
            scored.append((2.5, _cut(text, found, places, PhraseKind.DURATION), places))
    return scored


def _terms(text: str, found: list[Word], lexicon: Lexicon, asked: set[str]) -> list[_Scored]:
    """Noun phrases without a parser: what follows a determiner, until a word that cannot belong to it."""
    scored: list[_Scored] = []
    for place, word in enumerate(found[:-1]):
        if word.low not in lexicon.determiners:
            continue
        end = place + 1
        while end < len(found) and end - place <= _MAX_TERM_WORDS and _adjacent(text, found[end - 1], found[end]):
            # After its first word, "-ed" is the verb of the sentence: "the import failed".
            if not _is_content(found[end], lexicon) or (end > place + 1 and found[end].low.endswith("ed")):
                break
            end += 1
        # "The dashboard saves us": what stands before an object is the verb.
        if end - place > 2 and end < len(found) and found[end].low in _OBJECTS and found[end - 1].low.endswith("s"):  # noqa: PLR2004 - two words or more
            end -= 1
        content = found[place + 1 : end]
        # Without the word that ended it, a full-length phrase may have been cut in its middle.
        cut_short = end - place > _MAX_TERM_WORDS and end < len(found) and _is_content(found[end], lexicon)
        if not content or cut_short or all(item.low in lexicon.vague for item in content):
            continue
        # "A table" is any table; "a training session" is a thing that can be asked about.
        if word.low in _INDEFINITE and len(content) == 1:
            continue
        if content[-1].low in lexicon.vague or content[-1].low in lexicon.emotions:
            continue
        new = sum(item.low not in asked for item in content)
        named = any(_is_name(text, item) for item in content)
        weight = (
            (0.6 if word.low in _INDEFINITE else 1.0)
            + 0.6 * min(len(content), 2)
            + (0.8 if named else 0.0)
            - (1.5 if not new else 0.0)
        )
        places = range(place, end)
        scored.append((weight, _cut(text, found, places, PhraseKind.TERM), places))
    return scored


def _is_content(word: Word, lexicon: Lexicon) -> bool:
    low = word.low
    return (
        low not in lexicon.stop_words
        and low not in lexicon.determiners
        and len(low) <= _MAX_WORD_CHARACTERS
        and not low.isdigit()
        and not low.endswith(("ly", "mente"))
    )


def _is_name(text: str, word: Word) -> bool:
    """An acronym or a product's name: capitals anywhere but at the start of a sentence, or digits inside."""
    written = text[word.start : word.end]
    return written[1:] != written[1:].lower() or any(character.isdigit() for character in written)

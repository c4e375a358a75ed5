"""What in an answer is worth asking about, by rules alone: terms, events, durations, numbers, emotions, contrasts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from interview_engine.lexicon import Lexicon, spoken
from interview_engine.noun_phrases import (
    MAX_WORD_CHARACTERS,
    adjacent,
    is_content,
    is_name,
    noun_phrase_end,
    without_elision,
)
from interview_engine.privacy import personal_spans
from interview_engine.quotable import is_felt, is_one_clause, names_a_thing
from interview_engine.tagged import TaggedText
from interview_engine.words import Word, lows, words

_MAX_PHRASES = 8
_MAX_LOOKED_AT = 6
"""Candidates that are looked at with parts of speech: each may cost a millisecond."""
_MAX_TERM_WORDS = 3
_MAX_CLAUSE_WORDS = 7
"""A quotation longer than this reads as an answer pasted back."""
_MIN_CONTRAST_WORDS = 3
_MIN_NAMED_NUMBER = 2
_TIGHT = frozenset({"of", "to", "than", "de", "del", "a", "al", "zu", "von", "du", "des", "do", "da"})
"""Prepositions that what stands before them cannot do without: "we were able" is no clause."""
_STAND_INS = frozenset({"it", "he", "she", "er", "es", "il", "elle", "él", "ella", "ele", "ela"})
_YEAR = re.compile(r"(?:19|20)\d\d")

_EMOTION, _DURATION, _NUMBER, _CONTRAST, _VAGUE_CONTRAST, _EVENT = 3.0, 2.5, 1.7, 2.3, 1.5, 2.2
"""How much a listener would want to hear more; a term weighs by what it is made of."""
_BARE_NOUN = 0.4


class PhraseKind(StrEnum):
    TERM = "term"
    EVENT = "event"
    DURATION = "duration"
    NUMBER = "number"
    EMOTION = "emotion"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of the answer worth asking about: ``answer[start:end] == text``."""

    text: str
    start: int
    end: int
    kind: PhraseKind


_Scored = tuple[float, Phrase]


def find_phrases(text: str, found: list[Word], question_text: str) -> tuple[Phrase, ...]:
    """The best phrases of ``text``, best first; no two overlap, no two read the same, none holds personal data."""
    question = lows(question_text)
    scored: list[_Scored] = []
    languages = spoken([word.low for word in found], question)
    for lexicon in languages:
        near = without_elision(found, lexicon)
        scored += _quantities(text, near, lexicon)
        scored += _terms(text, near, lexicon, set(question))
        scored += _clauses(text, near, lexicon)
    scored.sort(key=lambda item: (-item[0], item[1].start, item[1].end))
    chosen: list[Phrase] = []
    taken = [(span.start, span.end) for span in personal_spans(text)]
    english = next((lexicon for lexicon in languages[:1] if lexicon.language == "en"), None)
    tagged, looked_at = TaggedText(text), 0
    for _, candidate in scored:
        phrase = candidate
        if english and candidate.kind is PhraseKind.TERM and " " in candidate.text:
            if looked_at == _MAX_LOOKED_AT:
                continue
            looked_at += 1
            settled = _settled(text, candidate, tagged, english, frozenset(question))
            if settled is None:
                continue
            phrase = settled
        free = all(phrase.end <= start or end <= phrase.start for start, end in taken)
        if free and all(phrase.text.lower() != other.text.lower() for other in chosen):
            chosen.append(phrase)
            taken.append((phrase.start, phrase.end))
            if len(chosen) == _MAX_PHRASES:
                break
    return tuple(chosen)


def _settled(text: str, phrase: Phrase, tagged: TaggedText, lexicon: Lexicon, asked: frozenset[str]) -> Phrase | None:
    """The noun phrase without a verb at its end; None when what is left is none, or nothing to ask about."""
    end = tagged.noun_phrase_end(phrase.start, phrase.end)
    if end is None or end == phrase.end:
        return phrase if end else None
    left = text[phrase.start : end]
    first, *content = lows(left)
    if not content or content[-1] in lexicon.vague or (first in lexicon.indefinite and len(content) == 1):
        return None
    found = words(left)
    if not names_a_thing(left, found, range(len(found)), lexicon, asked):
        return None
    return Phrase(left, phrase.start, end, PhraseKind.TERM)


def _cut(text: str, found: list[Word], start: int, stop: int, kind: PhraseKind) -> Phrase:
    first, last = found[start].start, found[stop - 1].end
    return Phrase(text[first:last], first, last, kind)


def _quantities(text: str, found: list[Word], lexicon: Lexicon) -> Iterator[_Scored]:
    for place, word in enumerate(found):
        if word.low in lexicon.emotions and is_felt(found, place, lexicon):
            yield _EMOTION, _cut(text, found, place, place + 1, PhraseKind.EMOTION)
        number = _number(text, found, place, lexicon)
        if number:
            yield _NUMBER, number
        if word.low not in lexicon.units or not place:
            continue
        first = place
        while first and place - first < _MAX_TERM_WORDS and adjacent(text, found[first - 1], found[first]):
            before = found[first - 1].low
            if not (before in lexicon.numbers or before.isdigit() or before in {"of", "de", "to", "a"}):
                break
            first -= 1
        head = found[first].low
        # "a day" and "una hora" are figures of speech more often than measurements.
        is_count = head.isdigit() or (head in lexicon.numbers and head not in {"few", "couple"})
        if first < place and is_count and not (first == place - 1 and head in lexicon.determiners):
            yield _DURATION, _cut(text, found, first, place + 1, PhraseKind.DURATION)


def _number(text: str, found: list[Word], place: int, lexicon: Lexicon) -> Phrase | None:
    """A count of something ("200 invoices") or a share ("40 %"); years and bare digits say too little."""
    word = found[place]
    if not word.low.isdigit() or not word.low.isascii() or _YEAR.fullmatch(word.low):
        return None
    share = re.compile(r" ?%").match(text, word.end)
    if share:
        return Phrase(text[word.start : share.end()], word.start, share.end(), PhraseKind.NUMBER)
    if len(word.low) > MAX_WORD_CHARACTERS or place + 1 >= len(found) or not adjacent(text, word, found[place + 1]):
        return None
    noun = found[place + 1]
    counted = is_content(noun, lexicon) and noun.low not in lexicon.vague and noun.low not in lexicon.units
    # Without a list of function words nothing tells a noun from them; every language that is offered has one.
    named = text[noun.start].isupper() if lexicon.capital_nouns else noun.low.endswith("s")
    if int(word.low) < _MIN_NAMED_NUMBER or not counted or not named:
        return None
    return _cut(text, found, place, place + 2, PhraseKind.NUMBER)


def _terms(text: str, found: list[Word], lexicon: Lexicon, asked: set[str]) -> Iterator[_Scored]:
    """Noun phrases without a parser: what follows a determiner, until a word that cannot belong to it."""
    for place, word in enumerate(found[:-1]):
        if word.low not in lexicon.determiners:
            continue
        end = noun_phrase_end(text, found, place, lexicon)
        content = found[place + 1 : end]
        # Without the word that ended it, a full-length phrase may have been cut in its middle.
        is_closed = lexicon.capital_nouns and text[found[end - 1].start].isupper()
        cut_short = end - place > _MAX_TERM_WORDS and end < len(found) and is_content(found[end], lexicon)
        cut_short = cut_short and not is_closed and not lexicon.adjective_endings
        if not content or cut_short or all(item.low in lexicon.vague | lexicon.units for item in content):
            continue
        # "A table" is any table; "a training session" is a thing that can be asked about.
        if word.low in lexicon.indefinite and len(content) == 1:
            continue
        # "La prise en main" is no hand, and "la mise à jour" no day.
        is_compound = len(content) > 2 and content[-2].low in lexicon.kept_prepositions  # noqa: PLR2004 - three words
        if (content[-1].low in lexicon.vague and not is_compound) or content[-1].low in lexicon.emotions:
            continue
        # "A good quarter" is one of an hour, and "a few years" are a duration.
        if content[-1].low in lexicon.units and not is_compound:
            continue
        if not names_a_thing(text, found, range(place, end), lexicon, frozenset(asked)):
            continue
        new = sum(item.low not in asked for item in content)
        named = any(is_name(text, item) for item in content)
        weight = (
            (0.6 if word.low in lexicon.indefinite else 1.0)
            + 0.6 * min(len(content), 2)
            + (0.8 if named else 0.0)
            - (1.5 if not new else 0.0)
        )
        if _is_oblique(text, found, place, lexicon):
            # "Aus dem Urlaub": away from its sentence the noun stands alone, and a genitive not at all.
            if word.low not in lexicon.genitive or word.low in lexicon.oblique_after:
                noun = next((at for at in range(place + 1, end) if text[found[at].start].isupper()), end - 1)
                yield weight - _BARE_NOUN, _cut(text, found, noun, end, PhraseKind.TERM)
            continue
        start = place + (word.low in lexicon.contracted)
        yield weight, _cut(text, found, start, end, PhraseKind.TERM)


def _is_oblique(text: str, found: list[Word], place: int, lexicon: Lexicon) -> bool:
    """Whether a phrase that begins at ``place`` is in a case in which nobody quotes it."""
    low = found[place].low
    if low in lexicon.oblique:
        return True
    if low not in lexicon.oblique_after or not place:
        return False
    before = found[place - 1]
    return before.low in lexicon.prepositions or (
        text[before.start].isupper() and before.low not in lexicon.stop_words and adjacent(text, before, found[place])
    )


def _clauses(text: str, found: list[Word], lexicon: Lexicon) -> Iterator[_Scored]:
    """Events ("we lost two weeks") and contrasts ("but the exports never worked"), short enough to be quoted."""
    for place, word in enumerate(found):
        if word.low in lexicon.contrasts:
            yield from _contrast(text, found, place, lexicon)
            continue
        if word.low in lexicon.subjects:
            verb = place + 1
        elif word.low in lexicon.determiners:
            verb = noun_phrase_end(text, found, place, lexicon)
        else:
            continue
        # "The export of the import failed": what stands after a preposition did nothing.
        if word.low not in lexicon.subjects and (verb == place + 1 or _is_governed(found, place, lexicon)):
            continue
        if verb >= len(found) or not adjacent(text, found[verb - 1], found[verb]):
            continue
        if not _is_event(found[verb], lexicon, after_pronoun=word.low in lexicon.subjects):
            continue
        end = _clause_end(text, found, place, lexicon)
        # "It took me by the hand": away from its sentence nobody knows what did.
        if word.low in _STAND_INS:
            continue
        # "We needed" and "I made them" are no events without what was needed and made.
        whole = end and is_one_clause(text, found[place:end], lexicon)
        if whole and end and end > verb + 1 and any(is_content(item, lexicon) for item in found[verb + 1 : end]):
            yield _EVENT, _cut(text, found, place, end, PhraseKind.EVENT)


def _is_governed(found: list[Word], place: int, lexicon: Lexicon) -> bool:
    """Whether a preposition stands before the noun phrase, or in its determiner."""
    if found[place].low in lexicon.contracted or found[place].low in lexicon.oblique:
        return True
    before = found[place - 1].low if place else ""
    return before in lexicon.prepositions and before not in lexicon.connectives


def _is_event(word: Word, lexicon: Lexicon, *, after_pronoun: bool) -> bool:
    """Whether the word tells that something happened; after a noun "-ed" may describe it ("a voice based model")."""
    if word.low in lexicon.event_verbs:
        return True
    ends = bool(lexicon.event_endings) and word.low.endswith(lexicon.event_endings)
    return after_pronoun and ends and word.low not in lexicon.stop_words


def _contrast(text: str, found: list[Word], place: int, lexicon: Lexicon) -> Iterator[_Scored]:
    """The clause after "but" or "instead"; one that begins with neither a noun nor a pronoun is half of a sentence."""
    start = place + 1
    if start >= len(found) or not adjacent(text, found[place], found[start]):
        return
    is_named = found[start].low in lexicon.determiners
    end = _clause_end(text, found, start, lexicon) if is_named or found[start].low in lexicon.subjects else None
    if not end or end - start < _MIN_CONTRAST_WORDS or not is_one_clause(text, found[start:end], lexicon):
        return
    if any(is_content(word, lexicon) and word.low not in lexicon.vague for word in found[start:end]):
        yield _CONTRAST if is_named else _VAGUE_CONTRAST, _cut(text, found, start, end, PhraseKind.CONTRAST)


def _clause_end(text: str, found: list[Word], start: int, lexicon: Lexicon) -> int | None:
    """Where the clause from ``start`` may be cut: at its end or before a preposition; None when neither fits."""
    end, cut = start + 1, None
    while end < len(found) and adjacent(text, found[end - 1], found[end]):
        low = found[end].low
        if low in lexicon.connectives or low in lexicon.contrasts:
            break
        if end - start >= _MAX_CLAUSE_WORDS:
            return cut
        # In German the verb may stand at the end: a clause that is cut has lost it.
        if low in lexicon.prepositions and low not in _TIGHT and end - start > 1 and not lexicon.capital_nouns:
            cut = end
        end += 1
    # A clause does not end in "the", "to" or "of": something was interrupted there.
    last = found[end - 1].low
    return None if last in lexicon.determiners or last in lexicon.prepositions else end

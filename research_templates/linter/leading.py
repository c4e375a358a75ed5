"""Wordings that suggest the wanted answer: tags, appeals to others, claims to agree with, one-sided scales."""

from research_templates.linter import lexicon
from research_templates.linter.closed import NEGATED, first_word, stated
from research_templates.linter.reading import MARKS, Reading, Sentence, Spans, has_open_word

_PHRASES = lexicon.patterns("leading", "phrases")
_CROWD = lexicon.among(
    "most many all majority plenty lots countless millions thousands hundreds several other leading "
    "top almost nearly our loyal independent experts experienced some doctors scientists economists "
    "critics dentists industry"
)
_NEAR = 5


def leading(reading: Reading) -> Spans:
    if reading.language != "en":
        return
    for sentence in reading.judged:
        plain = reading.plain[sentence.start : sentence.end]
        for pattern in _PHRASES:
            for match in pattern.finditer(plain):
                yield match.start() + sentence.start, match.end() + sentence.start
        yield from _negative_question(sentence)
        yield from _crowd(sentence)
        yield from one_sided_scale(sentence)
        yield from _statement(sentence)


def _negative_question(sentence: Sentence) -> Spans:
    """As in "Don't you think ...", "Is it not ...": the negation asks for a yes."""
    if not sentence.asks:
        return
    first = first_word(sentence)
    for i, word in enumerate(sentence.words):
        opens = i == first or (sentence.word(i - 1) in MARKS and not has_open_word(sentence, i))
        if opens and word in NEGATED:
            yield sentence.span(i, i + 2)
        if (
            opens
            and word in lexicon.among("is are was were do did does would should has have")
            and (
                sentence.word(i + 2) == "not"
                and sentence.word(i + 1) in lexicon.among("it you they we that this there")
            )
        ):
            yield sentence.span(i, i + 3)


def _crowd(sentence: Sentence) -> Spans:
    """As in "Most of our customers say ...": others have answered already."""
    people, opinion = lexicon.word_set("nouns", "people"), lexicon.verbs("opinion")
    for i, word in enumerate(sentence.words):
        if word not in _CROWD and sentence.tag_of(i) != "CRD":
            continue
        asked = lexicon.among("do does did have has would will can how what should if when that")
        if sentence.word(i - 1) in asked or (word == "other" and sentence.word(i - 1) not in {"", ",", "many", "and"}):
            continue
        for j in range(i, min(i + _NEAR, len(sentence.words))):
            if sentence.words[j] in people:
                k = j + 1
                while sentence.tag_of(k) in {"AV0", "VM0", "XX0", "VHB"} or sentence.word(k) in lexicon.among(
                    "in like we us you here surveyed ask asked"
                ):
                    k += 1
                verb = lexicon.starts(sentence.words, k, opinion)
                if verb and sentence.tag_of(k) != "PRP" and not _within_question(sentence, i):
                    yield sentence.span(i, k + verb[1])
                    return


def _within_question(sentence: Sentence, at: int) -> bool:
    """Whether the clause before is the question itself, so that others are what it asks about."""
    before = sentence.words[:at]
    return (
        bool(before)
        and before[-1] not in MARKS
        and has_open_word(sentence, at)
        and "that" not in before[-2:]
        and before[-1] not in {"and", "but", "because", "given"}
    )


_NOT_ASKED_BY = lexicon.among("is are was were do did does has have had would will can could should")
_SCALE_NEUTRAL = lexicon.among("familiar likely important often much many long well soon far old aware")


def scale_words(sentence: Sentence) -> tuple[int, int] | None:  # noqa: C901 - one frame after the other
    """The token of "how" and of the word whose one end is asked about ("How easy was ..."); none for both ends."""
    poles, charged = lexicon.scale_poles(), lexicon.word_set("adjectives", "charged")
    for i, word in enumerate(sentence.words):
        if word != "how":
            continue
        j = i + 1
        while sentence.word(j) in lexicon.among("very really truly incredibly so extremely much more less un well") or (
            sentence.tag_of(j) == "AV0" and sentence.word(j) not in poles and sentence.word(j) not in _SCALE_NEUTRAL
        ):
            j += 1
        scaled = sentence.word(j)
        if scaled not in poles and scaled not in charged:
            continue
        k = j + 1
        if sentence.word(k) in lexicon.among("or , versus vs to") and (
            sentence.word(k) != "," or sentence.word(k + 1) in {"or", "if"}
        ):
            continue
        while k < len(sentence.words) and (
            sentence.word(k) in {"and", ","} or sentence.tag_of(k).startswith(("AJ", "AV")) or sentence.word(k) in poles
        ):
            if sentence.word(k) == "or":
                break
            k += 1
        if sentence.word(k) == "or":
            continue
        start = sentence.tokens[j].start
        # "how clean the room was" is a scale as well; "how simple changes happen" is not.
        if (
            sentence.word(k) in _NOT_ASKED_BY
            or sentence.tag_of(k) in {"AT0", "DPS", "PNP", "DT0"}
            or sentence.word(k) in {"of", "a"}
        ):
            if start and not sentence.is_neutral:
                return i, j
        elif (
            sentence.tag_of(k).startswith("NN")
            and k == j + 1
            and not sentence.is_neutral
            and _auxiliary_after(sentence, k)
        ):
            return i, j
    return None


def _auxiliary_after(sentence: Sentence, at: int) -> bool:
    return sentence.word(at + 1) in _NOT_ASKED_BY


def one_sided_scale(sentence: Sentence) -> Spans:
    found = scale_words(sentence)
    if found:
        yield sentence.span(found[0], found[1] + 1)


def _statement(sentence: Sentence) -> Spans:
    """As in "So you liked it?": a claim with a question mark."""
    if not sentence.asks or has_open_word(sentence):
        return
    first = stated(sentence)
    if first is not None:
        yield sentence.span(first, len(sentence.tokens))

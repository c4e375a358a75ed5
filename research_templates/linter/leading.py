"""Wordings that suggest the wanted answer: tags, appeals to others, claims to agree with, one-sided scales."""

import re

from research_templates.linter import lexicon
from research_templates.linter.closed import NEGATED, first_word, stated
from research_templates.linter.reading import MARKS, Reading, Sentence, Spans, has_open_word

_PHRASES = lexicon.patterns("leading", "phrases")
_CROWD = lexicon.among(
    "most many all majority plenty lots countless millions thousands hundreds several other leading "
    "top almost nearly every our loyal independent experts experienced some doctors scientists "
    "economists critics dentists industry"
)
_AGENTS = re.compile(r"\w{2}(?:ers|ors|ists|ants|mates)$|^(?:tenant|those|people)$")
_NEAR = 5
_CLOSE = 160
_SOME = lexicon.among("some others other several a one certain many")
_BALANCED = lexicon.pattern("leading", "balanced")
"""What some say and what others say, side by side."""
_COURTESY = lexicon.pattern("leading", "courtesy")
"""What the interviewer knows of the participant's time and memory, not of the answer."""
_VIRTUES = lexicon.among(
    "responsible caring loyal good decent sensible reasonable honest careful conscientious devoted dedicated committed "
    "discerning intelligent clever smart savvy thoughtful considerate generous proud patriotic faithful upstanding "
    "law-abiding concerned enlightened forward-thinking modern health-conscious eco-conscious cost-conscious ethical "
    "valued true serious passionate hard-working hardworking rational respectable self-respecting right-thinking wise "
    "prudent kind dutiful attentive environmentally-conscious open-minded fair-minded quality-conscious progressive"
)
_MEASURED = lexicon.among(
    "longer further farther older later earlier sooner bigger larger smaller higher lower shorter heavier wider taller "
    "younger deeper fewer greater closer nearer thicker other over under after upper"
)


def leading(reading: Reading) -> Spans:
    if reading.language != "en":
        return
    for sentence in reading.judged:
        if _BALANCED.search(reading.plain, 0, sentence.end + _CLOSE) and sentence.words[0] in _SOME:
            continue
        plain = reading.plain[sentence.start : sentence.end]
        for pattern in _PHRASES:
            for match in pattern.finditer(plain):
                if _COURTESY.match(plain, match.start()):
                    continue
                yield match.start() + sentence.start, match.end() + sentence.start
        yield from _negative_question(sentence)
        yield from _crowd(sentence)
        yield from one_sided_scale(sentence)
        yield from _compared(sentence)
        yield from _flattered(sentence)
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
            asked_of = sentence.tag_of(j).startswith("NN") and sentence.word(j + 1) in {"we", "i", "who"}
            if sentence.words[j] in people or _AGENTS.search(sentence.words[j]) or asked_of:
                k = _relative_end(sentence, j + 1)
                told = k > j + 1
                while not told and _between(sentence, k):
                    k += 1
                verb = lexicon.starts(sentence.words, k, opinion)
                if verb and (told or sentence.tag_of(k) != "PRP") and not _within_question(sentence, i):
                    yield sentence.span(i, k + verb[1])
                    return


def _between(sentence: Sentence, at: int) -> bool:
    """Whether a word may stand between a crowd and what it says: "customers here also say"."""
    small = lexicon.among("in like we us you here surveyed ask asked")
    return sentence.tag_of(at) in {"AV0", "VM0", "XX0", "VHB"} or sentence.word(at) in small


def _relative_end(sentence: Sentence, at: int) -> int:
    """The token after "we have talked to", "who took part" in "Nearly all the growers we have talked to like it"."""
    opinion = lexicon.verbs("opinion")
    if sentence.word(at) not in lexicon.among("we i that who whom"):
        return at
    verbs = [
        i
        for i in range(at + 1, min(at + 2 * _NEAR, len(sentence.words)))
        if sentence.tag_of(i).startswith(("VV", "AJ0-VV")) or lexicon.starts(sentence.words, i, opinion)
    ]
    after = [i for i in verbs[1:] if _is_finite(sentence, i)]
    return after[0] if after and not MARKS.intersection(sentence.words[at : after[0]]) else at


def _is_finite(sentence: Sentence, at: int) -> bool:
    """Whether it is no infinitive; "to" belongs to the verb before in "we have talked to"."""
    before, to = sentence.words[at - 1], sentence.words[at - 1] == "to"
    spoken = to and sentence.word(at - 2) in lexicon.among("talked spoken spoke talk speak written wrote listened")
    return spoken or not (to or before == "and" or sentence.tag_of(at - 1) in {"VM0", "VHB", "VHI", "VHZ"})


def _compared(sentence: Sentence) -> Spans:
    """As in "How much smoother has it become?": that it has is given, and in which direction."""
    for i, word in enumerate(sentence.words):
        if word != "how" or sentence.word(i + 1) not in {"much", "far"} or sentence.is_neutral:
            continue
        j = i + 2
        graded = sentence.word(j) in {"more", "less"}
        j += graded
        compared = sentence.word(j).endswith("er") and sentence.tag_of(j).startswith(("AJ", "AV"))
        if sentence.word(j) in _MEASURED or not (compared or (graded and sentence.tag_of(j).startswith("AJ"))):
            continue
        if sentence.word(j + 1) != "or":
            yield sentence.span(i, j + 1)


def _flattered(sentence: Sentence) -> Spans:
    """As in "As a responsible parent, how do you ...": an answer that would not fit the compliment is hard to give."""
    first = first_word(sentence)
    for i in (first, first + 1):
        if sentence.word(i) not in {"as", "being"}:
            continue
        if sentence.word(i + 1) in {"a", "an"} and _VIRTUES.intersection(sentence.words[i + 2 : i + 4]):
            yield sentence.span(i, i + 4)
        someone = sentence.word(i + 1) in lexicon.among("someone somebody people one")
        j = i + 2 + (sentence.tag_of(i + 3) == "AV0")
        if someone and sentence.word(i + 2) == "who" and _prizes(sentence, j + 1):
            yield sentence.span(i, j + 2)


def _prizes(sentence: Sentence, at: int) -> bool:
    caring = lexicon.among("cares care believes values knows understands wants takes puts")
    return sentence.word(at) in caring or lexicon.starts(sentence.words, at, lexicon.verbs("liking")) is not None


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

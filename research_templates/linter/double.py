"""Two different things asked at once, so that an answer to one hides the other."""

import re

from research_templates.linter import lexicon
from research_templates.linter.closed import yes_no
from research_templates.linter.reading import MARKS, Reading, Sentence, Span, Spans, phrase_end

_BINOMIALS = lexicon.pattern("double", "binomials")
_EVALUATES = lexicon.pattern("double", "evaluates")
_LINKS = lexicon.among("and & plus")
_BETWEEN = lexicon.among(
    "between both difference differences relationship balance together from combine combining when "
    "while after before if because since compared switch link split"
)
_PEOPLE = lexicon.among("you i we others everyone people us me")
_REFERS_BACK = lexicon.pattern("double", "refers_back")
_GOOD_SIDE = lexicon.pattern("double", "good_side")
_BAD_SIDE = lexicon.pattern("double", "bad_side")
_SECOND = lexicon.pattern("double", "second")
_TWO_WORDS_ON = re.compile(r"\b(?:what|how|why|which|who|where|when)\s+\w+\s+\w+", re.IGNORECASE)
_ENDS_ASKING = re.compile(r"\b(?:what|how|why|which|who|where|when)\s*$", re.IGNORECASE)
_SECOND_YES_NO = lexicon.pattern("double", "second_yes_no")


def double_barrelled(reading: Reading) -> Spans:
    for sentence in reading.asking:
        for find in (_scale, _second_question, _second_clause, _predicates, _things, _and_how, _told_and_asked):
            span = find(reading, sentence)
            if span is not None:
                yield span


def _scale(_: Reading, sentence: Sentence) -> Span | None:
    """As in "How fast and friendly was ..."."""
    for i, word in enumerate(sentence.words):
        if word != "how":
            continue
        j = i + 1
        while sentence.word(j) in {"very", "really", "much"}:
            j += 1
        both = (
            {j, j + 2}
            if sentence.word(j + 1) in _LINKS
            else {j, j + 3}
            if (sentence.word(j + 1), sentence.word(j + 2))
            in {(",", "and"), ("and", "how"), ("but", "also"), ("and", "also")}
            else {j, j + 4}
            if sentence.words[j + 1 : j + 4] == ("as", "well", "as")
            else set()
        )
        if both and all(_describes(sentence, k) for k in both):
            return sentence.span(i, max(both) + 1)
    return None


def _describes(sentence: Sentence, at: int) -> bool:
    poles = lexicon.scale_poles()
    return sentence.word(at) in poles or (
        sentence.tag_of(at).startswith(("AJ", "AV", "VVG", "VVN"))
        and sentence.word(at) not in lexicon.among("much many often long why when")
    )


def _second_question(_: Reading, sentence: Sentence) -> Span | None:
    match = _SECOND.search(sentence.text)
    if match is None:
        return None
    before, second = sentence.text[: match.start()], match[1]
    if _ENDS_ASKING.search(before) or not _TWO_WORDS_ON.search(before):
        return None
    balanced = (_GOOD_SIDE.search(before) and _BAD_SIDE.search(second)) or (
        _BAD_SIDE.search(before) and _GOOD_SIDE.search(second)
    )
    # A follow-up on the same thing, or both sides of one experience, is one question to the person who answers it.
    if balanced or _REFERS_BACK.search(_OWN_OWNER.sub(" ", second)) or len(second.split()) < 3:  # noqa: PLR2004 - a number of words
        return None
    if re.match(r"(?:who|which|where|when)\b", second, re.IGNORECASE) and re.search(
        r"\b(?:how|about|see|know|understand|decide|learn|describe|explain|tell)\b\s*$", before
    ):
        return None
    return sentence.start + match.start(1), sentence.start + match.end(1)


_OWN_OWNER = re.compile(r"\b(?:the|an?|your|our) \w+\b[^,?]*?\b(?:its|their)\b", re.IGNORECASE)
"""Whose "its" is said in the same clause: it does not refer back."""


def _second_clause(_: Reading, sentence: Sentence) -> Span | None:
    """As in "Is the app useful, and would you recommend our support?"."""
    if not sentence.asks:
        return None
    match = _SECOND_YES_NO.search(sentence.text)
    if match is None or len(sentence.text[: match.start()].split()) < 3:  # noqa: PLR2004 - a number of words
        return None
    if re.match(
        r"\s*(?:what|how|why|when|where|who|which)\b", sentence.text[: match.start()], re.IGNORECASE
    ) and _REFERS_BACK.search(match[1]):
        return None
    return sentence.start + match.start(1), sentence.start + match.end(1)


def _predicates(reading: Reading, sentence: Sentence) -> Span | None:
    """As in "Did you use and recommend it?", "Was the room clean and quiet?"."""
    clause = next((found for found in yes_no(reading) if found.sentence is sentence), None)
    how_well = re.search(
        r"\bhow (?:well|quickly|easily|often|much|effectively|fairly|clearly)\b", sentence.text, re.IGNORECASE
    )
    scaled = re.match(r"\W*(?:how|what|why|to what extent)\b", sentence.text, re.IGNORECASE)
    if clause is None and not how_well and not scaled:
        return None
    start = clause.at if clause else 0
    for i in range(start + 2, len(sentence.words) - 1):
        if sentence.words[i] not in _LINKS or _in_binomial(sentence, i):
            continue
        j = i + 1
        while sentence.tag_of(j) == "AV0" or sentence.word(j) in {"also", "then", "not", "very"}:
            j += 1
        before, after = sentence.tag_of(i - 1), sentence.tag_of(j)
        inner = _BETWEEN.intersection(sentence.words[start:i]) or {"who", "that", "which"}.intersection(
            sentence.words[start + 1 : i]
        )
        if clause and _alike(before, after, "AJ") and not sentence.tag_of(j + 1).startswith("NN") and not inner:
            return sentence.span(i - 1, j + 1)
        if (
            clause
            and sentence.word(i - 1) in lexicon.scale_poles()
            and sentence.word(j) in lexicon.scale_poles()
            and not sentence.tag_of(j + 1).startswith("NN")
            and not inner
        ):
            return sentence.span(i - 1, j + 1)
        verbs = after in {"VVI", "VVB", "VVN", "VVD"} and sentence.word(j) not in {"see", "try"}
        main = _main_verb(sentence, start, i)
        if (
            not verbs
            or main is None
            or inner
            or _REFERS_BACK.match(sentence.word(j + 1))
            or sentence.word(main) in lexicon.word_set("verbs", "together")
        ):
            continue
        adjacent = main == i - 1
        if (
            sentence.tag_of(main).startswith(("VV", "VD", "VH"))
            and (clause or how_well or not adjacent)
            and not (not clause and not how_well and after in {"VVD", "VVN"})
        ):
            return sentence.span(main, j + 1)
    return None


_TOLD_AND_ASKED = lexicon.pattern("double", "told_and_asked")
_ASIDES = lexicon.pattern("double", "asides")
_AND_HOW = lexicon.pattern("double", "and_how")


def _and_how(_: Reading, sentence: Sentence) -> Span | None:
    """As in "What do you think of the price and how it is charged?"."""
    found = _AND_HOW.search(sentence.text)
    return (sentence.start + found.start(), sentence.start + found.end()) if found else None


def _told_and_asked(_: Reading, sentence: Sentence) -> Span | None:
    """As in "Tell me about your first year and what you make of the curriculum."."""
    found = _TOLD_AND_ASKED.search(sentence.text)
    return (sentence.start + found.start(), sentence.start + found.end()) if found else None


def _alike(before: str, after: str, kind: str) -> bool:
    return before.startswith(kind) and after.startswith(kind)


def _main_verb(sentence: Sentence, start: int, stop: int) -> int | None:
    """The first full verb between the auxiliary and the link."""
    for i in range(start + 1, stop):
        if (
            sentence.tag_of(i) in {"VVI", "VVB", "VVN", "VVD", "VDI", "VHI"}
            and sentence.tag_of(i + 1) not in {"NN1", "NN2"} | ({"VVI"} if sentence.tag_of(i) == "VVB" else set())
        ) or (sentence.tag_of(i) in {"VVI", "VDI", "VHI"}):
            return i
    return None


def _in_binomial(sentence: Sentence, at: int) -> bool:
    """Whether "and" at this token joins a fixed pair ("terms and conditions")."""
    place = sentence.tokens[at].start - sentence.start
    return any(found.start() < place < found.end() for found in _BINOMIALS.finditer(sentence.text))


_HEADS = lexicon.among(
    "team teams process service services policy system department experience stage period system "
    "centre center industry sector app management history method page desk cycle scheme"
)


def _things(reading: Reading, sentence: Sentence) -> Span | None:
    """As in "What do you think of the price and the features?": two things to judge in one question."""
    words = sentence.words
    for i in range(2, len(words) - 1):
        links = (
            words[i] in _LINKS
            or (words[i : i + 3] == ("as", "well", "as"))
            or (words[i] == "," and sentence.word(i + 1) == "and")
        )
        if (
            not links
            or _in_binomial(sentence, i)
            or not (sentence.tag_of(i - 1).startswith(("NN", "NP", "VVG", "UNC")) or words[i - 1] == ",")
        ):
            continue
        j = _after_aside(sentence, i + (3 if words[i] == "as" else 1))
        while (
            sentence.word(j) in lexicon.among("and also the our your its of with about to on")
            or sentence.word(j) == "both"
        ):
            j += 1
        end = phrase_end(sentence, j)
        gerund = sentence.tag_of(j) == "VVG" and sentence.tag_of(i - 1).startswith(("NN", "VVG"))
        if (
            (end == j and not gerund)
            or sentence.tag_of(j) in {"PNP", "DTQ", "AVQ"}
            or sentence.word(j) in lexicon.among("how what why you i")
            or "'" in sentence.word(j)
        ):
            continue
        end = max(end, j + 1)
        if _follows_verb(sentence, end) and not (
            _judged_subject(sentence, i) or _two_subjects(reading, sentence, i, j)
        ):
            continue
        before = words[:i]
        if any(found.sentence is sentence and found.at > i for found in yes_no(reading)):
            continue
        if (
            _BETWEEN.intersection(before)
            or {"who", "that", "which", "where"}.intersection(before[2:])
            or _PEOPLE.intersection((sentence.word(i - 1), sentence.word(end - 1)))
        ):
            continue
        if words[end - 1] in _HEADS and end - j >= 2 and sentence.word(i - 2) in {"the", "our", "your"}:  # noqa: PLR2004 - a number of words
            continue
        asks = (
            any(found.sentence is sentence and found.at < i for found in yes_no(reading))
            or _two_subjects(reading, sentence, i, j)
            or _EVALUATES.search(" ".join(before))
            or _judged_subject(sentence, i)
        )
        if asks and _asks_to_judge(sentence):
            return sentence.span(max(0, i - 1), end)
    return None


def _after_aside(sentence: Sentence, at: int) -> int:
    """The token after "for that matter" and the like."""
    if at >= len(sentence.tokens):
        return at
    start = sentence.tokens[at].start - sentence.start
    aside = _ASIDES.match(sentence.text, start)
    if aside is None:
        return at
    return next((i for i, t in enumerate(sentence.tokens) if t.start - sentence.start >= aside.end()), at)


def _two_subjects(reading: Reading, sentence: Sentence, link: int, second: int) -> bool:
    """As in "Did your worries and your dispute come up?", "How well do the site and the staff answer?"."""
    opens = any(found.sentence is sentence for found in yes_no(reading)) or _HOW_WELL.match(sentence.text)
    if not opens or _TOGETHER.intersection(sentence.words) or sentence.tag_of(second - 1) not in {"AT0", "DPS"}:
        return False
    return any(sentence.tag_of(k) in {"AT0", "DPS"} for k in range(1, link))


_HOW_WELL = lexicon.pattern("double", "how_well")
_TOGETHER = lexicon.among(
    "meet agree differ fit match together along talk work communicate relate connect interact share live both"
)


def _asks_to_judge(sentence: Sentence) -> bool:
    return sentence.asks or sentence.words[0] in lexicon.among(
        "please tell describe rate share explain talk evaluate give walk discuss comment"
    )


def _follows_verb(sentence: Sentence, end: int) -> bool:
    """Whether the pair is the subject of what comes after it."""
    return (
        sentence.tag_of(end).startswith(("VV", "VM", "VB", "VH", "VD"))
        and sentence.tag_of(end) != "VVG"
        and sentence.word(end) not in MARKS
    )


_JUDGED = lexicon.pattern("double", "judged")


def _judged_subject(sentence: Sentence, at: int) -> bool:
    """Whether the pair is judged or has an effect: "How did the price and the location influence you?"."""
    if _TOGETHER.intersection(sentence.words):
        return False
    return bool(_JUDGED.search(" ".join(sentence.words[at:]))) and sentence.words[0] in lexicon.among(
        "how did do does has have in to"
    )

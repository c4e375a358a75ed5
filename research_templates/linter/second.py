"""A second question behind the first: another clause that asks for something else than its follow-up would."""

import re
from collections.abc import Iterator
from itertools import pairwise

from research_templates.linter import lexicon
from research_templates.linter.closed import first_word
from research_templates.linter.reading import MARKS, OPEN_WORDS, Reading, Sentence, Span, Spans

_LINKS = lexicon.among("and but plus also ; &")
_LEADS = lexicon.among("also then , and maybe perhaps finally separately besides so second secondly")
_PREPOSITIONS = lexicon.among("in at to for with from about on by")
_SUBJECT = ("PNP", "PNI", "AT0", "DPS", "DT0", "NP", "NN", "AJ", "EX0", "CRD", "VVG")
_FINITE = ("VB", "VD", "VH", "VM", "VVD", "VVZ", "VVB", "VVN")
_CONTENT = ("NN", "NP", "UNC")
_REFERS = lexicon.pattern("double", "refers")
_OWN_OWNER = re.compile(r"\b(?:the|an?|your|our) \w+\b[^,?]*?\b(?:its|their)\b", re.IGNORECASE)
"""Whose "its" is said in the same clause: it does not refer back."""
_MEASURES = lexicon.pattern("double", "measures")
_NARRATES = lexicon.pattern("double", "narrates")
_BESIDES = lexicon.pattern("double", "besides")
_ANOTHER_STAGE = lexicon.pattern("double", "another_stage")
_STAGES = lexicon.pattern("double", "stages")
_MORE = lexicon.pattern("double", "more")
_TELLS = lexicon.pattern("double", "tells")
_LEADS_UP = lexicon.among("when if while once after before since as because until whenever although though")
_FEWEST = 3
"""A clause of fewer words ("and why", "and then what") asks on about the same thing."""


def second_question(reading: Reading) -> Spans:
    for sentence in reading.asking:
        yield from _within(sentence)
        found = _BESIDES.match(sentence.text)
        if found:
            yield sentence.start, sentence.start + found.end()
    yield from _after(reading)


def _within(sentence: Sentence) -> Iterator[Span]:
    for link, at in _clauses(sentence):
        before = sentence.words[first_word(sentence) : link]
        if not _asks_already(sentence, link) or len(before) < _FEWEST:
            continue
        end = _clause_end(sentence, at)
        first = sentence.text[: sentence.tokens[link].start - sentence.start]
        second = sentence.text[
            sentence.tokens[at].start - sentence.start : sentence.tokens[end - 1].end - sentence.start
        ]
        if not follows_up(first, second, nouns=_nouns(sentence, at, end)):
            yield sentence.span(at, end)


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Each link with the question word of the clause it leads to."""
    words = sentence.words
    for i in range(2, len(words) - 2):
        together = words[i : i + 3] == ("as", "well", "as") or words[i : i + 2] in {("along", "with"), ("but", "also")}
        if not (words[i] in _LINKS or words[i] == "," or together):
            continue
        j = i + (3 if words[i] == "as" else 2 if together else 1)
        while sentence.word(j) in _LEADS:
            j += 1
        told = _TELLS.match(sentence.text, sentence.tokens[j].start - sentence.start) if j < len(words) else None
        if told and words[i] != ",":
            yield i, j
            continue
        j += sentence.word(j) in _PREPOSITIONS and sentence.word(j + 1) in OPEN_WORDS
        word = sentence.word(j)
        asks = word in OPEN_WORDS or (word in {"whether", "when"} and words[i] != ",")
        bare_comma = words[i] == "," and sentence.word(i + 1) not in _LINKS
        if not asks or sentence.word(i - 1) in OPEN_WORDS or sentence.word(j + 1) in MARKS:
            continue
        if bare_comma and not _in_question_order(sentence, j) and not _lists_clauses(sentence, i):
            continue
        if _in_question_order(sentence, j) or _embedded(sentence, j):
            yield i, j


def _in_question_order(sentence: Sentence, at: int) -> bool:
    """As in "how often are they", "what made you": an auxiliary before its subject, or the question word as subject."""
    if sentence.word(at).endswith("'s"):
        return True
    for k in range(at + 1, min(at + 5, len(sentence.words))):
        if sentence.word(k).endswith(("'re", "'ve", "'ll", "'d", "'m")):
            return False  # "when you're ...": a subject with its verb
        if sentence.tag_of(k).startswith(("VB", "VD", "VH", "VM")):
            return sentence.tag_of(k + 1).startswith(_SUBJECT) or sentence.word(at) in {"what", "who", "which"}
        if sentence.tag_of(k).startswith(("VVD", "VVZ")):
            return sentence.word(at) in {"what", "who", "which"}
        if sentence.tag_of(k) in {"PNP", "AT0", "DPS"}:
            return False
    return False


def _embedded(sentence: Sentence, at: int) -> bool:
    """As in "how the helpline treats you": a subject and its verb behind the question word."""
    subject = False
    for k in range(at + 1, min(at + 9, len(sentence.words))):
        if sentence.tag_of(k).startswith(_SUBJECT):
            subject = True
        elif subject and sentence.tag_of(k).startswith(_FINITE):
            return True
    return False


def _lists_clauses(sentence: Sentence, link: int) -> bool:
    """Whether another "and how ..." closes the list that this comma begins."""
    return any(
        sentence.words[k] == "and" and sentence.word(k + 1) in OPEN_WORDS | {"whether", "when"}
        for k in range(link + 1, len(sentence.words) - 1)
    )


def _asks_already(sentence: Sentence, link: int) -> bool:
    """Whether what stands before the link is a question or a request, not only what leads up to one."""
    first = first_word(sentence)
    opener = sentence.words[first]
    if opener in _LEADS_UP and not (opener == "when" and _in_question_order(sentence, first)):
        return any(
            sentence.words[k] in OPEN_WORDS and sentence.word(k - 1) in MARKS and _in_question_order(sentence, k)
            for k in range(first + 1, link)
        )
    if opener in OPEN_WORDS | {"when"} or sentence.word(first + 1) in OPEN_WORDS:
        return True
    if _TELLS.match(sentence.text, sentence.tokens[first].start - sentence.start):
        return link - first >= _FEWEST
    if sentence.tag_of(first).startswith(("VB", "VD", "VH", "VM")):
        return sentence.tag_of(first + 1).startswith(_SUBJECT)
    return any(
        sentence.words[k] in OPEN_WORDS and sentence.word(k - 1) in MARKS and _in_question_order(sentence, k)
        for k in range(first + 1, link - _FEWEST)
    ) or any(
        sentence.word(k - 1) in MARKS | {"so", "and", "but"}
        and _TELLS.match(sentence.text, sentence.tokens[k].start - sentence.start)
        for k in range(first + 1, link - _FEWEST)
        if sentence.words[k] in _REQUESTING
    )


_REQUESTING = lexicon.among("could can would will please")


def _clause_end(sentence: Sentence, at: int) -> int:
    stop = len(sentence.words)
    while stop > at + 1 and sentence.tag_of(stop - 1) == "PUN":
        stop -= 1
    return stop


def _nouns(sentence: Sentence, at: int, end: int) -> bool:
    """Whether the clause names something itself; what stands right behind "what" only says what kind is asked for."""
    return any(
        sentence.tag_of(k).startswith(_CONTENT) and sentence.word(k - 1) not in lexicon.among("what which much many")
        for k in range(at + 1, end)
    )


def follows_up(first: str, second: str, *, nouns: bool) -> bool:
    """Whether the second clause asks on about what the first is about; both as they are written."""
    if len(second.split()) < _FEWEST or _NARRATES.match(second):
        return True
    if _balanced(first, second):
        return True
    if _MEASURES.match(second):
        return False
    if _REFERS.search(_OWN_OWNER.sub(" ", second)):
        return True
    if not nouns:
        return re.search(r"\b(?:you|we|us|here)\b", second, re.IGNORECASE) is None
    return second.lower().startswith("why") and _share_a_word(first, second)


def _share_a_word(first: str, second: str) -> bool:
    long = re.compile(r"\w{5,}")
    return bool(set(long.findall(first.lower())) & set(long.findall(second.lower())))


_GOOD_SIDE = lexicon.pattern("double", "good_side")
_BAD_SIDE = lexicon.pattern("double", "bad_side")


def _balanced(first: str, second: str) -> bool:
    """Whether they are the good and the bad side of one thing."""
    return bool(
        (_GOOD_SIDE.search(first) and _BAD_SIDE.search(second))
        or (_BAD_SIDE.search(first) and _GOOD_SIDE.search(second))
    )


def _after(reading: Reading) -> Spans:
    """As in "What did you think of the guide? And what about the film?"."""
    questions = reading.questions
    for before, sentence in pairwise(questions):
        if len(before.words) <= _FEWEST:
            continue
        found = _MORE.match(sentence.text)
        # Without such a word it is another question beside the first, which the rule on several questions tells.
        nouns = _nouns(sentence, 0, len(sentence.words))
        rest = sentence.text[found.end() :] if found else ""
        if found and (_another_stage(before.text, rest) or not follows_up(before.text, rest, nouns=nouns)):
            yield sentence.start, sentence.end


def _another_stage(first: str, second: str) -> bool:
    """As in "How did you hear of it? And what happened once you were there?": no story was asked for so far."""
    return bool(_ANOTHER_STAGE.match(second)) and not (
        _STAGES.match(first) or _REFERS.search(second[4:].partition(" ")[2])
    )

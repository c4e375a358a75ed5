# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""Questions that a yes or a no answers, and questions that offer the answers to choose from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from research_templates.linter import lexicon
from research_templates.linter.reading import (
    MARKS,
    OPEN_WORDS,
    Reading,
    Sentence,
    Span,
    Spans,
    has_open_word,
    phrase_end,
)

AUXILIARIES = lexicon.among(
    "do does did is are was were have has had can could will would should may might must am shall"
)
NEGATED = lexicon.among(
    "don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't can't couldn't won't "
    "wouldn't shouldn't mightn't mustn't ain't shan't"
)
_LEADS = lexicon.among(
    "surely obviously clearly presumably undoubtedly so and but well now ok okay then also or overall "
    "generally first finally thanks plus next still alright yes no right hello hi honestly personally "
    "today currently lately recently"
)
_SUBJECT_TAGS = ("PNP", "PNI", "AT0", "DPS", "DT0", "NP", "NN", "EX0", "CRD")
_POINTERS = lexicon.among("there that this it")
_SURE = lexicon.among("surely presumably obviously clearly undoubtedly")
_NOT_SUBJECT = lexicon.among("to not the")
_REQUEST = lexicon.pattern("closed", "request")
_ASKS_IF = lexicon.pattern("closed", "asks_if")
_ENDS_CLOSED = lexicon.pattern("closed", "ends_closed")
_TAG = re.compile(r"(?:,|–|—|\s-)\s*(?:right|correct|yes|no|okay|ok|agreed|true|eh|huh)\s*\?\s*$", re.IGNORECASE)
_LEADS_ON = lexicon.among(": - – —")
_LEAD_IN = 6
"""As many words may lead up to a shortened question ("Last thing: any trouble?")."""
_ELLIPSIS = lexicon.pattern("closed", "ellipsis")
_FINITE = ("VBZ", "VBD", "VBB", "VHZ", "VHD", "VHB", "VM0", "VVD", "VVZ", "VVB", "VDD", "VDZ", "VDB")


@dataclass(frozen=True, slots=True)
class YesNo:
    """A clause that asks for a yes or a no: its sentence and the token of its auxiliary (or its first word)."""

    sentence: Sentence
    at: int

    @property
    def asked(self) -> str:
        return self.sentence.text[self.sentence.tokens[self.at].start - self.sentence.start :]


def yes_no(reading: Reading) -> Iterator[YesNo]:
    for sentence in reading.questions:
        found = _clause(sentence)
        if found is not None:
            yield YesNo(sentence, found)


def first_word(sentence: Sentence) -> int:
    """The token at which a sentence really begins, after "So," and "And"."""
    i = 0
    while i < len(sentence.words) - 1 and (sentence.words[i] in _LEADS or sentence.tag_of(i) == "PUN"):
        i += 1
    return i


def _clause(sentence: Sentence) -> int | None:
    first = first_word(sentence)
    for i, word in enumerate(sentence.words):
        if word not in AUXILIARIES and word not in NEGATED:
            continue
        starts = i == first or sentence.word(i - 1) in MARKS
        joined = sentence.word(i - 1) in lexicon.among("and so but then or") and sentence.tag_of(i + 1) == "PNP"
        if not (starts or joined):
            continue
        subject = sentence.tag_of(i + 1).startswith(_SUBJECT_TAGS) or sentence.word(i + 1) in _POINTERS
        if i != first and not subject:
            continue
        if (
            (has_open_word(sentence, i) if i == first else _asked_before(sentence, i))
            or _asks_when(sentence)
            or _REQUEST.match(_from(sentence, i))
        ):
            return None
        return i
    return _without_auxiliary(sentence, first)


def _without_auxiliary(sentence: Sentence, first: int) -> int | None:
    """As in "You liked it?", "Last thing: any trouble with it?"."""
    if sentence.words[0] in _SURE and sentence.asks and sentence.words[first] not in OPEN_WORDS:
        return first
    if has_open_word(sentence) or sentence.words[first] in lexicon.among("when tell describe please walk share"):
        return None
    if _TAG.search(sentence.text) or stated(sentence) is not None:
        return first
    after_lead_in = (k + 1 for k, word in enumerate(sentence.words[:_LEAD_IN]) if word in _LEADS_ON)
    return next((i for i in (first, *after_lead_in) if _ELLIPSIS.match(_from(sentence, i))), None)


def _asked_before(sentence: Sentence, at: int) -> bool:
    """Whether an open question begins before this token; "told us how it was" is none."""
    return any(
        sentence.words[k] in OPEN_WORDS
        and (k == 0 or sentence.word(k - 1) in MARKS or not sentence.tag_of(k - 1).startswith(("VV", "PNP")))
        and has_open_word(sentence, k + 1)
        for k in range(at)
    )


def _from(sentence: Sentence, at: int) -> str:
    return sentence.text[sentence.tokens[at].start - sentence.start :]


def _asks_when(sentence: Sentence) -> bool:
    return sentence.words[0] == "when" and sentence.word(1) in lexicon.among(
        ", did do was were is are have has does would will"
    )


def stated(sentence: Sentence) -> int | None:
    """Where a statement with a question mark begins, as in "You liked it?", "So the ward was quiet?"."""
    first = first_word(sentence)
    if not sentence.asks or has_open_word(sentence) or sentence.words[first] in AUXILIARIES | NEGATED:
        return None
    end = phrase_end(sentence, first)
    while sentence.word(end) in lexicon.among("of in at on for with from to") and end > first:
        longer = phrase_end(sentence, end + 1)
        if longer == end + 1:
            break
        end = longer
    while sentence.tag_of(end) == "AV0":
        end += 1
    finite = sentence.tag_of(end) in _FINITE or sentence.word(end) in AUXILIARIES | NEGATED
    asks_later = any(
        sentence.words[i] in MARKS and sentence.word(i + 1) in AUXILIARIES | NEGATED
        for i in range(end, len(sentence.words))
    )
    if asks_later and not _TAG.search(sentence.text):
        return None
    if end == first or not finite or sentence.words[first] in lexicon.among("what any anything anyone when if tell"):
        return None
    return first


_OR_SKIPPED = lexicon.among(
    "not something anything someone somebody so less two three other any anyone similar otherwise"
)
_OR_CLAUSE = lexicon.among("is are was were do does did has have rather more would can could will should had")
_FAR = 22
_SHORT_CLAUSE = 14
_LISTED = 2
_ASIDE = re.compile(r"\W*\w+,[^,]*,\s*")
_LONGEST_PIECE = 3


def alternative(clause: YesNo) -> int | None:
    """The token "or" that offers the answers; none when it is only part of a longer subject or of "any ... or ..."."""
    sentence = clause.sentence
    for i in range(clause.at + 2, len(sentence.words)):
        listed = sentence.word(i + 1) == "something" and "," in sentence.words[clause.at : i]
        if sentence.words[i] != "or" or (sentence.word(i + 1) in _OR_SKIPPED and not listed):
            continue
        before = sentence.words[clause.at + 1 : i]
        if i == clause.at + 2 and sentence.word(i + 1) not in _OR_CLAUSE:
            continue  # "Have you or anyone in your household ...": a subject
        if (
            lexicon.among("any anything ever anyone every all if").intersection(before)
            and sentence.word(i + 1) not in _OR_CLAUSE
        ):
            continue
        comma = sentence.word(i - 1) == "," or sentence.word(i + 1) in _OR_CLAUSE
        if comma or (
            len(before) <= _FAR and len(sentence.words) - clause.at <= _FAR and _same_kind(sentence, clause.at, i)
        ):
            return i
    return _listed(clause)


def _listed(clause: YesNo) -> int | None:
    """The first comma of answers set side by side without "or": "by bike, by scooter, by car?"."""
    sentence = clause.sentence
    commas = [i for i in range(clause.at + 2, len(sentence.words)) if sentence.words[i] == ","]
    if len(commas) < _LISTED or not sentence.asks:
        return None
    ends = [*commas[1:], len(sentence.words) - 1]
    pieces = [(comma + 1, end) for comma, end in zip(commas, ends, strict=True)]
    short = all(1 <= end - start <= _LONGEST_PIECE for start, end in pieces)
    kinds = {sentence.tag_of(start)[:2] for start, _ in pieces}
    return commas[0] if short and len(kinds) == 1 and kinds & {"PR", "NN", "AJ", "AT", "NP", "DP", "VV"} else None


def _same_kind(sentence: Sentence, at: int, position: int) -> bool:
    """Whether what stands on both sides could be the answer: a relative clause before "or" means it is a detail."""
    before = sentence.words[at + 1 : position]
    inner = lexicon.among("when who that which because while whenever where")
    claims = any(word == "that" and sentence.tag_of(at + k).startswith("VV") for k, word in enumerate(before))
    inner = inner - {"that"} if claims else inner
    if sentence.word(position + 1) in inner.intersection(before):
        return True  # "because of the price or because of the times"
    return not inner.intersection(before) or len(sentence.words) - at <= _SHORT_CLAUSE


def closed(reading: Reading) -> Spans:
    for clause in yes_no(reading):
        if alternative(clause) is None and not _choice(clause.sentence):
            yield clause.sentence.span(clause.at, len(clause.sentence.tokens))
    yield from _closing(reading)
    if reading.language == "en":
        for match in _ASKS_IF.finditer(reading.plain):
            if not re.search(r"\b(?:what|how|why|or|or not)\b", match[0], re.IGNORECASE) and _opens(
                reading, match.start()
            ):
                yield match.span()


def _closing(reading: Reading) -> Spans:
    """As in "How do you travel, and is the bus on time?": an open question that ends in a closed one."""
    for sentence in reading.questions:
        found = _ENDS_CLOSED.search(sentence.text)
        if found and sentence.words[first_word(sentence)] in OPEN_WORDS and " or " not in found[0]:
            yield sentence.start + found.start(1), sentence.end


def _opens(reading: Reading, place: int) -> bool:
    """Whether no open question stands before this place in its sentence."""
    sentence = next((s for s in reading.asking if s.start <= place < s.end), None)
    if sentence is None:
        return False
    before = next((i for i, token in enumerate(sentence.tokens) if token.start >= place), 0)
    return not has_open_word(sentence, before)


_WHETHER = lexicon.pattern("closed", "whether")
_CHOICE_AFTER = lexicon.pattern("closed", "choice_after")
_RATHER = lexicon.pattern("closed", "rather")
_INNER = lexicon.pattern("closed", "inner")
_FRONT = lexicon.pattern("closed", "front")
_VERBAL = ("VB", "VD", "VH", "VM", "VVD", "VVZ", "PNP")


def _choice(sentence: Sentence) -> tuple[int, int] | None:
    found = _CHOICE_AFTER.search(sentence.text)
    if found is None or _INNER.search(found[1]):
        return None
    if _ASIDE.fullmatch(sentence.text[: found.start(1)]):
        return None  # "What, for you, makes it good or bad": the list is the question itself
    # Two examples or two clauses of a condition are no choice of answers.
    if not re.search(r"\b(?:what|how|why|which|who|where|when)\b", sentence.text[: found.start(1)], re.IGNORECASE):
        return None
    return found.span(1)


def offered_first(sentence: Sentence) -> tuple[Span, Span] | None:
    """As in "By bus, by bike or on foot: how do you get here?": the answers, then the question, in its own text."""
    found = _FRONT.search(sentence.text)
    if found is None:
        return None
    listed = [t for t in sentence.tokens if t.end - sentence.start <= found.end(1)]
    return None if any(t.tag.startswith(_VERBAL) for t in listed) else (found.span(1), found.span(2))


def either_or(reading: Reading) -> Spans:
    for clause in yes_no(reading):
        if alternative(clause) is not None:
            yield clause.sentence.span(clause.at, len(clause.sentence.tokens))
    if reading.language != "en":
        return
    for match in _WHETHER.finditer(reading.plain):
        if _opens(reading, match.start()):
            yield match.span()
    for sentence in reading.asking:
        first = offered_first(sentence)
        choice = first[0] if first else _choice(sentence)
        if choice:
            yield sentence.start + choice[0], sentence.start + choice[1]

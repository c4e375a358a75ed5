# ruff: noqa: RUF001 - people write with typographic quotes and dashes; the rules must read them
"""The question linter: what the published rules of interviewing call a fault, as one table.

Precision comes before recall: a fault shown beside a sound question teaches people to ignore the linter. The word rules
read English; in other languages only length and the number of questions are judged.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from research_templates import question_patterns as patterns

MAX_WORDS = 40
MAX_CHARACTERS = 300
_SCANNED = 4_000
"""Word rules look no further than this: longer text is already at fault, and hostile input must stay cheap."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a question: ``text[start:end]`` is where it shows."""

    rule: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A named fault: ``find`` yields (start, end) offsets into a text whose quoted passages are blanked out."""

    name: str
    reason: str
    find: Callable[[str], Iterable[tuple[int, int]]]


_Spans = Iterator[tuple[int, int]]

_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|have|has|had|can|could|will|would|should|may|might)"
    r"(?:\s+(?:you|they|it|we|he|she|the|your|our|their|its|this|that|these|those|there|any|anything|anyone|"
    r"somebody|someone|everything|everyone|all|using|getting|setting)\b)"
)
_REQUEST = re.compile(
    r"(?:can|could|would|will)\s+you\s+(?:please\s+|maybe\s+|perhaps\s+|also\s+|briefly\s+|just\s+)?"
    r"(?:tell|describe|walk|explain|share|talk|say|give|take|help|show|think|elaborate|expand|list|name|mind|be\s+more|"
    r"remember\s+and|paint|compare|start\s+by|recall|outline|sketch)\b"
    r"|is\s+there\s+(?:anything|something)\b|are\s+there\s+any\s+other\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(rf"(?:^|[,;:–—]\s+|\s-\s+|\b(?:and|so|but|then)\s+(?=\w))({_AUXILIARY})", re.IGNORECASE)
_OPEN_WORD = re.compile(r"\b(?:what|how|why|which|who|whom|whose|where)\b", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"\W*when\s*,", re.IGNORECASE)
_TWO_WORDS_ON = re.compile(r"\b(?:what|how|why|which|who|where|when)\s+\w+\s+\w+", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.?!？؟\n]+[.?!？؟]*")
_ALTERNATIVE = re.compile(
    r"\bor\b(?!\s+(?:not\b|something\b|anything\b|someone\b|somebody\b|so\b|less\b|two\b|three\b|other\b))",
    re.IGNORECASE,
)
_SHORT_CLAUSE = 12
_OR_CLAUSE = re.compile(r",\s*or\b|\bor\s+(?:is|are|was|were|do|does|did|has|have|rather|more|less)\b", re.IGNORECASE)
_WHETHER = re.compile(
    r"\b(?:tell (?:me|us)|say|know|ask|explain|describe|wondering|curious)\s+whether\s[^?.!]{1,80}?\bor\b(?!\s+not\b)",
    re.IGNORECASE,
)
_CHOICE_AFTER = re.compile(
    r"(?:[,:–—]\s+|\s-\s+)([\w'’-]+(?:\s[\w'’-]+){0,3},?\s+or\s+[\w'’-]+(?:\s[\w'’-]+){0,3})\s*\?", re.IGNORECASE
)
_ENDS_ASKING = re.compile(r"\b(?:what|how|why|which|who|where|when)\s*$", re.IGNORECASE)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(text):
        lead = len(match[0]) - len(match[0].lstrip())
        yield match.start() + lead, match[0].strip()


def _yes_no(text: str) -> Iterator[tuple[int, int, str]]:
    """The clauses that ask for a yes or a no, with the wording of each."""
    for start, sentence in _sentences(text):
        if not sentence.endswith(("?", "？", "؟")):
            continue
        for clause in _CLAUSE.finditer(sentence):
            asked = sentence[clause.start(1) :]
            before = sentence[: clause.start(1)]
            if _OPEN_WORD.search(before) or _ASKS_WHEN.match(before) or _REQUEST.match(asked):
                break
            yield start + clause.start(1), start + len(sentence), asked
            break


def _offers_answers(asked: str) -> bool:
    """Whether the "or" of a yes-no clause offers the answers, and is not just part of a longer subject."""
    return bool(_ALTERNATIVE.search(asked)) and (len(asked.split()) <= _SHORT_CLAUSE or bool(_OR_CLAUSE.search(asked)))


def _closed(text: str) -> _Spans:
    for start, end, asked in _yes_no(text):
        if not _offers_answers(asked):
            yield start, end


def _either_or(text: str) -> _Spans:
    for start, end, asked in _yes_no(text):
        if _offers_answers(asked):
            yield start, end
    for match in _WHETHER.finditer(text):
        yield match.span()
    for start, sentence in _sentences(text):
        choice = _CHOICE_AFTER.search(sentence)
        before = sentence[: choice.start(1)] if choice else ""
        if choice and _OPEN_WORD.search(before) and not _OPEN_WORD.search(choice[1]):
            yield start + choice.start(1), start + choice.end(1)


_SECOND_QUESTION = re.compile(
    r"(?:,\s*|\s|–\s*|—\s*)(?:and|or|but also|and also|as well as)\s+"
    r"((?:what|how|why|where|when|who|which)\s+(?:do|does|did|is|are|was|were|would|will|could|can|should|have|"
    r"has|had|often|much|many|long|made|makes|helped|went|exceeded|happened|led|kept|stopped|else)\b[^?.!]*)",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\b(?:that|this|it|those|these|them|they|then|there|so|instead|afterwards|next|else|him|her|one)\b", re.IGNORECASE
)
_GOOD_SIDE = re.compile(
    r"\b(?:well|smooth(?:ly)?|good|easy|easily|help(?:ed|s|ful)?|works?|worked|exceed(?:ed|s)?|best|valuable|"
    r"like[ds]?|right|success\w*)\b",
    re.IGNORECASE,
)
_BAD_SIDE = re.compile(
    r"\b(?:stuck|hard(?:er|est)?|difficult\w*|badly|poorly|worst|weren['’]t|wasn['’]t|didn['’]t|not|missing|wrong|"
    r"struggl\w+|fail\w*|slow\w*|confus\w+|problem\w*|dislike[ds]?|better|hinder\w*|got in the way)\b",
    re.IGNORECASE,
)


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _any_of(patterns: tuple[str, ...]) -> Callable[[str], _Spans]:
    compiled = _compiled(patterns)

    def find(text: str) -> _Spans:
        for pattern in compiled:
            for match in pattern.finditer(text):
                yield match.span()

    return find


_double_pattern = _any_of(patterns.DOUBLE)


def _double_barrelled(text: str) -> _Spans:
    yield from _double_pattern(text)
    for start, sentence in _sentences(text):
        match = _SECOND_QUESTION.search(sentence)
        if match is None:
            continue
        before, second = sentence[: match.start()], match[1]
        if _ENDS_ASKING.search(before):
            continue
        balanced = (_GOOD_SIDE.search(before) and _BAD_SIDE.search(second)) or (
            _BAD_SIDE.search(before) and _GOOD_SIDE.search(second)
        )
        # A follow-up on the same thing, or both sides of one experience, is one question to the person who answers it.
        if _TWO_WORDS_ON.search(before) and not balanced and not _REFERS_BACK.search(second):
            yield start + match.start(1), start + match.end(1)


def _several(text: str) -> _Spans:
    marks = [match.span() for match in re.finditer(r"[?？؟]+(?:[!?])*", text)]
    if len(marks) > 1:
        yield marks[0][1], marks[1][1]


def _too_long(text: str) -> _Spans:
    words = list(re.finditer(r"\S+", text[: _SCANNED * 2]))
    if len(words) > MAX_WORDS:
        yield words[MAX_WORDS].start(), len(text)
    elif len(text.rstrip()) > MAX_CHARACTERS:
        yield MAX_CHARACTERS, len(text)


RULES: tuple[Rule, ...] = (
    Rule("leading", "It suggests the answer that is wanted.", _any_of(patterns.LEADING)),
    Rule("loaded", "Its wording assumes or judges something the participant has not said.", _any_of(patterns.LOADED)),
    Rule("double_barrelled", "It asks about two things at once; an answer to one hides the other.", _double_barrelled),
    Rule("closed", "It can be answered with yes or no; ask what, how or when instead.", _closed),
    Rule("either_or", "It offers the answers to choose from; ask openly instead.", _either_or),
    Rule("too_long", f"It is longer than {MAX_WORDS} words or {MAX_CHARACTERS} characters.", _too_long),
    Rule("several_questions", "It asks more than one question; keep one and ask the other later.", _several),
    Rule("praise", "It evaluates the participant's answers; a neutral interviewer does not.", _any_of(patterns.PRAISE)),
    Rule("personal_data", "It asks for personal data that an interview does not need.", _any_of(patterns.PERSONAL)),
)

_QUOTED = re.compile(r"“[^”]{1,400}”|\"[^\"]{1,400}\"|«[^»]{1,400}»|„[^“”]{1,400}[“”]")


def lint(text: str) -> tuple[Fault, ...]:
    """The faults of a question in order of place, at most one a rule; empty for a question worth asking.

    Quoted passages are somebody's words and are judged for their length only. Offsets are code points of ``text``.
    """
    head = _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text[:_SCANNED])
    faults = []
    for rule in RULES:
        span = next(iter(rule.find(text if rule.name == "too_long" else head)), None)
        if span is not None:
            faults.append(Fault(rule.name, rule.reason, *span))
    return tuple(sorted(faults, key=lambda fault: (fault.start, fault.end, fault.rule)))

"""The rules of the interviewer's contract that a machine can check: each yields what it finds broken."""

import re
from collections.abc import Callable, Iterator

from interview_engine.turn_compiler.checklists import checklist, leaks, plain, stop_words
from interview_engine.turn_compiler.context import TurnContext
from interview_engine.words import lows
from research_templates.linter import lint

MAX_CHARACTERS = 320
_MAX_WORDS = 45
MAX_LEAD_WORDS = 14
_MAX_SENTENCES = 2
_ECHO_WORDS = 9
_REPEATED_WORDS = 5
_STUTTER_WORDS = 4
_LEAK_WORDS = 8
_SAME_SHARE = 0.8
_MIN_LANGUAGE_HITS = 2

QUESTION_MARKS = re.compile(r"[?\uff1f\u061f]")
SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,200})[”\"»“]")
_MARKUP = re.compile(r"[<>{}\[\]#*_`|\n\r\x00-\x1f\x7f]|https?:|www\.")
SECOND_QUESTION = re.compile(
    r" (?:and|or|y|e|o) (?:(?:in|at|to|en|a|de|por) )?"
    r"(?:what|how|why|when|where|who|which|qué|cómo|cuándo|dónde|quién|cuál) "
)
_NUMBER = re.compile(r"\d+")


def lead_words(sentence: str) -> int:
    """The words of a sentence without what it quotes: the participant's own words are no preamble."""
    return len(lows(QUOTED.sub(" ", sentence)))


def _one_question(text: str, _: TurnContext) -> Iterator[str]:
    if len(QUESTION_MARKS.findall(text)) != 1 or not QUESTION_MARKS.search(text.rstrip()[-1:]):
        yield "a message asks exactly one question and ends with it"
    sentences = [sentence for sentence in SENTENCE.findall(text) if sentence.strip()]
    if len(sentences) > _MAX_SENTENCES or (len(sentences) > 1 and lead_words(sentences[0]) > MAX_LEAD_WORDS):
        yield "at most one short sentence stands before the question"
    if SECOND_QUESTION.search(plain(text)):
        yield "it asks two things in one sentence"


def _length(text: str, _: TurnContext) -> Iterator[str]:
    if len(text) > MAX_CHARACTERS or len(text.split()) > _MAX_WORDS:
        yield f"a message has at most {_MAX_WORDS} words and {MAX_CHARACTERS} characters"


def _characters(text: str, _: TurnContext) -> Iterator[str]:
    if _MARKUP.search(text) or not all(character.isprintable() for character in text):
        yield "a message is one line of plain text"


def _is_open(text: str, context: TurnContext) -> Iterator[str]:
    words, mine = checklist(context.language), plain(text)
    if not words.open_words.intersection(mine.split()) and not any(phrase in mine for phrase in words.requests):
        yield "the question can be answered with yes or no"


_QUESTION_RULES = frozenset(
    (
        "leading",
        "loaded",
        "double_barrelled",
        "closed",
        "either_or",
        "too_long",
        "several_questions",
        "praise",
        "personal_data",
    )
)
"""Not "assumes_fact" and "jargon": in an interview, what the participant has said may be assumed, in their words."""


def _rules_of_questions(text: str, context: TurnContext) -> Iterator[str]:
    if context.language == "en":
        for fault in lint(text, only=_QUESTION_RULES):
            yield f"{fault.rule}: {fault.reason}"


def _not_loaded(text: str, context: TurnContext) -> Iterator[str]:
    said = {word for answer in context.answers for word in lows(answer)} | set(lows(context.known))
    loaded = sorted(checklist(context.language).loaded.intersection(lows(text)) - said)
    if loaded:
        yield f"it judges or assumes with a word the participant has not used: {loaded[0]}"


def _no_praise(text: str, context: TurnContext) -> Iterator[str]:
    # What is quoted are the participant's words, and those may praise.
    own = plain(QUOTED.sub(" ", text))
    if any(phrase in own for phrase in checklist(context.language).praise):
        yield "it evaluates what the participant said"


def _no_advice(text: str, context: TurnContext) -> Iterator[str]:
    own = plain(QUOTED.sub(" ", text))
    if any(phrase in own for phrase in checklist(context.language).advice):
        yield "it advises, consoles or promises"


def _no_invented_memory(text: str, context: TurnContext) -> Iterator[str]:
    said = [plain(answer) for answer in context.answers]
    claimed = [plain(quoted) for quoted in QUOTED.findall(text)]
    padded = plain(QUOTED.sub(" quoted ", text))
    for cue in checklist(context.language).memory:
        _, found, rest = padded.partition(cue)
        if found and not rest.startswith("quoted "):
            # Without quotation marks, the claim is the words up to the end of its clause.
            clause = _after_cue(text, cue)
            claimed.append(plain(clause))
    if any(claim.strip() and not any(claim in answer for answer in said) for claim in claimed):
        yield "it claims the participant said something that does not stand in the transcript"


_DETERMINERS = frozenset(
    ("the", "a", "an", "that", "your", "this", "it", "was", "el", "la", "los", "las", "un", "una", "que", "su", "sus")
)


def _after_cue(text: str, cue: str) -> str:
    clause = next((part for part in re.split(r"[.,;:?!]", text) if cue in plain(part)), "")
    claim = plain(clause).partition(cue)[2].split()
    while claim and claim[0] in _DETERMINERS:
        claim.pop(0)
    return " ".join(claim)


def _names_are_located(text: str, context: TurnContext) -> Iterator[str]:
    said = f"{' '.join(context.answers)} {context.known}"
    known = set(lows(said))
    for sentence in SENTENCE.findall(text):
        for word in re.findall(r"[^\W_]+", sentence)[1:]:
            is_name = word[0].isupper() and word != "I" and len(word) > 1
            if (is_name or _NUMBER.fullmatch(word)) and word.lower() not in known:
                yield f"it brings in a name or number that nobody gave: {word[:30]}"
                return


def _about_the_phrase(text: str, context: TurnContext) -> Iterator[str]:
    if context.phrase and not set(lows(context.phrase)).difference(_DETERMINERS).intersection(lows(text)):
        yield "it is not about the piece of the answer it was to ask about"


def _not_a_repeat(text: str, context: TurnContext) -> Iterator[str]:
    mine = set(lows(text))
    sentences = [plain(sentence) for sentence in SENTENCE.findall(text)]
    long_ones = [sentence for sentence in sentences if len(sentence.split()) >= _REPEATED_WORDS] or [plain(text)]
    for earlier in context.sent:
        theirs, before = set(lows(earlier)), plain(earlier)
        same = len(mine & theirs) >= _SAME_SHARE * max(1, len(mine | theirs))
        if same or any(sentence in before for sentence in long_ones):
            yield "it repeats an earlier message"
            return


def _not_an_echo(text: str, context: TurnContext) -> Iterator[str]:
    mine = lows(text)
    runs = {" ".join(mine[at : at + _ECHO_WORDS]) for at in range(len(mine) - _ECHO_WORDS + 1)}
    if runs and any(f" {run} " in plain(answer) for answer in context.answers[-3:] for run in runs):
        yield "it pastes the participant's answer back"
    starts = [" ".join(mine[at : at + _STUTTER_WORDS]) for at in range(len(mine) - _STUTTER_WORDS + 1)]
    if len(starts) != len(set(starts)):
        yield "it says the same words twice"


def _language(text: str, context: TurnContext) -> Iterator[str]:
    mine = lows(QUOTED.sub(" ", text))
    hits = {language: sum(word in known for word in mine) for language, known in stop_words().items()}
    best = max(hits.values())
    if best >= _MIN_LANGUAGE_HITS and hits[context.language] < best:
        yield "it is not in the participant's language"
    elif len(mine) >= _MIN_LANGUAGE_HITS and not hits[context.language]:
        yield "no word of it is known to be in the participant's language"


def _no_leak(text: str, context: TurnContext) -> Iterator[str]:
    low, mine, prompt = text.lower(), lows(text), plain(context.prompt)
    runs = (" ".join(mine[at : at + _LEAK_WORDS]) for at in range(len(mine) - _LEAK_WORDS + 1))
    said = " ".join(context.answers).lower()
    if any(leak in low and leak not in said for leak in leaks()) or any(f" {run} " in prompt for run in runs):
        yield "it shows something of the machinery behind the interview"


RULES: tuple[tuple[str, Callable[[str, TurnContext], Iterator[str]]], ...] = (
    ("one_question", _one_question),
    ("length", _length),
    ("plain_text", _characters),
    ("open", _is_open),
    ("question_rules", _rules_of_questions),
    ("loaded", _not_loaded),
    ("praise", _no_praise),
    ("advice", _no_advice),
    ("memory", _no_invented_memory),
    ("located", _names_are_located),
    ("about", _about_the_phrase),
    ("repeat", _not_a_repeat),
    ("echo", _not_an_echo),
    ("language", _language),
    ("leak", _no_leak),
)

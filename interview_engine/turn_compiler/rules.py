"""The rules of the interviewer's contract that a machine can check: each yields what it finds broken."""

import re
from collections.abc import Callable, Iterator

from interview_engine.avoidance import speaks_of
from interview_engine.lexicon import lexicon_of
from interview_engine.turn_compiler.checklists import Checklist, checklist, leaks, plain, stop_words
from interview_engine.turn_compiler.context import TurnContext
from interview_engine.turn_compiler.granted import nothing_new_before, nothing_presumed
from interview_engine.turn_compiler.questions import (
    is_open,
    no_choice,
    not_leading,
    not_loaded,
    nothing_personal,
    rules_of_questions,
)
from interview_engine.turn_compiler.sentences import QUESTION_MARKS, QUOTED, own_words, sentences
from interview_engine.words import lows

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

_MARKUP = re.compile(r"[<>{}\[\]#*_`|\n\r\x00-\x1f\x7f]|https?:|www\.")
_SPACES = "\u00a0\u202f"
"""Not printable to Python, and what French has before "?" and inside its quotation marks."""
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)['\u2019]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def lead_words(sentence: str) -> int:
    """The words of a sentence without what it quotes: the participant's own words are no preamble."""
    return len(lows(own_words(sentence)))


def _one_question(text: str, context: TurnContext) -> Iterator[str]:
    if len(QUESTION_MARKS.findall(text)) != 1 or not QUESTION_MARKS.search(text.rstrip()[-1:]):
        yield "a message asks exactly one question and ends with it"
    found = sentences(text)
    if len(found) > _MAX_SENTENCES or (len(found) > 1 and lead_words(found[0]) > MAX_LEAD_WORDS):
        yield "at most one short sentence stands before the question"
    words, asked = checklist(context.language), plain(found[-1]) if found else ""
    wonders = any(phrase in asked for phrase in words.wondering)
    if wonders or any(words.second_question.search(plain(sentence)) for sentence in found):
        yield "it asks two things in one sentence"


def _length(text: str, _: TurnContext) -> Iterator[str]:
    if len(text) > MAX_CHARACTERS or len(text.split()) > _MAX_WORDS:
        yield f"a message has at most {_MAX_WORDS} words and {MAX_CHARACTERS} characters"


def _characters(text: str, _: TurnContext) -> Iterator[str]:
    if _MARKUP.search(text) or not all(character.isprintable() or character in _SPACES for character in text):
        yield "a message is one line of plain text"


def _no_praise(text: str, context: TurnContext) -> Iterator[str]:
    # What is quoted are the participant's words, and those may praise.
    own = plain(own_words(text))
    if any(phrase in own for phrase in checklist(context.language).praise):
        yield "it evaluates what the participant said"


def _no_advice(text: str, context: TurnContext) -> Iterator[str]:
    own = plain(own_words(text))
    if any(phrase in own for phrase in checklist(context.language).advice):
        yield "it advises, consoles or promises"


def _no_invented_memory(text: str, context: TurnContext) -> Iterator[str]:
    words = checklist(context.language)
    said = [_plain_claim(answer) for answer in context.answers]
    claimed = [_plain_claim(quoted) for quoted in QUOTED.findall(text)]
    reported = [claim for cue in words.memory if (claim := _after_cue(QUOTED.sub(" quoted ", text), cue, words))]
    for sentence in sentences(QUOTED.sub(" quoted ", text)):
        clause = lows(sentence)
        if clause and clause[-1] in words.reported and not QUESTION_MARKS.search(sentence):
            reported += [claim for cue in words.reported_by if (claim := _after_cue(sentence, cue, words))]
    # Without quotation marks, the claim is the words up to the end of its clause.
    loose = [claim for claim in reported if " quoted " not in claim]
    in_order = claimed if words.any_order else [*claimed, *loose]
    if any(claim.strip() and not any(claim in answer for answer in said) for claim in in_order) or (
        words.any_order and any(not _told(claim, said, context.language) for claim in loose)
    ):
        yield "it claims the participant said something that does not stand in the transcript"


def _plain_claim(text: str) -> str:
    """As ``plain``, with "l'import" in two words: "notre import" may be reported so."""
    return plain(_ELIDED.sub(lambda elided: f"{elided[0][:-1]} ", text))


def _told(claim: str, said: list[str], language: str) -> bool:
    """Whether one answer has all that a claim says, function words and order aside; a denial is none of them."""
    known = lexicon_of(language)
    content = set(claim.split()) - (known.stop_words - known.negations)
    return any(content <= set(answer.split()) for answer in said)


def _after_cue(text: str, cue: str, words: Checklist) -> str:
    """What is claimed after ``cue``, padded, up to the end of its clause; empty when ``cue`` is not there.

    A colon right after the cue opens the claim, in German a comma too: "Sie sagten, dass ...".
    """
    wanted = r"\W+".join(map(re.escape, cue.split()))
    found = re.search(rf"\b{wanted}\b", text, re.IGNORECASE)
    if not found:
        return ""
    # A comma opens a claim where subordinate clauses begin with one; elsewhere it ends "of all that you said, ...".
    claim = _clause(text[found.end() :], opened_by=",:" if words.any_order else ":").split()
    if claim and claim[0] in words.reported:
        # "Sie haben erwähnt, dass ..."
        claim = _clause(re.sub(r"^\W*\w+", "", text[found.end() :]), opened_by=",:").split()
    while claim and claim[0] in words.determiners:
        claim.pop(0)
    while claim and claim[-1] in words.reported:
        claim.pop()
    return f" {' '.join(claim)} " if claim else ""


def _clause(text: str, *, opened_by: str) -> str:
    return _plain_claim(re.split(r"[.,;:?!]", text.lstrip(f" \u00a0\u202f{opened_by}"))[0])


def _names_are_located(text: str, context: TurnContext) -> Iterator[str]:
    said = f"{' '.join(context.answers)} {context.known}"
    known = {part.lower() for part in re.findall(r"[^\W_]+", said)}
    capital_nouns = checklist(context.language).capital_nouns
    for sentence in sentences(text):
        for word in re.findall(r"[^\W_]+", sentence)[1:]:
            has_capitals = word[1:] != word[1:].lower() if capital_nouns else word[0].isupper()
            is_name = has_capitals and word != "I" and len(word) > 1
            if (is_name or _NUMBER.fullmatch(word)) and word.lower() not in known:
                yield f"it brings in a name or number that nobody gave: {word[:30]}"
                return


def _about_the_phrase(text: str, context: TurnContext) -> Iterator[str]:
    wanted = set(_plain_claim(context.phrase).split()) - checklist(context.language).determiners
    if context.phrase and not wanted.intersection(_plain_claim(text).split()):
        yield "it is not about the piece of the answer it was to ask about"


def _not_a_repeat(text: str, context: TurnContext) -> Iterator[str]:
    mine = set(lows(text))
    found = [plain(sentence) for sentence in sentences(text)]
    long_ones = [sentence for sentence in found if len(sentence.split()) >= _REPEATED_WORDS] or [plain(text)]
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
    own = own_words(text)
    if any(_is_elsewhere(piece, context.language) for piece in (own, *sentences(own))):
        yield "it is not in the participant's language"
        return
    mine = lows(own)
    if len(mine) >= _MIN_LANGUAGE_HITS and not stop_words()[context.language].intersection(mine):
        yield "no word of it is known to be in the participant's language"


def _is_elsewhere(text: str, language: str) -> bool:
    """Whether more of its small words belong to another language than to ``language``."""
    mine = lows(text)
    hits = {code: sum(word in known for word in mine) for code, known in stop_words().items()}
    return max(hits.values()) >= _MIN_LANGUAGE_HITS and hits[language] < max(hits.values())


def _no_leak(text: str, context: TurnContext) -> Iterator[str]:
    low, mine, prompt = text.lower(), lows(text), plain(context.prompt)
    runs = (" ".join(mine[at : at + _LEAK_WORDS]) for at in range(len(mine) - _LEAK_WORDS + 1))
    said = " ".join(context.answers).lower()
    if any(leak in low and leak not in said for leak in leaks()) or any(f" {run} " in prompt for run in runs):
        yield "it shows something of the machinery behind the interview"


def _not_avoided(text: str, context: TurnContext) -> Iterator[str]:
    if context.avoid and speaks_of(text, context.avoid, context.language):
        yield "it speaks of a subject that the researcher wants left alone"


RULES: tuple[tuple[str, Callable[[str, TurnContext], Iterator[str]]], ...] = (
    ("one_question", _one_question),
    ("length", _length),
    ("plain_text", _characters),
    ("open", is_open),
    ("question_rules", rules_of_questions),
    ("leading", not_leading),
    ("choice", no_choice),
    ("personal", nothing_personal),
    ("loaded", not_loaded),
    ("praise", _no_praise),
    ("advice", _no_advice),
    ("memory", _no_invented_memory),
    ("located", _names_are_located),
    ("about", _about_the_phrase),
    ("repeat", _not_a_repeat),
    ("echo", _not_an_echo),
    ("language", _language),
    ("leak", _no_leak),
    ("preamble", nothing_new_before),
    ("presumes", nothing_presumed),
    ("avoided", _not_avoided),
)

# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""Building blocks of rewrites: putting words together as good English, and saying what a question is about."""

import re

from research_templates.language import language_of
from research_templates.linter import lexicon
from research_templates.linter.jargon import terms
from research_templates.linter.loaded import charged_words
from research_templates.linter.reading import DEFINITE, Reading, Sentence, phrase_end, with_complement

NEUTRAL = "What was that like for you?"
"""What is asked when nothing of a question can be kept."""

_FRAMING = lexicon.among(
    "you your yours it they them we us i me he she this that these those there here what which who "
    "anything something everything nothing anyone someone one time times day days week weeks month "
    "months year years way ways thing things part parts people customers users everyone everybody lot "
    "point moment reason reasons problem problems difficulty difficulties issue issues benefit "
    "benefits questions question research studies study experts doctors most majority fact yes no "
    "guests visitors patients others friends frustrations frustration challenges challenge feature "
    "features aspect aspects scale extent degree improvement improvements advantage advantages "
    "disadvantages obstacles obstacle success failure mistakes money effort opinion life rest others "
    "x"
)


_EMPTY_HEADS = lexicon.among("time times way ways thing things part parts lot x point moment scale extent degree day")


_OTHER_ARTICLES = frozenset({"de", "es", "fr", "pt"})
"""Where "a" and "an" are other words ("a escola", "an den Anfang")."""


def tidy(text: str) -> str:
    """One line with single spaces, no doubled marks, a capital at the start of each sentence and the right a or an."""
    text = " ".join(text.split())
    language = language_of(text)
    # French sets a space before its taller marks.
    text = re.sub(r"\s+([,.])" if language == "fr" else r"\s+([,.;:?!])", r"\1", text)
    text = re.sub(r"[,;:]+(?=[,;:?.!])|(?<=[?.!])[,;:]+", "", text)
    text = re.sub(r"[.]+\?", "?", text)
    text = re.sub(r"^[\s,;:.!–—-]+", "", text)
    if language not in _OTHER_ARTICLES:
        text = re.sub(r"\b([Aa])n (?=[bcdfgjklmnpqrstvwyz])", r"\1 ", text)
        text = re.sub(r"\b([Aa]) (?=[aeio]\w)(?!one\b|once\b)", r"\1n ", text)
    return re.sub(r"(^|[?.!]\s+)([a-z])", lambda found: f"{found[1]}{found[2].upper()}", text)


def words_of(reading: Reading, sentence: Sentence, first: int, after: int) -> str:
    """The text of the tokens from ``first`` up to ``after``, as it was written."""
    if first >= min(after, len(sentence.tokens)):
        return ""
    start, end = sentence.span(first, after)
    return reading.text[start:end]


def lowered(text: str) -> str:
    """The words with a small first letter, for the middle of a sentence; names and abbreviations keep theirs."""
    head = text.split(" ", 1)[0]
    keeps = head in {"I", "I'm"} or (not head[1:].islower() and len(head) > 1)
    return text if keeps or not text else text[0].lower() + text[1:]


def without(sentence: Sentence, text: str, first: int, after: int, *, offset: int = 0) -> str:
    """``text`` (which begins at ``offset``) without these tokens."""
    start, end = sentence.span(first, after)
    return f"{text[: start - offset]} {text[end - offset :]}"


def topic(reading: Reading, *, sentence: Sentence | None = None, first: int = 0) -> str:
    """What a question is about, as a noun phrase in neutral words; empty when it names nothing."""
    best = ""
    for current in (sentence,) if sentence else reading.sentences:
        candidates = [(at, end) for at in range(first, len(current.tokens)) if (end := _topic_end(current, at)) > at]
        for wanted in (True, False):
            for at, end in candidates:
                if (current.words[at] in DEFINITE) == wanted:
                    best = neutral_words(reading, current, at, end)
                    if best:
                        return best
        for at in range(first, len(current.tokens)):
            if current.tag_of(at).startswith(("NN2", "AJ", "DPS", "AT0")) and (end := phrase_end(current, at)) > at:
                best = neutral_words(reading, current, at, end)
                if best and current.words[end - 1] not in _EMPTY_HEADS:
                    return best
    return ""


def _topic_end(sentence: Sentence, at: int) -> int:
    word = sentence.words[at]
    starts = word in DEFINITE or sentence.tag_of(at).startswith(("NN", "NP", "AJ", "AT0"))
    if (
        not starts
        or (at and sentence.tag_of(at - 1).startswith(("AJ", "NN", "NP")))
        or (at and sentence.words[at - 1] in DEFINITE)
    ):
        return at
    end = phrase_end(sentence, at)
    if (
        end == at
        or sentence.words[end - 1] in _FRAMING
        or (sentence.words[end - 1] in lexicon.word_set("nouns", "people") and sentence.words[at] not in DEFINITE)
    ):
        return at
    longer = with_complement(sentence, at)
    return longer if sentence.word(end) in {"of", "for"} else end


def neutral_words(reading: Reading, sentence: Sentence, first: int, after: int) -> str:
    """These tokens without what judges or describes them and with plain words for terms of the trade."""
    dropped = {i for start, end in charged_words(sentence) for i in range(start, end)}
    traits = (
        lexicon.word_set("adjectives", "descriptive")
        | lexicon.scale_poles()
        | lexicon.word_set("adjectives", "judging")
    )
    plain = dict(terms(reading))
    kept: list[str] = []
    for i in range(first, after):
        token = sentence.tokens[i]
        follows_noun = i + 1 < after
        if i in dropped or (sentence.words[i] in traits and follows_noun) or (token.tag == "AV0" and follows_noun):
            continue
        if sentence.words[i] in lexicon.among(", and - most very") and (not kept or kept[-1].lower() in DEFINITE):
            continue
        inside = next(((span, text) for span, text in plain.items() if span[0] <= token.start < span[1]), None)
        if inside is None:
            kept.append(reading.text[token.start : token.end])
        elif token.start == inside[0][0]:
            kept.append(inside[1])
    found = " ".join(word for word in kept if word).strip()
    words = found.split()
    if not words or (len(words) == 1 and words[0].lower() in DEFINITE | {"a", "an"}):
        return ""
    return lowered(found)


def described(about: str) -> str:
    """A neutral question about a thing; about nothing in particular where none is given."""
    if not about or about.split(maxsplit=1)[0] in {"a", "an"}:
        return NEUTRAL
    if about.split(maxsplit=1)[0] in {"your", "their"}:
        return f"How would you describe {about}?"
    return f"How would you describe your experience with {about}?"


def sentence_at(reading: Reading, place: int) -> Sentence | None:
    return next((s for s in reading.sentences if s.start <= place < s.end), None)


def replaced(reading: Reading, sentence: Sentence, question: str) -> str:
    """The text with one sentence put in another way."""
    return tidy(f"{reading.text[: sentence.start]} {question} {reading.text[sentence.end :]}")


def without_part(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}"

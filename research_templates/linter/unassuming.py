"""Questions that leave open what the faulty ones take for granted."""

import re
from collections.abc import Iterator

from research_templates.linter import lexicon
from research_templates.linter.opening import opened, positive
from research_templates.linter.phrasing import (
    described,
    lowered,
    neutral_words,
    replaced,
    sentence_at,
    tidy,
    topic,
    without_part,
    words_of,
)
from research_templates.linter.reading import DEFINITE, Reading, Sentence, Span, phrase_end

_IF = {
    "what": "if anything",
    "who": "if anyone",
    "where": "if anywhere",
    "when": "if ever",
    "how": "if at all",
    "which": "if any",
}


def assumes(reading: Reading, span: Span) -> Iterator[str]:
    sentence = sentence_at(reading, span[0])
    if sentence is None:
        return
    since = re.match(r"(?:since|now that|given(?: that)?)\b[^,?]*", reading.text[span[0] : sentence.end], re.IGNORECASE)
    if since:
        yield tidy(without_part(reading.text, span[0], span[0] + len(since[0])))
    first = next((i for i, token in enumerate(sentence.tokens) if token.start >= span[0]), 0)
    yield from _without_trait(reading, sentence, first)
    why = next((i for i, word in enumerate(sentence.words) if word == "why"), None)
    if why is not None:
        yield from _not_why(reading, sentence, why)
    at = next(
        (i for i, word in enumerate(sentence.words) if word.removesuffix("'s") in _IF and not (word == "when" and i)),
        None,
    )
    if at is not None and _leads_up(sentence, first, span[1], at):
        yield replaced(reading, sentence, described(topic(reading, sentence=sentence)))
    if sentence.words[0] in lexicon.among("tell describe share explain talk walk list name give please") or at is None:
        yield from _any_in_place_of(reading, sentence, first)
    if at is not None:
        yield _with_if(reading, sentence, at)
    elif sentence.asks:
        yield from opened(reading, span)
    yield replaced(reading, sentence, described(topic(reading, sentence=sentence)))


def _leads_up(sentence: Sentence, first: int, end: int, at: int) -> bool:
    """Whether the assumption stands in the clause before the one that asks: "When the flood ruined it, who ...?"."""
    if sentence.words[first] in {"when", "after", "once"} and first == 0:
        return sentence.tag_of(1) not in {"VDD", "VDB", "VDZ", "VBD", "VBZ", "VBB"}
    return at > first and sentence.tokens[at].start >= end and sentence.word(at - 1) == ","


def _with_if(reading: Reading, sentence: Sentence, at: int) -> str:
    word, end = sentence.words[at], at + 1
    if word.endswith("'s"):
        start, stop = sentence.span(at, end)
        verb = "has" if sentence.tag_of(end) in {"VVN", "VVD"} else "is"
        return tidy(f"{reading.text[:start]} {word[:-2]}, {_IF[word[:-2]]}, {verb} {reading.text[stop:]}")
    condition = _IF[word]
    following = sentence.word(end)
    if (
        word == "what"
        and sentence.tag_of(end).startswith(("NN", "AJ", "ORD", "AV"))
        and phrase_end(sentence, end) > end
        and sentence.word(end) != "most"
    ):
        end, condition = phrase_end(sentence, end), "if any"
    elif word == "which":
        end = max(phrase_end(sentence, end), end)
    elif word == "how" and following in {"much", "many"}:
        noun = phrase_end(sentence, end + 1)
        end, condition = (
            (noun, "if any")
            if noun > end + 1 and sentence.tag_of(end + 1).startswith(("NN", "AJ"))
            else (end + 1, "if at all")
        )
    elif word == "how" and following in {"often", "long", "soon", "far"}:
        end, condition = end + 1, "if ever" if following == "often" else "if at all"
    elif word == "how" and sentence.tag_of(end).startswith(("AJ", "AV")):
        end += 1
    cut = sentence.tokens[end - 1].end
    return tidy(f"{reading.text[:cut]}, {condition}, {reading.text[cut:]}")


def _without_trait(reading: Reading, sentence: Sentence, first: int) -> Iterator[str]:
    traits = lexicon.word_set("adjectives", "descriptive")
    for i in range(first, min(first + 4, len(sentence.words))):
        if sentence.words[first] in DEFINITE and sentence.words[i] in traits and i > first:
            yield tidy(without_part(reading.text, *sentence.span(i, i + 1)))


def _any_in_place_of(reading: Reading, sentence: Sentence, first: int) -> Iterator[str]:
    """As in "the problems you had" becomes "any problems you had"."""
    if sentence.words[first] in DEFINITE and sentence.words[first] != "your":
        start, end = sentence.span(first, first + 1)
        yield tidy(f"{reading.text[:start]} any {reading.text[end:]}")
    if sentence.words[first] == "your":
        start, end = sentence.span(first, first + 1)
        yield tidy(f"{reading.text[:start]} any of your {reading.text[end:]}")
        yield tidy(f"{reading.text[:start]} any {reading.text[end:]}")
    if not sentence.tag_of(first).startswith(("V", "AVQ", "DTQ", "PNP")):
        start, _ = sentence.span(first, first + 1)
        yield tidy(f"{reading.text[:start]} any {reading.text[start:]}")


def _not_why(reading: Reading, sentence: Sentence, why: int) -> Iterator[str]:
    """As in "Why did you stop ...?" becomes "What, if anything, led you to stop ...?"."""
    lead = reading.text[: sentence.tokens[why].start]
    tail = reading.text[sentence.end :]
    auxiliary = sentence.word(why + 1)
    end = phrase_end(sentence, why + 2)
    stop = len(sentence.tokens) - sentence.asks
    if auxiliary in {"is", "are", "was", "were"} and end > why + 2:
        about = neutral_words(reading, sentence, why + 2, end)
        if sentence.word(why + 2) == "you":
            about = topic(reading, sentence=sentence, first=end)
            yield (
                tidy(f"{lead} How {'did' if auxiliary == 'were' else 'do'} you feel about {about}? {tail}")
                if about
                else ""
            )
        elif about:
            yield tidy(f"{lead} What {auxiliary} {about} like for you? {tail}")
        return
    if auxiliary in {"you", "they"}:
        verb = lexicon.starts(sentence.words, why + 2, lexicon.verbs("turning"))
        if verb:
            rest = words_of(reading, sentence, why + 2 + verb[1], stop)
            whom = "them" if auxiliary == "they" else auxiliary
            yield tidy(f"{lead} what, if anything, led {whom} to {verb[0]} {rest}{'?' * sentence.asks} {tail}")
        return
    if positive(auxiliary) in {"have", "has"} and end > why + 2:
        rest = re.sub(
            r"\b(?:yet|not|never|still)\b",
            "",
            words_of(reading, sentence, why + 2, end)
            + f" {positive(auxiliary)} "
            + words_of(reading, sentence, end, stop),
        )
        yield tidy(f"{lead} What, if anything, has played a part in whether {lowered(rest)}? {tail}")
    if positive(auxiliary) in {"do", "did", "does"} and end > why + 2:
        subject, past = words_of(reading, sentence, why + 2, end), positive(auxiliary) == "did"
        negated = auxiliary.endswith("n't") or sentence.word(end) == "not"
        at = end + (sentence.word(end) in lexicon.among("not still also always never"))
        feels = lexicon.starts(sentence.words, at, lexicon.verbs("liking")) or sentence.word(at) in {
            "feel",
            "think",
            "find",
            "believe",
        }
        if feels:
            about = topic(reading, sentence=sentence, first=at + 1)
            if about:
                yield tidy(f"{lead} How {'did' if past else 'do'} {lowered(subject)} feel about {about}? {tail}")
            return
        rest = words_of(reading, sentence, at, stop)
        yield tidy(
            f"{lead} What, if anything, {'led' if past else 'leads'} {lowered(subject)} "
            f"{'not ' if negated else ''}to {rest}? {tail}"
        )

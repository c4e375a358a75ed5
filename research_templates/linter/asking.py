"""Where in a sentence the question begins, whether it asks about something real, and what in it is good or bad."""

from research_templates.linter import lexicon
from research_templates.linter.closed import first_word
from research_templates.linter.reading import MARKS, Sentence

_OPENERS = lexicon.among(
    "what which how why when where who what's tell describe explain share talk walk list name say give"
)
NOT_REAL = lexicon.pattern("presupposition", "imagined")


def asks_at(sentence: Sentence) -> int | None:
    """The token that opens a question for something ("what", "tell me"), if the sentence is one."""
    first = first_word(sentence)
    for i in range(first, len(sentence.words)):
        at_clause = (
            i == first
            or sentence.word(i - 1) in MARKS
            or sentence.word(i - 1)
            in lexicon.among("and so please in to but for you me us about at since from on know hear learn understand")
        )
        if at_clause and sentence.words[i] in _OPENERS:
            return i
    return None


def reports_valence(sentence: Sentence, at: int) -> bool:
    word = sentence.word(at)
    return word in lexicon.positive() or word in lexicon.negative() or word in lexicon.word_set("adjectives", "charged")


def in_any_case(sentence: Sentence) -> bool:
    """As in "What do you do when it breaks?", which leaves open whether it ever does."""
    start = asks_at(sentence)
    words = sentence.words[start : start + 3] if start is not None else ()
    return words[:2] in {
        ("what", "do"),
        ("what", "does"),
        ("what", "happens"),
        ("who", "do"),
        ("how", "do"),
    } or words in {
        ("where", "do", "you"),
        ("how", "does", "your"),
    }

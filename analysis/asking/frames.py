"""What a question is about, without the words that only make it a question."""

from typing import Final

from analysis.asking.stemming import stem
from analysis.asking.words import folded_words, word_list

ASKING: Final = word_list("asking")
FRICTION: Final = word_list("friction")
SUCCESS: Final = word_list("success")
GENERAL: Final = word_list("general")
_OPENERS: Final = word_list("openers")
_LONGEST_PHRASE: Final = 6


def is_bare_phrase(query: str) -> bool:
    """Whether it only names a thing ("photo filters", "write notes"), as one types into a search box."""
    words = folded_words(query)
    return "?" not in query and len(words) <= _LONGEST_PHRASE and not (words[:1] and words[0] in _OPENERS)


def topic_words(question: str) -> list[str]:
    """The stems that say what it is about, each once and in order; all stems when it has none but asking words."""
    words = folded_words(question)
    telling = [word for word in words if word not in ASKING] or words
    return list(dict.fromkeys(stem(word) for word in telling))


def tells(word: str, used: set[str]) -> bool:
    """Whether a word names a thing: it is none of a question, of any study, of praise or blame, nor ``used``."""
    parts = folded_words(word)
    return any(
        part not in used
        and not part.isdigit()
        and part not in ASKING
        and part not in GENERAL
        and part not in FRICTION
        and part not in SUCCESS
        for part in parts
    )

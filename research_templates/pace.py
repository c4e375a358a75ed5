"""How long written words take, so that minutes can be planned, spent and compared; nobody waits for it.

Reading silently: 238 words a minute (Brysbaert 2019, a meta-analysis of 190 studies). Typing: halfway between 36 words
a minute on a phone (Palin et al. 2019, 37,000 people) and 52 on a keyboard (Dhakal et al. 2018, 168,000 people): a link
is opened on either. The pause before an answer is our assumption.
"""

from collections.abc import Iterable

READ_WORDS_PER_MINUTE = 238.0
TYPED_WORDS_PER_MINUTE = 44.0
THINKING_SECONDS = 5.0


def reading_minutes(text: str) -> float:
    """Minutes to read a message."""
    return len(text.split()) / READ_WORDS_PER_MINUTE


def answering_minutes(words: float) -> float:
    """Minutes to think about an answer of so many words and to type it."""
    return THINKING_SECONDS / 60 + words / TYPED_WORDS_PER_MINUTE


def minutes(read: Iterable[str], written: Iterable[str]) -> float:
    """The minutes it takes to read the messages and to think about and type the answers."""
    reading = sum(map(reading_minutes, read))
    return reading + sum(answering_minutes(len(text.split())) for text in written)

"""How long an interview takes its participant, estimated from the words: nobody waits in a simulation.

Reading silently: 238 words a minute (Brysbaert 2019, a meta-analysis of 190 studies). Typing on a phone: 36 words a
minute (Palin et al. 2019, 37,000 people). The pause before an answer is our assumption.
"""

from collections.abc import Iterable

READ_WORDS_PER_MINUTE = 238
TYPED_WORDS_PER_MINUTE = 36
THINKING_SECONDS = 5.0


def minutes(read: Iterable[str], written: Iterable[str]) -> float:
    """The minutes it takes to read the messages and to think about and type the answers."""
    answers = list(written)
    reading = sum(len(text.split()) for text in read) / READ_WORDS_PER_MINUTE
    typing = sum(len(text.split()) for text in answers) / TYPED_WORDS_PER_MINUTE
    return reading + typing + len(answers) * THINKING_SECONDS / 60

"""The vectors that a text has besides its own, by what they are for; all are made in one run of the model."""

from enum import StrEnum


class View(StrEnum):
    """What a vector of a text is for."""

    WHOLE = "vectors"
    """What the text says: the vector that the model is known for, by which texts are compared and found."""
    CONTENT = "content"
    """What it is about, words counting by ``analysis.content_words``: texts are grouped by these."""
    TONE = "tone"
    """How it is said: the mean of a layer in the middle, which still knows what the last one was taught to leave out.
    Whether something is well or ill, and whether it is an experience at all, is read from these beside the first."""

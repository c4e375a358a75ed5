"""One plain-language question over one analysis, answered from its counts and quotes or not at all."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Answer, Intent, LookedFor, Outcome
from analysis.asking.frames import topic_words
from analysis.asking.retrieval import Library
from analysis.errors import VectorShapeError
from analysis.findings import Analysis, Claim, Quote
from analysis.intervals import count
from analysis.theming.themes import people_heard
from interview_engine.transcript import Transcript
from research_templates.vectors import Embed

_SHOWN: Final = 5


def ask(  # noqa: PLR0917 - the question, what it is asked of, and what was said before
    question: str,
    analysis: Analysis,
    transcripts: Sequence[Transcript],
    vectors: NDArray[np.float32],
    embed: Embed,
    thread: Sequence[Answer] = (),
    *,
    about: Quote | None = None,
) -> Answer:
    """Answer ``question`` from ``analysis``; ``vectors`` has one L2-normalised row per statement of it.

    ``thread`` holds the earlier answers of the conversation, oldest first, so that "and on the free plan?" is
    understood; ``about`` is the quote that "who else said this?" points to. Raises VectorShapeError.
    """
    statements = analysis.statements
    if vectors.shape[:1] != (len(statements),):
        raise VectorShapeError(f"{len(statements)} statements came with vectors of shape {vectors.shape}; embed again.")
    people = people_heard(transcripts)
    looked_for = LookedFor(people=len(people), statements=len(statements))
    library = Library([s.text for s in statements], vectors, [s.interview_id for s in statements])
    subject = about.text if about else question
    if thread and not about and not any(map(library.words.holds, topic_words(question))):
        subject = f"{thread[-1].question} {question}"
    found = [statements[i] for i in library.best(subject, embed([subject])[0], _SHOWN)]
    if not found:
        return Answer(
            question=question,
            intent=Intent.UNKNOWN,
            outcome=Outcome.NOT_SAID,
            reason="Nobody has said anything that can be quoted yet.",
            looked_for=looked_for,
        )
    quotes = tuple(statement.quote() for statement in found)
    voices = count(len({statement.participant_id for statement in found}), len(people))
    said = Claim(text=f"The nearest statements are by {voices.people} of {voices.of} people.", counts=(voices,))
    return Answer(
        question=question,
        intent=Intent.QUOTES,
        outcome=Outcome.ANSWERED,
        claims=(said,),
        quotes=quotes,
        looked_for=looked_for,
    )

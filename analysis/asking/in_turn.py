"""The journey by the interviewer's own questions, where nobody's words say at which stage something happened."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.guide import GuideQuestion
from analysis.asking.heard import Draft, Heard
from analysis.asking.intentions import Intention, intention_of
from analysis.findings import Claim, Count, Polarity
from analysis.intervals import count
from analysis.summary.wording import in_words

_OF_PEOPLE: Final = 0.4
"""Of those who were heard, how many a question has to be put to."""
_FEWEST: Final = 2
_LONGEST: Final = 90
_LIMIT: Final = (
    "Too few people say at which stage something happened: this follows the interviewer's questions, in their order."
)


def by_the_questions(heard: Heard, scope: Scope, questions: Sequence[GuideQuestion]) -> Draft:
    """Friction and success in the answers to each question that most were asked; nothing of fewer than two.

    What somebody would change is asked for friction, and is no part of a journey.
    """
    inside = heard.inside(scope)
    put = [
        one
        for one in questions
        if len(one.people & inside) >= _OF_PEOPLE * len(inside) and intention_of(one.text) is not Intention.CHANGING
    ]
    if len(put) < _FEWEST:
        return Draft()
    of_message = {message: n for n, one in enumerate(put) for message in one.messages}
    places: list[list[int]] = [[] for _ in put]
    for place in heard.kept(range(len(heard.statements)), scope):
        said = heard.statements[place]
        if (n := of_message.get((said.interview_id, said.message_id))) is not None:
            places[n].append(place)
    told = [
        {
            polarity: [place for place in own if heard.statements[place].polarity in {polarity, Polarity.MIXED}]
            for polarity in (Polarity.FRICTION, Polarity.SUCCESS)
        }
        for own in places
    ]
    counts = [
        {polarity: _of(heard, one, inside, own[polarity]) for polarity in own}
        for one, own in zip(put, told, strict=True)
    ]
    balance = [own[Polarity.SUCCESS].share - own[Polarity.FRICTION].share for own in counts]
    worst, best = int(np.argmin(balance)), int(np.argmax(balance))
    claims = (
        Claim(
            text=f"It goes worst in answer to {heard.named(put[worst].text)}: "
            f"{in_words(counts[worst][Polarity.FRICTION])} of those who were asked told of friction.",
            counts=(counts[worst][Polarity.FRICTION],),
            quotes=heard.quotes(told[worst][Polarity.FRICTION], 2),
        ),
        Claim(
            text=f"It goes best in answer to {heard.named(put[best].text)}: "
            f"{in_words(counts[best][Polarity.SUCCESS])} of those who were asked told of something that works.",
            counts=(counts[best][Polarity.SUCCESS],),
            quotes=heard.quotes(told[best][Polarity.SUCCESS], 2),
        ),
    )
    rows = tuple(
        AnswerRow(
            label=_short(one.text),
            counts=(count(len(one.people & inside), len(inside)), *(own[polarity] for polarity in own)),
        )
        for one, own in zip(put, counts, strict=True)
    )
    table = AnswerTable(
        title="The interview, question by question",
        label_heading="Question",
        count_columns=("Were asked", "Told of friction", "Told of success"),
        rows=rows,
        drawn=Drawn.GROUPED_BARS,
    )
    return Draft(claims=claims, table=table, limits=(_LIMIT,))


def _of(heard: Heard, question: GuideQuestion, inside: frozenset[str], places: Sequence[int]) -> Count:
    asked = question.people & inside
    return count(len(heard.voices(places) & asked), len(asked))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} \u2026"

"""What the interviewer's questions brought up, one by one: a journey where no words say a stage, and what divides."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.frames import FRICTION, SUCCESS
from analysis.asking.guide import GuideQuestion
from analysis.asking.heard import Draft, Heard
from analysis.asking.intentions import Intention, intention_of
from analysis.asking.words import folded_words
from analysis.findings import Claim, Count, Polarity
from analysis.intervals import count
from analysis.summary.wording import in_words

_OF_PEOPLE: Final = 0.4
"""Of those who were heard, how many a question has to be put to."""
_FEWEST: Final = 2
_DIVIDED: Final = 3
_LONGEST: Final = 90
_IN_THEIR_ORDER: Final = (
    "Too few people say at which stage something happened: this follows the interviewer's questions, in their order."
)
_BOTH: Final = "Who was asked one question may speak of two things: read the quotes before you call it a contradiction."


class _Told(NamedTuple):
    """``people`` were asked ``question``; the places are of what they answered with friction, and with success."""

    question: GuideQuestion
    people: frozenset[str]
    friction_places: list[int]
    success_places: list[int]
    friction: Count
    success: Count

    @property
    def balance(self) -> float:
        return self.success.share - self.friction.share

    @property
    def leads(self) -> bool:
        """Whether it asks for friction or for success itself: "What went wrong?"."""
        return not (FRICTION | SUCCESS).isdisjoint(folded_words(self.question.text))


def by_the_questions(heard: Heard, scope: Scope, questions: Sequence[GuideQuestion]) -> Draft:
    """Friction and success in the answers to each question that most were asked; nothing of fewer than two.

    What somebody would change is asked for friction, and is no part of a journey.
    """
    told = _told(heard, scope, questions)
    if len(told) < _FEWEST:
        return Draft()
    of_both = [one for one in told if not one.leads] or told
    worst, best = min(of_both, key=lambda one: one.balance), max(of_both, key=lambda one: one.balance)
    claims = (
        Claim(
            text=f"It goes worst in answer to {heard.named(worst.question.text)}: {in_words(worst.friction)} of those "
            "who were asked told of friction.",
            counts=(worst.friction,),
            quotes=heard.quotes(worst.friction_places, 2),
        ),
        Claim(
            text=f"It goes best in answer to {heard.named(best.question.text)}: {in_words(best.success)} of those who "
            "were asked told of something that works.",
            counts=(best.success,),
            quotes=heard.quotes(best.success_places, 2),
        ),
    )
    return Draft(claims=claims, table=_table(heard, scope, told), limits=(_IN_THEIR_ORDER,))


def told_both_ways(heard: Heard, scope: Scope, questions: Sequence[GuideQuestion]) -> Draft:
    """The questions to which some answer with friction and some with success, the most divided first."""
    told = [one for one in _told(heard, scope, questions) if not one.leads]
    divided = sorted(told, key=lambda one: -min(one.friction.share, one.success.share))
    divided = [one for one in divided if one.friction.people and one.success.people]
    if not divided:
        return Draft(reason="To no question that most were asked do people answer in both ways.")
    claims = tuple(
        Claim(
            text=f"In answer to {heard.named(one.question.text)}, {in_words(one.friction)} told of friction and "
            f"{in_words(one.success)} of something that works.",
            counts=(one.friction, one.success),
            quotes=(*heard.quotes(one.friction_places, 1), *heard.quotes(one.success_places, 1)),
        )
        for one in divided[:_DIVIDED]
    )
    quotes = tuple(dict.fromkeys(quote for claim in claims for quote in claim.quotes))
    return Draft(claims=claims, quotes=quotes, table=_table(heard, scope, divided), limits=(_BOTH,))


def _told(heard: Heard, scope: Scope, questions: Sequence[GuideQuestion]) -> list[_Told]:
    inside = heard.inside(scope)
    put = [
        one
        for one in questions
        if len(one.people & inside) >= _OF_PEOPLE * len(inside) and intention_of(one.text) is not Intention.CHANGING
    ]
    of_message = {message: n for n, one in enumerate(put) for message in one.messages}
    places: list[list[int]] = [[] for _ in put]
    for place in heard.kept(range(len(heard.statements)), scope):
        said = heard.statements[place]
        if (n := of_message.get((said.interview_id, said.message_id))) is not None:
            places[n].append(place)
    return [_read(heard, one, one.people & inside, own) for one, own in zip(put, places, strict=True)]


def _read(heard: Heard, question: GuideQuestion, people: frozenset[str], places: Sequence[int]) -> _Told:
    friction, success = (heard.leaning(places, polarity) for polarity in (Polarity.FRICTION, Polarity.SUCCESS))
    counts = (count(len(heard.voices(own) & people), len(people)) for own in (friction, success))
    return _Told(question, people, friction, success, *counts)


def _table(heard: Heard, scope: Scope, told: Sequence[_Told]) -> AnswerTable:
    everybody = len(heard.inside(scope))
    return AnswerTable(
        title="The interview, question by question",
        label_heading="Question",
        count_columns=("Were asked", "Told of friction", "Told of success"),
        rows=tuple(
            AnswerRow(
                label=_short(one.question.text),
                counts=(count(len(one.people), everybody), one.friction, one.success),
            )
            for one in told
        ),
        drawn=Drawn.GROUPED_BARS,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} \u2026"

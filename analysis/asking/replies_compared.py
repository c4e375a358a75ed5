"""How groups of people answered one question of the guide: "Would admins recommend it more than members?"."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.comparing import CHANCE, CHOSEN, in_groups, least_p, values_of, verdict
from analysis.asking.counting import how_told, kind
from analysis.asking.groups import PEOPLE
from analysis.asking.guide import GuideQuestion
from analysis.asking.heard import Draft, Heard
from analysis.asking.replies import YES_OR_NO, answered_with, is_yes_or_no, shown, themes_in
from analysis.asking.scope import Asked
from analysis.asking.words import folded_words, words_of
from analysis.exact_tests import discoveries
from analysis.findings import Claim, Count, Polarity, Quote
from analysis.intervals import count
from analysis.summary.wording import attribute_name

_ATTRIBUTES: Final = 2
_THEMES: Final = 3
_BESIDE: Final = re.compile(
    r"\b(?:than|versus|vs|compared (?:to|with)|rather than|as opposed to|unlike)\b", re.IGNORECASE
)
_WEIGHS: Final = words_of(
    "more less fewer most least likely rather often differ differs different differently difference differences "
    "compare compared between by per across among which versus vs"
)
_ANYBODY: Final = "people"
_WORD: Final = re.compile(r"[\w'\u2019-]+")


class _Said(NamedTuple):
    """What some of those who answered said: ``told`` behind how many, ``label`` in a table."""

    told: str
    label: str
    people: frozenset[str]
    quotes: tuple[Quote, ...]
    theme: str = ""
    is_the_answer: bool = False
    """Whether the question itself asks for it: what it leads to besides is judged apart from it."""


def without_groups(question: str, asked: Asked) -> str:
    """The question with "people" for the groups that it sets beside each other: what each of them was asked."""
    groups = {word for wanted in asked.scope.segments for word in folded_words(wanted.value)}
    groups |= {word for attribute in asked.attributes for word in folded_words(attribute)}
    groups |= {f"{word}s" for word in groups}
    words = folded_words(question)  # "business travellers": who is called so is the group, too
    groups |= {behind for word, behind in pairwise(words) if word in groups and behind.endswith("s")}
    parts = _BESIDE.split(question)
    own = next((part for part in parts if set(folded_words(part)) - groups - _WEIGHS - PEOPLE), question)
    left: list[str] = []
    for word in _WORD.findall(own):
        folded = set(folded_words(word))
        if folded <= groups and left[-1:] != [_ANYBODY]:
            left.append(_ANYBODY)
        elif not folded <= groups | _WEIGHS:
            left.append(word)
    return " ".join(left[:-1] if left[-1:] == [_ANYBODY] else left)


def answers_compared(heard: Heard, scope: Scope, attributes: Sequence[str], question: GuideQuestion) -> Draft:
    """How many of each group said yes and no, or liked it and not, and the themes of their answers."""
    claims: list[Claim] = []
    table: AnswerTable | None = None
    for attribute in attributes[:_ATTRIBUTES]:
        values = values_of(heard, scope, attribute)
        others = scope.model_copy(update={"segments": tuple(s for s in scope.segments if s.attribute != attribute)})
        inside = question.people & heard.inside(others)
        groups = {value: heard.people.segments[attribute][value] & inside for value in values}
        groups = {value: people for value, people in groups.items() if people}
        if len(groups) < 2:  # noqa: PLR2004 - one group has nothing to differ from
            continue
        told, rows = _told(heard, attribute, groups, _said(heard, question, frozenset[str]().union(*groups.values())))
        claims += told
        title = f"Answers by {attribute_name(attribute)}"
        table = table or AnswerTable(
            title=title, label_heading="Answer", count_columns=tuple(groups), rows=rows, drawn=Drawn.GROUPED_BARS
        )
    if not claims:
        return Draft(reason="There are not two segments with people who were asked this.", cannot=True)
    return Draft(claims=tuple(claims), table=table, limits=("Counted are those who were asked this.", CHOSEN))


def _said(heard: Heard, question: GuideQuestion, asked: frozenset[str]) -> list[_Said]:
    replies = [reply for reply in question.replies if reply.participant_id in asked]
    said = []
    if is_yes_or_no(question):
        for cue, word in YES_OR_NO.items():
            own, told = answered_with(replies, cue), f"said {word}"
            people = frozenset(reply.participant_id for reply in own)
            quotes = tuple(shown(reply.quote) for reply in own[:2])
            said.append(_Said(told, told.capitalize(), people, quotes, is_the_answer=True))
    places = [
        place
        for place, statement in enumerate(heard.statements)
        if (statement.interview_id, statement.message_id) in question.messages and statement.participant_id in asked
    ]
    for polarity in (Polarity.FRICTION, Polarity.SUCCESS):
        own_places = heard.leaning(places, polarity)
        told = how_told(polarity)
        said.append(_Said(told, told.capitalize(), heard.voices(own_places) & asked, heard.quotes(own_places, 2)))
    for theme, _, own_places in themes_in(heard, places, asked)[:_THEMES]:
        told = f"spoke of {heard.named(theme.name)} ({kind(theme)})"
        quotes = heard.quotes(own_places, 2)
        said.append(_Said(told, theme.name, heard.voices(own_places) & asked, quotes, theme.key))
    return [one for one in said if one.people]


def _told(
    heard: Heard, attribute: str, groups: dict[str, frozenset[str]], said: Sequence[_Said]
) -> tuple[list[Claim], tuple[AnswerRow, ...]]:
    values = tuple(groups)
    counted = [tuple(count(len(one.people & people), len(people)) for people in groups.values()) for one in said]
    found = [(one, counts, least_p(counts)) for one, counts in zip(said, counted, strict=True)]
    holding = _discovered(found, is_the_answer=True) | _discovered(found, is_the_answer=False)
    claims = [
        Claim(
            text=f"Asked this, people {one.told}: {in_groups(heard, attribute, values, counts)}. "
            f"{verdict(heard, values, counts, p, holds=n in holding)}",
            counts=counts,
            quotes=one.quotes,
        )
        for n, (one, counts, p) in enumerate(found)
    ]
    rows = tuple(AnswerRow(label=one.label, counts=counts, theme=one.theme) for one, counts, _ in found)
    return claims, rows


def _discovered(found: Sequence[tuple[_Said, tuple[Count, ...], float | None]], *, is_the_answer: bool) -> set[int]:
    """Which of the differences hold among all of their kind."""
    tested = [(n, p) for n, (one, _, p) in enumerate(found) if p is not None and one.is_the_answer is is_the_answer]
    return {n for (n, _), holds in zip(tested, discoveries([p for _, p in tested], CHANCE), strict=True) if holds}

"""What people answered to one question of the guide: how many, yes or no, in which themes, and in their words."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.counting import how_told, kind
from analysis.asking.guide import GuideQuestion, Reply
from analysis.asking.heard import Draft, Heard
from analysis.asking.met import what_they_met
from analysis.asking.said_cues import Cue, holds
from analysis.findings import Claim, Count, Polarity, Quote, Theme
from analysis.intervals import count
from analysis.summary.wording import in_words
from research_templates.vectors import unit

_THEMES: Final = 3
_READ: Final = 12
_ROWS: Final = 12
_FEWEST_PLAIN: Final = 3
_MOSTLY: Final = 0.5
_SHOWN: Final = 200
YES_OR_NO: Final = {Cue.PLAIN_YES: "yes", Cue.PLAIN_NO: "no", Cue.PLAIN_MAYBE: "maybe"}
"""What an answer begins with, and what it says by that."""
_ALWAYS_TOLD: Final = frozenset({"yes", "no"})
_NEITHER: Final = "Yes, no and maybe are counted where an answer begins so: what says none of them so is in the quotes."
_WHY: Final = re.compile(
    r"^\W*(?:and |so )?(?:why|what are (?:the|their) reasons (?:why|that)) "
    r"(?P<verb>would|do|did|does|are|is|were|was|have|has|will|won|can|could)"
    r"(?P<against>n?['\u2019]?t| not)?\b(?P<rest>.+)",
    re.IGNORECASE,
)
_AGAINST: Final = re.compile(r"\b(?:not|never|n['\u2019]t|refuse\w*|reluctant\w*|hesitat\w*)\b", re.IGNORECASE)
_SAID: Final = r"\b(?:say|says|said|answer(?:s|ed)?|repl(?:y|ies|ied)) (?:\w+ ){0,3}?"
_SIDES: Final = {
    Cue.PLAIN_MAYBE: re.compile(
        rf"{_SAID}maybe\b|\b(?:undecided|unsure|not sure)\b|\b(?:under|on) (?:what|which) conditions?\b", re.IGNORECASE
    ),
    Cue.PLAIN_NO: re.compile(
        rf"{_SAID}no\b|\b(?:would|will|do|does|is|are)(?: not|n['\u2019]?t)\b|\bwon['\u2019]?t\b|\bnever\b",
        re.IGNORECASE,
    ),
    Cue.PLAIN_YES: re.compile(rf"{_SAID}yes\b", re.IGNORECASE),
}
_LIMITS: Final = (
    "Counted are those who were asked this, with what they answered to it and to follow-ups on it.",
    "A theme is counted here only by what was said in these answers.",
)


def whether_asked(question: str) -> str:
    """What "Why would people not do it?" asks the reasons of; empty for a question that asks for no reasons."""
    match = _WHY.match(question)
    return f"{match['verb']} {_AGAINST.sub(' ', match['rest'])}" if match else ""


def is_asked_against(question: str) -> bool:
    """Whether a question for reasons asks why not."""
    match = _WHY.match(question)
    return bool(match and (match["against"] or _AGAINST.search(match["rest"])))


def is_yes_or_no(question: GuideQuestion) -> bool:
    """Whether most people answered it by yes or no."""
    plain = sum(len(answered_with(question.replies, cue)) for cue in (Cue.PLAIN_YES, Cue.PLAIN_NO))
    return plain >= max(_FEWEST_PLAIN, _MOSTLY * len(question.replies))


def side_asked_for(asked: str) -> Cue | None:
    """Whether it is asked for those who said yes, no or maybe ("who would not recommend it?")."""
    return next((cue for cue, pattern in _SIDES.items() if pattern.search(asked)), None)


def answers_to(heard: Heard, scope: Scope, question: GuideQuestion, *, side: Cue | None = None) -> Draft:
    """How many answered, how many said yes and no where most did, what the answers tell of, and typical ones.

    ``side``: the quotes are of those who said so.
    """
    inside = heard.inside(scope)
    asked = question.people & inside
    if not asked:
        return Draft(reason="Nobody who was asked this belongs to all of these segments.")
    places = [
        place
        for place in heard.kept(range(len(heard.statements)), scope)
        if (heard.statements[place].interview_id, heard.statements[place].message_id) in question.messages
    ]
    replies = [reply for reply in question.replies if reply.participant_id in asked]
    ordered = _typical_first(heard, places)
    voices = heard.voices(places) & asked
    claims = [
        Claim(
            text=f"{in_words(count(len(voices), len(asked)))} who were asked {heard.named(question.text)} "
            "said something to it that can be coded.",
            counts=(count(len(voices), len(asked)),),
            quotes=heard.quotes(ordered, 2),
        )
    ]
    plain = is_yes_or_no(question)
    if plain:
        claims.insert(0, _yes_and_no(heard, question, replies))
    claims += _by_polarity(heard, places, asked)
    themes = themes_in(heard, places, asked)
    claims += [
        Claim(
            text=f"{heard.named(theme.name)} ({kind(theme)}): {in_words(counted)} of those who were asked.",
            counts=(counted,),
            quotes=heard.quotes(own, 2),
        )
        for theme, counted, own in themes[:_THEMES]
    ]
    table = _table(themes) if themes else None
    limits = (*_LIMITS, _NEITHER) if plain else _LIMITS
    own = tuple(shown(reply.quote) for reply in answered_with(replies, side)[:_READ]) if plain and side else ()
    return Draft(claims=tuple(claims), quotes=own or heard.quotes(ordered, _READ), table=table, limits=limits)


def reasons(heard: Heard, scope: Scope, question: GuideQuestion, *, against: bool) -> Draft:
    """Why people said yes to it, or no (``against``): what they answered, and what they share besides."""
    inside = question.people & heard.inside(scope)
    replies = [reply for reply in question.replies if reply.participant_id in inside]
    cue, said, themes = (Cue.PLAIN_NO, "no", heard.friction) if against else (Cue.PLAIN_YES, "yes", heard.success)
    own = answered_with(replies, cue)
    if not own:
        return Draft(reason=f"Nobody who was asked this answered with {said}.")
    people = frozenset(reply.participant_id for reply in own)
    claims = [
        _yes_and_no(heard, question, replies),
        *what_they_met(heard, scope, people, themes, f"those who said {said}"),
    ]
    behind = f"What those who said {said} share need not be why they did: read their answers."
    quotes = tuple(shown(reply.quote) for reply in own[:_READ])
    return Draft(claims=tuple(claims), quotes=quotes, limits=(behind, _NEITHER))


def _yes_and_no(heard: Heard, question: GuideQuestion, replies: Sequence[Reply]) -> Claim:
    said = {word: answered_with(replies, cue) for cue, word in YES_OR_NO.items()}
    counts = {word: count(len(own), len(replies)) for word, own in said.items() if own or word in _ALWAYS_TOLD}
    told = [f"{in_words(counted)} said {word}" for word, counted in counts.items()]
    return Claim(
        text=f"To {heard.named(question.text)} {', '.join(told[:-1])} and {told[-1]}.",
        counts=tuple(counts.values()),
        quotes=tuple(shown(reply.quote) for own in said.values() for reply in own[:2]),
    )


def answered_with(replies: Sequence[Reply], cue: Cue) -> list[Reply]:
    """Those whose reply says so."""
    return [reply for reply in replies if holds(reply.quote.text, cue)]


def shown(quote: Quote) -> Quote:
    """The beginning of a long answer, up to a blank."""
    if len(quote.text) <= _SHOWN:
        return quote
    end = quote.text.rfind(" ", 1, _SHOWN)
    end = end if end > 0 else _SHOWN
    return quote.model_copy(update={"end": quote.start + end, "text": quote.text[:end]})


def _by_polarity(heard: Heard, places: Sequence[int], asked: frozenset[str]) -> list[Claim]:
    found = []
    for polarity in (Polarity.FRICTION, Polarity.SUCCESS):
        own = heard.leaning(places, polarity)
        counted = heard.counted(own, asked)
        if counted and counted.people:
            text = f"{in_words(counted)} of those who were asked {how_told(polarity)}."
            found.append(Claim(text=text, counts=(counted,), quotes=heard.quotes(own, 2)))
    return found


def themes_in(heard: Heard, places: Sequence[int], asked: frozenset[str]) -> list[tuple[Theme, Count, list[int]]]:
    """The themes that several answers are of, by the people who tell them there."""
    given = set(places)
    found = []
    for theme in heard.themes(None):
        own = [place for place in theme.statements if place in given]
        counted = heard.counted(own, asked)
        if counted and counted.people > 1:
            found.append((theme, counted, own))
    return sorted(found, key=lambda told: -told[1].people)


def _table(themes: Sequence[tuple[Theme, Count, list[int]]]) -> AnswerTable:
    return AnswerTable(
        title="Themes in these answers",
        label_heading="Theme",
        count_columns=("People",),
        text_columns=("Kind",),
        rows=tuple(
            AnswerRow(label=theme.name, counts=(counted,), texts=(kind(theme).capitalize(),), theme=theme.key)
            for theme, counted, _ in themes[:_ROWS]
        ),
        drawn=Drawn.BARS,
    )


def _typical_first(heard: Heard, places: Sequence[int]) -> list[int]:
    """What is most like all that was answered comes first."""
    if not places:
        return []
    own = heard.vectors[list(places)]
    near = own @ unit(own.mean(axis=0))
    return [places[n] for n in np.argsort(-near, kind="stable")]

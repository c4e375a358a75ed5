"""What a question is about, as one theme: people word it in many ways, and the themes found may be pieces of it."""

import re
from typing import Final

from analysis.asking.answers import Scope
from analysis.asking.frames import tells
from analysis.asking.groups import PEOPLE
from analysis.asking.heard import Heard
from analysis.asking.scope import read_scope, topic_stems
from analysis.asking.topics import Topic, find_topic, is_said, topic_vectors
from analysis.findings import Polarity, Theme
from analysis.intervals import count
from research_templates.tagging import tag
from research_templates.vectors import Embed

MATTER: Final = ""
"""The key of such a theme: it has no page of its own."""
_READ: Final = 300
_LONGEST_NAME: Final = 80
_MOST_SIDES: Final = 4
_SIDES: Final = re.compile(
    r"\b(?:and|with|to|affects?|affected|influences?|also|related|relate|between|versus|vs|lead|leads|cause|causes)\b",
    re.IGNORECASE,
)


def matters(name: str, topic: Topic, heard: Heard) -> tuple[Theme, ...]:
    """Everything said about the topic as one theme, by ``name``, and behind it the themes that it was joined from.

    Only the themes when they hold all of it, when several studies are asked, whose people are not counted together, or
    when nobody speaks of it.
    """
    places = tuple(sorted(topic.places))
    whole = any(set(places) <= set(theme.statements) for theme in topic.themes)
    voices = heard.voices(places)
    if whole or heard.across or not voices:
        return topic.themes
    friction = sum(heard.statements[place].polarity is Polarity.FRICTION for place in places)
    success = sum(heard.statements[place].polarity is Polarity.SUCCESS for place in places)
    shown = name[:_LONGEST_NAME].strip()
    joined = Theme(
        key=MATTER,
        name=shown,
        polarity=Polarity.SUCCESS if success > friction else Polarity.FRICTION,
        description=shown,
        count=count(len(voices), len(heard.people)),
        mentions=len(places),
        quotes=heard.quotes(topic.places, 3),
        statements=places,
    )
    return (joined, *topic.themes)


def thing_in(name: str, heard: Heard) -> str:
    """The thing named in "find the price fairer", several nouns together first, where somebody speaks of it."""
    runs: list[list[str]] = [[]]
    for token in tag(name[:_READ]):
        if token.is_noun and token.lower not in PEOPLE and tells(token.word, set()):
            runs[-1].append(token.word)
        elif runs[-1]:
            runs.append([])
    return next((thing for run in runs if run and is_said(thing := " ".join(run), heard)), "")


def sides(question: str, heard: Heard, embed: Embed, scope: Scope) -> list[tuple[Theme, ...]]:
    """The themes that each half of "does A go together with B?" is about; halves about none are left out."""
    found: list[tuple[Theme, ...]] = []
    parts = [read_scope(part, heard).scope for part in _SIDES.split(question)]
    named = [part.topic for part in parts if part.topic]
    topics = list(dict.fromkeys(one for one in named if not heard.subject.issuperset(topic_stems(one))))[:_MOST_SIDES]
    for topic, vector in zip(topics, topic_vectors(topics, embed) if topics else (), strict=True):
        told = find_topic(topic, vector, heard, scope.model_copy(update={"polarity": None}))
        themes = matters(topic, told, heard)
        if themes and not any(themes[0] in other for other in found):
            found.append(themes)
    return found[:2]

"""What a question is about, as one theme: people word it in many ways, and the themes found may be pieces of it."""

from typing import Final

from analysis.asking.heard import Heard
from analysis.asking.topics import Topic
from analysis.findings import Polarity, Theme
from analysis.intervals import count

MATTER: Final = ""
"""The key of such a theme: it has no page of its own."""
_LONGEST_NAME: Final = 80


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

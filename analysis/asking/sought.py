"""What a question looks for: its topic among what was heard, and the themes that are about it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Answer, Intent, Scope
from analysis.asking.heard import Draft, Heard
from analysis.asking.leaving import is_leaving
from analysis.asking.matter import matters, thing_in
from analysis.asking.otherwise import said_otherwise
from analysis.asking.scope import Asked, topic_stems
from analysis.asking.topics import Topic, find_topic, topic_vectors
from analysis.findings import Polarity, Theme
from research_templates.vectors import Embed

NEEDS_TOPIC: Final = frozenset({Intent.HOW_MANY, Intent.QUOTES, Intent.ABOUT})


@dataclass(frozen=True)
class Sought:
    """``last`` is the answer before it; ``repeats`` says that the question is one of the guide, and has no topic."""

    intent: Intent
    asked: Asked
    heard: Heard
    embed: Embed
    last: Answer | None
    repeats: bool = False

    @property
    def scope(self) -> Scope:
        return self.asked.scope

    @cached_property
    def vector(self) -> NDArray[np.float32] | None:
        """Of the topic, L2-normalised; None for a question without one."""
        name = "" if self.repeats else self.scope.topic
        return topic_vectors([name], self.embed)[0] if name else None

    @cached_property
    def topic(self) -> Topic | None:
        return None if self.vector is None else find_topic(self.scope.topic, self.vector, self.heard, self.scope)

    @property
    def is_strange(self) -> bool:
        """Whether the topic is of words that nobody uses, such as a competitor's name."""
        return not any(self.heard.words.holds(stem) for stem in topic_stems(self.scope.topic))

    @property
    def is_named(self) -> bool:
        """Whether the topic was given as one, or somebody uses a word of it: what is left over may be anything."""
        return self.asked.explicit or not self.is_strange

    @property
    def needs_topic(self) -> bool:
        """Whether nothing can be told without the topic: of what nobody names, no groups differ.

        Who leaves and who stays is found by what people mean, whether or not they say it so.
        """
        told_by = self.asked.attributes or self.heard.across or is_leaving(self.scope.topic)
        of_nothing = self.intent is Intent.COMPARE and not told_by
        return self.asked.explicit or self.intent in NEEDS_TOPIC or (of_nothing and self.is_strange)

    @property
    def given(self) -> Topic | None:
        """A topic that restricts a list: one that themes are about, and that is no mere word of the question."""
        if self.topic is None or not self.topic.themes or not self.is_named:
            return None
        wanted = Polarity.SUCCESS if self.intent is Intent.WHAT_WORKS else self.scope.polarity
        themes = tuple(theme for theme in self.topic.themes if wanted is None or theme.polarity is wanted)
        return replace(self.topic, themes=themes) if themes else None

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Those about the topic; without one those of the quote that the answer before was about, or all."""
        if self.topic and self.topic.is_said:
            return matters(self.scope.topic, self.topic, self.heard)
        last = self.last
        if self.topic is None and last and last.intent is Intent.WHO_ELSE and last.quotes:
            place = self.heard.place_of(last.quotes[0])
            own = tuple(theme for theme in self.heard.themes(None) if place in theme.statements)
            if own:
                return own
        return self.heard.themes(self.scope.polarity)

    @property
    def compared(self) -> tuple[Theme, ...]:
        """What groups are compared by: the topic, or the one thing of it that somebody speaks of."""
        heard, scope = self.heard, self.scope
        if self.topic and not self.topic.is_said and self.asked.attributes and (thing := thing_in(scope.topic, heard)):
            return matters(thing, find_topic(thing, topic_vectors([thing], self.embed)[0], heard, scope), heard)
        return self.themes

    def otherwise(self) -> Draft | None:
        """Who says it in phrases that hold none of its words."""
        return None if self.vector is None else said_otherwise(self.heard, self.scope, self.vector)

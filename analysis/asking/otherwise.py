"""Praise asked for where people only complain, or the other way round: that nobody praises it is an answer, too."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Scope
from analysis.asking.counting import about, how_told
from analysis.asking.heard import Draft, Heard
from analysis.asking.topics import find_topic, is_said
from analysis.findings import Claim
from analysis.intervals import count
from analysis.summary.wording import in_words


def said_otherwise(heard: Heard, scope: Scope, vector: NDArray[np.float32]) -> Draft | None:
    """What is said of a topic that nobody tells as it is asked for; None where nobody uses its words at all.

    ``vector`` is the topic's.
    """
    if scope.polarity is None or not is_said(scope.topic, heard):
        return None
    neutral = scope.model_copy(update={"polarity": None})
    topic = find_topic(scope.topic, vector, heard, neutral)
    if not topic.is_said:
        return None
    nobody = count(0, len(heard.inside(scope)))
    claim = Claim(text=f"{in_words(nobody)} {how_told(scope.polarity)}.", counts=(nobody,))
    told = about(heard, neutral, topic)
    return replace(told, claims=(claim, *told.claims))

"""What a question names before it asks: "Recipe cards: are they clear?", "only Cardiff: what goes wrong?"."""

import re
from dataclasses import replace
from typing import Final

from analysis.asking.heard import Heard
from analysis.asking.scope import Asked, read_scope
from analysis.asking.words import folded_words, words_of

_ASKS: Final = (
    r"(?:what|who|whom|whose|how|why|where|when|which|whether|do|does|did|is|are|was|were|has|have|can|could|would|will|"
    r"should|any|anything|anyone|anybody)"
)
_LED: Final = re.compile(
    rf"^\W*(?P<lead>(?!{_ASKS}\b)[^?!.:;,\u2013\u2014]{{2,60}}?)(?::|,| [-\u2013\u2014]+)\s+(?:(?:and|so|but) )?"
    rf"(?P<rest>{_ASKS}\b.+)",
    re.IGNORECASE | re.DOTALL,
)
_MOST_WORDS: Final = 6
_ORDERS: Final = words_of(
    "walk show give tell take map list describe explain summarise summarize compare break rank sort draw find help let "
    "make think imagine suppose say look check i we you can could please if once when"
)
"""With what begins what is asked itself, and names nothing."""
_POINTS_BACK: Final = re.compile(r"\b(?:they|them|it|its|that|those|these|this|there|their)\b", re.IGNORECASE)
_CONNECTS: Final = re.compile(
    rf"^\W*(?:(?:and|so|ok|okay|well|but|also|right|now|hm+|please|hey|hi|hello)\W+)+(?={_ASKS}\b)", re.IGNORECASE
)


def unconnected(question: str) -> str:
    """The question without what only ties it to talk before it: "ok and what do they like?"."""
    return _CONNECTS.sub("", question)


def led(question: str) -> tuple[str, str]:
    """What stands before the question, and the question; the whole question where nothing does."""
    match = _LED.match(question)
    words = folded_words(match["lead"]) if match else []
    if match is None or not words or len(words) > _MOST_WORDS or words[0] in _ORDERS:
        return "", question
    return match["lead"], match["rest"]


def scope_led(lead: str, rest: str, heard: Heard) -> Asked:
    """The restrictions of the question with those that were named before it.

    A topic before it is the question's where the question points back to it, or has none.
    """
    before, asked = read_scope(lead, heard), read_scope(rest, heard)
    own = asked.scope
    takes = before.scope.topic and (not own.topic or _POINTS_BACK.search(rest))
    known = {wanted.attribute for wanted in own.segments}
    segments = (*(wanted for wanted in before.scope.segments if wanted.attribute not in known), *own.segments)
    scope = own.model_copy(
        update={
            "segments": segments,
            "stage": own.stage or before.scope.stage,
            "polarity": own.polarity or before.scope.polarity,
            "topic": before.scope.topic if takes else own.topic,
        }
    )
    return replace(
        asked,
        scope=scope,
        attributes=tuple(dict.fromkeys((*asked.attributes, *before.attributes))),
        unknown=asked.unknown or before.unknown,
        explicit=bool(takes) or asked.explicit,
    )

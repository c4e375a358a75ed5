"""What a question is about, without the words that only make it a question."""

import re
from typing import Final

from analysis.asking.words import folded_words, stem, words_of

_ASKING: Final = words_of("""
    a about above after again all also am an and any anybody anyone anything are around as ask asked at be because
    been before being between both but by can could did discuss discussed discussion do does done during each either
    else ever every everybody everyone everything few find for from generally get gets give given gives had has have
    having he her hers him his how i if in into is it its just know let like list many may me mean mention mentioned
    mentions might more most much my need no nor not now of off often on one ones only onto opinion or other others our
    ours out over own people person participant participants please relate related s say said saying says see shall
    she should show so some somebody someone something speak spoke such summarise summarize summary t talk talked
    talking tell than that the their them then there these they thing things think this those thought through to told
    too toward towards typically under until up upon us usually very was we were what whatever when where whether
    which while who whole whom whose why will with within without would yes yet you your yours
""")
_FRAME: Final = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you)\s+)*"
    r"(?:summari[sz]e|describe|explain|outline|list|show(?:\s+me)?|tell(?:\s+me)?|give(?:\s+me)?|find(?:\s+me)?|what|why|how|when|where|"
    r"which|who)\b[^?]{0,80}?\b"
    r"(?:about|regarding|concerning|mention(?:ed|s|ing)?|discuss(?:ed|ing)?|on the topic of)\s+",
    re.IGNORECASE,
)  # fmt: skip


def topic_words(question: str) -> list[str]:
    """The stems that say what it is about, each once and in order; all stems when it has none but asking words."""
    words = folded_words(question)
    telling = [word for word in words if word not in _ASKING] or words
    return list(dict.fromkeys(stem(word) for word in telling))


def without_frame(question: str) -> str:
    """``What did people say about invoices?`` -> ``invoices``; a question in no known frame stays as it is."""
    rest = _FRAME.sub("", question, count=1).strip(' \t\n?.!"\u201c\u201d')
    return rest or question

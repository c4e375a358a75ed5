"""What an interviewer's question leads one to expect of the answer: the vocabulary of open feedback questions."""

import re
from typing import Final

_FRICTION: Final = re.compile(
    r"\b(?:better|improv\w*|chang(?:e|ed|ing)|differently|frustrat\w*|difficult\w*|hard(?:er|est)?|challeng\w*|problems?"
    r"|issues?|friction|obstacles?|barriers?|annoy\w*|confus\w*|struggl\w*|slow(?:ed|s|er|est)?|stuck|blocked|fail\w*"
    r"|worst|dislik\w*|disappoint\w*|missing|lack\w*|wrong|concern\w*|pain|complain\w*|leave|cancel\w*|stop(?:ped|s)?"
    r"|prevent\w*|fell short|get in the way|got in the way|hold\w* (?:you )?back|held (?:you )?back|wish\w*|hesita\w*"
    r"|drawbacks?|downsides?|weakness\w*|cons)\b"
)
_SUCCESS: Final = re.compile(
    r"\b(?:good|great|best|well|like[ds]?|lov(?:e|ed)"
    r"|enjoy\w*|help(?:ed|ful|s)?|work(?:ed|s|ing) (?:well|best)|value|valuable"
    r"|benefit\w*|success\w*|easy|easier|easiest|positive|favou?rite|strengths?|pros|advantages?|achiev\w*|deliver\w*"
    r"|pleas\w*|impress\w*|recommend|highlights?|satisf\w*|useful)\b"
)
_DENIAL: Final = re.compile(
    r"^\W*(?:nothing|none|nil|n/?a|not ?hing|nada|nichts|rien)\b"
    r"|\bno (?:complaints?|problems?|issues?|improvements?|changes?|comments?|need)\b"
    r"|\bcould(?: not|n.?t) (?:be|have been|have|fault|ask)\b|\bcan(?:not|.?t) (?:fault|be|think)\b"
    r"|\bdo(?: not|n.?t) (?:think|need|change)\b|\bwould(?: not|n.?t) change\b",
    re.IGNORECASE,
)
_OPENING: Final = 60
_LAST_SENTENCES: Final = 300  # characters: a question stands at the end of a message


def leaning(question: str) -> int:
    """-1 when the question asks for what is wrong, 1 for what is right, 0 when it asks for both or neither."""
    asked = question[-_LAST_SENTENCES:].casefold()
    return bool(_SUCCESS.search(asked)) - bool(_FRICTION.search(asked))


def denies(answer: str) -> bool:
    """Whether the answer opens by saying that there is none of what was asked for."""
    return _DENIAL.search(answer[:_OPENING]) is not None

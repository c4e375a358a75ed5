"""Words of praise and complaint so strong that they hold against what the question leads one to expect."""

import re
from typing import Final

# The project's own lists: what nobody says in passing.
_PRAISE: Final = re.compile(
    r"\b(?:excellent|amazing|awesome|fantastic|fabulous|wonderful|brilliant|outstanding|superb|perfect(?:ly)?|lovely"
    r"|loved?|loving|adore\w*|delight\w*|thrilled|joy|marvell?ous|exceptional\w*|spotless|flawless\w*|first[- ]class"
    r"|top[- ]notch|(?:very|really|so|extremely) (?:happy|pleased|good|kind|helpful|easy|quick))\b"
)
_COMPLAINT: Final = re.compile(
    r"\b(?:terribl[ey]|horribl[ey]|horrendous|awful\w*|dreadful\w*|atrocious|abysmal|appalling\w*|disgrac\w*|disgust\w*"
    r"|filthy|rip-?off|scam|useless|pathetic|nightmare|disaster\w*|shocking\w*|shambles|unacceptable|hate[ds]?|worst"
    r"|furious|fed up|sick of|rude|shout(?:ed|s|ing)|ignored?|ignores|broken|fell apart|waste of"
    r"|(?:very|really|so|extremely) (?:bad|poor|slow|rude|angry|upset|disappointed))\b"
)
# Where something is denied, wished for or compared, the word may stand for its opposite.
_TURNED: Final = re.compile(
    r"\b(?:not|no|never|nothing|hardly|without|could|would|should|wish|if|more|better|used to)\b|n['\u2019]t\b"
)
_LONGEST: Final = 2_000


def strong_side(text: str) -> int:
    """1 for strong praise, -1 for a strong complaint, 0 for neither, both, or words that may be meant otherwise."""
    plain = text[:_LONGEST].casefold()
    if _TURNED.search(plain):
        return 0
    return bool(_PRAISE.search(plain)) - bool(_COMPLAINT.search(plain))

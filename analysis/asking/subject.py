"""What a study as a whole is about: the words that its interviewer comes back to with nearly everybody.

Asked for the most common problems "during onboarding", a study of onboarding tells all of them, and not only those of
whoever happens to say the word.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from analysis.asking.words import stems
from interview_engine.transcript import Speaker, Transcript

_LOOKED_AT: Final = 200
_TIMES: Final = 2
"""In so many messages of one interview: a question that everybody is asked once has a subject of its own."""
_OF_INTERVIEWS: Final = 0.6


def subject_of(transcripts: Sequence[Transcript]) -> frozenset[str]:
    """The stems that the interviewer says repeatedly in most interviews; of many interviews some are looked at."""
    looked_at = transcripts[:: max(1, len(transcripts) // _LOOKED_AT)]
    times: Counter[str] = Counter()
    for transcript in looked_at:
        asked = Counter(
            stem
            for message in transcript.messages
            if message.speaker is Speaker.INTERVIEWER
            for stem in _stems(message.text)
        )
        times.update(stem for stem, number in asked.items() if number >= _TIMES)
    return frozenset(stem for stem, number in times.items() if number >= _OF_INTERVIEWS * len(looked_at))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))

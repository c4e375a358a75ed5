"""What a bare "yes" or "no" means: that is decided by the question."""

import re
from enum import StrEnum

from interview_engine.clauses import Clause, as_meant, clauses_of, said_in
from interview_engine.lexicon import plain_lexicons, spoken
from interview_engine.utterances import fits
from interview_engine.words import lows

_AT_MOST = 12
"""Words; whoever says more has said more than yes or no."""
_NEAR = 400
"""Characters at the end of a message in which its question is looked for."""


class Bare(StrEnum):
    """``NOTHING``: a full answer, there is nothing to tell. ``REPLY``: a full but short one. ``HOLLOW``: none."""

    NOTHING = "nothing"
    REPLY = "reply"
    HOLLOW = "hollow"


class _Asked(StrEnum):
    FOR_MORE = "for_more"
    TO_TELL = "to_tell"
    OPENLY = "openly"
    YES_OR_NO = "yes_or_no"


_WORTH_OF_NO = {
    _Asked.FOR_MORE: Bare.NOTHING,
    _Asked.TO_TELL: Bare.NOTHING,
    _Asked.OPENLY: Bare.HOLLOW,
    _Asked.YES_OR_NO: Bare.REPLY,
}
_WORTH_OF_YES = {
    _Asked.FOR_MORE: Bare.REPLY,
    _Asked.TO_TELL: Bare.HOLLOW,
    _Asked.OPENLY: Bare.HOLLOW,
    _Asked.YES_OR_NO: Bare.REPLY,
}


def bare_answer(clauses: list[Clause], question_text: str) -> Bare | None:
    """What the answer is worth when it is a bare yes or no; None when it says anything else."""
    if not clauses or sum(map(len, clauses)) > _AT_MOST:
        return None
    asked = _asked(question_text)
    for lexicon in plain_lexicons():
        said = said_in(lexicon)
        meant = [" ".join(clause) for clause in as_meant(clauses, lexicon)]
        if all(fits(said.bare_no, clause) for clause in meant):
            return _WORTH_OF_NO[asked]
        if all(fits(said.bare_yes, clause) for clause in meant):
            return _WORTH_OF_YES[asked]
        patterns = (said.bare_no, said.nothing_missing, said.finished)
        if asked is _Asked.FOR_MORE and all(any(fits(pattern, clause) for pattern in patterns) for clause in meant):
            return Bare.NOTHING
    return None


def _asked(question_text: str) -> _Asked:
    question = re.split(r"[.!?\n]+", question_text[-_NEAR:].rstrip(".!? \n"))[-1]
    clauses = [" ".join(clause) for clause in clauses_of(question)]
    # "Was" begins a closed question in English and an open one in German.
    said = said_in(spoken(lows(question), ())[0])
    for pattern, asked in (
        (said.asks_for_more, _Asked.FOR_MORE),
        (said.asks_to_tell, _Asked.TO_TELL),
        (said.asks_openly, _Asked.OPENLY),
    ):
        if any(pattern.match(clause) for clause in clauses):
            return asked
    return _Asked.YES_OR_NO

"""Whether participants speak of being in distress or danger themselves, now."""

import re
from itertools import pairwise

from interview_engine.clauses import Clause, as_meant, clauses_of, said_in, without_fillers
from interview_engine.lexicon import Lexicon, plain_lexicons
from interview_engine.utterances import fits

_REPORTED = re.compile(r"[“\"«„][^“”\"«»„]{1,200}[”\"»“]")
_QUOTATION_MARKS = ("“", '"', "«", "„")


def is_distressed(text: str, clauses: list[Clause]) -> bool:
    """``clauses`` are those of ``text``; what it quotes of others does not count."""
    if any(mark in text for mark in _QUOTATION_MARKS):
        # What somebody else said or wrote is told in quotation marks; a whole answer in them is the participant's.
        clauses = clauses_of(_REPORTED.sub(" ", text)) or clauses
    return any(_is_distressed_in(lexicon, as_meant(clauses, lexicon)) for lexicon in plain_lexicons())


def _is_distressed_in(lexicon: Lexicon, clauses: list[Clause]) -> bool:
    said = said_in(lexicon)
    joined = [f" {' '.join(clause)} " for clause in clauses]
    whole = "|".join(joined)
    plain = [" ".join(word for word in clause if word not in said.emphasis) for clause in clauses]
    # German sets a comma before "dass".
    plain += [f"{left} {right}" for left, right in pairwise(plain)]
    if any(fits(said.distress, clause) for clause in plain):
        return True
    if any(f" {phrase} " in whole for phrase in lexicon.distress_always):
        return True
    return any(
        f" {phrase} " in whole and any(_says(clause, phrase, lexicon) for clause in joined)
        for phrase in lexicon.distress
    )


def _says(clause: str, phrase: str, lexicon: Lexicon) -> bool:
    """Whether the clause says ``phrase`` of the speaker's own state, and nothing particular follows.

    "I can't go on like this" does; "I can't go on holiday" and "I want to die of boredom" speak of something else.
    """
    _, said, rest = clause.partition(f" {phrase} ")
    if not said:
        return False
    for word in rest.split():
        if word in lexicon.connectives or word in lexicon.contrasts:
            return True
        if not (word in lexicon.stop_words or word in lexicon.vague or word in lexicon.fillers):
            return False
    return True


def wants_to_go_on(clauses: list[Clause]) -> bool:
    """Whether a clause, or a part of one, asks to continue."""
    return any(_goes_on(as_meant(clauses, lexicon), lexicon) for lexicon in plain_lexicons())


def _goes_on(clauses: list[Clause], lexicon: Lexicon) -> bool:
    links = lexicon.connectives | lexicon.contrasts
    for clause in clauses:
        cuts = [-1, *(place for place, word in enumerate(clause) if word in links), len(clause)]
        parts = (clause[start + 1 : end] for start, end in pairwise(cuts))
        if any(without_fillers(part, lexicon) in lexicon.go_on for part in (clause, *parts)):
            return True
    return False

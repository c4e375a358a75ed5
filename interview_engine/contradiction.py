"""Whether participants deny what they say themselves."""

from interview_engine.clauses import Clause
from interview_engine.lexicon import Lexicon, plain_lexicons

_NAMED_WORDS = 2


def contradicts(clauses: list[Clause], earlier: list[Clause]) -> bool:
    """Whether a clause is denied by another: the same words, with a negation and without.

    Within one answer "it" is one thing; an earlier answer must name what it speaks of.
    """
    for lexicon in plain_lexicons():
        if not lexicon.negations:
            continue
        own = [_side(clause, lexicon) for clause in clauses]
        before = [
            (said, negated)
            for said, negated in (_side(clause, lexicon) for clause in earlier)
            if len(said - lexicon.stop_words - lexicon.vague) >= _NAMED_WORDS
        ]
        denials = {(said, not negated) for said, negated in (*own, *before) if len(said) >= _NAMED_WORDS}
        if denials.intersection(own):
            return True
    return False


def _side(clause: Clause, lexicon: Lexicon) -> tuple[frozenset[str], bool]:
    """What a clause speaks of, and whether it denies it."""
    denied = [word in lexicon.negations or word.endswith("n't") for word in clause]
    said = frozenset(
        word.removesuffix("n't")
        for word, no in zip(clause, denied, strict=True)
        if not (no and word in lexicon.negations) and word not in lexicon.fillers
    )
    return said, any(denied)

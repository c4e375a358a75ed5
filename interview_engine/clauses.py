"""An answer in clauses of plain words, and what is left of a clause without what changes nothing in it."""

import re

from interview_engine.lexicon import Lexicon
from interview_engine.utterances import Utterances, fits, utterances
from interview_engine.words import folded, lows

Clause = list[str]

CLAUSE_END = re.compile(r"[.!?…;,\n¡¿]+")


def clauses_of(text: str) -> list[Clause]:
    """The words of each clause that has any, ``folded``, cut at punctuation alone."""
    return [clause for clause in (lows(part) for part in CLAUSE_END.split(folded(text))) if clause]


def as_meant(clauses: list[Clause], lexicon: Lexicon) -> list[Clause]:
    """The clauses with the language's words for those that people type: "cant" is "can't"."""
    typed = lexicon.typed
    return [[typed.get(word, word) for word in clause] for clause in clauses] if typed else clauses


def said_in(lexicon: Lexicon) -> Utterances:
    """The patterns of the lexicon's language."""
    return utterances()[lexicon.language]


def without_fillers(clause: Clause, lexicon: Lexicon) -> str:
    """The clause without polite, hesitant and hedging words at its ends, unless they are all there is."""
    said = said_in(lexicon)
    kept = (lexicon.stop, lexicon.refusal, lexicon.dont_know, lexicon.evasive)
    whole = " ".join(clause)
    if any(whole in phrases for phrases in kept):
        return whole
    core = " ".join(_stripped(clause, lexicon.fillers))
    hedged = " ".join(_stripped(clause, lexicon.fillers, said))
    patterns = (said.stop, said.skip, said.finished, said.evasive, said.abuse, said.off_topic, said.injection)
    # "Thank you" is polite; the "you" of "you are welcome" and "you are stupid" belongs to the clause.
    for longer in (whole, core):
        if hedged != longer and any(fits(pattern, longer) for pattern in patterns):
            return longer
    if core != hedged and any(core in phrases for phrases in kept):
        return core
    inner = " ".join(word for word in hedged.split() if word not in lexicon.fillers and word not in said.emphasis)
    return inner if inner in lexicon.dont_know or inner in lexicon.evasive else hedged


def _stripped(clause: Clause, fillers: frozenset[str], said: Utterances | None = None) -> Clause:
    start, end = 0, len(clause)
    while start < end:
        if clause[start] in fillers:
            start += 1
        elif clause[end - 1] in fillers:
            end -= 1
        elif said and (after := _hedge(clause[start:end], said.hedges_after.get(clause[end - 1], ()), is_last=True)):
            end -= after
        elif said and (before := _hedge(clause[start:end], said.hedges_before.get(clause[start], ()), is_last=False)):
            start += before
        else:
            break
    return clause[start:end]


def _hedge(clause: Clause, hedges: tuple[tuple[str, ...], ...], *, is_last: bool) -> int:
    """How many words of the clause are a hedge at its end or its beginning; a hedge alone is none."""
    for hedge in hedges:
        size = len(hedge)
        if size < len(clause) and tuple(clause[-size:] if is_last else clause[:size]) == hedge:
            return size
    return 0

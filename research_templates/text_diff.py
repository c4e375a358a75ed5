"""Two texts side by side: which words were removed and which were added."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_REWRITTEN = 0.2
"""Texts with a smaller share of words in common are shown one after the other: scattered common words only confuse."""
_TOKEN = re.compile(r"\s*(?:[぀-ヿ㐀-䶿一-鿿]|[^\W぀-ヿ㐀-䶿一-鿿]+|[^\w\s])|\s+")
"""A word or a sign with the space before it; Chinese and Japanese, written without spaces, by the character."""


class PieceKind(StrEnum):
    EQUAL = "equal"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the equal and removed ones make up the old text, the equal and added ones the new."""

    kind: PieceKind
    text: str


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other in stretches of whole words; nothing for two empty texts."""
    if before == after:
        return pieces_of((PieceKind.EQUAL, before))
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    # The default heuristic for frequent words stays on: it keeps long repetitive texts from taking quadratic time.
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < _REWRITTEN:
        return pieces_of((PieceKind.REMOVED, before), (PieceKind.ADDED, after))
    stretches: list[tuple[PieceKind, str]] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        removed, added = "".join(old[start:end]), "".join(new[new_start:new_end])
        if kind == "equal":
            stretches.append((PieceKind.EQUAL, removed))
        else:
            stretches += [(PieceKind.REMOVED, removed), (PieceKind.ADDED, added)]
    return pieces_of(*stretches)


def pieces_of(*stretches: tuple[PieceKind, str]) -> tuple[Piece, ...]:
    """Pieces of the stretches that are not empty."""
    return tuple(Piece(kind, text) for kind, text in stretches if text)

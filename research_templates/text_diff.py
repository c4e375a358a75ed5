"""Two texts side by side: which words were removed and which were added."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_REWRITTEN = 0.2
"""Texts with a smaller share of words in common are shown one after the other: scattered common words only confuse."""
_MOST_COMPARED = 2_000_000
"""Pairs of words compared, between what both texts begin and end with; of longer texts that is shown as replaced."""
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
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :]
    middle = _between(old[start : len(old) - end], new[start : len(new) - end], beside=start + end)
    if middle is None:
        return pieces_of((PieceKind.REMOVED, before), (PieceKind.ADDED, after))
    return pieces_of((PieceKind.EQUAL, "".join(head)), *middle, (PieceKind.EQUAL, "".join(tail)))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (word, its) in enumerate(pairs) if word != its), min(len(one), len(other)))


def _between(old: Sequence[str], new: Sequence[str], *, beside: int) -> list[tuple[PieceKind, str]] | None:
    """The stretches of two texts that have ``beside`` more words in common; None when that is not worth showing."""
    comparable = len(old) * len(new) <= _MOST_COMPARED
    # The default heuristic for frequent words stays on: it keeps repetitive texts from taking far longer than others.
    matcher = SequenceMatcher(None, old if comparable else [], new if comparable else [])
    kept = sum(match.size for match in matcher.get_matching_blocks())
    if 2 * (beside + kept) < _REWRITTEN * (2 * beside + len(old) + len(new)):
        return None
    if not comparable:
        return [(PieceKind.REMOVED, "".join(old)), (PieceKind.ADDED, "".join(new))]
    stretches: list[tuple[PieceKind, str]] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        removed, added = "".join(old[start:end]), "".join(new[new_start:new_end])
        if kind == "equal":
            stretches.append((PieceKind.EQUAL, removed))
        else:
            stretches += [(PieceKind.REMOVED, removed), (PieceKind.ADDED, added)]
    return stretches


def pieces_of(*stretches: tuple[PieceKind, str]) -> tuple[Piece, ...]:
    """Pieces of the stretches that are not empty."""
    return tuple(Piece(kind, text) for kind, text in stretches if text)

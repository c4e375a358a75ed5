"""What holds is kept, what does not is left out and named."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from analysis.evidence import Discrepancy

T = TypeVar("T")


def sifted(
    items: Iterable[T], faults_of: Callable[[T], Iterable[Discrepancy]]
) -> tuple[tuple[T, ...], list[Discrepancy]]:
    """The items without a fault, in their order, and the faults of the others."""
    kept: list[T] = []
    faults: list[Discrepancy] = []
    for item in items:
        found = list(faults_of(item))
        faults += found
        if not found:
            kept.append(item)
    return tuple(kept), faults

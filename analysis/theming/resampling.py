"""What belongs together should not hang on who else was heard: groups are voted on with some vectors left out, too.

Bagged clustering (Dudoit and Fridlyand 2003). Which vectors a repeat leaves out hangs on each vector alone: with other
company, the others are left out as before, so that the votes of two analyses of nearly the same people are nearly the
same.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

_KEPT: Final = 0.8
_FEWEST: Final = 8


def repeats(vectors: NDArray[np.float32], count: int) -> Iterator[NDArray[np.int64]]:
    """The rows of ``vectors`` that each of ``count`` repeats keeps, all in the first; too few to vote are none."""
    yield np.arange(len(vectors))
    for number in range(count):
        salt = b"%d" % number
        chance = [int.from_bytes(blake2b(row.tobytes(), digest_size=4, salt=salt).digest()) for row in vectors]
        kept = np.flatnonzero(np.array(chance) < _KEPT * 2**32)
        if len(kept) >= _FEWEST:
            yield kept

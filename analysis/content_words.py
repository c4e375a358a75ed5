"""How much each word counts in a vector of what a text is about: little where everybody uses it all the time.

Smooth inverse frequency (Arora, Liang and Ma 2017): ``a / (a + p)``, where ``p`` is how frequent a word is. The
vocabulary of the default model lists words by frequency, so that its order tells ``p`` by the law of Zipf and
Mandelbrot, and no table of a study's own words is needed: the vector of a text stays the same in every study.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_VOCABULARY: Final = 30_522
_FIRST_WORD: Final = 1_996  # below are punctuation and single characters, as frequent as the first word
_FLATTENED: Final = 10  # places by which the law of Zipf is flattened at its beginning (Mandelbrot)
_HALF: Final = 15  # the word at this place counts half
_SPECIAL: Final = (0, 100, 101, 102, 103)  # [PAD], [UNK], [CLS], [SEP], [MASK]
_NEXT_TO_NOTHING: Final = 1e-6  # what is no word counts where there is no word at all


def content_weights() -> NDArray[np.float32]:
    """One weight from 0 to 1 for each token of the default model's vocabulary, shape ``(30_522,)``."""
    place = np.maximum(np.arange(_VOCABULARY) - _FIRST_WORD, 0) + _FLATTENED
    weights = place / (place + _FLATTENED + _HALF)
    weights[list(_SPECIAL)] = _NEXT_TO_NOTHING
    return np.asarray(weights, dtype=np.float32)

"""Fits the weights of the polarity reading on coded sentences of several kinds."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analysis.embedding import Embedder, embed_views
from analysis.findings import Polarity
from analysis.reading.learned_words import LearnedWords, word_features
from analysis.reading.lexicon import cues
from analysis.reading.polarity import CUE_FEATURES, Head, features
from analysis.training.corpora import MADE_UP, Labelled
from analysis.training.fitting import Chosen, Fit, Sample, fit_for
from analysis.views import View

_FOLDS: Final = 4
_VOCABULARY: Final = 3_000  # words and pairs; twice as many read no better
_RAREST: Final = 8
_DIGITS: Final = 4

Sentences = Mapping[str, Sequence[Labelled]]


class Fitted(NamedTuple):
    """The weights, and what was chosen for either regression."""

    head: Head
    valence: Chosen
    neutral: Chosen


def fit_head(
    targets: Sentences,
    others: Sentences,
    embedder: Embedder,
    *,
    tones: bool = False,
    made_up: Collection[str] = MADE_UP,
) -> Fitted:
    """Fit both regressions; ``targets`` are kinds like what will be read, and everything is chosen on their groups.

    What the question leads one to expect is left to the reading: among our sentences are many that were written against
    their question, and weights beside its log-odds would learn to answer back.

    A kind of ``others`` without a neutral sentence says nothing of what is neutral, and is left out there. ``tones``:
    the head hears the embedder's ``View.TONE`` too, as they lie around the mean of those of all sentences. ``made_up``
    names the kinds that nobody said.
    """
    kinds = {**targets, **others}
    vocabulary = _vocabulary(row.text for rows in kinds.values() for row in rows)
    views = {name: embed_views([row.text for row in rows], embedder) for name, rows in kinds.items()}
    centre = _centre(view[View.TONE] for view in views.values()) if tones else None
    dense = {name: _dense(rows, views[name], centre) for name, rows in kinds.items()}
    words = {name: _word_matrix([row.text for row in rows], vocabulary) for name, rows in kinds.items()}

    first = embedder.dimension
    places = {  # A text without a cue leans to neither side; how long it is tells whether it is an experience.
        Polarity.SUCCESS: slice(first, first + CUE_FEATURES),
        Polarity.NEUTRAL: slice(first, first + CUE_FEATURES + 2),
    }

    def sample(name: str, positive: Polarity) -> Sample:
        found = _sample(kinds[name], dense[name], words[name], positive, places[positive])
        return found._replace(made_up=name in made_up)

    valence = fit_for(
        [sample(name, Polarity.SUCCESS) for name in targets],
        [sample(name, Polarity.SUCCESS) for name in others],
        folds=_FOLDS,
    )
    neutral = fit_for(
        [sample(name, Polarity.NEUTRAL) for name in targets],
        [sample(name, Polarity.NEUTRAL) for name, rows in others.items() if _has_neutral(rows)],
        folds=_FOLDS,
        level=tones,  # by tones a new kind of text seems neutral too easily
    )
    head = Head(
        embedder=embedder.name,
        valence=_with_cues(valence, places[Polarity.SUCCESS]),
        neutral=_with_cues(neutral, places[Polarity.NEUTRAL]),
        words=_learned(vocabulary, valence, neutral),
        centre=centre,
    )
    return Fitted(head, valence.chosen, neutral.chosen)


def _with_cues(fit: Fit, place: slice) -> NDArray[np.float64]:
    weights = fit.weights.copy()
    weights[place] += fit.cue_weights
    return weights


def _has_neutral(rows: Sequence[Labelled]) -> bool:
    return any(row.polarity is Polarity.NEUTRAL for row in rows)


def _vocabulary(texts: Iterable[str]) -> dict[str, int]:
    counts = Counter(feature for text in texts for feature in {*word_features(text)})
    frequent = sorted((feature for feature, n in counts.items() if n >= _RAREST), key=lambda f: (-counts[f], f))
    return {feature: column for column, feature in enumerate(frequent[:_VOCABULARY])}


def _centre(tones: Iterable[NDArray[np.float32]]) -> NDArray[np.float64]:
    return np.asarray(np.concatenate([*tones]).mean(axis=0, dtype=np.float64).round(_DIGITS))


def _dense(
    rows: Sequence[Labelled], views: Mapping[View, NDArray[np.float32]], centre: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    return features(views[View.WHOLE], [cues(row.text) for row in rows], views.get(View.TONE), centre)


def _word_matrix(texts: Sequence[str], vocabulary: Mapping[str, int]) -> csr_array:
    """One row per text: 1 / sqrt(known features) in the column of each, and a constant 1 in the last."""
    places = [sorted({vocabulary[f] for f in word_features(text) if f in vocabulary}) for text in texts]
    lengths = np.array([len(columns) for columns in places])
    values = [np.append(np.full(n, 1 / np.sqrt(max(n, 1))), 1.0) for n in lengths]
    columns = [np.append(np.array(known, dtype=np.int64), len(vocabulary)) for known in places]
    ends = np.concatenate([[0], np.cumsum(lengths + 1)])
    shape = (len(texts), len(vocabulary) + 1)
    return csr_array((np.concatenate(values), np.concatenate(columns), ends), shape=shape)


def _sample(
    rows: Sequence[Labelled],
    x: NDArray[np.float64],
    words: csr_array,
    positive: Polarity,
    cue_place: slice,
) -> Sample:
    polar = {Polarity.SUCCESS, Polarity.FRICTION}
    chosen = np.array([positive is Polarity.NEUTRAL or row.polarity in polar for row in rows])
    return Sample(
        x=x,
        words=words,
        cues=x[:, cue_place],
        positive=np.array([row.polarity is positive for row in rows]),
        groups=np.array([row.group for row in rows]),
        made_up=False,
    ).where(chosen)


def _learned(vocabulary: Mapping[str, int], valence: Fit, neutral: Fit) -> LearnedWords:
    success, nothing = (fit.word_weights.round(_DIGITS).tolist() for fit in (valence, neutral))
    return LearnedWords(
        weights={feature: (success[column], nothing[column]) for feature, column in vocabulary.items()},
        constants=(success[-1], nothing[-1]),
    )

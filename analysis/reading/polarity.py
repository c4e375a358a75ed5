"""Reads each statement as friction, success, mixed or neutral, with a probability, in the context of its question."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import VectorShapeError, WeightsError
from analysis.findings import Polarity, Statement
from analysis.reading.expectations import Expectation, expectation_of
from analysis.reading.languages import language_of
from analysis.reading.learned_words import LearnedWords
from analysis.reading.lexicon import Cues, cues, has_words
from analysis.reading.strength import strength_of

EMBEDDING_SCALE: Final = 4.0  # puts the embedding's features and the counted cues on one scale for the regulariser
CUE_FEATURES: Final = 11  # counts of six kinds of cues and rates of five; they follow the vector, then length and a 1
_SHORTEST: Final = 1e-9
_COMPANY: Final = 0.5  # how much of its neighbours' log-odds a statement takes over
_NEIGHBOURS: Final = 2
_LOUDEST: Final = 3.0  # log-odds beyond which a neighbour says no more
_UNDECIDED: Final = (0.3, 0.7)
_LEXICON_STRENGTH: Final = 1.1
_NO_OPINION: Final = 1.5


class Reading(NamedTuple):
    """``confidence``: calibrated probability of the polarity. ``strength``: how strongly it is put; 0 when neutral."""

    polarity: Polarity
    confidence: float
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Readings:
    """One reading per statement, and what the researcher should know about how they were made."""

    readings: tuple[Reading, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Weights over ``features`` and over words: log-odds of success against friction, and of neutral against either.

    ``centre``: the mean of the tones that it was fitted with, shape ``(d,)``; a head without one hears none.
    """

    embedder: str
    valence: NDArray[np.float64]
    neutral: NDArray[np.float64]
    words: LearnedWords
    centre: NDArray[np.float64] | None = None


def features(
    vectors: NDArray[np.float32],
    counted: Sequence[Cues],
    tones: NDArray[np.float32] | None = None,
    centre: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Shape ``(n, d + 13)``: scaled vectors, cue counts, cue rates, length, and a constant 1.

    With ``tones`` and the ``centre`` that they are seen from, ``(n, 2 d + 13)``: scaled directions of them at the end.
    """
    counts = np.array(counted, dtype=np.float64).reshape(len(counted), len(Cues._fields))
    words = np.maximum(counts[:, 6:], 1)
    parts = [
        vectors.astype(np.float64) * EMBEDDING_SCALE,
        np.log1p(counts[:, :6]),
        counts[:, :5] / words * 3,
        np.log1p(words) / 3,
        np.ones((len(counted), 1)),
    ]
    if tones is not None and centre is not None:
        # In the middle of the model all texts lie in one corner: what differs is the direction from there.
        from_centre = tones.astype(np.float64) - centre
        lengths = np.maximum(np.linalg.norm(from_centre, axis=1, keepdims=True), _SHORTEST)
        parts.append(from_centre / lengths * EMBEDDING_SCALE)
    return np.hstack(parts)


class Scores(NamedTuple):
    """Per statement: probability of success given that it has a valence, and of having none; shape ``(n,)`` each."""

    success: NDArray[np.float64]
    neutral: NDArray[np.float64]
    notices: tuple[str, ...] = ()


def read_polarity(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    *,
    embedder_name: str,
    tones: NDArray[np.float32] | None = None,
    head: Head | None = None,
    language: str = "en",
) -> Readings:
    """Read every statement; ``vectors`` has one row for each, and ``tones`` another (``View.TONE``) where there are.

    ``language`` is the study's; a statement that is clearly in another is read in its own. Another embedder than the
    trained one, or another language than English with word lists: words only.
    """
    spoken = _languages(statements, language)
    counted = [cues(statement.text, own) for statement, own in zip(statements, spoken, strict=True)]
    scores = _score(
        statements, counted, spoken, vectors, tones, embedder_name, head or shipped_head(tones=tones is not None)
    )
    decided = map(_decide, counted, scores.success.tolist(), scores.neutral.tolist())
    readings = (
        reading if reading.polarity is Polarity.NEUTRAL else reading._replace(strength=strength_of(statement.text, own))
        for reading, statement, own in zip(decided, statements, spoken, strict=True)
    )
    return Readings(tuple(readings), scores.notices)


def score(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    *,
    embedder_name: str,
    tones: NDArray[np.float32] | None = None,
    head: Head | None = None,
    language: str = "en",
) -> Scores:
    """The probabilities behind ``read_polarity``."""
    spoken = _languages(statements, language)
    counted = [cues(statement.text, own) for statement, own in zip(statements, spoken, strict=True)]
    return _score(
        statements, counted, spoken, vectors, tones, embedder_name, head or shipped_head(tones=tones is not None)
    )


def _languages(statements: Sequence[Statement], study: str) -> list[str]:
    return [language_of(statement.text, study=study) for statement in statements]


def _score(  # noqa: PLR0917 - everything that a reading depends on
    statements: Sequence[Statement],
    counted: Sequence[Cues],
    spoken: Sequence[str],
    vectors: NDArray[np.float32],
    tones: NDArray[np.float32] | None,
    embedder_name: str,
    head: Head,
) -> Scores:
    for rows in (vectors, vectors if tones is None else tones):
        if len(rows) != len(statements):
            raise VectorShapeError(f"{len(statements)} statements came with {len(rows)} vectors; embed them again.")
    if not statements:
        return Scores(np.zeros(0), np.zeros(0))
    by_words = np.array([embedder_name != head.embedder or has_words(language) for language in spoken])
    valence, neutral = np.zeros(len(statements)), np.zeros(len(statements))
    trained: list[int] = np.flatnonzero(~by_words).tolist()
    if trained:
        heard = None if tones is None else tones[trained]
        x = features(vectors[trained], [counted[i] for i in trained], heard, head.centre)
        words = head.words.scores([statements[i].text for i in trained])
        valence[trained] = x @ head.valence + words[:, 0]
        neutral[trained] = x @ head.neutral + words[:, 1]
    for i in np.flatnonzero(by_words).tolist():
        valence[i] = _LEXICON_STRENGTH * counted[i].leaning
        neutral[i] = -_NO_OPINION if _has_cue(counted[i]) else _NO_OPINION
    valence += _company(statements, valence, _probability(neutral))
    expected = [_expectation(statement) for statement in statements]
    valence += np.array([e.success for e in expected])
    neutral += np.array([e.neutral for e in expected])
    notices = _words_only(by_words, spoken, head.embedder, embedder_name)
    return Scores(_probability(valence), _probability(neutral), notices)


def _expectation(statement: Statement) -> Expectation:
    return expectation_of(statement.question, statement.text, phase=statement.phase)


def _words_only(by_words: NDArray[np.bool_], spoken: Sequence[str], trained: str, used: str) -> tuple[str, ...]:
    if trained != used:
        told = (
            f"Friction and success were read from words alone: the trained reading needs the embedding model "
            f"{trained}, and this analysis used {used}."
        )
        return (told,)
    if not by_words.any():
        return ()
    languages = ", ".join(sorted({spoken[i] for i in np.flatnonzero(by_words).tolist()}))
    told = (
        f"Friction and success of {int(by_words.sum())} of {len(spoken)} statements were read from lists of words: the "
        f"trained reading knows English, and these are in another language ({languages}). Check the quotes before you "
        "rely on the counts."
    )
    return (told,)


def _company(
    statements: Sequence[Statement], valence: NDArray[np.float64], neutral: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the other statements of the same message add: people stay with good or bad for some sentences."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, statement in enumerate(statements):
        places[statement.interview_id, statement.message_id].append(i)
    added = np.zeros(len(statements))
    weighted = (1 - neutral) * np.clip(valence, -_LOUDEST, _LOUDEST)
    for together in places.values():
        for position, i in enumerate(together):
            # Only the neighbours: what was said ten sentences before is another topic.
            others = [j for j in together[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS + 1] if j != i]
            added[i] = _COMPANY * weighted[others].sum() / len(others) if others else 0.0
    return added


def _has_cue(count: Cues) -> bool:
    return count.praise + count.complaint + count.negated_praise + count.negated_complaint > 0


def _decide(count: Cues, success: float, neutral: float) -> Reading:
    if neutral > 0.5:  # noqa: PLR2004 - likelier than not
        return Reading(Polarity.NEUTRAL, neutral)
    has_both = bool(count.praise + count.negated_complaint) and bool(count.complaint + count.negated_praise)
    if has_both and _UNDECIDED[0] < success < _UNDECIDED[1]:
        return Reading(Polarity.MIXED, (1 - neutral) * (1 - abs(2 * success - 1)))
    polarity = Polarity.SUCCESS if success >= 0.5 else Polarity.FRICTION  # noqa: PLR2004 - likelier than not
    return Reading(polarity, (1 - neutral) * max(success, 1 - success))


def _probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))


@cache
def shipped_head(*, tones: bool = False) -> Head:
    """The trained weights that come with the package, for readings with or without ``tones``."""
    with resources.as_file(resources.files("analysis") / "weights") as folder:
        return load_head(folder, tones=tones)


def load_head(folder: Path, *, tones: bool = False) -> Head:
    """The weights in ``folder`` (``polarity.json``, ``polarity_tone.json``); WeightsError when missing or damaged."""
    try:
        stored = json.loads((folder / weights_file(tones=tones)).read_text("utf-8"))
        success, neutral = stored["constants"]
        words = {str(word): (float(weights[0]), float(weights[1])) for word, weights in stored["words"].items()}
        return Head(
            embedder=str(stored["embedder"]),
            valence=np.array(stored["valence"], float),
            neutral=np.array(stored["neutral"], float),
            words=LearnedWords(words, (float(success), float(neutral))),
            centre=np.array(stored["centre"], float) if tones else None,
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise WeightsError(
            f"The weights of the polarity reading cannot be read ({error}). Reinstall the package, or build them with "
            "`python -m analysis.training.polarity --data DIR`."
        ) from error


def weights_file(*, tones: bool) -> str:
    """The name of the file that the weights of either head are kept in."""
    return "polarity_tone.json" if tones else "polarity.json"

"""Codes statements: polarity, strength, stage of the journey and amounts of each, offline or as a model labelled it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Label, Polarity, Statement
from analysis.reading.labelled import NOT_LABELLED, Labels
from analysis.reading.languages import language_of
from analysis.reading.measures import read_measures
from analysis.reading.polarity import Reading, read_polarity
from analysis.reading.stages import model_named, read_stage
from research_templates.knowledge import StageModel

_EITHER: Final = 0.5  # how sure one can be of a polarity that only one of two readings gives
_SURE: Final = 0.8  # from here on nine of ten offline readings are right
_ENOUGH: Final = 5  # sure readings, to judge a model by
_TURNED_ROUND: Final = 1 / 3
_OPPOSITE: Final = {Polarity.FRICTION: Polarity.SUCCESS, Polarity.SUCCESS: Polarity.FRICTION}


@dataclass(frozen=True, slots=True)
class Coded:
    """The statements with everything that was read in them, in their order."""

    statements: tuple[Statement, ...]
    notices: tuple[str, ...] = ()


def code_statements(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    *,
    embedder_name: str,
    tones: NDArray[np.float32] | None = None,
    language: str = "en",
    stage_model: str = "",
    labels: Labels = NOT_LABELLED,
) -> Coded:
    """Read every statement; ``vectors`` holds a row for each, ``tones`` another; ``language`` is the study's.

    Where there is a label it counts, and keeps what the offline reading made of the same words beside it; but not where
    labels turn round what is surely read without them: a model may obey what a participant tells it.
    """
    read = read_polarity(statements, vectors, embedder_name=embedder_name, tones=tones, language=language)
    journey = model_named(stage_model)
    turned, sure = _turned_round(statements, read.readings, labels)
    if sure >= _ENOUGH and turned / sure > _TURNED_ROUND:
        said = f"The language model read {turned} of {sure} statements as the opposite of what they surely are"
        labels = Labels(labels.key_of, {}, (*labels.notices, f"{said}: none of its labels counts."))
    coded = (
        _coded(statement, reading, labels.by_key.get(labels.key_of(statement)), journey, language)
        for statement, reading in zip(statements, read.readings, strict=True)
    )
    return Coded(tuple(coded), (*read.notices, *labels.notices))


def _turned_round(statements: Sequence[Statement], readings: Sequence[Reading], labels: Labels) -> tuple[int, int]:
    """How many labels say the opposite of a sure offline reading, and how many there are beside one."""
    sure = [
        (reading.polarity, label.polarity)
        for statement, reading in zip(statements, readings, strict=True)
        if reading.polarity in _OPPOSITE
        and reading.confidence >= _SURE
        and (label := labels.by_key.get(labels.key_of(statement))) is not None
    ]
    return sum(label is _OPPOSITE[reading] for reading, label in sure), len(sure)


def _coded(
    statement: Statement, reading: Reading, label: Label | None, journey: StageModel | None, study: str
) -> Statement:
    spoken = language_of(statement.text, study=study)
    stage = read_stage(statement.text, question=statement.question, model=journey, language=spoken)
    found = {
        "polarity": reading.polarity,
        "confidence": reading.confidence,
        "strength": reading.strength,
        "stage": stage,
        "measures": read_measures(statement.text, language=spoken),
    }
    if label is not None:
        # A model gives no probability of its own: where both readings agree the offline one's stands.
        agreed = label.polarity is reading.polarity
        found |= {
            "polarity": label.polarity,
            "confidence": reading.confidence if agreed else _EITHER,
            "strength": label.strength,
            "stage": label.stage or stage,
            "label": label.model_copy(update={"offline": reading.polarity}),
        }
    return statement.model_copy(update=found)

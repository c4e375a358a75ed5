"""Which stage of the customer's journey a statement is about, by cues in its words, then in the question it answers.

Conservative: cues of two stages at once, or none, say nothing. There are cues in five languages.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from analysis.reading.languages import language_of
from research_templates import catalogue
from research_templates.knowledge import StageModel

DEFAULT_MODEL: Final = "six_phases"
_LONGEST: Final = 2_000  # characters that are read; a statement is shorter
_LAST_OF_QUESTION: Final = 300  # a question stands at the end of a message
_QUESTIONS: Final = re.compile(r"[^.!?\n]{0,300}\?")
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_SPANS: Final = {"day": 1, "week": 7, "month": 30}
_DATED: Final = re.compile(
    rf"(?<!from )\b(?:(?P<unit>day|week|month) (?P<number>\d{{1,2}})"
    rf"|(?:in|during|within|on|by|after) (?:the|our|my) (?P<ordinal>{'|'.join(_ORDINALS)}) (?P<of>day|week|month))\b"
)


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something on a customer's way: how a sentence and how a question speaks of it, and its stage by model.

    The stage is "" where the model's customers come by it but the model has no stage for it.
    """

    words: re.Pattern[str]
    asked: re.Pattern[str]
    stages: dict[str, str]


def read_stage(text: str, *, question: str = "", model: StageModel | None = None, language: str = "en") -> str:
    """Key of the stage of ``model`` that ``text`` is about; "" when it is not said.

    Where the words are silent, a ``question`` about one stage speaks for its answer. Without a model it is the six
    phases. With one, the study is about such a way, and a day of it that is named ("in week 3") counts, too.
    ``language`` is the statement's; one without cues is read with the English ones.
    """
    way = model or default_model()
    text = text[:_LONGEST].lower()
    spoken = language.casefold()[:2]
    said = {moment.stages[way.key] for moment in _moments(spoken, way.key) if moment.words.search(text)}
    if not said and model is not None:
        said = _dated(text, model)
    if not said and question:
        end = question[-_LAST_OF_QUESTION:]
        said = {moment.stages[way.key] for moment in _asked_about(end, language, way.key)}
    stage = next(iter(said)) if len(said) == 1 else ""
    return stage if any(stage == known.key for known in way.stages) else ""


@cache
def default_model() -> StageModel:
    """The stage model that is used where a study names none."""
    return next(model for model in catalogue.stage_models() if model.key == DEFAULT_MODEL)


def model_named(key: str) -> StageModel | None:
    """The catalogue's model of a journey; None for an empty or unknown key."""
    return next((model for model in catalogue.stage_models() if model.key == key), None)


@lru_cache(maxsize=1024)
def _asked_about(end: str, language: str, model: str) -> tuple[_Moment, ...]:
    asked = (" ".join(_QUESTIONS.findall(end)) or end).lower()
    spoken = language_of(end, study=language).casefold()[:2]
    return tuple(moment for moment in _moments(spoken, model) if moment.asked.search(asked))


def _dated(text: str, model: StageModel) -> set[str]:
    """The stages into which a named day of the journey falls ("week 3")."""
    match = _DATED.search(text)
    if match is None:
        return set()
    number = int(match["number"]) if match["number"] else _ORDINALS[match["ordinal"]]
    span = _SPANS[match["unit"] or match["of"]]
    middle = (number - 1) * span + (span + 1) // 2
    return {stage.key for stage in catalogue.stage_at(middle, model)}


@cache
def _moments(language: str, model: str) -> tuple[_Moment, ...]:
    """The moments that are read for ``model``, those that it has no stage for among them."""
    return tuple(moment for moment in _all_moments(language) if model in moment.stages)


@cache
def _all_moments(language: str) -> tuple[_Moment, ...]:
    stored = _stored("stage_cues.toml")
    own: dict[str, Any] = _stored("stage_cues_languages.toml").get(language, {})
    english = {moment["key"]: moment for moment in stored["moment"]}
    elsewhere = {model: dict.fromkeys(keys, "") for model, keys in stored["elsewhere"].items()}
    stages = {model: elsewhere.get(model, {}) | of for model, of in stored["stages"].items()}
    return tuple(
        _Moment(
            words=re.compile("|".join(moment["words"])),
            asked=re.compile("|".join(moment["asked"])),
            stages={model: of[key] for model, of in stages.items() if key in of},
        )
        for key, moment in (own or english).items()
    )


def _stored(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("analysis").joinpath("reading", "data", name).read_text("utf-8"))

"""The field, the lifecycle stage and the segments that a question names, by cue words that are kept as data."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from research_templates.errors import TemplateError

WEAK_CUES_NEEDED = 2
_STRONG, _WEAK = 2, 1


class Domain(StrEnum):
    """The field in which a question is asked."""

    SOFTWARE = "software"
    COMMERCE = "commerce"
    FINANCE = "finance"
    HEALTH = "health"
    EDUCATION = "education"
    CULTURE = "culture"
    HOSPITALITY = "hospitality"
    PUBLIC_SERVICE = "public_service"
    COMMUNITY = "community"
    WORKPLACE = "workplace"
    MEDIA = "media"
    TRANSPORT = "transport"
    OTHER = "other"


class Stage(StrEnum):
    """The stage of a customer's life that a question is about; ``NONE`` where it names none."""

    DISCOVERY = "discovery"
    EVALUATION = "evaluation"
    PURCHASE = "purchase"
    ONBOARDING = "onboarding"
    ACTIVATION = "activation"
    ADOPTION = "adoption"
    SUPPORT = "support"
    RENEWAL = "renewal"
    EXPANSION = "expansion"
    CHURN = "churn"
    ADVOCACY = "advocacy"
    NONE = ""


@dataclass(frozen=True, slots=True)
class _Cues:
    domains: Mapping[Domain, tuple[re.Pattern[str], re.Pattern[str] | None]]
    stages: Mapping[Stage, re.Pattern[str]]
    segments: frozenset[str]


def domain_of(text: str) -> Domain:
    """The field with the most cues; ``OTHER`` where no strong cue and no two weak ones name any."""
    lowered = _plain(text)
    best, most = Domain.OTHER, WEAK_CUES_NEEDED - 1
    for domain, (strong, weak) in _cues().domains.items():
        score = _STRONG * len(set(strong.findall(lowered)))
        score += _WEAK * len(set(weak.findall(lowered))) if weak else 0
        if score > most:
            best, most = domain, score
    return best


def stage_of(text: str, subject: str = "") -> Stage:
    """The stage that the subject names, else the one that the question names most often, the first on a tie."""
    cues = _cues().stages
    for part in (subject, text):
        lowered = _plain(part)
        counts = {stage: len(pattern.findall(lowered)) for stage, pattern in cues.items()}
        most = max(counts.values())
        if most:
            leading = (stage for stage, count in counts.items() if count == most)
            return min(leading, key=lambda stage: _first(cues[stage], lowered))
    return Stage.NONE


def is_segment(word: str) -> bool:
    """Whether a word before people names a segment: a known one, or a compound such as "season-ticket"."""
    return word.lower() in _cues().segments or bool(re.fullmatch(r"[^\W\d_]\w*(?:-\w+)+", word))


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else len(text)


def _plain(text: str) -> str:
    return text.lower().replace("\u2019", "'")


@cache
def _cues() -> _Cues:
    source = files("research_templates") / "data" / "question_cues.toml"
    return read_cues(source.read_text(encoding="utf-8"))


def read_cues(source: str) -> _Cues:
    """Read the cues from TOML text; raises TemplateError when a field or a stage is missing or unknown."""
    try:
        data: dict[str, Any] = tomllib.loads(source)
        domains = {
            Domain(key): (whole_words(cues["strong"]), _words_or_none(cues["weak"]))
            for key, cues in data["domain"].items()
        }
        stages = {Stage(key): whole_words(cues["strong"]) for key, cues in data["stage"].items()}
        segments = frozenset(data["segments"]["words"])
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise TemplateError(f"the cue words for research questions are not valid: {error}") from error
    missing = (set(Domain) - {Domain.OTHER} - set(domains)) | (set(Stage) - {Stage.NONE} - set(stages))
    if missing:
        raise TemplateError(f"there are no cue words for {', '.join(sorted(missing))}")
    return _Cues(domains, stages, segments)


def whole_words(words: Iterable[str], *, plural: bool = True) -> re.Pattern[str]:
    """Any of these words or phrases, standing for itself; with an s too where ``plural``. The longest comes first."""
    longest_first = sorted(words, key=len, reverse=True)
    ending = "s?" if plural else ""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))}){ending}(?![\w-])")


def _words_or_none(words: list[str]) -> re.Pattern[str] | None:
    return whole_words(words) if words else None

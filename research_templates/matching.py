"""Which use-case template fits a question: by its cue words, and by its likeness to the templates' example questions.

The generic template takes part in the comparison: its examples are questions of other fields, so that a question about
patients or neighbours has something to be near to. What the templates' field is, ``field.py`` says.
"""

import re
from collections.abc import Mapping
from functools import cache

from research_templates.cues import whole_words
from research_templates.field import Field, field_of
from research_templates.likeness import likeness
from research_templates.templates import GENERIC, UseCase, use_case, use_cases
from research_templates.understanding import Understanding
from research_templates.vectors import Embed

# Calibrated together, by leaving one out of the examples that ship (with the all-MiniLM-L6-v2 model, and without any):
# likeness of an example that is left out is mostly 0.1 to 0.5 for its own template.
STRONG_CUE, WEAK_CUE, MOST_BY_CUES = 0.3, 0.12, 0.5
"""What one cue word adds to the likeness, and what all of them together add at most."""
GENERIC_GAINS: Mapping[Field, float] = {Field.ELSEWHERE: 0.5, Field.UNSAID: 0.1, Field.BUSINESS: -0.2}
"""What the generic template gains by what the words say of the field. With 0.1 and not 0 where they say nothing, 98 and
not 92 of 100 examples of other fields stay out when no word gives them away; one in 300 of the field is lost."""
LEAST, LEAST_BY_WORDS = 0.16, 0.2
"""Below this sum of cues and likeness a question has too little to do with any template; words alone prove less."""
SCORE_SHOWN = 0.08
"""Below this sum a template is not even worth showing as an example of the craft."""
_READ_CHARACTERS = 2_000


def best_template(understood: Understanding, *, embed: Embed | None = None) -> UseCase:
    """The template that fits best; the generic one when none does, or when no English research question is asked."""
    scores = _scores(understood, embed)
    if not scores:
        return use_case(GENERIC)
    elsewhere = scores.pop(GENERIC)
    best = max(scores, key=scores.__getitem__)
    least = LEAST if embed else LEAST_BY_WORDS
    return use_case(best if scores[best] > max(elsewhere, least) else GENERIC)


def best_templates(understood: Understanding, *, embed: Embed | None = None, most: int = 3) -> tuple[UseCase, ...]:
    """The templates nearest to a question, the best first, whether they fit it or not: examples of the craft.

    Empty when nothing speaks for any of them, and where no English research question is asked.
    """
    scores = _scores(understood, embed)
    ranked = sorted((key for key in scores if key != GENERIC), key=scores.__getitem__, reverse=True)
    return tuple(use_case(key) for key in ranked[:most] if scores[key] >= SCORE_SHOWN)


def _scores(understood: Understanding, embed: Embed | None) -> dict[str, float]:
    """How well every template goes with a question; none where no English research question is asked."""
    if not (understood.is_english and understood.is_research):
        return {}
    field = field_of(understood)
    text = _plain(understood.question)
    likenesses = likeness(understood.question, embed)
    return {case.key: likenesses[case.key] + _leaning(case, text, field) for case in use_cases()}


def _leaning(case: UseCase, text: str, field: Field) -> float:
    """What cues, and for the generic template the field, add to the likeness."""
    if case.key == GENERIC:
        return GENERIC_GAINS[field]
    # In another field a weak cue mostly means something else: a choir's members leave.
    weak = 0.0 if field is Field.ELSEWHERE else WEAK_CUE * _count(case.match.weak, text)
    return min(MOST_BY_CUES, STRONG_CUE * _count(case.match.strong, text) + weak)


def _count(cues: tuple[str, ...], text: str) -> int:
    pattern = _any(cues)
    return len(set(pattern.findall(text))) if pattern else 0


@cache
def _any(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    return whole_words(cues, plural=False) if cues else None


def _plain(text: str) -> str:
    return text[:_READ_CHARACTERS].lower().replace("\u2019", "'")

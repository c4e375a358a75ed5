"""Questions of a plan that mean the same once a subject stands in them: one of them gets another wording."""

from collections.abc import Callable
from itertools import combinations

from research_templates.plan import ResearchPlan
from research_templates.vectors import Embed, unit_vectors

TOO_ALIKE = 0.9
"""From this cosine on, two questions of one plan are one question to whoever answers them."""
_MOST_REPAIRS = 4


def told_apart(plan: ResearchPlan, other_wordings: Callable[[str], tuple[str, ...]], embed: Embed) -> ResearchPlan:
    """The plan with other wordings where two of its questions lie too close in meaning.

    ``other_wordings`` gives all wordings of the question with a key. Where none helps, the questions stay as they are.
    """
    texts = {core.key: core.text for core in plan.core_questions}
    texts |= {mandatory.key: mandatory.text for mandatory in plan.mandatory_questions}
    tried = set(texts.values())
    for _ in range(_MOST_REPAIRS):
        pair = _closest(texts, embed)
        # The later question makes way, or the earlier one where the later has no other wording left.
        fresh = ((key, text) for key in reversed(pair) for text in other_wordings(key) if text not in tried)
        key, text = next(fresh, ("", ""))
        if not key:
            break
        texts[key] = text
        tried.add(text)
    return plan.model_copy(
        update={
            "core_questions": tuple(core.model_copy(update={"text": texts[core.key]}) for core in plan.core_questions),
            "mandatory_questions": tuple(
                mandatory.model_copy(update={"text": texts[mandatory.key]}) for mandatory in plan.mandatory_questions
            ),
        }
    )


def _closest(texts: dict[str, str], embed: Embed) -> tuple[str, ...]:
    """The keys of the two questions that are most alike; empty when all are far enough apart."""
    vectors = unit_vectors(embed, list(texts.values()))
    cosines = vectors @ vectors.T
    keys = list(texts)
    pairs = ((cosines[i, j], keys[i], keys[j]) for i, j in combinations(range(len(keys)), 2))
    nearest, first, second = max(pairs, default=(0.0, "", ""))
    return (first, second) if nearest >= TOO_ALIKE else ()

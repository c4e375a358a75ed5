"""Which template fits, with the embedding model that ships with the product."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.embedding import SentenceTransformerEmbedder
from research_templates import draft_plan, understand, use_cases
from research_templates.matching import best_template
from research_templates.templates import GENERIC
from research_templates.vectors import Embed

pytestmark = pytest.mark.model

ASIDE = tomllib.loads((Path(__file__).parent / "data" / "matching_questions.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def embed() -> Embed:
    embedder = SentenceTransformerEmbedder()

    def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
        return embedder.embed(texts)

    return vectors


@pytest.mark.parametrize(
    ("question", "template"),
    [
        ("How long until fresh accounts see a benefit from our software?", "onboarding"),
        ("What drives folks away from our product?", "churn"),
        ("Do people think it costs too much?", "pricing"),
        ("What do visitors think about our museum's evening opening?", "generic"),
        ("How do patients experience waiting times in our clinic?", "generic"),
        ("How do patients experience the support they get from our clinic?", "generic"),
        ("What keeps contributors coming back to our open-source project?", "generic"),
        ("How do residents feel about the new bus lanes?", "generic"),
        ("How do parents choose a school?", "generic"),
    ],
)
def test_meaning_decides_where_words_do_not(embed: Embed, question: str, template: str) -> None:
    assert draft_plan(question, embed=embed).template == template


def test_nearly_every_example_finds_its_template(embed: Embed) -> None:
    found = Counter(
        best_template(understand(example), embed=embed).key == case.key
        for case in use_cases()
        for example in case.match.examples
    )
    assert found[True] >= 0.95 * found.total()


def test_questions_kept_aside_get_a_template_of_their_field(embed: Embed) -> None:
    found = Counter(
        "right" if key == template else "generic" if key == GENERIC else "wrong"
        for template, questions in ASIDE.items()
        if template != GENERIC
        for key in (best_template(understand(question), embed=embed).key for question in questions)
    )
    assert found["right"] >= 0.7 * found.total()
    assert found["generic"] <= 0.08 * found.total()


def test_questions_of_other_fields_kept_aside_are_left_to_the_generic_template(embed: Embed) -> None:
    found = Counter(best_template(understand(question), embed=embed).key for question in ASIDE[GENERIC])
    assert found[GENERIC] >= 0.93 * found.total()

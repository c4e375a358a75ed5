"""Whether a question has words for what it was taken for: few examples make much of whatever else it says."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from analysis.asking.answers import Intent


def says_so(intent: Intent, question: str) -> bool:
    """Whether a word of ``data/meant.toml`` stands for the intent; True for intents that need none."""
    pattern = _patterns().get(intent.value)
    return pattern is None or pattern.search(question) is not None


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    text = (files("analysis.asking") / "data" / "meant.toml").read_text(encoding="utf-8")
    return {
        name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for name, words in tomllib.loads(text).items()
    }

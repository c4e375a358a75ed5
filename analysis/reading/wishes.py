"""Whether a sentence says what somebody would like to have, which is not there."""

import re
import tomllib
from functools import cache
from importlib import resources


def is_a_wish(text: str) -> bool:
    """In any language that has a list in ``data/wishes.toml``."""
    return _wishes().search(text.casefold().replace("\u2019", "'")) is not None


@cache
def _wishes() -> re.Pattern[str]:
    file = resources.files("analysis").joinpath("reading", "data", "wishes.toml")
    stored: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))
    return re.compile("|".join(pattern for patterns in stored.values() for pattern in patterns))

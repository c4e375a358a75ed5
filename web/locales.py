"""The words that participants read, in each language that an interview can be held in."""

import tomllib
from collections.abc import Mapping
from functools import cache

from web.paths import LOCALES

DEFAULT = "en"

Section = Mapping[str, str]


@cache
def _read(language: str) -> Mapping[str, Section]:
    with (LOCALES / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are words for, as in ``("en", "es")``."""
    return tuple(sorted(path.stem for path in LOCALES.glob("*.toml")))


def texts(language: str) -> Mapping[str, Section]:
    """Every text by section and name; a language that is not there (``es-MX``, ``fr``) gets its base or English."""
    base = language.lower().partition("-")[0]
    return _read(base if base in languages() else DEFAULT)


def researcher_in(language: str, researcher: str) -> str:
    """The researcher's name, or what a text says where none is known."""
    return researcher.strip() or texts(language)["consent_text"]["some_researcher"]


def consent_paragraphs(language: str, *, researcher: str, minutes: int) -> tuple[str, ...]:
    """The fixed consent text, one statement each, as the consent page shows it."""
    section = texts(language)["consent_text"]
    return tuple(
        section[name].replace("{researcher}", researcher_in(language, researcher)).replace("{minutes}", str(minutes))
        for name in ("ai", "time", "purpose", "kept", "rights", "private")
    )


def contact_consent(language: str, *, researcher: str) -> str:
    """The sentence that somebody agrees to who leaves an address to be contacted by."""
    return texts(language)["contact"]["consent"].replace("{researcher}", researcher_in(language, researcher))

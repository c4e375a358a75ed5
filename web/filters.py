"""The Jinja environment of every page, and the filters that put figures and moments into words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.locales import texts
from web.paths import TEMPLATES

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_TURNING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PER_CENT = "\N{NO-BREAK SPACE}%"


def percent(share: float) -> str:
    """``0.643`` -> ``64 %`` with a space that does not break; never 0 % or 100 % for a share that is not quite that."""
    return f"{_whole(share)}{_PER_CENT}"


def interval(low: float, high: float) -> str:
    """``(0.388, 0.837)`` -> ``39-84 %``, with an en dash; its ends are written as shares are."""
    return f"{_whole(low)}\N{EN DASH}{_whole(high)}{_PER_CENT}"


def _whole(share: float) -> str:
    whole = round(100 * share)
    if whole == 0 < share:
        return "<1"
    return ">99" if whole == 100 and share < 1 else str(whole)  # noqa: PLR2004 (everybody)


def attribute(name: str) -> str:
    """``age_group`` -> ``age group``: what a researcher or a file called it, readable."""
    return name.replace("_", " ").strip()


def spoken(text: str) -> str:
    """What somebody said, without characters that turn the direction of what follows them or cannot be seen."""
    return _TURNING.sub("", text)


def number(count: int) -> str:
    """``12345`` -> ``12,345``."""
    return f"{count:,}"


def plural(count: int, one: str, many: str) -> str:
    """``(9, "person", "people")`` -> ``9 people``."""
    return f"{count:,} {one if count == 1 else many}"


def when(moment: datetime) -> str:
    """The moment in full: ``22 November 2026, 14:05 UTC``. A moment without a zone is taken as UTC."""
    moment = _utc(moment)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """The moment as seen from ``now``: ``just now``, ``5 minutes ago``, ``yesterday``, then the date."""
    moment, now = _utc(moment), _utc(now or datetime.now(UTC))
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{plural(int(seconds // _MINUTE), 'minute', 'minutes')} ago"
    if seconds < _DAY:
        return f"{plural(int(seconds // _HOUR), 'hour', 'hours')} ago"
    if (now.date() - moment.date()).days == 1:
        return "yesterday"
    return f"{moment.day} {moment:%b %Y}"


def isotime(moment: datetime) -> str:
    """For the ``datetime`` attribute of a time element."""
    return _utc(moment).isoformat(timespec="seconds")


def fill(text: str, **values: object) -> str:
    """Put values into a locale text's ``{names}``; braces in the values stay as they are."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@cache  # a template is compiled once a process, however many applications are made in it
def build_environment(asset_url: Callable[[str], str]) -> Environment:
    """The environment that renders every page: escaping is on and a name that is not there is an error.

    ``asset_url`` turns a path under ``web/static`` into the address that serves it.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        percent=percent,
        interval=interval,
        attribute=attribute,
        spoken=spoken,
        number=number,
        plural=plural,
        when=when,
        ago=ago,
        isotime=isotime,
        fill=fill,
    )
    environment.globals.update(asset=asset_url, texts=texts)
    return environment

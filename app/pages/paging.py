"""Turning the pages of long lists, by addresses alone."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from app.pages.views import PageLinks

SHOWN: Final = 25


def place_in(query: Mapping[str, Any]) -> int:
    """``first`` of a list's page, counted from 1."""
    first = str(query.get("first", ""))
    return int(first) if first.isascii() and first.isdigit() and 0 < len(first) < 8 else 1  # noqa: PLR2004 - no list is so long


def page_links(base: str, chosen: Sequence[tuple[str, str]], first: int, total: int, size: int = SHOWN) -> PageLinks:
    """``first`` may be anything: the page that holds it begins at a multiple of ``size``, plus one."""
    first = (min(max(first, 1), max(total, 1)) - 1) // size * size + 1

    def at(place: int) -> str:
        given = [(name, value) for name, value in chosen if value]
        return f"{base}?{urlencode([*given, ('first', str(place))])}"

    return PageLinks(
        first=first,
        total=total,
        previous_url=at(first - size) if first > 1 else "",
        next_url=at(first + size) if first + size <= total else "",
    )

"""Reading bodies from programs that nobody here has seen: strict JSON within bounds, or a clear refusal."""

from collections.abc import Iterator
from typing import Any

from litestar import Request
from litestar.datastructures import State
from pydantic_core import from_json

from app.errors import InvalidInput

MOST_VALUES = 10_000
"""Texts, numbers, lists and objects of one body: many times a plan."""
LONGEST_TEXT = 50_000
"""Characters of one text; the longest text of a plan has 4,000."""


class ApiRequest(Request[Any, Any, State]):
    """A request whose JSON is read strictly: UTF-8, finite numbers, shallow, no NUL characters."""

    async def json(self) -> Any:
        """The body's object. Raises InvalidInput, and Litestar's own refusal of a body that is too large."""
        value = parse(await self.body())
        if not isinstance(value, dict):
            raise InvalidInput(f"The body is {_kind(value)}; one JSON object is expected.", "Send {...} in UTF-8.")
        return value


def parse(body: bytes) -> Any:
    """The value of a JSON text. Raises InvalidInput."""
    try:
        value = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidInput(f"The body is not JSON: {error}.", "Send one JSON object in UTF-8.") from error
    for number, inner in enumerate(_walk(value)):
        if number >= MOST_VALUES:
            raise InvalidInput(f"The body holds more than {MOST_VALUES:,} values.", "Send less.")
        if isinstance(inner, str) and len(inner) > LONGEST_TEXT:
            raise InvalidInput(f"The body holds a text of more than {LONGEST_TEXT:,} characters.", "Send less.")
        if isinstance(inner, str) and "\0" in inner:
            raise InvalidInput("The body holds a NUL character, which is no text.", "Take it out.")
    return value


def _kind(value: Any) -> str:
    """What a JSON value that is no object is called."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "a number"


def _walk(value: Any) -> Iterator[Any]:
    """Every value, and every name, in a parsed body; the parser has refused deep ones."""
    yield value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)

"""Data files that ship with the product: TOML tables read into frozen models, with errors that name file and key."""

import tomllib
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from research_templates.errors import TemplateError

_Entry = TypeVar("_Entry", bound=BaseModel)


def read_entries(folder: Traversable, file: str, table: str, kind: type[_Entry]) -> tuple[_Entry, ...]:
    """The ``[[table]]`` entries of one file, which must hold nothing else; raises TemplateError naming file and key."""
    try:
        data = tomllib.loads(folder.joinpath(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(f"{file} cannot be read: {error}") from error
    if set(data) != {table} or not isinstance(data[table], list):
        raise TemplateError(
            f"{file} must hold [[{table}]] tables and nothing else; it has {', '.join(data) or 'nothing'}"
        )
    return tuple(_entry(entry, file, kind) for entry in data[table])


def _entry(entry: object, file: str, kind: type[_Entry]) -> _Entry:
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise TemplateError(f"{file}: {', '.join(_place(entry, first['loc']))}: {first['msg']}") from error


def _place(entry: object, path: tuple[int | str, ...]) -> Iterator[str]:
    """Where in an entry an error lies, with keys in place of positions: six_phases, stages, kickoff, owners."""
    if isinstance(entry, dict):
        yield str(entry.get("key", "an entry without a key"))
    for step in path:
        if isinstance(entry, list) and isinstance(step, int) and step < len(entry):
            entry = entry[step]
            yield str(entry.get("key", step + 1)) if isinstance(entry, dict) else str(step + 1)
        else:
            entry = entry.get(step) if isinstance(entry, dict) else None
            yield str(step)

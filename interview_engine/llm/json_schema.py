"""JSON schemas for servers that enforce them, and the same meanings in words for models that never see them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

# Strict servers refuse a schema that holds a keyword they do not know; what is dropped here is checked by pydantic.
_NOT_STRICT = frozenset({"default", "title", "minLength", "maxLength", "examples", "format"})


def _strict(node: Any, *, names: bool = False) -> Any:
    """Copy of a schema node; ``names`` says that the keys are the names of fields or definitions, not keywords."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {key: _strict(value) for key, value in node.items()}
    strict = {
        key: _strict(value, names=key in {"properties", "$defs"})
        for key, value in node.items()
        if key not in _NOT_STRICT
    }
    if "properties" in strict:
        strict["additionalProperties"] = False
        strict["required"] = list(strict["properties"])
    return strict


@lru_cache(maxsize=64)
def response_format(schema: type[BaseModel]) -> Mapping[str, Any]:
    """The ``response_format`` of a chat completion that asks for ``schema``: every field required, no others."""
    return {
        "type": "json_schema",
        "json_schema": {"name": schema.__name__, "strict": True, "schema": _strict(schema.model_json_schema())},
    }


def _type_name(node: Mapping[str, Any]) -> str:  # noqa: PLR0911 - one line for each kind of schema node
    match node:
        case {"$ref": str(ref)}:
            return f"an object `{ref.rsplit('/', 1)[-1]}`"
        case {"enum": list(values)}:
            return "one of " + ", ".join(f'"{value}"' for value in values)
        case {"const": value}:
            return f'"{value}"'
        case {"type": "array", "items": dict(items)}:
            return f"a list of {_type_name(items)}"
        case {"anyOf": list(options)}:
            return " or ".join(_type_name(option) for option in options)
        case {"type": str(name)}:
            return name
        case _:
            return "any value"


def _fields(node: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in node.get("properties", {}).items():
        meaning = value.get("description", "")
        low, high = value.get("minimum"), value.get("maximum")
        limits = f" from {low} to {high}" if low is not None and high is not None else ""
        longest = value.get("maxLength")
        limits += f", at most {longest} characters" if longest else ""
        lines.append(f"- {key}: {_type_name(value)}{limits}." + (f" {meaning}" if meaning else ""))
    return lines


@lru_cache(maxsize=64)
def describe(schema: type[BaseModel]) -> str:
    """The fields of ``schema`` in words, for the prompt: servers do not show the schema to the model."""
    json_schema = schema.model_json_schema()
    lines = ["Answer with one JSON object and nothing else. Its fields:", *_fields(json_schema)]
    for name, definition in json_schema.get("$defs", {}).items():
        if "properties" in definition:
            lines += [f"Fields of `{name}`:", *_fields(definition)]
        elif "enum" in definition:
            lines.append(f"`{name}` is {_type_name(definition)}.")
    return "\n".join(lines)

"""A research plan as a file that people can read and edit: JSON in UTF-8, in the order in which a plan is read."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any

from pydantic import ValidationError

from research_templates.errors import PlanFileError
from research_templates.plan import ResearchPlan

FORMAT = "verbatim-plan"
VERSION = 1
MAX_BYTES = 1_000_000
_MOST_VALUES = 10_000
"""Texts, numbers and lists of one file: many times a plan, and few enough to check every one of them."""
_MOST_FAULTS = 10
_LONGEST_NUMBER = 30
_LONGEST_NAME = 40
_LONGEST_FAULT = 300


def dump_plan(plan: ResearchPlan) -> str:
    """The text of a plan file, which ``load_plan`` reads back to an equal plan (NUL characters, it refuses).

    Raises PlanFileError for a plan that is larger than a file may be.
    """
    document = {"format": FORMAT, "version": VERSION, "plan": plan.model_dump(mode="json")}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if len(text.encode()) > MAX_BYTES or sum(1 for _ in _walk(document)) > _MOST_VALUES:
        raise PlanFileError("The plan is too large for a plan file. Shorten its longest lists, then export it again.")
    return text


def load_plan(source: str | bytes) -> ResearchPlan:
    """The plan in a file's content, of any origin.

    Raises PlanFileError with a message for people; its ``faults`` name the first places in the plan that are wrong.
    """
    document = _parsed(_text(source))
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise PlanFileError(
            f'This is not a plan file: it lacks "format": "{FORMAT}". Choose a file that was exported from a plan.'
        )
    _check_version(document.get("version"))
    faults = [
        *_slips(document),
        *(f"{_quoted(name)}: is not known at this place" for name in document if name not in _ENVELOPE),
    ]
    if "plan" not in document:
        faults.append("plan: is missing")
    else:
        try:
            plan = ResearchPlan.model_validate(document["plan"])
        except ValidationError as error:
            faults += [_fault(found) for found in error.errors(include_url=False, include_input=False)]
        else:
            if not faults:
                return plan
    raise _refusal(faults)


_ENVELOPE = {"format", "version", "plan"}


def _refusal(faults: list[str]) -> PlanFileError:
    shown, more = faults[:_MOST_FAULTS], len(faults) - _MOST_FAULTS
    rest = f"\n(and {more} more)" if more > 0 else ""
    return PlanFileError("The plan in this file cannot be used:\n" + "\n".join(shown) + rest, faults=tuple(shown))


def _check_version(version: object) -> None:
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise PlanFileError(f'The plan file does not say which version of the format it is in: "version": {VERSION}.')
    if version > VERSION:
        raise PlanFileError(
            f"The plan file is in version {version} of the format; versions up to {VERSION} can be read here. "
            "Update this installation, or export the plan from one that is as old as this."
        )


def _text(source: str | bytes) -> str:
    if len(source) > MAX_BYTES or (isinstance(source, str) and len(source.encode("utf-8", "replace")) > MAX_BYTES):
        raise PlanFileError(f"The file is larger than a plan can be ({MAX_BYTES // 1_000_000} MB).")
    if isinstance(source, bytes):
        try:
            source = source.decode(json.detect_encoding(source))
        except UnicodeDecodeError as error:
            raise PlanFileError("The file is not text in UTF-8. Save it as UTF-8 and import it again.") from error
    # Written line breaks are escaped in JSON: these here are an editor's.
    source = source.removeprefix("\ufeff").replace("\r\n", "\n")
    if not source.strip():
        raise PlanFileError("The file is empty.")
    return source


class _Unreadable(Exception):
    """A value that stands in JSON and that no plan can hold; the message goes into a sentence."""


class _Object(dict[str, Any]):
    """A JSON object that remembers the names given more than once."""

    repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        found.repeated = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return found


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _Unreadable(f"a number of {len(digits)} digits")
    return int(digits)


def _no_number(name: str) -> float:
    raise _Unreadable(f"{name}, which is not a number")


def _parsed(text: str) -> Any:
    try:
        # A line break typed into a text is what a person would write: not strict.
        document = json.loads(
            text, strict=False, object_pairs_hook=_object, parse_int=_whole, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise PlanFileError(
            f"The file is not JSON: something is wrong at line {error.lineno}, character {error.colno} ({error.msg}). "
            "A comma, a bracket or a quotation mark may be missing there or one too many."
        ) from error
    except _Unreadable as error:
        raise PlanFileError(f"The file holds {error}.") from error
    except RecursionError as error:
        raise PlanFileError("The file's brackets are nested far deeper than a plan's.") from error
    for number, _ in enumerate(_walk(document)):
        if number > _MOST_VALUES:
            raise PlanFileError("The file holds far more entries than a plan can have.")
    return document


_Path = tuple[int | str, ...]


def _walk(document: Any) -> Iterator[tuple[_Path, Any]]:
    """Every value with its path, without recursion and one at a time: the file may be hostile."""
    levels: list[Iterator[tuple[_Path, Any]]] = [iter([((), document)])]
    while levels:
        for path, value in levels[-1]:
            yield path, value
            if isinstance(value, dict | list):
                levels.append(_inside(path, value))
                break
        else:
            levels.pop()


def _inside(path: _Path, value: dict[str, Any] | list[Any]) -> Iterator[tuple[_Path, Any]]:
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, step), inner


def _slips(document: Any) -> Iterator[str]:
    """Faults that no longer show, or do no harm, once the file has become a plan."""
    for path, value in _walk(document):
        if isinstance(value, _Object):
            yield from (f"{_place(path[1:])}: {_quoted(name)} is given twice" for name in value.repeated)
        elif isinstance(value, str) and "\0" in value:
            yield f"{_place(path[1:])}: holds a NUL character, which is no text"


_ENTRIES = {
    "goals": "goal",
    "core_questions": "core question",
    "mandatory_questions": "mandatory question",
    "segments": "segment",
    "phases": "phase",
    "analysis_questions": "analysis question",
    "kpis": "KPI",
}


def _place(path: _Path) -> str:
    """Where in the plan, in its words: ("goals", 1, "evidence") is "goal 2, evidence"."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words[-1:] = [f"{_ENTRIES.get(words[-1].replace(' ', '_'), words[-1]) if words else 'entry'} {step + 1}"]
        else:
            words.append(_clipped(step).replace("_", " "))
    if words[:1] == ["profile"] and words[1:2] and words[1].startswith("segment"):
        words = words[1:]
    return ", ".join(words) or "plan"


def _clipped(name: str) -> str:
    readable = re.sub(r"[^\w .,:;!?'()-]", "\N{REPLACEMENT CHARACTER}", name[: _LONGEST_NAME + 1])
    return readable if len(name) <= _LONGEST_NAME else f"{readable[:_LONGEST_NAME]} …"


def _quoted(name: str) -> str:
    return f'"{_clipped(name)}"'


_WHOLE, _DECIMAL, _SWITCH = "must be a whole number", "must be a number", "must be true or false"
_WRONG = {
    "missing": "is missing",
    "extra_forbidden": "is not known at this place; correct its name or take it out",
    "string_type": "must be a text in quotation marks",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length:,} characters",
    "string_unicode": "holds half a character (a lone surrogate), which is no text",
    "string_pattern_mismatch": "must be a small letter a-z, then up to 39 small letters, digits or underscores",
    "enum": "must be one of {expected}",
    "too_short": "needs at least {min_length}",
    "too_long": "has more than {max_length}",
    "tuple_type": "must be a list in square brackets",
    "model_type": "must be an entry in curly brackets",
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _DECIMAL,
    "float_parsing": _DECIMAL,
    "finite_number": _DECIMAL,
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} at most",
    "value_error": "{error}",
}
"""What is wrong with a value, by pydantic's kinds of error; its own words where nothing plainer can be said."""


def _fault(found: Mapping[str, Any]) -> str:
    path: _Path = found["loc"]
    if path == ("language",) and found["type"] == "string_pattern_mismatch":
        wrong = 'must be a code of two small letters, like "en"'
    else:
        known = _WRONG.get(found["type"])
        wrong = known.format_map(found.get("ctx", {})) if known else found["msg"]
    return f"{_place(path)}: {shorten(wrong, _LONGEST_FAULT, placeholder=' …')}"

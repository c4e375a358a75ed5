"""Reading forms: into a schema, or into complaints that stand beside the fields."""

from collections.abc import Mapping
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict, UploadFile
from pydantic import BaseModel, ValidationError

from app.errors import InvalidInput
from app.pages.views import FieldError

T = TypeVar("T", bound=BaseModel)

_WORDS = {
    "string_too_short": "This is too short: at least {min_length} characters are needed.",
    "string_too_long": "This is too long: {max_length} characters fit.",
    "missing": "Please fill this in.",
    "value_error": "This does not look right: {reason}",
    "int_parsing": "Please enter a whole number.",
    "float_parsing": "Please enter a number.",
    "greater_than": "Please enter a number above {gt}.",
    "greater_than_equal": "Please enter a number of at least {ge}.",
    "less_than_equal": "Please enter a number of at most {le}.",
    "enum": "Please choose one of the list.",
    "too_short": "At least {min_length} is needed.",
    "too_long": "At most {max_length} fit.",
}


def texts(form: FormMultiDict) -> dict[str, str]:
    """The form's text fields in the order of the page, the last value of each name; files are left out.

    NUL characters are dropped, and lines end as they do here: browsers send them with a carriage return.
    """
    return {
        name: value.replace("\x00", "").replace("\r\n", "\n")
        for name, value in form.items()  # multi_items() has no order
        if isinstance(value, str)
    }


async def uploaded(form: FormMultiDict, *, most_megabytes: int, choose: str) -> tuple[str, bytes]:
    """Name and content of the file in the field ``file``; ``choose`` says which, where none was chosen.

    One byte more than fits is enough for a service to see that it does not: the rest need not come into memory. Raises
    InvalidInput without a file.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidInput("No file was chosen.", choose, field="file")
    return file.filename, await file.read(most_megabytes * 1_000_000 + 1)


def read_form(schema: type[T], values: Mapping[str, Any]) -> T | tuple[FieldError, ...]:
    """The form as ``schema``, or what is wrong with it, field by field."""
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        return field_errors(error)


def field_errors(error: ValidationError) -> tuple[FieldError, ...]:
    return tuple(
        FieldError(field="-".join(str(part) for part in fault["loc"]), message=in_words(fault["type"], fault))
        for fault in error.errors(include_url=False, include_input=False)
    )


def in_words(kind: str, fault: Mapping[str, Any]) -> str:
    """A pydantic fault as a sentence for people."""
    context = dict(fault.get("ctx") or {})
    if kind == "value_error":
        context["reason"] = str(context.get("error") or fault["msg"])
    if kind == "string_too_short" and context.get("min_length") == 1:
        return _WORDS["missing"]
    try:
        return _WORDS[kind].format(**context)
    except KeyError:
        return "This cannot be used as it is."

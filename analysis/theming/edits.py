"""What a researcher can change about themes, as values that are stored and read again."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from analysis.findings import Polarity
from analysis.theming.places import Place

LONGEST_NAME: Final = 80
LONGEST_DESCRIPTION: Final = 400
MOST_PINS: Final = 5

_PRINTABLE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
ThemeKey = Annotated[str, StringConstraints(min_length=1, max_length=100)]
NameText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=_PRINTABLE)
]
DescriptionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_DESCRIPTION, pattern=_PRINTABLE)
]
Places = Annotated[tuple[Place, ...], Field(min_length=1)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rename(_Value):
    kind: Literal["rename"] = "rename"
    theme: ThemeKey
    name: NameText


class Describe(_Value):
    kind: Literal["describe"] = "describe"
    theme: ThemeKey
    description: DescriptionText


class Merge(_Value):
    """All that ``themes`` hold goes to ``into``, which keeps its key, name and description."""

    kind: Literal["merge"] = "merge"
    themes: Annotated[tuple[ThemeKey, ...], Field(min_length=1)]
    into: ThemeKey


class Split(_Value):
    """``statements`` of ``theme`` become a theme of their own; ``key`` is the one it will have."""

    kind: Literal["split"] = "split"
    theme: ThemeKey
    statements: Places
    name: NameText

    @property
    def key(self) -> str:
        content = "\n".join([self.theme, self.name, *(repr(tuple(place)) for place in sorted(set(self.statements)))])
        return sha256(f"split\n{content}".encode()).hexdigest()[:16]


class Move(_Value):
    """``statements`` leave every theme they are in and belong to ``to`` alone, or to no theme."""

    kind: Literal["move"] = "move"
    statements: Places
    to: ThemeKey | None


class Pin(_Value):
    """``quote`` stands first among the theme's quotes, behind those that were pinned before."""

    kind: Literal["pin"] = "pin"
    theme: ThemeKey
    quote: Place


class Unpin(_Value):
    kind: Literal["unpin"] = "unpin"
    theme: ThemeKey
    quote: Place


Edit = Annotated[Rename | Describe | Merge | Split | Move | Pin | Unpin, Field(discriminator="kind")]


class Held(_Value):
    """What a theme held when it was edited: places only, so that no record keeps words that may be withdrawn."""

    key: ThemeKey
    polarity: Polarity
    statements: tuple[Place, ...]


class RecordedEdit(_Value):
    """An edit with what each theme that it touches held then; stored as JSON, one row an edit, in order."""

    edit: Edit
    held: tuple[Held, ...]


class ReadEdits(NamedTuple):
    edits: tuple[RecordedEdit, ...]
    notices: tuple[str, ...]


def read_edits(rows: Iterable[object]) -> ReadEdits:
    """The edits behind stored rows (decoded JSON); rows that cannot be read are left out and counted in a notice."""
    adapter = TypeAdapter(RecordedEdit)
    edits: list[RecordedEdit] = []
    unread = 0
    for row in rows:
        try:
            edits.append(adapter.validate_python(row))
        except ValidationError:
            unread += 1
    notices = (f"{unread} stored edits of themes could not be read and were left out.",) if unread else ()
    return ReadEdits(tuple(edits), notices)

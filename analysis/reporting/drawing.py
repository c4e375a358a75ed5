"""What a reader of a PDF sees besides its text: what each page draws, with which fonts, and what lies on it.

Drawings are told by digests of the objects that they are made of (ISO 32000-2, 7.3), with their streams decoded:
neither the numbers of objects nor the compression of a file makes a difference, a page painted over does.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from analysis.errors import ReportError

_NAME: Final = re.compile(rb"/([^\s\x00()<>\[\]{}/%]*)")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# Where an object hangs, and how it is tagged, draws nothing.
_APART: Final = frozenset({"/Parent", "/StructParent", "/StructParents"})
_NOT_OF_THE_PAGE: Final = frozenset({"/Contents", "/Resources", "/Annots", "/Tabs", "/Metadata"})
_NOT_OF_THE_STREAM: Final = frozenset({"/Length", "/Filter", "/DecodeParms"})
# Undone before a stream is read; what the other filters hold is a picture, which is compared as it is stored.
_UNDONE: Final = frozenset(
    {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"}
    | {"/RunLengthDecode", "/RL"}
)
# Entries of the catalogue that show, hide or replace something; a report has none of them (ISO 32000-2, 7.7.2).
_OVER_THE_PAGES: Final = ("/AcroForm", "/OCProperties", "/Collection", "/OpenAction", "/AA")
_FAULTS: Final = (
    *(PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError),
    *(RecursionError, NotImplementedError, OverflowError),
)
_DIGITS: Final = 5
_FONTS: Final = (b"\x00\x01\x00\x00", b"true", b"OTTO")


@dataclass(frozen=True, slots=True)
class Annotation:
    """``kind`` is its subtype, for example "/Link"; ``draws`` says whether it brings an appearance of its own."""

    sha256: str
    kind: str
    draws: bool
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page: the SHA-256, in hex, of what it draws and of its boxes; and the annotations that lie on it."""

    sha256: str
    annotations: tuple[Annotation, ...]


def drawings_of(reader: pypdf.PdfReader) -> tuple[Drawing, ...]:
    """One for each page; raises ReportError when they cannot be read."""
    digests = _Digests()
    try:
        return tuple(Drawing(_drawn(page, digests), tuple(_annotations(page, digests))) for page in reader.pages)
    except _FAULTS as error:
        raise ReportError("What the pages of this PDF draw cannot be read.") from error


def over_the_pages(reader: pypdf.PdfReader) -> tuple[str, ...]:
    """The names of what the document itself puts over its pages, such as a form; none in a report."""
    try:
        return tuple(name for name in _OVER_THE_PAGES if name in reader.root_object)
    except _FAULTS as error:
        raise ReportError("This file cannot be read as a PDF.") from error


class _Digests:
    """Of the objects of one file, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}
        self._open: set[tuple[int, int]] = set()

    def of(self, item: Any, apart: frozenset[str] = _APART) -> bytes:
        if not isinstance(item, IndirectObject):
            return _digest(self._parts(item, apart))
        place = (item.idnum, item.generation)
        if place in self._open:
            return _digest((b"again",))
        if place not in self._known:
            self._open.add(place)
            self._known[place] = self.of(item.get_object())
            self._open.remove(place)
        return self._known[place]

    def _parts(self, item: Any, apart: frozenset[str]) -> Iterator[bytes]:
        if isinstance(item, StreamObject):
            yield b"stream"
            yield from self._entries(item, apart | _NOT_OF_THE_STREAM)
            left = [name for name in _list(item.get("/Filter")) if name not in _UNDONE]
            if left:
                yield from (repr(left).encode(), self.of(item.get("/DecodeParms")))
            yield _untimed(item.get_data())
        elif isinstance(item, DictionaryObject):
            yield b"dictionary"
            # A page that something leads to is a place, and is compared where it is drawn.
            yield from () if item.get("/Type") == "/Page" and apart is _APART else self._entries(item, apart)
        elif isinstance(item, ArrayObject):
            yield b"array"
            yield from map(self.of, list.__iter__(item))
        else:
            yield from _plain(item)

    def _entries(self, item: DictionaryObject, apart: frozenset[str]) -> Iterator[bytes]:
        for name in sorted(item.keys() - apart):
            yield name.encode("utf-8", "surrogatepass")
            yield self.of(item.raw_get(name))


def _untimed(data: bytes) -> bytes:
    """A font (OpenType, "head") without the second in which it was written, and the check sums that change with it."""
    if data[:4] not in _FONTS:
        return data
    font = bytearray(data)
    for entry in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16):
        if data[entry : entry + 4] == b"head":
            head = int.from_bytes(data[entry + 8 : entry + 12], "big")
            for start, end in ((entry + 4, entry + 8), (head + 8, head + 12), (head + 28, head + 36)):
                font[start:end] = bytes(len(font[start:end]))
    return bytes(font)


def _plain(item: Any) -> tuple[bytes, ...]:
    if isinstance(item, NameObject):
        return b"name", item.encode("utf-8", "surrogatepass")
    if isinstance(item, TextStringObject):
        return b"string", item.encode("utf-8", "surrogatepass")
    if isinstance(item, ByteStringObject):
        return b"string", bytes(item)
    if isinstance(item, BooleanObject):
        return b"boolean", str(item.value).encode()
    if isinstance(item, NumberObject | FloatObject):
        return b"number", f"{round(float(item), _DIGITS):.{_DIGITS}f}".encode()
    return (b"null",)


def _digest(parts: Any) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _drawn(page: DictionaryObject, digests: _Digests) -> str:
    own = digests.of(DictionaryObject(dict.items(page)), _APART | _NOT_OF_THE_PAGE)
    streams = [stream for stream in _list(page.get("/Contents")) if isinstance(stream, StreamObject)]
    parts = [own, *map(digests.of, streams)]
    for category, name, entry in _used(page, b"\n".join(stream.get_data() for stream in streams)):
        parts += [category.encode(), name.encode("utf-8", "surrogatepass"), digests.of(entry)]
    return _digest(parts).hex()


def _used(page: DictionaryObject, contents: bytes) -> list[tuple[str, str, Any]]:
    """The resources of a page that its contents name, and those that are used without being named."""
    listed = [
        (category, name, entries.raw_get(name))
        for resources in _list(page.get("/Resources"))
        for category in sorted(resources)
        for entries in _list(resources.raw_get(category))
        if isinstance(entries, DictionaryObject)
        for name in sorted(entries)
    ]
    names = {_unescaped(name) for name in _NAME.findall(contents)}
    # DefaultRGB and the like take the place of a device's colours (8.6.5.6).
    used = [
        each for each in listed if each[1].encode("utf-8", "surrogatepass") in names or each[1].startswith("/Default")
    ]
    return listed if any(_borrows(entry.get_object()) for _, _, entry in used) else used


def _borrows(entry: Any) -> bool:
    """Whether it draws with the resources of the page that it is used on."""
    if not isinstance(entry, DictionaryObject) or "/Resources" in entry:
        return False
    return entry.get("/Subtype") in {"/Form", "/Type3"} or entry.get("/PatternType") == 1


def _unescaped(name: bytes) -> bytes:
    return b"/" + _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name)


def _annotations(page: DictionaryObject, digests: _Digests) -> Iterator[Annotation]:
    for item in _list(page.get("/Annots")):
        if isinstance(item, DictionaryObject):
            sha256 = digests.of(item, _APART | {"/P"}).hex()
            yield Annotation(sha256, str(item.get("/Subtype", "")), "/AP" in item, str(item.get("/Contents", "")))


def _list(item: Any) -> list[Any]:
    """One or several of something, resolved."""
    found = item.get_object() if item is not None else None
    if isinstance(found, ArrayObject):
        return [each.get_object() for each in list.__iter__(found)]
    return [] if found is None else [found]

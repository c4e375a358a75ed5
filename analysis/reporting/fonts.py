"""The fonts of this machine, which the report falls back on for what its own fonts lack."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Final
from unicodedata import category

_SYSTEM_FONTS: Final = 0  # FcSetSystem


class _FontSet(ctypes.Structure):
    """FcFontSet, as fontconfig's header declares it."""

    _fields_: ClassVar = [
        ("count", ctypes.c_int),
        ("capacity", ctypes.c_int),
        ("patterns", ctypes.POINTER(ctypes.c_void_p)),
    ]


_BEYOND_LATIN: Final = 0x0370  # the report's own fonts cover what comes before
_MOST_LOOKED_FOR: Final = 5_000


def installed_fonts() -> int:
    """How many font families fontconfig knows on this machine; 0 also when fontconfig itself is missing."""
    families = set()
    with _fonts() as (fontconfig, patterns):
        for pattern in patterns:
            family = ctypes.c_char_p()
            fontconfig.FcPatternGetString(pattern, b"family", 0, ctypes.byref(family))
            families.add(family.value)
    return len(families - {None})


def without_glyph(text: str) -> str:
    """Letters and symbols of ``text`` that no font of this machine can draw, each once, in their order."""
    wanted = [each for each in dict.fromkeys(text) if ord(each) >= _BEYOND_LATIN and category(each)[0] in "LS"]
    wanted = wanted[:_MOST_LOOKED_FOR]
    if not wanted:
        return ""
    with _fonts() as (fontconfig, patterns):
        for pattern in patterns:
            drawn = ctypes.c_void_p()
            fontconfig.FcPatternGetCharSet(pattern, b"charset", 0, ctypes.byref(drawn))
            if drawn:
                wanted = [each for each in wanted if not fontconfig.FcCharSetHasChar(drawn, ord(each))]
    return "".join(wanted)


@contextmanager
def _fonts() -> Iterator[tuple[Any, list[ctypes.c_void_p]]]:
    """Fontconfig and its patterns, one a font; none when it is missing or finds no configuration."""
    name = ctypes.util.find_library("fontconfig")
    fontconfig: Any = ctypes.CDLL(name) if name else None
    if fontconfig is None:
        yield None, []
        return
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcPatternGetString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    fontconfig.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    fontconfig.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    fontconfig.FcConfigDestroy.argtypes = [ctypes.c_void_p]
    config = fontconfig.FcInitLoadConfigAndFonts()
    if not config:
        yield fontconfig, []
        return
    found = fontconfig.FcConfigGetFonts(config, _SYSTEM_FONTS)
    try:
        yield (
            fontconfig,
            [ctypes.c_void_p(found.contents.patterns[i]) for i in range(found.contents.count if found else 0)],
        )
    finally:
        fontconfig.FcConfigDestroy(config)

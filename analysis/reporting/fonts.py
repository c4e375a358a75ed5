"""The fonts of this machine, which the report falls back on for what its own fonts lack."""

import ctypes
import ctypes.util
from typing import ClassVar, Final

_SYSTEM_FONTS: Final = 0  # FcSetSystem


class _FontSet(ctypes.Structure):
    """FcFontSet, as fontconfig's header declares it."""

    _fields_: ClassVar = [
        ("count", ctypes.c_int),
        ("capacity", ctypes.c_int),
        ("patterns", ctypes.POINTER(ctypes.c_void_p)),
    ]


def installed_fonts() -> int:
    """How many font families fontconfig knows on this machine; 0 also when fontconfig itself is missing."""
    name = ctypes.util.find_library("fontconfig")
    if name is None:
        return 0
    fontconfig = ctypes.CDLL(name)
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcPatternGetString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    fontconfig.FcConfigDestroy.argtypes = [ctypes.c_void_p]
    config = fontconfig.FcInitLoadConfigAndFonts()
    if not config:
        return 0
    found = fontconfig.FcConfigGetFonts(config, _SYSTEM_FONTS)
    families = set()
    for place in range(found.contents.count if found else 0):
        family = ctypes.c_char_p()
        fontconfig.FcPatternGetString(found.contents.patterns[place], b"family", 0, ctypes.byref(family))
        families.add(family.value)
    fontconfig.FcConfigDestroy(config)
    return len(families - {None})

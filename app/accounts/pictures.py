"""Pictures that people upload, drawn anew: of the file that was sent nothing is kept but its pixels."""

import io
import struct
from typing import Final, NamedTuple

from app.errors import InvalidInput, TooLarge

MOST_MEGABYTES: Final = 2
_LARGEST: Final = MOST_MEGABYTES * 1_000_000
_MOST_PIXELS: Final = 20_000_000
_KEPT: Final = (960, 360)
_SMALLEST: Final = 16
_KINDS: Final = ("PNG", "JPEG")
_BEGINNINGS: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff")
_DAMAGE: Final = (OSError, SyntaxError, ValueError, LookupError, TypeError, EOFError, struct.error)
"""What the library raises over bytes that are no picture, wherever in them it stumbles."""
_CHOOSE: Final = f"Choose a PNG or JPEG picture of up to {MOST_MEGABYTES} MB."


class Picture(NamedTuple):
    mime: str
    data: bytes


def drawn_anew(data: bytes) -> Picture:
    """The picture as a PNG without metadata, at most 960 by 360 pixels.

    Raises TooLarge, and InvalidInput for anything but a sound PNG or JPEG picture: SVG, too, because it is a program as
    much as a picture.
    """
    if len(data) > _LARGEST:
        raise TooLarge("This picture is too large.", _CHOOSE)
    if not data.startswith(_BEGINNINGS):
        svg = b"<svg" in data[:2_000].lower()
        detail = "SVG pictures are not taken: they can hold programs." if svg else "This is not a PNG or JPEG picture."
        raise InvalidInput(detail, _CHOOSE, field="file")
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded for a picture only

    try:
        with Image.open(io.BytesIO(data), formats=_KINDS) as whole:
            whole.verify()
        with Image.open(io.BytesIO(data), formats=_KINDS) as sent:
            width, height = sent.size
            if width * height > _MOST_PIXELS:
                raise TooLarge("This picture has too many pixels.", "Make it smaller: 960 by 360 are used at most.")
            if min(width, height) < _SMALLEST:
                raise InvalidInput(
                    "This picture is too small.", f"Each side needs {_SMALLEST} pixels at least.", field="file"
                )
            # A program elsewhere in the process may have told the library to draw what is cut off, too.
            if sent.format == "JPEG" and b"\xff\xd9" not in data:
                raise InvalidInput("This picture is cut off.", _CHOOSE, field="file")
            upright = ImageOps.exif_transpose(sent)
            clear = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
            pixels = upright.convert("RGBA" if clear else "RGB")
    except (*_DAMAGE, Image.DecompressionBombError) as error:
        raise InvalidInput("This picture is damaged.", _CHOOSE, field="file") from error
    pixels.thumbnail(_KEPT)
    # A new image holds the pixels and nothing else: text, profiles and thumbnails of the file stay behind.
    kept = Image.new(pixels.mode, pixels.size)
    kept.paste(pixels)
    buffer = io.BytesIO()
    kept.save(buffer, "PNG", optimize=True)
    return Picture("image/png", buffer.getvalue())

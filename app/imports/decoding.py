"""From uploaded bytes to text: unpacked within a limit, decoded from whatever the export was written in."""

import re
import zlib
from typing import Final

from charset_normalizer import from_bytes

from app.errors import InvalidInput, TooLarge

_GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = 1 << 20
_MEGABYTE: Final = 1_000_000
_GUESSED_BYTES: Final = 200_000
_CANDIDATES: Final = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 koi8_r shift_jis euc_jp gb18030 big5 euc_kr".split()  # noqa: SIM905 - a word list
)
_NOT_TEXT: Final = {
    b"PK": "This is a spreadsheet or an archive, not text",
    b"%PDF": "This is a PDF",
    b"\x89PNG": "This is an image",
    b"\xd0\xcf\x11\xe0": "This is an old spreadsheet, not text",
}
_LATIN: Final = {"cp1252", "cp1250"}
_CENTRAL_EUROPEAN: Final = (
    r"[^\W\d_][³¹¿¾Ÿ\ufffd][a-zß-ÿ]",  # ł ą ż ľ ź ť in the middle of a word
    r"[šžŠŽ]",
    r"(?s)\A(?!.*[åæÅÆ])(?=.*ø).*[ìùèíýá]",  # ř among other Czech letters, and no Danish ones
    r"õ(?!es?\b)",  # ő: Portuguese ends words in -ões and -õe
)
"""Signs of Central European text (cp1250) that is read as Western (cp1252)."""
_BYTE_ORDER_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def text_of(data: bytes, *, max_megabytes: int) -> str:
    """The text of a file that may be gzipped; ``max_megabytes`` counts after unpacking.

    Raises TooLarge, or InvalidInput for what is damaged, not text, or in no encoding that can be recognised.
    """
    return _decode(_unpack(data, max_megabytes * _MEGABYTE, max_megabytes))


def _unpack(data: bytes, limit: int, megabytes: int) -> bytes:
    too_large = TooLarge(
        f"The file is larger than {megabytes} MB when unpacked.",
        "Split it into smaller files, or raise VERBATIM_MAX_UPLOAD_MB.",
    )
    if not data.startswith(_GZIP):
        if len(data) > limit:
            raise too_large
        return data
    unpacked = bytearray()
    packed = data
    try:
        while packed.startswith(_GZIP):  # a gzip file may hold several members
            member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            while not member.eof:
                piece = member.decompress(packed, _CHUNK)
                packed = member.unconsumed_tail
                unpacked += piece
                if len(unpacked) > limit:
                    raise too_large
                if not piece and not packed and not member.eof:
                    raise InvalidInput(
                        "The gzip file ends in the middle.", "It was cut off: export or upload it again.", field="file"
                    )
            packed = member.unused_data
    except zlib.error as error:
        raise InvalidInput(
            "The gzip file is damaged and cannot be unpacked.", "Export or compress it again.", field="file"
        ) from error
    return bytes(unpacked)


def _decode(data: bytes) -> str:
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise InvalidInput(f"{what}.", "Save or export it as CSV (UTF-8) or JSONL.", field="file")
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decoded_as(data, encoding)
    if data.count(0) > len(data) // 4:
        # Text has no NUL bytes unless it is UTF-16 without its mark; which half they are in tells the byte order.
        return _decoded_as(data, "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        sample = data[:_GUESSED_BYTES].rpartition(b"\n")[0] or data
        guess = from_bytes(sample, cp_isolation=_CANDIDATES).best()
        encoding = "unknown" if guess is None else guess.encoding
        return _decoded_as(data, _latin(sample) if encoding in _LATIN else encoding)


def _latin(sample: bytes) -> str:
    """Which of the two Latin tables a text is in: a short one hardly tells a guesser, but its words do."""
    western = sample.decode("cp1252", "replace")
    return "cp1250" if any(re.search(sign, western) for sign in _CENTRAL_EUROPEAN) else "cp1252"


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise InvalidInput(
            "The file's text encoding cannot be recognised.",
            "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”) and upload it again.",
            field="file",
        ) from error

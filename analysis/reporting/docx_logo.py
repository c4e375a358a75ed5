"""The brand's logo in a Word document: the picture as a part of its own, and the paragraph that shows it."""

import io
from dataclasses import dataclass
from typing import Final, Self
from xml.sax.saxutils import quoteattr

from analysis.reporting.content import Brand, printable

_EMU: Final = 36_000  # English Metric Units in a millimetre
_WIDEST: Final = 50
_HIGHEST: Final = 18
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class DocxLogo:
    """``additions`` are what other parts must say about it: before which text of theirs, and what.

    ``paragraph`` shows it, at most 50 by 18 mm, with the brand's name as its alternative text.
    """

    part: str
    data: bytes
    additions: dict[str, tuple[str, str]]
    paragraph: str

    @classmethod
    def of(cls, brand: Brand) -> Self | None:
        """None without a logo, and for one that Word does not draw (SVG)."""
        picture = brand.picture
        if picture is None or picture.mime not in {"image/png", "image/jpeg"}:
            return None
        from PIL import Image  # noqa: PLC0415 - loaded for a logo only

        ending = picture.mime.removeprefix("image/")
        with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as drawn:
            width, height = drawn.size
        scale = min(_WIDEST / width, _HIGHEST / height) * _EMU
        named = quoteattr(printable(brand.name))
        size = f'cx="{max(1, round(width * scale))}" cy="{max(1, round(height * scale))}"'
        kind = f'<Default Extension="{ending}" ContentType="{picture.mime}"/>'
        relation = f'<Relationship Id="logo" Type="{_RELATIONS}/image" Target="media/logo.{ending}"/>'
        return cls(
            part=f"word/media/logo.{ending}",
            data=picture.data,
            additions={
                "[Content_Types].xml": ("</Types>", kind),
                "word/_rels/document.xml.rels": ("</Relationships>", relation),
            },
            paragraph=(
                f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {size}/>'
                f'<wp:docPr id="1" name="Logo" descr={named}/><a:graphic xmlns:a="{_DRAWING}/main">'
                f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr>'
                f'<pic:cNvPr id="1" name="Logo" descr={named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
                f'<a:blip r:embed="logo" xmlns:r="{_RELATIONS}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
                f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
                "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
            ),
        )

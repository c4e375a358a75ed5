"""Finishes the tags of a PDF: what PDF/UA-1 asks for and WeasyPrint (70) leaves out.

Header cells get their scope (ISO 14289-1, 7.5), running heads and page numbers become artifacts (7.8), and links are
marked as printed. Works on the objects of ``pydyf`` before they are written.
"""

from collections.abc import Iterator
from typing import Any, Final

_OF_THE_PAGE: Final = b"<< /Type /Pagination >>"
_PRINT: Final = 1 << 2


def finish_tags(_document: Any, pdf: Any) -> None:
    """A finisher for ``write_pdf``; ``pdf`` is a ``pydyf.PDF`` with tags."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Annot":
            item["F"] = item.get("F", 0) | _PRINT
    tree = pdf.catalog.get("StructTreeRoot")
    if tree is None:
        return
    root = _object(pdf, tree)
    reached: set[int] = set()
    for number, part, in_head in _parts(pdf, root):
        reached.add(number)
        if part.get("S") == "/TH":
            part["A"]["Scope"] = "/Column" if in_head else "/Row"
    _set_apart(pdf, _object(pdf, root["ParentTree"])["Nums"], reached)


def _parts(pdf: Any, root: Any) -> Iterator[tuple[int, Any, bool]]:
    """Every element of the tree with its object's number, and whether it stands in a table's head."""
    waiting = [(reference, False) for reference in root["K"]]
    while waiting:
        reference, in_head = waiting.pop()
        part = _object(pdf, reference)
        if part.get("Type") != "/StructElem":
            continue  # a link's annotation
        in_head = in_head or part.get("S") == "/THead"
        yield _number(reference), part, in_head
        waiting += [(kid, in_head) for kid in part["K"] if not isinstance(kid, int)]


def _set_apart(pdf: Any, numbers: Any, reached: set[int]) -> None:
    """Turn marked content into artifacts whose element hangs on no tree: that of the margins of pages."""
    for number, page in enumerate(pdf.page_references):
        elements = numbers[2 * number + 1]
        lost = {place for place, element in enumerate(elements) if _number(element) not in reached}
        if not lost:
            continue
        stream = _object(pdf, _object(pdf, page)["Contents"]).stream
        for place, operand in enumerate(stream):
            if isinstance(operand, dict) and operand.get("MCID") in lost and stream[place + 1] == b"BDC":
                stream[place - 1 : place + 2] = "/Artifact", _OF_THE_PAGE, b"BDC"
        for place in lost:
            elements[place] = "null"


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: Any) -> int:
    """Of ``12 0 R``."""
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return int(text.split()[0])

"""The WordprocessingML (ECMA-376) of a plain document: paragraphs, lists, tables, a footer with page numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from analysis.reporting.content import ReportContent, printable
from analysis.reporting.directions import direction, told

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT_WIDTH: Final = 9_412  # twentieths of a point between the margins of A4
_FEWEST_LETTERS: Final = 11  # of a column, whatever it holds: a heading of one word stays on one line
_MOST_LETTERS: Final = 44
_LONGEST_FOOTER: Final = 90
_ROWS_ON_ONE_PAGE: Final = 12


def document(blocks: Iterable[str]) -> str:
    """The whole of ``word/document.xml``."""
    return (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{"".join(blocks)}'
        '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1417" w:right="1247" w:bottom="1304" w:left="1247" w:header="708" w:footer="708" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def footer(text: str) -> str:
    """The whole of ``word/footer.xml``: a line of text, then the page's number and how many there are."""
    text = text if len(text) <= _LONGEST_FOOTER else f"{text[:_LONGEST_FOOTER].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    backwards = direction(text) == "rtl"
    words = (
        f'<w:r>{"<w:rPr><w:rtl/></w:rPr>" if backwards else ""}<w:t xml:space="preserve">{_xml(told(text))}</w:t></w:r>'
    )
    number = f'<w:r><w:tab/></w:r>{_field("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}'
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}{number}</w:p>'
    return f'{_HEAD}<w:ftr xmlns:w="{_W}">{line}</w:ftr>'


def items(texts: Sequence[str]) -> Iterator[str]:
    return (paragraph(text, "ListBullet") for text in texts)


def paragraph(text: str, style: str = "", *, keep: bool = False) -> str:
    """``keep``: on the page of what follows it."""
    backwards = direction(text) == "rtl"
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    kept = "<w:keepNext/>" if keep else ""
    set_so = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if backwards else ("", "")
    words = f'<w:t xml:space="preserve">{_xml(told(text))}</w:t>'
    return f"<w:p><w:pPr>{named}{kept}{set_so[0]}</w:pPr><w:r>{set_so[1]}{words}</w:r></w:p>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """As wide as the text; a column's width follows its longest cell. A short table stays on one page."""
    widths = _widths([head, *rows])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    whole = len(rows) <= _ROWS_ON_ONE_PAGE
    header = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cells(head, widths, 'TableHead', keep=True)}</w:tr>"
    lines = (
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(row, widths, keep=whole and number < len(rows))}</w:tr>"
        for number, row in enumerate(rows, start=1)
    )
    look = (
        '<w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>'
        "</w:tblPr>"
    )
    # Word wants a paragraph after a table.
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{header}{''.join(lines)}</w:tbl><w:p/>"


def properties(content: ReportContent) -> str:
    """The whole of ``docProps/core.xml``."""
    return (
        f"{_HEAD}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_xml(content.study_title)}</dc:title><dc:subject>{_xml(content.research_question)}</dc:subject>"
        f"<dc:creator>{_xml(content.brand.name)}</dc:creator><dc:language>en</dc:language>"
        f"<dcterms:created xsi:type={quoteattr('dcterms:W3CDTF')}>{content.created.isoformat()}T00:00:00Z"
        "</dcterms:created></cp:coreProperties>"
    )


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", printable(text)))


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    longest = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    letters = [min(max(each, _FEWEST_LETTERS), _MOST_LETTERS) for each in longest]
    return [_TEXT_WIDTH * each // sum(letters) for each in letters]


def _cells(row: Sequence[str], widths: Sequence[int], style: str = "TableText", *, keep: bool) -> str:
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(text, style, keep=keep)}</w:tc>'
        for text, width in zip(row, widths, strict=True)
    )

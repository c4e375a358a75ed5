"""The PDF report: one analysis as a document that a vice president reads in five minutes and can check."""

import io
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from analysis.errors import ReportError
from analysis.reporting.checking import page_texts, pages_as_drawn
from analysis.reporting.content import ReportContent
from analysis.reporting.fonts import installed_fonts, without_glyph
from analysis.reporting.html_report import FONTS, LOGO, asset, render_html
from analysis.reporting.manifest import ATTACHMENT, Manifest
from analysis.reporting.tagging import finish_tags

_NO_FONT: Final = (
    "No font was found on this machine, so the report would have no text. Install one, for example "
    "`apt install fonts-dejavu-core`, and run `fc-cache`."
)
_LACKING: Final = (
    "The machine that made this file has no font for {number} of its characters, beginning with {code} ({shown}); they "
    "are printed as boxes. Fonts such as Noto (`apt install fonts-noto-cjk`) add them. The evidence holds every word."
)
_SHOWN_LACKING: Final = 8


def render_report(content: ReportContent, *, key: bytes = b"") -> bytes:
    """The report as a PDF (PDF/UA-1) that carries its evidence; ``key`` seals the evidence for one installation.

    Raises ReportError when this machine lacks what rendering needs.
    """
    if not installed_fonts():
        raise ReportError(_NO_FONT)
    html = render_html(content)
    if lacking := without_glyph(html):
        shown = " ".join(lacking[:_SHOWN_LACKING])
        note = _LACKING.format(number=len(lacking), code=f"U+{ord(lacking[0]):04X}", shown=shown)
        content = replace(content, method_notes=(*content.method_notes, note))
        html = render_html(content)
    # Its warnings quote the text that they are about, and logs never hold a participant's words.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    try:
        import weasyprint  # noqa: PLC0415 - loads Pango and takes a while
    except OSError as error:
        raise ReportError(
            f"PDF reports need the Pango library ({error}). On Debian or Ubuntu: `apt install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0`; on macOS: `brew install pango`."
        ) from error
    fetcher = _own_assets_only(content)
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher, media_type="print").render()
    # What is printed is known only when it is: the pages are written once to be read, and again with the evidence.
    printed: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish_tags)
    if not document.fonts:
        raise ReportError(_NO_FONT)
    try:
        pages, drawn = page_texts(printed), pages_as_drawn(printed)
    except ReportError:
        pages, drawn = (), ()  # a report that cannot be read back is still one; a check will say that it cannot tell
    manifest = Manifest.of(content, pages, drawn).sealed(key)
    attached = weasyprint.Attachment(
        file_obj=io.BytesIO(manifest.dump()),
        name=ATTACHMENT,
        description="Every quote, count and figure of this report with its place in the transcripts",
        relationship="Data",
    )
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", attachments=[attached], finisher=finish_tags)
    return pdf


def _own_assets_only(content: ReportContent) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    picture = content.brand.picture

    class OwnAssets(URLFetcher):  # type: ignore[misc]  # the library has no type hints
        """Serves the files listed here and nothing else: no address in a participant's words is ever opened."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ARG002 - as inherited
            if url == LOGO and picture:
                return URLFetcherResponse(url, picture.data, {"Content-Type": picture.mime})
            if url not in FONTS:
                raise ValueError("The report opens no address but its own assets.")
            return URLFetcherResponse(url, asset(FONTS[url]), {"Content-Type": "font/woff2"})

    return OwnAssets()

"""The PDF report: one analysis as a document that a vice president reads in five minutes and can check."""

import ctypes
import ctypes.util
import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import Any, ClassVar, Final, NamedTuple
from urllib.parse import quote as percent_encode

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.errors import ReportError
from analysis.findings import Analysis, Count, Polarity, Quote, Theme
from analysis.intervals import count
from analysis.summary.segments import in_words, percent

_ASSETS: Final = {"report-asset:report.css": ("report.css", "text/css")}
_DETAILED_THEMES: Final = 8
_LISTED_THEMES: Final = 20
_QUOTES: Final = 3
_SINGLE_MENTIONS: Final = 8
_COMPARED_THEMES: Final = 6
_MOST_COLUMNS: Final = 6
_FEWEST_IN_SEGMENT: Final = 5
# Controls cannot be printed; bidirectional overrides could make a page read as something it does not say.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LONGEST_TEXT: Final = 4_000
_SYSTEM_FONTS: Final = 0  # FcSetSystem
_NO_FONT: Final = (
    "No font was found on this machine, so the report would have no text. Install one, for example "
    "`apt install fonts-dejavu-core`, and run `fc-cache`."
)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report shows.

    ``labels`` names each interview's participant ("Participant 7"); interviews without one are numbered. With
    ``quote_link_base`` (an http address) each quote links to ``{base}{interview_id}#{message_id}``.
    ``method_notes`` say how the interviews were held and which implementations produced what.
    """

    study_title: str
    research_question: str
    created: date
    analysis: Analysis
    labels: Mapping[str, str] = field(default_factory=dict)
    quote_link_base: str = ""
    method_notes: tuple[str, ...] = ()


class _FontSet(ctypes.Structure):
    """FcFontSet, as fontconfig's header declares it."""

    _fields_: ClassVar = [
        ("count", ctypes.c_int),
        ("capacity", ctypes.c_int),
        ("patterns", ctypes.POINTER(ctypes.c_void_p)),
    ]


class _SegmentTable(NamedTuple):
    attribute: str
    values: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Theme, tuple[Count | None, ...]], ...]


class _Share(NamedTuple):
    label: str
    kind: str
    counted: Count


def render_html(content: ReportContent) -> str:
    """The report as the HTML that the PDF is made from; all text in it is escaped."""
    summary = content.analysis.summary
    environment = Environment(
        loader=PackageLoader("analysis.reporting", "report_template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters |= {"printable": printable, "percent": percent, "in_words": in_words}
    environment.globals |= {
        "speaker": _speakers(content),
        "link": lambda quote: _link(content.quote_link_base, quote),
        "number": lambda n: f"{n:,}".replace(",", "\u202f"),
    }
    return environment.get_template("report.html").render(
        content=content,
        analysis=content.analysis,
        summary=summary,
        voices=_voices(content.analysis),
        segment_tables=_segment_tables(summary.friction_points + summary.success_factors) if summary else (),
        detailed=_DETAILED_THEMES,
        listed=_LISTED_THEMES,
        quotes=_QUOTES,
        single_mentions=_SINGLE_MENTIONS,
    )


def render_report(content: ReportContent) -> bytes:
    """The report as a PDF; ReportError when this machine lacks what rendering needs."""
    if not installed_fonts():
        raise ReportError(_NO_FONT)
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
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=_own_assets_only(), media_type="print").render()
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    if not document.fonts:
        raise ReportError(_NO_FONT)
    return pdf


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


def printable(text: object) -> str:
    """Text without characters that cannot be printed or that change the direction of what follows them."""
    return _UNPRINTABLE.sub("", str(text))[:_LONGEST_TEXT]


def _own_assets_only() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    class OwnAssets(URLFetcher):  # type: ignore[misc]  # the library has no type hints
        """Serves the files listed here and nothing else: no address in a participant's words is ever opened."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ARG002 - as inherited
            if url not in _ASSETS:
                raise ValueError("The report opens no address but its own assets.")
            name, content_type = _ASSETS[url]
            body = resources.files("analysis.reporting").joinpath("report_template", name).read_bytes()
            return URLFetcherResponse(url, body, {"Content-Type": f"{content_type}; charset=utf-8"})

    return OwnAssets()


def _speakers(content: ReportContent) -> Any:
    numbered: dict[str, str] = {}
    by_participant: dict[str, str] = {}
    for statement in content.analysis.statements:
        label = by_participant.setdefault(statement.participant_id, f"Participant {len(by_participant) + 1}")
        numbered.setdefault(statement.interview_id, label)
    names = {**numbered, **content.labels}
    return lambda quote: names.get(quote.interview_id, "A participant")


def _link(base: str, quote: Quote) -> str:
    if not base.startswith(("https://", "http://")):
        return ""
    return f"{base}{percent_encode(quote.interview_id, safe='')}#{percent_encode(quote.message_id, safe='')}"


def _voices(analysis: Analysis) -> tuple[_Share, ...]:
    """People by what they described; the groups overlap, because one person can describe both."""
    if not analysis.people:
        return ()
    people: dict[Polarity, set[str]] = {polarity: set() for polarity in Polarity}
    for statement in analysis.statements:
        people[statement.polarity].add(statement.participant_id)
    friction = people[Polarity.FRICTION] | people[Polarity.MIXED]
    success = people[Polarity.SUCCESS] | people[Polarity.MIXED]
    return (
        _Share("described friction", "friction", count(len(friction), analysis.people)),
        _Share("described something that works", "success", count(len(success), analysis.people)),
        _Share("described both", "both", count(len(friction & success), analysis.people)),
    )


def _segment_tables(themes: Sequence[Theme]) -> tuple[_SegmentTable, ...]:
    """Shares of the leading themes by segment, for attributes with a few values that enough people have."""
    leading = sorted(themes, key=lambda theme: -theme.count.people)[:_COMPARED_THEMES]
    sizes = {(share.attribute, share.value): share.count.of for theme in leading for share in theme.segments}
    columns = Counter(attribute for attribute, _ in sizes)
    tables = []
    for attribute, width in columns.items():
        values = tuple((value, size) for (name, value), size in sizes.items() if name == attribute)
        if not 1 < width <= _MOST_COLUMNS or max(size for _, size in values) < _FEWEST_IN_SEGMENT:
            continue
        rows = []
        for theme in leading:
            found = {share.value: share.count for share in theme.segments if share.attribute == attribute}
            shown = (found.get(value) if size >= _FEWEST_IN_SEGMENT else None for value, size in values)
            rows.append((theme, tuple(shown)))
        tables.append(_SegmentTable(attribute, values, tuple(rows)))
    return tuple(tables)

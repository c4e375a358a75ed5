"""The report as HTML: the page that the PDF is printed from, and one self-contained file for the browser."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.findings import FAIRLY_STEADY, Claim, MagicSummary, Quote
from analysis.reporting import charts, names
from analysis.reporting.change_section import change_section
from analysis.reporting.content import ReportContent, printable
from analysis.reporting.directions import direction, told
from analysis.reporting.funnel import steepest_loss
from analysis.reporting.listed_evidence import quotes_of
from analysis.reporting.outcome_section import outcome_section
from analysis.reporting.tables import segment_tables, sentiment_by_segment, sentiment_by_stage, voices
from analysis.reporting.worth_knowing import worth_knowing
from analysis.summary.segments import why_no_note
from analysis.summary.wording import amount, amount_interval, attribute_name, in_words, percent

TEMPLATES: Final = "report_template"
FONTS: Final = {
    "report-asset:instrument-sans.woff2": "fonts/instrument-sans-latin-wght-normal.woff2",
    "report-asset:instrument-sans-ext.woff2": "fonts/instrument-sans-latin-ext-wght-normal.woff2",
    "report-asset:newsreader.woff2": "fonts/newsreader-latin-opsz-normal.woff2",
    "report-asset:newsreader-ext.woff2": "fonts/newsreader-latin-ext-wght-normal.woff2",
}
_SCREEN_FONTS: Final = ("report-asset:instrument-sans.woff2", "report-asset:newsreader.woff2")
LOGO: Final = "report-asset:logo"
_CURVE_ROWS: Final = 8
_STEADY: Final = 0.8
LEADING: Final = 4  # themes of each kind, and steps, on the first page
FIRST_STEPS: Final = 3
_FULL_PAGE: Final = 1_200  # characters from which the executive summary fills a page of A4 without quotes


@dataclass(frozen=True, slots=True)
class _Shown:
    """How much of everything is printed, and how a quote is attributed."""

    speaker: Callable[[Quote], str]
    link: Callable[[Quote], str]
    number: Callable[[Quote], int]
    detailed: int = names.DETAILED
    listed: int = 200
    quotes: int = 3
    disconfirming: int = 2
    single_mentions: int = 8
    leading: int = LEADING
    first_steps: int = FIRST_STEPS
    most_actions: int = 12
    longest_telling: int = 240
    longest_whole: int = 800
    most_characters: int = 1_500

    def chosen(self, quotes: Sequence[Quote], most: int) -> tuple[Quote, ...]:
        """The first, and of the others those that leave room: the evidence holds them all."""
        kept: list[Quote] = []
        room = self.most_characters
        for quote in quotes:
            if len(kept) < most and (not kept or len(quote.text) <= room):
                kept.append(quote)
                room -= len(quote.text)
        return tuple(kept)

    def fit(self, quotes: Sequence[Quote]) -> bool:
        """Whether a theme with these quotes should stay on one page."""
        return sum(len(quote.text) for quote in quotes) <= self.longest_whole

    @staticmethod
    def kpi(key: str) -> names.KpiEntry:
        return names.kpi_entry(key)


def render_html(content: ReportContent) -> str:
    """The report as the HTML that the PDF is made from; all text in it is escaped."""
    logo = LOGO if content.brand.logo else ""
    return _render(content, stylesheets=("fonts.css", "report.css", "print.css"), logo=logo, on_screen=False)


def render_html_report(content: ReportContent) -> str:
    """The report as one file that a browser shows and prints with nothing else at hand: no script, no address."""
    picture = content.brand.picture
    logo = _data_address(picture.mime, picture.data) if picture else ""
    return _render(content, stylesheets=("fonts.css", "report.css", "screen.css"), logo=logo, on_screen=True)


def asset(name: str) -> bytes:
    """A file of the report's own folder."""
    return resources.files("analysis.reporting").joinpath(TEMPLATES, name).read_bytes()


def _render(content: ReportContent, *, stylesheets: tuple[str, ...], logo: str, on_screen: bool) -> str:
    summary = content.analysis.summary
    themes = (*summary.friction_points, *summary.success_factors) if summary else ()
    speakers = content.speakers()
    numbers = {_place(quote): number for number, quote in enumerate(quotes_of(summary), start=1)}
    known = worth_knowing(content)
    curve = summary.saturation.curve if summary and summary.saturation else ()
    return _environment().get_template("report.html").render(
        content=content,
        analysis=content.analysis,
        summary=summary,
        brand=content.brand,
        logo=logo,
        on_screen=on_screen,
        # The stylesheets are our own files; nothing of the content is in them.
        css=Markup("\n".join(_stylesheet(name, on_screen=on_screen) for name in stylesheets)),  # noqa: S704 - as said
        shown=_Shown(
            speaker=lambda quote: speakers.get(quote.interview_id, "A participant"),
            link=content.link,
            number=lambda quote: numbers[_place(quote)],
        ),
        evidence_total=len(numbers),
        theme_names={theme.key: theme.name for theme in themes},
        voices=voices(content.analysis),
        by_stage=sentiment_by_stage(content.analysis) if summary else None,
        by_segment=sentiment_by_segment(content.analysis, content.segments) if summary else (),
        segment_tables=segment_tables(themes),
        no_segment_note=why_no_note(themes),
        change=change_section(content.change),
        worth_knowing=known,
        crowded=summary is not None and _first_page(summary, [each.claim for each in known]) > _FULL_PAGE,
        outcomes=tuple(map(outcome_section, content.outcomes)),
        kpis=names.kpis_in(summary) if summary else (),
        curve_rows=curve if len(curve) <= _CURVE_ROWS else [curve[i] for i in _spread(len(curve), _CURVE_ROWS)],
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analysis.reporting", TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "printable": printable,
        "direction": direction,
        "told": told,
        "percent": percent,
        "in_words": in_words,
        "number": _number,
        "amount": _amount,
        "with_unit": amount,
        "with_interval": amount_interval,
        "steadiness": steadiness,
        "steepest_loss": steepest_loss,
        "attribute_name": attribute_name,
        "kpi_name": names.kpi_name,
        "team_name": names.team_name,
        "family_name": names.family_name,
        "action_words": names.action_words,
    }
    environment.globals |= {
        "share_bar": charts.share_bar,
        "plain_bar": charts.plain_bar,
        "diverging_bar": charts.diverging_bar,
        "saturation_curve": charts.saturation_curve,
        "wave_dots": charts.wave_dots,
        "stage_name": names.stage_name,
        "journey_name": names.journey_name,
    }
    return environment


def steadiness(stability: float) -> str:
    """How often a theme was found again on people drawn anew, in words."""
    if stability >= _STEADY:
        return "steady"
    return "fairly steady" if stability >= FAIRLY_STEADY else "unsteady"


def _number(n: int) -> str:
    return f"{n:,}".replace(",", "\u202f")


def _amount(value: float) -> str:
    """``42`` and ``4.5``: no more digits than people say."""
    return f"{value:.1f}".removesuffix(".0")


def _first_page(summary: MagicSummary, known: Sequence[Claim]) -> int:
    """Characters of the executive summary without its quotes."""
    leading = (*summary.friction_points[:LEADING], *summary.success_factors[:LEADING])
    steps = summary.actions[:FIRST_STEPS]
    texts = [
        summary.headline.text,
        *(theme.name for theme in leading),
        *(claim.text for claim in known),
        *(step.text + names.action_words(step, summary).sentence for step in steps),
        *summary.limits[:1],
    ]
    return sum(map(len, texts))


def _place(quote: Quote) -> tuple[str, str, int, int]:
    return quote.interview_id, quote.message_id, quote.start, quote.end


def _spread(length: int, rows: int) -> list[int]:
    return sorted({round(i * (length - 1) / (rows - 1)) for i in range(rows)})


@cache
def _stylesheet(name: str, *, on_screen: bool) -> str:
    text = asset(name).decode()
    if not on_screen:
        return text
    # A browser has fonts for other alphabets at hand; the file stays small without the extensions.
    lines = (line for line in text.splitlines() if not any(font in line for font in FONTS.keys() - _SCREEN_FONTS))
    text = "\n".join(lines)
    for address in _SCREEN_FONTS:
        text = text.replace(address, _data_address("font/woff2", asset(FONTS[address])))
    return text


def _data_address(mime: str, data: bytes) -> str:
    return f"data:{mime};base64,{b64encode(data).decode()}"

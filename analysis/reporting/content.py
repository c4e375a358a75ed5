"""What goes into a report: the analysis, and what only the caller knows, such as the brand and the funnel."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import quote as percent_encode
from xml.etree import ElementTree as ET

from analysis.change.waves import Change
from analysis.errors import ReportError
from analysis.findings import Analysis, Quote
from analysis.outcomes.values import Indicators, Refusal
from analysis.reporting.funnel import Funnel

# Controls cannot be printed; bidirectional overrides could make a page read as something it does not say.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LONGEST_TEXT: Final = 4_000
_DOCUMENT_TYPE: Final = re.compile(rb"<!(?:doctype|entity)|\x00", re.IGNORECASE)
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST_LOGO: Final = 2_000_000
_MOST_PIXELS: Final = 20_000_000
_LONGEST_NAME: Final = 80
_READABLE: Final = 4.5  # the contrast that WCAG 2.2 asks of text (AA)
_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)
HOUSE_COLOUR: Final = "#16283a"
_NOT_A_LOGO: Final = "The logo is not a sound PNG, JPEG or SVG picture of moderate size."


class Logo(NamedTuple):
    """A picture that was looked into; ``mime`` is one of image/png, image/jpeg and image/svg+xml."""

    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose report it is. ``colour`` is ``#rrggbb``, ``logo`` the bytes of a PNG, JPEG or SVG picture.

    Raises ReportError for anything else.
    """

    colour: str = HOUSE_COLOUR
    logo: bytes = b""
    name: str = "Verbatim"

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ReportError("A brand's colour is written as #rrggbb.")
        if not printable(self.name).strip() or len(self.name) > _LONGEST_NAME:
            raise ReportError(f"A brand's name has 1 to {_LONGEST_NAME} characters.")
        if self.logo:
            _looked_into(self.logo)

    @property
    def picture(self) -> Logo | None:
        return _looked_into(self.logo) if self.logo else None

    @property
    def on_colour(self) -> str:
        """White or black, whichever reads better on the colour: one of the two always has a contrast above 4.5."""
        white_is_better = _contrast(_rgb(self.colour), _WHITE) >= _contrast(_rgb(self.colour), _BLACK)
        return "#ffffff" if white_is_better else "#000000"

    @property
    def on_paper(self) -> str:
        """The colour, darkened until it can be read on white."""
        return self.readable_on("#ffffff")

    def readable_on(self, ground: str) -> str:
        """The colour, moved towards black or white until text in it has a contrast of 4.5 on ``ground`` (#rrggbb)."""
        under = _rgb(ground)
        darker = _contrast(_BLACK, under) >= _contrast(_WHITE, under)
        colour = _rgb(self.colour)
        while _contrast(colour, under) < _READABLE:
            red, green, blue = (
                int(part * 0.9) if darker else min(255, part + (255 - part) // 10 + 1) for part in colour
            )
            colour = red, green, blue
        return "#{:02x}{:02x}{:02x}".format(*colour)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report shows.

    ``labels`` names each interview's participant ("Participant 7"); interviews without one are numbered. With
    ``quote_link_base`` (an http address) each quote links to ``{base}{interview_id}#{message_id}``.
    ``method_notes`` say how the interviews were held and which implementations produced what. ``segments`` are the
    participants' attributes by participant id. ``run_id``, ``study_id`` and ``collected_at`` (ISO 8601) stand in the
    evidence, so that the report can be checked later. ``change`` is None for a study's first wave;
    ``outcomes`` are what is told of each, refusals included.
    """

    study_title: str
    research_question: str
    created: date
    analysis: Analysis
    labels: Mapping[str, str] = field(default_factory=dict)
    quote_link_base: str = ""
    method_notes: tuple[str, ...] = ()
    brand: Brand = field(default_factory=Brand)
    funnel: Funnel | None = None
    segments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    run_id: str = ""
    study_id: str = ""
    collected_at: str = ""
    change: Change | None = None
    outcomes: tuple[Indicators | Refusal, ...] = ()

    def speakers(self) -> dict[str, str]:
        """The label of each interview's participant."""
        by_participant: dict[str, str] = {}
        numbered: dict[str, str] = {}
        for statement in self.analysis.statements:
            label = by_participant.setdefault(statement.participant_id, f"Participant {len(by_participant) + 1}")
            numbered.setdefault(statement.interview_id, label)
        return {**numbered, **self.labels}

    @property
    def subtitle(self) -> str:
        """The research question, where the title does not say the same already."""
        return "" if _said(self.research_question) == _said(self.study_title) else self.research_question

    def link(self, quote: Quote) -> str:
        """Where the quote stands on the platform; empty without an http address to begin with."""
        if not self.quote_link_base.startswith(("https://", "http://")):
            return ""
        interview, message = percent_encode(quote.interview_id, safe=""), percent_encode(quote.message_id, safe="")
        return f"{self.quote_link_base}{interview}#{message}"


def printable(text: object) -> str:
    """Text without characters that cannot be printed or that change the direction of what follows them."""
    return _UNPRINTABLE.sub("", str(text))[:_LONGEST_TEXT]


def _said(text: str) -> str:
    """Text as it is compared: without case, spacing and the mark at its end."""
    return " ".join(text.casefold().split()).rstrip("?.! ")


def _looked_into(data: bytes) -> Logo:
    if len(data) > _LARGEST_LOGO:
        raise ReportError(_NOT_A_LOGO)
    if data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        from PIL import Image  # noqa: PLC0415 - loaded for a logo only

        try:
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                width, height = picture.size
                if width * height > _MOST_PIXELS:
                    raise ReportError(_NOT_A_LOGO)
                picture.verify()
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise ReportError(_NOT_A_LOGO) from error
        return Logo("image/png" if data[:1] == b"\x89" else "image/jpeg", data)
    # Entities could grow without end or name files; a logo needs none. With a NUL it could hide in another encoding.
    if _DOCUMENT_TYPE.search(data):
        raise ReportError(_NOT_A_LOGO)
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a document type there are no entities to expand
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ReportError(_NOT_A_LOGO) from error
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise ReportError(_NOT_A_LOGO)
    return Logo("image/svg+xml", data)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Of two colours written as #rrggbb, as WCAG 2.2 defines it: 1 to 21."""
    return _contrast(_rgb(one), _rgb(other))


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = (part / 255 for part in rgb)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

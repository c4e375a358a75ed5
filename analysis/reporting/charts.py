"""Charts as inline SVG, made in Python: no script, no library, and every number also stands in text beside them.

Sizes are in CSS pixels.
"""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from markupsafe import Markup

from analysis.findings import Count, SaturationPoint
from analysis.summary.wording import in_words, percent

_FILL: Final = {"friction": "#b5482f", "success": "#2c7a5b", "both": "#7a6a4f", "plain": "#51606e"}
_LEADS: Final = {
    "friction": "Friction described by",
    "success": "What works described by",
    "both": "Both described by",
}
_TRACK: Final = "#e9e6df"
_INK: Final = "#1c2733"
_MUTED: Final = "#5c6570"
_BAR_WIDTH: Final = 190
_HALF_WIDTH: Final = 88
_SLIMMEST: Final = 2.0  # a share above nothing must be seen

_CURVE: Final = (640, 220)
_MARGIN: Final = (44, 12, 14, 40)  # left, right, top, bottom
_MOST_TICKS: Final = 6


class _Tick(NamedTuple):
    value: int
    place: float


def share_bar(counted: Count, kind: str) -> Markup:
    """A bar from nobody to everybody, with the 95 % interval as a thin line."""
    width = _BAR_WIDTH
    low, high = 0.5 + (width - 1) * counted.low, 0.5 + (width - 1) * counted.high
    return _picture(
        width,
        12,
        f"{_LEADS[kind]}: {in_words(counted)}, 95\u00a0% interval {percent(counted.low)} to {percent(counted.high)}",
        f'<rect x="0" y="3.5" width="{width}" height="5" rx="2.5" fill="{_TRACK}"/>'
        + _rounded(0, 3.5, _length(counted.share, width), 5, _FILL[kind])
        + f'<path d="M{low:.1f} 1.5v9M{high:.1f} 1.5v9M{low:.1f} 6H{high:.1f}" stroke="{_INK}" fill="none"/>',
        "bar",
    )


def plain_bar(share: float, label: str, kind: str = "plain") -> Markup:
    """A bar without an interval, for what was counted whole, such as the steps of a funnel."""
    width = _BAR_WIDTH
    return _picture(
        width,
        12,
        label,
        f'<rect x="0" y="2" width="{width}" height="8" rx="2" fill="{_TRACK}"/>'
        + _rounded(0, 2, _length(share, width), 8, _FILL[kind]),
        "bar",
    )


def diverging_bar(friction: Count, success: Count) -> Markup:
    """Friction grows to the left of the middle, success to the right; each half is everybody of the group."""
    half, middle = _HALF_WIDTH, _HALF_WIDTH + 1
    left, right = _length(friction.share, half), _length(success.share, half)
    return _picture(
        2 * half + 2,
        14,
        f"Described friction: {in_words(friction)}; described what works: {in_words(success)}",
        f'<rect x="0" y="3" width="{2 * half + 2}" height="8" rx="2" fill="{_TRACK}"/>'
        + _rounded(middle - 1 - left, 3, left, 8, _FILL["friction"])
        + _rounded(middle + 1, 3, right, 8, _FILL["success"])
        + f'<rect x="{middle - 1}" y="0" width="2" height="14" fill="{_INK}"/>',
        "bar",
    )


def wave_dots(shares: Sequence[Count], kind: str, scale: float) -> Markup:
    """One line a wave, the first above: the share as a dot on its 95 % interval; the last wave is filled in colour.

    ``scale`` is the share at the right end, the same in all rows of a table.
    """
    width, step = _BAR_WIDTH // 2, 9
    drawn = [f'<rect x="0" y="0" width="{width}" height="{step * len(shares)}" fill="{_TRACK}" fill-opacity="0.5"/>']
    for place, share in enumerate(shares):
        y, colour = place * step + step / 2, _FILL[kind] if place == len(shares) - 1 else _FILL["plain"]
        low, high, dot = (3 + (width - 6) * value / scale for value in (share.low, share.high, share.share))
        drawn.append(f'<path d="M{low:.1f} {y:g}H{high:.1f}" stroke="{colour}" stroke-width="1.4"/>')
        drawn.append(f'<circle cx="{dot:.1f}" cy="{y:g}" r="2.8" fill="{colour}"/>')
    label = ", then ".join(in_words(share) for share in shares)
    return _picture(width, step * len(shares), f"Share of people wave by wave: {label}", "".join(drawn), "bar")


def saturation_curve(points: Sequence[SaturationPoint]) -> Markup:
    """Themes known after so many interviews: the mean as a line in its 95 % band. Needs one point at least."""
    width, height = _CURVE
    left, right, top, bottom = _MARGIN
    most_x = max(point.interviews for point in points)
    most_y = max(1.0, *(point.high for point in points))

    def x(value: float) -> float:
        return left + (width - left - right) * value / most_x

    def y(value: float) -> float:
        return height - bottom - (height - top - bottom) * value / most_y

    band = [(x(p.interviews), y(p.high)) for p in points] + [(x(p.interviews), y(p.low)) for p in reversed(points)]
    line = [(x(p.interviews), y(p.themes)) for p in points]
    across = [_Tick(value, x(value)) for value in _round_values(most_x)]
    up = [_Tick(value, y(value)) for value in _round_values(most_y)]
    last = points[-1]
    label = (
        f"Themes known by number of interviews: {last.themes:.0f} after {last.interviews}, "
        f"with 95 % of orders between {last.low:.0f} and {last.high:.0f}."
    )
    drawn = [
        *(f'<path d="M{left} {t.place:.1f}H{width - right}" stroke="{_TRACK}"/>' for t in up),
        *(_text(left - 8, t.place + 4, str(t.value), "end") for t in up),
        *(_text(t.place, height - bottom + 17, str(t.value), "middle") for t in across),
        _text((left + width - right) / 2, height - 4, "interviews", "middle"),
        f'<polygon points="{_joined(band)}" fill="#c9d3da" fill-opacity="0.6"/>',
        f'<polyline points="{_joined(line)}" fill="none" stroke="{_INK}" stroke-width="2"/>',
        *(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.6" fill="{_INK}"/>' for px, py in line[-1:]),
        f'<path d="M{left} {height - bottom}H{width - right}" stroke="{_MUTED}"/>',
    ]
    return _picture(width, height, label, "".join(drawn), "curve")


def _picture(width: float, height: float, label: str, drawn: str, css: str) -> Markup:
    named = escape(label)
    # Everything in ``drawn`` is a number or a constant of this module, or was escaped where it was made.
    return Markup(  # noqa: S704 - see above
        f'<svg class="{css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{named}" xmlns="http://www.w3.org/2000/svg"><title>{named}</title>{drawn}</svg>'
    )


def _rounded(x: float, y: float, width: float, height: float, fill: str) -> str:
    corner = min(2.5, height / 2, width / 2)
    return (
        f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}" rx="{corner:.1f}" fill="{fill}"/>'
        if width
        else ""
    )


def _length(share: float, width: float) -> float:
    return max(share * width, _SLIMMEST) if share else 0.0


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="11" fill="{_MUTED}" '
        f'font-family="Instrument Sans, Liberation Sans, DejaVu Sans, sans-serif">{escape(text)}</text>'
    )


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _round_values(most: float) -> list[int]:
    """0 and up to six round values above it that reach towards ``most``."""
    step = next(
        size * 10**power
        for power in range(12)
        for size in (1, 2, 5)
        if most / (size * 10**power) <= _MOST_TICKS
    )  # fmt: skip
    return list(range(0, int(most) + 1, step))

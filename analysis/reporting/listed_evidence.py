"""Everything in a summary that must be checkable, as a flat list: quotes, counts and figures with where they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.findings import Claim, Count, Figure, Journey, MagicSummary, Quote, Theme
from analysis.reporting.names import kpi_name


@dataclass(frozen=True, slots=True)
class Located:
    """A piece of evidence and where in the report it stands; ``sentence`` is the claim's, empty elsewhere."""

    where: str
    item: Quote | Count | Figure
    sentence: str = ""


def evidence_of(summary: MagicSummary | None) -> tuple[Located, ...]:
    """In the order in which a report shows it."""
    return () if summary is None else tuple(_all(summary))


def quotes_of(summary: MagicSummary | None) -> tuple[Quote, ...]:
    """Every quote once, in the order in which it first appears: its place here is its number in a report."""
    quotes = (located.item for located in evidence_of(summary) if isinstance(located.item, Quote))
    return tuple({(q.interview_id, q.message_id, q.start, q.end): q for q in quotes}.values())


def _all(summary: MagicSummary) -> Iterator[Located]:
    yield from _claim("headline", summary.headline)
    yield from _claims("overview", summary.overview)
    yield from _claims("key metric", summary.measured)
    for kind, themes in (("friction point", summary.friction_points), ("success factor", summary.success_factors)):
        for number, theme in enumerate(themes, start=1):
            yield from _theme(f"{kind} {number}", theme)
    yield from (Located("also said", quote) for quote in summary.also_said)
    yield from _claims("segment note", summary.segment_notes)
    if summary.journey:
        yield from _journey(summary.journey)
    yield from _claims("action", [action.why for action in summary.actions])
    if summary.saturation:
        yield from _claims("advice on interviews", summary.saturation.advice)


def _journey(journey: Journey) -> Iterator[Located]:
    for step in journey.steps:
        where = f"journey, {step.name}"
        yield Located(f"{where}: people", step.people)
        yield Located(f"{where}: friction", step.friction)
        yield Located(f"{where}: success", step.success)
    yield from _claims("journey", journey.claims)


def _claims(where: str, claims: Iterable[Claim]) -> Iterator[Located]:
    for number, claim in enumerate(claims, start=1):
        yield from _claim(f"{where} {number}", claim)


def _claim(where: str, claim: Claim) -> Iterator[Located]:
    yield from (Located(where, quote, claim.text) for quote in claim.quotes)
    yield from (Located(where, counted, claim.text) for counted in claim.counts)
    for figure in claim.figures:
        yield Located(f"{where}, {kpi_name(figure.kpi)}" if figure.kpi else where, figure, claim.text)


def _theme(where: str, theme: Theme) -> Iterator[Located]:
    yield Located(where, theme.count)
    for share in theme.segments:
        yield Located(f"{where}, {share.attribute} {share.value}", share.count)
    for quote in theme.quotes:
        yield Located(where, quote)
    for quote in theme.disconfirming:
        yield Located(f"{where}, said otherwise", quote)

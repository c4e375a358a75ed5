"""What a report says of waves and outcomes, as a flat list that can be made again from what is stored and compared.

These figures rest on other waves and on what became of people. Neither is put into the report's evidence: whoever has
the report would have them, too. The list holds what is printed, and the installation counts it again.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.change.waves import Change
from analysis.outcomes.values import Indicators, Refusal
from analysis.reporting.change_section import change_section, shares_in_words
from analysis.reporting.outcome_section import outcome_section


class Printed(NamedTuple):
    """``says`` is what stands in the report at ``where``; each place once."""

    where: str
    says: str


def printed_of(change: Change | None, outcomes: Sequence[Indicators | Refusal]) -> tuple[Printed, ...]:
    """In the order in which a report shows it."""
    return (*_change(change), *(each for answer in outcomes for each in _outcome(answer)))


def _change(change: Change | None) -> Iterator[Printed]:
    section = change_section(change)
    if section is None:
        return
    yield Printed("change, waves", "; ".join(section.waves))
    for number, claim in enumerate(section.claims, start=1):
        yield Printed(f"change {number}", claim.text)
    for place, row in enumerate(section.rows, start=1):
        where = f"change, row {place}, {row.polarity} \u201c{row.name}\u201d"
        for wave, share in zip(section.waves, shares_in_words(row), strict=True):
            yield Printed(f"{where}: {wave}", share)
        yield Printed(f"{where}: last change", f"{row.difference}, {row.verdict}")
        if row.overall:
            yield Printed(f"{where}: first to last", row.overall)
    for metric in section.metrics:
        figures = "; ".join(metric.figures)
        yield Printed(f"change, {metric.name}", f"{figures}; {metric.verdict}")


def _outcome(answer: Indicators | Refusal) -> Iterator[Printed]:
    section = outcome_section(answer)
    where = f"outcome \u201c{section.name}\u201d"
    if section.refusal:
        yield Printed(where, section.refusal)
        return
    yield Printed(f"{where}: people", str(section.people))
    yield Printed(f"{where}: how well it is told", section.skill)
    for number, claim in enumerate(section.claims, start=1):
        yield Printed(f"{where} {number}", claim.text)
    for place, row in enumerate(section.rows, start=1):
        held = "holds" if row.holds else "does not hold"
        yield Printed(
            f"{where}, row {place}, {row.name}",
            f"{row.having} and {row.others}; {row.difference}; {row.adjusted}; {held}",
        )

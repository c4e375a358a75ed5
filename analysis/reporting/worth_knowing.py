"""What the first page says beside the themes: where groups, stages, waves or outcomes differ, one sentence of each."""

from typing import Final, NamedTuple

from analysis.findings import Claim
from analysis.outcomes.values import Indicators
from analysis.reporting.content import ReportContent

_MOST: Final = 3


class Known(NamedTuple):
    """A claim, and the section that tells more: its anchor and title."""

    claim: Claim
    section: str
    title: str


def worth_knowing(content: ReportContent) -> tuple[Known, ...]:
    """The strongest claim of each kind, what changed first; empty where nothing of it holds."""
    summary = content.analysis.summary
    if summary is None:
        return ()
    told = [claim for answer in content.outcomes if isinstance(answer, Indicators) for claim in answer.claims]
    kinds = (
        (content.change.claims if content.change else (), "change", "Change"),
        (tuple(told), "outcomes", "Leading indicators"),
        (summary.journey.claims if summary.journey else (), "journey", "Journey"),
        (summary.segment_notes, "segments", "Segments"),
    )
    return tuple(Known(claims[0], section, title) for claims, section, title in kinds if claims)[:_MOST]

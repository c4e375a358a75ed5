"""Questions to begin with: only such as the analysis at hand can answer."""

from collections.abc import Sequence
from typing import Final

from analysis.findings import MagicSummary

_MOST: Final = 7


def examples_for(summary: MagicSummary | None) -> tuple[str, ...]:
    """The kinds of questions that the summary holds an answer to, in the order in which people come to ask them."""
    if summary is None:
        return ()
    friction, success = summary.friction_points, summary.success_factors
    attribute = next((share.attribute for theme in (*friction, *success) for share in theme.segments), "")
    asked = (
        (friction, "What are the most common friction points?"),
        (success, "What works well?"),
        (friction, "What should we fix first?"),
        (friction and attribute, f"How do friction points differ by {attribute}?"),
        (summary.journey, "Where does the journey break?"),
        (friction, f"Show me quotes about \u201c{friction[0].name}\u201d." if friction else ""),
        (friction, "How many people would it reach if we solved the top friction points?"),
    )
    return tuple(question for known, question in asked if known)[:_MOST]


def examples_across(summaries: Sequence[MagicSummary]) -> tuple[str, ...]:
    """Of all studies, by their summaries."""
    friction = [theme for summary in summaries for theme in summary.friction_points]
    success = [theme for summary in summaries for theme in summary.success_factors]
    widest = max(friction, key=lambda theme: theme.count.people).name if friction else ""
    asked = (
        (friction, "What are the most common friction points?"),
        (success, "What works well?"),
        (len(summaries) > 1, "What is most widespread in each study?"),
        (widest and len(summaries) > 1, f"Which study has the most people who mention \u201c{widest}\u201d?"),
        (friction, "What should we fix first?"),
    )
    return tuple(question for known, question in asked if known)[:_MOST]

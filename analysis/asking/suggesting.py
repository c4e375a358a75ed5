"""Questions to ask next: only such as this analysis has something to say to."""

from analysis.asking.answers import Intent
from analysis.asking.heard import Heard
from analysis.summary.wording import attribute_name

_MOST: int = 4


def next_questions(heard: Heard, intent: Intent, asked: str) -> tuple[str, ...]:
    """Up to four, none of them of the kind just asked."""
    options: list[tuple[Intent, str]] = []
    if heard.friction:
        options.append((Intent.MOST_COMMON, "What are the most common friction points?"))
        options.append((Intent.ABOUT, f"What do people say about \u201c{heard.friction[0].name}\u201d?"))
    put = next(
        (question.text for question in heard.guide if question.is_of_the_guide and question.text not in asked), ""
    )
    if put:
        options.append((Intent.QUOTES, f"What did people answer to \u201c{put}\u201d?"))
    if heard.success:
        options.append((Intent.WHAT_WORKS, "What works well?"))
    attribute = "study" if heard.studies else next(iter(heard.people.segments), "")
    if attribute and (heard.friction or heard.success):
        options.append((Intent.COMPARE, f"How do answers differ by {attribute_name(attribute)}?"))
    summary = heard.analysis.summary
    if summary and summary.journey:
        options.append((Intent.JOURNEY, "Where does the journey break?"))
    if heard.friction:
        options.append((Intent.PRIORITISE, "What should we fix first?"))
        options.append((Intent.FORECAST, "How many people would it reach if we solved the top friction points?"))
    return tuple(text for kind, text in options if kind is not intent and text != asked)[:_MOST]

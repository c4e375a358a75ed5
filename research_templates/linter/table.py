"""The rules of the question linter, as one table."""

from collections.abc import Callable, Iterable, Iterator

from research_templates.linter import closed, conduct, other_languages, rewriting, spanish, trimming
from research_templates.linter.double import double_barrelled
from research_templates.linter.jargon import jargon
from research_templates.linter.leading import leading
from research_templates.linter.loaded import loaded
from research_templates.linter.model import Rule
from research_templates.linter.opening import opened
from research_templates.linter.personal import personal
from research_templates.linter.presupposition import assumes
from research_templates.linter.reading import Reading, Span, Spans
from research_templates.linter.unassuming import assumes as leaving_open
from research_templates.linter.unforcing import unforced

DUPLICATE = "duplicate"


def _each(*finders: Callable[[Reading], Spans]) -> Callable[[Reading], Spans]:
    def find(reading: Reading) -> Iterator[Span]:
        for finder in finders:
            yield from finder(reading)

    return find


def _judged_beside_others(_: Reading) -> Iterable[Span]:
    """Whether a question repeats another shows only beside the others: `lint` judges it."""
    return ()


def _left_out(_: Reading, __: Span) -> Iterable[str]:
    return ()


RULES: tuple[Rule, ...] = (
    Rule(
        "leading",
        "Suggests the answer",
        "It suggests the answer that is wanted; ask so that either answer comes as easily.",
        _each(leading, spanish.leading, other_languages.leading),
        rewriting.leading,
    ),
    Rule(
        "loaded",
        "Judges what it asks about",
        "It praises or blames what it asks about; describe the thing without a verdict.",
        loaded,
        rewriting.loaded,
    ),
    Rule(
        "double_barrelled",
        "Asks two things at once",
        "It asks about two things at once; an answer to one hides the other.",
        double_barrelled,
        rewriting.double_barrelled,
    ),
    Rule(
        "closed",
        "Can be answered yes or no",
        "It can be answered with yes or no; ask what, how or when instead.",
        _each(closed.closed, spanish.closed, other_languages.closed),
        opened,
    ),
    Rule(
        "either_or",
        "Offers the answers",
        "It offers the answers to choose from; ask openly instead.",
        _each(closed.either_or, spanish.either_or, other_languages.either_or),
        unforced,
    ),
    Rule(
        "jargon",
        "Uses words of the trade",
        "It uses a word of the trade or an abbreviation that a participant may not know; say it in plain words.",
        jargon,
        trimming.jargon,
    ),
    Rule(
        "too_long",
        "Is too long",
        f"It is longer than {conduct.MAX_WORDS} words or {conduct.MAX_CHARACTERS} characters.",
        conduct.too_long,
        trimming.shortened,
    ),
    Rule(
        "assumes_fact",
        "Assumes something",
        "It takes for granted something that the participant has not said; ask whether it was so, or leave it open.",
        assumes,
        leaving_open,
    ),
    Rule(
        "personal_data",
        "Asks for personal data",
        "It asks for personal data that an interview does not need.",
        personal,
        trimming.impersonal,
    ),
    Rule(
        DUPLICATE,
        "Repeats another question",
        "It asks the same as another question of the plan; leave one of them out.",
        _judged_beside_others,
        _left_out,
    ),
    Rule(
        "several_questions",
        "Asks several questions",
        "It asks more than one question; keep one and ask the other later.",
        conduct.several,
        trimming.one_of_several,
    ),
    Rule(
        "praise",
        "Praises the answer",
        "It evaluates the participant's answers; a neutral interviewer does not.",
        _each(conduct.praise, other_languages.praise),
        trimming.without_praise,
    ),
)

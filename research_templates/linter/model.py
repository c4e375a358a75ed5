"""What the linter gives back, and what a rule is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from research_templates.linter.reading import Reading, Span


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a question: ``text[start:end]`` (code points) is where it shows.

    ``rewrite`` is a whole question to put in its place, which no longer has this fault; empty where the best advice is
    to leave the question out.
    """

    rule: str
    reason: str
    start: int
    end: int
    rewrite: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A named fault. ``find`` yields the places where it shows, ``rewrite`` gives better questions, best first."""

    name: str
    title: str
    reason: str
    find: Callable[[Reading], Iterable[Span]]
    rewrite: Callable[[Reading, Span], Iterable[str]]

"""Two questions in one ("What annoys admins, and does it differ by plan?"): told apart, and their answers joined."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from analysis.asking.answers import Answer, Intent, Outcome

_DOES: Final = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|should|would|will)\b"
_OPENS: Final = (
    rf"(?:{_DOES} \w+|how (?:many|much|long|often|soon|quickly|common|widespread)\b|"
    rf"(?:what|which|who|when|where|why|how) {_DOES}|(?:which|whose|what) (?:\w+ ){{1,2}}{_DOES}|"
    r"(?:what|who) \w+[^\Ws]s\b|why\W*$|how so\W*$|(?:show|give|tell) (?:me|us)\b|compare\b)"
)
_BETWEEN: Final = re.compile(
    rf"(?:[?;.!]\s+(?:and |also |then )?|,?\s+and (?:also |then |if so,? )?|,\s+)(?={_OPENS})", re.IGNORECASE
)
_IN_OTHER_WORDS: Final = re.compile(
    rf"^.+?[\W](?:i\.e\.?|i mean|in other words|that is to say|or rather|meaning)[,:]?\s+(?={_OPENS})", re.IGNORECASE
)
"""What stands before it is said again behind it."""
_ASKS: Final = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|please|hi|hello) )*(?:what|which|who|whose|when|where|why|how|do|does|did|is|are|was|"
    r"were|has|have|can|could|should|would|will|show|give|tell|list|compare|top|summari[sz]e|describe|explain)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS: Final = 3
"""Of the first part: "when and how do people ..." is one question."""
_NEXT: Final = 4
_SHOWN: Final = 160
_LEFT: Final = (
    "Only the first part is answered here: the second is about other people or another matter, so ask it next."
)
_SAYS_IT: Final = frozenset({Intent.HOW_MANY, Intent.ABOUT, Intent.QUOTES, Intent.WHEN, Intent.WHO_ELSE})
"""Whose sentences say "it" of their topic."""

Answering = Callable[[str, Sequence[Answer]], Answer]
"""Answers one question, given the answers before it."""


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that it holds, each as it is written; itself when it is one.

    What is behind the second one is not parted further; of a question and the same in other words, these count.
    """
    question = _IN_OTHER_WORDS.sub("", question)
    for between in _BETWEEN.finditer(question):
        first, rest = question[: between.start()].strip(" ,;"), question[between.end() :].strip()
        if len(first.split()) >= _FEWEST_WORDS and _ASKS.match(first) and rest:
            return _asking(first), _asking(rest)
    return (question,)


def _asking(part: str) -> str:
    return part if part[-1:] in {"?", "!", "."} else f"{part}?"


def answered_in_parts(question: str, earlier: Sequence[Answer], answering: Answering) -> Answer:
    """The answer to both parts of the question; where only one can be told, that the other was left, and why.

    They are answered together where both are about the same people, and no "it" of the second is another than that
    of the first; else the second is what to ask next.
    """
    parts = parts_of(question)
    if len(parts) == 1:
        return _with(answering(parts[0], earlier), question)
    first = answering(parts[0], earlier)
    if first.outcome is Outcome.NOT_UNDERSTOOD:
        return answering(question, earlier)
    second = answering(parts[1], [*earlier, first])
    if second.outcome is not Outcome.ANSWERED:
        left = parts[1] if first.outcome is Outcome.ANSWERED else ""
        return _with(first, question, limits=(*first.limits, _reason(left, second)) if left else first.limits)
    if first.outcome is not Outcome.ANSWERED:
        return _with(second, question, limits=(*second.limits, _reason(parts[0], first)))
    if not _tell_of_the_same(first, second):
        asked_next = [parts[1], *(text for text in first.next_questions if text != parts[1])]
        return _with(first, question, limits=(*first.limits, _LEFT), next_questions=tuple(asked_next[:_NEXT]))
    told = {claim.text for claim in first.claims}
    tables = tuple(dict.fromkeys(table for table in (first.table, second.table) if table is not None))
    return _with(
        first,
        question,
        claims=(*first.claims, *(claim for claim in second.claims if claim.text not in told)),
        quotes=tuple(dict.fromkeys((*first.quotes, *second.quotes))),
        table=tables[0] if tables else None,
        also=tables[1:],
        sure=True,
        limits=tuple(dict.fromkeys((*first.limits, *second.limits))),
        next_questions=tuple(text for text in first.next_questions if text in second.next_questions),
    )


def _tell_of_the_same(first: Answer, second: Answer) -> bool:
    one, other = first.scope, second.scope
    same_people = (one.segments, one.stage) == (other.segments, other.stage)
    return same_people and (one.topic == other.topic or second.intent not in _SAYS_IT)


def _with(answer: Answer, question: str, **changes: object) -> Answer:
    return answer.model_copy(update={"question": question, **changes})


def _reason(part: str, left: Answer) -> str:
    shown = part if len(part) <= _SHOWN else f"{part[:_SHOWN].rstrip()} \u2026"
    return f"Not answered here: \u201c{shown}\u201d {left.reason}"

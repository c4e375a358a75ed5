"""E-mail addresses: as they are written, as people hide them from robots, and as they are dictated."""

import re
import unicodedata
from collections.abc import Iterator

from interview_engine.privacy.spans import CUT_OFF, Kind, Span

# Accents that follow their letter, and characters that take no room: both come with pasted text.
_JOINED = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e\u00ad\u200b-\u200d"
)
_LABEL = rf"[\w{_JOINED}-]+"
_DOT_WORD = r"(?:dot|punkt|punto|ponto|point)"
_AT = re.compile(
    r"(?P<plain>@|\uff20|\ufe6b|%40)"
    r"|(?P<hidden> ?[\[({] ?(?:at|ät|@|arroba|arobase) ?[\])}] ?)"
    r"|(?P<apart> [@\uff20] ?|(?<=[^\s@])[@\uff20] )"
    r"|(?P<spoken> (?:at|ät|arroba|arobase|chiocciola) )",
    re.IGNORECASE,
)
_PLAIN_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_HIDDEN_DOMAIN = re.compile(
    rf"{_LABEL}(?:(?:\.| ?[\[({{] ?(?:{_DOT_WORD}|\.) ?[\])}}] ?| {_DOT_WORD} ){_LABEL})*", re.IGNORECASE
)
_SPOKEN_DOMAIN = re.compile(rf"{_LABEL}(?: {_DOT_WORD} {_LABEL}|\.{_LABEL})*", re.IGNORECASE)
_DOTS = re.compile(rf"\.| ?[\[({{] ?(?:{_DOT_WORD}|\.) ?[\])}}] ?| {_DOT_WORD} ", re.IGNORECASE)
_LAST_WORD = re.compile(r"\S+")
_CUE = re.compile(r"mail|correo|courriel|adress|address|dirección|direccion|endereço|endereco|indirizzo", re.IGNORECASE)
_CUE_REACH = 80
_MOST_SPOKEN_PARTS = 6
_COMMON_ENDS = frozenset(("com", "net", "org", "edu", "gov", "info", "biz", "app", "dev", "cloud", "online", "shop"))


def emails(text: str) -> Iterator[Span]:
    """Each character is looked at a bounded number of times: a local part ends where the one before it ended."""
    floor = 0
    for at in _AT.finditer(text):
        span = _around(text, at, floor)
        if span is not None and span.start >= floor:
            floor = span.end
            yield span
        elif at.lastgroup == "plain":
            # Else each "%40" of a long row of them would be looked at again and again.
            floor = max(floor, at.end())


def _around(text: str, at: re.Match[str], floor: int) -> Span | None:
    start = _local_start(text, at.start(), floor)
    if start == at.start():
        return None
    match at.lastgroup:
        case "plain":
            end = _domain_end(text, at.end())
        case "hidden":
            end = _end_of(_HIDDEN_DOMAIN, text, at.end(), certain=False)
        case "apart":
            end = _end_of(_PLAIN_DOMAIN, text, at.end(), certain=True)
        case _:
            end = _end_of(_SPOKEN_DOMAIN, text, at.end(), certain=True)
            if not _CUE.search(text[max(floor, start - _CUE_REACH) : start].rpartition("]")[2]):
                return None
            start = _spoken_start(text, start, floor)
    return Span(start, end, Kind.EMAIL) if end else None


def _local_start(text: str, end: int, floor: int) -> int:
    start = end
    while start > floor and _may_stand_in_local(text[start - 1]):
        start -= 1
    while start < end and not text[start].isalnum() and text[start] != "_":
        start += 1
    return start


def _may_stand_in_local(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "._%+-'"
    return (
        character == "\u2019" or unicodedata.category(character)[0] in "LMN" or character in "\u00ad\u200b\u200c\u200d"
    )


def _spoken_start(text: str, start: int, floor: int) -> int:
    """The words before ("jane dot doe at ..."), as long as each is followed by a spoken dot."""
    for _ in range(_MOST_SPOKEN_PARTS):
        before = re.search(
            rf"([^\W_][\w-]{{0,40}}) (?:{_DOT_WORD}|underscore|guion bajo) $", text[max(floor, start - 60) : start]
        )
        if before is None:
            break
        start = max(floor, start - 60) + before.start(1)
    return start


def _domain_end(text: str, start: int) -> int:
    """Where the domain ends, 0 when none begins here. One without a dot counts where its end may have been cut off."""
    match = _PLAIN_DOMAIN.match(text, start)
    if match is None:
        return start if CUT_OFF.match(text, start) else 0
    labels = match[0].split(".")
    # "Write to jane@example.com.Thanks": the next sentence has lost its space.
    while len(labels) > 2 and labels[-1][:1].isupper() and labels[-2].islower():  # noqa: PLR2004 - a name and an end
        labels.pop()
    name = ".".join(labels)
    end = start + len(name)
    whole = len(labels) > 1 or name.lower() == "localhost" or CUT_OFF.match(text, end) is not None
    return end if whole and labels[-1][:1].isalpha() and name[0] != "-" else 0


def _end_of(domain: re.Pattern[str], text: str, start: int, *, certain: bool) -> int:
    """Where a domain with at least one dot ends, 0 when none begins here; ``certain`` asks for a known last label."""
    match = domain.match(text, start)
    labels = _DOTS.split(match[0]) if match else []
    if match is None or len(labels) < 2 or not labels[-1].isalpha():  # noqa: PLR2004 - a name and an end
        return 0
    last = labels[-1]
    known = last.lower() in _COMMON_ENDS or (len(last) == 2 and last.isascii() and last.islower())  # noqa: PLR2004 - a country
    return match.end() if known or not certain else 0

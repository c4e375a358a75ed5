"""The groups a question compares: "successful and struggling customers", "free, pro and enterprise users"."""

import re

from research_templates.animacy import looks_like_people
from research_templates.tagging import Token, tag
from research_templates.vocabulary import DETERMINERS

_MOST_SIDES = 5
_SIDE_WORDS = 6
_SEPARATORS = frozenset({",", "and", "&", "or", "from", "with", "to", "against", "vs", "vs.", "versus", "than"})
_BETWEEN = frozenset({"between", "compare", "comparing", "contrast", "contrasting", "across"})
_AMIDST = re.compile(
    r"\b(?:differs?|differed|vary|varies|separates?|distinguish(?:es)?|compares?|compared|versus|vs|opposed|rather)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:differ|compar|contrast|var(?:y|ies)|gap|distinct|distinguish|separat|versus|vs|opposed|rather than|similar|"
    r"in common|alike|unlike|split)",
    re.IGNORECASE,
)
_INSIDE = ("AJ", "NN", "NP", "UNC", "ORD", "CRD", "VVN", "VVG", "AT0", "DPS", "DT0")
_SKIPPED = frozenset({"how", "do", "does", "did", "what", "why", "the", "with", "to", "from", "between", "as", "than"})


def sides_compared(text: str) -> tuple[str, ...]:
    """Two to five groups of people that are set against each other; empty where none are."""
    tokens = tag(text)
    lower = [token.lower for token in tokens]
    if not _COMPARES.search(text):
        return ()
    for index, word in enumerate(lower):
        if word in _BETWEEN:
            sides = _series(text, tokens, index + 1)
            if sides:
                return sides
    for index, word in enumerate(lower):
        if _AMIDST.fullmatch(word):
            sides = _around(text, tokens, index) or _series_before(text, tokens, index)
            if sides:
                return sides
    return ()


def _series(text: str, tokens: tuple[Token, ...], start: int) -> tuple[str, ...]:
    while start < len(tokens) and tokens[start].lower in _SKIPPED:
        start += 1
    groups: list[list[Token]] = [[]]
    for token in tokens[start:]:
        if token.lower in _SEPARATORS:
            if groups[-1]:
                groups.append([])
        elif _belongs(token, groups[-1]):
            groups[-1].append(token)
        else:
            break
    return _sides(text, groups)


def _series_before(text: str, tokens: tuple[Token, ...], end: int) -> tuple[str, ...]:
    start = end
    while start and (_belongs(tokens[start - 1], []) or tokens[start - 1].lower in {",", "and", "&", "or"}):
        start -= 1
    return _series(text, tokens[:end], start)


def _around(text: str, tokens: tuple[Token, ...], index: int) -> tuple[str, ...]:
    left: list[Token] = []
    for token in reversed(tokens[:index]):
        if not _belongs(token, []):
            if left or token.tag not in {"VBB", "VBZ", "AJ0", "PUN"}:
                break
            continue
        left.insert(0, token)
    separated = _AMIDST.fullmatch(tokens[index].lower) and tokens[index].lower.startswith(("separat", "distinguish"))
    if separated:
        return _series(text, tokens, index + 1)
    right: list[Token] = []
    for token in tokens[index + 1 :]:
        if not right and token.lower in _SKIPPED:
            continue
        if not _belongs(token, right):
            break
        right.append(token)
    return _sides(text, [left, right])


def _belongs(token: Token, group: list[Token]) -> bool:
    if group and looks_like_people(group[-1].lower) and group[-1].is_noun:
        return False
    return token.tag.startswith(_INSIDE) and not _AMIDST.fullmatch(token.lower)


def _sides(text: str, groups: list[list[Token]]) -> tuple[str, ...]:
    bare = [_bare(group) for group in groups if group]
    bare = [group for group in bare if group][:_MOST_SIDES]
    if len(bare) < 2:  # noqa: PLR2004 - a comparison takes two
        return ()
    last = bare[-1][-1]
    if not looks_like_people(last.lower):
        first = bare[0][-1]
        # "enterprise customers with self-service ones": the first names the people of both.
        if not looks_like_people(first.lower) or last.lower != "ones":
            return ()
        last = first
    sides = []
    for group in bare:
        words = [token for token in group if token.lower != "ones"][-_SIDE_WORDS:]
        if not words:
            return ()
        written = text[words[0].start : words[-1].end]
        sides.append(written if words[-1].is_plural else f"{written} {last.word}")
    return tuple(sides) if len({side.lower() for side in sides}) == len(sides) else ()


def _bare(group: list[Token]) -> list[Token]:
    while group and (group[0].lower in DETERMINERS or group[0].lower in _SKIPPED):
        group = group[1:]
    return group

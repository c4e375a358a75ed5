"""Words of the trade and unexplained abbreviations that a participant would not use."""

import re
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.reading import Reading, Span, Spans

_ABBREVIATION = re.compile(r"(?<![\w.@#/-])[A-Z][A-Z0-9]*(?:[/&-][A-Z]+)?(?:s|'s)?(?![\w@-])")
_STATUTE = re.compile(r"\b(?:[Ss]ection|Article|Schedule|Regulation|Clause|Annex|Directive) \d+[A-Za-z]?\b(?! of)")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:&[A-Z]|[A-Z0-9]){1,5}")
_CODE = re.compile(r"[A-Z]{0,2}\d+[A-Z]?|[A-Z]\d+[A-Z]?\d*|(?:[A-Z]+\d{2,})|[A-Z]{1,2}\d{1,2}[A-Z]?")
"""A room, a road, a model or a size ("A40", "K2", "CR7") and no abbreviation; "S2P" has a letter behind its figure."""
_NAMED = re.compile(r"\b(?:the|our|your|an?|this|that|any|each|every|which)\s+$", re.IGNORECASE)
_SHORT = 4
_SHORT_WORDS = lexicon.among("silo sett weft wort kerf luff gobo lien tort tog")
"""Words of the trade as short as an abbreviation."""
_SHOUTING = 3
_LONGEST = 5


@cache
def _terms() -> dict[str, str]:
    """Plain words by term; empty where nobody can say it plainly."""
    return dict(lexicon.mapping("terms", "terms"))


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted((term for term in _terms() if not _is_letters(term)), key=len, reverse=True)
    spaced = (re.escape(term).replace(r"\ ", r"[\s-]+") for term in longest_first)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spaced)})(?:e?s)?(?![\w-])", re.IGNORECASE)


def _is_letters(term: str) -> bool:
    """Whether a term is an abbreviation: only its capitals tell it from a word ("SEM", "PROM")."""
    return (len(term) <= _SHORT and " " not in term and term not in _SHORT_WORDS) or term in lexicon.among(
        "ui/ux ux/ui ci/cd revpar saml"
    )


@cache
def _known() -> frozenset[str]:
    abbreviations = lexicon.mapping("terms", "abbreviations")
    return frozenset(f"{abbreviations['known']} {abbreviations['words']}".split())


def jargon(reading: Reading) -> Spans:
    for span, _ in terms(reading):
        yield span


def terms(reading: Reading) -> list[tuple[Span, str]]:
    """Each term with the plain words for it; "" for an abbreviation that nobody here can explain."""
    if reading.language != "en":
        return []
    judged = tuple((sentence.start, sentence.end) for sentence in reading.judged)
    found = [
        (match.span(), _plain(match[0]))
        for match in _pattern().finditer(reading.plain)
        if not _is_known(reading, match[0]) and not _glossed(reading.plain, match)
    ]
    found += [(match.span(), "") for match in _CHAIN.finditer(reading.plain) if not _is_known(reading, match[0])]
    found += [
        (match.span(), _terms().get(_singular(match[0]).lower(), ""))
        for match in _ABBREVIATION.finditer(reading.plain)
        if _unexplained(reading, match)
    ]
    found += [(match.span(), "rule") for match in _STATUTE.finditer(reading.plain)]
    taken: list[tuple[Span, str]] = []
    for span, plain in sorted(found):
        if not any(start <= span[0] < end for start, end in judged):
            continue
        if not taken or span[0] >= taken[-1][0][1]:
            taken.append((span, plain))
    return taken


def _is_known(reading: Reading, term: str) -> bool:
    low = " ".join(re.split(r"[\s-]+", term.lower()))
    return any(
        low in {item, f"{item}s"} or f" {low.rstrip('s')} " in f" {item.replace('-', ' ')} " for item in reading.known
    )


def _plain(term: str) -> str:
    low = " ".join(term.lower().split())
    for form in (low, low.replace(" ", "-"), low.replace("-", " ")):
        if form in _terms():
            return _terms()[form]
        if form.endswith("s") and form[:-1] in _terms():
            return _plural(_terms()[form[:-1]])
        if form.endswith("es") and form[:-2] in _terms():
            return _plural(_terms()[form[:-2]])
    return ""


_HEAD = re.compile(r" (?:of|where|to|that|in|who|involved|it)\b")
_FEWEST_LETTERS = 3
"""Two capitals are as often somebody's initials, unless an article stands before them."""


def _plural(words: str) -> str:
    """The plural of plain words: of their head, which stands before "of", "where", "to"."""
    found = _HEAD.search(words)
    head, joiner = (words[: found.start()], words[found.start() :]) if found else (words, "")
    last = head.rsplit(" ", 1)[-1]
    if last == "person":
        head = f"{head[: -len(last)]}people"
    elif not last.endswith(("s", "ing")):
        head = f"{head[:-1]}ies" if last.endswith("y") and last[-2:-1] not in "aeiou" else f"{head}s"
    return f"{head}{joiner}"


def _singular(letters: str) -> str:
    return re.sub(r"'?s$", "", letters)


def _unexplained(reading: Reading, match: re.Match[str]) -> bool:
    letters = _singular(match[0])
    if letters in _known() or letters.lower() in reading.known or _is_known(reading, letters):
        return False
    if letters.lower() in _terms():
        return not _explained(reading.plain, match)
    if not _CAPITALS.fullmatch(letters) or _is_code(letters) or _shouts(reading.plain):
        return False
    if len(letters) < _FEWEST_LETTERS and not _NAMED.search(reading.plain[: match.start()]):
        return False
    return not _is_english_word(letters.lower()) and not _explained(reading.plain, match)


def _is_code(letters: str) -> bool:
    return _CODE.fullmatch(letters) is not None and re.fullmatch(r"[A-Z]\d[A-Z]", letters) is None


def _shouts(text: str) -> bool:
    """Whether much of the text is in capitals, which then mean nothing."""
    words: list[str] = re.findall(r"[A-Za-z]{3,}", text)
    capitals = sum(word.isupper() for word in words)
    return capitals >= _SHOUTING and capitals * 2 > len(words)


def _is_english_word(word: str) -> bool:
    lists = (lexicon.scale_poles(), lexicon.positive(), lexicon.negative(), lexicon.word_set("nouns", "people"))
    known = any(word in words for words in lists)
    return known or lexicon.starts((word,), 0, lexicon.verbs("opinion")) is not None


_CHAIN = lexicon.pattern("jargon", "chain")
"""Abstract nouns piled up ("value realization framework") and verbs nobody says at home."""


def _glossed(text: str, match: re.Match[str]) -> bool:
    """As in "churn (people who leave)", "net promoter score (how likely you are ...)"."""
    after = text[match.end() :].lstrip()
    inside = text[: match.start()].rstrip().endswith("(")
    shortened = re.match(r"(?:\w+ )?\([A-Z]{2,6}s?\)", after) is not None
    said = re.match(r"\([^)]*[a-z][^)]{6,}\)", after) is not None
    return inside or shortened or said or after.startswith((", that is", ", i.e.", ", meaning"))


def _explained(text: str, match: re.Match[str]) -> bool:
    """As in "customer effort score (CES)", "CES (customer effort score)", "CES, or ..."."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    if before.endswith("("):
        letters = _singular(match[0]).lower()
        words = re.findall(r"[A-Za-z]+", before[-120:])
        initials = "".join(word[0].lower() for word in words[-len(letters) - 2 :])
        return letters[:1] in initials
    in_brackets = re.match(r"\([a-z][^)]{6,}\)", after, re.IGNORECASE) is not None
    return in_brackets or after.startswith((", or ", ", which", ", that is", ", short for"))

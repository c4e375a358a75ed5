# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""A text as the rules see it: quotations and the study's own names blanked out, cut to sentences, each word tagged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from research_templates.language import language_of
from research_templates.linter import lexicon, opaque
from research_templates.tagging import Token, tag

SCANNED = 4_000
"""Word rules look no further than this: longer text is already at fault, and hostile input must stay cheap."""
_TAGGED = 1_200
"""Grammar is read up to here: three times the longest question there should be."""

Span = tuple[int, int]
Spans = Iterator[Span]

_SENTENCE = re.compile(r"[^.?!？؟\n]+(?:[.](?=[^\s.?!\n])[^.?!？؟\n]+)*[.?!？؟]*")
_NEUTRAL = lexicon.pattern("reading", "neutral")
_SPANISH = lexicon.pattern("reading", "spanish")
_ENGLISH = lexicon.pattern("reading", "english")
_READ_BY_SMALL_WORDS = frozenset({"de", "fr", "pt"})
_FEW_WORDS = 3
_FEW_SENTENCES = 2
_REQUESTS = lexicon.pattern("reading", "requests")

OPEN_WORDS = lexicon.among("what how why which who whom whose where what's how's who's where's")
DEFINITE = lexicon.among("the our your this that these those its their his her my")
MARKS = frozenset(",;:–—-()…")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words and marks of one sentence, ``text[start:end]``; ``words`` are lower-case."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]

    @property
    def asks(self) -> bool:
        return self.text.endswith(("?", "？", "؟"))

    @property
    def is_neutral(self) -> bool:
        """Whether it leaves open if what it asks about is so ("if anything", "whether or not")."""
        return bool(_NEUTRAL.search(self.text))

    def span(self, first: int, after: int) -> Span:
        """Offsets in the whole text of the tokens from ``first`` up to, not including, ``after``."""
        return self.tokens[first].start, self.tokens[min(after, len(self.tokens)) - 1].end

    def tag_of(self, at: int) -> str:
        return self.tokens[at].tag if 0 <= at < len(self.tokens) else ""

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""


class Reading:
    """A text prepared for the rules. ``known`` are lower-case words of the study's own."""

    def __init__(self, text: str, known: Sequence[str] = ()) -> None:
        self.text = text
        self.known = frozenset(item.lower().strip() for item in known if item.strip())
        self.spoken = opaque.without_quotes_and_markup(text[:SCANNED])
        self._own = opaque.named(self.spoken, self.known)
        self.head = opaque.masked(self.spoken, self._own)
        self.plain = self.head.replace("’", "'")

    @cached_property
    def language(self) -> str:
        """``en``, ``es``, ``de``, ``fr``, ``pt`` or ``other``; a few words without a sign of any count as English."""
        head = self.spoken[:_TAGGED].replace("’", "'")
        english, spanish = len(_ENGLISH.findall(head)), len(_SPANISH.findall(head))
        if "¿" in head or "¡" in head:
            return "es"
        read = language_of(head)
        # Languages share small words: what is half English is English ("Do you see it as a hobby?").
        if read in _READ_BY_SMALL_WORDS and english * 2 < len(head.split()):
            return read
        if spanish > english:
            return "es"
        return "en" if english or len(head.split()) <= _FEW_WORDS else "other"

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        if self.language != "en":
            return ()
        head = self.head[:_TAGGED]
        found = []
        for match in _SENTENCE.finditer(head):
            text = match[0].strip()
            if not text:
                continue
            start = match.start() + match[0].index(text)
            tokens = tuple(self._token(token, start) for token in tag(text))
            if tokens:
                found.append(Sentence(start, start + len(text), text, tokens, tuple(token.lower for token in tokens)))
        return tuple(found)

    def _token(self, token: Token, offset: int) -> Token:
        """A tagged word at its place in the whole text; what is the study's own is a noun."""
        start, end = token.start + offset, token.end + offset
        own = any(first <= start < after for first, after in self._own)
        noun = "NN2" if self.text[start:end].lower().endswith("s") else "NN1"
        return Token(token.word, noun if own else token.tag, start, end)

    @cached_property
    def asking(self) -> tuple[Sentence, ...]:
        """The sentences that ask; all of them when none does. What is only told is not judged as a question."""
        found = tuple(s for s in self.sentences if s.asks or _REQUESTS.search(s.text))
        return found or (self.sentences if len(self.sentences) <= _FEW_SENTENCES else ())

    @property
    def judged(self) -> tuple[Sentence, ...]:
        """The sentences that ask and, in a short text, what leads up to them."""
        return self.sentences if len(self.sentences) <= _FEW_SENTENCES else self.asking

    @property
    def questions(self) -> tuple[Sentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.asks)


_IN_PHRASE = ("AJ", "NN", "NP", "CRD", "ORD", "POS", "UNC")


def phrase_end(sentence: Sentence, at: int) -> int:
    """The token after the noun phrase that begins at ``at`` (determiner, adjectives, nouns); ``at`` when none does."""
    i = at
    while (
        sentence.tag_of(i) in {"AT0", "DPS", "DT0", "DTQ"} and sentence.word(i) not in {"what", "which"} and i - at < 2  # noqa: PLR2004 - a number of words
    ):
        i += 1
    if sentence.tag_of(i) in {"PNP", "PNI", "PNX"} and i == at:
        return i + 1
    last_noun = 0
    if i > at and sentence.tag_of(i) in {"VVB", "VVI", "VVD"} and not sentence.tag_of(i + 1).startswith(("NN", "NP")):
        return i + 1  # "your commute": after a determiner it is a noun, whatever else it may be
    while i < len(sentence.tokens):
        tag_, word = sentence.tag_of(i), sentence.words[i]
        if word.endswith("n't"):
            break
        if tag_.startswith(("NN", "NP", "UNC")) or (last_noun and tag_ == "POS"):
            last_noun = i + 1
        elif not (
            tag_.startswith(_IN_PHRASE)
            or (tag_ in {"VVG", "VVN", "AV0", "VVD"} and _noun_follows(sentence, i))
            or (
                word in {",", "-", "&"}
                and i > at
                and sentence.tag_of(i - 1).startswith("AJ")
                and sentence.tag_of(i + 1).startswith("AJ")
            )
        ):
            break
        i += 1
    return last_noun or at


def _noun_follows(sentence: Sentence, at: int) -> bool:
    return sentence.tag_of(at + 1).startswith(("NN", "NP", "AJ")) and sentence.tag_of(at - 1) != "PNP"


def with_complement(sentence: Sentence, at: int) -> int:
    """The end of the noun phrase at ``at`` with the "of ..." and "with ..." phrases that belong to it."""
    end = phrase_end(sentence, at)
    while end > at and sentence.word(end) in lexicon.among("of for with in at on from to about by"):
        after = phrase_end(sentence, end + 1)
        if after <= end + 1:
            break
        end = after
    return end


def has_open_word(sentence: Sentence, before: int | None = None) -> bool:
    """Whether a question word that is not a relative pronoun stands in the sentence (or before a token of it)."""
    stop = len(sentence.words) if before is None else before
    for i in range(stop):
        word = sentence.words[i]
        relative = word in lexicon.among("who which whose where whom") and (
            sentence.tag_of(i - 1).startswith(("NN", "NP", "PNI")) and i > 0
        )
        if word in OPEN_WORDS and not relative:
            return True
    return False

"""Takes personal data out of texts and puts it back: each value has a placeholder that keeps the sentence whole."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from interview_engine.privacy.cards import is_card
from interview_engine.privacy.check_digits import plain_digits
from interview_engine.privacy.emails import emails
from interview_engine.privacy.identifiers import ibans, identity_numbers, network_addresses
from interview_engine.privacy.numbers import numbers
from interview_engine.privacy.phones import is_phone
from interview_engine.privacy.spans import Kind, Span

# Six digits at most, so that no telephone number hides in brackets of its own.
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(Kind)}) [0-9]{{1,6}}\]")

_Finder = Callable[[str], Iterable[Span]]
_FINDERS: tuple[_Finder, ...] = (emails, ibans, network_addresses, identity_numbers)


@dataclass(frozen=True, slots=True)
class Placeholders:
    """A scope: which placeholder stands for which value. It is not shown by ``repr``, since a log may be.

    ``taken`` are look-alikes that stand in the texts themselves and therefore stand for nothing.
    """

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    taken: frozenset[str] = frozenset()

    def unmask(self, text: str) -> str:
        """``text`` with its values back, in one pass; a placeholder that this scope has not given is left as it is."""
        return _PLACEHOLDER.sub(lambda match: self.values.get(match[0], match[0]), text) if self.values else text


@dataclass(frozen=True, slots=True)
class Masked:
    """``spans`` are places in the text as it was; ``known`` is the scope to mask the next text in."""

    text: str
    spans: tuple[Span, ...]
    known: Placeholders

    def unmask(self, text: str) -> str:
        return self.known.unmask(text)


def personal_spans(text: str) -> tuple[Span, ...]:
    """Where personal data stands in ``text``, in order, without overlaps. Linear in the length, whatever it holds."""
    return _spans(text, frozenset())


def reserve(texts: Iterable[str]) -> Placeholders:
    """An empty scope for ``texts``, in which what looks like a placeholder in them stands for itself."""
    return Placeholders(taken=frozenset(found for text in texts for found in _PLACEHOLDER.findall(text)))


def mask(text: str, known: Placeholders | None = None) -> Masked:
    """Put a placeholder for each piece of personal data; what ``known`` has named is named the same again.

    The same value is the same spelling: two spellings of one number get two placeholders, and each comes back as it
    was. Without ``known``, ``unmask`` gives back exactly ``text``; with it, a placeholder of that scope in ``text``
    is taken for what it stands for, unless it was reserved. Masking what is masked changes nothing.
    """
    scope = known or Placeholders()
    spans = personal_spans(text)
    # A number that is called a phone in one place is one in the others too.
    numbers_known = _digits(scope.values.values()) | _digits(text[span.start : span.end] for span in spans)
    return _replaced(text, _spans(text, numbers_known) if numbers_known else spans, scope)


def mask_together(texts: Sequence[str]) -> tuple[tuple[str, ...], Placeholders]:
    """Mask ``texts`` in one scope; a number that is given away in one of them is masked in those before it too."""
    spans = [personal_spans(text) for text in texts]
    values = {text[span.start : span.end] for text, found in zip(texts, spans, strict=True) for span in found}
    numbers_known = _digits(values)
    if numbers_known:
        spans = [_spans(text, numbers_known) for text in texts]
    scope = reserve(texts)
    masked: list[str] = []
    for text, found in zip(texts, spans, strict=True):
        replaced = _replaced(text, found, scope)
        masked.append(replaced.text)
        scope = replaced.known
    return tuple(masked), scope


def _spans(text: str, numbers_known: frozenset[str]) -> tuple[Span, ...]:
    """What one finder has found is veiled for those after it: no two spans overlap, and none is a clue for another.

    A veil looks like a placeholder to whatever looks at its edges, so that a masked text is read as the text was.
    """
    veiled = _PLACEHOLDER.sub(lambda match: _veil(len(match[0])), text)
    found: list[Span] = []
    finders: tuple[_Finder, ...] = (*_FINDERS, partial(_dialled_and_paid, numbers_known=numbers_known))
    for finder in finders:
        new = _disjoint(finder(veiled))
        found += new
        veiled = _replace_at(veiled, new, lambda span: _veil(span.end - span.start))
    return tuple(sorted(found, key=lambda span: span.start))


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """In order; spans of one finder that overlap become one, so that no piece of either is left over."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start < merged[-1].end:
            merged[-1] = replace(merged[-1], end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _veil(length: int) -> str:
    return "[" + "]" * (length - 1)


def _replace_at(text: str, spans: Iterable[Span], put: Callable[[Span], str]) -> str:
    pieces: list[str] = []
    place = 0
    for span in spans:
        pieces += (text[place : span.start], put(span))
        place = span.end
    return "".join((*pieces, text[place:]))


def _dialled_and_paid(text: str, *, numbers_known: frozenset[str]) -> list[Span]:
    found: list[Span] = []
    for candidates in numbers(text, found):
        if found and candidates[0].start < found[-1].end:
            continue
        for number in candidates:
            kind = Kind.CARD if is_card(number) else None
            if kind is None and (number.digits in numbers_known or is_phone(number)):
                kind = Kind.PHONE
            if kind:
                found.append(Span(number.start, number.end, kind))
                break
    return found


def _digits(values: Iterable[str]) -> frozenset[str]:
    """The digits of the values that are nothing but a number."""
    return frozenset(plain_digits(value) for value in values if not any(character.isalpha() for character in value))


def _replaced(text: str, spans: tuple[Span, ...], scope: Placeholders) -> Masked:
    taken = scope.taken | frozenset(_PLACEHOLDER.findall(text)) - scope.values.keys()
    values = dict(scope.values)
    names = {value: name for name, value in values.items()}
    counts: dict[Kind, int] = {}

    def name_of(span: Span) -> str:
        value = text[span.start : span.end]
        if value not in names:
            count = counts.get(span.kind, 0) + 1
            while (name := f"[{span.kind} {count}]") in values or name in taken:
                count += 1
            counts[span.kind] = count
            names[value], values[name] = name, value
        return names[value]

    masked = _replace_at(text, spans, name_of)
    return Masked(masked, spans, Placeholders(MappingProxyType(values), taken))

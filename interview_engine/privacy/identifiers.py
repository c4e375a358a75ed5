"""Bank accounts, network addresses and identity numbers: each has a shape and a rule that decides."""

import re
from collections.abc import Callable, Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from interview_engine.privacy import check_digits
from interview_engine.privacy.spans import CUT_OFF, Kind, Span

_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=[ \u00a0\u202f\-]?[A-Za-z0-9])", re.ASCII)
_IBAN_GAPS = frozenset(" \u00a0\u202f-")
_MIN_CUT = 8

_IPV4 = re.compile(r"(?<![\w.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w]|\.[0-9])")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:(?:\.[0-9]{1,3}){3})?(?![\w:])")
_NETWORK_CUE = re.compile(r"(?:\bip\b|\bipv4\b|address|adresse|direcci|endere|server|servidor|serveur|host|dns|ping)")
_VERSION_CUE = re.compile(
    r"(?:\bv|versi[oó]n|versão|release|build|firmware|update|patch|chapter|section|kapitel|\u00a7)[ .:#]{0,3}$"
)
_LOOK_BACK = 30
_MOST_VERSION_DIGITS = 6


def ibans(text: str) -> Iterator[Span]:
    for start in _IBAN_START.finditer(text):
        length = check_digits.iban_length(start[0][:2])
        compact, place = "", start.start()
        while length and place < len(text) and len(compact) < length:
            character = text[place]
            if character.isascii() and character.isalnum():
                compact += character
            elif character not in _IBAN_GAPS or text[place - 1] in _IBAN_GAPS:
                break
            place += 1
        whole = len(compact) == length and not text[place : place + 1].isalnum()
        cut = _MIN_CUT <= len(compact) < length and compact[4:].isdigit() and CUT_OFF.match(text, place) is not None
        if length and ((whole and check_digits.iban(compact)) or cut):
            yield Span(start.start(), place, Kind.IBAN)


def network_addresses(text: str) -> Iterator[Span]:
    for match in _IPV4.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()].lower().rpartition("]")[2]
        # "1.2.3.4" is a version more often than somebody's address, "84.17.60.201" hardly ever.
        short = len(match[0]) - 3 < _MOST_VERSION_DIGITS and not _NETWORK_CUE.search(before)
        if _is_address(IPv4Address, match[0]) and not short and not _VERSION_CUE.search(before):
            yield Span(match.start(), match.end(), Kind.IP)
    for match in _IPV6.finditer(text):
        fields = [field for field in match[0].split(":") if field]
        # "12::30" is a time with a slip, "a::b" is code.
        telling = any(len(field) > 2 for field in fields) and any(character.isdigit() for character in match[0])  # noqa: PLR2004 - see above
        if len(fields) > 1 and telling and _is_address(IPv6Address, match[0]):
            yield Span(match.start(), match.end(), Kind.IP)


def _is_address(kind: type[IPv4Address] | type[IPv6Address], written: str) -> bool:
    try:
        kind(written)
    except AddressValueError:
        return False
    return True


def _shape(pattern: str) -> re.Pattern[str]:
    """``pattern`` standing alone: not inside a longer word or number, nor behind a plus."""
    return re.compile(rf"(?<![\w+])(?<!\d[.,/-]){pattern}(?![\w]|[.,/-]\d)", re.ASCII | re.IGNORECASE)


_GAPS = re.compile(r"[ .\-]")

# Only rules that hardly ever hold by chance, given the shape: a number that is not one must not be taken for one.
_RULES: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (_shape(r"\d{3}\.\d{3}\.\d{3}-\d{2}"), check_digits.cpf),
    (_shape(r"\d{11}"), check_digits.cpf),
    (_shape(r"\d{8}[ -]?[A-HJ-NP-TV-Z]"), check_digits.dni),
    (_shape(r"\d{2}\.\d{3}\.\d{3}-?[A-HJ-NP-TV-Z]"), check_digits.dni),
    (_shape(r"[XYZ]-?\d{7}-?[A-HJ-NP-TV-Z]"), check_digits.dni),
    (_shape(r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}"), check_digits.nir),
    (_shape(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"), check_digits.codice_fiscale),
    (_shape(r"\d{6}(?:18|19|20)\d{9}[\dX]"), check_digits.resident_identity),
    (_shape(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}"), check_digits.ean),
    (_shape(r"(?:19|20)?\d{6}[+-]\d{4}"), check_digits.personnummer),
    (_shape(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]"), check_digits.henkilotunnus),
    (_shape(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}"), check_digits.rijksregister),
    (_shape(r"\d{11}"), check_digits.pesel),
    (_shape(r"\d{11}"), check_digits.steuer_id),
    (_shape(r"\d{2} \d{3} \d{3} \d{3}"), check_digits.steuer_id),
)
_AS_WRITTEN = frozenset((check_digits.personnummer, check_digits.henkilotunnus, check_digits.rijksregister))


def identity_numbers(text: str) -> Iterator[Span]:
    for shape, rule in _RULES:
        for match in shape.finditer(text):
            if rule(match[0] if rule in _AS_WRITTEN else _GAPS.sub("", match[0])):
                yield Span(match.start(), match.end(), Kind.ID)

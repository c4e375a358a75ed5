"""Telephone numbers: international ones by their plus, national ones by how they are grouped or what stands before.

Numbering plans differ, and most rows of digits in an interview are amounts, dates and order numbers. So a number
counts where its writing is one that telephone numbers have and the others have not (ITU-T E.123 and national custom);
any other needs a word before it that says so.
"""

import re
from functools import cached_property
from itertools import pairwise

from interview_engine.privacy.numbers import Number

_LEAST, _MOST = 7, 15
_WITH_PREFIX = 17
_SHORTEST_NATIONAL, _LONGEST_NATIONAL = 9, 12
_TENS = 10

_SPELLED = 44
_CUE = re.compile(
    r"\b(?:tel|telephone|telefon\w*|teléfonos?|tfno|tlf|téléphone|telemóvel|phones?|mobile|mobil|mobilnummer|cell|"
    r"cellphone|whats ?app|fax|handy|handynummer|rufnummer|móvil|movil|celular|sms|"
    r"(?:call|text|ring|reach|phone|dial|try) (?:me|us|him|her|them)|"
    r"(?:my|his|her|our|their|contact) (?:number|no|digits)|(?:meine|unsere|seine|ihre) nummer|"
    r"(?:mi|su|nuestro) n[uú]mero|(?:mon|notre|son) num[ée]ro|(?:meu|nosso|seu) n[uú]mero|"
    r"ll[aá]m[ae](?:me|nos|dme|rme)?|appelez|appelle|rappelez|joindre|ruft? (?:mich|uns)|erreich\w+|ligue|me liga)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:\b(?:order|invoice|ticket|isbn|issn|ean|gtin|upc|asin|doi|pmid|orcid|version|build|release|sku|serial|batch|lot|"
    r"model|part|item|article|product|case|ref|reference|tracking|transaction|parcel|shipment|booking|reservation|account|"
    r"customer|client|user|member|employee|policy|contract|claim|study|room|postcode|zip|id|uuid|"
    r"bestellung|bestellnummer|auftrag|auftragsnummer|rechnung|rechnungsnummer|artikelnummer|kundennummer|vertrag|"
    r"pedido|factura|fatura|referencia|referência|commande|facture|référence|encomenda)\b"
    r"[ .:#-]*(?:(?:numbers?|no|nr|num|num[ée]ro|n[uú]mero|nummer|code|id|is|was|are|of|es|est|ist|war|é|era|lautet|"
    r"n[°º])[ .:#-]*){0,3}"
    r"|[#\u2116$€£¥₹][ ]?)$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[ \u00a0]?(?:[%€$£¥₹°]|(?:eur|usd|gbp|chf|brl|euros?|dollars?|pounds?|pesos?|reais|francs?|percent|prozent|"
    r"users?|customers?|people|rows|records|requests|times|views|units|items|pieces|bytes|[kmg]b|ms|km|kg|"
    r"million(?:en|es)?|billion|mil|nutzer|kunden|stück|zeilen|clientes|usuarios|utilisateurs|lignes)\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUND = re.compile(r"0{5}$")
_CONTIGUOUS = re.compile(
    r"[2-9]\d{9}"  # North America, India, and others that dial ten digits
    r"|1[2-9]\d{9}"  # North America with its 1, China's mobiles
    r"|[78][3489]\d{9}"  # Russia
    r"|[1-9][1-9]9\d{8}"  # Brazil's mobiles with their area
    r"|[679]\d{8}"  # Spain, Portugal, France and Poland without prefix
)
_GROUPED = frozenset(
    (
        (3, 3, 4),
        (1, 3, 3, 4),
        (3, 2, 2, 2),
        (2, 3, 2, 2),
        (3, 3, 2, 2),
        (1, 3, 3, 2, 2),
        (3, 4, 4),
        (2, 4, 4),
        (2, 5, 4),
        (5, 5),
    )
)
_THOUSANDS = (3, 3, 3)


class _Candidate:
    """A number, and what can be said of it; looked at only as far as needed."""

    def __init__(self, number: Number) -> None:
        self.number = number
        self.digits = number.digits
        self.shape = number.shape

    @cached_property
    def before(self) -> str:
        """What stands before it on its line, up to the nearest thing that is masked."""
        near = self.number.text[max(0, self.number.start - _SPELLED) : self.number.start]
        return near.rpartition("\n")[2].rpartition("]")[2]

    @property
    def is_named_otherwise(self) -> bool:
        return _OTHER.search(self.before) is not None and not self.is_called_a_phone

    @property
    def is_amount(self) -> bool:
        return _AMOUNT.match(self.number.text, self.number.end) is not None or bool(_ROUND.search(self.digits))

    @property
    def is_called_a_phone(self) -> bool:
        return _CUE.search(self.before) is not None

    @property
    def has_years(self) -> bool:
        """Two years beside each other, as in "2019-2024"."""
        years = [_YEAR.fullmatch(part) is not None for part in self.number.parts]
        return any(pair == (True, True) for pair in pairwise(years))

    @property
    def has_area_in_brackets(self) -> bool:
        return self.number.text[self.number.start] in "(\uff08" and self.number.separators[0][:1] in {")", "\uff09"}

    @property
    def ends_like_one(self) -> bool:
        return self.shape[-1] > 1


def is_phone(number: Number) -> bool:
    """Whether this row of digits can be taken for a telephone number."""
    found = _Candidate(number)
    if len(set(found.digits)) == 1 or len(found.digits) > _WITH_PREFIX or found.is_amount:
        return False
    if number.plus:
        return _is_international(found)
    if found.is_named_otherwise or found.has_years or not found.ends_like_one:
        return False
    if found.digits[0] == "0":
        return _has_trunk_prefix(found) or (_enough(found) and found.is_called_a_phone)
    return _is_grouped_like_one(found) or (_enough(found) and found.is_called_a_phone)


def _enough(found: _Candidate) -> bool:
    """Six digits make a number where somebody says that it is one: small towns have them."""
    return (
        len(found.digits) <= _MOST
        and (len(found.shape) > 1 or len(found.digits) >= _LEAST - 1)
        and max(found.shape) > 1
    )


def _is_international(found: _Candidate) -> bool:
    digits = found.digits
    longest = 11 if digits[0] == "1" else _MOST
    return digits[0] != "0" and _LEAST <= len(digits) <= longest


def _has_trunk_prefix(found: _Candidate) -> bool:
    """A leading zero: dialled before the area, twice (or as 011) before the country."""
    digits, shape, separators = found.digits, found.shape, found.number.separators
    if digits.startswith("00") or (shape[0] == 3 and digits.startswith("011")):  # noqa: PLR2004 - America's way out
        return digits[2] != "0" and _TENS < len(digits) <= _WITH_PREFIX and shape[0] > 1
    if not _SHORTEST_NATIONAL <= len(digits) <= _LONGEST_NATIONAL:
        return False
    if set(shape) == {2}:
        return len(shape) == 5  # noqa: PLR2004 - France; other rows of twos are scores, sizes and dates
    if "." in separators and (shape[0] < 2 or shape[-1] < 2 or (len(shape) == 2 and shape[0] == 2)):  # noqa: PLR2004 - a decimal
        return False
    # "0 800 123 456" is dialled, "0-306-40615" is a book.
    return shape[0] > 1 or set(separators) <= {" ", "\u00a0"} or separators[0][:1] == ")"


def _is_grouped_like_one(found: _Candidate) -> bool:
    digits, shape = found.digits, found.shape
    if len(shape) == 1:
        return _CONTIGUOUS.fullmatch(digits) is not None
    separators = set(found.number.separators)
    if shape == _THOUSANDS:
        # "600 123 456" is dialled in Spain and in Poland; "600.123.456" and "750 000 000" are amounts.
        return digits[0] in "56789" and "." not in separators and not digits.endswith("000")
    if shape not in _GROUPED:
        return shape[0] in {2, 3} and _TENS <= len(digits) <= _LONGEST_NATIONAL and found.has_area_in_brackets
    if shape == (3, 3, 4) or shape == (5, 5):  # noqa: PLR1714 - two customs
        return digits[0] not in "01"
    if len(shape) > 3 and shape[0] == 1:  # noqa: PLR2004 - a country's own long-distance digit
        return digits[0] in "178"
    return True

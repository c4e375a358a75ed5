"""Published check rules: what tells a card, a bank account or an identity number from any other row of digits."""

import re
from datetime import date

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOD_97 = 97
_NO_DIGIT = re.compile(r"\D+")

# Length of an IBAN by country: the ISO 13616 registry, and countries that use the form without being in it.
_IBAN_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "AO CV GW LY MZ PT ST",
    26: "DZ IR IS TR",
    27: "BI CF CG CM DJ FR GA GQ GR IT KM MC MG MR SM TD",
    28: "AL AZ BF BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SN SV TG",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_IBAN_LENGTHS = {country: length for length, countries in _IBAN_COUNTRIES.items() for country in countries.split()}


def plain_digits(written: str) -> str:
    """The digits of any script as 0-9, everything else left out."""
    digits = _NO_DIGIT.sub("", written)
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)  # noqa: PLR2004 - the sum of its digits
    return total % 10 == 0


def ean(digits: str) -> bool:
    """The GS1 check digit of article numbers and of ISBN-13."""
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(reversed(digits))) % 10 == 0


def iban_length(country: str) -> int:
    """Characters of an IBAN of this country, 0 when it has none."""
    return _IBAN_LENGTHS.get(country.upper(), 0)


def iban(compact: str) -> bool:
    """ISO 13616: the right length for its country, and ISO 7064 modulo 97."""
    letters = compact.upper()
    if len(letters) != iban_length(letters[:2]):
        return False
    return int("".join(str(_ALPHABET.index(letter)) for letter in letters[4:] + letters[:4])) % _MOD_97 == 1


def real_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def cpf(digits: str) -> bool:
    """Brazil: two check digits modulo 11; eleven times the same digit passes the sum and is not issued."""
    if len(set(digits)) == 1:
        return False
    return all(
        sum(int(digit) * (length + 1 - place) for place, digit in enumerate(digits[:length])) * 10 % 11 % 10
        == int(digits[length])
        for length in (9, 10)
    )


def dni(compact: str) -> bool:
    """Spain: DNI, and NIE with X, Y or Z for its first digit; the letter is the number modulo 23."""
    upper = compact.upper()
    number = str("XYZ".find(upper[0])) + upper[1:-1] if upper[0] in "XYZ" else upper[:-1]
    return upper[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def nir(compact: str) -> bool:
    """France: 13 characters and a key of two digits, 97 minus the number modulo 97; Corsica has letters."""
    number = compact.upper()[:-2].replace("2A", "19").replace("2B", "18")
    return _MOD_97 - int(number) % _MOD_97 == int(compact[-2:])


_ODD = dict(zip(_ALPHABET, (*(_VALUES := (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)), *_VALUES, *(
    2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)), strict=True))  # fmt: skip


def codice_fiscale(compact: str) -> bool:
    """Italy: values by place summed modulo 26 (decree of 23 December 1976)."""
    upper = compact.upper()
    total = sum(
        (int(letter) if letter.isdigit() else ord(letter) - ord("A")) if place % 2 else _ODD[letter]
        for place, letter in enumerate(upper[:15])
    )
    return upper[15] == chr(ord("A") + total % 26)


def resident_identity(compact: str) -> bool:
    """China: GB 11643, a date of birth and ISO 7064 modulo 11-2."""
    upper = compact.upper()
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(upper[:17]))
    born = real_date(int(upper[6:10]), int(upper[10:12]), int(upper[12:14]))
    return born and upper[17] == "10X98765432"[total % 11]


def personnummer(written: str) -> bool:
    """Sweden: a date of birth (plus 60 for co-ordination numbers) and Luhn over ten digits."""
    digits = plain_digits(written)[-10:]
    day = int(digits[4:6])
    return real_date(2000, int(digits[2:4]), day - 60 if day > 60 else day) and luhn(digits)  # noqa: PLR2004 - see above


def henkilotunnus(compact: str) -> bool:
    """Finland: a date of birth, and a letter that is the digits modulo 31."""
    digits = compact[:6] + compact[7:10]
    born = real_date(2000, int(digits[2:4]), int(digits[:2]))
    return born and compact[10].upper() == "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]


def rijksregister(written: str) -> bool:
    """Belgium: 97 minus the first nine digits modulo 97, with a 2 before them for those born from 2000 on."""
    digits = plain_digits(written)
    return any(_MOD_97 - int(f"{century}{digits[:9]}") % _MOD_97 == int(digits[9:]) for century in ("", "2"))


def pesel(digits: str) -> bool:
    """Poland: a date of birth with the century in its month, and a weighted sum modulo 10."""
    month = int(digits[2:4]) % 20
    total = sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), strict=True))
    return real_date(2000, month, int(digits[4:6])) and total % 10 == 0


def steuer_id(digits: str) -> bool:
    """Germany: ISO 7064 modulo 11,10, and among the first ten exactly one digit more than once, at most three times."""
    first = digits[:10]
    often = [count for count in (first.count(digit) for digit in set(first)) if count > 1]
    if digits[0] == "0" or len(often) != 1 or often[0] > 3:  # noqa: PLR2004 - see above
        return False
    product = 10
    for digit in first:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])

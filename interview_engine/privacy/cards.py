"""Payment card numbers."""

import re

from interview_engine.privacy.check_digits import luhn
from interview_engine.privacy.numbers import Number
from interview_engine.privacy.spans import CUT_OFF

_SHORTEST, _LONGEST = 12, 19
_SHORTER = {
    12: ("5018", "5020", "5038", "56", "57", "58", "6304", "6759", "676"),
    13: ("4",),
    14: ("30", "36", "38", "39"),
    15: ("34", "37", "1800", "2131"),
}
_ISSUED = re.compile(r"[3-6]|2(?:2[2-9]|[3-6]|7[01]|720|20[0-4])|8[12]")
_CUT_SHAPES = ((4, 4), (4, 4, 4), (4, 6))
_YEARS = re.compile(r"(?:(?:19|20)\d\d)+")


def is_card(number: Number) -> bool:
    """ISO/IEC 7812: a range that is issued, its length, groups as on a card, and Luhn.

    Also the beginning of one whose end was cut off by whoever wrote the prompt.
    """
    digits = number.digits
    if number.plus or (not _ISSUED.match(digits) and not digits.startswith("1800")):
        return False
    # A row of years is as long as a card.
    if len(number.groups) > 1 and _YEARS.fullmatch(digits):
        return False
    if number.shape in _CUT_SHAPES and CUT_OFF.match(number.text, number.end):
        return True
    starts = _SHORTER.get(len(digits), ("",))
    grouped = all(size >= 4 for size in number.shape[:-1]) and len(number.groups) <= 5  # noqa: PLR2004 - four by four, 4-6-5
    return _SHORTEST <= len(digits) <= _LONGEST and digits.startswith(starts) and grouped and luhn(digits)

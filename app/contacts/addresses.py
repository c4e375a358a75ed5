"""Telling an e-mail address or a telephone number from anything else that somebody may type."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.errors import InvalidInput

LONGEST_ADDRESS = 320
LONGEST_NAME = 200
_TELEPHONE = re.compile(
    r"(?:\+|00)?\(?[0-9](?:[\s().\-/]{0,3}[0-9]){4,16}\)?(?:\s?(?:ext\.?|x|#)\s?[0-9]{1,6})?", re.IGNORECASE
)
"""An international number has at most 15 digits; with ``00`` before it, 17."""
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that change the order of what stands around them."""


def read_address(typed: str) -> str:
    """An e-mail address or a telephone number as it was typed, without what stands around it.

    Raises InvalidInput with the field ``address``; what was typed is not in the message.
    """
    text = _plain(typed)
    if not text:
        raise InvalidInput("No address was given.", "Enter an e-mail address or a telephone number.", field="address")
    if len(text) <= LONGEST_ADDRESS:
        if _TELEPHONE.fullmatch(text):
            return text
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError:
            pass
    raise InvalidInput("This is neither an e-mail address nor a telephone number.", "Check it.", field="address")


def read_name(typed: str) -> str:
    """Raises InvalidInput with the field ``name`` for one that is too long."""
    name = _plain(typed)
    if len(name) > LONGEST_NAME:
        raise InvalidInput(f"A name has at most {LONGEST_NAME} characters.", "Shorten it.", field="name")
    return name


def _plain(typed: str) -> str:
    """In one line, without control characters and without marks that turn the text around."""
    text = _DIRECTIONS.sub("", unicodedata.normalize("NFKC", typed))
    return " ".join("".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in text).split())

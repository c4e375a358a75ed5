"""Where personal data stands in a text, and of what kind it is."""

import re
from dataclasses import dataclass
from enum import StrEnum

CUT_OFF = re.compile(r"\s?(?:\u2026|\.\.\.|\n</)")
"""Where whoever wrote a prompt has cut a text: what stands before it may be the beginning of a number."""


class Kind(StrEnum):
    """What a placeholder calls the value it stands for."""

    EMAIL = "email"
    IBAN = "iban"
    IP = "ip"
    ID = "id"
    CARD = "card"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` is the value. The value itself is not in here, so that a span may be logged."""

    start: int
    end: int
    kind: Kind

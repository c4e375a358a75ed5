"""Who took part in several waves: known by an attribute that is each person's alone, such as a customer number.

Values are compared, never shown: what leaves this module are digests with a key that is thrown away.
"""

import hmac
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Final

Attributes = Mapping[str, Mapping[str, str]]
"""Each person's attributes, by participant id."""

GIVEN_ID: Final = "participant id"
"""The attribute that holds what an imported file calls a person. It names somebody whatever its values look like."""

_PERSON: Final = (
    r"(?:customer|client|user|account|member|contact|person|employee|subscriber|patient|student|crm|external)s?"
)
_NAMED: Final = re.compile(
    rf"(?:{_PERSON} )?(?:e ?mail|email)(?: address)?(?: hash| sha(?:256|1)?| md5)?|"
    rf"{_PERSON}(?: (?:id|ids|uid|uuid|guid|key|hash|number|no|nr|code|ref|reference|login))?|"
    r"(?:uid|uuid|guid|login|username|user name|kundennummer|kunden (?:id|nr|nummer)|nutzer id|"
    r"(?:id|numero|num) (?:de )?(?:cliente?|client|usuario|utilisateur)|(?:cliente|usuario|utilisateur) id)"
)
_ALONE: Final = 0.9
"""Share of the people with a value whom it must name alone; who share one are not told apart and left out."""
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Recognised:
    """``people`` gives each wave's participants who are known elsewhere the same name in each; ``by`` the attribute."""

    by: str = ""
    people: tuple[Mapping[str, str], ...] = ()


def identifying(people: Attributes) -> frozenset[str]:
    """The attributes whose name says that they name a person, and whose values do; and always the id of an import."""
    names = {name for known in people.values() for name in known}
    return frozenset(name for name in names if name == GIVEN_ID or _identifies(name, people))


def says_whose(name: str) -> bool:
    """Whether an attribute or column of this name numbers people as somebody else does: customers, users, accounts."""
    return _NAMED.fullmatch(_plain(name)) is not None


def recognised(waves: Sequence[Attributes]) -> Recognised:
    """The people of several waves by the attribute that is found in most of them; nobody where there is none.

    What one wave knows as an attribute may have been the id by which another was imported.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for place, wave in enumerate(waves):
        names = {name for known in wave.values() for name in known if _identifies(name, wave)}
        for name in sorted(names):
            own = found.setdefault(_plain(name), [{} for _ in waves])
            own[place] = _alone(name, wave)
    given = found.get(GIVEN_ID, [{} for _ in waves])
    for own in found.values():
        own[:] = [values or others for values, others in zip(own, given, strict=True)]
    shared = {name: sum(_again(values).values()) for name, values in found.items()}
    best = max(sorted(shared), key=lambda name: shared[name], default="")
    if not best or not shared[best]:
        return Recognised(people=tuple({} for _ in waves))
    key = token_bytes(32)
    return Recognised(
        best,
        tuple(
            {
                person: hmac.digest(key, value.encode("utf-8", "replace"), "sha256").hex()
                for person, value in own.items()
            }
            for own in found[best]
        ),
    )


def _identifies(name: str, people: Attributes) -> bool:
    if name != GIVEN_ID and not says_whose(name):
        return False
    values = [value for known in people.values() if (value := _plain(known.get(name, "")))]
    if len(values) < _FEWEST or _counts_rows(values):
        return False
    return len(_alone(name, people)) >= _ALONE * len(values)


def _counts_rows(values: Sequence[str]) -> bool:
    """Whether they only number the rows of a file: another file's first row is another person."""
    numbers = {int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 9}  # noqa: PLR2004 - no row has such a number
    return len(numbers) >= _ALONE * len(values) and max(numbers, default=0) <= 2 * len(values)


def _alone(name: str, people: Attributes) -> dict[str, str]:
    """The people whom the attribute names alone, with its value."""
    values = {person: value for person, known in people.items() if (value := _plain(known.get(name, "")))}
    times = Counter(values.values())
    return {person: value for person, value in values.items() if times[value] == 1}


def _again(waves: Sequence[Mapping[str, str]]) -> Counter[str]:
    """Values that more than one wave knows."""
    waves_of = Counter(value for own in waves for value in set(own.values()))
    return Counter({value: 1 for value, times in waves_of.items() if times > 1})


def _plain(text: str) -> str:
    """Without case, and with one blank for what separates words: ``customerId``, ``Customer-ID``, ``customer_id``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", text))
    return " ".join(re.split(r"[\s_.\-/]+", apart.casefold().strip()))

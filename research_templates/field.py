"""Whether a question belongs to the field that the use-case templates were written for.

The field: businesses with a product or a service, and what they ask of those who consider, buy, use, pay for, judge
or leave it (customers, users, buyers, subscribers, members who pay), and of staff who live through a change of software
or process. The people's trade does not matter: members who cancel at a gym or a streaming service are churn, nurses who
switch to a new record system are change management, schools that extend a licence are renewal. Outside the field are
people asked about as themselves or as citizens: visitors of a museum, patients of a clinic, teachers and pupils in
class, contributors to open source, riders of a bus, tenants, volunteers and donors of a charity, users of a library. A
museum's first-time visitors are not onboarding, and its ticket price is not software pricing.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from research_templates.cues import Domain, whole_words
from research_templates.errors import TemplateError
from research_templates.understanding import Understanding

_READ_CHARACTERS = 2_000
_OTHER_DOMAINS = frozenset(
    {Domain.HEALTH, Domain.EDUCATION, Domain.CULTURE, Domain.COMMUNITY, Domain.PUBLIC_SERVICE, Domain.TRANSPORT}
)
_BUSINESS_DOMAINS = frozenset({Domain.SOFTWARE, Domain.COMMERCE, Domain.FINANCE})


_PRODUCT = re.compile(
    r"(?<=\w )(?!Mc|Mac)[A-Z][a-z]+[A-Z][a-z]\w*"
    r"|\b(?:set(?:ting)? up|sign(?:ing)? up (?:to|for|with)|log(?:ging)? in ?to|"
    r"(?:import|export|upload|enter|load|type|migrat)\w* (?:[a-z'-]+ ){1,5}into) (?!I\b)[A-Z][a-z]+\b"
)
"""A name that only a product has: with a capital inside ("learn CollectPoint"), or that is set up, logged in to or fed
with data ("importing records into Medilane")."""


class Field(StrEnum):
    """What a question's words say about its field."""

    BUSINESS = "business"
    ELSEWHERE = "elsewhere"
    UNSAID = "unsaid"


def field_of(understood: Understanding) -> Field:
    """BUSINESS where a word of the field stands, whoever is asked; ELSEWHERE where only words of another field do.

    Without either, the domain of software, commerce or finance speaks for a business too.
    """
    cues = _cues()
    if _PRODUCT.search(understood.question[:_READ_CHARACTERS]):
        return Field.BUSINESS
    text = understood.question[:_READ_CHARACTERS].lower().replace("\u2019", "'")
    if cues.business.search(cues.not_business.sub(" ", text)):
        return Field.BUSINESS
    if understood.domain in _OTHER_DOMAINS or cues.elsewhere.search(text):
        return Field.ELSEWHERE
    return Field.BUSINESS if understood.domain in _BUSINESS_DOMAINS else Field.UNSAID


@dataclass(frozen=True, slots=True)
class _Cues:
    business: re.Pattern[str]
    elsewhere: re.Pattern[str]
    not_business: re.Pattern[str]


@cache
def _cues() -> _Cues:
    source = files("research_templates") / "data" / "field.toml"
    return read_field_cues(source.read_text(encoding="utf-8"))


def read_field_cues(source: str) -> _Cues:
    """Read the cue words from TOML text; raises TemplateError when a list is missing, empty or not of words."""
    try:
        lists = tomllib.loads(source)
        return _Cues(*(_checked(lists[key]) for key in ("business", "elsewhere", "not_business")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise TemplateError(f"the cue words for the templates' field are not valid: {error}") from error


def _checked(words: list[str]) -> re.Pattern[str]:
    if not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError("every list needs words")
    return whole_words(words)

"""Why a question is not looked up: it is none, in a language not understood, about who somebody is, or of nobody."""

import re
from typing import Final

from analysis.asking.answers import Intent, Outcome
from analysis.asking.heard import Heard
from analysis.asking.intent import is_no_question
from analysis.asking.scope import Asked
from analysis.asking.words import folded_words
from analysis.summary.wording import attribute_name
from research_templates.language import UNKNOWN, language_of

_FEWEST_WORDS: Final = 3
"""A language shows in so many words; one or two may be a name."""
_ENGLISH_SO_FAR: Final = "Questions are understood in English so far: please ask in English."
_ASK_IN_ENGLISH: Final = {
    "de": "Bitte auf Englisch fragen.",
    "es": "Pregunte en ingl\u00e9s, por favor.",
    "fr": "Posez la question en anglais, s\u2019il vous pla\u00eet.",
    "pt": "Pergunte em ingl\u00eas, por favor.",
}
_NOT_ABOUT_INTERVIEWS: Final = (
    "This is no question about what participants said. Ask, for example, what the most common friction points are."
)
_MEASURED_ELSEWHERE: Final = re.compile(
    r"\bour (?:current |own )?(?:nps|net promoter score|csat|churn(?: rate)?|retention(?: rate)?|revenue|turnover|"
    r"sales|profit|conversion(?: rate)?|market share|arr|mrr)\b",
    re.IGNORECASE,
)
_NOT_IN_WORDS: Final = (
    "The interviews cannot say: that is a figure of the business, and these are words of participants. "
    "What became of people can be imported as outcomes."
)
_EVERYWHERE: Final = re.compile(
    r"\b(?:(?:share|percentage|proportion|percent|fraction|how many|number)\b.{0,60}"
    r"\b(?:(?:in|across|throughout) (?:the )?(?:whole |entire )?"
    r"(?:world|europe|africa|asia|america|(?:us|usa|uk|eu)\b|country|nation|market|industry|population)"
    r"|worldwide|nationwide|globally|of the (?:whole |general |entire )?population))\b",
    re.IGNORECASE,
)
_ALL_OF_THEM: Final = re.compile(
    r"\b(?:share|percentage|proportion|percent|fraction|many)\b of "
    r"(?:all (?:of )?(?:our|the)|(?:our|the) (?:whole|entire)) (?:\w+ ){0,3}?"
    r"(?:customers?|users?|clients?|subscribers?|customer base|user base|buyers|passengers|members)\b",
    re.IGNORECASE,
)
_ONLY_THESE: Final = (
    "The interviews cannot say how many there are elsewhere: those who were invited and answered are no sample of "
    "everybody. Ask how many of them say so."
)
_WOULD_PAY: Final = re.compile(
    r"^\W*(?:and |so )?(?:what|how much) (?:would|will|could|might) (?:\w+ ){1,4}?(?:pay|spend)\b", re.IGNORECASE
)
_NOT_ASKED_TO_PAY: Final = (
    "The interviews cannot say: nobody was asked what they would pay, and what is said of prices is no answer to it. "
    "Ask what people say about the price."
)
_WHO_DID_NOT: Final = re.compile(
    r"^\W*(?:and |so )?(?:who|which|how many|what (?:share|percentage|proportion|percent))\b.{0,40}?"
    r"(?:\bnot|n['\u2019]?t|\bnever|\bno(?=\s+(?:trouble|problem|issue|difficult|complain))) "
    r"(?:\w+ )?(?:(?:have |had |any )*(?:trouble|problems?|issues?|difficult\w*|complaints?)|mention\w*|complain\w*|"
    r"report\w*|struggl\w*|(?:speak|talk|spoke|talked) (?:of|about)|bring up|raise|say (?:anything|a word))\b",
    re.IGNORECASE,
)
_NOT_EVERYBODY_WAS_ASKED: Final = (
    "The interviews cannot say who did not: that somebody did not bring it up does not mean that they did not meet it. "
    "Ask who did."
)
_CHANGE: Final = re.compile(
    r"\b(?:gone|going|went|go) (?:up|down)\b(?!stairs)|\bover time\b|\b(?:up|down) since\b|"
    r"\bsince (?:last|the last|the previous) (?:year|month|quarter|week|wave|time|study|survey|round)\b|"
    r"\b(?:themes?|problems?|complaints?|satisfaction|friction)\b.*\b(?:growing|rising|increas\w+|decreas\w+|shrinking)\b",
    re.IGNORECASE,
)
_DID_IT_CHANGE: Final = re.compile(
    r"^\W*(?:and )?(?:did|have|has|are|is) (?:\w+ ){1,4}?(?:go(?:ne|ing)? (?:up|down)|ris(?:e|en|ing)|rose|"
    r"increas(?:e|ed|ing)|dropp?(?:ed|ing)?|decreas(?:e|ed|ing)|declin(?:e|ed|ing)|grow(?:n|ing)?|fall(?:en|ing)?)\b"
    r"(?=.*\b(?:after|since|when|because|once|over|from|this|last|these)\b|\W*$)",
    re.IGNORECASE,
)
_TO_COME: Final = re.compile(
    r"\b(?:how many|what|which) (?:share|percentage|proportion|percent|fraction|number)?\b.{0,60}"
    r"\b(?:will|going to|gonna)\b.{0,60}\b(?:next|this|coming|in the (?:next|coming)|by the end of the) (?:\w+ )?"
    r"(?:quarter|months?|years?|weeks?|season|half)\b",
    re.IGNORECASE,
)
_NO_FORECAST: Final = (
    "The interviews cannot say how many will: they tell what these people say now. Ask how many of them say so."
)
_WAVE: Final = "wave"
_ONE_ROUND: Final = (
    "The interviews cannot say: one round of interviews shows no change over time. Repeat the study as a new wave and "
    "compare the two."
)
_PERSON: Final = (
    r"(?:participants?|interviewees?|respondents?|persons?|people|customers?|users?|clients?|everybody|everyone|"
    r"somebody|someone|(?:he|she|they)|(?:each|one) of them|all of them|those)"
)
_IDENTITY: Final = (
    r"(?:(?:full |real |last |first )?names?|e-?mail(?: address(?:es)?)?|(?:tele)?phone(?: numbers?)?|mobile numbers?|"
    r"(?:home |postal |street )?address(?:es)?|birthdays?|dates? of birth|contact details|identit(?:y|ies))"
)
_WHO_IT_IS: Final = re.compile(
    rf"\b{_IDENTITY} (?:of|for|from) (?:(?:the|that|this|all|any|our|every|each|whoever) )*(?:\w+ )?{_PERSON}\b|"
    rf"\b(?:participant|interviewee|respondent|customer|user) (?:number )?#?[0-9]+(?:['\u2019]s)? {_IDENTITY}\b|"
    rf"\b(?:who|where|what|how)\b(?: (?:old|exactly))?.{{0,20}}\b(?:participant|interviewee|respondent) "
    rf"(?:number )?#?[0-9]+\b|"
    rf"\b(?:need|want|give me|tell me|send me|list) (?:\w+ ){{0,2}}(?:{_IDENTITY})\W*$",
    re.IGNORECASE,
)
_NO_NAMES: Final = (
    "Answers never tell who somebody is. Ask what was said, and open a quote to read it in its interview."
)


def refusal(question: str, intent: Intent, asked: Asked, heard: Heard, *, points: bool) -> tuple[Outcome, str] | None:
    """The outcome and the reason; None for a question that can be looked up. ``points``: it is asked about a quote."""
    if not heard.statements or not len(heard.people):
        return Outcome.NOT_SAID, "Nobody has said anything that can be coded yet."
    own = _without_groups(question, asked)
    language = language_of(" ".join(own))
    if language not in {"en", UNKNOWN} and len(own) >= _FEWEST_WORDS and not points:
        return Outcome.NOT_UNDERSTOOD, f"{_ENGLISH_SO_FAR} {_ASK_IN_ENGLISH.get(language, '')}".strip()
    if never := _never_said(question, intent, heard):
        return Outcome.CANNOT_SAY, never
    is_told = intent in {Intent.ABOUT, Intent.HOW_MANY, Intent.QUOTES}
    of_change = _DID_IT_CHANGE.search(question) or (not is_told and _CHANGE.search(question))
    if of_change and not _waves(heard):
        return Outcome.CANNOT_SAY, _ONE_ROUND
    if intent is Intent.UNKNOWN and (not asked.unknown or is_no_question(question)):
        return Outcome.NOT_UNDERSTOOD, _NOT_ABOUT_INTERVIEWS
    return _of_nobody(asked, heard)


def _waves(heard: Heard) -> bool:
    return any(_WAVE in folded_words(attribute) for attribute in heard.people.segments)


def _never_said(question: str, intent: Intent, heard: Heard) -> str:
    """Why no interviews could tell it, whatever is said in them."""
    if _WHO_IT_IS.search(question):
        return _NO_NAMES
    if _WHO_DID_NOT.search(question):
        return _NOT_EVERYBODY_WAS_ASKED
    if _EVERYWHERE.search(question) or _ALL_OF_THEM.search(question):
        return _ONLY_THESE
    if _WOULD_PAY.search(question) and not any(_WOULD_PAY.search(put.text) for put in heard.guide):
        return _NOT_ASKED_TO_PAY
    if _TO_COME.search(question):
        return _NO_FORECAST
    return _NOT_IN_WORDS if intent is Intent.UNKNOWN and _MEASURED_ELSEWHERE.search(question) else ""


def _without_groups(question: str, asked: Asked) -> list[str]:
    """The question's words without the groups that it names, which are called as in the participants' language."""
    names = {part for segment in asked.scope.segments for part in folded_words(segment.value)}
    names |= {part for attribute in asked.attributes for part in folded_words(attribute)}
    return [word for word in question.split() if not names.issuperset(folded_words(word)) or not folded_words(word)]


def _of_nobody(asked: Asked, heard: Heard) -> tuple[Outcome, str] | None:
    if asked.unknown:
        known = ", ".join(map(attribute_name, heard.people.segments)) or "none"
        nobody = f"nobody is marked by \u201c{asked.unknown}\u201d"
        return Outcome.CANNOT_SAY, f"The interviews cannot say: {nobody}. Known attributes: {known}."
    if not heard.inside(asked.scope):
        return Outcome.NOT_SAID, "Nobody who was heard belongs to all of these segments."
    return None

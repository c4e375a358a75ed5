"""Whether a text that a language model proposed may stand in a plan: plain, in the right language, nothing made up."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from research_templates import ResearchPlan, Understanding
from research_templates.language import language_of
from research_templates.planner import known_words

_TELLING_WORDS = 4
"""Shorter texts say too little about their language: a title may be all names."""
_LEAK_WORDS = 8
_CUT = 139
_STEM = 5
_HALF = 2

_WORD = re.compile(r"[^\W_]+")
_LIST_MARK = re.compile(r"^\s*(?:\(?\d{1,2}[.):]|[-*\u2022\u2013])\s+")
_QUOTE_MARKS = "\"'\u201c\u201d\u00ab\u00bb"
_SLOTS = ("{name}", "{link}")
_MARKUP = re.compile(r"[<>{}\[\]`|\\]|\*\*|__|~~|(?m:^\s*(?:#{1,6}|[-*\u2022])\s)")
_ADDRESS = re.compile(
    r"https?:\S*|www\.\S*|[^\s@]+@[^\s@]+|\+?\d[\d ().-]{7,}\d"
    r"|\b[\w-]+\.(?:com|org|net|io|co|ai|app|dev|eu|de|es|fr|uk|edu|gov|info|example)\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:gifts?|vouchers?|rewards?|prizes?|raffle|discounts?|coupons?|refunds?|incentives?|compensation|paid|"
    r"anonym\w+|confidential\w*|gdpr|regalos?|premios?|sorteos?|descuentos?|cup[o\u00f3]n(?:es)?|reembolsos?|incentivos?|"
    r"recompensas?|compensaci\u00f3n|an\u00f3nim\w+|confidencial\w*|"
    r"geschenk\w*|gutschein\w*|belohnung\w*|gewinnspiel\w*|verlosung\w*|rabatt\w*|erstattung\w*|"
    r"verg\u00fctung\w*|vertraulich\w*|dsgvo|cadeaux?|bons? d['\u2019]achat|r\u00e9compenses?|tirage au sort|"
    r"bons? de r\u00e9duction|remboursements?|r\u00e9mun\u00e9ration|confidentiel\w*|rgpd|"
    r"brindes?|vales?-(?:presente|compra)s?|pr\u00eamios?|"
    r"descontos?|reembolsos?|compensa\u00e7\u00e3o|an\u00f4nim\w+|lgpd)\b|[$\u20ac\u00a3]",
    re.IGNORECASE,
)
_MACHINERY = re.compile(
    r"\bas an ai\b|language model|system prompt|\bopen question\b|\byes[ -]or[ -]no\b|\bjson\b|lorem ipsum|"
    r"\binstructions?\b|research question|\bcomo (?:una )?ia\b|modelo de lenguaje|pregunta de investigaci\u00f3n|"
    r"\bals ki\b|sprachmodell|forschungsfrage|\ben tant qu['\u2019]ia\b|mod\u00e8le de langage|question de recherche|"
    r"\bcomo (?:uma )?ia\b|modelo de linguagem|pergunta de pesquisa",
    re.IGNORECASE,
)
_ENGLISH = """a about all an and any are as at be by can could do does did for from has have how i in is it its me my of
on or our so that the their them there they this to us was we were what when where which who why will with would you
your"""
_SPANISH = """al como con cual cuando de del el ella ellos en es ese esta este ha han la las lo los mas me mi muy no nos
nuestra nuestras nuestro nuestros o para pero por porque que qué cómo se si sin son su sus te tu un una usted y ya"""
_GERMAN = """aber als am an auch auf aus bei beim bis da das dass dem den der des die dies diese diesem diesen dieser
dieses doch ein eine einem einen einer es etwas für haben hatte ich ihnen ihr ihre ihrem ihren ihrer im in ist mit
nach nicht noch ob oder rund schon sich sie sind so und uns unser unsere um von vom vor wann waren warum was welche
welchem welchen welcher welches wenn wer werden wie wird wo wurde würden zu zum zur über"""
_FRENCH = """au aux avec avez ce cela ces cet cette comment concernant d dans de des dont du elle elles en est et eu il
ils j je l la laquelle le les leur leurs lequel lors m mais ne nos notre nous on ont ou où par pas pour pourquoi qu
quand que quel quelle quelles quels qui quoi s sa se ses si sont sur t un une vos votre vous y à été êtes"""
_PORTUGUESE = """ao aos as até com como da das de do dos e ela elas ele eles em entre era essa esse esta este eu foi há
isso já lhe mais mas me meu minha muito na nas no nos nossa nossas nosso nossos num numa não o os ou para pela pelas
pelo pelos por porque qual quais quando que quem quê se sem ser seu seus sobre sua suas são também te tem um uma você
vocês à às é"""
_FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_SPANISH} {_GERMAN} {_FRENCH} {_PORTUGUESE}".split())


class Flaw(StrEnum):
    """Why a text was not taken, in words for the researcher."""

    MISSING = "nothing usable was written"
    TOO_LONG = "it was too long"
    TOO_SHORT = "it said too little"
    BROKEN_OFF = "it broke off, or ran on after its end"
    MARKUP = "it held markup or a placeholder"
    ADDRESS = "it held a link, address or number that nobody gave"
    PROMISE = "it promised or stated something that nobody offered"
    MACHINERY = "it repeated what the model had been told"
    LANGUAGE = "it was in another language than the interviews"
    OFF_SUBJECT = "it did not speak of the study's own subject"
    SLOTS = "it did not hold {name} and {link} exactly once"
    REPEATED = "it repeated another one"
    RESEARCH_QUESTION = "it put the research question itself to the participants"
    NO_QUESTION = "it asked nothing"
    TOO_MANY = "there were more than fit the interview"
    UNKNOWN_KPI = "no such measure is in the catalogue"
    SIDES = "a group that the question compares was left out"


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry a text's meaning: forms of one word count as the same."""
    return frozenset(
        word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _FUNCTION_WORDS and len(word) > 1
    )


def one_line(text: str) -> str:
    """A text on one line, without the number or bullet and the quotation marks that models put around items."""
    line = _LIST_MARK.sub("", clean_lines(text).replace("\n", " ")).strip()
    inner = line.strip(_QUOTE_MARKS)
    quoted = len(line) - len(inner) == len('""') and not re.search(f"[{_QUOTE_MARKS}]", inner)
    return inner if quoted else line


def clean_lines(text: str) -> str:
    """A text without control and invisible characters; its lines stay lines, its markup stays to be judged."""
    kept = "".join(
        character if character == "\n" or character.isprintable() else " "
        for character in unicodedata.normalize("NFC", text)
    )
    lines = "\n".join(" ".join(line.split()) for line in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


@dataclass(frozen=True)
class Grounds:
    """What proposals are judged against: a sound ``plan`` for the same question, and the ``instructions`` given.

    ``understood`` is that of the plan's question; ``twins`` are pairs of questions that ask the same.
    """

    plan: ResearchPlan
    understood: Understanding
    instructions: str
    twins: frozenset[frozenset[str]] = frozenset()

    @property
    def language(self) -> str:
        return self.plan.language

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """The words of the study that its participants know: no jargon to them."""
        return known_words(self.plan.question)

    @cached_property
    def known(self) -> str:
        """Texts whose words, numbers and addresses may be used freely: those of the plan, and what it is about."""
        plan = self.plan
        spoken = (plan.welcome, plan.closing, plan.invitation, plan.title, str(round(plan.minutes)))
        asked = (question.text for question in plan.core_questions)
        return " ".join((*spoken, *asked, self.understood.subject, self.understood.people)).casefold()

    @cached_property
    def subject(self) -> frozenset[str]:
        """Stems of the question's own subject; empty where its words cannot be expected in the plan's language."""
        read = self.understood
        if read.language != self.language:
            return frozenset()
        return stems(read.subject) or stems(read.people) or stems(self.plan.title)

    @cached_property
    def topic(self) -> frozenset[str]:
        """Stems of the question's subject and of its people; empty like ``subject``."""
        return self.subject | stems(self.understood.people) if self.subject else self.subject

    @cached_property
    def _instructed(self) -> str:
        return _plain(self.instructions)

    def names_subject(self, text: str) -> bool:
        """Whether at least half of the subject's words stand in a text, in any form."""
        needed = -(-len(self.subject) // _HALF)
        return len(self.subject & stems(text)) >= needed

    def half_name_subject(self, texts: Iterable[str]) -> bool:
        named = [self.names_subject(text) for text in texts]
        return sum(named) * _HALF >= len(named)

    def flaw(self, text: str, *, longest: int, shortest: int = 4) -> Flaw | None:
        """The first reason why a text may not stand in the plan; lengths in characters."""
        # Before any pattern looks at it: what is long may be hostile.
        if len(text) > longest:
            return Flaw.TOO_LONG
        if len(text) < shortest:
            return Flaw.TOO_SHORT if text else Flaw.MISSING
        found = {
            # A model that is held to a length stops wherever that is reached.
            Flaw.BROKEN_OFF: len(text) >= _CUT and text[-1].isalnum(),
            Flaw.MARKUP: bool(_MARKUP.search(text)),
            Flaw.ADDRESS: self._unknown(_ADDRESS, text),
            Flaw.MACHINERY: self._unknown(_MACHINERY, text) or self._leaks(text),
            Flaw.LANGUAGE: self.in_another_language(text),
        }
        return next((flaw for flaw, holds in found.items() if holds), None)

    def flaw_for_participants(self, text: str, *, longest: int, shortest: int = 20) -> Flaw | None:
        """As ``flaw``, for what participants read before and after: it promises nothing and brings in no number."""
        if flaw := self.flaw(text, longest=longest, shortest=shortest):
            return flaw
        numbers = set(re.findall(r"\d+", text)) - set(re.findall(r"\d+", self.known))
        return Flaw.PROMISE if numbers or self._unknown(_PROMISE, text) else None

    def in_another_language(self, text: str) -> bool:
        return len(text.split()) >= _TELLING_WORDS and language_of(text) not in {self.language, "unknown"}

    def _unknown(self, pattern: re.Pattern[str], text: str) -> bool:
        return any(found[0].casefold() not in self.known for found in pattern.finditer(text))

    def _leaks(self, text: str) -> bool:
        words = _plain(text).split()
        runs = (" ".join(words[at : at + _LEAK_WORDS]) for at in range(len(words) - _LEAK_WORDS + 1))
        return any(f" {run} " in self._instructed for run in runs)


def without_slots(text: str) -> tuple[str, bool]:
    """An invitation without its slots, and whether it held each exactly once."""
    once = all(text.count(slot) == 1 for slot in _SLOTS)
    for slot in _SLOTS:
        text = text.replace(slot, " ")
    return text, once


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "

"""What single words say about friction and success, with negation: the part of the reading that needs no model."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

# A trailing * takes every ending. The lists are the project's own.
_PRAISE: Final = """
good great excellent amazing awesome fantastic wonderful brilliant outstanding superb perfect* lovely nice* best
better* love loved loves loving enjoy* like liked likes happy happily glad pleased pleasant* delight* satisf*
impress* thrilled help helpful* helped helps easy easily easier ease simple simpler simplicity intuitive* clear
clearly clearer smooth* quick* fast faster prompt* efficient* effective* seamless* effortless* reliable reliably
stable accurate* responsive friendly kind kindness caring polite* respectful* courteous* patient* supportive
attentive* welcom* professional* knowledgeable informative understanding thorough* useful valuable worth
worthwhile beneficial benefit* convenient* flexible comfortable comfort clean safe secure confident* reassur*
recommend* appreciat* thank* grateful* save saves saved improved improves success* succeed* solved solves works
worked powerful rich sharp beautiful* gorgeous elegant* fun affordable inexpensive cheap* bargain durable sturdy
solid bright lightweight compact versatile gained win wins winning advantage* strength* favorite favourite
exactly ideal painless polished handy plus
"""
_COMPLAINT: Final = """
bad badly worse worst poor poorly terrible terribly horrible horribly awful* dreadful disappoint* frustrat*
annoy* irritat* confus* unclear unintuitive complicat* complex* clunky cumbersome difficult* hard harder
struggl* stuck lost overwhelm* slow slower slowly sluggish lag laggy lags delay* wait waited waiting late long
longer forever problem* issue* trouble* error* bug bugs buggy crash* freez* froze broke broken
breaks fail* fault* glitch* defect* lack* missing miss missed without insufficient limited limiting inadequate
incomplete unable cannot unavailable expensive overpriced pricey costly waste* wasted useless pointless
worthless unnecessary annoyed angry upset unhappy rude unhelpful unprofessional ignor* dismiss* unfriendly
careless incompetent disorgani* chaotic mess messy dirty noisy noise* loud cold uncomfortable painful pain*
tired* tedious repetitive manual manually workaround* outdated unreliable inconsistent* inaccurate wrong*
incorrect* misleading hidden hate hated hates dislike* regret* worr* stress* anxious concern* afraid scared
risk* burden* barrier* obstacle* block* bottleneck* complain* cancel* refus* reject* drop* weak cheaply flimsy
bulky heavy short shortage* understaff* nobody unfortunately sadly lost lose losing
"""
_WISH: Final = """
should could would wish wished hope* need needs needed want wanted prefer* suggest* improve improving
improvement* more less fewer instead maybe if better change* add adding allow* provide
"""
# Several words that count as one word of a list. Praise of what would be is a wish, and none of its words counts.
_PHRASES: Final = {
    "wished": (
        (
            r"\b(?:would|d|could|might|should) (?:have been|be|ve been) (?:\w+ )?(?:good|nice|great|better|helpful"
            r"|useful|lovely|easier|enough|handy|ideal|perfect|worth|love|amazing|fantastic|excellent|clearer|quicker|faster)\b"
        ),
        r"\b(?:would|d) (?:also |really |have )?(?:help|love|like|prefer|appreciate|benefit)(?:ed)?\b",
        r"\bcould do with\b|\bif only\b|\bi wish\b|\bwish (?:it|they|there|we|you)\b",
    ),
    "outdated": (r"\bout[ -]of[ -]date\b|\bbehind the times\b|\byears old\b(?= (?:software|screens?|manual|version))",),
    "failed": (
        (
            r"\b(?:did|does|do|could|would|will|can|was|is|has|have|had)(?:n.?t| not) (?:\w+ )?(?:work|open|load|start"
            r"|arrive|answer|reply|respond|show up|turn up|come back|fit)(?:ed|s|ing)?\b"
        ),
        r"\bno (?:reply|answer|response|signal|reception)\b",
        r"\b(?:nobody|no ?one) (?:came|answered|knew|told|called|rang|replied|responded|helped|cared)\b",
    ),
    "worse": (
        r"\b(?:used to|in the past|it once|they once) (?:\w+ ){0,2}(?:good|great|love|like|enjoy|work|better)\b",
    ),
    "smooth": (
        r"\bno (?:\w+ )?(?:problems?|issues?|trouble|complaints?|fuss|hassle|delays?|waiting)\b",
        r"\bwithout (?:a |any )?(?:\w+ )?(?:problems?|issues?|trouble|fuss|hassle|hitch|delays?|waiting)\b",
    ),
}
_PHRASED: Final = tuple((re.compile("|".join(patterns)), word) for word, patterns in _PHRASES.items())
_NEGATORS: Final = frozenset(
    {"not", "no", "never", "none", "nothing", "nobody", "without", "hardly", "barely", "cannot", "cant", "dont",
     "didnt",
     "doesnt", "isnt", "wasnt", "werent", "wont", "wouldnt", "couldnt", "shouldnt", "havent", "hasnt", "hadnt", "arent",
     "aint", "nor", "neither", "lack", "lacked", "lacks", "lacking", "too"}
)  # fmt: skip
_SCOPE: Final = 4  # words that a negator reaches
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?|[.,;:!?]")


def _matcher(words: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"{word[:-1]}\w*" if word.endswith("*") else word for word in words.split()))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    praised: re.Pattern[str]
    complained: re.Pattern[str]
    wished: re.Pattern[str]
    negators: frozenset[str]


_ENGLISH: Final = _Lexicon(_matcher(_PRAISE), _matcher(_COMPLAINT), _matcher(_WISH), _NEGATORS)
_NOTHING: Final = re.compile(r"(?!)")


@cache
def _lexicon(language: str) -> _Lexicon:
    """English where there are no words of the language."""
    return _others().get(language, _ENGLISH)


@cache
def _others() -> dict[str, _Lexicon]:
    file = resources.files("analysis").joinpath("reading", "data", "valence.toml")
    stored: dict[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8"))
    return {
        language: _Lexicon(
            _matcher(words["praise"]), _matcher(words["complaint"]), _NOTHING, frozenset(words["negators"].split())
        )
        for language, words in stored.items()
    }


def has_words(language: str) -> bool:
    """Whether there are word lists of ``language`` ("de", "pt-BR"), other than the English ones."""
    return base_of(language) in _others()


def base_of(language: str) -> str:
    """The two letters that a language code begins with."""
    return language.casefold()[:2]


class Cues(NamedTuple):
    """How many words of each kind a text holds; negated praise and negated complaint are counted by themselves."""

    praise: int
    complaint: int
    negated_praise: int
    negated_complaint: int
    wishes: int
    negations: int
    words: int

    @property
    def leaning(self) -> float:
        """Above 0 towards success, below 0 towards friction."""
        return self.praise + 0.5 * self.negated_complaint - self.complaint - self.negated_praise


@lru_cache(maxsize=20_000)
def _kinds(word: str, language: str) -> tuple[bool, bool, bool]:
    """Whether a word praises, complains, wishes: people share their words, so each is looked up once."""
    words = _lexicon(language)
    return (
        words.praised.fullmatch(word) is not None,
        words.complained.fullmatch(word) is not None,
        words.wished.fullmatch(word) is not None,
    )


@lru_cache(maxsize=20_000)
def cues(text: str, language: str = "en") -> Cues:
    """Count the cues of ``text``; a negator turns the cue words of the next four words, up to a punctuation mark.

    Wishes are counted in English only.
    """
    language = base_of(language)
    negators = _lexicon(language).negators
    praise = complaint = negated_praise = negated_complaint = wishes = negations = words = 0
    reach = 0
    plain = text.casefold()
    if language == "en":
        for pattern, word in _PHRASED:
            plain = pattern.sub(word, plain)
    for token in _TOKEN.findall(plain):
        if not token[0].isalpha():
            reach = 0
            continue
        words += 1
        word = token.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
        praises, complains, wishing = _kinds(word, language)
        if praises:
            praise += not reach
            negated_praise += bool(reach)
        elif complains:
            complaint += not reach
            negated_complaint += bool(reach)
        wishes += wishing
        reach = max(0, reach - 1)
        if word in negators:
            negations += 1
            reach = _SCOPE
    return Cues(praise, complaint, negated_praise, negated_complaint, wishes, negations, words)

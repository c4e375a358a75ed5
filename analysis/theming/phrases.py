"""The phrases that set one group of texts apart from the others, in the customers' own words.

Class-based TF-IDF (as in BERTopic, Grootendorst 2022) over phrases of one to four words, counted by people. A phrase is
a noun phrase when it mostly stands where one stands: behind a determiner or preposition, before anything that ends one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log
from typing import Final, NamedTuple

_RUN: Final = re.compile(r"[^.,;:!?()\[\]{}\"\u201c\u201d\n\r<>/\\|*_=+~\x00]+")


def words_of(text: str) -> frozenset[str]:
    """The words of a written-out list."""
    return frozenset(text.split())


_EDITORIAL: Final = re.compile(r"\[[^\]\[]{0,60}\]")  # "[name redacted]" is nobody's phrase
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019&-][^\W_]+)*")
_SAID_OVER: Final = re.compile(r"\b(\w+(?:[ ,.!\u2026-]+\w+){0,3}?)(?:[ ,.!\u2026-]+\1\b)+", re.IGNORECASE)
ADDRESS: Final = re.compile(r"[^\W\d_]\.[^\W\d_]|://|[@\[\]]")
"""What an address or a link has and no name or sentence: no model may bring one in."""
_LONGEST_PHRASE: Final = 4
_LONGEST_WORD: Final = 30
_LENGTH_WEIGHT: Final = (0.0, 0.35, 1.0, 1.2, 1.2)
_FUNCTION_WORDS: Final = words_of("""
    twice together alone later ago apart home everywhere somewhere somehow anyhow meanwhile therefore
    a about above across actually after again against ago all almost along already also although always am an and
    any anyone anything are aren't around as at away back be became because become been before being below between
    both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down due during each
    either else even ever every everyone everything few first for from further get gets getting go goes going gone
    got had hadn't has hasn't have haven't having he her here hers him his how however i i'd i'll i'm i've if in
    into is isn't it it's its itself just keep kind know last less let like lot made make makes many may maybe me
    might mine more most much must my myself need never no nobody nor not nothing now of off often ok okay on once
    one ones only onto or other others our ours out over own perhaps per put quite rather really same say see seem
    seemed seems several she should shouldn't since so some someone something sometimes soon still stuff such sure
    take than that that's the their theirs them themselves then there there's these they they're think this those
    though through thus to together too took toward towards try under until up upon us use used using usually very
    via want wanted was wasn't we we're we've well went were weren't what what's when where whether which while who
    whole whom whose why will with within without won't would wouldn't yes yet you you're you've your yours yourself
    didnt dont doesnt isnt wasnt cant couldnt wouldnt im ive id okay please give gave given come came bit sort etc
    said says tell told feel felt feels look looks looked got two three though able necessarily probably definitely
    basically actually simply totally completely absolutely particularly especially generally certain everything's
    able various el la los las un una unos unas de del al en y o que con por para es fue era son no se lo le me nos
    mi su muy mas más pero como cuando hay ha han he hemos había está están este esta eso esto nuestro nuestra sin
    sobre ya si sí todo toda
""")
# These stand in a phrase ("waiting time") but make none by themselves.
_WEAK_WORDS: Final = words_of("""
    good great bad nice better best excellent day days time times thing things way ways people person part different
    place lots overall main example parts point points turn turns half hour hours minute minutes week weeks month
    months year years quarter second seconds moment moments morning afternoon evening monday tuesday wednesday
    thursday friday saturday sunday today tomorrow yesterday beginning end middle side sides case cases kind kinds
    number numbers set weak strong hard easy difficult simple big small new old long short high low fast slow quick
    right wrong ready full empty real important possible clear fine big biggest first last next second third whole
    own actual single one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
    hundred thousand
""")
# Words that are hardly ever nouns: a phrase with one of them is a piece of a clause.
_VERBS: Final = words_of("""
    add adds added make let locked find found keep kept send sends sent bring brings brought broke broken stopped
    gave see saw knew put ran begin began write wrote written read lose lost pay paid spend spent built hold held
    mean meant leave left took taken sold buy bought won understand understood ask asked answered opened closed
    waited happen happened helped helps saves saved shows showed told thought became grew fell fallen brought went
    needs needed wanted likes liked loves loved hate hated try tried called started used changed worked works moved
    looked turned comes goes seems gets becomes takes gives keeps says finds tells stays stayed remembers believe
    prefer wish wished hope hoped love enjoy enjoyed appreciate impressed pleased happy able
""")
# What a noun phrase stands behind, and what may follow it.
_TIMES: Final = words_of("""
    half hour hours minute minutes week weeks month months year years quarter second seconds day days today tomorrow
    yesterday moment moments morning afternoon evening two three four five six seven eight nine ten eleven twelve twenty
    thirty forty fifty hundred thousand
""")
_BE: Final = words_of("is are was were be been being i'm it's we're they're and")
_BEFORE: Final = words_of("""
    a an the my our your his her their its this that these those of for in on with at by from about between into
    through without no more less is are was were be been than some any each every another much many very
    too so without during after before
""")
_BARRED_AFTER: Final = words_of("i we you he she they it who whom that's")
_LINKS: Final = words_of("""
    of for to in on with and the a an from at by my our your not no too before after between into
""")
_ARTICLES: Final = words_of("a an the my our your")
_PREPOSITIONS: Final = words_of("of for to in on with from")
_ASIDES: Final = frozenset({"general", "particular", "addition", "fact", "theory", "practice"})
_NEGATIONS: Final = frozenset({"no", "not", "never", "too", "without", "lack"})


class Candidate(NamedTuple):
    """``key`` is the case-folded phrase, ``words`` its content words; it stands at ``run[start:end]``."""

    key: str
    surface: str
    words: frozenset[str]
    run: Sequence[str]
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def is_noun_phrase(self) -> bool:
        return _is_noun_phrase(self.run, self.start, self.end)


class Voice(NamedTuple):
    """One text and who said it."""

    text: str
    person: str


class Phrase(NamedTuple):
    """``people`` is how many of the group's people use it, ``voices`` where in the group they do."""

    text: str
    words: frozenset[str]
    people: int
    score: float
    voices: frozenset[int]
    is_noun_phrase: bool


def distinctive_phrases(groups: Sequence[Sequence[Voice]], *, most: int = 12) -> list[list[Phrase]]:
    """For each group its best phrases, best first; a group without a single content word has none."""
    people_of = [_people_by_phrase(group) for group in groups]
    spread = Counter(key for phrases in people_of for key in phrases)
    return [_ranked(phrases, spread, len(groups), most) for phrases in people_of]


def said_once(text: str, longest: int) -> str:
    """The whole words among the first ``longest`` characters, with words and short phrases that are said over once."""
    read = text[:longest]
    if len(text) > longest:
        read = read.rpartition(" ")[0] or read
    return _SAID_OVER.sub(r"\1", _SAID_OVER.sub(r"\1", read))  # words first, then the phrases that they are in


def content_words(text: str) -> frozenset[str]:
    """The words of ``text`` that carry meaning, case-folded."""
    words = (_folded(match) for match in _WORD.findall(text))
    return frozenset(
        word for word in words if len(word) > 1 and word not in _FUNCTION_WORDS and word not in _WEAK_WORDS
    )


class _Use(NamedTuple):
    people: set[str]
    candidates: list[Candidate]
    voices: set[int]


def _people_by_phrase(group: Sequence[Voice]) -> dict[str, _Use]:
    uses: dict[str, _Use] = {}
    for place, voice in enumerate(group):
        for candidate in _candidates(voice.text):
            use = uses.get(candidate.key)
            if use is None:
                use = uses[candidate.key] = _Use(set(), [], set())
            use.people.add(voice.person)
            use.candidates.append(candidate)
            use.voices.add(place)
    return uses


def _ranked(uses: dict[str, _Use], spread: Counter[str], groups: int, most: int) -> list[Phrase]:
    # A phrase that only one person used is their sentence, not the group's word for it.
    shared = {key: use for key, use in uses.items() if len(use.people) > 1} or uses
    phrases = [
        (
            len(use.people) * _LENGTH_WEIGHT[use.candidates[0].length] * log(1 + groups / spread[key]),
            _usual_surface(use.candidates),
            use,
        )
        for key, use in shared.items()
    ]
    best = sorted(phrases, key=lambda phrase: (-phrase[0], -len(phrase[1]), phrase[1]))[:most]
    return [
        Phrase(
            text=text,
            words=use.candidates[0].words,
            people=len(use.people),
            score=score,
            voices=frozenset(use.voices),
            is_noun_phrase=2 * sum(candidate.is_noun_phrase for candidate in use.candidates) >= len(use.candidates),
        )
        for score, text, use in best
    ]


def _usual_surface(candidates: Sequence[Candidate]) -> str:
    surfaces = Counter(candidate.surface for candidate in candidates)
    return max(surfaces, key=lambda surface: (surfaces[surface], surface.islower(), surface))


def _candidates(text: str) -> Iterator[Candidate]:
    for run in _RUN.findall(_EDITORIAL.sub("\n", text)):
        surfaces = [word for word in _WORD.findall(run) if len(word) <= _LONGEST_WORD]
        folded = [_folded(word) for word in surfaces]
        meaningful = [word not in _FUNCTION_WORDS and len(word) > 1 and not word.isdigit() for word in folded]
        for start in range(len(folded)):
            if not (meaningful[start] or folded[start] in _NEGATIONS):
                continue
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(folded)) + 1):
                inside_reads = all(meaningful[i] or folded[i] in _LINKS for i in range(start, end))
                if not inside_reads:
                    break
                if not meaningful[end - 1]:
                    continue
                inside = [folded[i] for i in range(start, end) if meaningful[i]]
                words = frozenset(inside) - _WEAK_WORDS
                if words and len(set(inside)) == len(inside):
                    key, surface = " ".join(folded[start:end]), " ".join(surfaces[start:end])
                    yield Candidate(key, surface, words, folded, start, end)


def _is_noun_phrase(folded: Sequence[str], start: int, end: int) -> bool:
    inside, before = folded[start:end], folded[start - 1] if start else ""
    behind = not start or (before in _BEFORE and not (inside[0].endswith("ing") and before in _BE))
    ends = end == len(folded) or (folded[end] in _FUNCTION_WORDS and folded[end] not in _BARRED_AFTER)
    whole = not any(word in _VERBS for word in inside) and not inside[-1].endswith(("ed", "ly"))
    # "a" and "the" belong inside only behind a preposition: "start of the trial", not "sent the file".
    linked = all(word not in _ARTICLES or inside[place] in _PREPOSITIONS for place, word in enumerate(inside[1:]))
    # "week of work", "group of people": measures, and amounts, are not what anything is about.
    measure = inside[0] in _WEAK_WORDS and len(inside) > 1 and inside[1] in _PREPOSITIONS
    amount = any(word in _TIMES for word in inside)
    # "the field in general": a figure of speech.
    said_so = inside[-1] in _ASIDES
    named = behind and ends and whole and linked and not measure and not amount and not said_so
    return named and inside[0] not in _LINKS - _NEGATIONS


def _folded(word: str) -> str:
    return word.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")

"""Two predicates in one question: "book a room and order catering", "polite and on time", "fast and reliable"."""

import re

from research_templates.linter import lexicon
from research_templates.linter.closed import yes_no
from research_templates.linter.pairs import in_binomial
from research_templates.linter.reading import OPEN_WORDS, Reading, Sentence, Span, phrase_end

_LINKS = lexicon.among("and & plus")
_SUBORDINATES = lexicon.among(
    "between difference differences relationship balance together from combine combining when while after before if "
    "because since compared switch link split who that which"
)
_REFERS_BACK = lexicon.pattern("double", "refers_back")
_HOW_WELL = lexicon.pattern("double", "how_well_anywhere")
_EASE = lexicon.pattern("double", "ease")
_SCALED = re.compile(r"\W*(?:how|what|why|to what extent)\b", re.IGNORECASE)
_ADVERBS = lexicon.among("also then not very really quite still always too easily quickly clearly")
_VERBS = frozenset({"VVI", "VVB", "VVN", "VVD"})
_MAIN = ("VV", "VD", "VH")
_STATES = lexicon.pattern("double", "states")


def two_predicates(reading: Reading, sentence: Sentence) -> Span | None:
    at = next((found.at for found in yes_no(reading) if found.sentence is sentence), None)
    eased = _EASE.search(sentence.text)
    measured = _HOW_WELL.search(sentence.text) is not None or eased is not None
    if at is None and not measured and not _SCALED.match(sentence.text):
        return None
    start = at or 0
    for i in range(start + 2, len(sentence.words) - 1):
        link = _link(sentence, i)
        if not link or in_binomial(sentence, i):
            continue
        inner = _SUBORDINATES.intersection(_own_words(sentence, start, i))
        if inner:
            continue
        j = i + link
        while sentence.tag_of(j) == "AV0" or sentence.word(j) in _ADVERBS:
            j += 1
        j += sentence.word(j) == "to" and sentence.tag_of(j + 1) == "VVI"
        if at is not None and (_two_qualities(sentence, at, i, j) or _two_states(sentence, at, i, i + link)):
            return sentence.span(i - 1, j + 1)
        main = _main_verb(sentence, start, i)
        if main is not None and _two_acts(sentence, main, i, j, asked=at is not None, measured=measured):
            return sentence.span(main, j + 1)
    return None


def _link(sentence: Sentence, i: int) -> int:
    """How many words the link at this token takes; 0 where none is."""
    words = sentence.words
    if words[i] in _LINKS:
        return 1
    if words[i : i + 3] == ("as", "well", "as"):
        return 3
    return 2 if words[i : i + 2] == ("but", "also") else 0


def _own_words(sentence: Sentence, start: int, link: int) -> tuple[str, ...]:
    """The words of the clause before the link, without "that" as a pointer at its beginning."""
    return sentence.words[start + 2 : link] if sentence.word(start + 1) == "that" else sentence.words[start + 1 : link]


def _two_qualities(sentence: Sentence, at: int, link: int, second: int) -> bool:
    """As in "Was the room clean and quiet?"."""
    poles = lexicon.scale_poles()
    adjectives = sentence.tag_of(link - 1).startswith("AJ") and sentence.tag_of(second).startswith("AJ")
    known = sentence.word(link - 1) in poles and sentence.word(second) in poles
    modifies = sentence.tag_of(second + 1).startswith("NN")
    return link - 1 > at + 1 and (adjectives or known) and not modifies


def _two_states(sentence: Sentence, at: int, link: int, second: int) -> bool:
    """As in "polite and on time", "easy to use and up to date": what comes after "and" is a state as well."""
    if not sentence.tag_of(at).startswith(("VB", "VH", "VD", "VM")):
        return False
    before = sentence.words[at + 1 : link]
    said = any(sentence.tag_of(k).startswith(("AJ", "VVN", "VBN", "AV")) for k in range(at + 2, link)) or (
        "on" in before or "in" in before
    )
    thing = phrase_end(sentence, second)
    if said and thing > second and sentence.tag_of(thing).startswith("AJ"):
        return True  # "the toilets clean and the staff polite"
    place = sentence.tokens[second].start - sentence.start
    return said and _STATES.match(sentence.text, place) is not None


def _two_acts(sentence: Sentence, main: int, link: int, second: int, *, asked: bool, measured: bool) -> bool:
    """As in "Did you call the office and fill in the form?"; "cook it and eat it" is one act."""
    tag = sentence.tag_of(second)
    homograph = sentence.word(second) in lexicon.word_set("verbs", "acts") and sentence.tag_of(second + 1).startswith(
        ("NN", "AT0", "DPS", "AJ", "VVG", "DT0", "PRP", "PNP")
    )
    # "find the clinic and park your car": a bare word before an article is a verb, whatever else it may be.
    bare = second == link + 1 and sentence.tag_of(second + 1) in {"AT0", "DPS"} and (asked or measured)
    noun = tag.startswith("NN") and main < link - 1
    if not (tag in _VERBS | {"VVZ", "VHI", "VBI"} or (noun and (homograph or bare))):
        return False
    if sentence.word(second) in {"see", "try"} or _REFERS_BACK.match(sentence.word(second + 1)):
        return False
    if sentence.word(main) in lexicon.word_set("verbs", "together"):
        return False
    told = not asked and not measured
    return not (told and (main == link - 1 or tag in {"VVD", "VVN"}))


def _main_verb(sentence: Sentence, start: int, stop: int) -> int | None:
    """The first full verb between the auxiliary and the link; "been" where it is what is said."""
    for i in range(start + 1, stop):
        tag, after = sentence.tag_of(i), sentence.tag_of(i + 1)
        stands = after not in {"NN1", "NN2"} | ({"VVI"} if tag == "VVB" else set())
        if tag in {"VVI", "VDI", "VHI"} or (tag in {"VVB", "VVN", "VVD"} and stands):
            return i if sentence.word(i) not in OPEN_WORDS else None
        if tag in {"VBN", "VBI"} and after.startswith(("PR", "AJ", "AV")):
            return i
    return None

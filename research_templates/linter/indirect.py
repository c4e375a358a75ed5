"""Indirect questions said as direct ones: "tell me how old you are" asks what "how old are you" asks."""

import re
from collections.abc import Iterator
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.closed import AUXILIARIES
from research_templates.linter.reading import Sentence, Span, phrase_end

_ASKING = lexicon.among("what which how where who whom whose when")
_TELLING = lexicon.among(
    "tell telling tells say saying know knowing share sharing hear hearing see ask asking wonder wondering curious "
    "remember recall recalling disclose state stating reveal revealing confirm confirming write writing give giving "
    "mention mentioning explain explaining learn indicate specify describe describing guess check understand note"
)
_BETWEEN = lexicon.among("me us please , : exactly about of to first just roughly briefly also quickly")
_SELF = lexicon.among("yourself himself herself themselves yourselves both all two usually normally currently now also")
_CONTRACTED = {"'re": "are", "'ve": "have", "'s": "is"}
_SHORTEST_SUBJECT = 2
_ALSO_VERBS = lexicon.among("do does did have has had")
_CLEFT = re.compile(r"\b(?:is|was) it (?:exactly )?that\b|\bit (?:is|was) (?:exactly )?that\b", re.IGNORECASE)
_ASIDE = lexicon.pattern("personal", "asides")


def direct_forms(sentence: Sentence, plain: str) -> Iterator[tuple[Span, str]]:
    """Other ways to ask the same, with the place in the text each stands for: no asides, direct word order."""
    whole = sentence.start, sentence.end
    bare = _CLEFT.sub(" ", _ASIDE.sub(" ", plain))
    if bare != plain:
        yield whole, " ".join(bare.split())
    for i in range(len(sentence.words)):
        for said in _inverted(sentence, i, cleft=bool(_CLEFT.search(plain))):
            yield (sentence.tokens[i].start, sentence.end), said


def _inverted(sentence: Sentence, at: int, *, cleft: bool) -> Iterator[str]:
    """As in "what did you earn last year" for "what you earned last year"; nothing for another order of words."""
    if sentence.words[at] not in _ASKING or not (cleft or _is_told(sentence, at)):
        return
    asked = _asked_end(sentence, at)
    after = asked
    if cleft:
        while sentence.word(after) in {"is", "was", "it", "that", "exactly"}:
            after += 1
    subject, verb = _subject(sentence, after)
    if verb == after:
        return
    while sentence.word(verb) in _SELF or sentence.tag_of(verb) == "AV0":
        verb += 1
    lead, rest = " ".join(sentence.words[at:asked]), " ".join(sentence.words[verb + 1 :])
    contracted = next((ending for ending in _CONTRACTED if subject.endswith(ending)), None)
    if contracted:
        yield _joined(lead, _CONTRACTED[contracted], subject.removesuffix(contracted), sentence.word(verb), rest)
        return
    for auxiliary, base in _split(sentence, verb):
        yield _joined(lead, auxiliary, subject, base, rest)


def _split(sentence: Sentence, at: int) -> Iterator[tuple[str, str]]:
    """A finite verb as its auxiliary and what is left of it: "earned" as "did", "earn"."""
    word, tag = sentence.word(at), sentence.tag_of(at)
    if word in AUXILIARIES and (word not in _ALSO_VERBS or _verb_follows(sentence, at)):
        yield word, ""
    elif tag == "VVD" or word in _irregular():
        yield from (("did", base) for base in _bases_of(word))
    elif word.endswith("s") and tag.startswith(("VVZ", "NN2", "VHZ", "VDZ")):
        yield from (("does", base) for base in _bases_of(word))
    elif tag.startswith(("VV", "VH", "VD", "NN1")):
        yield "do", word


def _is_told(sentence: Sentence, at: int) -> bool:
    """Whether the participant is to say it: "tell me what", not "how do you feel about what"."""
    i = at - 1
    while i >= 0 and sentence.words[i] in _BETWEEN:
        i -= 1
    return i >= 0 and sentence.words[i] in _TELLING


def _asked_end(sentence: Sentence, at: int) -> int:
    """The token after "how old", "how much rent", "which political party"."""
    word, i = sentence.words[at], at + 1
    if _is_pronoun(sentence, i):
        return i
    if word == "how":
        while sentence.tag_of(i).startswith(("AJ", "AV", "DT")) and sentence.word(i) not in {"you", "your"}:
            i += 1
    if word in {"what", "which", "whose"} or i > at + 1:
        while sentence.tag_of(i).startswith(("AJ", "NN", "NP", "CRD", "UNC")):
            i += 1
    return i


def _is_pronoun(sentence: Sentence, at: int) -> bool:
    return sentence.word(at).split("'")[0] in lexicon.among("you he she they")


def _subject(sentence: Sentence, at: int) -> tuple[str, int]:
    if _is_pronoun(sentence, at):
        end = at + 1
    elif sentence.tag_of(at) in {"DPS", "AT0"}:
        end = phrase_end(sentence, at)
        end -= end - at > _SHORTEST_SUBJECT and sentence.tag_of(end - 1) == "NN2"  # "which party your mother votes for"
    else:
        return "", at
    return " ".join(sentence.words[at:end]), end


def _verb_follows(sentence: Sentence, at: int) -> bool:
    return sentence.tag_of(at + 1).startswith(("VV", "VB", "VH", "VD", "AV0"))


def _joined(*parts: str) -> str:
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(" ".join(parts).split()))


@cache
def _irregular() -> dict[str, str]:
    """Irregular forms of the verbs in the word lists, with the verb they belong to."""
    forms = lexicon.mapping("words", "verb_forms")
    return {form: base for base, listed in forms.items() for form in listed.split() if form != base}


def _bases_of(word: str) -> tuple[str, ...]:
    """What a form of a verb may be a form of: "voted" of "vot" or "vote"; the wrong one is no word and does no harm."""
    if word in _irregular():
        return (_irregular()[word],)
    endings = (("ied", "y"), ("ies", "y"), ("ed", ""), ("d", ""), ("es", ""), ("s", ""))
    found = [f"{word.removesuffix(end)}{instead}" for end, instead in endings if word.endswith(end)]
    return tuple(dict.fromkeys(found)) or (word,)

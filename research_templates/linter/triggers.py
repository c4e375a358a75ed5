"""Claims that grammar carries: a change, a feeling made a noun, an event with an article, a wrong suffered."""

from research_templates.linter import lexicon
from research_templates.linter.asking import NOT_REAL, asks_at
from research_templates.linter.reading import DEFINITE, MARKS, Sentence, Span

_ASKING = lexicon.among("how what why when where which who")
_HAVING = lexicon.among("did do does has have had")
_CLAUSE = lexicon.among("when if because while that which who whether after before since until as than to")
_FAR = 14


def changed(sentence: Sentence) -> Span | None:
    """As in "How did volunteering change your outlook?", "How has your sleep improved?": that there was a change."""
    words = sentence.words
    for i, word in enumerate(words):
        if word != "how" or words[i + 1 : i + 2] == () or _imagined(sentence, i):
            continue
        if sentence.word(i + 1) not in _HAVING or sentence.word(i + 2) in {"you", "we", "they", "people"}:
            continue
        for j in range(i + 2, min(i + _FAR, len(words))):
            if words[j] in MARKS or (words[j] in _CLAUSE and words[j] not in {"who", "that"}):
                break
            verb = lexicon.starts(words, j, lexicon.verbs("altering")) or lexicon.starts(
                words, j, lexicon.verbs("moving_on")
            )
            ends = verb and verb[0] in _MOVING and sentence.tag_of(j) == "NN1" and sentence.tag_of(j - 1) == "NN2"
            if verb and j > i + 2 and (ends or _is_predicate(sentence, j)):
                return i, j + verb[1]
    return None


_MOVING = frozenset(lexicon.verbs("moving_on").values())


def _imagined(sentence: Sentence, at: int) -> bool:
    return bool(NOT_REAL.search(sentence.text[sentence.tokens[at].start - sentence.start :]))


def _is_predicate(sentence: Sentence, at: int) -> bool:
    if not sentence.tag_of(at).startswith(("VV", "NN1-VV", "AJ0-VV")) and sentence.word(at) != "change":
        return False
    return sentence.word(at - 1) not in DEFINITE | lexicon.among("a an to of for with any") and not sentence.tag_of(
        at - 1
    ).startswith("AJ")


def made_to(sentence: Sentence) -> Span | None:
    """As in "What makes you avoid the park?", "Why do you keep forgetting?", "Why do you put up with it?"."""
    words = sentence.words
    if NOT_REAL.search(sentence.text):
        return None
    for i, word in enumerate(words):
        if word not in {"what", "why"}:
            continue
        if word == "what" and sentence.word(i + 1) not in lexicon.among("makes made has is led leads caused drove got"):
            continue
        for j in range(i + 2, min(i + 7, len(words))):
            if words[j] in MARKS:
                break
            verb = next(
                (
                    v
                    for key in ("turning", "coping", "guilt", "liking")
                    if (v := lexicon.starts(words, j, lexicon.verbs(key)))
                ),
                None,
            )
            if verb and sentence.tag_of(j).startswith("VV") and _of_somebody(sentence, i, j) and verb[0] not in _FREE:
                return i, j + verb[1]
            going_on = lexicon.starts(words, j, lexicon.verbs("continuing"))
            if going_on and _of_somebody(sentence, i, j) and sentence.tag_of(j + going_on[1]) in {"VVG", "TO0", "VDG"}:
                return i, j + going_on[1] + 1
    return None


_FREE = lexicon.among("leave switch return cancel like value prefer trust move skip drop treasure")
"""After "what made you" these are decisions that can be asked for."""


def _of_somebody(sentence: Sentence, first: int, at: int) -> bool:
    between = sentence.words[first + 1 : at]
    others = sentence.tag_of(at - 1) == "NN2" and bool(DEFINITE.intersection(between))
    return (others or bool(lexicon.among("you your they them people staff he she").intersection(between))) and (
        sentence.tag_of(at - 1) not in {"AT0", "DPS", "PRP"} and "not" not in between
    )


def ascribed(sentence: Sentence) -> Span | None:
    """As in "your frustration with the queue", "your worries about the merger", "your lack of time"."""
    nouns = lexicon.word_set("nouns", "ascribed")
    words = sentence.words
    for i in range(len(words) - 2):
        if words[i] not in {"your", "their"}:
            continue
        j = i + 1
        while sentence.tag_of(j).startswith(("AJ", "AV", "ORD")) and words[j] not in nouns and j < i + 4:
            j += 1
        if sentence.word(j) not in nouns or sentence.word(j + 1) not in _OF_WHAT:
            continue
        before = words[max(0, i - 2) : i]
        if {"any", "of"}.issubset(before) or NOT_REAL.search(sentence.text) or {"if", "any"} & set(words[i:j]):
            continue
        return i, j + 2
    return None


_OF_WHAT = lexicon.among("with about of at over for to in on from against towards toward by")


def insulted(sentence: Sentence) -> Span | None:
    """As in "your bully of a supervisor": that he is one."""
    words = sentence.words
    for i in range(len(words) - 3):
        named = words[i] in DEFINITE and words[i + 1] in lexicon.word_set("nouns", "charged")
        if named and words[i + 2] == "of" and words[i + 3] in {"a", "an"}:
            return i, i + 4
    return None


def event(sentence: Sentence) -> Span | None:
    """As in "How did the landlord's refusal affect you?", "What explains the decline in quality?"."""
    nouns = lexicon.word_set("nouns", "events")
    words = sentence.words
    start = asks_at(sentence)
    if start is None or NOT_REAL.search(sentence.text) or words[start] in {"describe", "tell", "walk"}:
        return None
    for i in range(start + 1, len(words)):
        if words[i] not in nouns or not sentence.tag_of(i).startswith(("NN", "VVG")):
            continue
        if sentence.tag_of(i + 1).startswith("NN"):
            continue
        j = i - 1
        while j > start and sentence.tag_of(j).startswith(("AJ", "AV", "NN", "NP", "ORD")):
            j -= 1
        owned = any(words[k].endswith(("'s", "s'")) or sentence.tag_of(k) == "POS" for k in range(j, i))
        of_something = sentence.word(i + 1) in lexicon.among("of in at by with among between on")
        if (owned or (words[j] in DEFINITE and of_something)) and _is_reacted_to(words, start, j, i):
            return j, i + 1
    return None


_REACTING = lexicon.among(
    "affect affected affects influence influenced change changed feel felt react reacted explain explains "
    "caused cause causes deal dealt cope handle handled respond responded behind hit hurt cost impact "
    "impacted shape shaped think do did say said blame led lead justify"
)


def _is_reacted_to(words: tuple[str, ...], start: int, first: int, at: int) -> bool:
    around = (*words[start:first], *words[at + 1 : at + 12])
    return words[start] in {"how", "what", "why", "who"} and bool(_REACTING.intersection(around))


def wronged(sentence: Sentence) -> Span | None:
    """As in "How do you feel about being exploited?", "How do you cope with getting ignored?"."""
    words = sentence.words
    if NOT_REAL.search(sentence.text):
        return None
    for i in range(1, len(words) - 1):
        if words[i] not in {"being", "getting", "been"} or words[i - 1] in lexicon.among("without not than is are was"):
            continue
        for j in (i + 1, i + 2):
            verb = lexicon.starts(words, j, lexicon.verbs("wronged"))
            if verb and sentence.tag_of(j) in {"VVN", "VVD", "AJ0", "VVI", "VVB"} and asks_at(sentence) is not None:
                if words[i] == "been" and sentence.word(i - 1) not in lexicon.among("you they have has"):
                    continue
                if words[i] == "been" and lexicon.among("ever if whether").intersection(words):
                    continue
                return i, j + verb[1]
    return None


def guilty(sentence: Sentence) -> Span | None:
    """As in "How did you lose the file?", "How often do you argue?", "How do you justify the delay?"."""
    words = sentence.words
    if NOT_REAL.search(sentence.text):
        return None
    for i, word in enumerate(words):
        if word not in {"how", "where", "when", "who", "what", "which"}:
            continue
        for j in range(i + 1, min(i + 9, len(words) - 1)):
            if words[j] in MARKS:
                break
            if words[j] not in lexicon.among("you they we staff") or words[j - 1] not in _HAVING:
                continue
            k = j + 1
            while sentence.tag_of(k) == "AV0" or sentence.word(k) == "manage" or sentence.word(k) == "to":
                k += 1
            excuse = lexicon.starts(words, k, lexicon.verbs("excusing"))
            verb = lexicon.starts(words, k, lexicon.verbs("guilt")) if word not in {"what", "which"} else None
            found = excuse or verb
            if found and sentence.tag_of(k).startswith("VV") and not {"when", "if", "after"} & set(words[k:]):
                return i, k + found[1]
            break
    return None

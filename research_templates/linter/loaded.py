"""Charged words about the thing that is asked about: praise or blame that the participant has not spoken."""

from research_templates.linter import lexicon
from research_templates.linter.leading import scale_words
from research_templates.linter.reading import DEFINITE, Reading, Sentence, Span, Spans

_DEGREES = lexicon.among(
    "so too such overly needlessly unnecessarily ridiculously painfully excessively annoyingly frustratingly"
)
_BLAMING = lexicon.among(
    "poorly badly ridiculously needlessly shamefully disgracefully terribly horribly awfully "
    "wonderfully beautifully brilliantly superbly outrageously unfairly absurdly annoyingly "
    "frustratingly carelessly clumsily pointlessly painfully expertly masterfully lovingly "
    "unfortunately sadly thankfully inexplicably disappointingly shockingly unreasonably stupidly "
    "lazily kindly impressively amazingly incredibly insanely wrongly hopelessly notoriously "
    "infamously"
)
_IDIOMS = lexicon.patterns("loaded", "idioms")
_CONTRASTED = lexicon.pattern("loaded", "contrasted")
"""Verdicts that others hold, with the other side beside them."""
_IDEAL = lexicon.among("ideal would imagine if could")


def loaded(reading: Reading) -> Spans:
    for sentence in reading.asking:
        for first, after in charged_words(sentence):
            yield sentence.span(first, after)


def charged_words(sentence: Sentence) -> list[Span]:
    """The tokens (first, after) that praise or blame, in order."""
    if _CONTRASTED.search(sentence.text):
        return []
    scale = scale_words(sentence)
    skipped = set(range(scale[0], scale[1] + 1)) if scale else set()
    found = [span for i in range(len(sentence.words)) if i not in skipped and (span := _charged_at(sentence, i))]
    found = sorted([*found, *_idioms(sentence)])
    return [span for n, span in enumerate(found) if n == 0 or span[0] >= found[n - 1][1]]


def _idioms(sentence: Sentence) -> list[Span]:
    """Turns of phrase that blame or praise as a whole ("line their pockets")."""
    if sentence.is_neutral:
        return []
    found = (match.span() for pattern in _IDIOMS for match in pattern.finditer(sentence.text))
    places = []
    for start, end in found:
        inside = [i for i, token in enumerate(sentence.tokens) if start <= token.start - sentence.start < end]
        if inside:
            places.append((inside[0], inside[-1] + 1))
    return places


def _charged_at(sentence: Sentence, i: int) -> Span | None:  # noqa: PLR0911 - one case a return
    word, tag = sentence.words[i], sentence.tag_of(i)
    if word in lexicon.word_set("adjectives", "charged") and not _is_verb(tag, sentence, i):
        return None if _asked_openly(sentence, i) or _told_of(sentence, i) else (i, i + 1)
    if word in lexicon.word_set("nouns", "charged") and not tag.startswith("VV"):
        return None if _asked_openly(sentence, i) else (i, i + 1)
    if word in lexicon.word_set("adjectives", "judging") and _describes_definite(sentence, i):
        return i, i + 1
    if word in _BLAMING and _blames(sentence, i):
        return i, i + 1
    if word in {"so", "too"} and _why_so(sentence, i):
        return i, i + 2
    verb = lexicon.starts(sentence.words, i, lexicon.verbs("charged"))
    if verb and (tag.startswith(("VV", "AJ")) or _does(sentence, i)):
        return i, i + verb[1]
    extreme = lexicon.starts(sentence.words, i, lexicon.verbs("extreme"))
    if (
        extreme
        and tag.startswith("VV")
        and sentence.word(0) in {"why", "what", "which"}
        and sentence.word(i - 1) not in {"would", "'d", "to"}
    ):
        return None if sentence.is_neutral else (i, i + extreme[1])
    return None


def _does(sentence: Sentence, i: int) -> bool:
    """Whether somebody does it: "the council bulldozing", not "the bullying"."""
    return sentence.words[i].endswith("ing") and sentence.tag_of(i - 1).startswith(("NN", "NP"))


def _is_verb(tag: str, sentence: Sentence, i: int) -> bool:
    return tag in {"VVB", "VVI", "VVZ"} or (
        tag == "VVG" and sentence.word(i - 1) in lexicon.among("is are was were be been")
    )


def _asked_openly(sentence: Sentence, i: int) -> bool:
    """Whether the word is left open ("What, if anything, was annoying") or describes something imagined."""
    if sentence.is_neutral and not _describes_definite(sentence, i):
        return True
    article = next((sentence.words[j] for j in range(i - 1, max(-1, i - 4), -1) if sentence.tag_of(j) == "AT0"), "")
    return article in {"a", "an"} and (
        bool(_IDEAL.intersection(sentence.words))
        or (sentence.word(0) in {"what", "tell", "describe"} and "like" in sentence.words)
    )


_INTENSE = lexicon.among("simply absolutely utterly truly downright positively completely totally just plain outright")
_SAYS_SO = lexicon.among("when if after because agree say think find felt feel feeling found")


def _told_of(sentence: Sentence, i: int) -> bool:
    """Whether the word is what is claimed of a thing ("when he was rude"), not how the thing is described."""
    if sentence.tag_of(i + 1).startswith(("NN", "NP", "AJ")):
        return False
    negated = any(word.endswith("n't") for word in sentence.words[:2]) and sentence.word(i - 1) not in _INTENSE
    return negated or bool(_SAYS_SO.intersection(sentence.words[:i]))


def _describes_definite(sentence: Sentence, i: int) -> bool:
    """Whether the word stands between "the", "our" ... and a noun."""
    if sentence.word(i - 1) in lexicon.among("most more least less how"):
        return False
    j = i - 1
    while j >= 0 and (
        sentence.tag_of(j).startswith(("AJ", "AV", "CRD", "ORD"))
        or sentence.words[j] in lexicon.among(", and - but yet")
        or sentence.words[j] in lexicon.word_set("adjectives", "judging")
    ):
        j -= 1
    if j < 0 or sentence.words[j] not in DEFINITE:
        return False
    k = i + 1
    while sentence.tag_of(k).startswith(("AJ", "AV0", "VVN", "VVG")) or sentence.word(k) in lexicon.among(
        ", and - but yet"
    ):
        k += 1
    if any(sentence.words[m] in {"and", "or", "not"} for m in range(k, min(k + 1, len(sentence.words)))):
        return False
    return (
        sentence.tag_of(k).startswith(("NN", "NP", "VV"))
        and sentence.word(k) not in {"or", "part", "parts"}
        and sentence.tag_of(k) not in {"VVD", "VVZ"}
    )


def _blames(sentence: Sentence, i: int) -> bool:
    """Whether an adverb judges what it stands before ("poorly designed", "needlessly long")."""
    after = sentence.tag_of(i + 1)
    if sentence.word(i) in lexicon.among("unfortunately sadly thankfully inexplicably disappointingly shockingly"):
        return True
    if sentence.word(i) == "kindly":
        return False
    return (
        after.startswith(("AJ", "VVN", "VVD")) and sentence.word(i - 1) not in {"how", "or"} and not sentence.is_neutral
    )


def _why_so(sentence: Sentence, i: int) -> bool:
    """As in "Why is it so slow": an adjective with a degree, in a question for its cause."""
    causes = sentence.words[0] == "why" or (
        sentence.words[0] == "what" and sentence.word(1) in {"makes", "made", "is", "was"}
    )
    word = sentence.word(i + 1)
    return (
        causes
        and (word in lexicon.scale_poles() or sentence.tag_of(i + 1).startswith("AJ"))
        and word not in {"many", "much", "far", "few"}
    )

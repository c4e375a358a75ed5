"""What a question takes for granted: an event, a feeling, a cause or a trait that nobody has established."""

from collections.abc import Callable

from research_templates.linter import givens, happenings, lexicon, triggers
from research_templates.linter.asking import NOT_REAL, asks_at, reports_valence
from research_templates.linter.established import established, pointed_at
from research_templates.linter.reading import DEFINITE, MARKS, Reading, Sentence, Span, Spans

_BOTH_SIDES = lexicon.pattern("presupposition", "both_sides")
_INVITES = lexicon.pattern("presupposition", "invites")
_POINTING_BACK = lexicon.among("that this those these")
"""What was said before: nothing is assumed."""
_ANY = lexicon.among("any if whether anything some potential possible")


def assumes(reading: Reading) -> Spans:
    for sentence in reading.asking:
        if sentence.is_neutral or _BOTH_SIDES.search(sentence.text) or established(reading, sentence):
            continue
        for find in _FINDERS:
            span = find(sentence)
            if span is not None:
                start, end = sentence.span(*span)
                if not pointed_at(reading, sentence, reading.text[start:end]):
                    yield start, end


def _why_turned(sentence: Sentence) -> Span | None:
    """As in "Why did you stop ...": to ask why is to say that it happened."""
    for i, word in enumerate(sentence.words):
        if word != "why" and not (word == "come" and sentence.word(i - 1) == "how"):
            continue
        if _INVITES.match(sentence.text[sentence.tokens[i].start - sentence.start :]):
            continue
        for j in range(i + 1, min(i + 9, len(sentence.words))):
            if sentence.words[j].endswith("n't") or (sentence.words[j] == "not" and sentence.tag_of(j) == "XX0"):
                return i, j + 1
            if (
                sentence.words[j] in lexicon.among("still again never so too no always rarely hardly")
                and j > i + 1
                and sentence.word(j + 1) not in {"many", "much", "far", "?"}
            ):
                return i, j + 1
            verb = lexicon.starts(sentence.words, j, lexicon.verbs("turning"))
            liking = lexicon.starts(sentence.words, j, lexicon.verbs("liking"))
            moved = lexicon.starts(sentence.words, j, lexicon.verbs("moving"))
            for found in (verb, liking, moved):
                if (
                    found
                    and sentence.tag_of(j).startswith(("VV", "AJ", "NN"))
                    and j > i + 2
                    and sentence.tag_of(j - 1) not in {"AT0", "DPS", "AJ0"}
                    and sentence.word(j - 1) != "to"
                ):
                    return i, j + found[1]
            if (
                j > i + 2
                and reports_valence(sentence, j)
                and (
                    sentence.tag_of(j).startswith(("AJ", "AV", "VVN", "VVG", "NN1-VVG"))
                    or sentence.words[j] in lexicon.negative()
                )
                and not sentence.tag_of(j + 1).startswith("NN")
            ):
                return i, j + 1
    return None


def _valence_noun(sentence: Sentence) -> Span | None:  # noqa: C901, PLR0911 - one frame after the other
    """As in "What problems did you have", "the difficulties you met", "your frustrations with ..."."""
    start = asks_at(sentence)
    if start is None:
        return None
    trouble, gain = lexicon.word_set("nouns", "trouble"), lexicon.word_set("nouns", "gain")
    having = lexicon.verbs("having")
    for i in range(start + 1, len(sentence.words)):
        word = sentence.words[i]
        if (word not in trouble and word not in gain) or not sentence.tag_of(i).startswith(("NN", "VVZ", "VVB")):
            continue
        if sentence.tag_of(i + 1).startswith("NN") and sentence.word(i + 1) not in {"points", "areas"}:
            continue  # "the error message", "the delay notice": a thing
        j = i - 1
        while j > start and (
            sentence.tag_of(j).startswith(("AJ", "NN", "CRD", "AV", "ORD", "VVG"))
            or sentence.words[j] in {",", "and", "or"}
        ):
            j -= 1
        opener = sentence.words[j]
        if opener in {"what", "which"} and j > start:
            continue  # "how do you decide which bug to fix": one of whatever there are
        if _ANY.intersection(sentence.words[max(0, j - 1) : i]) or NOT_REAL.search(sentence.text):
            return None
        if (
            opener in {"what", "which"}
            or (opener == "many" and sentence.word(j - 1) == "how")
            or (opener == "much" and sentence.word(j - 1) == "how")
        ):
            return j, i + 1
        if (
            opener in {"your", "their"}
            and (word in trouble or "biggest" in sentence.words[j:i] or "main" in sentence.words[j:i])
            and sentence.word(start) != "when"
        ):
            return j, i + 1
        after = sentence.words[i + 1 : i + 6]
        experienced = any(
            lexicon.starts(sentence.words, k, having) for k in range(i + 1, min(i + 6, len(sentence.words)))
        ) and bool(lexicon.among("you your they we that it").intersection(after))
        attributed = sentence.word(i + 1) in lexicon.among("with of in from caused to about between brought at on")
        if (
            opener in DEFINITE - _POINTING_BACK
            and (experienced or attributed)
            and sentence.word(j - 1) not in {"when", "if"}
        ):
            return j, i + 1
        if (
            experienced
            and opener in lexicon.among("about with of describe explain share list name")
            and sentence.tag_of(i) == "NN2"
        ):
            return j, i + 1
    return None


def _liking(sentence: Sentence) -> Span | None:
    """As in "What do you like most about ...": that there is liking is taken for granted."""
    for i, word in enumerate(sentence.words):
        if word not in lexicon.among("what which who where when"):
            continue
        for j in range(i + 1, min(i + 8, len(sentence.words))):
            verb = lexicon.starts(sentence.words, j, lexicon.verbs("liking"))
            if (
                verb
                and sentence.tag_of(j).startswith(("VV", "PRP"))
                and sentence.word(j - 1)
                not in lexicon.among("would 'd is was to look it feel looks looked been be day should could")
            ):
                if verb[0] in {"like", "love"} and sentence.word(j + 1) == "to":
                    continue  # "What do you like to read?": what one does
                if verb[0] == "like" and (
                    sentence.tag_of(j) == "PRP"
                    and sentence.word(j - 1) not in lexicon.among("you they people really most")
                ):
                    continue
                if verb[0] in lexicon.among("prefer value worry treasure trust miss") and sentence.word(
                    j + 1
                ) not in lexicon.among("most about the best least so"):
                    continue
                if not lexicon.among("do did does have has you they").intersection(
                    sentence.words[i:j]
                ) or NOT_REAL.search(" ".join(sentence.words[i:j])):
                    continue
                return i, j + 1
            if sentence.words[j] in MARKS or (sentence.words[j] in {"when", "that", "who"} and j > i + 1):
                break
    return None


def _moving(sentence: Sentence) -> Span | None:
    """As in "What frustrates you about ...", "what makes it so hard", "what was difficult about ..."."""
    for i, word in enumerate(sentence.words):
        if word not in lexicon.among("what which who what's how"):
            continue
        if i and sentence.words[0] == "how" and sentence.word(1) in {"do", "does", "would"}:
            continue  # "How do you explain what is wrong?": whatever that may be
        j = i + 1
        while sentence.tag_of(j) == "AV0" or (
            sentence.tag_of(j).startswith(("NN", "AJ", "PRF", "AT0", "DPS")) and j < i + 6 and word == "which"
        ):
            j += 1
        verb = lexicon.starts(sentence.words, j, lexicon.verbs("moving"))
        object_at = j + verb[1] if verb else 0
        if (
            verb
            and word != "how"
            and sentence.tag_of(j).startswith("V")
            and (sentence.word(object_at) in lexicon.among("you your people them most customers users patients staff"))
        ):
            return i, object_at
        if sentence.word(j) in lexicon.among("made makes make making is was were are") or word == "what's":
            found = _predicate(sentence, i, j)
            if found:
                return found
    return None


def _predicate(sentence: Sentence, i: int, j: int) -> Span | None:
    makes = sentence.word(j).startswith("ma")
    if makes and sentence.word(j + 2) in {"think", "say", "believe", "feel"}:
        return None
    for k in range(j + (sentence.word(i) != "what's"), min(j + 14, len(sentence.words))):
        if (
            sentence.words[k] in MARKS
            or sentence.words[k] in lexicon.among("when that if for who")
            or (sentence.words[k] in {"like", "about"} and not makes)
        ):
            return None
        superlative = (
            sentence.words[k] in lexicon.word_set("superlatives", "words")
            and sentence.word(k - 1) in DEFINITE
            and sentence.words[k : k + 2] != ("best", "way")
        )
        most = (
            sentence.words[k] == "most"
            and (sentence.tag_of(k + 1).startswith(("AJ", "VVG")) or reports_valence(sentence, k + 1))
            and sentence.word(k + 1) not in lexicon.among("important recent common likely relevant")
        )
        if (superlative or most) and sentence.word(i) in {"what", "which", "who", "what's"}:
            return i, k + 1
        adjective = reports_valence(sentence, k) or (
            makes and sentence.words[k] in lexicon.word_set("adjectives", "judging")
        )
        predicative = sentence.tag_of(k).startswith(("AJ", "AV", "VVG", "VVN", "VVD", "NN1")) and not sentence.tag_of(
            k + 1
        ).startswith("NN")
        if (
            adjective
            and sentence.word(i) in {"what", "what's", "which"}
            and (makes or (predicative and k <= j + 3))
            and sentence.word(k - 1) != "how"
            and sentence.words[k] not in {"prepared", "included", "involved", "informed"}
        ):
            if not makes and sentence.word(k + 1) not in lexicon.among(
                "about with for in to of when during on ? from at"
            ):
                continue
            if (makes and sentence.words[k] == "safe") or (
                makes and sentence.word(k - 1) in {"feel", "felt"} and sentence.word(k + 1) == "to"
            ):
                continue
            return i, k + 1
    return None


def _found_so(sentence: Sentence) -> Span | None:
    """As in "What do you find hard about ...", "which parts felt confusing"."""
    start = asks_at(sentence)
    if start is None or sentence.word(start) not in lexicon.among("what which why where when tell describe how"):
        return None
    for i in range(start + 1, len(sentence.words) - 1):
        if sentence.words[i] not in lexicon.among(
            "find found felt feel seemed seem seems considered became becomes gets got"
        ) or NOT_REAL.search(sentence.text):
            continue
        j = i + 1
        while sentence.tag_of(j) in {"AV0", "DT0"} or sentence.word(j) in {"most", "to", "be", "the"}:
            j += 1
        if sentence.word(start) == "how" and sentence.word(start + 1) in lexicon.among("did do does was much"):
            return None
        if reports_valence(sentence, j) and not sentence.tag_of(j + 1).startswith("NN"):
            return start, j + 1
    return None


_SINGLES_OUT = lexicon.among("tell describe share explain name like liked love loved enjoy enjoyed had call remember")


def _superlative(sentence: Sentence) -> Span | None:
    """As in "the hardest part of ...": that there was one."""
    if asks_at(sentence) is None or NOT_REAL.search(sentence.text):
        return None
    parts = lexicon.word_set("superlatives", "parts")
    for i, word in enumerate(sentence.words):
        simple = word in lexicon.word_set("superlatives", "words")
        most = word in {"most", "least"} and (
            reports_valence(sentence, i + 1) or sentence.word(i + 1) in lexicon.word_set("adjectives", "judging")
        )
        if word == "best" and (sentence.word(i + 1) == "way" or _is_given(sentence, i - 1)):
            continue
        if (simple or most) and sentence.word(i - 1) in DEFINITE | {"single"}:
            j = i + 1 + most
            if sentence.word(j) in parts or sentence.tag_of(j).startswith("NN"):
                return i - 1, j + 1
    return None


def _is_given(sentence: Sentence, at: int) -> bool:
    """As in "Who gives you the best advice?": one of what there is."""
    return any(sentence.tag_of(k).startswith("VV") and sentence.word(k) not in _SINGLES_OUT for k in (at - 1, at - 2))


_FINDERS: tuple[Callable[[Sentence], Span | None], ...] = (
    _why_turned,
    _valence_noun,
    _liking,
    _moving,
    _found_so,
    _superlative,
    happenings.effect,
    happenings.described_trait,
    happenings.since_changed,
    happenings.prevented,
    happenings.failed_when,
    happenings.factive,
    happenings.coping,
    happenings.fixed,
    triggers.changed,
    triggers.made_to,
    triggers.ascribed,
    triggers.event,
    triggers.insulted,
    triggers.wronged,
    triggers.guilty,
    givens.given,
)

# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""What a question takes for granted to have happened: an effect, a change, a failure, a cause."""

import re

from research_templates.linter import lexicon
from research_templates.linter.asking import NOT_REAL, asks_at, in_any_case, reports_valence
from research_templates.linter.reading import DEFINITE, MARKS, Sentence, Span


def effect(sentence: Sentence) -> Span | None:  # noqa: C901, PLR0912 - one frame after the other
    """As in "How has it improved your work?", "How did the slow sync affect you?"."""
    words = sentence.words
    for i, word in enumerate(words):
        if word not in lexicon.among("how what which ways who why where tell describe"):
            continue
        for j in range(i + 1, min(i + 14, len(words))):
            if words[j] in lexicon.among("would could might should can will if whether when after while because") or (
                words[j] in MARKS and words[j] not in {"-", "–"}
            ):
                break
            if not sentence.tag_of(j).startswith(("VV", "VH", "NN1-VV", "AJ0-VV")) and sentence.tag_of(j) not in {
                "VVN",
                "VVD",
            }:
                continue
            if (
                sentence.tag_of(j - 1) in {"AT0", "DPS", "TO0", "DT0", "VVI", "VVB"}
                or words[j - 1] == "to"
                or (words[j - 1] in {"you", "they", "we"} and word != "how")
                or (words[j - 1] in {"and", "or"} and {"you", "they", "we"}.intersection(words[i + 1 : i + 3]))
            ):
                continue
            if words[j] == "waste" and sentence.word(j + 1) in lexicon.among("in of from at and"):
                continue  # a thing, whatever its tag
            direct = next(
                (v for key in ("doing_good", "doing_harm") if (v := lexicon.starts(words, j, lexicon.verbs(key)))), None
            )
            subject = words[i + 1 : j]
            if (
                direct
                and word in {"how", "ways", "tell", "describe"}
                and {"you", "they", "we"}.isdisjoint(words[j - 1 : j])
            ):
                if (
                    {"do", "does"}.intersection(subject)
                    and words[j] in {"support", "help", "reduce", "enable"}
                    and word == "how"
                    and "your" in subject
                ):
                    break
                return i, j + direct[1]
            amount = (word == "how" and words[i + 1] in {"much", "many"}) or (
                word == "what" and {"time", "money"}.intersection(subject)
            )
            if direct and amount and words[j - 1] not in {"you", "they"}:
                return i, j + direct[1]
            touched = lexicon.starts(words, j, lexicon.verbs("touching"))
            impact = word == "what" and words[i + 1] in lexicon.among("impact effect influence consequences toll")
            if impact and words[j] in {"have", "had"} and _troubled(sentence, i + 2, j):
                return i, j + 1
            if touched and word in {"how", "what"} and _troubled(sentence, i + 1, j):
                return i, j + touched[1]
    for i, word in enumerate(words):
        # "In what ways has it made your life easier": a change for the better or the worse
        if (
            word in {"made", "makes"}
            and sentence.word(0) in lexicon.among("how in what why which")
            and not NOT_REAL.search(sentence.text)
        ):
            for j in range(i + 1, min(i + 8, len(words))):
                if words[j] in lexicon.among(
                    "easier harder better worse simpler faster slower happier more less possible"
                ):
                    return 0, j + 1
    return None


def _troubled(sentence: Sentence, first: int, after: int) -> bool:
    """Whether something definite in these words is said to be bad or good."""
    lists = (
        lexicon.word_set("adjectives", "descriptive"),
        lexicon.word_set("adjectives", "judging"),
        lexicon.word_set("adjectives", "charged"),
        lexicon.negative(),
        lexicon.word_set("nouns", "trouble"),
        lexicon.word_set("nouns", "gain"),
        lexicon.among("lack shortage loss decline drop rise increase cuts absence closure cancellation"),
    )
    return any(sentence.words[k] in words for k in range(first, after) for words in lists)


def described_trait(sentence: Sentence) -> Span | None:
    """As in "the slow checkout": a trait given as a fact."""
    traits = lexicon.word_set("adjectives", "descriptive")
    for i in range(1, len(sentence.words) - 1):
        j = i - 1
        while sentence.tag_of(j) in {"AV0", "AJ0", "ORD"} and j > 0 and sentence.words[j] not in DEFINITE:
            j -= 1
        if (
            sentence.words[i] in traits
            and sentence.words[j] in DEFINITE
            and sentence.tag_of(i).startswith(("AJ", "VV"))
            and sentence.tag_of(i + 1).startswith(("NN", "NP", "AJ"))
        ):
            if sentence.words[i] in lexicon.among(
                "long hard limited missing increased reduced rising"
            ) and sentence.word(i + 1) not in lexicon.among(
                "wait waits waiting delay delays queue queues hours process forms form work prices "
                "costs fees options choice workload pressure support features information"
            ):
                continue
            return j, i + 2
    return None


def since_changed(sentence: Sentence) -> Span | None:
    """As in "since you switched", "now that prices have gone up", "given that ..."."""
    words = sentence.words
    for i, word in enumerate(words):
        cause = (
            word == "since"
            or (word == "that" and sentence.word(i - 1) in {"now", "given"})
            or (
                word == "given"
                and sentence.word(i + 1) != "that"
                and i < 2  # noqa: PLR2004 - a number of words
                and (sentence.tag_of(i + 1) in {"AT0", "DPS"} or sentence.word(i + 1) == "how")
            )
        )
        if not cause:
            continue
        if "given" in {word, sentence.word(i - 1)}:
            if _of_the_participant(sentence, i + 1):
                return max(0, i - 1), min(len(words), i + 4)
            continue
        for j in range(i + 2, min(i + 8, len(words))):
            if words[j] in MARKS:
                break
            verb = lexicon.starts(words, j, lexicon.verbs("changing")) or lexicon.starts(
                words, j, lexicon.verbs("turning")
            )
            if verb and sentence.tag_of(j).startswith(("VV", "VBN", "AJ")) and not (verb[0] == "change" and i == 0):
                return i, j + verb[1]
    return None


def _of_the_participant(sentence: Sentence, first: int) -> bool:
    """Whether the clause from here to the next mark says something of those who are asked, or judges a thing.

    What the asker only tells of the world ("Given that the library moved in May, ...") is nothing that they would know.
    """
    words = sentence.words
    end = next((k for k in range(first, len(words)) if words[k] in MARKS), len(words))
    claims = not NOT_REAL.search(" ".join(words[first:end]))
    owner = sentence.word(first) in {"how", "your", "people", "most"} or sentence.word(first).startswith("you")
    advances = lexicon.verbs("moving_on")
    judged = _troubled(sentence, first, end) or any(
        words[k] in {"so", "too"} or reports_valence(sentence, k) or lexicon.starts(words, k, advances)
        for k in range(first, end)
    )
    return claims and (owner or judged)


_PREVENTED = lexicon.pattern("presupposition", "prevented")


def prevented(sentence: Sentence) -> Span | None:
    """As in "What stopped you from ...", "what keeps you from ..."."""
    found = _PREVENTED.search(sentence.text)
    return _tokens(sentence, found) if found and not NOT_REAL.search(sentence.text) else None


_FAILED_WHEN = lexicon.among("when after because once while as often times until before that how")


def failed_when(sentence: Sentence) -> Span | None:
    """As in "How did you feel when the app crashed", "how often does it fail": a bad event given as a fact."""
    words = sentence.words
    start = asks_at(sentence)
    if start is None or NOT_REAL.search(sentence.text):
        return None
    for i, word in enumerate(words):
        if word not in _FAILED_WHEN or (word == "when" and {"a", "an"}.intersection(words[max(0, i - 3) : i])):
            continue  # "a day when you were late": whichever there was
        for j in range(i + 1, min(i + 9, len(words))):
            if words[j] in MARKS or words[j] in lexicon.among(
                "something anything someone things decided if and to a an"
            ):
                break
            verb = lexicon.starts(words, j, lexicon.verbs("failing"))
            if in_any_case(sentence) and word in {"when", "after", "once", "while"} and sentence.tag_of(j) != "VVD":
                break
            regular = (
                word not in {"often", "times"}
                and verb
                and verb[0] in lexicon.among("cancel forget miss complain ignore refuse")
                and sentence.word(j - 1) == "you"
            )
            if (
                verb
                and sentence.tag_of(j).startswith(("V", "AJ"))
                and sentence.tag_of(j - 1) not in {"AT0", "DPS", "TO0"}
                and not regular
            ):
                if word in {"as", "that", "how", "before"} and word != "that":
                    continue
                return i, j + verb[1]
            if (
                word not in lexicon.among("that how as often times")
                and words[j]
                in lexicon.among(
                    "late broken wrong damaged unavailable unable disappointed unhappy frustrated "
                    "lost stuck rude slow denied confused incorrect missing"
                )
                and sentence.tag_of(j).startswith(("AJ", "AV", "VVN", "VVD"))
                and j > i + 1
            ):
                return i, j + 1
    return None


def factive(sentence: Sentence) -> Span | None:
    """As in "When did you realise that it was unreliable": what follows is taken as true."""
    words = sentence.words
    if asks_at(sentence) is None or NOT_REAL.search(sentence.text) or in_any_case(sentence):
        return None
    for i in range(1, len(words) - 2):
        verb = lexicon.starts(words, i, lexicon.verbs("factive"))
        if not verb or not sentence.tag_of(i).startswith(("VV", "AJ")):
            continue
        after = i + verb[1]
        if words[after] == "you" and verb[0] == "convince":
            after += 1
        if sentence.word(after) in {"that", "how"} or sentence.tag_of(after) in {"AT0", "DPS", "PNP"}:
            rest = range(after, min(after + 12, len(words)))
            bad = any(
                reports_valence(sentence, k)
                or words[k] in {"not", "no", "never"}
                or words[k].endswith("n't")
                or lexicon.starts(words, k, lexicon.verbs("failing"))
                or lexicon.starts(words, k, lexicon.verbs("turning"))
                for k in rest
            )
            finite = any(
                sentence.tag_of(k)[:2] in {"VB", "VH", "VM", "VD"} or sentence.tag_of(k) in {"VVD", "VVZ"} for k in rest
            )
            if bad and finite:
                return i, after + 1
    found = re.search(
        r"\b(?:do|did|have) you (?:ever |finally |now |really )?(?:regret\w*|realis\w+|realiz\w+)\b",
        sentence.text,
        re.IGNORECASE,
    )
    return _tokens(sentence, found) if found else None


def coping(sentence: Sentence) -> Span | None:
    """As in "How did you overcome ...": there was something to overcome."""
    words = sentence.words
    for i, word in enumerate(words):
        if word != "how" or sentence.word(i + 1) not in lexicon.among("did do have are were"):
            continue
        for j in range(i + 2, min(i + 6, len(words))):
            verb = lexicon.starts(words, j, lexicon.verbs("coping"))
            if (
                verb
                and (
                    verb[0] not in {"deal with", "fix", "resolve", "survive", "get around"}
                    or _troubled(sentence, j, min(j + 10, len(words)))
                )
                and "when" not in words[j:]
            ):
                return i, j + verb[1]
    return None


_FIXED = lexicon.patterns("presupposition", "fixed")


def fixed(sentence: Sentence) -> Span | None:
    for pattern in _FIXED:
        found = pattern.search(sentence.text)
        if found:
            return _tokens(sentence, found)
    return None


def _tokens(sentence: Sentence, match: re.Match[str]) -> Span:
    start, end = match.start() + sentence.start, match.end() + sentence.start
    inside = [i for i, token in enumerate(sentence.tokens) if token.start < end and token.end > start]
    return inside[0], inside[-1] + 1

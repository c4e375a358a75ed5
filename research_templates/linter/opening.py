# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""Open questions in the place of closed ones."""

import re
from collections.abc import Iterator

from research_templates.linter import lexicon
from research_templates.linter.closed import YesNo, yes_no
from research_templates.linter.phrasing import described, lowered, neutral_words, tidy, topic, words_of
from research_templates.linter.reading import Reading, Sentence, Span, phrase_end, with_complement

_POSITIVE = {
    "don't": "do",
    "doesn't": "does",
    "didn't": "did",
    "can't": "can",
    "won't": "will",
    "shan't": "shall",
    "ain't": "is",
}
_SOMETHING = {
    "anything": "anything",
    "something": "anything",
    "anyone": "anyone",
    "someone": "anyone",
    "anybody": "anyone",
    "somebody": "anyone",
    "everything": "anything",
}
_HAVING = lexicon.among(
    "have need want see notice face encounter experience get receive own use make feel run meet hear try know keep take"
)
_FEELING = lexicon.among(
    "satisfied happy pleased comfortable confident disappointed unhappy dissatisfied glad content "
    "excited worried concerned annoyed frustrated impressed upset delighted familiar"
)
_LIKING = lexicon.among("like love enjoy prefer hate dislike appreciate value trust")
_CUT = lexicon.pattern("opening", "cut")


def positive(auxiliary: str) -> str:
    low = auxiliary.lower().replace("\u2019", "'")
    return _POSITIVE.get(low, low.removesuffix("n't"))


def opened(reading: Reading, span: Span) -> Iterator[str]:
    """Open questions in the place of the closed one at ``span``."""
    for clause in yes_no(reading):
        if clause.sentence.start <= span[0] < clause.sentence.end:
            sentence = clause.sentence
            lead = reading.text[: sentence.tokens[clause.at].start]
            for question in _frames(reading, clause):
                yield tidy(joined(lead, question))
            yield described(topic(reading, sentence=sentence, first=clause.at))
            return
    yield described(topic(reading))


def joined(lead: str, question: str) -> str:
    keep = lead.rstrip()
    if keep and not keep.endswith((".", "!", "?", ":", ">", "\n")):
        return f"{keep} {lowered(question)}"
    return f"{keep} {question}"


def _frames(reading: Reading, clause: YesNo) -> Iterator[str]:  # noqa: C901, PLR0912 - one frame after the other
    sentence, at = clause.sentence, clause.at
    if sentence.tag_of(at) not in {"VDB", "VDD", "VDZ"} and positive(sentence.words[at]) not in AUXILIARY_KIND:
        yield from _statement(reading, sentence, at)
        return
    auxiliary = positive(sentence.words[at])
    end = phrase_end(sentence, at + 1)
    if sentence.word(at + 1) == "there":
        end = at + 2
    if end == at + 1:
        return
    if _takes_the_verb(sentence, auxiliary, at + 1, end):
        end -= 1
    stop = _stop(sentence)
    subject = words_of(reading, sentence, at + 1, end)
    verb_at = end
    while (
        sentence.tag_of(verb_at) in {"AV0", "XX0"} and sentence.word(verb_at + 1) and sentence.word(verb_at) != "well"
    ):
        verb_at += 1
    rest = words_of(reading, sentence, end, stop)
    verb = sentence.word(verb_at)
    after = words_of(reading, sentence, verb_at + 1, stop)
    kind = AUXILIARY_KIND[auxiliary]
    ever = "ever" in sentence.words[at:stop]
    without_ever = re.sub(r"\b(?:ever|already|really|always|usually|generally)\s+", "", rest, flags=re.IGNORECASE)
    if subject.lower() in _SOMETHING:
        if not sentence.tag_of(verb_at).startswith("V") and kind == "do":
            return
        yield from _something(auxiliary, subject.lower(), verb, after, rest)
        return
    if subject.lower() == "there":
        yield from _there(reading, sentence, auxiliary, end, stop)
        return
    if kind == "be":
        yield from _be(reading, sentence, auxiliary, subject, end, verb_at, stop)
    if (
        verb in lexicon.among("want plan intend wish hope expect")
        and sentence.word(verb_at + 1) == "to"
        and subject.lower() == "you"
    ):
        yield f"What, if anything, would lead you {after}?"
    if kind == "should":
        yield f"What do you think about whether {lowered(subject)} should {rest}?"
    if kind == "would" and subject.lower() == "you":
        yield f"What would lead you to {_bare(without_ever)}, or not to?"
    if kind in {"do", "have"} and subject.lower() in {"you", "they"}:
        yield from _do_you(reading, sentence, auxiliary, subject, verb_at, stop)
    if ever:
        yield f"When, if ever, {auxiliary} {lowered(subject)} {without_ever}?"
    yield f"How, if at all, {auxiliary} {lowered(subject)} {without_ever}?"


AUXILIARY_KIND = {
    **dict.fromkeys(("is", "are", "was", "were", "am"), "be"),
    **dict.fromkeys(("do", "does", "did"), "do"),
    **dict.fromkeys(("have", "has", "had"), "have"),
    **dict.fromkeys(("would", "will", "might", "may"), "would"),
    **dict.fromkeys(("can", "could"), "can"),
    **dict.fromkeys(("should", "must", "shall"), "should"),
}


def _takes_the_verb(sentence: Sentence, auxiliary: str, first: int, end: int) -> bool:
    """Whether what looks like the last noun of the subject is the verb: "Should the city | waste more money?"."""
    nouns = sentence.tag_of(end - 1).startswith("NN") and sentence.tag_of(end - 2).startswith(("NN", "NP"))
    verb_follows = sentence.tag_of(end).startswith(("V", "AV", "XX", "TO"))
    return end - first > 1 and nouns and not verb_follows and AUXILIARY_KIND.get(auxiliary) not in {"be", "have", None}


def _bare(rest: str) -> str:
    return re.sub(r"^(?:also|please|consider|be likely to|be willing to)\s+", "", rest)


def _stop(sentence: Sentence) -> int:
    """Where the closed question ends: before "and if so, ..." and its question mark."""
    stop = len(sentence.tokens)
    while stop and sentence.tag_of(stop - 1) == "PUN":
        stop -= 1
    for i in range(3, stop):
        after_and = sentence.words[i] in lexicon.among("and or , - –") and sentence.word(i + 1) in lexicon.among(
            "if why how what when where which"
        )
        if after_and and (sentence.words[i] != "," or sentence.word(i + 1) != "when"):
            return i - (sentence.words[i - 1] == ",")
        if (
            sentence.words[i] == ","
            and sentence.word(i + 1) in {"and", "or"}
            and sentence.word(i + 2) in lexicon.among("if why how what when where which")
        ):
            return i
    return stop


def _statement(reading: Reading, sentence: Sentence, at: int) -> Iterator[str]:
    end = phrase_end(sentence, at)
    if end > at and sentence.word(end) in {"is", "are", "was", "were"} and sentence.words[at] != "you":
        subject = neutral_words(reading, sentence, at, end)
        if subject:
            yield f"What {sentence.word(end)} {subject} like for you?"


def _something(auxiliary: str, pronoun: str, verb: str, after: str, rest: str) -> Iterator[str]:
    who = "Who" if _SOMETHING[pronoun] == "anyone" else "What"
    start = f"{who}, if {_SOMETHING[pronoun]},"
    match auxiliary:
        case "did" if verb:
            yield f"{start} {lexicon.past(verb)} {after}?"
        case "does" | "do" if verb:
            yield f"{start} {lexicon.forms(verb)[2] if len(lexicon.forms(verb)) > 2 else verb} {after}?"  # noqa: PLR2004 - a number of words
        case _:
            yield f"{start} {auxiliary} {rest}?"


def _there(reading: Reading, sentence: Sentence, auxiliary: str, at: int, stop: int) -> Iterator[str]:
    end = phrase_end(sentence, at)
    rest = words_of(reading, sentence, end, stop)
    if sentence.word(at) in _SOMETHING:
        who = "Who" if _SOMETHING[sentence.word(at)] == "anyone" else "What"
        end = at + 1
        k = end + (sentence.word(end) == "that")
        start = f"{who}, if {_SOMETHING[sentence.word(at)]},"
        if sentence.tag_of(k) == "PNP" and sentence.tag_of(k + 1).startswith(("VM", "VB", "VH", "VD")):
            whom, more = words_of(reading, sentence, k, k + 1), words_of(reading, sentence, k + 2, stop)
            yield f"{start} {sentence.word(k + 1)} {whom} {more}?"
        yield f"{start} {auxiliary} there {words_of(reading, sentence, end, stop)}?"
        return
    if end > at:
        noun = _bare_noun(reading, sentence, at, end)
        yield f"What {noun}, if any, {auxiliary} there {rest}?"


def _bare_noun(reading: Reading, sentence: Sentence, at: int, end: int) -> str:
    while at < end - 1 and sentence.tag_of(at) in {"AT0", "DT0", "DPS"}:
        at += 1
    return words_of(reading, sentence, at, end)


def _be(  # noqa: PLR0917 - the parts of one clause
    reading: Reading, sentence: Sentence, auxiliary: str, subject: str, end: int, verb_at: int, stop: int
) -> Iterator[str]:
    past = auxiliary in {"was", "were"}
    word, tag = sentence.word(verb_at), sentence.tag_of(verb_at)
    if subject.lower() == "you":
        if word == "able" and sentence.word(verb_at + 1) == "to":
            tried = "happened when you tried" if past else "happens when you try"
            yield f"What {tried} to {words_of(reading, sentence, verb_at + 2, stop)}?"
        if word in _FEELING and sentence.word(verb_at + 1) in lexicon.among("with about by in of at"):
            about = neutral_words(reading, sentence, verb_at + 2, stop)
            if about:
                yield f"How {'did' if past else 'do'} you feel about {about}?"
        if tag.startswith("AJ") and word != "able":
            yield (
                f"How {'did' if past else 'do'} you feel about {topic(reading, sentence=sentence, first=verb_at + 1)}?"
                if topic(reading, sentence=sentence, first=verb_at + 1)
                else ""
            )
        return
    if tag.startswith(("AJ", "VVG", "VVN")) or word in lexicon.scale_poles():
        to_at = next(
            (
                i
                for i in range(verb_at, stop)
                if sentence.tag_of(i) == "TO0" or (sentence.words[i] == "to" and sentence.tag_of(i + 1) == "VVI")
            ),
            None,
        )
        if subject.lower() in {"it", "this", "that"} and to_at is not None:
            yield f"What {auxiliary} it like {words_of(reading, sentence, to_at, stop)}?"
        elif tag.startswith("AJ") or word in lexicon.scale_poles():
            about = (
                subject
                if subject.lower() in {"it", "that", "this", "they"}
                else neutral_words(
                    reading, sentence, verb_at - (verb_at - (end - 0)) - _length(sentence, end, subject), end
                )
            )
            yield f"What {auxiliary} {lowered(about or subject)} like for you?"


def _length(sentence: Sentence, end: int, subject: str) -> int:
    """How many tokens before ``end`` make up the subject."""
    count = 0
    while count < end and sentence.tokens[end - 1].end - sentence.tokens[end - 1 - count].start < len(subject):
        count += 1
    return count + 1


def _do_you(  # noqa: PLR0917 - the parts of one clause
    reading: Reading, sentence: Sentence, auxiliary: str, subject: str, verb_at: int, stop: int
) -> Iterator[str]:
    verb, you = sentence.word(verb_at), lowered(subject)
    after = verb_at + 1
    do = auxiliary if auxiliary in {"do", "did"} else "do"
    object_end = phrase_end(sentence, after)
    if verb in lexicon.among("think believe feel agree say consider suppose"):
        claim = after + (sentence.word(after) in {"that", "like", "as"})
        about = (
            neutral_words(reading, sentence, claim, phrase_end(sentence, claim))
            if sentence.tag_of(claim) not in {"PNP", "EX0"}
            else ""
        )
        about = about or topic(reading, sentence=sentence, first=claim)
        if about:
            yield f"What {do} {you} think about {about}?"
        return
    if (
        verb == "find"
        and object_end > after
        and (sentence.word(object_end) in lexicon.scale_poles() or sentence.tag_of(object_end).startswith("AJ"))
    ):
        about = neutral_words(reading, sentence, after, object_end) or words_of(reading, sentence, after, object_end)
        yield f"How {auxiliary} {you} find {about}?"
    if verb == "find" and sentence.word(after) == "what":
        sought = words_of(reading, sentence, after, stop)
        yield f"What {auxiliary} {you} find, or not find, when you looked for {sought}?"
    if verb in _LIKING and object_end > after:
        about = neutral_words(reading, sentence, after, with_complement(sentence, after))
        if about and sentence.tag_of(after) != "PNP":
            yield f"What was {about} like for you?" if auxiliary == "did" else f"How do {you} feel about {about}?"
    if verb == "know":
        about = words_of(reading, sentence, after + (sentence.word(after) == "about"), stop)
        yield f"What {auxiliary} {you} know about {about}?"
    if sentence.word(after) in _SOMETHING or (sentence.word(after) == "any" and object_end == after):
        who = "Who" if _SOMETHING.get(sentence.word(after)) == "anyone" else "What"
        condition = _SOMETHING.get(sentence.word(after), "anything")
        did, more = words_of(reading, sentence, verb_at, after), words_of(reading, sentence, after + 1, stop)
        yield f"{who}, if {condition}, {auxiliary} {you} {did} {more}?"
    indefinite = (
        sentence.tag_of(after) in {"DT0", "AT0"} and sentence.word(after) in lexicon.among("any a an enough some")
    ) or sentence.tag_of(after).startswith(("NN2", "AJ"))
    if (
        object_end > after
        and indefinite
        and (
            verb in _HAVING
            or sentence.word(after) in {"any", "some"}
            or auxiliary in {"have", "has", "had"}
            or sentence.tag_of(verb_at).startswith("V")
        )
    ):
        noun = _bare_noun(reading, sentence, after, object_end)
        did, more = words_of(reading, sentence, verb_at, after), words_of(reading, sentence, object_end, stop)
        yield f"What {noun}, if any, {auxiliary} {you} {did} {more}?"

"""Open questions in the place of those that offer their answers."""

import re
from collections.abc import Iterator

from research_templates.linter import lexicon
from research_templates.linter.closed import YesNo, alternative, offered_first, yes_no
from research_templates.linter.opening import AUXILIARY_KIND, joined, positive
from research_templates.linter.phrasing import described, lowered, replaced, tidy, topic, words_of
from research_templates.linter.reading import Reading, Span, phrase_end


def unforced(reading: Reading, span: Span) -> Iterator[str]:
    """Open questions in the place of one that offers its answers."""
    for clause in yes_no(reading):
        sentence = clause.sentence
        place = alternative(clause)
        if place is None or not sentence.start <= span[0] < sentence.end:
            continue
        lead = reading.text[: sentence.tokens[clause.at].start]
        for question in _without_choice(reading, clause, place):
            yield tidy(joined(lead, question))
        yield described(topic(reading, sentence=sentence, first=clause.at))
        return
    for sentence in reading.asking:
        first = offered_first(sentence)
        if first and sentence.start + first[0][0] == span[0]:
            yield replaced(reading, sentence, sentence.text[slice(*first[1])])
    # "How was the training, helpful or boring?"
    kept = reading.text[: span[0]].rstrip(" ,:\u2013\u2014-")
    if re.search(r"\b(?:what|how|which|who|why|where|when)\b", kept, re.IGNORECASE):
        yield tidy(f"{kept}?{reading.text[span[1] :].lstrip('?')}")
    yield described(topic(reading))


def _without_choice(reading: Reading, clause: YesNo, place: int) -> Iterator[str]:  # noqa: C901, PLR0911 - one frame after the other
    sentence, at = clause.sentence, clause.at
    auxiliary = positive(sentence.words[at])
    end = phrase_end(sentence, at + 1)
    if end == at + 1 or auxiliary not in AUXILIARY_KIND:
        return
    subject = lowered(words_of(reading, sentence, at + 1, end))
    kind = AUXILIARY_KIND[auxiliary]
    if kind == "be" and subject == "you":
        about = topic(reading, sentence=sentence, first=place + 1)
        if about and about.split()[0] not in {"a", "an"}:
            yield f"What do you think about {about}?"
    verb_at = end
    while sentence.tag_of(verb_at) == "AV0" and verb_at < place - 1:
        verb_at += 1
    first = sentence.tag_of(verb_at)
    if (
        kind == "be"
        and subject != "you"
        and (
            first.startswith("AJ")
            or sentence.word(verb_at) in lexicon.scale_poles()
            or sentence.word(verb_at) in {"too", "very"}
        )
    ):
        yield f"What {auxiliary} {subject} like for you?"
        return
    if kind in {"do", "have", "would", "can"} and first.startswith("V"):
        verb = words_of(reading, sentence, verb_at, verb_at + 1)
        if verb.lower() in lexicon.among("think feel find believe agree support see consider"):
            about = topic(reading, sentence=sentence, first=verb_at + 1)
            if about:
                yield f"What {auxiliary} {subject} think about {about}?"
            return
        if sentence.words[verb_at + 1] in lexicon.among("by with through via in on at from for to"):
            word = {"for": "What", "from": "Where", "at": "What", "to": "Where"}.get(sentence.words[verb_at + 1], "How")
            tail = f" {sentence.words[verb_at + 1]}" if word == "What" else ""
            yield f"{word} {auxiliary} {subject} {verb}{tail}?"
            return
        if sentence.tag_of(place + 1).startswith(("VV", "VDD", "VDB")) or sentence.word(place + 1) in {
            "did",
            "do",
            "does",
        }:
            yield f"What {auxiliary} {subject} do?"
            return
        if kind == "have":
            return
        object_end = phrase_end(sentence, verb_at + 1)
        if object_end >= place - 1 or verb_at + 1 == place:
            yield f"What {auxiliary} {subject} {verb}?"
            return
        kept = words_of(reading, sentence, verb_at, object_end)
        yield f"How {auxiliary} {subject} {kept}?"

"""What to ask in the place of a faulty question: each rule's own way to put it right, best first."""

import re
from collections.abc import Iterator

from research_templates.linter import lexicon, other_languages
from research_templates.linter.conduct import MAX_CHARACTERS
from research_templates.linter.leading import scale_words
from research_templates.linter.loaded import charged_words
from research_templates.linter.phrasing import (
    NEUTRAL,
    described,
    neutral_words,
    replaced,
    sentence_at,
    tidy,
    topic,
    without_part,
    words_of,
)
from research_templates.linter.reading import Reading, Sentence, Span, phrase_end, with_complement


def neutral(reading: Reading) -> str:
    return other_languages.NEUTRAL.get(reading.language, NEUTRAL)


_CLAIM = lexicon.pattern("rewriting", "claim")
_ADVERB = lexicon.pattern("rewriting", "adverb")
_TAG = lexicon.pattern("rewriting", "tag")
_ASKING_REST = lexicon.pattern("rewriting", "asking_rest")


_MUCH = lexicon.pattern("rewriting", "much")


def leading(reading: Reading, span: Span) -> Iterator[str]:
    if reading.language == "es":
        yield from _spanish(reading, span)
        return
    sentence = sentence_at(reading, span[0]) or sentence_at(reading, span[0] + 1)
    if sentence is None:
        return
    scale = scale_words(sentence)
    if scale and sentence.tokens[scale[0]].start <= span[0]:
        yield from _both_poles(reading, sentence, *scale)
    much = _MUCH.match(sentence.text)
    if much:
        yield replaced(reading, sentence, f"How {much[1].lower()} {much[2]} feel about {_ing(much[3])}?")
    rest = _ASKING_REST.search(reading.text, span[1])
    if rest and rest.start() - span[1] < MAX_CHARACTERS:
        yield tidy(rest[1])
    others = [s for s in reading.questions if s is not sentence]
    if others and not sentence.asks:
        yield tidy(without_part(reading.text, sentence.start, sentence.end))
    tagged = _TAG.search(sentence.text)
    if tagged:
        yield from _from_claim(reading, sentence, sentence.text[: tagged.start()])
    adverb = _ADVERB.search(sentence.text)
    if adverb and sentence.asks:
        yield replaced(reading, sentence, tidy(f"{sentence.text[: adverb.start()]} {sentence.text[adverb.end() :]}"))
    yield from _from_claim(reading, sentence, sentence.text)
    yield replaced(reading, sentence, described(topic(reading, sentence=sentence) or topic(reading)))


def _ing(about: str) -> str:
    """As in "to" before a verb does not follow "about"."""
    return re.sub(r"^to (\w+)", lambda found: lexicon.forms(found[1])[-1], about)


def _both_poles(reading: Reading, sentence: Sentence, how: int, word: int) -> Iterator[str]:
    scaled = sentence.words[word]
    after = sentence.tokens[word].end
    start = sentence.tokens[how].end
    other = lexicon.mapping("words", "antonyms").get(scaled)
    written = reading.text[sentence.tokens[word].start : after]
    if other:
        yield tidy(f"{reading.text[:start]} {written} or {other} {reading.text[after:]}")
    about = topic(reading, sentence=sentence, first=word + 1)
    verb = sentence.word(word + 1)
    if about and verb in {"is", "was", "are", "were"} and sentence.tag_of(word + 2) != "PNP":
        yield replaced(reading, sentence, f"What {verb} {about} like for you?")
    if about and verb in {"are", "were"} and sentence.word(word + 2) == "you":
        yield replaced(reading, sentence, f"How {'did' if verb == 'were' else 'do'} you feel about {about}?")
    yield tidy(f"{reading.text[:start]} {written}, if at all, {reading.text[after:]}")


def _from_claim(reading: Reading, sentence: Sentence, claim: str) -> Iterator[str]:
    """A question about the thing that is claimed to be so."""
    stripped = _CLAIM.match(claim)
    offset = stripped.end() if stripped else 0
    first = next((i for i, token in enumerate(sentence.tokens) if token.start - sentence.start >= offset), 0)
    end = phrase_end(sentence, first)
    if end > first and sentence.tag_of(first) not in {"PNP", "EX0", "PNI"}:
        longer = with_complement(sentence, first)
        about = neutral_words(
            reading,
            sentence,
            first,
            longer if sentence.word(longer) in lexicon.among("is are was were has should have") else end,
        )
        verb = sentence.word(max(end, longer))
        if about and verb in {"is", "are", "was", "were"}:
            yield replaced(reading, sentence, f"What {verb} {about} like for you?")
        elif about and verb in {"should", "must", "ought"}:
            rest = words_of(reading, sentence, max(end, longer), len(sentence.tokens)).rstrip("?.! ")
            yield replaced(reading, sentence, f"What do you think about whether {about} {rest.split(',')[0]}?")
        elif about:
            yield replaced(reading, sentence, described(about))


_SPENT = {"waste": "spend", "wastes": "spends", "wasted": "spent", "wasting": "spending"}
_WASTED = re.compile(r"\bwast(?:e|es|ed|ing)\b(?! of\b)", re.IGNORECASE)


def loaded(reading: Reading, span: Span) -> Iterator[str]:
    text = reading.text
    spent = _WASTED.sub(lambda match: _SPENT[match[0].lower()], text)
    if spent != text:
        yield spent
    for sentence in reversed(reading.asking):
        untouched = len(sentence.tokens)
        for first, after in reversed(charged_words(sentence)):
            extreme = lexicon.starts(sentence.words, first, lexicon.verbs("extreme"))
            causes = (
                sentence.words[first] in {"so", "too"}
                or extreme
                or lexicon.starts(sentence.words, first, lexicon.verbs("charged"))
            )
            if causes or not (
                sentence.tag_of(after).startswith(("NN", "NP", "AJ", "VV"))
                or sentence.word(after) in {",", "and"}
                or sentence.tag_of(first).startswith(("AV", "NN"))
            ):
                yield replaced(reading, sentence, described(topic(reading, sentence=sentence) or topic(reading)))
                return
            text = _without_word(text, sentence, first, min(after, untouched), untouched)
            untouched = first
    yield tidy(text)
    found_in = sentence_at(reading, span[0])
    if found_in:
        yield replaced(reading, found_in, described(topic(reading, sentence=found_in)))


def _without_word(text: str, sentence: Sentence, first: int, after: int, untouched: int) -> str:
    """The text without a judging word and the marks and small words that only served it."""
    while sentence.word(first - 1) in lexicon.among("very really so truly incredibly most more rather quite"):
        first -= 1
    if (
        after + 1 < untouched
        and sentence.word(after) in {",", "and", "but", "yet"}
        and not sentence.tag_of(first - 1).startswith("AJ")
    ):
        after += 1
    elif (
        untouched == len(sentence.tokens)
        and sentence.word(first - 1) in {",", "and", "but"}
        and sentence.tag_of(first - 2).startswith("AJ")
    ):
        first -= 1
    noun_alone = (
        sentence.tag_of(first).startswith("NN")
        and not sentence.tag_of(after).startswith("NN")
        and not sentence.tag_of(first - 1).startswith("NN")
    )
    start, end = sentence.span(first, after)
    return f"{text[:start]}{'situation' if noun_alone else ''} {text[end:]}"


def double_barrelled(reading: Reading, span: Span) -> Iterator[str]:
    sentence = sentence_at(reading, span[0])
    if sentence is None:
        return
    ending = "?" if sentence.asks else "."
    inside = [i for i, token in enumerate(sentence.tokens) if token.start >= span[0] and token.end <= span[1]]
    links = (
        [
            i
            for i in range(max(1, inside[0] - 3), inside[-1] + 1)
            if sentence.words[i] in lexicon.among("and & plus or as")
        ]
        if inside
        else []
    )
    whole = span[1] >= sentence.tokens[-1].start and bool(inside) and not any(i >= inside[0] for i in links[:1])
    if links:
        link = links[0] if not whole else next((i for i in reversed(links) if i < inside[0]), links[0])
        cut = link - (sentence.word(link - 1) == ",")
        first_half = words_of(reading, sentence, 0, cut)
        end = max(inside[-1] + 1, link + 1)
        kept = words_of(reading, sentence, end, len(sentence.tokens))
        adjacent = inside[0] >= link - 1
        if adjacent and not whole:
            yield replaced(reading, sentence, f"{first_half} {kept}")
        yield replaced(reading, sentence, f"{first_half}{ending}")
        if not whole:
            yield replaced(reading, sentence, f"{first_half} {kept}")
    yield replaced(reading, sentence, described(topic(reading, sentence=sentence)))


def _spanish(reading: Reading, span: Span) -> Iterator[str]:
    rest = re.search(
        r"¿\s*(?:qué|cómo|cuándo|cuánto|dónde|quién|cuál|por qué)\b[^?]*\?", reading.text[span[1] :], re.IGNORECASE
    )
    if rest:
        yield tidy(rest[0])
    yield neutral(reading)

"""Noun phrases without a parser: what follows a determiner, until a word that cannot belong to it."""

from interview_engine.lexicon import Lexicon
from interview_engine.words import Word

MAX_WORD_CHARACTERS = 30
_MAX_WORDS = 3
_MAX_JOINED_WORDS = 7
"""With all that is joined to it; a longer phrase ends before what would make it so."""
_MAX_ADJECTIVES = 2
_MAX_JOINS = 2


def without_elision(found: list[Word], lexicon: Lexicon) -> list[Word]:
    """The words with determiners apart that are written in one with their noun: "l'" and "import"."""
    apart: list[Word] = []
    for word in found:
        cut = next((len(elided) for elided in lexicon.elided if word.low.startswith(elided)), 0)
        if cut and len(word.low) == word.end - word.start and word.low not in lexicon.stop_words:
            apart.append(Word(word.low[:cut], word.start, word.start + cut))
            apart.append(Word(word.low[cut:], word.start + cut, word.end))
        else:
            apart.append(word)
    return apart


def adjacent(text: str, left: Word, right: Word) -> bool:
    return text[left.end : right.start] == " " or (left.end == right.start and left.low.endswith("'"))


def noun_phrase_end(text: str, found: list[Word], place: int, lexicon: Lexicon) -> int:
    """Where the noun phrase that the determiner at ``place`` opens ends; ``place + 1`` when there is none."""
    if lexicon.capital_nouns:
        return _with_genitive(text, found, _before_verb(text, found, place, lexicon), lexicon, place)
    if lexicon.adjective_endings:
        return _romance(text, found, place, lexicon)
    return _with_complement(text, found, place, lexicon)


def _before_verb(text: str, found: list[Word], place: int, lexicon: Lexicon) -> int:
    end = place + 1
    while end < len(found) and end - place <= _MAX_WORDS and adjacent(text, found[end - 1], found[end]):
        # After its first word, "-ed" is the verb of the sentence: "the import failed".
        if not is_content(found[end], lexicon) or (end > place + 1 and found[end].low.endswith("ed")):
            break
        if end > place + 1 and found[end].low in lexicon.event_verbs:
            break
        end += 1
        if lexicon.capital_nouns and text[found[end - 1].start].isupper():
            return end
    # "The dashboard saves us": what stands before an object is the verb.
    if end - place > 2 and end < len(found) and found[end].low in lexicon.objects and found[end - 1].low.endswith("s"):  # noqa: PLR2004 - two words or more
        end -= 1
    return end


def _with_complement(text: str, found: list[Word], place: int, lexicon: Lexicon) -> int:
    """English: "a high level" goes on with "of accountability"."""
    end = _before_verb(text, found, place, lexicon)
    if not place + 1 < end < len(found) - 1 or found[end].low not in lexicon.joiners:
        return end
    if not adjacent(text, found[end - 1], found[end]) or not adjacent(text, found[end], found[end + 1]):
        return end
    inner = end + 1 if found[end + 1].low in lexicon.determiners else end
    joined = _before_verb(text, found, inner, lexicon)
    # "A process of trying" goes on with what was tried.
    is_cut = joined - inner > _MAX_WORDS or joined - place > _MAX_JOINED_WORDS or found[joined - 1].low.endswith("ing")
    return end if joined == inner + 1 or is_cut or found[joined - 1].low in lexicon.vague else joined


def _with_genitive(text: str, found: list[Word], end: int, lexicon: Lexicon, first: int) -> int:
    """German: "die Einrichtung" goes on with "der Schnittstelle" and with "von Daten"."""
    if end - first < 2 or not text[found[end - 1].start].isupper():  # noqa: PLR2004 - a determiner and a noun
        return end
    if end + 1 >= len(found) or not adjacent(text, found[end - 1], found[end]):
        return end
    place = end
    if found[end].low in lexicon.joiners:
        if not adjacent(text, found[end], found[end + 1]):
            return end
        place = end + 1 if found[end + 1].low in lexicon.determiners else end
    elif found[end].low not in lexicon.genitive:
        return end
    joined = _before_verb(text, found, place, lexicon)
    is_noun = (
        joined > place + 1 and text[found[joined - 1].start].isupper() and found[joined - 1].low not in lexicon.vague
    )
    return joined if is_noun and joined - first <= _MAX_JOINED_WORDS else end


def _romance(text: str, found: list[Word], place: int, lexicon: Lexicon) -> int:
    """Adjectives that may stand before their noun, the noun, adjectives, and nouns joined by "de" and its like."""
    if place and _is_clitic(found[place - 1].low, found[place].low, lexicon):
        return place + 1
    end = _noun_end(text, found, place, lexicon)
    if end == place + 1:
        return end
    for _ in range(_MAX_JOINS):
        joined = _joined(text, found, end, lexicon)
        if joined == end or joined - place > _MAX_JOINED_WORDS:
            break
        end = joined
    return end


def _is_clitic(before: str, determiner: str, lexicon: Lexicon) -> bool:
    """Whether the word is a pronoun, and what follows it a verb: "je les ai", "no los quiero"."""
    return determiner in lexicon.clitics and before in lexicon.before_clitics


def _noun_end(text: str, found: list[Word], place: int, lexicon: Lexicon) -> int:
    end = place + 1
    while end < len(found) and adjacent(text, found[end - 1], found[end]) and found[end].low in lexicon.before_nouns:
        end += 1
    follows = end < len(found) and adjacent(text, found[end - 1], found[end])
    if not follows or not is_content(found[end], lexicon):
        # "Le premier" has its adjective for a noun.
        return end
    if found[place].low in lexicon.clitics and found[end].low.endswith(lexicon.verb_endings):
        return place + 1
    return _with_adjectives(text, found, end + 1, lexicon)


def _with_adjectives(text: str, found: list[Word], end: int, lexicon: Lexicon) -> int:
    last = end + _MAX_ADJECTIVES
    while end < min(last, len(found)) and adjacent(text, found[end - 1], found[end]):
        word = found[end]
        describes = not lexicon.adjectives.isdisjoint(
            (word.low, word.low.removesuffix("s"), word.low.removesuffix("es"))
        ) or (is_content(word, lexicon) and word.low.endswith(lexicon.adjective_endings))
        if not describes and not (is_name(text, word) or text[word.start].isupper()):
            break
        end += 1
    return end


def _joined(text: str, found: list[Word], end: int, lexicon: Lexicon) -> int:
    """Where the phrase ends with the noun that is joined to it at ``end``; ``end`` when none is."""
    if end >= len(found) or not adjacent(text, found[end - 1], found[end]):
        return end
    word = found[end]
    if word.low.startswith(lexicon.elided_joiners) and word.low not in lexicon.stop_words:
        is_verb = word.low.endswith(lexicon.infinitive_endings)
        return end if is_verb else _with_adjectives(text, found, end + 1, lexicon)
    is_kept = word.low in lexicon.kept_prepositions and found[end - 1].low in lexicon.compounds
    if is_kept and end + 1 < len(found) and adjacent(text, word, found[end + 1]):
        return end + 2
    return _joined_by_preposition(text, found, end, lexicon) if word.low in lexicon.joiners else end


def _joined_by_preposition(text: str, found: list[Word], end: int, lexicon: Lexicon) -> int:
    noun = end + 1
    if noun < len(found) and adjacent(text, found[end], found[noun]) and found[noun].low in lexicon.determiners:
        noun += 1
    joined = _noun_end(text, found, noun - 1, lexicon)
    if joined == noun or any(word.low in lexicon.vague | lexicon.units for word in found[noun:joined]):
        return end
    is_verb = noun == end + 1 and found[noun].low.endswith(lexicon.infinitive_endings)
    return end if is_verb else joined


def is_content(word: Word, lexicon: Lexicon) -> bool:
    low = word.low
    return (
        low not in lexicon.stop_words
        and low not in lexicon.determiners
        and len(low) <= MAX_WORD_CHARACTERS
        and not low.isdigit()
        and not low.endswith(("ly", "mente"))
        and not _is_contraction(low, lexicon)
    )


def _is_contraction(low: str, lexicon: Lexicon) -> bool:
    """Whether the word holds the verb of another clause: "he's", "that'll"."""
    base, mark, rest = low.partition("'")
    return bool(mark) and (rest in {"ll", "re", "ve", "d", "t"} or (rest == "s" and base in lexicon.stop_words))


def is_name(text: str, word: Word) -> bool:
    """An acronym or a product's name: capitals anywhere but at the start of a sentence, or digits inside."""
    written = text[word.start : word.end]
    return written[1:] != written[1:].lower() or any(character.isdigit() for character in written)

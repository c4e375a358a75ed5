# ruff: noqa: RUF001 - typographic and non-Latin punctuation is what is read here
"""The words of a research question as they come in: cleaned of what is not text, cut to sentences, told by language."""

import re
import unicodedata

_MARKUP = re.compile(r"<(?:script|style)\b[^<>]{0,400}>[^<]*|</?[a-zA-Z!][^<>]{0,400}>", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SENTENCE = re.compile(r"[^.?!？。！؟]+(?:[.?!？。！؟]+(?=\w))*[^.?!？。！؟]*[.?!？。！؟]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_SHORT = 3
_STOP_WORDS = {
    "en": "the a an of to in is are was were what how why which who when where do does did our we they their "
    "this that with "
    "for from and or but on at by not it about can should would your my you as be have has into during make "
    "makes keep keeps",
    "es": "el la los las un una de del que en por para con qué cómo cuándo cuál nuestro nuestra nuestros "
    "nuestras los se "
    "es son y o su sus más porque quién dónde al lo como está están durante",
    "de": "der die das den dem des ein eine einen einem einer und oder nicht ist sind war wie was warum wer wo "
    "wann welche "
    "unser unsere unseren unserer unserem mit von vom für auf bei zu zum zur im wir sie ihre ihr es sich werden "
    "haben kann",
    "fr": "le la les un une des du de et ou est sont que qui quoi pourquoi comment quand quel quelle quels "
    "quelles nos notre "
    "vos leur leurs dans pour par avec sur au aux ce cette ces pas ne se il elle ils elles nous vous pendant",
    "pt": "o a os as um uma de do da dos das que em no na nos nas por para com como quando qual quais porquê "
    "nosso nossa "
    "nossos nossas se é são e ou seu sua seus suas mais quem onde ao aos pelo pela não durante está",
}
_STOP_SETS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}


def clean(text: str) -> str:
    """Plain text on one line: no markup, no control or invisible characters, single spaces."""
    text = unicodedata.normalize("NFC", _MARKUP.sub(" ", text))
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return " ".join("".join(kept).split())


def cut(text: str, *, words: int, characters: int) -> str:
    """The beginning of a text that fits both limits, at a word where one ends in time."""
    short = " ".join(text.split()[:words])
    if len(short) <= characters:
        return short
    head = short[:characters]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:-–—")


def sentences(text: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip(" .?!")]


def language_of(text: str) -> str:
    """Guess the language: en, es, de, fr, pt or "unknown"; short plain-letter texts without a sign count as en."""
    words = [word.lower() for word in _WORD.findall(text[:4_000])]
    if not words:
        return "unknown"
    counts = {language: sum(word in stop for word in words) for language, stop in _STOP_SETS.items()}
    best = max(counts.values())
    if best == 0:
        return "en" if len(words) <= _SHORT and all(word.isascii() for word in words) else "unknown"
    leaders = [language for language, count in counts.items() if count == best]
    if len(leaders) == 1:
        return leaders[0]
    # A tie with English is English only when every letter could be.
    return "en" if "en" in leaders and text.isascii() else next(name for name in leaders if name != "en")

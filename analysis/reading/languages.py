"""Which of the product's languages a statement is in, by function words and letters; where unsure, the study's."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final

LANGUAGE_NAMES: Final = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "pt": "Portuguese"}
# The commonest words that carry grammar rather than content. A word of several languages counts a part in each.
_FUNCTION_WORDS: Final = {
    "en": """
        a as on i am no in me
        the and of to is was were are that this these those with for from they we you he she it its our your their my
        not but have has had been be would could should will can did does do don't didn't wasn't isn't it's i'm i've
        which what who when where how there than then them us me at by an or if so because about into out up very just
        only all any some more most no nobody nothing every after before while until without
    """,
    "de": """
        der die das und ist war waren sind ein eine einen einem einer nicht mit für von zu auf dem den des ich wir sie
        er es ihr uns mich mir sich aber auch noch nur wie was wer wenn dann als nach bei aus über unter durch ohne um
        hat habe haben hatte hatten wird wurde werden kann konnte muss musste kein keine keiner niemand nichts immer
        schon sehr mehr man so dass daß weil bis vor zum zur im am vom ins beim doch mal dieser diese dieses jeder
    """,
    "es": """
        el la los las un una unos unas y de del que en es son era fue fueron no se con por para lo le les su sus mi mis
        nos yo nosotros ellos ella pero como más muy ya cuando donde quien qué porque sin sobre entre hasta desde hay
        ha han he había está están estaba ser al todo todos todo nada nadie nunca siempre también solo sólo después
        antes me te si o ni esto eso este esta cada otro otra tengo tiene tuve tuvimos
    """,
    "fr": """
        le la les un une des du de et est était étaient sont que qui en dans pour pas ne plus avec sur par au aux ce
        cette ces il elle ils elles nous vous je on mon ma mes notre nos leur leurs son sa ses mais ou où comme très
        tout tous rien personne jamais toujours aussi sans chez après avant quand parce j'ai c'est c'était n'est n'ai
        n'a qu'il d'un d'une l'on a ont avait avons été être fait fallu faut y si même encore trop bien se
    """,
    "pt": """
        o a os as um uma uns umas e de do da dos das no na nos nas em que é são era foi foram não se com por para lhe
        seu sua seus suas meu minha nós eu ele ela eles elas você mas como mais muito já quando onde quem porque sem
        sobre entre até desde há tem têm tinha está estão estava ser ao aos à às pelo pela tudo todos nada ninguém
        nunca sempre também só depois antes me te ou nem isso isto este esta cada outro outra num numa depois ainda
    """,
}
_LETTERS: Final = {
    **dict.fromkeys("äöüß", ("de",)),
    **dict.fromkeys("ñ¿¡", ("es",)),
    **dict.fromkeys("ãõ", ("pt",)),
    **dict.fromkeys("èùœîû", ("fr",)),
    **dict.fromkeys("çêàâô", ("fr", "pt")),
    **dict.fromkeys("áíóú", ("es", "pt")),
}
_MARKED: Final = re.compile(rf"[{''.join(_LETTERS)}]")
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_ELISION: Final = re.compile(r"(?:j|c|n|d|l|s|m|t|qu)'(?=\w{2})")
_MOST_WORDS: Final = 80
_LONGEST: Final = 500
_LEAST: Final = 2.0  # words or letters of one language alone, or more of shared ones
_MOST_LETTERS: Final = 3  # that count; a name has one
_AHEAD: Final = 1.0  # by how much it must lead the study's own


def _shares() -> dict[str, dict[str, float]]:
    spoken = {language: set(words.split()) for language, words in _FUNCTION_WORDS.items()}
    times = Counter(word for words in spoken.values() for word in words)
    return {word: {language: 1 / times[word] for language, words in spoken.items() if word in words} for word in times}


_SHARES: Final = _shares()


@lru_cache(maxsize=50_000)
def language_of(text: str, *, study: str = "en") -> str:
    """The code of one of the five languages where the words of ``text`` say so clearly, else ``study`` as it was given.

    Only the first words are looked at. ``study`` may be a code such as "pt-BR", or a language that is none of the five.
    """
    heard: Counter[str] = Counter()
    for found, _ in zip(_TOKEN.finditer(text[:_LONGEST]), range(_MOST_WORDS), strict=False):
        word = found.group().casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        shares = _SHARES.get(word) or _SHARES.get(_ELISION.sub("", word), {})
        heard.update(shares)
    for found, _ in zip(_MARKED.finditer(text.casefold()[:_LONGEST]), range(_MOST_LETTERS), strict=False):
        languages = _LETTERS[found.group()]
        heard.update(dict.fromkeys(languages, 1 / len(languages)))
    own = study.casefold()[:2]
    best = max(_FUNCTION_WORDS, key=lambda language: heard[language])
    if best == own or heard[best] < _LEAST or heard[best] < heard[own] + _AHEAD:
        return study
    others = max(heard[language] for language in _FUNCTION_WORDS if language != best)
    return best if heard[best] > others else study

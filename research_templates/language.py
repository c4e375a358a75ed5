# ruff: noqa: RUF001 - the letters of other languages are what is read here
"""The language a question is written in, told from its script, its small words, its letters and its endings."""

import re
import unicodedata

UNKNOWN = "unknown"
_READ_CHARACTERS = 2_000
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['\u2019\u2018][^\W\d_]+)*(?!\w)")
_SHORT = 4
_LETTER, _ENDING, _ELISION = 0.7, 0.3, 0.6
"""What a telling letter, ending or elided word weighs beside a small word of one language, which weighs 1."""

_SCRIPTS = (
    ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"), ("CJK", "zh"), ("ARABIC", "ar"), ("HEBREW", "he"),
    ("GREEK", "el"), ("DEVANAGARI", "hi"), ("THAI", "th"), ("CYRILLIC", "ru"),
)  # fmt: skip
_SMALL_WORDS = {
    "en": "the an of to is are was were what how why which who when where do does did our we they their this that "
    "with "
    "for from and or but on at by not it about can should would your my you be have has into during make makes keep "
    "keeps i us between among after before because than them there if more most new want feel think use using "
    "whose whom she been came went got only very too much many anybody anyone someone nobody ones "
    "users user customers customer people first like any all so",
    "es": "el los las una unos unas del que en por para con qué que cómo como cuándo cuál cuáles cual dónde quién "
    "nuestro "
    "nuestra nuestros nuestras se es son y su sus más porque lo está están durante al un la de sobre cuando "
    "hacen hace "
    "muy sin entre nos hay qué clientes usuarios les después antes",
    "de": "der die das den dem des ein eine einen einem einer eines und oder nicht ist sind war wie was warum wieso "
    "weshalb "
    "wer wo wann welche welcher welches unser unsere unseren unserer unserem mit von vom für auf bei zu zum "
    "zur wir sie "
    "ihre ihr ihnen ihren mir es sich werden wird haben hat kann können beim nach vor über ich im aus um dass wenn "
    "als auch",
    "fr": "le les une des du et ou est sont que qui quoi pourquoi comment quand quel quelle quels quelles nos notre "
    "vos "
    "votre leur leurs dans pour par avec sur au aux ce cette ces pas ne il elle ils elles nous vous pendant la de un "
    "après avant plus font clients utilisateurs avez êtes cela qu'est-ce n'utilisent ont fait lors",
    "pt": "os uma umas uns do da dos das em no na nos nas por para com como quando qual quais porquê nosso nossa "
    "nossos "
    "nossas se é são e ou seu sua seus suas mais quem onde ao aos pelo pela não durante está que o a as de um porque "
    "sobre usam clientes depois antes muito eles elas você vocês que quê foi isso já houve quanto",
    "it": "il lo gli uno una dei degli delle della dello del nel nella nei con per perché come quando quale quali "
    "cosa "
    "che chi dove nostro nostra nostri nostre sono è e non si più durante dopo prima la le di un i da al alla "
    "dai dalla "
    "clienti utenti ci hanno",
    "nl": "de het een en of niet is zijn was hoe wat waarom wie waar wanneer welke onze ons met van voor op bij te "
    "wij we "
    "ze hun er naar door om als ook worden wordt hebben heeft kan kunnen tijdens dat die dit klanten "
    "gebruikers na aan",
    "pl": "i w z na do nie się jest są jak co dlaczego kto gdzie kiedy który która które jakie jaki nasz nasza nasze "
    "naszych dla od po przez że czy o za naszego naszej klienci nasi użytkownicy",
    "sv": "och att det som en ett är på av för med den till inte hur vad varför vem när vilka våra vår vi de om har "
    "kan "
    "från efter under kunder oss",
    "da": "og at det som en et er på af for med den til ikke hvordan hvad hvorfor hvem hvornår hvilke vores vi de "
    "om har "
    "kan fra efter under kunder os",
    "tr": "ve bir bu için ile neden nasıl ne kim nerede hangi müşteriler müşterilerimiz mı mi mu mü değil daha çok",
    "cs": "a v na je jsou se že proč jak co kdo kde kdy které který která naši naše náš pro od po s z do ne není "
    "zákazníci jako při",
}  # fmt: skip
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LETTERS = {
    "es": "ñ¿¡", "de": "äöüß", "fr": "çœêèâîûëï", "pt": "ãõç", "it": "ìò", "pl": "łąężśćńźż", "sv": "åäö", "da": "øæ",
    "tr": "ğışİ", "cs": "řěůčžš", "nl": "",
}  # fmt: skip
_ENDINGS = {
    "en": re.compile(r"(?:ing|ly|ness|ship|less|ful)$"),
    "es": re.compile(r"(?:ción|ciones|dad|dades|miento|amos|aron|ieron|eros)$"),
    "de": re.compile(r"(?:ung|ungen|keit|heit|schaft|lich|lichen|isch|ieren|kunden|nutzer)$"),
    "fr": re.compile(r"(?:eaux|eurs|ement|ité|aient|ons|ez|oir|iers)$"),
    "pt": re.compile(r"(?:ção|ções|dade|dades|mento|mentos|aram|eiros)$"),
    "it": re.compile(r"(?:zione|zioni|ità|mento|menti|ono|ano)$"),
    "nl": re.compile(r"(?:heid|lijk|lijke|ijn|oek|ing)$"),
    "pl": re.compile(r"(?:ość|ości|anie|enie|ych|ego|ów|ją)$"),
}
_ENGLISH_ENDING = re.compile(r"(?:ing|tion|tions|ness|ship|ly|ers|ed|ity|s)$")
_UKRAINIAN = frozenset("іїєґ")


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language, or ``unknown``; a short text in plain letters without a sign is English."""
    text = unicodedata.normalize("NFC", text[:_READ_CHARACTERS])
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    if not words:
        return UNKNOWN
    script = _script(text)
    if script:
        return script
    scores = {language: _score(language, words, text) for language in _SETS}
    best = max(scores.values())
    if best <= 0:
        plain = all(word.isascii() for word in words)
        return "en" if plain and (len(words) <= _SHORT or _looks_english(words)) else UNKNOWN
    leaders = [language for language, score in scores.items() if score >= best - 1e-9]
    # A foreign name in an English question does not make it foreign: English wins a tie.
    return "en" if "en" in leaders else leaders[0]


def _looks_english(words: list[str]) -> bool:
    return sum(bool(_ENGLISH_ENDING.search(word)) for word in words) * 3 >= len(words)


def _score(language: str, words: list[str], text: str) -> float:
    small = _SETS[language]
    score = 0.0
    for word in words:
        # "qu'est", "l'application", "n'utilisent": what stands before the apostrophe is the small word.
        if word in small:
            sharing = sum(word in other for other in _SETS.values())
            score += 1.0 if sharing == 1 else 0.6 if sharing == 2 else 0.4  # noqa: PLR2004 - two languages
        elif language in {"fr", "it"} and re.match(r"(?:l|d|qu|n|c|s|j|dell|nell|all|un)'", word):
            score += _ELISION
    # A capital in mid-sentence may begin a foreign name ("São Paulo's metro").
    own = "".join(word for index, word in enumerate(text.split()) if not index or not word[:1].isupper()).lower()
    score += _LETTER * sum(letter in own for letter in _LETTERS.get(language, ""))
    ending = _ENDINGS.get(language)
    # An ending alone shows nothing: "onboarding" could as well be Dutch.
    if ending and score:
        score += _ENDING * sum(bool(ending.search(word)) for word in words)
    return score


def _script(text: str) -> str:
    """The language that a script gives away, where most letters are in it; Latin letters give none away."""
    counts: dict[str, int] = {}
    letters = [letter for letter in text if letter.isalpha()]
    for letter in letters:
        if letter.isascii():
            continue
        name = unicodedata.name(letter, "")
        language = next((code for prefix, code in _SCRIPTS if name.startswith(prefix)), "")
        if language:
            counts[language] = counts.get(language, 0) + 1
    if sum(counts.values()) * 3 < len(letters):
        return ""
    if "ja" in counts:
        return "ja"
    best = max(counts, key=lambda code: counts[code], default="")
    if best == "ru" and any(letter in _UKRAINIAN for letter in text.lower()):
        return "uk"
    return best

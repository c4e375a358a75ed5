"""Talk about the talk: what a speaker says about answering ("I think that covers it") and how they open a sentence.

No list of sentences: a sentence is about the talk when it holds a phrase of telling, remembering or ending, and
everything else in it is a word that carries no subject of its own.
"""

import re
from typing import Final

from analysis.theming.phrases import words_of

# Words that can stand in talk about the talk without giving it another subject; contractions as `plain` writes them.
_EMPTY: Final = words_of("""
    another further anything once briefly basically
    a about actually add added afraid again all already also am an and answer answered any anything anyway apart are
    as ask asked at back be because been before believe besides better beyond bit bring but by can cannot cant case
    come comes comment cover covered covering covers d did didnt do does doesnt done dont else end english enough
    everything exact exactly example explain far feel few finally finish first following for from get give go got
    great guess had hand has have havent hear here hm honest honestly how i if im important in interview into is it
    its just kind know least less let like list little ll look looking lot m main mainly matter matters maybe me
    mean memory mention mentioned mind mine moment more most much must my myself next no not nothing now occurs of
    off on one only or other others our out over own part particular pick please point points pretty probably
    question questions quite rather re really recall remember repeat repeating repetition right s said same say
    saying says see share side simply so some something sorry special specific stands stay stays still stop story
    subject such sum sums sure t tell telling than thank thanks that the then there thing things think this through
    time to told too topic true try twice understand up us ve very view want wanted was way we well were what when
    which whole will with word words would wouldnt write wrong yeah yes you your
""") | words_of("""
    a acuerdo agregar ahora al algo alguna anadir antes aparte aqui asi bien bueno comentado comentar como con
    contado contar contaria contestado cosa cosas creo cuanto de decir del dicho dije diria el ella en era es esa
    ese eso esta este esto fue gracias ha haber habia hay he igual importante la las le lo los mas me memoria
    mencionado mente mi mia mio mis mismo momento mucho muy nada ni no nos o ocurre otra otro para parte pensar pero
    poco por porque pregunta preguntas principal puedo punto que quiero recordar recuerdo repetir repetiria
    repetirme respondido resumen se seria si sido siguiente sobre solo su tal tambien te tema tengo tenia todo un
    una va veo viene vista ya yo
""")
_CORE: Final = re.compile(
    r"\b(?:"
    # telling: nothing to add, all I can say, as I said, I would only repeat myself
    r"to (?:say|add|tell|mention|share|report|repeat)|(?:i|we) (?:\w+ ){0,3}(?:said|told|mentioned"
    r"|answered|explained)"
    r"|(?:i|we) (?:(?:can|could|would|d|might|ll|will|must|want to|try to) )(?:\w+ ){0,2}"
    r"(?:say|add|tell|mention|explain|repeat)|(?:i|we) say it|how (?:do|would) you say"
    r"|repeat(?:ing)? (?:myself|what|it all)|cant say (?:more|much|anything)"
    r"|(?:that|this|i|we)(?: \w+){0,3} cover(?:s|ed)"
    # remembering: all I remember, nothing comes to mind
    r"|(?:i|we|to) (?:\w+ ){0,3}(?:remember|recall|think of)|com(?:e|es|ing) to (?:my )?mind"
    # ending: that is it, that was more or less all of it
    r"|(?:that|this|it) (?:is|was|s|would be|ll be|will be) (?:\w+ ){0,4}(?:it|all|everything|story)"
    # asking: you asked me that, another question
    r"|you (?:\w+ ){0,2}ask(?:ed)?|(?:your|this|that|the|next|another|other) (?:question|topic|subject)"
    # opening: the main point, something else, what stays with me is this
    r"|(?:is|s|was|be|there is) (?:this|the following)$|(?:main|most important|only|first|other|next) (?:thing|point)"
    r"|(?:something|anything) else$|(?:another|one|one more|one other) thing$"
    # Spanish
    r"|(?:que|para|por|de|puedo|quiero) (?:anadir|agregar|decir|contar|comentar|mencionar)"
    r"|(?:he|habia|lo|te|le|ya) (?:dicho|dije|contado|comentado|mencionado|respondido|contestado)"
    r"|(?:eso|esto) (?:es|seria|fue|era) (?:\w+ ){0,4}todo|se me ocurre|viene a la mente|repetir(?:ia|me)"
    r"|no recuerdo|(?:lo|cosa|punto) (?:mas importante|principal)|otra cosa$|es (?:esto|lo siguiente)$"
    r")\b"
)
# Another actor, or a duty, makes it an event: "nobody told us", "I had to say it twice".
_EVENT: Final = re.compile(
    r"\b(?:no one|us|(?:had|have|has|got) to (?:add|tell|explain|repeat|answer|ask|mention|remember|say it|say that)"
    r"|(?:not|cannot|cant|couldnt) (?:add|explain|repeat)|asked (?:for|if|to)|tuve que|tengo que)\b"
)
_LEAST_OPENER: Final = 2

_INTERJECTION: Final = (
    r"yes|yeah|yep|yup|no|nope|nah|well|right|ok(?:ay)?|sure|so|h+m+|u+m+|u+h+|o+h+|a+h+|e+r+m*|look"
    r"|listen|honestly|frankly|actually"
    r"|basically|anyway|also|plus|besides|exactly|true|indeed|sorry|again|then|now|and|but|finally"
    r"|first(?:ly| of all)?"
    r"|second(?:ly)?|third(?:ly)?|last but not least|personally|obviously|overall|in general|generally"
    r"|i (?:mean|guess|suppose|think|believe|would say|have to say|must say|have to admit|must admit)"
    r"|i\W?d say|you (?:know|see)"
    r"|let(?: me|'?s)? (?:think|see)|to be (?:honest|fair|exact|frank|precise)|in (?:all )?(?:honesty|fairness)"
    r"|as far as i (?:remember|know|recall|can tell|can say)|as i (?:said|mentioned)(?: before| earlier)?"
    r"|if i remember (?:right|correctly|well)"
    r"|if you ask me|looking back|in (?:hindsight|retrospect|short)|(?:in|from) (?:my|our) (?:case|view"
    r"|opinion|experience|side|end)"
    r"|for (?:me|us)(?: personally)?|on the (?:one|other) (?:hand|side)|by the way|on top of that"
    r"|apart from that|other than that"
    r"|s[ií]|bueno|pues|vale|mira|claro|la verdad|la verdad es que|en realidad|adem[aá]s|tambi[eé]n"
    r"|por ejemplo|en mi (?:caso|opini[oó]n)"
    r"|para (?:m[ií]|nosotros)|por (?:un|otro) lado|por cierto|a ver|o sea|digamos|bien|sinceramente"
    r"|francamente|que yo recuerde"
)
_COMMA_OPENER: Final = re.compile(
    rf"(?:{_INTERJECTION})\s?(?:,|:|;|\.\.\.|\u2026|\s[-\u2013\u2014])\s{{1,3}}", re.IGNORECASE
)
_COLON: Final = re.compile(r"[^:.!?\n]{2,70}:\s{1,3}")
_MOST_OPENERS: Final = 4
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_FEWEST_WORDS_LEFT: Final = 3


def is_talk_about_talk(plain: str) -> bool:
    """Whether ``plain`` (case-folded, without accents and punctuation, ``dont`` for don't) is about the talk alone."""
    words = plain.split()
    return (
        len(words) >= _LEAST_OPENER
        and all(word in _EMPTY or word.isdigit() for word in words)
        and _CORE.search(plain) is not None
        and _EVENT.search(plain) is None
    )


def after_openers(text: str, start: int, end: int) -> int:
    """Where the statement proper begins in ``text[start:end]``: behind "Well, to be honest," or "The main point:"."""
    place = start
    for _ in range(_MOST_OPENERS):
        opener = _COMMA_OPENER.match(text, place, end) or _colon_opener(text, place, end)
        if opener is None:
            break
        place = opener.end()
    enough = len(text[place : min(end, place + 200)].split()) >= _FEWEST_WORDS_LEFT
    return place if enough else start


def _colon_opener(text: str, start: int, end: int) -> re.Match[str] | None:
    match = _COLON.match(text, start, end)
    if match is None:
        return None
    words = _NOT_WORDS.sub(" ", match.group().casefold()).split()
    return match if len(words) >= _LEAST_OPENER and all(word in _EMPTY for word in words) else None

"""Answers that say nothing codeable: refusals, fillers, greetings, talk about the interview itself."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from analysis.reading.meta_talk import is_talk_about_talk

_ALTERNATIVES: Final = (
    # nothing to report
    (
        r"n ?a|none|nil|nowt|nothing(?: really| else| more| much| at all| special| specific| in particular"
        r"| whatsoever"
        r"| so far| for now| right now| comes to mind| springs to mind| (?:that )?i can think of"
        r"| to (?:say|add|report|mention|change|improve|complain about|note|share|declare))*"
    ),
    r"no(?: more| further| other)? (?:comments?|ideas?|opinions?|answers?|thanks?|thank you|questions?|suggestions?)",
    (
        r"(?:i )?(?:really )?(?:do not|dont|didnt|did not) (?:really )?(?:know|remember|recall|mind)"
        r"(?: really| yet| (?:what|how) to say)?"
    ),
    (
        r"(?:i m |im |i am )?(?:not|un) ?(?:really |too |quite |entirely )?sure(?: really| yet)?|idk|dunno|no clue"
        r"|who knows"
    ),
    (
        r"(?:i )?(?:really )?(?:cant|cannot|can not|couldnt) (?:think of|remember|recall)(?: any ?thing| any"
        r"| much| one)?"
        r"(?: else| specific| in particular| right now| at the moment| off the top of my head)*"
    ),
    r"(?:i(?: d| would)? )?(?:prefer|rather) not(?: to)?(?: say| answer| comment)?",
    # assent, dissent, fillers
    (
        r"yes|yeah|yea|yep|yup|ye|y|no|nope|nah|n|ok|okay|kay|k|sure|fine|right|exactly|agreed|maybe|perhaps|possibly"
        r"|probably|correct|absolutely|definitely|certainly|of course|true|alright|all right|indeed|good|great|cool"
        r"|perfect|nice|awesome|lovely|not really|a bit|sometimes|it depends|depends|both|neither"
    ),
    (
        r"everything|anything|all|all of it|all of them|all of the above|all good|all fine|all ok|it s all good"
        r"|same|same as (?:above|before)|as above|see above|ditto|as (?:i )?(?:said|mentioned)(?: before| above"
        r"| earlier)?"
    ),
    r"(?:i(?: ve| have)? )?already (?:said|answered|told you|mentioned|covered)(?: that| this| it)?",
    r"h+m+|u+m+|u+h+|e+r+m*|a+h+|o+h+|well|so|and|but|like|lol|(?:ha)+h?|wow|oops|sorry|please|test(?:ing)?|asdf\w*",
    r"(?:no |yes |well )?i (?:do not |dont |would not |wouldnt )?(?:think|guess|believe|suppose|hope)(?: so)?(?: not)?",
    # greetings and thanks
    (
        r"hi|hiya|hello|hey|there|good (?:morning|afternoon|evening|day)|bye|goodbye|see you|cheers|no worries"
        r"|(?:many )?thanks?(?: again| a lot| so much| very much)?|thank you(?: again| so much| very much"
        r"| all)?|thx|ty"
        r"|you(?: re| are)? welcome|nice to meet you(?: too)?|have a (?:nice|good|great|lovely) (?:day|one"
        r"|evening|weekend)"
        r"|(?:best of |good )luck(?: (?:with|to|for|on) (?:it|that|this|you|everything|everybody|everyone"
        r"|the (?:project|study|research|work|rest)))*"
    ),
    (
        r"(?:many )?(?:thanks?|thank you)(?: (?:so|very) much)? for (?:the|this|your|a|having|taking|listening|asking)"
        r"(?: (?:me|the|your|such|a|pleasant|nice|good|great|interesting|lovely|interview|conversation|chat|talk"
        r"|questions?|time|opportunity|to me))*|thank you for (?:a )?(?:pleasant|nice|good|great|interesting|lovely) "
        r"(?:interview|conversation|chat|talk)"
    ),
    (
        r"(?:it (?:was|has been|s been) )?(?:a |really |very )*(?:pleasure|pleasant|nice|great|good|lovely)"
        r"(?: to)? (?:talk|speak|chatt?)(?:ing)?(?: to| with)(?: you)?(?: today| about (?:this|it))?"
        r"|(?:i )?(?:really )?enjoyed (?:getting to )?(?:this|our|the|talk(?:ing)?|chat(?:ting)?|speaking)"
        r"(?: (?:to|with|about|you|this|it|interview|conversation|chat|talk))*"
    ),
    # talk about the interview
    r"(?:let s|lets|let us) (?:start|get started|get into it|begin|go|do it|do this|continue|move on|proceed)",
    (
        r"(?:i m |im |i am )?(?:all )?ready(?: to (?:start|begin|go))?|go ahead|next(?: question)?(?: please)?|skip"
        r"|pass|stop"
    ),
    (
        r"(?:that |it |this )?sounds (?:good|great|fine)(?: to me)?|that works(?: for me)?|happy to(?: help| answer)?"
        r"|hope (?:this|that) helps"
    ),
    (
        r"(?:that s|thats|that is|this is) "
        r"(?:all|it|everything|about (?:it|all)(?: i (?:have|ve got|got|can think of))?|fine|ok|right|correct"
        r"|a (?:good|great|tough|hard|difficult) (?:one|question))"
        r"(?: really| for now| from me)?"
    ),
    (
        r"(?:good|great|tough|hard|difficult) question|let me think(?: about (?:it|that))?|give me a (?:second"
        r"|moment|minute)"
    ),
    r"(?:can|could) you (?:please )?(?:repeat|rephrase|clarify|explain)(?: that| this| it| the question)*(?: please)?",
    (
        r"(?:i )?(?:(?:do not|dont) )?(?:really )?(?:have )?(?:got )?(?:no|any) (?:more |further |other )?questions?"
        r"(?: (?:for (?:now|you)|so far|right now|yet|at (?:all|this (?:time|point))|before we (?:begin|start)))*"
    ),
    r"what do you mean(?: by that)?|(?:i )?(?:do not|dont) (?:understand|get)(?: it| that| the question)?",
    (
        r"(?:i )?(?:do not|dont) (?:have|think i have) (?:any |a )?(?:more )?(?:questions?|comments?"
        r"|thing(?: to add| else)*)"
    ),
    # announcing what is not said yet, and the end
    (
        r"(?:(?:just|maybe|there are|i have|i ve got) )?(?:a couple of|a few|one|two|three|four|several|some) "
        r"(?:more |other |main )?(?:things?|points?)(?: come to mind| spring to mind)?"
    ),
    r"honestly|really|actually|seriously|frankly|to be (?:honest|fair|frank)|not a clue",
    r"what i \w+(?: most| best| least)?",
    r"(?:that s me|thats me|i m|im|i am|we re|we are) (?:all )?(?:done|finished)(?: here| now| for (?:now|today))?",
    # evasions
    (
        r"(?:it s |its |it is |that s )?(?:hard|difficult) to (?:say|tell)|(?:it|that)(?: really"
        r"| all)? depends|the usual"
        r"|you know how (?:it|this|these things|such things) (?:is|are|goes|go)|same as (?:always|usual|ever)|so so"
    ),
    (
        r"(?:it )?(?:could|might) (?:have been|ve been|be) (?:better|worse) (?:and |but "
        r"|or )?(?:it )?(?:could|might) "
        r"(?:have been|ve been|be) (?:better|worse)"
    ),
    r"(?:it|that|everything|all) (?:was|is|s|went) (?:all |just |quite )?(?:fine|ok|okay|alright|all right)",
    r"partly|more or less|i suppose(?: so)?|kind of|sort of",
    # leaving, and excuses for the language
    (
        r"(?:i )?(?:have|need|must|ve got|got) (?:to )?(?:go|leave|run|stop)(?: now| here| soon)?|(?:let s"
        r"|lets|can we|we can) (?:stop|end|finish)"
        r"(?: it)?(?: here| there| now)?|(?:i )?(?:do not|dont|did not) want to (?:continue|go on|say more"
        r"|answer(?: that| this)?)"
    ),
    (
        r"sorry (?:for|about) (?:my|the) (?:bad |poor )?(?:english|spelling|spellings|typos?|writing|grammar"
        r"|delay|late reply)"
    ),
    # the same in Spanish, German, French and Portuguese
    r"nada(?: mas| mais)?|ninguno|ninguna|no se|no lo se|si|gracias|hola|adios|vale|de acuerdo|(?:mucha )?suerte",
    r"nichts|nix|keine|keine ahnung|kein kommentar|weiss (?:ich )?nicht|ich weiss (?:es )?nicht|ja|nein|danke|hallo",
    r"viel (?:gluck|erfolg)(?: damit| noch| weiterhin)*",
    r"rien(?: du tout)?|aucun|aucune|je ne sais pas|aucune idee|oui|non|merci|bonjour|salut|d accord",
    r"bonne chance|bon courage",
    r"nenhum|nenhuma|nao sei|sim|nao|obrigad[oa]|ola|boa sorte",
)
# The question said over again before it is answered: "What slows me down?", "Do I miss it?", "Good points?"
_ECHO: Final = re.compile(
    r"(?:(?:well|so|oh|u+m+|h+m+) )?(?:(?:do|did|would) i (?:\w+ )?(?:like|miss|enjoy|want|mind|change|recommend"
    r"|use|trust|find)(?: \w+){0,3}|what (?:do|did|would) i(?: \w+){1,3}"
    r"|what (?:\w+ )?\w+(?:s|ed) me(?: \w+)?|where (?:do|did|should|shall) i (?:start|begin)"
    r"|what (?:works|worked|helps|helped|gets in the way|went well|is (?:good|bad)|was (?:good|bad))"
    r"|(?:the )?(?:good|bad|best|worst|last|first)(?: \w+)?)"
)
_BARE: Final = re.compile(rf"(?:(?:{'|'.join(_ALTERNATIVES)})(?: |$))+")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LONGEST_BARE: Final = 90
_LONGEST_WORD: Final = 200


def _plain(text: str) -> str:
    contracted = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("n't", "nt")
    decomposed = unicodedata.normalize("NFKD", contracted)
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_WORDS.sub(" ", letters).strip()


class Bareness(StrEnum):
    """Why an answer says nothing codeable."""

    NO_WORDS = "no_words"
    NO_CONTENT = "no_content"
    ABOUT_THE_TALK = "about_the_talk"


def is_bare(text: str) -> bool:
    """Whether ``text`` says nothing codeable (no words, or only refusals, fillers, greetings, meta-talk)."""
    return why_bare(text) is not None


def why_bare(text: str) -> Bareness | None:
    """Why ``text`` says nothing codeable; None when it says something."""
    runs = [run for run in _LETTERS.findall(text) if len(run) <= _LONGEST_WORD]
    if sum(map(len, runs)) < 2:  # noqa: PLR2004 - one letter is an initial or a slip of the finger
        return Bareness.NO_WORDS
    if len(text) > _LONGEST_BARE:
        return None
    plain = _plain(text)
    if _BARE.fullmatch(plain):
        return Bareness.NO_CONTENT
    echoes = text.rstrip().endswith("?") and _ECHO.fullmatch(plain) is not None
    return Bareness.ABOUT_THE_TALK if echoes or is_talk_about_talk(plain) else None

"""What an interviewer's question leads one to expect of the answer: the vocabulary of open feedback questions."""

import re
from typing import Final

_FRICTION: Final = re.compile(
    r"\b(?:better|improv\w*|chang(?:e|ed|ing)|differently|frustrat\w*|difficult\w*|hard(?:er|est)?"
    r"|challeng\w*|problems?"
    r"|issues?|friction|obstacles?|barriers?|annoy\w*|confus\w*|struggl\w*|slow(?:ed|s|er|est)?|stuck|blocked|fail\w*"
    r"|worst|dislik\w*|disappoint\w*|missing|lack\w*|wrong|concern\w*|pain|complain\w*|leave|cancel\w*|stop(?:ped|s)?"
    r"|prevent\w*|(?:fell|falls?|falling|came up) short"
    r"|(?:get|gets|getting|got|stands?|standing|stood) in (?:the|your|their|our) way"
    r"|(?:hold|holds|holding|held) (?:\w+ ){0,2}back|(?:kept|keeps?|keeping) (?:\w+ ){1,4}from|wish\w*|hesita\w*"
    r"|drawbacks?|downsides?|weakness\w*|cons|doubts?|doubted|unclear|bother\w*|irritat\w*|hinder\w*|hindrances?"
    r"|hurdles?|trouble\w*|trip\w* (?:\w+ )?up|put (?:you|them|people) off|let (?:you|them|people) down"
    r"|(?:go|goes|going|went) (?:badly|wrong)|g(?:a|i)ve up|turn\w* (?:you|them|people) away"
    r"|too (?:long|much|many|little|few|complicated|expensive)|waste\w*|effort|unhappy|unmet)\b"
)
_SUCCESS: Final = re.compile(
    r"\b(?:good|great|best|well|liked|likes"
    r"|(?:you|they|people|users|customers|really|most|best) like(?! (?:to|a|an|the|this|that|it)\b)"
    r"|like (?:best|most|about)|lov(?:e|ed)"
    r"|enjoy\w*|help(?:ed|ful|s)?|work(?:ed|s|ing) (?:well|best)|(?<!reach )(?<!reaching )(?<!to )value|valuable"
    r"|benefit\w*|success\w*|easy|easier|easiest|positive|favou?rite|strengths?|pros|advantages?|achiev\w*|deliver\w*"
    r"|pleas\w*|impress\w*|recommend|highlights?|satisf\w*|useful)\b"
)
# The same in German, Spanish, French and Portuguese.
_FRICTION_ELSEWHERE: Final = re.compile(
    r"\b(?:verbesser\w*|ändern|verändern|anders machen|schwierig\w*|schwer|probleme?|frustrier\w*|geärgert|ärgerlich"
    r"|gestört|gehindert|aufgehalten|fehl(?:t|te|en)|gefehlt|vermiss\w*|enttäusch\w*|langsam\w*|hürden?|hindernis\w*"
    r"|mejorar\w*|cambiar\w*|difícil\w*|problemas?|frustr\w*|molest\w*|falt(?:a|aba|ó)|decepcion\w*|atasc\w*|obstáculos?"
    r"|améliorer\w*|changer\w*|difficil\w*|problèmes?|gên(?:é|ant|er)\w*|manqu(?:e|é|ait)|déçu\w*|bloqu\w*|frein\w*"
    r"|melhorar\w*|mudar\w*|difíceis|incomod\w*|faltou|atrapalh\w*|travou)\b"
)
_SUCCESS_ELSEWHERE: Final = re.compile(
    r"\b(?:gefall\w*|gefiel|gut(?! (?:feeling|instinct|reaction))|hilfreich\w*|geholfen|geklappt|leicht\w*|nützlich\w*"
    r"|wertvoll\w*|gefreut|gust(?:a|ó|aba|ado)|ayud(?:a|ó|ado)|bien|útil\w*|fácil\w*|valios\w*|funcionó|plu|plaît|aidé\w*|utiles?|faciles?"
    r"|réussi\w*|gost(?:a|ou|ado)|ajud(?:a|ou|ado)|bem|boas?|bom)\b"
)
# A question about what would be asks what is missing, whatever it hopes for: "what would have made it a success?"
_CONDITIONAL: Final = re.compile(
    r"\bwhat (?:would|could|might) (?:have|make|help|bring|keep|come|need|we|they|you (?:change|add|do"
    r"|want|need|like to|have))\b"
    r"|\bif (?:you|we) (?:were|could|had)\b|\b(?:sooner|would you like to (?:see|have|change))\b"
)
# A question about who somebody is, what they set out to do or how they went about it.
_BACKGROUND: Final = re.compile(
    r"\b(?:about your(?:self| role| work| team| job| company| research| background)|your (?:role|background|job"
    r"|day-to-day)"
    r"|(?:were|are|was) (?:you|they) (?:hoping|expecting|planning|trying|aiming|looking)"
    r"|(?:did|do) you (?:hope|expect|plan|set out)"
    r"|had (?:you )?(?:expected|hoped)|walk (?:me|us) through|step by step|typical|describe (?:a|your) (?:day"
    r"|project|process)"
    r"|what (?:led|brought|made) you (?:to (?:start|sign|try|choose)|choose|start|sign|try|here)|how (?:many"
    r"|often|long) "
    r"|before (?:you|we) (?:began|begin|started|start|signed))\b"
)
_JOINED: Final = re.compile(r"\b(?:and|or|but|as well as|und|oder|aber|y|o|pero|et|ou|mais|e|mas)\b")
_HEDGE: Final = re.compile(r"\bif (?:at all|any|ever|anything|anywhere|there was one)\b")
_DENIAL: Final = re.compile(
    r"^\W*(?:nothing|none|nil|n/?a|not ?hing|nada|nichts|rien)\b"
    r"|\bno (?:complaints?|problems?|issues?|improvements?|changes?|comments?|need)\b"
    r"|\bcould(?: not|n.?t) (?:be|have been|have|fault|ask)\b|\bcan(?:not|.?t) (?:fault|be|think)\b"
    r"|\bdo(?: not|n.?t) (?:think|need|change)\b|\bwould(?: not|n.?t) change\b",
    re.IGNORECASE,
)
_OPENING: Final = 60
_LAST_SENTENCES: Final = 300  # characters: a question stands at the end of a message
_QUESTIONS: Final = re.compile(r"[^.!?\n]{0,300}\?")


def leaning(question: str) -> int:
    """-1 when the question asks for what is wrong, 1 for what is right, 0 when it asks for both or neither."""
    end = question[-_LAST_SENTENCES:].casefold()
    # What stands before the question repeats an earlier answer, and its words are no expectation.
    asked = " ".join(_QUESTIONS.findall(end)) or end
    if _CONDITIONAL.search(asked):
        return -1
    if _BACKGROUND.search(asked):
        return 0
    friction = _FRICTION.search(asked) or _FRICTION_ELSEWHERE.search(asked)
    success = _SUCCESS.search(asked) or _SUCCESS_ELSEWHERE.search(asked)
    leans = _leading(success, friction, asked) if success and friction else bool(success) - bool(friction)
    # "When, if at all, was it useful?" invites those for whom it was not to say why.
    return 0 if leans > 0 and _HEDGE.search(asked) else leans


def _leading(success: re.Match[str], friction: re.Match[str], asked: str) -> int:
    """The first of two, as what follows is the subject ("what is hard about getting help?"); joined ones: none."""
    first, second = sorted((success, friction), key=lambda found: found.start())
    if _JOINED.search(asked[first.end() : second.start()]):
        return 0
    return 1 if first is success else -1


def asks_background(question: str) -> bool:
    """Whether the question asks about the person and what they did, so that much of the answer will be neither."""
    return _BACKGROUND.search(question[-_LAST_SENTENCES:].casefold()) is not None


def denies(answer: str) -> bool:
    """Whether the answer opens by saying that there is none of what was asked for."""
    return _DENIAL.search(answer[:_OPENING]) is not None

"""What the shape of a question settles about its intent, whatever the examples make of its other words.

A classifier that knows some hundred questions hears in "What do people say about dogs?" mostly that dogs are new to it.
"""

import re
from dataclasses import replace
from typing import Final

from analysis.asking.answers import Intent
from analysis.asking.beside import set_beside
from analysis.asking.bounds import bounded
from analysis.asking.groups import PEOPLE
from analysis.asking.heard import Heard
from analysis.asking.idioms import by_idiom
from analysis.asking.intent import Wanted, is_no_question, sets_in_relation
from analysis.asking.leaving import is_leaving
from analysis.asking.meant import says_so
from analysis.asking.moods import asks_for_moods
from analysis.asking.scope import Asked, asks_whether_a_problem, topic_stems
from analysis.asking.topics import is_said
from analysis.asking.words import folded_words, word_list, words_of
from analysis.findings import Polarity

_SAY: Final = re.compile(
    r"^\W*(?:and |so |but )?what(?:'s| is| are|s)? (?:do|does|did|have|has|had|are|is|were)? ?(?!you\b|we\b|i\b)"
    r".{0,60}\b(?:say|says|said|saying|think|thinks|thought|thinking|feel|feels|felt|tell us|told us|telling us|mention"
    r"|mentioned|hear|hears|heard|mentioning|report|reported)(?: (?:about|of|on|in|regarding|concerning|to)\b|\W*$)",
    re.IGNORECASE,
)
_WEIGHED: Final = re.compile(
    r"\b(?:versus|vs|compar(?:e[sd]?|ing|isons?|atively)|than|differ\w*|between|most|mainly|more|less"
    r"|need\w*|wish\w*|want\w*|lack\w*|should)\b",
    re.IGNORECASE,
)
_SIDE_BY_SIDE: Final = re.compile(
    r"^\W*(?:and )?(?:which|who)\b"
    r"|\b(?:more|less|fewer|than|versus|vs|differ\w*|compar(?:e[sd]?|ing|isons?|atively)|between)\b",
    re.IGNORECASE,
)
_DO_PEOPLE: Final = re.compile(
    rf"^\W*(?:and )?(?:do|does|did|are|is|were|was|have|has|would|will) (?:(?:the|our|any|many|most|all|some) )*"
    rf"(?:\w+ )?(?:{'|'.join(sorted(PEOPLE))}|they|anyone|anybody) \w",
    re.IGNORECASE,
)
_WHAT_THEY_DO: Final = re.compile(
    rf"^\W*(?:and )?(?:what|how|where|why) (?:do|does|did|have|were|are) (?:(?:the|our|your|most|some) )?"
    rf"(?:{'|'.join(sorted(PEOPLE))}|they|anyone|anybody|everyone) \w",
    re.IGNORECASE,
)
_NARROWED: Final = re.compile(
    r"\b(?:that (?!it\b|they\b|the\b|we\b|this\b)|who|whose|with|without|when|if|better|worse|end(?:s|ed)? up)\b",
    re.IGNORECASE,
)
"""What sets some of them apart: whether something goes together with it is asked."""
_APART: Final = re.compile(
    r"\b(?:differ\w*|var(?:y|ies|ied)|compar(?:e[sd]?|ing|isons?|atively)|between|across|by|per|groups?|segments?|depend\w*|change[sd]?)\b",
    re.IGNORECASE,
)
_HOW_MUCH: Final = re.compile(
    r"^\W*(?:and |so )?(?:how (?:much|long|many|often|soon)"
    r"|who(?! (?:wants?|needs?|wish|ask|lack|miss|would|should|could|request|suggest)))\b",
    re.IGNORECASE,
)
"""What asks for an amount or for people, whatever it says that they need."""
_WHICH_OF_THEM: Final = re.compile(r"^\W*(?:and |so )?which\b", re.IGNORECASE)
_WHO: Final = re.compile(
    r"^\W*(?:and |so )?who\b(?! (?:else|wins|won|cares|knows)\b)"
    r"(?! (?:is|are|was|were|am) (?:you|we|i|this|that|the)\b)(?!.*\b(?:or|versus|vs)\b)",
    re.IGNORECASE,
)
"""What asks for people, whatever it says of them."""
_DO: Final = words_of("do does did are is were was have has would will")
_OPENED: Final = re.compile(
    r"^\W*(?:and |so |but )?(?:what|which|whats|who|whom|whose|how|why|when|where|do|does|did|is|are|was|were|any|has|"
    r"have|had|should|can|could|reasons?|top|main|biggest|list|name)\b",
    re.IGNORECASE,
)
_SHOULD_WE: Final = re.compile(
    r"^\W*should (?:we|i|they|one)\b(?!.*\b(?:fix\w*|do|start|first|next|solve|tackle|address|improve|change|focus)\b)",
    re.IGNORECASE,
)
_TO_OTHERS: Final = "recommend it to others"
_KEEP: Final = re.compile(
    r"^\W*what (?:should|must|do) (?:we|i|they) (?:definitely )?(?:keep|not (?:change|touch|lose))\b", re.IGNORECASE
)
_RECOMMEND: Final = re.compile(
    rf"^\W*(?:do|does|did|would|will) (?:\w+ )?(?:{'|'.join(sorted(PEOPLE))}|they|anyone|anybody) recommend\b",
    re.IGNORECASE,
)
_NOT_WORKING: Final = re.compile(
    r"\b(?:not|never|stop(?:s|ped)?|no longer|fail(?:s|ed)? to|(?:do|does|did|is|was|would|will)n['\u2019]?t) "
    r"(?:\w+ )?(?:work|works|working|function\w*|help|helps|helping|succeed\w*)\b",
    re.IGNORECASE,
)
_TO_COME: Final = re.compile(
    r"^\W*(?:how (?:many|much)|what (?:share|percentage|proportion|percent|number))\b.*\b(?:will|going to)\b",
    re.IGNORECASE,
)
"""Asks for a figure that nobody can know yet."""
_FEW_WORDS: Final = 4
_BARE: Final = 2
_OF_THE_WHOLE: Final = frozenset(
    {
        Intent.MOST_COMMON,
        Intent.WHAT_WORKS,
        Intent.COMPARE,
        Intent.RELATION,
        Intent.NEEDS,
        Intent.PRIORITISE,
        Intent.EARLY_WARNING,
    }
)
"""What is asked of a whole study: that its subject is named restricts nothing."""
_ASKS_WHAT: Final = words_of("what whats which anything something")
_BESIDE_PREDICATE: Final = _ASKS_WHAT | words_of("is was are were s so too very things parts")


def settled(question: str, wanted: Wanted, asked: Asked, heard: Heard) -> tuple[Intent, Asked]:
    """The intent and the restrictions of a question, where its opening leaves less doubt than the examples do."""
    intent, scope = wanted.intent, asked.scope
    if intent is Intent.WHAT_WORKS and _NOT_WORKING.search(question):
        topic = scope.topic if is_said(scope.topic, heard) else ""
        return Intent.MOST_COMMON, _restricted(asked, polarity=Polarity.FRICTION, topic=topic)
    if (idiom := by_idiom(question, intent, asked, heard)) is not None:
        return idiom
    if is_no_question(question):
        return intent, asked
    if within := bounded(question, asked, heard):
        return within
    if (two := set_beside(question, asked, heard)) and not sets_in_relation(question):
        return two
    return _by_its_words(question, asked) or _unrestricted(_course(question, intent, asked, heard), asked, heard)


def _by_its_words(question: str, asked: Asked) -> tuple[Intent, Asked] | None:
    """What a question asks for whatever it was taken for."""
    of_groups = asked.scope.names_rivals
    if asked.explicit and asks_whether_a_problem(question) and not of_groups:
        return Intent.ABOUT, _restricted(asked, polarity=Polarity.FRICTION)
    if predicate := _predicate(question):
        polarity = Polarity.SUCCESS if predicate in word_list("praised") else Polarity.FRICTION
        return Intent.ABOUT, _restricted(asked, polarity=polarity, topic=predicate)
    if _RECOMMEND.search(question) and not of_groups:
        return Intent.ABOUT, _restricted(asked, topic=_TO_OTHERS)
    if asks_for_moods(question, asked.scope.topic, names_groups=bool(asked.attributes)):
        return Intent.COMPARE, _restricted(asked, topic="")
    return None


def _restricted(asked: Asked, **changed: Polarity | str | None) -> Asked:
    return replace(asked, scope=asked.scope.model_copy(update=changed))


def _unrestricted(intent: Intent, asked: Asked, heard: Heard) -> tuple[Intent, Asked]:
    """Without the subject of the whole study as a topic, where a list or a comparison of all is asked for."""
    topic = asked.scope.topic
    if topic and not asked.explicit and intent in _OF_THE_WHOLE and heard.subject.issuperset(topic_stems(topic)):
        return intent, _restricted(asked, topic="")
    return intent, asked


def _course(question: str, intent: Intent, asked: Asked, heard: Heard) -> Intent:
    scope = asked.scope
    if _KEEP.search(question):
        return Intent.WHAT_WORKS
    which = intent is Intent.HOW_MANY and _WHICH_OF_THEM.search(question)
    if asked.sets_apart and (intent is Intent.UNKNOWN or which or not says_so(intent, question)):
        return Intent.COMPARE
    if _SIDE_BY_SIDE.search(question) and scope.names_rivals:
        return Intent.COMPARE
    if intent is Intent.COMPARE and scope.topic and not (asked.attributes or heard.across or _sets_apart(question)):
        return Intent.ABOUT
    if scope.topic and _WHO.search(question) and not asked.attributes:
        intent = Intent.HOW_MANY if intent in {Intent.COMPARE, Intent.UNKNOWN} else intent
    return Intent.ABOUT if _asks_about(question, intent, asked, heard) else intent


def _asks_about(question: str, intent: Intent, asked: Asked, heard: Heard) -> bool:
    """Whether a question only wants to know what is said about its topic, though it was taken for ``intent``."""
    topic = asked.scope.topic
    if _SAY.search(question) and not _WEIGHED.search(question):
        return True
    match intent:
        case Intent.RELATION if not sets_in_relation(question):
            plain = _asks_whether(question, asked) and not _NARROWED.search(question)
            return plain or is_leaving(topic)
        case Intent.NEEDS if topic:
            return not says_so(intent, question) or _HOW_MUCH.match(question) is not None
        case Intent.PRIORITISE | Intent.WHAT_WORKS | Intent.FORECAST | Intent.MOST_COMMON if topic:
            meant = says_so(intent, question) or asked.scope.polarity is not None
            leaving = intent is Intent.FORECAST and is_leaving(topic) and not _TO_COME.search(question)
            return leaving or ((not meant or bool(_SHOULD_WE.search(question))) and is_said(topic, heard))
        case Intent.UNKNOWN if topic:
            return _asks_plainly(question, asked, heard) or (is_leaving(topic) and not _TO_COME.search(question))
    return False


def _asks_plainly(question: str, asked: Asked, heard: Heard) -> bool:
    """Whether a question that no example is like asks about its topic: by its opening, or as one types a search."""
    topic, words = asked.scope.topic, len(folded_words(question))
    few = words <= _FEW_WORDS
    if not _OPENED.search(question):
        return words <= _BARE or (few and is_said(topic, heard))
    asks = few or _asks_whether(question, asked) or bool(_WHAT_THEY_DO.search(question))
    return asks or is_leaving(topic) or is_said(topic, heard)


def _sets_apart(question: str) -> bool:
    """Whether people or things are to be told apart; "Is it slower than expected?" only asks about one."""
    apart = _APART.search(question) or (_NARROWED.search(question) and _WEIGHED.search(question))
    return _DO.isdisjoint(folded_words(question)[:1]) or apart is not None


def _asks_whether(question: str, asked: Asked) -> bool:
    """Whether it asks if people, or those of a group that it names, do something: "Do creatives check the output?"."""
    if _DO_PEOPLE.search(question):
        return True
    words = folded_words(question)
    named = {part.removesuffix("s") for segment in asked.scope.segments for part in folded_words(segment.value)}
    begins = words[1:2] if words[1:2] not in (["the"], ["our"]) else words[2:3]
    return bool(words) and words[0] in _DO and not named.isdisjoint(word.removesuffix("s") for word in begins)


def _predicate(question: str) -> str:
    """What something is said to be in "What was confusing?": a word of participants, not of whoever sums up."""
    words = folded_words(question)
    telling = [word for word in words if word not in _BESIDE_PREDICATE]
    known = word_list("troubled") | word_list("praised")
    return telling[0] if len(telling) == 1 and words[0] in _ASKS_WHAT and telling[0] in known else ""

"""Which question of the interviewer's guide a reader repeats, with all wordings in which people were asked it."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Scope
from analysis.asking.frames import tells, topic_words
from analysis.asking.groups import PEOPLE
from analysis.asking.guide import FEWEST, SHORTEST, GuideQuestion
from analysis.asking.intentions import Intention, intention_of, without
from analysis.asking.stemming import stem
from analysis.asking.words import folded_words, stems, word_list, words_of
from research_templates.language import language_of
from research_templates.vectors import Embed, unit_vectors

_LIKE_IT: Final = 0.7
"""Likeness from which a reader's question may repeat a question of the guide."""
_SURELY: Final = 0.85
"""... whatever words they share."""
_SHARED: Final = 0.5
"""Of what a question asks for, how much the guide's question has to name in the same words."""
_SAME: Final = 0.9
"""Likeness from which two wordings ask the same, whoever was asked them; ``_SURELY`` when nobody was asked both, ..."""
_SAME_APART: Final = 0.7
"""... from which they do when they share a telling word besides, ..."""
_SAME_WORDS: Final = 0.55
"""... and from which they do when one has every telling word of the other and several were asked it."""
_ASKED_BOTH: Final = 0.1
"""The share of those asked the rarer one that may have been asked both, to follow up."""
_WEIGHING: Final = (word_list("friction") | word_list("success")) - words_of("like likes liked")
"""What makes two questions two, however alike they are: "What do you like?" and "What do you dislike?"."""
_YOU: Final = re.compile(r"\b(?:you|they|them|people|participants|customers|users|everyone|everybody)\b", re.IGNORECASE)
_YOUR: Final = re.compile(r"\b(?:your|people's|their)\b", re.IGNORECASE)
_IF_ANY: Final = re.compile(r",? if (?:any\w*|at all|you ever did)\b,?", re.IGNORECASE)
_ASKS_FOR: Final = {
    "why": re.compile(r"\b(?:why|reasons?|what (?:made|makes|kept|led|drove|brought))\b", re.IGNORECASE),
    "when": re.compile(r"\bwhen\b", re.IGNORECASE),
    "where": re.compile(r"\bwhere\b", re.IGNORECASE),
    "who": re.compile(r"\b(?:who|whom)\b", re.IGNORECASE),
    "how long": re.compile(r"\bhow long\b", re.IGNORECASE),
}
_QUOTED: Final = re.compile('[\u201c"]([^\u201c\u201d"]+)[\u201d"]')


def question_meant(
    asked: str,
    guide: Sequence[GuideQuestion],
    embed: Embed,
    *,
    beside: AbstractSet[str] = frozenset(),
    exactly: bool = False,
    surely: bool = False,
) -> GuideQuestion | None:
    """The question of the guide that ``asked`` repeats, by its text between quotation marks or by its meaning.

    ``beside`` are stems of what the whole study is about, by which no two questions are alike; ``exactly``: only by its
    text; ``surely``: by its meaning only where that leaves no doubt.
    """
    if not guide:
        return None
    known = _vectors(embed, tuple(_of_anybody(question.text) for question in guide))
    groups = _by_what_they_ask(guide, known, beside)
    put = [own for own in groups if len(_people(guide, own)) >= FEWEST]
    named = {" ".join(folded_words(text)) for text in (*_QUOTED.findall(asked), asked)}
    for own in put:
        if any(" ".join(folded_words(guide[place].text)) in named for place in own):
            whole = _same_intention(guide[own[0]].text, guide, groups, beside)
            return _joined([guide[place] for place in (whole if own[0] in whole else own)])
    if not put or exactly or len(folded_words(asked)) < SHORTEST:
        return None
    if intended := _same_intention(asked, guide, groups, beside):
        return _joined([guide[place] for place in intended])
    near = known @ unit_vectors(embed, [_of_anybody(asked)])[0]
    own = max(put, key=lambda places: float(near[places].max()))
    best = own[int(np.argmax(near[own]))]
    same = near[best] >= _LIKE_IT and not surely and _ask_for_the_same(asked, guide[best].text, beside)
    return _joined([guide[place] for place in own]) if same or near[best] >= _SURELY else None


def _same_intention(
    asked: str, guide: Sequence[GuideQuestion], groups: Sequence[list[int]], beside: AbstractSet[str]
) -> list[int]:
    """The wordings of the question for the intention that ``asked`` asks for; none where that is not one question."""
    wanted = intention_of(asked)
    if wanted is None:
        return []
    found = [own for own in groups if any(intention_of(guide[place].text) is wanted for place in own)]
    named = [_named_beside(wanted, [guide[place].text for place in own]) for own in found]
    several = [
        (language_of(guide[own[0]].text), words)
        for words, own in zip(named, found, strict=True)
        if words and len(_people(guide, own)) >= FEWEST
    ]
    of_one = all(one[0] != other[0] or one[1] & other[1] for one, other in combinations(several, 2))
    within = frozenset[str]().union(beside, *named) >= _named_beside(wanted, [asked])  # not "use the export again"
    return sorted(place for own in found for place in own) if of_one and within and _nobody_twice(guide, found) else []


def _named_beside(intention: Intention, texts: Sequence[str]) -> frozenset[str]:
    """The stems of what is named beside the intention: "export" of "Would you use the export again?"."""
    words = (word for text in texts for word in folded_words(without(intention, text)))
    return frozenset(stem(word) for word in words if tells(word, set()) and word not in PEOPLE)


def _nobody_twice(guide: Sequence[GuideQuestion], groups: Sequence[list[int]]) -> bool:
    """Whether the groups of wordings may be one question, which several were asked and nobody twice."""
    people = [_people(guide, own) for own in groups]
    everybody = frozenset[str]().union(*people)
    return len(everybody) >= FEWEST and sum(map(len, people)) <= (1 + _ASKED_BOTH) * len(everybody)


def in_their_order(
    guide: Sequence[GuideQuestion], embed: Embed, beside: AbstractSet[str] = frozenset()
) -> tuple[GuideQuestion, ...]:
    """The questions of the guide, each with all its wordings, as they follow each other in an interview."""
    if not guide:
        return ()
    groups = _by_what_they_ask(guide, _vectors(embed, tuple(_of_anybody(one.text) for one in guide)), beside)
    whole = (_joined([guide[place] for place in own]) for own in groups)
    return tuple(sorted((one for one in whole if one.is_of_the_guide), key=lambda one: one.place))


def scope_beside(question: GuideQuestion, scope: Scope) -> Scope:
    """``scope`` about the question, without groups of people that are words of the question itself."""
    own = set(stems(question.text))
    segments = tuple(wanted for wanted in scope.segments if not own.issuperset(stems(wanted.value)))
    return scope.model_copy(update={"topic": question.text, "segments": segments, "polarity": None})


def _by_what_they_ask(
    guide: Sequence[GuideQuestion], vectors: NDArray[np.float32], beside: AbstractSet[str] = frozenset()
) -> list[list[int]]:
    """The wordings that ask the same, each group led by the one that most were asked.

    Who is asked a question is not asked it again in other words: wordings that nobody was asked both of may be less
    alike than others.
    """
    near = vectors @ vectors.T
    telling = [frozenset(topic_words(question.text)) - beside for question in guide]
    weighed = [frozenset(folded_words(question.text)) & _WEIGHING for question in guide]
    group = [[place] for place in range(len(guide))]
    people = [set(question.people) for question in guide]
    rows, columns = np.nonzero(np.triu(near >= _SAME_WORDS, 1))
    for n in np.argsort(-near[rows, columns], kind="stable"):
        one, other = int(rows[n]), int(columns[n])
        if group[one] is group[other] or weighed[one] != weighed[other]:
            continue
        fewer, more = sorted((people[one], people[other]), key=len)
        apart = len(fewer & more) <= _ASKED_BOTH * len(fewer)
        shared = telling[one] & telling[other]
        within = shared in (telling[one], telling[other])
        if shared and apart:
            least = _SAME_WORDS if within and len(more) >= FEWEST else _SAME_APART
        else:
            least = _SURELY if apart else _SAME
        if near[one, other] < least or not (within or len(fewer) < FEWEST):
            continue
        group[one] += group[other]
        people[one] |= people[other]
        for place in group[other]:
            group[place], people[place] = group[one], people[one]
    leading = {min(places): sorted(places) for places in group}
    return [leading[first] for first in sorted(leading)]


def _people(guide: Sequence[GuideQuestion], places: Sequence[int]) -> frozenset[str]:
    return frozenset[str]().union(*(guide[place].people for place in places))


def _ask_for_the_same(asked: str, text: str, beside: AbstractSet[str]) -> bool:
    """Whether the reader's question asks for the same kind of thing, in words that the guide's question has, too."""
    for word, pattern in _ASKS_FOR.items():
        if re.match(rf"\W*(?:and |so )?{word}\b", asked, re.IGNORECASE) and not pattern.search(text):
            return False
    telling = set(topic_words(asked)) - beside
    return bool(telling) and len(telling & set(stems(text))) >= _SHARED * len(telling)


def _joined(same: Sequence[GuideQuestion]) -> GuideQuestion:
    """Wordings of one question as one; each person's first reply counts."""
    if len(same) == 1:
        return same[0]
    replies = {reply.participant_id: reply for question in same[::-1] for reply in question.replies}
    messages = frozenset[tuple[str, str]]().union(*(question.messages for question in same))
    place = sum(question.place * len(question.replies) for question in same) / sum(len(one.replies) for one in same)
    return GuideQuestion(same[0].text, tuple(replies.values()), messages, place)


def _of_anybody(question: str) -> str:
    """The question without whom it is put to: the guide says "you" of those whom a reader calls "people"."""
    return _YOU.sub("people", _YOUR.sub("their", _IF_ANY.sub("", question)))


@lru_cache(maxsize=8)
def _vectors(embed: Embed, texts: tuple[str, ...]) -> NDArray[np.float32]:
    return unit_vectors(embed, texts)

"""Which of the plan's other questions an answer has already answered, without having been asked them.

Conservative on purpose: what is taken for answered may be dropped, and a wrong drop loses data. Of 777 pairs of a real
answer and a question that was asked of the same person later, words or meaning take 22 for answered, and what counts as
strong none, closing questions aside.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from interview_engine.lexicon import lexicons
from interview_engine.words import lows
from research_templates.plan import ResearchPlan
from research_templates.vectors import Embed, unit_vectors

_READ = 8_000
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_MIN_SENTENCE_WORDS = 8
"""A passing mention is not an account."""
_MIN_SHARED = 2
_STRONG_SHARED = 3
_MIN_SHARE = 2 / 3
_ENDINGS = ("ings", "ing", "ed", "es", "os", "as", "s", "e", "o", "a")
_MIN_STEM = 4
_LIKE = 0.42
"""Cosine of all-MiniLM-L6-v2 between a question and a statement that answers it; unrelated ones stay below 0.3."""
_NEARER = 0.12
"""By how much the sentence must be nearer to its question than to the plan's next one."""
_STRONGLY_LIKE = 0.5
_STRONG_SENTENCES = 2
_MOST_SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Covered:
    """``answer[start:end]`` is the sentence that speaks to the question ``question_key``.

    ``strong``: it leaves so little open that the question need not be asked: three words that no other question has,
    or two such words where two sentences or more are also near in meaning.
    """

    question_key: str
    start: int
    end: int
    strong: bool = False


def covers(answer: str, plan: ResearchPlan, *, embed: Embed | None = None) -> tuple[Covered, ...]:
    """The questions of ``plan`` that a sentence of ``answer`` speaks to, in the plan's order.

    By shared words; with ``embed`` also by meaning (the first sentences that are long enough). Raises PlanningError
    when the embedder returns vectors of a wrong shape.
    """
    return _covered(_questions(plan), answer, embed)


def settles(answer: str, question: str, *, asked: str, embed: Embed | None = None) -> bool:
    """Whether ``answer``, given to ``asked``, leaves so little of ``question`` open that it need not be asked.

    Raises PlanningError as ``covers`` does.
    """
    found = _covered({"asked": asked, "question": question}, answer, embed)
    return any(covered.strong for covered in found if covered.question_key == "question")


def _covered(questions: dict[str, str], answer: str, embed: Embed | None) -> tuple[Covered, ...]:
    sentences = _sentences(answer)
    if not sentences:
        return ()
    said = _by_words(questions, sentences)
    meant = _by_meaning(questions, sentences[:_MOST_SENTENCES], embed) if embed else {}
    found = []
    for key in questions:
        if key in said:
            sentence, shared = said[key]
            near = sum(likeness >= _STRONGLY_LIKE for _, likeness in meant.get(key, ()))
            strong = shared >= _STRONG_SHARED or near >= _STRONG_SENTENCES
            found.append(Covered(key, sentence.start(), sentence.end(), strong))
        elif key in meant:
            sentence, _ = meant[key][0]
            found.append(Covered(key, sentence.start(), sentence.end()))
    return tuple(found)


def _questions(plan: ResearchPlan) -> dict[str, str]:
    texts = {question.key: question.text for question in plan.core_questions}
    return texts | {question.key: question.text for question in plan.mandatory_questions}


def _sentences(answer: str) -> list[re.Match[str]]:
    """Statements long enough to be an account; what the participant asks back is none."""
    return [
        sentence
        for sentence in _SENTENCE.finditer(answer[:_READ])
        if not sentence[0].rstrip().endswith("?") and len(lows(sentence[0])) >= _MIN_SENTENCE_WORDS
    ]


def _stem(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _MIN_STEM), "")
    return word.removesuffix(ending)


def _stems(text: str) -> set[str]:
    empty = _empty_words()
    return {_stem(word) for word in lows(text) if word not in empty}


@cache
def _empty_words() -> frozenset[str]:
    return frozenset().union(*(lexicon.stop_words | lexicon.vague for lexicon in lexicons()))


def _by_words(questions: dict[str, str], sentences: Sequence[re.Match[str]]) -> dict[str, tuple[re.Match[str], int]]:
    """For each question that is covered the first such sentence, and how many of the question's own words it has."""
    stems = {key: _stems(text) for key, text in questions.items()}
    # A word of several questions ("product") tells none of them from the others.
    used = Counter(stem for each in stems.values() for stem in each)
    told = [(sentence, _stems(sentence[0])) for sentence in sentences]
    found = {}
    for key, each in stems.items():
        own = {stem for stem in each if used[stem] == 1}
        needed = max(_MIN_SHARED, _MIN_SHARE * len(own))
        best = next(((sentence, shared) for sentence, said in told if (shared := len(own & said)) >= needed), None)
        if best:
            found[key] = best
    return found


def _by_meaning(
    questions: dict[str, str], sentences: Sequence[re.Match[str]], embed: Embed
) -> dict[str, list[tuple[re.Match[str], float]]]:
    """For each question the sentences that are nearest to it, clearly, with their likeness to it."""
    keys = list(questions)
    vectors = unit_vectors(embed, [*questions.values(), *(sentence[0] for sentence in sentences)])
    likeness = vectors[len(keys) :] @ vectors[: len(keys)].T
    found: dict[str, list[tuple[re.Match[str], float]]] = {}
    for sentence, row in zip(sentences, likeness.tolist(), strict=True):
        best = max(range(len(keys)), key=row.__getitem__)
        next_best = max((value for place, value in enumerate(row) if place != best), default=0.0)
        if row[best] >= _LIKE and row[best] - next_best >= _NEARER:
            found.setdefault(keys[best], []).append((sentence, row[best]))
    return found

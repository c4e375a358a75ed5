# ruff: noqa: RUF001 - people write with typographic apostrophes; the rules must read them
"""How a stretch of a question reads in the middle of a sentence that is addressed to a participant."""

import re
from collections.abc import Sequence

from research_templates import vocabulary as v
from research_templates.chunks import Chunk, Kind
from research_templates.tagging import Token


def as_asked(text: str, found: Sequence[Chunk]) -> str:
    """The stretch as it stands, with the team's own things as "our" and other people's as "the"."""
    parts: list[str] = []
    for position, chunk in enumerate(found):
        if position and parts and chunk.tokens[0].word in {"'", "’"}:
            parts[-1] += chunk.tokens[0].word
        if chunk.kind is Kind.PRONOUN and position + 1 < len(found) and found[position + 1].head.tag == "AVP":
            # "rolling this out": rolling out
            continue
        written = _phrase(text, chunk) if chunk.kind is Kind.NOUN_PHRASE else text[chunk.start : chunk.end]
        if written and not position:
            written = _in_mid_sentence(written, chunk.tokens[0])
        if parts and written in {",", ":"}:
            parts[-1] += written
            continue
        parts.append(written)
    return " ".join(part for part in parts if part)


def _phrase(text: str, chunk: Chunk) -> str:
    words = chunk.described
    if not words:
        return ""
    written = text[words[0].start : words[-1].end]
    if chunk.tokens[0].tag == "DPS" and words[0] is not chunk.tokens[0] and chunk.tokens[1].lower == "own":
        # "their own data": neither "the own data" nor "your own" can be said to everybody.
        several = chunk.head.tag != "NN1" or chunk.head.lower in v.UNCOUNTED or chunk.head.lower.endswith("ing")
        bare = several and chunk.first not in v.OWN
        return written if bare else f"{_determiner(chunk.first)} {written}"
    determiner = _determiner(chunk.first)
    return f"{determiner} {written}" if determiner and words[0] is not chunk.tokens[0] else written


_OF_ONE = v.words("another every each")
"""A singular noun cannot do without these ("take in another child", "visit every day")."""


def _determiner(word: str) -> str:
    if word in v.OWN:
        return "our"
    if word in v.TURNED_TO_THE:
        return "the"
    return word if word in v.KEPT_DETERMINERS | _OF_ONE else ""


def _in_mid_sentence(written: str, first: Token) -> str:
    """Without the capital that only opened the sentence; a name keeps its own."""
    word = written.split(maxsplit=1)[0]
    name = first.tag == "NP0" and not first.lower.endswith("ing")
    if first.start == 0 and not name and re.fullmatch(r"[A-Z][a-z'’-]*", word):
        return written[0].lower() + written[1:]
    return written


_NOUNS = {
    "checking in": "check-in", "checking out": "check-out", "dropping out": "drop-out", "handing over": "hand-over",
    "kicking off": "kick-off", "logging in": "login", "opting in": "opt-in", "opting out": "opt-out",
    "rolling out": "roll-out", "setting up": "set-up", "signing in": "sign-in", "signing off": "sign-off",
    "signing up": "sign-up", "starting up": "start-up", "switching over": "switch-over", "winding down": "wind-down",
}  # fmt: skip


def as_thing(activity: str) -> str:
    """A bare activity by its noun ("rolling out": "the roll-out"), which reads better in most places; others as is."""
    return f"the {_NOUNS[activity]}" if activity in _NOUNS else activity


def is_named(chunk: Chunk) -> bool:
    """Whether a phrase has a noun that tells its head from others ("landing page")."""
    return any(token.is_noun or token.lower.endswith("ing") for token in chunk.described[:-1])


def prepositional_end(found: Sequence[Chunk], start: int, people: frozenset[int], *, allowed: frozenset[str]) -> int:
    """The index behind the object, particles and prepositional phrases that follow a verb."""
    end = start
    while end < len(found):
        chunk = found[end]
        follows = end == start or (end == start + 1 and found[start].head.tag == "AVP")
        if end == start and end and (_completes(found[end - 1], chunk) or _is_particle(found, end)):
            # "getting started", "being told", "logging in"
            end += 1
        elif (chunk.kind is Kind.ADVERB and not _says_more(chunk)) or (
            chunk.kind in {Kind.NOUN_PHRASE, Kind.PRONOUN, Kind.ADJECTIVE} and follows
        ):
            end += 1
        elif (
            chunk.kind is Kind.PREPOSITION
            and chunk.first in allowed
            and end + 1 < len(found)
            and found[end + 1].head.lower not in _IN_IDIOMS
            and (end + 1 not in people or (chunk.first in {"to", "for"} and end == start and not _owns(found, end + 1)))
            and (
                found[end + 1].kind is Kind.NOUN_PHRASE
                or found[end + 1].first in {"us", "me"}
                or (found[end + 1].kind is Kind.VERB and found[end + 1].head.tag == "VVG")
            )
        ):
            end += 2
        else:
            break
    while end > start and found[end - 1].first in _LINGERING:
        end -= 1
    return end


def _owns(found: Sequence[Chunk], index: int) -> bool:
    """Whether what follows belongs to a phrase ("parents' evening")."""
    return index + 1 < len(found) and found[index + 1].tokens[0].word in {"'", "’"}


_IN_IDIOMS = v.words("place end sake first least last")
"""What only makes an adverb with a preposition ("in the first place", "at last")."""
_LINGERING = v.words("rather instead still really ever always often usually already")


def _is_particle(found: Sequence[Chunk], index: int) -> bool:
    """Whether a preposition has nothing behind it to belong to ("log in again")."""
    following = found[index + 1].kind if index + 1 < len(found) else Kind.MARK
    return found[index].first in _PARTICLES and following in {Kind.MARK, Kind.ADVERB, Kind.AND, Kind.QUESTION}


_PARTICLES = v.PARTICLES - v.words("on through")


def _says_more(chunk: Chunk) -> bool:
    """Whether an adverb belongs to what follows, or is no adverb but a determiner without its noun."""
    alone = chunk.head.tag in {"AT0", "DPS", "DT0"} or chunk.first in v.DETERMINERS
    return alone or chunk.first in {"not", "so", "most", "also", "only", "even", "instead"}


def _completes(verb: Chunk, chunk: Chunk) -> bool:
    return base_form(verb.head) in _COMPLETED and chunk.kind is Kind.VERB and chunk.head.tag in {"VVN", "VVD"}


def base_form(token: Token) -> str:
    """The base form of a verb, by its ending."""
    word = token.lower
    if word in v.IRREGULAR:
        return v.IRREGULAR[word]
    if token.tag == "VVZ" and word.endswith("s"):
        return word[:-3] + "y" if word.endswith("ies") else re.sub(r"(?<=ss|sh|ch|.x)es$|s$", "", word)
    if token.tag in {"VVD", "VVN"} and word.endswith("ed"):
        stem = word[:-2]
        if stem.endswith("i"):
            return stem[:-1] + "y"
        if re.search(r"([bdgmnprt])\1$|[aeiou][^aeiou]+ell$", stem):
            # "stopped", "cancelled"
            return stem[:-1]
        return (
            stem if re.search(r"(?:[aeiou]{2}[a-z]|[rlnst][dkpt]|[wyxh]|ss|ck|er|en|it|ow|ad)$", stem) else stem + "e"
        )
    return word


_COMPLETED = v.words("get getting be being feel feeling become becoming stay staying")
_DOUBLES = v.words(
    "stop plan shop log drop get put set cut let run begin quit sit win swap chat opt ship cancel travel "
    "sign-up "
    "forget commit refer prefer control rebel submit"
)


def gerund(token: Token) -> str:
    """The noun made of a verb: "renewing", "staying"; "churn" is a noun as it is."""
    word = base_form(token)
    if word in v.STAYS_NOUN or (word.endswith("ing") and token.tag == "VVG"):
        return word
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    if word in _DOUBLES and word not in {"cancel", "travel"}:
        return word + word[-1] + "ing"
    return f"{word}{word[-1]}ing" if word in {"cancel", "travel"} else f"{word}ing"

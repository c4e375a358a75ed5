"""Turns of phrase that ask for something else than their words say: a summary, what is not known, if a thing is good.

The phrases are those of ``data/idioms.toml``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from analysis.asking.answers import Intent
from analysis.asking.heard import Heard
from analysis.asking.leaving import is_leaving
from analysis.asking.scope import Asked, read_scope
from analysis.asking.words import word_list
from analysis.findings import Polarity

_PARTS: Final[Mapping[str, str]] = {
    "BEGIN": r"^\W*(?:(?:and|so|ok|okay|please|just|can you|could you|hi|hey)\W+)*",
    "DATA": r"(?:results?|findings?|data|sample|numbers|answers|interviews|study|people)",
    "GOOD": (
        r"(?:good|bad|ok|okay|fine|great|nice|useful|useless|helpful|clear|unclear|easy|hard|difficult|simple|"
        r"complicated|worth it|worthwhile|reliable|slow|fast|quick|expensive|cheap|fair|confusing|intuitive|popular|"
        r"well liked|well received|liked|loved|hated|accepted|appreciated|trusted|enough)"
    ),
    "GLAD": (
        r"(?:un|dis)?(?:happy|satisfied|content|pleased|positive|negative|frustrated|annoyed|angry|enthusiastic|loyal)"
    ),
    "PEOPLE": (
        r"(?:people|customers?|users?|participants?|them|anyone|anybody|everyone|everybody|patients|guests|visitors|"
        r"members|students|employees|clients)"
    ),
}
_STRONGEST: Final[Mapping[str, Polarity | None]] = {
    "strongest_friction": Polarity.FRICTION,
    "strongest_success": Polarity.SUCCESS,
    "strongest": None,
}
_LISTS: Final = frozenset({Intent.MOST_COMMON, Intent.WHAT_WORKS, Intent.UNKNOWN, Intent.NEEDS})


def by_idiom(question: str, intent: Intent, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    """What a question asks for by a turn of phrase; None where it has none."""
    return (
        _of_the_whole(question, asked, heard)
        or _of_moods(question, intent, asked, heard)
        or _of_what_to_do(question, asked, heard)
        or _of_a_thing(question, intent, asked, heard)
    )


def asks_what_divides(question: str) -> bool:
    """Whether it asks where people contradict each other."""
    return _found("both_ways", question) is not None


def asks_for_surprises(question: str) -> bool:
    """Whether it asks for what nobody would have thought."""
    return _found("surprising", question) is not None


def _of_the_whole(question: str, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    if match := _found("summary", question):
        about = read_scope(_cut("length", question[match.end() :]), heard).scope
        if about.topic:
            return Intent.ABOUT, _asked_about(asked, about.topic)
        return Intent.MOST_COMMON if about.polarity else Intent.SUMMARY, _changed(asked, polarity=about.polarity)
    if asks_for_surprises(question):
        return Intent.STRONGEST, _changed(asked)
    if asks_what_divides(question) and not read_scope(_cut("both_ways", question), heard).scope.topic:
        return Intent.STRONGEST, _changed(asked)
    if _found("not_known", question):
        return Intent.ENOUGH, _changed(asked)
    return None


def _of_moods(question: str, intent: Intent, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    match = None if asked.sets_apart or asked.unknown else _found("mood", question)
    if match is not None:
        what = next((group for group in match.groups() if group), "")
        topic = read_scope(what, heard).scope.topic
        if not topic:
            return Intent.MOOD, _changed(asked)
        return None if intent is Intent.HOW_MANY else (Intent.ABOUT, _asked_about(asked, topic))
    for name, polarity in _STRONGEST.items():
        if _found(name, question):
            return Intent.STRONGEST, _changed(asked, polarity=polarity)
    return None


def _of_what_to_do(question: str, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    if match := _found("should_do", question):
        about = read_scope(question[match.end() :], heard)
        return Intent.PRIORITISE, _changed(asked, topic=about.scope.topic if about.explicit else "")
    if match := _found("owner", question):
        return Intent.PRIORITISE, _asked_about(asked, read_scope(match["what"], heard).scope.topic)
    if match := _found("gain", question):
        about = read_scope(match["what"], heard)
        intent = Intent.COMPARE if asked.sets_apart or asked.attributes else Intent.FORECAST
        scope = asked.scope.model_copy(update={"topic": about.scope.topic, "polarity": Polarity.FRICTION})
        return intent, replace(asked, scope=scope, explicit=bool(about.scope.topic))
    if (match := _found("annoys", question)) and not read_scope(match["who"] or "", heard).scope.topic:
        return Intent.MOST_COMMON, _changed(asked, polarity=Polarity.FRICTION)
    return _of_what_is_not_there(question, asked, heard)


def _of_what_is_not_there(question: str, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    if match := _found("pay_for", question) or _found("anything_on", question):
        topic = read_scope(match["what"], heard).scope.topic
        return (Intent.ABOUT, _asked_about(asked, topic)) if topic else None
    if (match := _found("would_a_thing", question)) and (topic := read_scope(match["what"], heard).scope.topic):
        return Intent.ABOUT, _asked_about(asked, topic)
    return (Intent.NEEDS, _changed(asked)) if _found("would_make", question) else None


def _of_a_thing(question: str, intent: Intent, asked: Asked, heard: Heard) -> tuple[Intent, Asked] | None:
    if asked.attributes and (match := _found("of_a_group", question)):
        topic = read_scope(match["what"], heard).scope.topic
        scope = asked.scope.model_copy(update={"topic": topic, "polarity": None})
        return Intent.COMPARE, replace(asked, scope=scope, explicit=bool(topic))
    if topic := _weighed(question, asked, heard) or _happened(question) or _became(question, asked, heard):
        return Intent.ABOUT, _asked_about(asked, topic)
    scope = asked.scope
    if not (scope.topic or scope.segments) and (match := _found("giving_up", question)):
        return Intent.ABOUT if intent is Intent.UNKNOWN else intent, _asked_about(asked, match[0])
    if is_leaving(scope.topic) and intent in _LISTS:
        return Intent.ABOUT, _changed(asked, topic=scope.topic)
    return None


def _weighed(question: str, asked: Asked, heard: Heard) -> str:
    """The thing of which it is asked whether it is any good, for everybody or for one group."""
    match = _found("any_good", question)
    if match is None or asked.sets_apart or asked.unknown or len(asked.scope.segments) > 1:
        return ""
    return read_scope(match["what"], heard).scope.topic


def _happened(question: str) -> str:
    """What happened to people, where its word names neither friction nor success: "What surprised people?"."""
    match = _found("did_to_people", question)
    verb = match["verb"].casefold() if match else ""
    known = (verb in word_list(name) for name in ("friction", "success", "asking", "general"))
    return "" if any(known) else verb


def _became(question: str, asked: Asked, heard: Heard) -> str:
    """What people were kept or made, where that is neither friction nor success: "What kept people awake?"."""
    match = _found("kept_people", question)
    going = is_leaving(asked.scope.topic) or asked.scope.polarity is not None
    return "" if match is None or going else read_scope(match["what"], heard).scope.topic


def _found(name: str, question: str) -> re.Match[str] | None:
    return _phrases()[name].search(question)


def _cut(name: str, text: str) -> str:
    return _phrases()[name].sub(" ", text)


@cache
def _phrases() -> Mapping[str, re.Pattern[str]]:
    text = (files("analysis.asking") / "data" / "idioms.toml").read_text(encoding="utf-8")
    for part, pattern in _PARTS.items():
        text = text.replace(part, pattern)
    return {name: re.compile("|".join(found), re.IGNORECASE) for name, found in tomllib.loads(text).items()}


def _asked_about(asked: Asked, topic: str) -> Asked:
    return replace(_changed(asked, topic=topic), explicit=True)


def _changed(asked: Asked, *, topic: str = "", polarity: Polarity | None = None) -> Asked:
    scope = asked.scope.model_copy(update={"topic": topic, "polarity": polarity})
    return replace(asked, scope=scope, explicit=False)

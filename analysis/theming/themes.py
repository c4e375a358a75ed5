"""What a theme is made of: a group of statements with its people, segments, quotes, strength and stage."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Quote, SegmentShare, Statement, Theme
from analysis.intervals import count
from analysis.reading.lexicon import cues
from analysis.theming.naming import describe_offline
from interview_engine.transcript import Speaker, Transcript

OFFLINE: Final = "offline"
RESEARCHER: Final = "researcher"
_TINY_STUDY: Final = 5  # people up to whom one person's theme is worth showing
_MOST_QUOTES: Final = 5
_READABLE_WORDS: Final = (5, 45)
_SAME_WORDING: Final = 0.97  # cosine from which two quotes say the same in the same words
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_MOST_SEGMENT_VALUES: Final = 12
_STAGED: Final = 0.3  # share of a theme's statements that must be about one stage for the theme to be about it
_DOUBTED: Final = 0.5  # share of its closeness that the most doubtful statement keeps where the plainest is sought
_SURE: Final = 0.5  # calibrated probability from which a statement is more likely what it was read as than not
_TELLING: Final = frozenset({Polarity.FRICTION, Polarity.SUCCESS, Polarity.MIXED})


@dataclass(frozen=True, slots=True)
class People:
    """Who was heard: participant ids, and for each segment attribute its values with the ids in each."""

    ids: frozenset[str]
    segments: Mapping[str, Mapping[str, frozenset[str]]]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """Themes of both polarities, as ``ranked`` orders them.

    ``alone``: indices of friction or success that is in no theme. ``kept``: keys of the themes whose names stand,
    because people know them by these: a model does not name them anew.
    """

    success: tuple[Theme, ...]
    friction: tuple[Theme, ...]
    alone: tuple[int, ...] = ()
    kept: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[Theme, ...]:
        return (*self.friction, *self.success)


@dataclass(frozen=True, slots=True)
class Material:
    """What themes are made from; ``vectors`` has one normalised row per statement, None where there are none."""

    statements: Sequence[Statement]
    people: People
    vectors: NDArray[np.float32] | None = None


def people_heard(transcripts: Sequence[Transcript]) -> People:
    """Everybody who sent at least one message; a person with several interviews counts once."""
    ids: set[str] = set()
    segments: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for transcript in transcripts:
        if any(message.speaker is Speaker.PARTICIPANT for message in transcript.messages):
            ids.add(transcript.participant_id)
            for attribute, value in transcript.segments.items():
                if value.strip():
                    segments[attribute][value].add(transcript.participant_id)
    return People(
        frozenset(ids),
        {
            attribute: {value: frozenset(found) for value, found in sorted(values.items())}
            for attribute, values in sorted(segments.items())
            if len(values) <= _MOST_SEGMENT_VALUES
        },
    )


def is_shared(voices: set[str] | frozenset[str], people: People) -> bool:
    """Whether enough people stand behind a theme for it to be shown: two, or in a tiny study one."""
    return len(voices) > 1 or (len(voices) == 1 and len(people) <= _TINY_STUDY)


def is_sure(statement: Statement) -> bool:
    """Whether it is likelier than not what it was read as: others are counted only with a theme that they are near.

    Mixed ones say both; a lower confidence in one of them is no doubt about the other.
    """
    return statement.polarity is Polarity.MIXED or statement.confidence >= _SURE


def left_alone(statements: Sequence[Statement], themes: Sequence[Theme]) -> tuple[int, ...]:
    """Indices of the friction and success that is in none of ``themes``."""
    in_a_theme = {i for theme in themes for i in theme.statements}
    return tuple(i for i, s in enumerate(statements) if s.polarity in _TELLING and i not in in_a_theme)


def ranked(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """The most people first; what repeats hardly find again stands behind what they do."""

    def place(theme: Theme) -> tuple[float, int, int, str, str]:
        return -theme.standing(theme.count.people), -theme.count.people, -theme.mentions, theme.name, theme.key

    return tuple(sorted(themes, key=place))


def central_first(polarity: Polarity, members: Sequence[int], material: Material) -> list[int]:
    """The members that say most plainly what the group says; those whose words say the opposite come last."""
    texts = [statement.text for statement in (material.statements[i] for i in members)]
    closeness = np.zeros(len(members))
    if material.vectors is not None:
        own = material.vectors[list(members)]
        centre = own.sum(axis=0)
        closeness = own @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
        closeness = closeness * (
            _DOUBTED + (1 - _DOUBTED) * np.array([material.statements[i].confidence for i in members])
        )
    # The place among the transcripts decides nothing: equal closeness is ordered by the words.
    order = sorted(
        range(len(members)),
        key=lambda k: (_contradicts(polarity, texts[k]), -round(float(closeness[k]), 5), texts[k]),
    )
    return [members[k] for k in order]


def _contradicts(polarity: Polarity, text: str) -> bool:
    """Whether the words alone say the opposite: such a statement may belong, but it neither names nor represents."""
    leaning = cues(text).leaning
    return leaning > 0 if polarity is Polarity.FRICTION else leaning < 0


def theme_of(
    polarity: Polarity,
    group: Sequence[int],
    material: Material,
    *,
    key: str,
    name: str,
    named_by: str = OFFLINE,
    description: str = "",
    pinned: Sequence[int] = (),
    curated: bool = False,
) -> Theme:
    """The theme of the statements in ``group``, most central first; without ``description`` a quote stands for it."""
    quotes = representative_quotes(material.statements, group, material.vectors, pinned=pinned)
    bare = Theme(
        key=key,
        name=name,
        polarity=polarity,
        description=description or describe_offline(quotes),
        count=count(0, len(material.people)),
        mentions=len(group),
        quotes=quotes,
        pinned=min(len(set(pinned)), len(quotes)),
        statements=tuple(sorted(group)),
        named_by=named_by,
        curated=curated,
    )
    return recounted(bare, material.statements, material.people)


def recounted(theme: Theme, statements: Sequence[Statement], people: People) -> Theme:
    """The theme with everything that is counted over its statements counted again."""
    own = [statements[i] for i in theme.statements]
    voices = {statement.participant_id for statement in own}
    segments = tuple(
        SegmentShare(attribute=attribute, value=value, count=count(len(voices & members), len(members)))
        for attribute, values in people.segments.items()
        for value, members in values.items()
    )
    return theme.model_copy(
        update={
            "count": count(len(voices & people.ids), len(people)),
            "mentions": len(own),
            "segments": segments,
            "strength": _strength(own),
            "stage": _stage(own),
        }
    )


def _strength(own: Sequence[Statement]) -> float | None:
    read = [statement.strength for statement in own]
    return round(sum(read) / len(read), 4) if any(read) else None


def _stage(own: Sequence[Statement]) -> str:
    said = Counter(statement.stage for statement in own if statement.stage)
    if not said:
        return ""
    stage, times = max(said.items(), key=lambda item: (item[1], item[0]))
    return stage if times >= _STAGED * len(own) and 2 * times >= said.total() else ""


def representative_quotes(
    statements: Sequence[Statement],
    central_first: Sequence[int],
    vectors: NDArray[np.float32] | None,
    *,
    pinned: Sequence[int] = (),
) -> tuple[Quote, ...]:
    """Up to five quotes, each another person's and in other words: pinned ones first, then readable and central ones.

    All that are pinned are shown, however many there are.
    """
    shortest, longest = _READABLE_WORDS
    readable = [shortest <= len(statements[i].text.split()) <= longest for i in central_first]
    ordered = [i for i, fits in zip(central_first, readable, strict=True) if fits]
    ordered += [i for i, fits in zip(central_first, readable, strict=True) if not fits]
    shown = list(dict.fromkeys(pinned))
    for i in ordered:
        if len(shown) >= _MOST_QUOTES:
            break
        other_person = all(statements[i].participant_id != statements[j].participant_id for j in shown)
        if other_person and all(_differ(statements, vectors, i, j) for j in shown):
            shown.append(i)
    return tuple(statements[i].quote() for i in shown)


def _differ(statements: Sequence[Statement], vectors: NDArray[np.float32] | None, i: int, j: int) -> bool:
    words = [_NOT_WORDS.sub(" ", statements[k].text.casefold()).split() for k in (i, j)]
    return words[0] != words[1] and (vectors is None or float(vectors[i] @ vectors[j]) < _SAME_WORDING)

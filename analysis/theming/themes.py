"""From statements and their vectors to the friction points and success factors that people share."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Quote, SegmentShare, Statement, Theme
from analysis.intervals import count
from analysis.reading.lexicon import cues
from analysis.theming.clustering import cluster
from analysis.theming.coherence import coherent_groups
from analysis.theming.naming import describe_offline, name_offline
from analysis.theming.phrases import Voice
from interview_engine.transcript import Speaker, Transcript

_TINY_STUDY: Final = 5  # people up to whom one person's theme is worth showing
_MOST_QUOTES: Final = 5
_READABLE_WORDS: Final = (5, 45)
_SAME_WORDING: Final = 0.97  # cosine from which two quotes say the same in the same words
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_MOST_SEGMENT_VALUES: Final = 12
_NAMED_FROM: Final = 60  # a name is read off the most central statements; more of them only blur it


@dataclass(frozen=True, slots=True)
class People:
    """Who was heard: participant ids, and for each segment attribute its values with the ids in each."""

    ids: frozenset[str]
    segments: Mapping[str, Mapping[str, frozenset[str]]]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """Themes of both polarities, ranked by people; ``alone``: indices of friction or success that fits no theme."""

    success: tuple[Theme, ...]
    friction: tuple[Theme, ...]
    alone: tuple[int, ...] = ()


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


def find_themes(
    statements: Sequence[Statement], vectors: NDArray[np.float32], people: People, *, seed: int = 0
) -> FoundThemes:
    """Cluster friction and success separately; ``vectors`` has one row per statement, polarity already read."""
    success, alone_in_success = _themes_of(Polarity.SUCCESS, statements, vectors, people, seed)
    friction, alone_in_friction = _themes_of(Polarity.FRICTION, statements, vectors, people, seed)
    in_a_theme = {i for theme in (*success, *friction) for i in theme.statements}
    return FoundThemes(success, friction, tuple(sorted({*alone_in_success, *alone_in_friction} - in_a_theme)))


def _themes_of(
    polarity: Polarity, statements: Sequence[Statement], vectors: NDArray[np.float32], people: People, seed: int
) -> tuple[tuple[Theme, ...], set[int]]:
    """The themes of one polarity, and the statements of it that fit none."""
    chosen = np.array([i for i, s in enumerate(statements) if s.polarity in {polarity, Polarity.MIXED}], dtype=np.int64)
    if not len(chosen):
        return (), set()
    own = vectors[chosen]
    texts = [statements[i].text for i in chosen]
    groups: list[list[int]] = []
    alone: set[int] = set()
    for members in coherent_groups(own, cluster(own, seed=seed).labels):
        group = [int(chosen[i]) for i in _central_first(polarity, members, own, texts)]
        if len({statements[i].participant_id for i in group}) > 1 or len(people) <= _TINY_STUDY:
            groups.append(group)
        else:
            alone.update(group)
    alone.update({int(i) for i in chosen} - {i for group in groups for i in group})
    names = name_offline(
        [[Voice(statements[i].text, statements[i].participant_id) for i in group[:_NAMED_FROM]] for group in groups],
        [vectors[group[:_NAMED_FROM]] for group in groups],
    )
    themes = [
        _theme(polarity, name, statements, group, representative_quotes(statements, group, vectors), people)
        for name, group in zip(names, groups, strict=True)
    ]
    return tuple(sorted(themes, key=lambda theme: (-theme.count.people, -theme.mentions, theme.name))), alone


def _central_first(
    polarity: Polarity,
    members: NDArray[np.int64],
    own: NDArray[np.float32],
    texts: Sequence[str],
) -> list[int]:
    centre = own[members].sum(axis=0)
    close = own[members] @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    closeness = dict(zip(map(int, members), map(float, close), strict=True))
    against = {int(i): _contradicts(polarity, texts[i]) for i in members}
    # The place among the transcripts decides nothing: equal closeness is ordered by the words.
    return sorted(map(int, members), key=lambda i: (against[i], -round(closeness[i], 5), texts[i]))


def _contradicts(polarity: Polarity, text: str) -> bool:
    """Whether the words alone say the opposite: such a statement may belong, but it neither names nor represents."""
    leaning = cues(text).leaning
    return leaning > 0 if polarity is Polarity.FRICTION else leaning < 0


def _theme(  # noqa: PLR0917 - the parts of one theme
    polarity: Polarity,
    name: str,
    statements: Sequence[Statement],
    group: Sequence[int],
    quotes: tuple[Quote, ...],
    people: People,
) -> Theme:
    voices = frozenset(statements[i].participant_id for i in group)
    return Theme(
        key=sha256(f"{polarity}\n{name.casefold()}".encode()).hexdigest()[:16],
        name=name,
        polarity=polarity,
        description=describe_offline(quotes),
        count=count(len(voices), len(people)),
        mentions=len(group),
        quotes=quotes,
        statements=tuple(sorted(group)),
        segments=tuple(
            SegmentShare(attribute=attribute, value=value, count=count(len(voices & members), len(members)))
            for attribute, values in people.segments.items()
            for value, members in values.items()
        ),
    )


def representative_quotes(
    statements: Sequence[Statement], central_first: Sequence[int], vectors: NDArray[np.float32]
) -> tuple[Quote, ...]:
    """Up to five quotes, each another person's and in other words: readable ones first, the most central leading."""
    shortest, longest = _READABLE_WORDS
    readable = [shortest <= len(statements[i].text.split()) <= longest for i in central_first]
    ordered = [i for i, fits in zip(central_first, readable, strict=True) if fits]
    ordered += [i for i, fits in zip(central_first, readable, strict=True) if not fits]
    shown: list[int] = []
    for i in ordered:
        other_person = all(statements[i].participant_id != statements[j].participant_id for j in shown)
        if other_person and all(_differ(statements, vectors, i, j) for j in shown):
            shown.append(i)
        if len(shown) == _MOST_QUOTES:
            break
    return tuple(statements[i].quote() for i in shown)


def _differ(statements: Sequence[Statement], vectors: NDArray[np.float32], i: int, j: int) -> bool:
    words = [_NOT_WORDS.sub(" ", statements[k].text.casefold()).split() for k in (i, j)]
    return words[0] != words[1] and float(vectors[i] @ vectors[j]) < _SAME_WORDING

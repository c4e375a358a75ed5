"""From statements and their vectors to the friction points and success factors that people share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.clustering import centroids, cluster
from analysis.findings import Polarity, Quote, SegmentShare, Statement, Theme
from analysis.intervals import count
from analysis.lexicon import cues
from analysis.naming import describe_offline, name_offline
from analysis.phrases import Voice
from interview_engine.transcript import Speaker, Transcript

_TINY_STUDY: Final = 5  # people up to whom one person's theme is worth showing
_MOST_QUOTES: Final = 5
_READABLE_WORDS: Final = (5, 45)
_MOST_SEGMENT_VALUES: Final = 12
_NAMED_FROM: Final = 150  # a name is read off the most central statements; more of them only blur it


@dataclass(frozen=True, slots=True)
class People:
    """Who was heard: participant ids, and for each segment attribute its values with the ids in each."""

    ids: frozenset[str]
    segments: Mapping[str, Mapping[str, frozenset[str]]]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """Themes of both polarities, ranked by people; ``single_voiced`` counts groups that one person alone made."""

    success: tuple[Theme, ...]
    friction: tuple[Theme, ...]
    single_voiced: int = 0


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
    return FoundThemes(success, friction, alone_in_success + alone_in_friction)


def _themes_of(
    polarity: Polarity, statements: Sequence[Statement], vectors: NDArray[np.float32], people: People, seed: int
) -> tuple[tuple[Theme, ...], int]:
    chosen = np.array([i for i, s in enumerate(statements) if s.polarity in {polarity, Polarity.MIXED}], dtype=np.int64)
    if not len(chosen):
        return (), 0
    own = vectors[chosen]
    clustering = cluster(own, seed=seed)
    closeness = np.einsum("ij,ij->i", own, centroids(own, clustering.labels)[clustering.labels])
    groups: list[list[int]] = []
    alone = 0
    for label in range(clustering.count):
        members = np.flatnonzero(clustering.labels == label)
        against = {i: _contradicts(polarity, statements[int(chosen[i])].text) for i in members}
        central_first = sorted(
            members, key=lambda i: (against[i], -round(float(closeness[i]), 5), statements[int(chosen[i])].text)
        )
        group = [int(chosen[i]) for i in central_first]
        if len({statements[i].participant_id for i in group}) > 1 or len(people) <= _TINY_STUDY:
            groups.append(group)
        else:
            alone += 1
    names = name_offline([_voices(statements, group) for group in groups])
    themes = [_theme(polarity, name, statements, group, people) for name, group in zip(names, groups, strict=True)]
    return tuple(sorted(themes, key=lambda theme: (-theme.count.people, -theme.mentions, theme.name))), alone


def _contradicts(polarity: Polarity, text: str) -> bool:
    """Whether the words alone say the opposite: such a statement may belong, but it neither names nor represents."""
    leaning = cues(text).leaning
    return leaning > 0 if polarity is Polarity.FRICTION else leaning < 0


def _voices(statements: Sequence[Statement], group: Sequence[int]) -> list[Voice]:
    return [Voice(statements[i].text, statements[i].participant_id) for i in group[:_NAMED_FROM]]


def _theme(
    polarity: Polarity, name: str, statements: Sequence[Statement], group: Sequence[int], people: People
) -> Theme:
    voices = frozenset(statements[i].participant_id for i in group)
    quotes = representative_quotes(statements, group)
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


def representative_quotes(statements: Sequence[Statement], central_first: Sequence[int]) -> tuple[Quote, ...]:
    """Up to five quotes, each from another person: readable ones first, the most central of them leading."""
    shortest, longest = _READABLE_WORDS
    readable = [shortest <= len(statements[i].text.split()) <= longest for i in central_first]
    ordered = [i for i, fits in zip(central_first, readable, strict=True) if fits]
    ordered += [i for i, fits in zip(central_first, readable, strict=True) if not fits]
    by_person: dict[str, Statement] = {}
    for i in ordered:
        by_person.setdefault(statements[i].participant_id, statements[i])
        if len(by_person) == _MOST_QUOTES:
            break
    return tuple(statement.quote() for statement in by_person.values())

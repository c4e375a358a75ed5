"""What the pipeline made of a planted study, beside the truth: themes, prevalence, segments, what is unheard."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import Embedder, content_key, embed_views, view_names
from analysis.evidence import verify
from analysis.findings import Analysis, Polarity, SegmentShare, Statement, Theme
from analysis.intervals import count
from analysis.pipeline import compute, conclude, join
from analysis.reading.statements import extract_statements
from analysis.summary.magic_summary import summarise
from analysis.summary.segments import segment_notes
from analysis.theming.themes import FoundThemes, people_heard
from analysis.views import View
from benchmarks._planted_studies import Study
from interview_engine.llm import LanguageModel

SPOKEN_BY = 3  # people who must have said a planted theme for it to count as there to be found
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """One study beside its truth. ``errors`` are in people as a share of all people, one for each theme found."""

    study: Study
    analysis: Analysis
    there: int
    found: int
    themes: int
    false: int
    misread: int
    read_right: float
    pieces: float
    purity: float
    errors: tuple[float, ...]
    seconds: float
    summary_seconds: float
    faults: int
    oracle: Analysis


class Vectors:
    """Vectors by content in each of an embedder's views, kept in one file between runs where a folder is given."""

    def __init__(self, embedder: Embedder, folder: str) -> None:
        self._embedder = embedder
        self._views = tuple(view_names(embedder))
        self._file = Path(folder) / f"planted-{len(self._views)}-views.npz" if folder else None
        self._known: dict[str, NDArray[np.float32]] = {}  # of shape (views, dimension)
        if self._file and self._file.exists():
            stored = np.load(self._file)
            self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def of(self, texts: Sequence[str]) -> dict[View, NDArray[np.float32]]:
        """The rows of ``texts`` in every view."""
        new = {key: text for text in texts if (key := content_key(text)) not in self._known}
        if new:
            made = embed_views(list(new.values()), self._embedder)
            self._known |= dict(zip(new, np.stack([made[view] for view in self._views], axis=1), strict=True))
        if new and self._file:
            np.savez(self._file, keys=np.array(list(self._known)), vectors=np.array(list(self._known.values())))
        rows = np.array([self._known[content_key(text)] for text in texts], dtype=np.float32)
        return {view: rows[:, place] for place, view in enumerate(self._views)}


def read(study: Study, vectors: Vectors, embedder: Embedder, *, model: LanguageModel | None = None) -> Found:
    """``model`` says what belongs together; nothing else is asked of it."""
    extraction = extract_statements(study.transcripts)
    views = vectors.of([statement.text for statement in extraction.statements])
    started = time.perf_counter()
    computing = partial(
        compute,
        study.transcripts,
        extraction,
        views[View.WHOLE],
        embedder_name=embedder.name,
        grouping=views.get(View.CONTENT),
        tones=views.get(View.TONE),
    )
    computed = computing()
    joined = asyncio.run(join(computed, model))
    if joined.says_something:
        computed = computing(joined=joined)
    between = time.perf_counter()
    analysis = conclude(computed)
    ended = time.perf_counter()
    summary = analysis.summary
    themes = (*summary.friction_points, *summary.success_factors) if summary else ()
    truth = [planted_in(study, statement) for statement in analysis.statements]
    said_by = people_who_said(study)
    there = {key for key, people in said_by.items() if len(people) >= SPOKEN_BY}
    matched: dict[str, list[Theme]] = defaultdict(list)
    pure = inside = false = misread = 0
    for theme in themes:
        key, most = Counter(truth[i] for i in theme.statements).most_common(1)[0]
        pure, inside = pure + most, inside + len(theme.statements)
        if key and most > MOSTLY * len(theme.statements) and theme.polarity is study.polarity[key]:
            matched[key].append(theme)
        elif key and most > MOSTLY * len(theme.statements):
            misread += 1
        else:
            false += 1
    found = there & matched.keys()
    errors = tuple(
        abs(max(theme.count.people for theme in matched[key]) - len(said_by[key])) / len(study.transcripts)
        for key in sorted(found)
    )
    return Found(
        study=study,
        analysis=analysis,
        there=len(there),
        found=len(found),
        themes=len(themes),
        false=false,
        misread=misread,
        read_right=_read_right(study, analysis, truth),
        pieces=mean(len(matched[key]) for key in found) if found else 0.0,
        purity=pure / inside if inside else 0.0,
        errors=errors,
        seconds=ended - started,
        summary_seconds=ended - between,
        faults=len(verify(analysis, study.transcripts)),
        oracle=_with_planted_themes(study, analysis, truth),
    )


def _read_right(study: Study, analysis: Analysis, truth: Sequence[str]) -> float:
    """Share of the statements with a planted theme whose polarity was read as it was planted."""
    read_as = [
        statement.polarity is study.polarity[key]
        for statement, key in zip(analysis.statements, truth, strict=True)
        if key
    ]
    return mean(read_as) if read_as else 0.0


def _with_planted_themes(study: Study, analysis: Analysis, truth: Sequence[str]) -> Analysis:
    """The analysis as it would be if every statement had been put in its planted theme, in its polarity."""
    people = people_heard(study.transcripts)
    themes: dict[Polarity, list[Theme]] = {Polarity.FRICTION: [], Polarity.SUCCESS: []}
    for key, polarity in study.polarity.items():
        members = tuple(i for i, planted in enumerate(truth) if planted == key)
        voices = {analysis.statements[i].participant_id for i in members}
        if len(voices) < 2:
            continue
        themes[polarity].append(
            Theme(
                key=key,
                name=key,
                polarity=polarity,
                description=key,
                count=count(len(voices), len(people)),
                mentions=len(members),
                quotes=(analysis.statements[members[0]].quote(),),
                statements=members,
                segments=tuple(
                    SegmentShare(attribute=attribute, value=value, count=count(len(voices & ids), len(ids)))
                    for attribute, values in people.segments.items()
                    for value, ids in values.items()
                ),
            )
        )
    found = FoundThemes(tuple(themes[Polarity.SUCCESS]), tuple(themes[Polarity.FRICTION]))
    summary = summarise(found, analysis.statements, people, interviews=len(people), set_aside=analysis.set_aside)
    return analysis.model_copy(update={"summary": summary})


def planted_in(study: Study, statement: Statement) -> str:
    """The theme that was planted where ``statement`` stands; empty for remarks."""
    begun = [
        theme
        for start, theme in study.planted.get((statement.interview_id, statement.message_id), ())
        if start < statement.end
    ]
    return begun[-1] if begun else ""


def people_who_said(study: Study) -> Mapping[str, frozenset[str]]:
    speaker = {transcript.interview_id: transcript.participant_id for transcript in study.transcripts}
    said: dict[str, set[str]] = defaultdict(set)
    for (interview, _), themes in study.planted.items():
        for _, theme in themes:
            said[theme].add(speaker[interview])
    return {theme: frozenset(people) for theme, people in said.items()}


def has_a_note(analysis: Analysis, labels: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a note on segments is made when everybody is given the labels of ``labels``, attribute by attribute."""
    summary = analysis.summary
    if summary is None:
        return False
    groups = {
        attribute: {value: {p for p, own in by_person.items() if own == value} for value in set(by_person.values())}
        for attribute, by_person in labels.items()
    }
    relabelled = []
    for theme in (*summary.friction_points, *summary.success_factors):
        voices = {analysis.statements[i].participant_id for i in theme.statements}
        shares = tuple(
            SegmentShare(attribute=attribute, value=value, count=count(len(voices & people), len(people)))
            for attribute, values in groups.items()
            for value, people in sorted(values.items())
        )
        relabelled.append(theme.model_copy(update={"segments": shares}))
    return bool(segment_notes(relabelled))


def false_differences(study: Study, analysis: Analysis, draws: int) -> float:
    """Share of draws with any note, when the segments of the study are dealt out anew by chance."""
    chance = random.Random(study.name)
    people = sorted(transcript.participant_id for transcript in study.transcripts)
    by_person = {transcript.participant_id: transcript.segments for transcript in study.transcripts}
    hits = 0
    for _ in range(draws):
        dealt = chance.sample(people, len(people))
        labels = {
            attribute: {person: by_person[other][attribute] for person, other in zip(people, dealt, strict=True)}
            for attribute in ("plan", "region")
        }
        hits += has_a_note(analysis, labels)
    return hits / draws


def difference_seen(study: Study, analysis: Analysis) -> bool | None:
    """Whether the planted difference is told, of a theme that is mostly the planted one; None where none is planted."""
    summary = analysis.summary
    if not study.differs or summary is None:
        return None
    names = {
        theme.name
        for theme in (*summary.friction_points, *summary.success_factors)
        if mean(planted_in(study, analysis.statements[i]) == study.differs for i in theme.statements) > MOSTLY
    }
    return any("plan" in note.text and any(name in note.text for name in names) for note in summary.segment_notes)


def unheard(study: Study, analysis: Analysis) -> float:
    """Share of the planted themes' prevalence that no found theme holds."""
    known = set()
    summary = analysis.summary
    for theme in (*summary.friction_points, *summary.success_factors) if summary else ():
        known |= {planted_in(study, analysis.statements[i]) for i in theme.statements}
    shares = study.shares
    return sum(share for key, share in shares.items() if key not in known) / sum(shares.values())

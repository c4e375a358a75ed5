"""Several studies asked as one: their findings side by side, and which study a count, a theme and a quote belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.heard import STUDY, Draft, Heard
from analysis.asking.topics import Topic
from analysis.exact_tests import exact_p
from analysis.findings import Action, Analysis, Claim, Count, MagicSummary, Theme
from analysis.intervals import count
from analysis.summary.wording import in_words
from interview_engine.transcript import Transcript

_TOLD: Final = 6
_CHANCE: Final = 0.05
_LIMIT: Final = "People of one study were not asked what another study asked: a difference may lie in the questions."


@dataclass(frozen=True, slots=True)
class StudyHeard:
    """One study's newest analysis; ``vectors`` has one L2-normalised row per statement."""

    title: str
    analysis: Analysis
    transcripts: tuple[Transcript, ...]
    vectors: NDArray[np.float32]


def joined(studies: Sequence[StudyHeard]) -> StudyHeard:
    """All studies as one, people marked by the title of theirs; equal titles are numbered.

    Themes keep their counts, which are of their own study's people. Raises ValueError without studies.
    """
    titles = _told_apart([study.title for study in studies])
    themes: list[Theme] = []
    actions: list[Action] = []
    start = 0
    for number, study in enumerate(studies):
        summary = study.analysis.summary
        for theme in (*summary.friction_points, *summary.success_factors) if summary else ():
            places = tuple(start + place for place in theme.statements)
            themes.append(theme.model_copy(update={"key": f"{number}.{theme.key}", "statements": places}))
        actions += [
            action.model_copy(update={"theme": f"{number}.{action.theme}"})
            for action in (summary.actions if summary else ())
        ]
        start += len(study.analysis.statements)
    themes.sort(key=lambda theme: (-theme.count.people, theme.key))
    people = sum(study.analysis.people for study in studies)
    everybody = count(people, people) if people else None
    whole = everybody and MagicSummary(
        headline=Claim(text=f"{in_words(everybody)} were heard.", counts=(everybody,)),
        friction_points=tuple(theme for theme in themes if theme.polarity.value == "friction"),
        success_factors=tuple(theme for theme in themes if theme.polarity.value == "success"),
        actions=tuple(actions),
    )
    analysis = Analysis(
        people=people,
        interviews=sum(study.analysis.interviews for study in studies),
        statements=tuple(statement for study in studies for statement in study.analysis.statements),
        set_aside=sum(study.analysis.set_aside for study in studies),
        summary=whole,
    )
    transcripts = tuple(
        replace(transcript, segments={**transcript.segments, STUDY: title})
        for title, study in zip(titles, studies, strict=True)
        for transcript in study.transcripts
    )
    return StudyHeard("", analysis, transcripts, np.concatenate([study.vectors for study in studies]))


def _told_apart(titles: Sequence[str]) -> list[str]:
    found: list[str] = []
    for title in titles:
        plain = " ".join(title.split()) or "Untitled"
        number = 1
        while (name := plain if number == 1 else f"{plain} ({number})") in found:
            number += 1
        found.append(name)
    return found


def by_study(heard: Heard, scope: Scope, topic: Topic | None) -> Draft:
    """Who of each study speaks of the topic; without one, what is most widespread in each."""
    studies = {title: people & heard.inside(scope) for title, people in heard.studies.items()}
    studies = {title: people for title, people in studies.items() if people}
    if len(studies) < 2:  # noqa: PLR2004 - one study has nothing to stand beside
        return Draft(reason="There are not two studies with people who could be set beside each other.", cannot=True)
    if topic is None:
        return _leading(heard, scope)
    voices = heard.voices(heard.kept(topic.places, scope))
    counts = {title: count(len(voices & people), len(people)) for title, people in studies.items()}
    ranked = sorted(counts.items(), key=lambda pair: -pair[1].share)
    if not ranked[0][1].people:
        return Draft(reason="The interviews do not say: nobody speaks of it in any study.")
    told = ranked[:_TOLD]
    sides = ", ".join(f"{in_words(counted)} in {heard.named(title)}" for title, counted in told)
    claim = Claim(
        text=f"It was spoken of by {sides}. {_verdict(ranked)}",
        counts=tuple(counted for _, counted in told),
        quotes=heard.quotes(heard.kept(topic.places, scope), 3),
    )
    return Draft(claims=(claim,), table=table_by_study(counts), limits=(_LIMIT,))


def table_by_study(counts: dict[str, Count]) -> AnswerTable:
    """``counts`` by the title of the study."""
    ranked = sorted(counts.items(), key=lambda pair: -pair[1].share)
    return AnswerTable(
        title="People by study",
        label_heading="Study",
        count_columns=("People",),
        rows=tuple(AnswerRow(label=title, counts=(counted,)) for title, counted in ranked),
        drawn=Drawn.BARS,
    )


def _verdict(ranked: Sequence[tuple[str, Count]]) -> str:
    """The study with the largest share beside all others, paying for the choice among them (Bonferroni)."""
    first, others = ranked[0][1], [counted for _, counted in ranked[1:]]
    people, of = sum(counted.people for counted in others), sum(counted.of for counted in others)
    p = exact_p(first.people, first.of, people, of) * len(ranked)
    return "That is more than chance would make it." if p <= _CHANCE else "The difference may be chance."


def _leading(heard: Heard, scope: Scope) -> Draft:
    claims: list[Claim] = []
    rows: list[AnswerRow] = []
    for theme, counted in heard.ranked(heard.themes(scope.polarity), scope):
        title = heard.study_of(theme)
        if title is None or any(row.label == title for row in rows):
            continue
        kind = "friction point" if theme.polarity.value == "friction" else "success factor"
        claims.append(
            Claim(
                text=(
                    f"In {heard.named(title)} the most widespread {kind} is {heard.named(theme.name)}: "
                    f"{in_words(counted)}."
                ),
                counts=(counted,),
                quotes=heard.theme_quotes(theme, scope),
            )
        )
        rows.append(AnswerRow(label=title, counts=(counted,), texts=(theme.name,), theme=theme.key))
    if not claims:
        return Draft(reason="No friction point or success factor is shared by several people in any study.")
    table = AnswerTable(
        title="What is most widespread in each study",
        label_heading="Study",
        count_columns=("People",),
        text_columns=("Theme",),
        rows=tuple(rows),
        drawn=Drawn.BARS,
    )
    return Draft(claims=tuple(claims[:_TOLD]), table=table, limits=(_LIMIT,))

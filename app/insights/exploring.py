"""A study's newest findings with every statement behind them, to be looked through theme by theme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlmodel import col, or_, select

from analysis.findings import Analysis, Claim, Count, Polarity, SegmentShare, Statement, Theme
from analysis.reporting.funnel import Funnel
from app.db import Database, Scope
from app.errors import NotFound
from app.insights.edit_history import EditHistory, read_history
from app.insights.editing import NO_EDITS, all_edits, last_change
from app.insights.funnel import read_funnel, read_openings
from app.insights.kept_runs import KeptRuns
from app.insights.report import segments_of
from app.insights.results import latest_finished
from app.insights.schemas import SpokenBy
from app.insights.set_aside import SetAsideList, read_set_aside
from app.models import Study


@dataclass(frozen=True, slots=True)
class Findings:
    """The newest analysis. ``voices`` says who speaks in each interview, ``segments`` each participant's attributes.

    ``seen`` is the last change of the study's edits: whoever edits says which one they had seen.
    """

    study_id: UUID
    run_id: UUID
    analysis: Analysis
    voices: Mapping[str, SpokenBy]
    segments: Mapping[str, Mapping[str, str]]
    embedder: str
    collected_at: datetime | None
    seen: str = NO_EDITS

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Friction points first, each kind by people."""
        summary = self.analysis.summary
        return (*summary.friction_points, *summary.success_factors) if summary else ()

    def amounts_of(self, theme: Theme) -> tuple[Claim, ...]:
        """What is told of amounts that several people named with the theme."""
        told = self.analysis.summary.measured if self.analysis.summary else ()
        return tuple(claim for claim in told if any(figure.theme == theme.key for figure in claim.figures))

    def theme(self, key: str) -> Theme:
        """Raises NotFound."""
        found = next((theme for theme in self.themes if theme.key == key), None)
        if found is None:
            raise NotFound(
                "This theme is no longer part of the analysis.", "It may have been merged; look at all themes."
            )
        return found


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; what is empty lets everything through. ``attribute`` and ``value`` are of a segment."""

    polarity: str = ""
    stage: str = ""
    attribute: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class RankedTheme:
    """A theme with its people and mentions in the segment that is looked at, or among everybody."""

    theme: Theme
    count: Count
    mentions: int


@dataclass(frozen=True, slots=True)
class Wave:
    study_id: UUID
    number: int


class Explorer:
    def __init__(self, database: Database, runs: KeptRuns | None = None) -> None:
        """``runs`` are the analyses in memory that questions are asked of, too."""
        self._database = database
        self._kept = KeptRuns() if runs is None else runs

    async def findings(self, scope: Scope, study_id: UUID) -> Findings | None:
        """None when there is no finished analysis yet."""
        async with self._database.read(scope) as session:
            run = await latest_finished(session, study_id)
            if run is None:
                return None
            kept = await self._kept.of(session, run)
            return Findings(
                study_id=run.study_id,
                run_id=run.id,
                analysis=kept.analysis,
                voices=kept.voices,
                segments=await segments_of(session, run.study_id),
                embedder=run.embedder,
                collected_at=run.collected_at,
                seen=last_change(await all_edits(session, run.study_id)),
            )

    async def waves(self, scope: Scope, study_id: UUID) -> tuple[Wave, ...]:
        """The waves of the study's series, the earliest first; empty when it is the only one. Raises NotFound."""
        async with self._database.read(scope) as session:
            study = (await session.exec(select(Study).where(Study.id == study_id))).one_or_none()
            if study is None:
                raise NotFound("There is no such study.", "It may have been deleted.")
            first = study.wave_of or study.id
            series = select(Study.id, Study.wave).where(or_(Study.id == first, Study.wave_of == first))
            found = (await session.exec(series.order_by(col(Study.wave)))).all()
        return tuple(Wave(each, number) for each, number in found) if len(found) > 1 else ()

    async def history(self, scope: Scope, study_id: UUID) -> EditHistory:
        return await read_history(self._database, scope, study_id)

    async def set_aside(self, scope: Scope, study_id: UUID) -> SetAsideList | None:
        """None when there is no finished analysis yet."""
        return await read_set_aside(self._database, scope, study_id)

    async def funnel(self, scope: Scope, study_id: UUID) -> Funnel | int:
        """How far people came; how often the link was opened where nobody has started yet."""
        async with self._database.read(scope) as session:
            found = await read_funnel(session, study_id)
            if found is not None:
                return found
            opened = await read_openings(session, study_id)
            return opened.number if opened else 0


def ranked_themes(findings: Findings, chosen: Filter) -> tuple[RankedTheme, ...]:
    """The themes that ``chosen`` lets through, friction first, each kind by people of the segment."""
    shown: list[RankedTheme] = []
    for theme in findings.themes:
        if chosen.polarity not in {"", theme.polarity.value} or chosen.stage not in {"", theme.stage}:
            continue
        if not chosen.attribute:
            shown.append(RankedTheme(theme, theme.count, theme.mentions))
            continue
        share = _share(theme.segments, chosen)
        if share is not None and share.people:
            own = (findings.analysis.statements[i].participant_id for i in theme.statements)
            mentions = sum(findings.segments.get(who, {}).get(chosen.attribute) == chosen.value for who in own)
            shown.append(RankedTheme(theme, share, mentions))
    friction = (each for each in shown if each.theme.polarity is Polarity.FRICTION)
    success = (each for each in shown if each.theme.polarity is not Polarity.FRICTION)
    return (*_by_people(friction), *_by_people(success))


def segment_values(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Every attribute with each of its values, as they were counted."""
    return tuple(dict.fromkeys((share.attribute, share.value) for theme in findings.themes for share in theme.segments))


def statements_by_person(findings: Findings, theme: Theme) -> tuple[tuple[Statement, ...], ...]:
    """What each person said of the theme, in the order in which they said it; who said most comes first."""
    own = sorted((findings.analysis.statements[i] for i in set(theme.statements)), key=lambda s: s.participant_id)
    people = [tuple(said) for _, said in groupby(own, key=lambda statement: statement.participant_id)]
    order = {id(statement): place for place, statement in enumerate(findings.analysis.statements)}
    said = (tuple(sorted(each, key=lambda statement: order[id(statement)])) for each in people)
    return tuple(sorted(said, key=lambda each: (-len(each), order[id(each[0])])))


def _share(segments: Sequence[SegmentShare], chosen: Filter) -> Count | None:
    return next(
        (share.count for share in segments if (share.attribute, share.value) == (chosen.attribute, chosen.value)), None
    )


def _by_people(themes: Iterable[RankedTheme]) -> list[RankedTheme]:
    def place(each: RankedTheme) -> tuple[float, int, int, str]:
        return -each.theme.standing(each.count.people), -each.count.people, -each.mentions, each.theme.name

    return sorted(themes, key=place)

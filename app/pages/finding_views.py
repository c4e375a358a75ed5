"""From findings to what pages show: quotes with their addresses, keys of the catalogue as words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote as percent_encode
from uuid import UUID

from analysis.findings import Action, Claim, Count, Figure, Journey, MagicSummary, Quote, Saturated, Saturation, Theme
from analysis.reporting.html_report import steadiness
from analysis.reporting.names import action_words, journey_name, kpi_name, stage_name, team_name
from analysis.summary.segments import why_no_note
from analysis.summary.wording import figure_in_words
from app.insights.schemas import RunRead, SpokenBy
from app.pages.views import (
    ActionView,
    ClaimView,
    CountView,
    JourneyStepView,
    JourneyView,
    QuoteView,
    SegmentShareView,
    SummaryView,
    ThemeView,
)

VERDICTS: Final[Mapping[Saturated, str]] = {
    Saturated.ENOUGH: "Enough: one more interview is unlikely to bring a new theme.",
    Saturated.NEARLY: "Nearly enough: a few more interviews may still bring a new theme.",
    Saturated.NOT_YET: "Not yet: more interviews are likely to bring new themes.",
    Saturated.UNKNOWN: "Too few people or themes to tell.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the findings of one study look like; ``voices`` says for each quoted interview's id who speaks."""

    study_id: UUID
    voices: Mapping[str, SpokenBy]

    def theme_url(self, key: str) -> str:
        return f"/studies/{self.study_id}/themes/{percent_encode(key, safe='')}"

    def quote(self, item: Quote) -> QuoteView:
        voice = self.voices[item.interview_id]
        place = f"{item.message_id}:{item.start}-{item.end}"
        return QuoteView(
            text=item.text,
            participant_label=voice.label,
            source=voice.source.value,
            url=f"/studies/{self.study_id}/interviews/{item.interview_id}?quote={place}#m-{item.message_id}",
        )

    def claim(self, item: Claim) -> ClaimView:
        return ClaimView(
            text=item.text,
            quotes=tuple(self.quote(entry) for entry in item.quotes),
            counts=tuple(count_view(entry) for entry in item.counts),
            figures=tuple(_figure(entry) for entry in item.figures),
        )

    def theme(self, item: Theme, *, stage: str = "") -> ThemeView:
        """``stage`` is the name of its stage in the study's own journey, where it has one."""
        return ThemeView(
            key=item.key,
            name=item.name,
            description=item.description,
            count=count_view(item.count),
            mentions=item.mentions,
            quotes=tuple(self.quote(entry) for entry in item.quotes),
            segments=tuple(
                SegmentShareView(share.attribute, share.value, count_view(share.count)) for share in item.segments
            ),
            named_by=item.named_by,
            url=self.theme_url(item.key),
            stage=stage or (stage_name(item.stage) if item.stage else ""),
            owner_team=team_name(item.owner_team) if item.owner_team else "",
            kpis=tuple(kpi_name(key) for key in item.kpis),
            stability=stability_words(item.stability),
            disconfirming=tuple(self.quote(entry) for entry in item.disconfirming),
            curated=item.curated,
            pinned=item.pinned,
        )

    def journey(self, item: Journey) -> JourneyView:
        return JourneyView(
            steps=tuple(
                JourneyStepView(
                    name=step.name,
                    people=count_view(step.people),
                    friction=count_view(step.friction),
                    success=count_view(step.success),
                    breaks=step.breaks,
                    url=f"/studies/{self.study_id}/themes?stage={percent_encode(step.stage, safe='')}",
                )
                for step in item.steps
            ),
            claims=tuple(self.claim(entry) for entry in item.claims),
            name=journey_name(item.model),
        )

    def action(self, item: Action, summary: MagicSummary, names: Mapping[str, str]) -> ActionView:
        """``names`` are those of the themes by their keys."""
        told = action_words(item, summary)
        return ActionView(
            text=item.text,
            theme_name=names.get(item.theme, ""),
            theme_url=self.theme_url(item.theme),
            owner_team=told.team,
            kpi=told.kpi,
            aim=told.aim,
            why=self.claim(item.why),
        )


def summary_view(study_id: UUID, run: RunRead) -> SummaryView:
    found = run.summary
    shown = Shown(study_id, run.voices)
    if found is None:
        return SummaryView(
            headline=None,
            interviews=run.interviews,
            people=run.people,
            set_aside=run.set_aside,
            written_by="offline",
            embedder=run.embedder,
            finished_at=run.finished_at,
            notices=run.notices,
            sources=tuple(source.value for source in run.sources),
        )
    themes = (*found.friction_points, *found.success_factors)
    names = {theme.key: theme.name for theme in themes}
    views = {
        theme.key: shown.theme(theme, stage=stage_name(theme.stage, found) if theme.stage else "") for theme in themes
    }
    return SummaryView(
        headline=shown.claim(found.headline),
        interviews=run.interviews,
        people=run.people,
        set_aside=run.set_aside,
        written_by=found.written_by,
        embedder=run.embedder,
        finished_at=run.finished_at,
        overview=tuple(shown.claim(item) for item in found.overview),
        success_factors=tuple(views[item.key] for item in found.success_factors),
        friction_points=tuple(views[item.key] for item in found.friction_points),
        also_said=tuple(shown.quote(item) for item in found.also_said),
        segment_notes=tuple(shown.claim(item) for item in found.segment_notes),
        no_segment_note="" if found.segment_notes else why_no_note(themes),
        limits=found.limits,
        notices=run.notices,
        sources=tuple(source.value for source in run.sources),
        journey=shown.journey(found.journey) if found.journey else None,
        measured=tuple(shown.claim(item) for item in found.measured),
        actions=tuple(shown.action(item, found, names) for item in found.actions),
        saturation=saturation_line(found.saturation),
    )


def saturation_line(saturation: Saturation | None) -> str:
    """The verdict in one line; empty when there is none."""
    return VERDICTS[saturation.verdict] if saturation else ""


def stability_words(stability: float | None) -> str:
    """How often a theme was found again on people drawn anew; empty where that was not measured."""
    if stability is None:
        return ""
    return f"{steadiness(stability)}: found again in {stability * 100:.0f}\u00a0% of repeats on people drawn anew"


def count_view(count: Count) -> CountView:
    return CountView(people=count.people, of=count.of, share=count.share, low=count.low, high=count.high)


def _figure(figure: Figure) -> str:
    told = figure_in_words(figure)
    return f"{kpi_name(figure.kpi)}: {told}" if figure.kpi else told

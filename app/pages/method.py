"""How findings were made and how far they carry: saturation, the method in numbers, and exports."""

import asyncio
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote as percent_encode
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from analysis.findings import Polarity, Saturation, SaturationPoint, Statement
from analysis.reading.agreement import Agreement, agreement_of, in_words
from app.accounts.schemas import Actor
from app.errors import NotFound
from app.http.dependencies import AnyRequest, Services
from app.insights.exploring import Findings
from app.insights.exporting import WITH_ATTRIBUTES, ExportFormat
from app.pages.finding_views import Shown, saturation_line, stability_words
from app.pages.study_views import head
from app.pages.views import (
    AgreementView,
    AxisTick,
    ComparedRow,
    CurvePoint,
    DifferingStatement,
    ExportRow,
    ExportsPage,
    MethodPage,
    ReadingRow,
    SaturationPage,
    StudyHead,
)

_SURE: Final = 0.8
_FAIRLY: Final = 0.6
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 384.0, 10.0, 186.0
"""Where the curve is drawn in a picture of 400 by 220."""
_MOST_TICKS: Final = 5
_WHAT: Final = {
    ExportFormat.HTML: "The report as one file for a browser",
    ExportFormat.DOCX: "The report for a word processor",
    ExportFormat.STATEMENTS: "Every statement with its place, polarity, themes and segments",
    ExportFormat.THEMES: "Every theme with its counts, stage, owner team and KPIs",
    ExportFormat.COUNTS: "Every count of the summary with its interval",
    ExportFormat.CHANGES: "Every theme in every wave, with its change since the wave before",
    ExportFormat.OUTCOMES: "Every outcome with the themes and segments that were looked at",
    ExportFormat.JSON: "The whole analysis, for programs",
    ExportFormat.REFI_QDA: "Transcripts and coding, for qualitative research software (REFI-QDA)",
}


@get("/studies/{study_id:uuid}/saturation")
async def saturation(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.explorer.findings(actor.scope, study_id)
    return services.pages.page(request, "researcher/saturation.html", _saturation_page(head(study), found))


@get("/studies/{study_id:uuid}/method")
async def method(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.explorer.findings(actor.scope, study_id)
    if found is None:
        page = MethodPage(head(study), available=False)
    else:  # 100,000 statements are counted while people answer
        page = await asyncio.to_thread(_method_page, head(study), found)
    return services.pages.page(request, "researcher/method.html", page)


@get("/studies/{study_id:uuid}/exports")
async def exports(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    standing = await services.insights.standing(actor.scope, study_id)
    base = f"/studies/{study_id}"
    files: tuple[ExportRow, ...] = ()
    if standing.has_summary:
        pdf = ExportRow(
            "report.pdf", f"{base}/report.pdf", "The report, with its evidence inside so that it can be checked"
        )
        others = (ExportRow(each.value, f"{base}/exports/{each.value}", _WHAT[each]) for each in ExportFormat)
        files = (pdf, *others)
    names = await services.insights.naming_attributes(actor.scope, study_id) if files else ()
    identified = tuple(
        ExportRow(each.value, f"{base}/exports/{each.value}?identified=yes", _WHAT[each])
        for each in ExportFormat
        if each in WITH_ATTRIBUTES and names
    )
    return services.pages.page(request, "researcher/exports.html", ExportsPage(head(study), files, names, identified))


@get("/studies/{study_id:uuid}/exports/{name:str}")
async def export(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    name: FromPath[str],
) -> Response[bytes]:
    study = await services.studies.get(actor.scope, study_id)
    format_ = next((each for each in ExportFormat if each.value == name), None)
    if format_ is None:
        raise NotFound("There is no such export.", "Choose one from the list of exports.")
    identified = request.query_params.get("identified") == "yes" and format_ in WITH_ATTRIBUTES
    file = await services.insights.export(actor.scope, study_id, format_, identified=identified)
    title = percent_encode(f"{study.title[:80]} {'with identifiers ' if identified else ''}{file.name}", safe="")
    disposition = f"attachment; filename=\"{file.name}\"; filename*=UTF-8''{title}"
    return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": disposition})


def _saturation_page(head_: StudyHead, found: Findings | None) -> SaturationPage:
    summary = found.analysis.summary if found else None
    if found is None or summary is None or summary.saturation is None:
        return SaturationPage(head_, available=False)
    told = summary.saturation
    curve = told.curve
    most_x = max((point.interviews for point in curve), default=1)
    most_y = max((1.0, *(point.high for point in curve)))

    def x(value: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * value / most_x, 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / most_y, 1)

    def point(at: SaturationPoint) -> CurvePoint:
        return CurvePoint(
            at.interviews, at.themes, at.low, at.high, x(at.interviews), y(at.themes), y(at.low), y(at.high)
        )

    shown = Shown(found.study_id, found.voices)
    return SaturationPage(
        head=head_,
        available=True,
        verdict=saturation_line(told),
        next_new="" if any(claim.figures for claim in told.advice) else _next_new(told),  # else said twice
        points=tuple(map(point, curve)),
        across=tuple(AxisTick(x(value), f"{value:,}") for value in _round_values(most_x)) if curve else (),
        up=tuple(AxisTick(y(value), f"{value:,}") for value in _round_values(most_y)) if curve else (),
        advice=tuple(shown.claim(claim) for claim in told.advice),
    )


def _next_new(told: Saturation) -> str:
    if told.next_new is None or told.next_low is None or told.next_high is None:
        return ""
    return (
        f"The next interview is expected to bring {told.next_new:.2f} new themes "
        f"(95\u00a0% interval {told.next_low:.2f} to {told.next_high:.2f})."
    )


def _round_values(most: float) -> list[int]:
    """0 and up to five round values above it."""
    sizes = (size * 10**power for power in range(9) for size in (1, 2, 5))
    step = next(size for size in sizes if most / size <= _MOST_TICKS)
    return list(range(0, int(most) + 1, step))


def _method_page(head_: StudyHead, found: Findings) -> MethodPage:
    analysis = found.analysis
    summary = analysis.summary
    themes = found.themes
    steady = (
        f"\u201c{theme.name}\u201d: {stability_words(theme.stability)}"
        for theme in themes
        if theme.stability is not None
    )
    agreement = agreement_of(analysis.statements)
    return MethodPage(
        head=head_,
        available=True,
        interviews=analysis.interviews,
        people=analysis.people,
        statements=len(analysis.statements),
        set_aside=analysis.set_aside,
        in_themes=len({i for theme in themes for i in theme.statements}),
        friction=sum(theme.polarity is Polarity.FRICTION for theme in themes),
        success=sum(theme.polarity is Polarity.SUCCESS for theme in themes),
        edited=sum(theme.curated for theme in themes),
        readings=tuple(_reading(polarity, analysis.statements) for polarity in Polarity),
        sure_from=round(100 * _SURE),
        fairly_from=round(100 * _FAIRLY),
        embedder=found.embedder,
        stability=tuple(steady),
        written_by=summary.written_by if summary else "offline",
        named_by_model=sum(theme.named_by not in {"offline", "researcher"} for theme in themes),
        notices=analysis.notices,
        limits=summary.limits if summary else (),
        collected_at=found.collected_at,
        agreement=None if agreement is None else agreement_view(agreement, Shown(found.study_id, found.voices)),
    )


def agreement_view(agreement: Agreement, shown: Shown) -> AgreementView:
    """Both readings in a table, and the statements they differ on with their addresses."""
    return AgreementView(
        words=in_words(agreement),
        columns=tuple(polarity.value for polarity in Polarity),
        rows=tuple(
            ComparedRow(model.value, tuple(agreement.table.get((model, offline), 0) for offline in Polarity))
            for model in Polarity
        ),
        differing=tuple(
            DifferingStatement(shown.quote(statement.quote()), statement.label.polarity, statement.label.offline)
            for statement in agreement.differing
            if statement.label is not None
        ),
    )


def _reading(polarity: Polarity, statements: Sequence[Statement]) -> ReadingRow:
    own = [statement for statement in statements if statement.polarity is polarity]
    sure = sum(statement.confidence >= _SURE for statement in own)
    fairly = sum(_FAIRLY <= statement.confidence < _SURE for statement in own)
    return ReadingRow(
        polarity=polarity.value,
        statements=len(own),
        sure=sure,
        fairly=fairly,
        unsure=len(own) - sure - fairly,
        people=len({statement.participant_id for statement in own}),
    )


HANDLERS = [saturation, method, exports, export]

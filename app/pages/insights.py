"""The Magic Summary: asking for it, watching it come, reading it, and taking the report away."""

import re
from typing import Any
from urllib.parse import quote as url_quote
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from analysis.findings import Claim, Count, Quote, Theme
from app.accounts.schemas import Actor
from app.errors import InvalidInput, NotFound
from app.http.dependencies import AnyRequest, Services
from app.http.errors import wants_json
from app.insights.schemas import RunRead
from app.models import JobStatus
from app.pages.jobs import job_view, page_of
from app.pages.study_views import head
from app.pages.views import (
    ClaimView,
    CountView,
    QuoteView,
    SegmentShareView,
    SummaryPage,
    SummaryView,
    ThemeView,
)


@get("/studies/{study_id:uuid}/summary")
async def summary(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    study = await services.studies.get(actor.scope, study_id)
    standing = await services.insights.standing(actor.scope, study_id)
    run = await services.insights.latest(actor.scope, study_id)
    job = await services.insights.latest_job(actor.scope, study_id)
    if wants_json(request):
        return Response(
            {
                "job": {"status": job.status.value, "stage": job.stage, "error": job.error} if job else None,
                "summary": run.summary.model_dump(mode="json") if run and run.summary else None,
                "notices": list(run.notices) if run else [],
            }
        )
    page = SummaryPage(
        head=head(study),
        job=job_view(job, page_of(job)) if job and job.status is not JobStatus.DONE else None,
        summary=_view(study_id, run) if run else None,
        available=standing.available,
        new_since=standing.new_since if run else 0,
        withdrawn=run.changed.withdrawn if run else 0,
        corrected=run.changed.corrected if run else 0,
    )
    return services.pages.page(request, "researcher/summary.html", page)


@post("/studies/{study_id:uuid}/analyses")
async def analyse(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    try:
        await services.insights.request_analysis(editor.scope, study_id)
    except InvalidInput:
        return Redirect(f"/studies/{study_id}/summary?notice=nothing-to-analyse", status_code=303)
    return Redirect(f"/studies/{study_id}/summary", status_code=303)


@get("/studies/{study_id:uuid}/report.pdf")
async def report(
    services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[bytes]:
    study = await services.studies.get(actor.scope, study_id)
    run = await services.insights.latest(actor.scope, study_id)
    if run is None:
        raise NotFound("This conversation has no Magic Summary yet, so there is no report.", "Make the summary first.")
    pdf = await services.insights.report_pdf(actor.scope, run.id)
    filename = re.sub(r"[^\w\-]+", "-", study.title).strip("-")[:80] or "report"
    disposition = f"attachment; filename=\"report.pdf\"; filename*=UTF-8''{url_quote(filename)}.pdf"
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": disposition})


def _view(study_id: UUID, run: RunRead) -> SummaryView:
    found = run.summary

    def quote(item: Quote) -> QuoteView:
        voice = run.voices[item.interview_id]
        place = f"{item.message_id}:{item.start}-{item.end}"
        return QuoteView(
            text=item.text,
            participant_label=voice.label,
            source=voice.source.value,
            url=f"/studies/{study_id}/interviews/{item.interview_id}?quote={place}#m-{item.message_id}",
        )

    def claim(item: Claim) -> ClaimView:
        return ClaimView(
            text=item.text,
            quotes=tuple(quote(entry) for entry in item.quotes),
            counts=tuple(_count(entry) for entry in item.counts),
        )

    def theme(item: Theme) -> ThemeView:
        return ThemeView(
            key=item.key,
            name=item.name,
            description=item.description,
            count=_count(item.count),
            mentions=item.mentions,
            quotes=tuple(quote(entry) for entry in item.quotes),
            segments=tuple(
                SegmentShareView(share.attribute, share.value, _count(share.count)) for share in item.segments
            ),
            named_by=item.named_by,
        )

    return SummaryView(
        headline=claim(found.headline) if found else None,
        interviews=run.interviews,
        people=run.people,
        set_aside=run.set_aside,
        written_by=found.written_by if found else "offline",
        embedder=run.embedder,
        finished_at=run.finished_at,
        overview=tuple(claim(item) for item in found.overview) if found else (),
        success_factors=tuple(theme(item) for item in found.success_factors) if found else (),
        friction_points=tuple(theme(item) for item in found.friction_points) if found else (),
        also_said=tuple(quote(item) for item in found.also_said) if found else (),
        segment_notes=tuple(claim(item) for item in found.segment_notes) if found else (),
        limits=found.limits if found else (),
        notices=run.notices,
        sources=tuple(source.value for source in run.sources),
    )


def _count(count: Count) -> CountView:
    return CountView(people=count.people, of=count.of, share=count.share, low=count.low, high=count.high)


HANDLERS = [summary, analyse, report]

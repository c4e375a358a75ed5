"""The Magic Summary: asking for it, watching it come, reading it, and taking the report away."""

import re
from typing import Any
from urllib.parse import quote as url_quote
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.errors import InvalidInput, NotFound
from app.http.dependencies import AnyRequest, Services
from app.http.errors import wants_json
from app.models import JobStatus
from app.pages.finding_views import summary_view
from app.pages.forms import texts
from app.pages.jobs import job_view, page_of
from app.pages.study_views import head
from app.pages.views import SummaryPage


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
        summary=summary_view(study_id, run) if run else None,
        available=standing.available,
        new_since=standing.new_since if run else 0,
        withdrawn=run.changed.withdrawn if run else 0,
        corrected=run.changed.corrected if run else 0,
        keeps_current=standing.keeps_current,
        refresh_minutes=services.settings.refresh_minutes,
        can_edit=actor.can_edit,
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


@post("/studies/{study_id:uuid}/summary/current")
async def keep_current(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    keep = texts(await request.form()).get("keep", "") == "yes"
    await services.insights.keep_current(editor.scope, study_id, keep=keep)
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


HANDLERS = [summary, analyse, keep_current, report]

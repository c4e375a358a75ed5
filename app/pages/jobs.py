"""Background work as pages show it, live."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import ServerSentEvent

from app.accounts.schemas import Actor
from app.errors import NotFound
from app.http.dependencies import AnyRequest, Services
from app.jobs import JobRead
from app.models import JobKind
from app.pages.live import Update, live
from app.pages.views import JobView


def job_view(job: JobRead, page_url: str) -> JobView:
    return JobView(
        id=str(job.id),
        kind=job.kind.value,
        status=job.status.value,
        stage=job.stage,
        done=job.done,
        total=job.total,
        events_url=f"/studies/{job.study_id}/jobs/{job.id}/events",
        page_url=page_url,
        error=job.error,
    )


def page_of(job: JobRead) -> str:
    """Where the outcome of a job is shown."""
    match job.kind:
        case JobKind.ANALYSIS:
            return f"/studies/{job.study_id}/summary"
        case JobKind.IMPORT:
            return f"/studies/{job.study_id}/imports/{job.subject_id}"
        case JobKind.SIMULATION:
            return f"/studies/{job.study_id}/simulations/{job.subject_id}"


@get("/studies/{study_id:uuid}/jobs/{job_id:uuid}/events")
async def job_events(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    job_id: FromPath[UUID],
) -> ServerSentEvent:
    if (await services.insights.job(actor.scope, job_id)).study_id != study_id:
        raise NotFound("There is no such job.", "It may have been deleted together with its study.")

    async def look(shown: object) -> Update | None:
        job = await services.insights.job(actor.scope, job_id)
        if job == shown:
            return None
        html = services.pages.html(request, "researcher/_job.html", job_view(job, page_of(job)))
        return Update(job, html, event="job", final=job.ended)

    return live(look)


HANDLERS = [job_events]

"""Studies and the revisions of their plans."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app.accounts.schemas import Actor
from app.api.guards import may_write
from app.api.schemas import PlanRevisionRead, PlanUpdate, StudyCreated, StudyRequest
from app.errors import Conflict
from app.http.dependencies import Services
from app.studies.schemas import RevisionRead, StudyCreate


@post("/studies", guards=[may_write])
async def create_study(
    services: NamedDependency[Services], actor: NamedDependency[Actor], data: JSONBody[StudyRequest]
) -> Response[StudyCreated]:
    """Keep a new draft study, with the plan that was sent or one that is drafted for the question."""
    if data.plan is None:
        wanted = StudyCreate(
            question=data.question or "",
            template=data.template or "",
            title=data.title or "",
            language=data.language or "en",
        )
        study_id = await services.studies.create(actor.scope, wanted, user_id=actor.user_id)
    else:
        study_id = await services.studies.create_from_plan(
            actor.scope, data.plan, language=data.language, note="From the API", user_id=actor.user_id
        )
    address = f"{services.settings.public_url}/studies/{study_id}/plan"
    return Response(
        StudyCreated(id=study_id, address=address), headers={"Location": f"/api/v1/studies/{study_id}/plan"}
    )


@get("/studies/{study_id:uuid}/plan")
async def read_plan(
    services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> PlanRevisionRead:
    """The newest revision of a study's plan."""
    return _read(await services.plans.current(actor.scope, study_id))


@put("/studies/{study_id:uuid}/plan", guards=[may_write])
async def save_plan(
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    data: JSONBody[PlanUpdate],
) -> PlanRevisionRead:
    """Keep a changed plan as the next revision; an equal plan makes none."""
    study = await services.studies.get(actor.scope, study_id)
    try:
        saved = await services.plans.save(
            actor.scope,
            study_id,
            data.plan,
            based_on=data.based_on,
            researcher_name=study.researcher_name,
            user_id=actor.user_id,
        )
    except Conflict as error:
        raise Conflict(error.detail, "Get the plan again, change that, and send it with its number.") from error
    return _read(saved)


def _read(revision: RevisionRead) -> PlanRevisionRead:
    return PlanRevisionRead(
        number=revision.number,
        plan=revision.plan,
        written_by=revision.written_by,
        notice=revision.notice,
        saved_at=revision.saved_at,
    )


HANDLERS = [create_study, read_plan, save_plan]

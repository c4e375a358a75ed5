"""Trying a conversation oneself, and deleting such a preview."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.http.dependencies import Services


@post("/studies/{study_id:uuid}/previews")
async def preview(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    token = await services.previews.start(editor.scope, study_id)
    return Redirect(f"/i/{token}", status_code=303)


@post("/studies/{study_id:uuid}/previews/{interview_id:uuid}/delete")
async def delete_preview(
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    interview_id: FromPath[UUID],
) -> Redirect:
    await services.previews.delete(editor.scope, study_id, interview_id)
    return Redirect(f"/studies/{study_id}?notice=preview-deleted", status_code=303)


HANDLERS = [preview, delete_preview]

"""Turning a page's view into a response."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.template.base import csrf_token

from app.accounts.schemas import Actor
from app.pages.views import ViewerView

NOTICES: Mapping[str, str] = {
    "saved": "Saved.",
    "unchanged": "Nothing was changed.",
    "restored": "The older plan is the newest revision now. Nothing in between is lost.",
    "duplicated": "This is a new conversation with the same plan, and without the answers.",
    "published": "The conversation is live. Share its link.",
    "closed": "The conversation is closed. Nobody can start it any more.",
    "revoked": "The token is revoked. Nothing can be done with it any more.",
    "contact-deleted": "The contact is deleted. What was said stays.",
    "asking": "Participants are asked at the end whether they may be contacted.",
    "not-asking": "Participants are not asked any more. Those who agreed before stay in the list.",
    "preview-deleted": "The preview and everything said in it is deleted.",
    "repeated": "This is the next wave: the same plan and settings, a link of its own, and nothing answered yet.",
    "outcomes-kept": "The outcomes are kept.",
    "outcome-deleted": "The outcome is deleted.",
    "theme-edited": "The theme is changed. The next analysis keeps it so.",
    "edit-undone": "The edit is undone. It can be made again from the history of edits.",
    "edit-redone": "The edit is made again.",
    "logo-removed": "The logo is removed. Reports show the name instead, participants' pages the colour.",
    "edit-waits": "Noted. An analysis has begun, because the last one was built around this edit; then it shows.",
    "deleted": "The conversation and everything in it is deleted.",
    "sample": "This is a sample: people and answers are made up by us, the analysis is real.",
    "nothing-to-analyse": "There are no answers to analyse yet. Share the link, or import feedback that you have.",
}
"""What a redirect may announce with ``?notice=``: codes, so that an address cannot put words into a page."""


class Renderer:
    """``model_status`` is "offline" or the configured model's name; every page shows it."""

    def __init__(self, environment: Environment, model_status: str) -> None:
        self._environment = environment
        self._model_status = model_status

    def html(self, request: Request[Any, Any, Any], template: str, page: object) -> str:
        actor = request.scope["state"].get("actor")
        return self._environment.get_template(template).render(
            page=page,
            csrf_token=csrf_token({"request": request}),
            viewer=_viewer(actor) if isinstance(actor, Actor) else None,
            model_status=self._model_status,
            brand=request.scope["state"].get("brand"),
            flash=NOTICES.get(request.query_params.get("notice", "")),
        )

    def page(
        self,
        request: Request[Any, Any, Any],
        template: str,
        page: object,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response[str]:
        html = self.html(request, template, page)
        return Response(html, media_type=MediaType.HTML, status_code=status, headers=dict(headers or {}))


def _viewer(actor: Actor) -> ViewerView:
    return ViewerView(name=actor.name, email=actor.email, workspace_name=actor.workspace_name, can_edit=actor.can_edit)

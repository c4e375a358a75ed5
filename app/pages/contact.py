"""Participants who may be contacted, on their own pages: leave an address, change it, take it back."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.errors import Conflict, InvalidInput
from app.http.dependencies import AnyRequest, Services, limit_public
from app.pages.ending import contact_view
from app.pages.participant import ANSWER_BYTES, fields_of, identify, show_in
from app.pages.views import ContactPage, ContactView


@get("/i/{token:str}/contact")
async def contact(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    limit_public(request)
    return await _shown(request, services, token, contact_view(await services.contacts.offer(token)))


@post("/i/{token:str}/contact", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def keep(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Response[Any]:
    identify(request, token)
    fields = await fields_of(request)
    address, name = str(fields.get("address", "")), str(fields.get("name", ""))
    try:
        await services.contacts.keep(token, address, name)
    except InvalidInput as error:
        problem = error.field if address.strip() else "address_empty"
        offer = await services.contacts.offer(token)
        return await _shown(
            request, services, token, contact_view(offer, typed=(address[:400], name[:400]), problem=problem)
        )
    except Conflict:
        return Redirect(f"/i/{token}", status_code=303)
    return Redirect(f"/i/{token}?done=contact#contact", status_code=303)


@post("/i/{token:str}/contact/withdraw", exclude_from_csrf=True, request_max_body_size=ANSWER_BYTES)
async def take_back(request: AnyRequest, services: NamedDependency[Services], token: FromPath[str]) -> Redirect:
    identify(request, token)
    await services.contacts.take_back(token)
    return Redirect(f"/i/{token}?done=contact_removed#contact", status_code=303)


async def _shown(request: AnyRequest, services: Services, token: str, view: ContactView | None) -> Response[Any]:
    conversation = await services.conversations.conversation(token)
    await show_in(request, services, conversation, token=token)
    if view is None or conversation.withdrawn or not conversation.ended:
        return Redirect(f"/i/{token}", status_code=303)
    page = ContactPage(
        language=conversation.language,
        study_title=conversation.title,
        url=f"/i/{token}",
        contact=view,
        preview=conversation.preview,
    )
    return services.pages.page(request, "participant/contact.html", page, status=400 if view.problem else 200)


HANDLERS = [contact, keep, take_back]

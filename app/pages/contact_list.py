"""Who may be contacted: whether participants are asked, the list, and the list as a file. Not for viewers."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.contacts.file import contacts_file
from app.contacts.service import SHOWN
from app.http.dependencies import AnyRequest, Services
from app.pages.forms import texts
from app.pages.study_views import head
from app.pages.views import ContactRow, ContactsPage
from web.locales import contact_consent


@get("/studies/{study_id:uuid}/contacts")
async def contacts(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(editor.scope, study_id)
    found = await services.contacts.list(editor.scope, study_id, limit=SHOWN + 1)
    page = ContactsPage(
        head=head(study),
        offered=await services.contacts.offered(editor.scope, study_id),
        consent=contact_consent(study.language, researcher=study.researcher_name),
        rows=tuple(
            ContactRow(
                id=str(contact.id),
                interview_id=str(contact.interview_id),
                label=contact.participant,
                name=contact.name,
                address=contact.address,
                agreed_at=contact.agreed_at,
                consent=contact.consent,
                preview=contact.preview,
            )
            for contact in found[:SHOWN]
        ),
        more=len(found) > SHOWN,
    )
    return services.pages.page(request, "researcher/contacts.html", page)


@get("/studies/{study_id:uuid}/contacts/file")
async def contacts_as_file(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[bytes]:
    found = await services.contacts.list(editor.scope, study_id, limit=None)
    table = contacts_file(found, f"{services.settings.public_url}/studies/{study_id}/interviews")
    headers = {"content-disposition": 'attachment; filename="contacts.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@post("/studies/{study_id:uuid}/contacts")
async def ask(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    offered = texts(await request.form()).get("offered") == "yes"
    await services.contacts.set_offered(editor.scope, study_id, offered=offered)
    notice = "asking" if offered else "not-asking"
    return Redirect(f"/studies/{study_id}/contacts?notice={notice}", status_code=303)


@post("/studies/{study_id:uuid}/contacts/{contact_id:uuid}/delete")
async def delete_contact(
    services: NamedDependency[Services],
    editor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    contact_id: FromPath[UUID],
) -> Redirect:
    await services.contacts.delete(editor.scope, study_id, contact_id)
    return Redirect(f"/studies/{study_id}/contacts?notice=contact-deleted", status_code=303)


HANDLERS = [contacts, contacts_as_file, ask, delete_contact]

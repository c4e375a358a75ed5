"""The end of an interview as its participant sees it: thanks, a rating, and who may be contacted."""

from app.contacts.schemas import ContactOffer
from app.http.dependencies import Services
from app.interviews.schemas import Conversation
from app.pages.views import ContactView, EndPage
from interview_engine.transcript import Speaker

CONTACT_DONE = {"contact", "contact_removed"}
"""What has just happened to a contact, as an address tells it (``?done=``)."""


async def end_page(
    services: Services,
    conversation: Conversation,
    token: str,
    *,
    done: str = "",
    rating_missing: bool = False,
    contact: ContactView | None = None,
) -> EndPage:
    """``done`` is what the address says has just happened; ``contact`` replaces what is stored, to be corrected."""
    if contact is None:
        contact = contact_view(await services.contacts.offer(token), done=done)
    return EndPage(
        language=conversation.language,
        study_title=conversation.title,
        researcher_name=conversation.researcher_name,
        closing=conversation.closing,
        end_reason=conversation.status.value,
        url=f"/i/{token}",
        answered=any(line.speaker == Speaker.PARTICIPANT for line in conversation.lines),
        rating=conversation.rating,
        rated=done == "rated",
        rating_missing=rating_missing,
        withdrawn=conversation.withdrawn,
        preview=conversation.preview,
        contact=contact,
    )


def contact_view(
    offer: ContactOffer, *, done: str = "", typed: tuple[str, str] | None = None, problem: str = ""
) -> ContactView | None:
    """None where nobody is asked and nothing is kept. ``typed`` is an address and a name that were refused."""
    done = done if done in CONTACT_DONE else ""
    if not (offer.offered or offer.address or done):
        return None
    address, name = typed or (offer.address, offer.name)
    return ContactView(
        researcher=offer.researcher,
        consent=offer.consent,
        kept=bool(offer.address),
        offered=offer.offered,
        address=address,
        name=name,
        problem=problem,
        done=done,
    )

"""Participants who want to be contacted, and the researchers who may do it.

An address stands in no transcript, analysis, prompt or log. It goes with its interview, and when that is withdrawn.
"""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.contacts.addresses import read_address, read_name
from app.contacts.schemas import ContactOffer, ContactRead
from app.db import Database, Scope
from app.errors import Conflict, NotFound
from app.interviews.answers import lock_interview
from app.interviews.consents import keep_consent
from app.interviews.links import InterviewLinks
from app.interviews.transcripts import participant_label
from app.models import (
    ConsentText,
    Contact,
    Interview,
    InterviewSource,
    InterviewStatus,
    Message,
    MessageVersion,
    Participant,
    Study,
)
from app.studies.plans import study_row
from interview_engine.transcript import Speaker
from web.locales import contact_consent, researcher_in

SHOWN = 200
"""Contacts that the page lists; the file has all."""
_ASKED_AFTER = {InterviewStatus.COMPLETED, InterviewStatus.STOPPED}
_TRIES = 3


class ContactService:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._links = InterviewLinks(database)

    async def offer(self, token: str) -> ContactOffer:
        """Where the participant stands: nobody is asked who spoke of distress, said nothing or withdrew.

        Raises NotFound.
        """
        interview_id, scope = await self._links.resolve(token)
        async with self._database.read(scope) as session:
            return await _offer(session, interview_id)

    async def keep(self, token: str, address: str, name: str) -> None:
        """Keep how the participant may be contacted, in place of what was kept before.

        Raises NotFound, InvalidInput with the field at fault, Conflict where nobody is asked.
        """
        reached, called = read_address(address), read_name(name)
        interview_id, scope = await self._links.resolve(token)
        for _ in range(_TRIES):
            try:
                async with self._database.write(scope) as session:
                    await _keep(session, interview_id, reached, called)
            except IntegrityError:
                continue  # somebody agreed to the same text in the same moment
            break
        else:
            raise Conflict("This could not be kept just now.", "Try again.")
        await self._database.forget_deleted()

    async def take_back(self, token: str) -> None:
        """Delete what the participant left to be contacted by; twice is once. Raises NotFound."""
        interview_id, scope = await self._links.resolve(token)
        async with self._database.write(scope) as session:
            await session.exec(delete(Contact).where(col(Contact.interview_id) == interview_id))
        await self._database.forget_deleted()

    async def offered(self, scope: Scope, study_id: UUID) -> bool:
        """Raises NotFound."""
        async with self._database.read(scope) as session:
            return (await study_row(session, study_id)).offers_contact

    async def set_offered(self, scope: Scope, study_id: UUID, *, offered: bool) -> None:
        """Raises NotFound."""
        async with self._database.write(scope) as session:
            (await study_row(session, study_id)).offers_contact = offered

    async def count(self, scope: Scope, study_id: UUID) -> int:
        """Those of participants; who tried the study is not among them."""
        query = (
            select(func.count())
            .select_from(Contact)
            .join(Interview, col(Interview.id) == Contact.interview_id)
            .where(Interview.study_id == study_id, Interview.source != InterviewSource.PREVIEW)
        )
        async with self._database.read(scope) as session:
            return (await session.exec(query)).one()

    async def list(self, scope: Scope, study_id: UUID, *, limit: int | None = SHOWN) -> list[ContactRead]:
        """Who may be contacted, the newest first, previews marked; all of them without a ``limit``."""
        query = (
            select(Contact, Interview, Participant.number, ConsentText.text)
            .join(Interview, col(Interview.id) == Contact.interview_id)
            .join(Participant, col(Participant.id) == Interview.participant_id)
            .join(
                ConsentText,
                (col(ConsentText.study_id) == Interview.study_id)
                & (col(ConsentText.text_hash) == Contact.consent_hash),
                isouter=True,
            )
            .where(Interview.study_id == study_id)
            .order_by(col(Contact.created_at).desc(), col(Participant.number).desc())
            .limit(limit)
        )
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            return [
                ContactRead(
                    id=contact.id,
                    interview_id=interview.id,
                    participant=participant_label(number),
                    name=contact.name,
                    address=contact.address,
                    agreed_at=contact.created_at,
                    consent=consent or "",
                    preview=interview.source == InterviewSource.PREVIEW,
                )
                for contact, interview, number, consent in await session.exec(query)
            ]

    async def delete(self, scope: Scope, study_id: UUID, contact_id: UUID) -> None:
        """Raises NotFound."""
        query = (
            select(Contact)
            .join(Interview, col(Interview.id) == Contact.interview_id)
            .where(Contact.id == contact_id, Interview.study_id == study_id)
        )
        async with self._database.write(scope) as session:
            contact = (await session.exec(query)).first()
            if contact is None:
                raise NotFound("This contact does not exist.", "It may have been taken back or deleted already.")
            await session.delete(contact)
        await self._database.forget_deleted()


async def _keep(session: AsyncSession, interview_id: UUID, address: str, name: str) -> None:
    interview = await lock_interview(session, interview_id)
    offer = await _offer(session, interview_id)
    if not offer.offered:
        raise Conflict("Nobody is asked for an address here.", "Go back to the conversation.")
    consent_hash = await keep_consent(session, interview.study_id, offer.consent)
    # A new row: its moment is that of the consent.
    await session.exec(delete(Contact).where(col(Contact.interview_id) == interview_id))
    session.add(Contact(interview_id=interview_id, address=address, name=name, consent_hash=consent_hash))


async def _offer(session: AsyncSession, interview_id: UUID) -> ContactOffer:
    query = (
        select(Interview, Study.offers_contact, Study.researcher_name, Contact)
        .join(Study, col(Study.id) == Interview.study_id)
        .join(Contact, col(Contact.interview_id) == Interview.id, isouter=True)
        .where(Interview.id == interview_id)
    )
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("This conversation does not exist.", "Check that the link is complete.")
    interview, offers, researcher, contact = row
    asked = (
        offers
        and interview.status in _ASKED_AFTER
        and interview.withdrawn_at is None
        and await _said_something(session, interview_id)
        and not await _spoke_of_distress(session, interview_id)
    )
    return ContactOffer(
        offered=asked,
        researcher=researcher_in(interview.language, researcher),
        consent=contact_consent(interview.language, researcher=researcher),
        address=contact.address if contact else "",
        name=contact.name if contact else "",
    )


async def _said_something(session: AsyncSession, interview_id: UUID) -> bool:
    answers = select(Message.id).where(
        Message.interview_id == interview_id, Message.speaker == Speaker.PARTICIPANT, Message.text != ""
    )
    return (await session.exec(answers.limit(1))).first() is not None


async def _spoke_of_distress(session: AsyncSession, interview_id: UUID) -> bool:
    """Also in an answer that was changed or withdrawn since."""
    replies = select(Message.id).where(
        Message.interview_id == interview_id,
        or_(col(Message.origin)["distress"].as_boolean(), col(Message.move)["kind"].as_string() == "support"),
    )
    made_void = (
        select(MessageVersion.id)
        .join(Message, col(Message.id) == MessageVersion.message_id)
        .where(
            Message.interview_id == interview_id,
            or_(
                col(MessageVersion.origin)["distress"].as_boolean(),
                col(MessageVersion.move)["kind"].as_string() == "support",
            ),
        )
    )
    return any([(await session.exec(query.limit(1))).first() is not None for query in (replies, made_void)])

"""One transcript, with a quote marked in it and new messages as they come."""

import re
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent

from app.accounts.schemas import Actor
from app.http.dependencies import AnyRequest, Services
from app.interviews.schemas import MessageRead, TranscriptRead
from app.models import InterviewStatus
from app.pages.live import Update, live
from app.pages.study_views import attributes, head
from app.pages.views import ConsentView, MessageRow, MessagesView, TextSegment, TranscriptPage

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@get("/studies/{study_id:uuid}/interviews/{interview_id:uuid}")
async def transcript(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    interview_id: FromPath[UUID],
    quote: FromQuery[str] = "",
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.transcripts.transcript(actor.scope, study_id, interview_id)
    agreed = await services.consents.of(actor.scope, study_id, interview_id)
    interview = found.interview
    page = TranscriptPage(
        head=head(study),
        interview_id=str(interview.id),
        label=interview.participant,
        source=interview.source.value,
        status=interview.status.value,
        started_at=interview.started_at,
        ended_at=interview.ended_at,
        transcript=_messages(found, quote),
        attributes=attributes(interview.attributes),
        rating=interview.rating,
        withdrawn=interview.withdrawn,
        consent=ConsentView(agreed.agreed_at, agreed.text_hash, tuple(filter(None, agreed.text.split("\n"))))
        if agreed
        else None,
    )
    return services.pages.page(request, "researcher/transcript.html", page)


@get("/studies/{study_id:uuid}/interviews/{interview_id:uuid}/events")
async def transcript_events(
    request: AnyRequest,
    services: NamedDependency[Services],
    actor: NamedDependency[Actor],
    study_id: FromPath[UUID],
    interview_id: FromPath[UUID],
) -> ServerSentEvent:
    await services.transcripts.transcript(actor.scope, study_id, interview_id)

    async def look(shown: object) -> Update | None:
        found = await services.transcripts.transcript(actor.scope, study_id, interview_id)
        version = (len(found.messages), found.interview.status, found.edition)
        if version == shown:
            return None
        html = services.pages.html(request, "researcher/_messages.html", _messages(found))
        return Update(version, html, event="messages", final=found.interview.status is not InterviewStatus.ACTIVE)

    return live(look)


def _messages(found: TranscriptRead, quote: str = "") -> MessagesView:
    return MessagesView(
        label=found.interview.participant,
        language=found.language,
        live=found.interview.status is InterviewStatus.ACTIVE,
        messages=tuple(_row(message, quote) for message in found.messages),
    )


def _row(message: MessageRead, quote: str) -> MessageRow:
    return MessageRow(
        id=str(message.id),
        seq=message.seq,
        speaker=message.speaker,
        segments=_segments(message, quote),
        made_by=message.written_by,
        move=message.move,
        fallback_reason=message.fallback,
        repaired=message.repaired,
        distress=message.distress,
        corrected=message.corrected,
        withdrawn=message.withdrawn,
        earlier=tuple((version.speaker, version.text) for version in message.earlier),
    )


def _segments(message: MessageRead, quote: str) -> tuple[TextSegment, ...]:
    """Split the text at ``{message_id}:{start}-{end}``; a quote of another message or out of bounds marks nothing."""
    message_id, _, span = quote.partition(":")
    place = _SPAN.fullmatch(span)
    if message_id != str(message.id) or place is None:
        return (TextSegment(message.text),)
    first, last = min(int(place[1]), len(message.text)), min(int(place[2]), len(message.text))
    pieces = ((message.text[:first], False), (message.text[first:last], True), (message.text[last:], False))
    return tuple(TextSegment(text, marked) for text, marked in pieces if text) or (TextSegment(message.text),)


HANDLERS = [transcript, transcript_events]

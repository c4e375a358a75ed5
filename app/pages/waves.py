"""The waves of a study: repeating it, and what changed from one to the next."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from analysis.change.waves import CHANGED, ThemeChange
from analysis.findings import Claim, Count, Quote
from analysis.reporting.change_section import change_section
from app.accounts.schemas import Actor
from app.http.dependencies import AnyRequest, Services
from app.pages.study_views import head
from app.pages.views import ClaimView, CountView, PlotDot, QuoteView, ThemeChangeView, WavesPage, WaveView
from app.waves.schemas import WavesRead


@get("/studies/{study_id:uuid}/waves")
async def waves(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.waves.read(actor.scope, study_id)
    change = found.change
    told = change_section(change)
    page = WavesPage(
        head=head(study),
        waves=tuple(
            WaveView(str(wave.study_id), f"Wave {wave.number}", wave.title, wave.people, wave.study_id == study_id)
            for wave in found.waves
        ),
        reason=found.reason,
        names=change.waves if change else (),
        claims=tuple(claim_view(claim) for claim in change.claims) if change else (),
        themes=tuple(_theme(theme, found) for theme in change.themes) if change else (),
        notices=change.notices if change else (),
        metrics=told.metrics if told else (),
        method=told.method if told else (),
        can_edit=actor.can_edit,
    )
    return services.pages.page(request, "researcher/waves.html", page)


@post("/studies/{study_id:uuid}/waves")
async def repeat(
    services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Redirect:
    repeated = await services.waves.repeat(editor.scope, study_id, user_id=editor.user_id)
    return Redirect(f"/studies/{repeated}/plan?notice=repeated", status_code=303)


def claim_view(claim: Claim) -> ClaimView:
    """A sentence with its counts; those of several studies quote nobody."""
    return ClaimView(text=claim.text, counts=tuple(count_view(count) for count in claim.counts))


def count_view(count: Count) -> CountView:
    return CountView(people=count.people, of=count.of, share=count.share, low=count.low, high=count.high)


def _theme(theme: ThemeChange, found: WavesRead) -> ThemeChangeView:
    latest = theme.latest
    more = [d for d in theme.differences if d.later - d.earlier > 1]
    waves = len(theme.shares)
    return ThemeChangeView(
        name=theme.name,
        polarity=theme.polarity.value,
        shares=tuple(count_view(share) for share in theme.shares),
        dots=tuple(
            PlotDot(place + 1, (place + 0.5) / waves, share.share, share.low, share.high)
            for place, share in enumerate(theme.shares)
        ),
        status=latest.status.value,
        changed=latest.status in CHANGED,
        paired=latest.paired,
        points=round(100 * latest.points),
        low=round(100 * latest.tested.low),
        high=round(100 * latest.tested.high),
        overall=more[0].status.value if more else "",
        quotes=tuple(view for quote in theme.quotes[:2] if (view := _quote(quote, found))),
    )


def _quote(quote: Quote, found: WavesRead) -> QuoteView | None:
    voice = (found.voices or {}).get(quote.interview_id)
    study_id = (found.studies or {}).get(quote.interview_id)
    if voice is None or study_id is None:
        return None
    place = f"{quote.message_id}:{quote.start}-{quote.end}#m-{quote.message_id}"
    url = f"/studies/{study_id}/interviews/{quote.interview_id}?quote={place}"
    return QuoteView(text=quote.text, participant_label=voice.label, source=voice.source.value, url=url)


HANDLERS = [waves, repeat]

"""Who is asking: ``actor`` is for signed-in people, ``editor`` for those who may change things."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.datastructures import State
from litestar.di import Provide

from app.accounts.branding import BrandService
from app.accounts.schemas import Actor
from app.accounts.service import AccountService
from app.accounts.tokens import TokenService
from app.asking.service import AskService
from app.contacts.service import ContactService
from app.errors import NotSignedIn
from app.http.rendering import Renderer
from app.imports.service import ImportService
from app.insights.editing import ThemeEditing
from app.insights.exploring import Explorer
from app.insights.service import InsightService
from app.interviews.consents import ConsentService
from app.interviews.openings import LinkOpenings
from app.interviews.previews import PreviewService
from app.interviews.receipts import ReceiptService
from app.interviews.service import ConversationService
from app.interviews.tokens import TokenBudgets
from app.interviews.transcripts import TranscriptService
from app.outcomes.service import OutcomeService
from app.quality.service import QualityService
from app.security import RateLimiter
from app.settings import Settings
from app.simulations.runs import SimulationRuns
from app.studies.planner import PlanWriter
from app.studies.plans import PlanService
from app.studies.sample import SampleStudies
from app.studies.service import StudyService
from app.studies.websites import WebsiteService
from app.waves.service import WaveService

AnyRequest = Request[Any, Any, State]


@dataclass(frozen=True, slots=True)
class Services:
    """What the house offers to its handlers; made once, in ``create_app``."""

    settings: Settings
    accounts: AccountService
    tokens: TokenService
    brands: BrandService
    studies: StudyService
    websites: WebsiteService
    plans: PlanService
    writer: PlanWriter
    samples: SampleStudies
    conversations: ConversationService
    receipts: ReceiptService
    contacts: ContactService
    consents: ConsentService
    openings: LinkOpenings
    previews: PreviewService
    budgets: TokenBudgets
    transcripts: TranscriptService
    insights: InsightService
    explorer: Explorer
    editing: ThemeEditing
    asking: AskService
    imports: ImportService
    simulations: SimulationRuns
    quality: QualityService
    waves: WaveService
    outcomes: OutcomeService
    pages: Renderer
    public_limiter: RateLimiter
    token_limiter: RateLimiter


def session_cookie(settings: Settings) -> str:
    """The cookie's name; behind TLS browsers tie ``__Host-`` cookies to this host and to https."""
    return "__Host-verbatim" if settings.secure_cookies else "verbatim"


def provide_services(state: State) -> Services:
    services: Services = state.services
    return services


async def provide_actor(request: AnyRequest) -> Actor:
    """The signed-in user.

    Raises NotSignedIn.
    """
    services: Services = request.app.state.services
    token = request.cookies.get(session_cookie(services.settings))
    actor = await services.accounts.actor(token) if token else None
    if actor is None:
        raise NotSignedIn("You are not signed in.", "Sign in to go on.")
    request.scope["state"]["actor"] = actor
    return actor


async def provide_editor(request: AnyRequest) -> Actor:
    """The signed-in user, who may change things.

    Raises NotSignedIn, NotAllowed.
    """
    actor = await provide_actor(request)
    actor.require_edit()
    return actor


def client_address(request: AnyRequest) -> str:
    """Where a request comes from: the peer, or what the given number of trusted proxies say."""
    services: Services = request.app.state.services
    proxies = services.settings.trusted_proxies
    if proxies:
        forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        if len(forwarded) >= proxies:
            return forwarded[-proxies]
    return request.client.host if request.client else "unknown"


def limit_public(request: AnyRequest) -> None:
    """Refuse an address that uses participant links too fast. Raises TooManyRequests."""
    request.app.state.services.public_limiter.check(client_address(request))


def sign_in_address(request: AnyRequest) -> str:
    """The sign-in page, which leads back to where somebody wanted to go."""
    target = request.url.path if request.method == "GET" else "/studies"
    return f"/login?next={quote(target)}"


DEPENDENCIES = {
    "services": Provide(provide_services, sync_to_thread=False),
    "actor": Provide(provide_actor),
    "editor": Provide(provide_editor),
}

"""The composition root: what the house has, and how it is wired."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.static_files import create_static_files_router

from analysis.embedding import Embedder, SentenceTransformerEmbedder
from app.accounts.branding import BrandService
from app.accounts.service import AccountService
from app.accounts.tokens import TokenService
from app.api import routes as api
from app.asking.service import AskService
from app.contacts.service import ContactService
from app.data_folder import locked, signing_key
from app.db import Database
from app.http.assets import asset_url
from app.http.dependencies import DEPENDENCIES, Services
from app.http.errors import handle_error
from app.http.middleware import RequestFrame
from app.http.rendering import Renderer
from app.imports.job import ImportHandler
from app.imports.service import ImportService
from app.insights.analyse import AnalysisHandler
from app.insights.editing import ThemeEditing
from app.insights.exploring import Explorer
from app.insights.keeping_current import KeepingCurrent
from app.insights.kept_runs import KeptRuns
from app.insights.service import InsightService
from app.interviews.consents import ConsentService
from app.interviews.openings import LinkOpenings
from app.interviews.previews import PreviewService
from app.interviews.receipts import ReceiptService
from app.interviews.service import ConversationService
from app.interviews.starts import StartLimits
from app.interviews.tokens import TokenBudgets
from app.interviews.transcripts import TranscriptService
from app.jobs import DurableJobs, JobHandler, JobQueue, Role
from app.migrate import require_newest, upgrade
from app.outcomes.service import OutcomeService
from app.pages import (
    accounts,
    ask,
    brand,
    contact,
    contact_list,
    imports,
    insights,
    interviews,
    jobs,
    looking,
    method,
    outcomes,
    participant,
    participant_brand,
    plan,
    plan_files,
    plan_history,
    previews,
    quality,
    receipt,
    settings_page,
    simulations,
    studies,
    study_home,
    themes,
    waves,
    website,
)
from app.quality.service import QualityService
from app.security import PASSWORDS, Passwords, RateLimiter
from app.settings import Settings
from app.simulations.job import SimulationHandler
from app.simulations.runs import SimulationRuns
from app.studies.planner import OFFLINE, PlanWriter
from app.studies.plans import PlanService
from app.studies.sample import SampleStudies
from app.studies.service import StudyService
from app.studies.websites import WebsiteService
from app.waves.service import WaveService
from interview_engine import Interviewer
from interview_engine.llm import CircuitBreaker, LanguageModel
from interview_engine.llm.masking import MaskingModel
from web.filters import build_environment
from web.paths import STATIC

if TYPE_CHECKING:
    from interview_engine.llm import OpenAICompatibleModel

PAGES = [
    *accounts.HANDLERS,
    *studies.HANDLERS,
    *study_home.HANDLERS,
    *plan.HANDLERS,
    *plan_files.HANDLERS,
    *plan_history.HANDLERS,
    *interviews.HANDLERS,
    *insights.HANDLERS,
    *themes.HANDLERS,
    *looking.HANDLERS,
    *method.HANDLERS,
    *ask.HANDLERS,
    *imports.HANDLERS,
    *jobs.HANDLERS,
    *settings_page.HANDLERS,
    *brand.HANDLERS,
    *participant.HANDLERS,
    *participant_brand.HANDLERS,
    *receipt.HANDLERS,
    *contact.HANDLERS,
    *contact_list.HANDLERS,
    *previews.HANDLERS,
    *simulations.HANDLERS,
    *quality.HANDLERS,
    *website.HANDLERS,
    *waves.HANDLERS,
    *outcomes.HANDLERS,
]


@dataclass(frozen=True, slots=True)
class House:
    """Everything that lives as long as the process does."""

    settings: Settings
    database: Database
    queue: JobQueue
    services: Services
    client: "OpenAICompatibleModel | None"
    keeping: KeepingCurrent | None


def configured_model(settings: Settings) -> "OpenAICompatibleModel | None":
    """The language model that the settings name; None when there is none."""
    if not settings.model_configured:
        return None
    from interview_engine.llm import OpenAICompatibleModel  # noqa: PLC0415 - the client takes a second to import

    return OpenAICompatibleModel(
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key.get_secret_value() or "none",
        model=settings.llm_model,
        timeout_seconds=settings.llm_timeout_seconds,
    )


def build_house(
    settings: Settings,
    *,
    role: Role = "all",
    model: LanguageModel | None = None,
    embedder: Embedder | None = None,
    queue: Callable[[Database, Sequence[JobHandler]], JobQueue] | None = None,
    passwords: Passwords = PASSWORDS,
) -> House:
    """Wire the services. ``model`` and ``embedder`` replace what the settings say, ``queue`` the durable jobs.

    ``passwords`` are hashed with as much work as they say.
    """
    database = Database(settings)
    secret = signing_key(settings)
    client = None if model else configured_model(settings)
    player: LanguageModel | None = None
    if client:
        model = CircuitBreaker(MaskingModel(client))
        # Of its own: calls that simulated people make in vain must not cost anybody's interview its model.
        player = CircuitBreaker(MaskingModel(client))
    elif model:
        player = model = MaskingModel(model)
    # Also of its own: an analysis that asks in vain a hundred times must not close the model to interviews.
    reader: LanguageModel | None = None
    if settings.llm_reads_statements:
        reader = CircuitBreaker(MaskingModel(client)) if client else model
    embedder = embedder or SentenceTransformerEmbedder(settings.embedding_model or None)
    writer = PlanWriter(embedder, model, seconds=settings.llm_plan_seconds)
    studies_service = StudyService(database, writer)
    plans = PlanService(database, writer)
    interviewer = Interviewer(model, reads_with_model=settings.llm_reads_answers)
    tokens = TokenBudgets(database, settings, asks_model=model is not None)
    starts = StartLimits(database, per_hour=settings.starts_per_hour, per_address=settings.starts_per_address)
    conversations = ConversationService(database, interviewer, tokens, starts, secret)
    preview_service = PreviewService(database, interviewer)
    handlers: list[JobHandler] = [
        AnalysisHandler(
            database,
            embedder,
            model,
            secret,
            reader=reader,
            reader_tokens=settings.llm_tokens_per_analysis,
            budgets=tokens,
            prints_report=settings.print_reports,
        ),
        ImportHandler(database),
        SimulationHandler(database, preview_service, conversations, secret, player),
    ]
    job_queue = queue(database, handlers) if queue else DurableJobs(settings, database, handlers, role)
    insight_service = InsightService(database, job_queue, secret)
    in_memory = KeptRuns()
    services = Services(
        settings=settings,
        accounts=AccountService(database, settings, passwords),
        tokens=TokenService(database),
        brands=BrandService(database),
        studies=studies_service,
        websites=WebsiteService(database),
        plans=plans,
        writer=writer,
        samples=SampleStudies(studies_service, plans, conversations, insight_service),
        conversations=conversations,
        receipts=ReceiptService(database),
        contacts=ContactService(database),
        consents=ConsentService(database),
        openings=LinkOpenings(database),
        previews=preview_service,
        budgets=tokens,
        transcripts=TranscriptService(database),
        insights=insight_service,
        explorer=Explorer(database, in_memory),
        editing=ThemeEditing(database, embedder),
        asking=AskService(database, embedder, model, budgets=tokens, runs=in_memory),
        imports=ImportService(database, job_queue, settings),
        simulations=SimulationRuns(database, job_queue, player),
        quality=QualityService(database, tokens),
        waves=WaveService(database),
        outcomes=OutcomeService(database),
        pages=Renderer(build_environment(asset_url), model.name if model else OFFLINE),
        public_limiter=RateLimiter(settings.public_requests_per_minute, 60.0),
        token_limiter=RateLimiter(settings.api_requests_per_minute, 60.0, source="with this token"),
    )
    keeping: KeepingCurrent | None = None
    if settings.refresh_minutes and queue is None and role != "web":
        keeping = KeepingCurrent(database, insight_service, minutes=settings.refresh_minutes)
    return House(settings, database, job_queue, services, client, keeping)


def create_app(
    settings: Settings,
    *,
    role: Role = "all",
    model: LanguageModel | None = None,
    embedder: Embedder | None = None,
    queue: Callable[[Database, Sequence[JobHandler]], JobQueue] | None = None,
    passwords: Passwords = PASSWORDS,
) -> Litestar:
    """The web application; ``role`` "web" leaves the jobs to workers."""
    house = build_house(settings, role=role, model=model, embedder=embedder, queue=queue, passwords=passwords)

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await open_house(house, stack)
            yield

    app = Litestar(
        route_handlers=[
            *PAGES,
            *api.HANDLERS,
            create_static_files_router(
                path="/static",
                directories=[STATIC],
                cache_control=CacheControlHeader(public=True, max_age=86_400),
                opt={"exclude_from_csrf": True},
            ),
        ],
        dependencies=DEPENDENCIES,
        csrf_config=CSRFConfig(
            secret=signing_key(settings),
            cookie_name="verbatim_form",
            cookie_secure=settings.secure_cookies,
            cookie_httponly=True,
        ),
        exception_handlers={Exception: handle_error},
        lifespan=[lifespan],
        state=State({"house": house, "services": house.services}),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=1024 * 1024,
    )
    app.asgi_handler = RequestFrame(app.asgi_handler, https=settings.secure_cookies)
    return app


async def open_house(house: House, stack: AsyncExitStack) -> None:
    """Take the data folder, bring the database up to date and start the jobs; ``stack`` undoes it at the end."""
    if house.settings.embedded:
        stack.enter_context(locked(house.settings.data))
        upgrade(house.settings)
    else:
        require_newest(house.settings)
    stack.push_async_callback(house.database.close)
    if house.client is not None:
        stack.push_async_callback(house.client.aclose)
    stack.push_async_callback(house.services.conversations.finish)
    stack.push_async_callback(house.services.asking.finish)
    await house.queue.start()
    stack.push_async_callback(house.queue.stop)
    if house.keeping is not None:
        await stack.enter_async_context(house.keeping.watching())

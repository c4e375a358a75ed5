"""A real server process and a real Chromium."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.server import serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), "chromium")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a `verbatim run` process with a data folder of its own."""
    values = {"public_requests_per_minute": 10_000, "log_format": "json", "print_reports": False}
    with serving(tmp_path_factory.mktemp("browser"), **values) as address:
        yield address


@pytest.fixture(scope="module")  # not longer: while it lives, its event loop runs in this thread
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody with a browser of their own; ``complaints`` are what its console had to say."""

    context: BrowserContext
    page: Page
    complaints: list[str]


@pytest.fixture
def someone(browser: Browser, server: str) -> Iterator["type[object]"]:
    """Call it to get a new person; the test fails when any of their consoles showed an error."""
    people: list[Person] = []

    def arrive(*, phone: bool = False, javascript: bool = True, dark: bool = False, locale: str = "en-GB") -> Person:
        context = browser.new_context(
            base_url=server,
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            is_mobile=phone,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=locale,
        )
        context.set_default_timeout(20_000)
        person = Person(context, context.new_page(), [])
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.on(
            "console",
            lambda message: person.complaints.append(message.text) if message.type in {"error", "warning"} else None,
        )
        people.append(person)
        return person

    yield arrive  # type: ignore[misc]
    for person in people:
        person.context.close()
    # htmx reports each event stream that ends, as one does when its page is left.
    complaints = [line for person in people for line in person.complaints if line != "[object Event]"]
    assert not complaints

"""Makes the pictures of README's tour from the running product, with a real server and a real Chromium."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import CHROMIUM, QUIET  # noqa: E402 - the path is set above
from tests.server import serving  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
QUESTION = "What friction points prevent new customers from reaching first value in our analytics product?"
ANSWERS = (
    "I wanted our sales figures in one place, without asking IT for every report.",
    "The CSV import stopped halfway and nothing told us which rows were in. It took us two weeks.",
)
ASKED = "What are the most common friction points?"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png")


def person(browser: Browser, address: str, viewport: dict[str, int]) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport=viewport,  # type: ignore[arg-type]  # a typed dict
        device_scale_factor=1.5,
        has_touch=viewport is PHONE,
        is_mobile=viewport is PHONE,
        locale="en-GB",
    )
    context.set_default_timeout(120_000)
    return context.new_page()


def findings(ada: Page) -> None:
    """The sample study: interviews, summary, a quote in its place, themes, a question."""
    ada.goto("/studies/new")
    token = ada.locator("input[name=_csrf_token]").first.input_value()
    opened = ada.request.post("/studies/sample", form={"_csrf_token": token})
    ada.goto(opened.url.split("?")[0])
    shoot(ada, "04-interviews")
    ada.goto(f"{opened.url.split('?')[0]}/summary")
    ada.get_by_role("link", name="Download PDF").wait_for()
    shoot(ada, "05-summary")
    ada.locator("a[href*='?quote=']:visible").first.click()
    ada.locator("mark").first.wait_for()
    ada.wait_for_timeout(500)
    shoot(ada, "06-quote")
    ada.goto(f"{opened.url.split('?')[0]}/themes")
    shoot(ada, "08-themes")
    ada.goto(f"{opened.url.split('?')[0]}/ask")
    ada.locator("main form textarea, main form input[name=question]").first.fill(ASKED)
    ada.locator("main form button.button-primary, main form button.button-magic").first.click()
    ada.locator("[data-answer], .answer").first.wait_for()
    ada.wait_for_timeout(1_000)
    shoot(ada, "09-ask")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), public_requests_per_minute=10_000) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        ada = person(browser, address, DESKTOP)
        ada.goto("/signup")
        for label, value in (
            ("Your name", "Ada Byron"),
            ("E-mail", "ada@example.org"),
            ("Password", "correct horse battery"),
            ("Workspace", "Analytical Engines"),
        ):
            ada.get_by_label(label).fill(value)
        ada.locator("form button.button-primary").first.click()
        ada.wait_for_url("**/studies")

        ada.goto("/studies/new")
        ada.locator("textarea[name=question]").fill(QUESTION)
        shoot(ada, "01-new")
        ada.locator("main form button.button-primary").click()
        ada.wait_for_url("**/plan")
        shoot(ada, "02-plan")
        study = ada.url.removesuffix("/plan")
        ada.goto(study)
        ada.get_by_role("button", name="Run the interviews").click()
        ada.get_by_role("button", name="Publish").wait_for()
        shoot(ada, "07-report-card")
        ada.get_by_role("button", name="Publish").click()
        link = ada.get_by_label("Participant link").input_value()

        phone = person(browser, address, PHONE)
        phone.goto(link)
        phone.locator("main form button").first.click()
        phone.wait_for_url("**/i/*")
        for number, answer in enumerate(ANSWERS, start=1):
            phone.locator("[data-text]").fill(answer)
            phone.locator("[data-send]").click()
            phone.locator("[data-talk] > li[data-seq]").nth(2 * number).wait_for()
        phone.wait_for_timeout(500)
        shoot(phone, "03-chat")

        findings(ada)
        browser.close()


if __name__ == "__main__":
    main()

"""The chat with a model that writes slowly: sentence by sentence, said once, and safe when the connection goes."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import Arrive, assert_accessible
from tests.browserlike import Visitor
from tests.server import serving
from tests.slow_model import FIRST, SECOND, WORDS, SlowModel, slow_model

pytestmark = [pytest.mark.browser]

NETWORK = re.compile("ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED")


async def published(address: str) -> str:
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.sign_up("ada@example.org")
        return await visitor.publish(await visitor.new_study())


@pytest.fixture(scope="module")
def model() -> Iterator[SlowModel]:
    with slow_model() as model:
        yield model


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory, model: SlowModel) -> Iterator[str]:
    """A study that was made offline, on a server that asks the slow model."""
    folder: Path = tmp_path_factory.mktemp("streaming")
    # The browser's event loop runs in this thread.
    with serving(folder) as address, ThreadPoolExecutor(1) as elsewhere:
        path = elsewhere.submit(asyncio.run, published(address)).result()
    with serving(folder, llm_base_url=model.base_url, llm_model="slow", public_requests_per_minute=10_000) as address:
        yield f"{address}{path}"


@pytest.fixture(autouse=True)
def holding_back(model: SlowModel) -> None:
    model.go_on.clear()
    model.asked.clear()


def begin(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/i/*")
    page.evaluate(
        """() => {
            window.added = [];
            const found = (records) => records.forEach((one) => one.addedNodes.forEach((node) =>
                window.added.push(node.textContent)));
            new MutationObserver(found).observe(document.querySelector("[data-talk]"), {childList: true});
        }"""
    )


def send(page: Page, text: str) -> None:
    page.locator("[data-text]").fill(text)
    page.locator("[data-send]").click()


def posts(page: Page) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.method == "POST" else None)
    return found


def test_the_first_sentence_is_shown_before_the_second_is_written(someone: Arrive, link: str, model: SlowModel) -> None:
    page = someone(phone=True).page
    begin(page, link)
    send(page, WORDS)
    draft = page.locator("[data-draft]")
    expect(draft).to_have_text(FIRST)
    assert draft.get_attribute("aria-hidden") == "true"
    expect(page.locator("[data-typing]")).to_be_visible()
    assert page.locator(".say[data-pending]").count() == 0, "it is known to be stored"
    assert page.evaluate("localStorage.length") == 0, "and would not be sent again"
    page.locator("[data-text]").fill("The next thought")
    page.locator("[data-text]").press("Control+Enter")
    assert page.locator("[data-text]").input_value() == "The next thought", "it has to wait for the question"
    assert page.locator("[data-talk] > li").count() == 2

    model.go_on.set()
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(draft).to_be_hidden()
    expect(page.locator("[data-typing]")).to_be_hidden()
    last = page.locator("[data-talk] > li").last
    expect(last).to_contain_text(f"{FIRST} {SECOND}")
    added = page.evaluate("window.added")
    assert [text for text in added if SECOND in text] == [added[-1]], "screen readers are told once"
    assert len(added) == 2
    assert len(model.asked) == 1
    assert_accessible(page)
    send(page, "And then it went on for another month.")
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(5)


def test_who_closes_the_page_finds_the_reply(someone: Arrive, link: str, model: SlowModel) -> None:
    person = someone()
    begin(person.page, link)
    send(person.page, WORDS)
    expect(person.page.locator("[data-draft]")).to_have_text(FIRST)
    address = person.page.url
    person.page.close()
    model.go_on.set()
    page = person.context.new_page()
    page.goto(address)
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(page.locator("[data-talk] > li").last).to_contain_text(SECOND)
    assert page.evaluate("localStorage.length") == 0
    assert len(model.asked) == 1


def test_a_connection_that_is_lost_after_stored_asks_for_the_reply_and_sends_nothing_again(
    someone: Arrive, link: str, model: SlowModel
) -> None:
    person = someone()
    page, sent = person.page, posts(person.page)
    begin(page, link)
    send(page, WORDS)
    expect(page.locator("[data-draft]")).to_have_text(FIRST)
    # Chromium cuts what is under way with its pages' network, not what a test calls offline: stop the answer itself.
    page.evaluate("window.stop()")
    person.context.set_offline(True)
    model.go_on.set()
    person.context.set_offline(False)
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(page.locator("[data-talk] > li").last).to_contain_text(SECOND)
    expect(page.locator("[data-draft]")).to_be_hidden()
    assert len([url for url in sent if url.endswith("/answers")]) == 1
    assert len(model.asked) == 1
    person.complaints[:] = [line for line in person.complaints if not NETWORK.search(line)]


def test_an_answer_that_is_typed_offline_goes_out_once(someone: Arrive, link: str, model: SlowModel) -> None:
    person = someone()
    page = person.page
    begin(page, link)
    model.go_on.set()
    person.context.set_offline(True)
    send(page, WORDS)
    expect(page.locator("[data-note]")).to_contain_text("offline")
    assert WORDS in page.evaluate("JSON.stringify(localStorage)")
    person.context.set_offline(False)
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(page.locator("[data-note]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(page.get_by_text(WORDS)).to_have_count(1)
    person.complaints[:] = [line for line in person.complaints if not NETWORK.search(line)]

"""Asking with a model that words slowly: sentence by sentence, kept once, whatever becomes of the page or the model."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import FIRST_DRAFT, Arrive, assert_accessible, assert_fits, new_study, publish, tab_to
from tests.question_reader import QuestionReader
from tests.server import serving

pytestmark = [pytest.mark.browser]

LONGEST_WAIT = 15.0
"""Seconds; less than the platform waits for a model."""
QUESTION = "What are the most common friction points?"
EXPORTS = "<img src=x onerror=alert(1)> The invoice export was slow and kept failing on me"


@dataclass
class WordingModel:
    """Begins each sentence with "So, "; those behind the first wait for ``go_on``; ``broken`` answers with an error.

    ``asked`` holds what it was to word. A question in doubt it reads as ``reader`` does; statements it does not judge.
    """

    base_url: str = ""
    go_on: threading.Event = field(default_factory=threading.Event)
    broken: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    reader: QuestionReader = field(default_factory=lambda: QuestionReader({"kind": "not_about_the_interviews"}))


@dataclass
class Place:
    """A server that asks the model, and who has an analysed sample study there, and another one that was imported."""

    address: str
    study: str
    email: str


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


@pytest.fixture(scope="module")
def model() -> Iterator[WordingModel]:
    model = WordingModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if "You word the answer" not in body["messages"][0]["content"]:
                self._read(body["messages"][-1]["content"])
                return
            model.asked.append(body)
            self.send_response(500 if model.broken else 200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            if model.broken:
                return
            lines = re.findall(r"^(\d+)\| (.+)$", body["messages"][1]["content"], re.MULTILINE)
            for place, (number, text) in enumerate(lines):
                if place == 1:
                    model.go_on.wait(LONGEST_WAIT)
                self._send({"delta": {"content": f"{number}| So, {text}\n"}, "finish_reason": None})
            self._send({"delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")

        def _read(self, shown: str) -> None:
            text = model.reader.filled_in(shown) if "<questions>" in shown else "{}"
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "slow", "choices": [choice]}
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(whole).encode())

        def _send(self, choice: dict[str, Any]) -> None:
            whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "slow"}
            self.wfile.write(f"data: {json.dumps(whole | {'choices': [{'index': 0} | choice]})}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *args: Any) -> None:
            """Keep the test output clean."""

    server = _Server(("127.0.0.1", 0), Handler)
    model.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield model
    model.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, model: WordingModel, browser: Browser) -> Iterator[Place]:
    """The study was made and analysed offline."""
    folder = tmp_path_factory.mktemp("asking")
    email = "ada@example.org"
    with serving(folder, print_reports=False) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/signup")
        page.get_by_label("Your name").fill("Ada")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_label("Workspace").fill("Lovelace Ltd")
        page.get_by_role("button", name=re.compile("create", re.IGNORECASE)).click()
        page.get_by_role("button", name=re.compile("sample", re.IGNORECASE)).click(timeout=FIRST_DRAFT)
        page.get_by_role("link", name=re.compile("Watch progress|Read it")).click()
        expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
        study = page.url.removeprefix(address).partition("/summary")[0]
        import_and_analyse(page)
        context.close()
    with serving(folder, llm_base_url=model.base_url, llm_model="slow", log_format="json") as address:
        yield Place(address, study, email)


def import_and_analyse(page: Page) -> None:
    """A second study, of twelve people who say the same."""
    other = new_study(page, "What makes invoices hard for our customers?")
    publish(page, other)
    page.goto(f"{other}/import")
    rows = "\n".join(f'"{EXPORTS}, says person {number}"' for number in range(12))
    file = {"name": "answers.csv", "mimeType": "text/csv", "buffer": f"answer\n{rows}".encode()}
    page.locator("#file").set_input_files([file])
    page.get_by_role("button", name="Upload").click()
    page.locator("[name=text_column]").select_option("answer")
    page.locator("main form button.button-primary").first.click()
    expect(page.get_by_text("rows imported")).to_be_visible(timeout=60_000)
    page.goto(f"{other}/ask")
    page.get_by_role("button", name="Magic Summary").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)


@pytest.fixture(autouse=True)
def holding_back(model: WordingModel) -> None:
    model.go_on.clear()
    model.asked.clear()
    model.broken = False


def at_the_ask_page(page: Page, place: Place) -> Page:
    page.goto(f"{place.address}/login")
    page.get_by_label("E-mail").fill(place.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.locator("main form button").first.click()
    page.wait_for_url("**/studies")
    page.goto(f"{place.address}{place.study}/ask")
    return page


def threads(page: Page, place: Place) -> int:
    page.goto(f"{place.address}{place.study}/ask")
    return page.locator(".asked-before li").count()


def assert_skip_link_is_out_of_sight(page: Page) -> None:
    link = page.locator(".skip-link")
    box = link.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 0
    assert link.evaluate("link => getComputedStyle(link).clipPath") != "none", "nor is it drawn above the window"


def assert_skip_link_comes_with_the_focus(page: Page) -> None:
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    assert link.evaluate("link => getComputedStyle(link).clipPath") == "none"


@pytest.mark.parametrize("phone", [False, True])
def test_the_first_sentence_is_shown_before_the_last_is_written(
    someone: Arrive, place: Place, model: WordingModel, phone: bool
) -> None:
    page = at_the_ask_page(someone(phone=phone, dark=phone).page, place)
    assert_skip_link_is_out_of_sight(page)
    assert_skip_link_comes_with_the_focus(page)
    before = page.locator(".asked-before li").count()
    page.get_by_label("Your question").fill(QUESTION)
    tab_to(page, page.get_by_role("button", name="Ask", exact=True))
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    expect(status.locator(".claim-text")).to_have_text([re.compile("^So, ")])
    expect(status).to_be_in_viewport()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_focused()
    expect(page.get_by_text("Looking …")).to_have_count(1)
    first = status.locator(".claim-text").inner_text()
    assert_fits(page)
    assert_skip_link_is_out_of_sight(page)

    page.get_by_label("Your question").press("Control+Enter")
    page.locator(".ask-form").evaluate("form => form.requestSubmit()")
    assert len(model.asked) == 1, "it is being answered"

    model.go_on.set()
    turn = page.locator("#turn-0")
    expect(turn.locator(".claim-text").first).to_have_text(first)
    expect(turn.get_by_text("Worded by slow")).to_be_visible()
    assert page.url.endswith("#turn-0")
    expect(turn).to_be_in_viewport()
    expect(turn.locator("h2")).to_be_focused()
    whole = turn.locator(".claim-text").all_inner_texts()
    assert len(whole) > 1
    turn.get_by_text("What this rests on").first.click()
    expect(turn.locator("blockquote:visible").first).to_be_visible()
    assert turn.locator("figcaption a").first.get_attribute("href")
    assert_fits(page)
    assert_skip_link_is_out_of_sight(page)

    page.reload()
    assert turn.locator(".claim-text").all_inner_texts() == whole
    page.go_back()
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(page.locator(".asked-before li")).to_have_count(before + 1)
    page.go_forward()
    expect(turn.locator(".claim-text")).to_have_text(whole)

    page.get_by_label("Follow up").fill("Who praised it?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#turn-1")).to_be_in_viewport()
    expect(turn.locator(".claim-text")).to_have_text(whole)
    expect(page.locator("#turn-1 h2")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#turn-1').contains(document.activeElement)"), "Tab goes on from there"


def test_who_closes_the_page_finds_the_answer(someone: Arrive, place: Place, model: WordingModel) -> None:
    person = someone()
    page = at_the_ask_page(person.page, place)
    before = page.locator(".asked-before li").count()
    page.get_by_role("button", name=QUESTION).click()
    expect(page.get_by_role("status").locator(".claim-text")).to_have_count(1)
    page.close()
    model.go_on.set()
    page = person.context.new_page()
    for _ in range(50):
        if threads(page, place) > before:
            break
        page.wait_for_timeout(100)
    assert threads(page, place) == before + 1
    page.locator(".asked-before a").first.click()
    expect(page.locator("#turn-0").get_by_text("Worded by slow")).to_be_visible()
    assert len(model.asked) == 1


def test_a_connection_that_is_lost_is_asked_again_and_answered_once(
    someone: Arrive, place: Place, model: WordingModel
) -> None:
    page = at_the_ask_page(someone().page, place)
    before = page.locator(".asked-before li").count()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status").locator(".claim-text")).to_have_count(1)
    with page.expect_request(lambda request: request.is_navigation_request() and request.method == "POST"):
        page.evaluate("window.stop()")
    model.go_on.set()
    expect(page.locator("#turn-0").get_by_text("Worded by slow")).to_be_visible()
    assert len(model.asked) == 1
    assert threads(page, place) == before + 1


def test_a_model_that_fails_leaves_the_computed_words(someone: Arrive, place: Place, model: WordingModel) -> None:
    model.broken = True
    page = at_the_ask_page(someone().page, place)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = page.locator("#turn-0")
    expect(turn.locator(".claim-text").first).to_contain_text(re.compile(r"\d+ of 16 people"))
    expect(turn.get_by_text("Worded by")).to_have_count(0)
    assert not [text for text in turn.locator(".claim-text").all_inner_texts() if text.startswith("So, ")]
    assert model.asked
    assert_fits(page)


@pytest.mark.parametrize("phone", [False, True])
def test_two_studies_are_asked_two_things_at_once(
    someone: Arrive, place: Place, model: WordingModel, phone: bool
) -> None:
    model.go_on.set()
    page = at_the_ask_page(someone(phone=phone, dark=phone).page, place)
    page.goto(f"{place.address}/ask")
    page.get_by_text("2 conversations are read").click()
    expect(page.locator(".asked-studies a")).to_have_count(2)
    assert_fits(page)
    page.get_by_label("Your question").fill("What annoys people most, and how does it differ by study?")
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = page.locator("#turn-0")
    expect(turn.get_by_text("Worded by slow")).to_be_visible()
    expect(turn.locator(".claim-text", has_text="12 of 12 people").first).to_contain_text("So, ")
    expect(turn.locator(".claim-text", has_text="of 16 people").first).to_contain_text("So, ")
    assert turn.get_by_role("table").count() == 2, "one for each part"
    for line in turn.get_by_text("What this rests on").all():
        line.click()
    quote = turn.locator(".asked-quote", has_text="invoice export").first
    expect(quote).to_contain_text("<img src=x onerror=alert(1)>")
    assert not turn.locator("img").count()
    assert_fits(page)
    assert_accessible(page)

    quote.get_by_role("button", name="Who else said this?").click()
    expect(page.locator("#turn-1")).to_contain_text("Of the others")
    page.get_by_label("Follow up").fill("Does anybody mention a swimming pool?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#turn-2")).to_contain_text("The interviews do not say")
    assert len(model.asked) == 2, "what is not said needs no words"
    assert_fits(page)


@pytest.mark.parametrize("phone", [False, True])
def test_a_question_in_another_language_says_how_it_was_read(
    someone: Arrive, place: Place, model: WordingModel, phone: bool
) -> None:
    model.go_on.set()
    model.reader.form = {"kind": "complaints"}
    page = at_the_ask_page(someone(phone=phone, dark=phone).page, place)
    page.get_by_label("Your question").fill("Worüber beschweren sich die Leute am meisten?")
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = page.locator("#turn-0")
    expect(turn.get_by_text("Read as: What are the most common friction points?")).to_be_visible()
    expect(turn.locator(".claim-text").first).to_contain_text(re.compile(r"^So, .*of 16 people"))
    assert_fits(page)
    assert_accessible(page)

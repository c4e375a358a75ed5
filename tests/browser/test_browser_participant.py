"""Participants in a real browser: pause, change, look back, take back, rate; without scripts too, on any screen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    Arrive,
    assert_accessible,
    assert_fits,
    begin,
    link_of,
    new_study,
    publish,
    send,
    sign_up,
    stop,
)

pytestmark = [pytest.mark.browser]

FIRST = "The import of our quarterly spreadsheet kept failing for six weeks."
SECOND = "Nobody answered my support ticket for nine days."
CHANGED = "We lost the Lisbon rollout because the permissions were confusing."
HOSTILE = "<img src=x onerror=alert(1)> \N{RIGHT-TO-LEFT OVERRIDE}مرحبا \N{PILE OF POO} " + "W" * 400
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def links() -> dict[str, str]:
    """Participant links by language, made once."""
    return {}


WAYS: list[dict[str, Any]] = [{}, {"phone": True, "dark": True}, {"phone": True, "javascript": False}]


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_the_whole_way_from_pause_to_withdrawal(someone: Arrive, links: dict[str, str], how: dict[str, Any]) -> None:
    person = someone(**how)
    page = person.page
    address = begin(page, link_of(someone, links), FIRST)

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have paused")
    assert page.get_by_label("Address of your conversation").input_value() == address
    page.get_by_role("link", name="Go on now").click()
    expect(page.get_by_text(FIRST)).to_be_visible()

    question = page.locator("[data-talk] > li").last.inner_text()
    page.get_by_role("link", name="Change my last answer").click()
    page.get_by_label("Your last answer").fill(CHANGED)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(page.get_by_text(CHANGED)).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    assert page.locator("[data-talk] > li").last.inner_text() != question, "the follow-up follows what is said now"

    send(page, SECOND)
    stop(page)
    page.get_by_label("Mostly").check()
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_role("status")).to_contain_text("your rating is saved")
    expect(page.get_by_label("Mostly")).to_be_checked()

    page.get_by_role("link", name="Read, correct or withdraw").click()
    expect(page.get_by_text(CHANGED)).to_be_visible()
    page.get_by_role("link", name="Correct or withdraw your answer 1").click()
    page.get_by_label("What you said").fill("It was the export.")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("status")).to_have_text("Your correction is saved.")
    expect(page.get_by_text("It was the export.")).to_be_visible()
    page.get_by_role("link", name="Correct or withdraw your answer 2").click()
    page.get_by_role("button", name="Withdraw it for good").click()
    expect(page.get_by_text("You withdrew this answer")).to_be_visible()
    expect(page.get_by_text(SECOND)).to_have_count(0)
    page.get_by_role("link", name="Withdraw the whole conversation").click()
    page.get_by_role("button", name="Withdraw everything for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your conversation is withdrawn")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_fault_or_is_wider_than_a_small_screen(
    someone: Arrive, links: dict[str, str], language: str, dark: bool
) -> None:
    link = link_of(someone, links, language)
    person = someone(phone=True, dark=dark, locale=language)
    page = person.page
    page.set_viewport_size(NARROW)
    address = begin(page, link, FIRST, HOSTILE)
    assert_fits(page)
    for path in ("edit", "pause"):
        page.goto(f"{address}/{path}")
        assert_fits(page)
    page.goto(f"{address}/edit")
    page.locator("textarea").fill(" ")
    page.locator("main form button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_fits(page)
    page.goto(address)
    stop(page)
    assert_fits(page)
    page.locator("[name=rating]").nth(1).check()
    page.locator(".rating button").click()
    assert_fits(page)
    for path in ("receipt", "receipt/3", "withdraw"):
        page.goto(f"{address}/{path}")
        assert page.locator("html").get_attribute("lang") == language
        assert_fits(page)
    page.goto(f"{address}/receipt/3")
    page.locator("form").last.locator("button").click()
    assert_fits(page)
    page.goto(f"{address}/withdraw")
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    assert_fits(page)
    person.complaints[:] = [line for line in person.complaints if "400 (Bad Request)" not in line]


def test_what_is_typed_outlives_a_pause_and_a_change(someone: Arrive, links: dict[str, str]) -> None:
    page = someone().page
    begin(page, link_of(someone, links), FIRST)
    page.locator("[data-text]").fill("Half a thought")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("link", name="Go on now").click()
    expect(page.locator("[data-text]")).to_have_value("Half a thought")
    page.get_by_role("link", name="Change my last answer").click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("[data-text]")).to_have_value("Half a thought")


def test_another_device_goes_on_with_the_same_link(someone: Arrive, links: dict[str, str]) -> None:
    desktop = someone().page
    address = begin(desktop, link_of(someone, links), FIRST)
    phone = someone(phone=True).page
    phone.goto(address)
    expect(phone.get_by_text(FIRST)).to_be_visible()
    send(phone, SECOND)
    desktop.reload()
    expect(desktop.get_by_text(SECOND)).to_be_visible()


def test_a_window_with_a_question_that_was_taken_back_says_so_and_keeps_the_words(
    someone: Arrive, links: dict[str, str]
) -> None:
    person = someone()
    page = person.page
    address = begin(page, link_of(someone, links), FIRST)
    other = person.context.new_page()
    other.goto(f"{address}/edit")
    other.get_by_label("Your last answer").fill(CHANGED)
    other.get_by_role("button", name="Save and go on").click()
    expect(other.get_by_text(CHANGED)).to_be_visible()
    page.locator("[data-text]").fill("An answer to what is gone")
    page.locator("[data-send]").click()
    expect(page.get_by_text(CHANGED)).to_be_visible()
    expect(page.locator("[data-text]")).to_have_value("An answer to what is gone")
    expect(page.locator("[data-talk]")).not_to_contain_text("An answer to what is gone")
    person.complaints[:] = [line for line in person.complaints if not re.search("409", line)]


def test_everything_is_reached_with_the_keyboard_alone(someone: Arrive, links: dict[str, str]) -> None:
    page = someone().page
    begin(page, link_of(someone, links), FIRST)
    stop(page)
    page.get_by_label("Not at all").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("A little")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("rating is saved")


def test_a_researcher_tries_a_draft_and_deletes_the_preview(someone: Arrive) -> None:
    ada = someone().page
    sign_up(ada)
    study = new_study(ada, "Why do customers cancel in their first year?")
    for place in (f"{study}/plan", study):
        ada.goto(place)
        with ada.expect_popup() as popup:
            ada.get_by_role("button", name="Try it yourself").click()
        preview = popup.value
        expect(preview.get_by_text("Nothing you say here counts")).to_be_visible()
        send(preview, FIRST)
        assert_fits(preview)
        preview.close()
    ada.reload()
    expect(ada.get_by_text("No interviews yet. They appear")).to_be_visible()
    assert_accessible(ada)
    ada.get_by_role("button", name="Delete Preview 2").click()
    expect(ada.get_by_role("link", name="Preview 1")).to_be_visible()
    expect(ada.get_by_role("link", name="Preview 2")).to_have_count(0)


@contextmanager
def websites(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Two origins of somebody else; each serves what ``pages`` has at the path when it is asked."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_arguments: object) -> None:
            """The test's output is no log."""

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Pages) for _ in range(2)]
    for server in servers:
        Thread(target=server.serve_forever, daemon=True).start()
    yield (f"http://localhost:{servers[0].server_port}", f"http://localhost:{servers[1].server_port}")
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_conversation_is_held_inside_an_allowed_website_only(someone: Arrive) -> None:
    ada = someone().page
    sign_up(ada)
    study = new_study(ada, "Why do customers cancel in their first year?")
    publish(ada, study)
    ada.get_by_role("link", name="On your website").click()
    pages: dict[str, str] = {}
    with websites(pages) as (allowed, other):
        ada.get_by_label("Websites that may show it").fill(allowed)
        ada.get_by_role("button", name="Save").click()
        pages["/"] = ada.get_by_label("Snippet").input_value()
        assert_accessible(ada)
        ada.get_by_role("link", name="See how it looks").click()
        framed = ada.frame_locator("iframe")
        expect(framed.get_by_role("button", name="Start the conversation")).to_be_visible()
        assert_accessible(ada)

        guest = someone()
        guest.page.goto(allowed)
        framed = guest.page.frame_locator("iframe")
        framed.get_by_role("button", name="Start the conversation").click()
        framed.locator("textarea[name=text]").fill(FIRST)
        framed.locator("[data-send]").click()
        expect(framed.locator("[data-talk] > li[data-seq]")).to_have_count(3)
        assert not [line for line in guest.complaints if "favicon" not in line]
        with guest.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            guest.page.goto(other)
        expect(framed.get_by_role("button", name="Start the conversation")).to_have_count(0)
        guest.complaints.clear()

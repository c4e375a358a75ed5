"""Participants who leave and come back, leave an address, or read in large letters."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.steps import Arrive, assert_fits, begin, new_study, publish, send, sign_up, stop
from web.locales import texts

pytestmark = [pytest.mark.browser]

ANSWER = "The import kept failing for six weeks."
OFFLINE = "Nobody answered our mails for three weeks."
DRAFT = "And what I wanted to add"
QUESTIONS = {"en": "Why do customers cancel?", "fr": "Pourquoi les clients résilient-ils la première année ?"}


def asking(ada: Page, language: str = "en") -> tuple[str, str]:
    """A live study that asks who may be contacted: its path and its link."""
    sign_up(ada)
    study = new_study(ada, QUESTIONS[language], language=language)
    ada.goto(f"{study}/contacts")
    ada.get_by_role("button", name="Ask participants").click()
    expect(ada.get_by_role("heading", name="Participants are asked")).to_be_visible()
    return study, publish(ada, study)


def test_an_answer_typed_without_a_network_outlives_the_closed_page(someone: Arrive) -> None:
    ada = someone().page
    _, link = asking(ada)
    person = someone(phone=True)
    address = begin(person.page, link, ANSWER)
    person.context.set_offline(True)
    person.page.locator("[data-text]").fill(OFFLINE)
    person.page.locator("[data-send]").click()
    expect(person.page.locator("[data-note]")).to_contain_text("out when you are back")
    person.page.locator("[data-text]").fill(DRAFT)
    person.page.close()
    person.context.set_offline(False)

    page = person.context.new_page()
    page.goto(address)
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(5)
    expect(page.get_by_text(OFFLINE)).to_have_count(1)
    expect(page.locator("[data-text]")).to_have_value(DRAFT)
    other = someone().page  # another device sees the same, once
    other.goto(address)
    expect(other.get_by_text(OFFLINE)).to_have_count(1)
    expect(other.locator("[data-talk] > li[data-seq]")).to_have_count(5)
    page.reload()
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(5)
    person.complaints[:] = [line for line in person.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_an_answer_whose_receipt_was_lost_is_shown_once_by_the_page_that_comes_next(someone: Arrive) -> None:
    ada = someone().page
    _, link = asking(ada)
    person = someone(phone=True)
    address = begin(person.page, link, ANSWER)

    def take_and_say_nothing(route: Route) -> None:
        route.fetch()
        route.abort()

    person.page.route("**/answers", take_and_say_nothing)
    person.page.locator("[data-text]").fill(OFFLINE)
    person.page.locator("[data-send]").click()
    expect(person.page.locator("[data-note]")).not_to_be_empty()
    person.page.close()

    page = person.context.new_page()
    with page.expect_response("**/answers"):  # the page does not know whether it arrived
        page.goto(address)
    expect(page.locator("[data-send]")).to_have_attribute("aria-disabled", "false")
    expect(page.locator("[data-talk] > li")).to_have_count(5)
    expect(page.locator("[data-talk] > li").get_by_text(OFFLINE, exact=True)).to_have_count(1)
    expect(page.locator(".say[data-pending]")).to_have_count(0)
    person.complaints[:] = [line for line in person.complaints if "ERR_FAILED" not in line]


def test_an_address_is_left_changed_and_taken_back_on_a_small_screen(someone: Arrive) -> None:
    ada = someone().page
    study, link = asking(ada, "fr")
    words = texts("fr")["contact"]
    person = someone(phone=True, dark=True, locale="fr")
    page = person.page
    page.set_viewport_size({"width": 320, "height": 640})
    begin(page, link, ANSWER)
    stop(page)
    page.get_by_label(words["address"]).fill("zora quince")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("alert")).to_have_text(words["address_problem"])
    assert_fits(page)
    page.get_by_label(words["address"]).fill("zora.quince@example.org")
    page.get_by_label(words["name"]).fill("Zora " + "W" * 150)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("status")).to_have_text(words["saved"])
    assert_fits(page)

    ada.set_viewport_size({"width": 320, "height": 640})
    ada.goto(f"{study}/contacts")
    expect(ada.get_by_text("zora.quince@example.org")).to_be_visible()
    assert_fits(ada)
    ada.get_by_role("link", name="Participant 1").click()
    expect(ada.get_by_text(ANSWER)).to_be_visible()
    assert_fits(ada)

    page.get_by_role("link", name=words["change"]).click()
    assert_fits(page)
    page.get_by_role("button", name=words["remove"]).click()
    expect(page.get_by_role("status")).to_have_text(words["removed"])
    ada.goto(f"{study}/contacts")
    expect(ada.get_by_text("Nobody yet.")).to_be_visible()
    person.complaints[:] = [line for line in person.complaints if not re.search("400", line)]


def test_large_letters_and_a_phone_on_its_side_leave_room_to_read_and_write(someone: Arrive) -> None:
    ada = someone().page
    _, link = asking(ada)
    page = someone(phone=True).page
    begin(page, link, ANSWER)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(page)
    letters = page.locator("[data-text]").bounding_box()
    assert letters
    assert letters["width"] > 250, "words are not cut into letters"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 740, "height": 340})
    send(page, OFFLINE)
    expect(page.locator("[data-talk] > li").last).to_be_in_viewport(ratio=0.9)
    expect(page.locator("[data-send]")).to_be_in_viewport()
    assert_fits(page)

"""Asking in a real browser: an answer, a follow-up, and from a quote to its place in the transcript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import FIRST_DRAFT, Arrive, assert_fits, sign_up

pytestmark = [pytest.mark.browser]


def sample_study(page: Page) -> str:
    """The path of a sample study that is analysed."""
    sign_up(page)
    page.get_by_role("button", name=re.compile("sample", re.IGNORECASE)).click(timeout=FIRST_DRAFT)
    page.get_by_role("link", name=re.compile("Watch progress|Read it")).click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    return page.url.partition("/summary")[0]


def test_a_question_its_follow_up_and_a_quote_in_its_transcript(someone: Arrive) -> None:
    ada = someone().page
    study = sample_study(ada)
    ada.goto(study)
    ada.get_by_role("navigation", name="This conversation").get_by_role("link", name="Ask", exact=True).click()
    assert_fits(ada)
    ada.get_by_role("button", name="What are the most common friction points?").click()
    first = ada.locator("#turn-0")
    expect(first.locator(".claim-text").first).to_contain_text(re.compile(r"\d+ of 16 people"))
    expect(first.get_by_role("table").locator("svg").first).to_be_visible()

    first.get_by_text("What this rests on").first.click()
    words = first.locator("blockquote:visible").first.inner_text()
    first.locator(".asked-quote:visible").first.get_by_role("button", name="Who else said this?").click()
    second = ada.locator("#turn-1")
    expect(second.locator("blockquote").first).to_have_text(words)

    ada.get_by_label("Follow up").fill("Does anybody mention a swimming pool?")
    ada.get_by_role("button", name="Ask", exact=True).click()
    expect(ada.locator("#turn-2")).to_contain_text("The interviews do not say")
    expect(ada.locator("#turn-2")).to_be_in_viewport()
    assert_fits(ada)

    ada.locator("#turn-1 figcaption a").first.click()
    marked = ada.locator("mark").first
    expect(marked).to_be_in_viewport()
    assert marked.inner_text().strip() in words

    phone = someone(phone=True, dark=True).page
    phone.context.add_cookies(ada.context.cookies())
    phone.goto(f"{study}/ask")
    phone.get_by_role("link", name="What are the most common friction points?").click()
    expect(phone.locator("#turn-2")).to_contain_text("The interviews do not say")
    assert_fits(phone)

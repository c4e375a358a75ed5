"""Findings without scripts and without a mouse: an analysis is watched, themes are edited, a question is asked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import FIRST_DRAFT, Arrive, sign_up, tab_to

pytestmark = [pytest.mark.browser]


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Reach the button by keys and press it."""
    tab_to(page, page.get_by_role("button", name=name).first)
    page.keyboard.press("Enter")


def test_findings_are_made_edited_and_asked_by_keys_alone_where_no_script_runs(someone: Arrive) -> None:
    person = someone(javascript=False)
    ada = person.page
    sign_up(ada)
    ada.get_by_role("button", name=re.compile("sample", re.IGNORECASE)).click(timeout=FIRST_DRAFT)
    ada.get_by_role("link", name=re.compile("Watch progress|Read it")).click()
    # The page renews itself until the analysis has ended.
    expect(ada.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    summary = ada.url
    press(ada, "Analyse again")
    expect(ada.get_by_role("button", name="Analyse again")).to_have_count(0)
    expect(ada.get_by_role("button", name="Analyse again")).to_be_visible(timeout=90_000)

    ada.goto(summary.replace("/summary", "/themes"))
    tab_to(ada, ada.locator(".theme-list-name a").first)
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/themes/*")
    theme = ada.url

    tab_to(ada, ada.get_by_label("Name", exact=True))
    ada.keyboard.press("Control+A")
    ada.keyboard.type("What Ada calls it")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("heading", name="What Ada calls it", level=1)).to_be_visible()
    expect(ada.locator(".flash[role=status]")).to_be_visible()

    people = ada.locator(".people-said > li").count()
    tab_to(ada, ada.locator("summary", has_text="Merge other themes"))
    ada.keyboard.press("Enter")
    tab_to(ada, ada.get_by_role("group").get_by_role("checkbox").first)
    ada.keyboard.press("Space")
    press(ada, "Merge")
    expect(ada.get_by_role("heading", name="What Ada calls it", level=1)).to_be_visible()
    assert ada.locator(".people-said > li").count() > people

    tab_to(ada, ada.locator("input[name=statement]").first)
    ada.keyboard.press("Space")
    ada.get_by_label("Name of a new theme").fill("One of its own")
    press(ada, "Split off as a new theme")
    expect(ada.get_by_role("heading", name="One of its own", level=1)).to_be_visible()
    ada.goto(theme)

    press(ada, "Pin as a quote")
    expect(ada.get_by_role("button", name="Unpin")).to_have_count(1)

    press(ada, "Split off as a new theme")
    expect(ada.locator(".field-error").filter(has_text=re.compile("tick", re.IGNORECASE))).to_be_visible()
    person.complaints[:] = [line for line in person.complaints if "400 (Bad Request)" not in line]

    ada.goto(summary.replace("/summary", "/ask"))
    tab_to(ada, ada.locator("textarea[name=question], input[name=question]").first)
    ada.keyboard.type("What do people complain about most?")
    press(ada, re.compile("^Ask"))
    expect(ada.get_by_text(re.compile("most widespread friction point")).first).to_be_visible(timeout=60_000)

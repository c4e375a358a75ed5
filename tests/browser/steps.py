"""What people do in a browser, by the steps that several journeys share."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

Arrive = Callable[..., Any]

FIRST_DRAFT = 120_000
"""Milliseconds."""


def sign_up(page: Page) -> None:
    page.goto("/signup")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail").fill(f"ada-{uuid4().hex[:8]}@example.org")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_label("Workspace").fill("Lovelace Ltd")
    page.get_by_role("button", name=re.compile("create", re.IGNORECASE)).click()
    page.wait_for_url("**/studies")


def new_study(page: Page, question: str, *, language: str = "en") -> str:
    """Returns the study's path."""
    page.goto("/studies/new")
    page.locator("textarea[name=question]").fill(question)
    if language != "en":
        page.locator(f"[name=language][value={language}]").check()
    # The first draft of a process waits for the embedding model.
    page.locator("main form button.button-primary").click(timeout=FIRST_DRAFT)
    page.wait_for_url("**/plan", timeout=FIRST_DRAFT)
    return page.url.removesuffix("/plan")


def publish(page: Page, study: str) -> str:
    """Put a study live without a simulated run; returns its participant link."""
    page.goto(study)
    page.get_by_text("Launch without a simulated run").click()
    page.get_by_label("Why not look at a run first?").fill("Only a test, nobody takes part.")
    page.get_by_role("button", name="Publish without a run").click()
    return page.get_by_label("Participant link").input_value()


def assert_accessible(page: Page) -> None:
    # What is still fading in has not the colours that people read.
    page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect.getTiming().iterations !== Infinity)"
        ".map(one => one.finished.catch(() => null)))"
    )
    found = Axe().run(page, options={"resultTypes": ["violations"]})  # and no list of all that is well
    assert found.violations_count == 0, found.generate_report()


def tab_to(page: Page, target: Locator, *, most: int = 400) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse would; it must be seen to have it."""
    sought = target.element_handle()  # found once: to look for a role takes longer than to press a key
    for _ in range(most):
        page.keyboard.press("Tab")
        if sought.evaluate("element => element === document.activeElement"):
            outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none", "the focus cannot be seen"
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def link_of(someone: Arrive, links: dict[str, str], language: str = "en") -> str:
    """The participant link of a live study in the language; ``links`` remembers those there are."""
    if language not in links:
        questions = {
            "en": "Why do customers cancel in their first year?",
            "de": "Warum kündigen Kundinnen und Kunden im ersten Jahr?",
            "es": "¿Por qué cancelan los clientes?",
        }
        ada = someone().page
        sign_up(ada)
        study = new_study(ada, questions[language], language=language)
        links[language] = publish(ada, study)
    return links[language]


def begin(page: Page, link: str, *answers: str) -> str:
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/i/*")
    for answer in answers:
        send(page, answer)
    return page.url.partition("#")[0]


def send(page: Page, text: str) -> None:
    before = page.locator("[data-talk] > li[data-seq]").count()
    page.locator("textarea[name=text]").fill(text)
    page.locator("[data-send]").click()
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(before + 2)


def stop(page: Page) -> None:
    page.locator("[data-stop]").click()
    if page.locator("[data-stop-yes]").is_visible():
        page.locator("[data-stop-yes]").click()
    expect(page.locator("[data-chat]")).to_have_count(0)


def assert_fits(page: Page) -> None:
    """No fault that axe finds, and nothing wider than the screen."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url

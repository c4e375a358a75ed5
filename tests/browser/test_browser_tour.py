"""The README's tour, walked in a real browser by two people."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import Arrive, assert_accessible, new_study, publish, sign_up

pytestmark = [pytest.mark.browser]

ANSWERS = (
    "I wanted our sales figures in one place without asking IT.",
    "The import failed three times and setup took six weeks.",
    "Support answered within an hour, that was a relief.",
    "I was stuck on the permissions page for two days.",
    "The first dashboard made it worth it.",
)


def answer_until_the_end(page: Page, answers: tuple[str, ...] = ANSWERS) -> int:
    """Answer every question with the keyboard's Enter; returns how many there were."""
    for number in range(40):
        said = page.locator("[data-talk] > li[data-seq]")
        before = said.count()
        page.locator("[data-text]").fill(f"{answers[number % len(answers)]} {number}")
        page.locator("[data-send]").click()
        page.wait_for_function(
            "n => !document.querySelector('[data-chat]') || "
            "document.querySelectorAll('[data-talk] > li[data-seq]').length >= n",
            arg=before + 2,
        )
        if page.locator("[data-chat]").count() == 0:
            return number + 1
    raise AssertionError("the interview does not end")


def test_the_tour(someone: Arrive, tmp_path: Path) -> None:
    ada = someone().page
    sign_up(ada)
    expect(ada.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(ada)

    study = new_study(ada, "What friction points keep new customers from getting value in onboarding?")
    assert_accessible(ada)
    ada.locator("textarea[name=goals-0-text]").fill("Find the day on which the first import worked")
    ada.get_by_role("button", name="Save the plan").click()
    expect(ada.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(ada.locator("textarea[name=goals-0-text]")).to_have_value("Find the day on which the first import worked")

    link = publish(ada, study)
    participant = someone(phone=True).page
    participant.goto(f"{link}?plan=enterprise")
    assert_accessible(participant)
    participant.get_by_role("button", name="Start the conversation").click()
    participant.wait_for_url("**/i/*")
    assert_accessible(participant)
    first = f"{ANSWERS[0]} 0"
    participant.locator("[data-text]").fill(first)
    participant.locator("[data-send]").click()
    expect(participant.locator("[data-talk] > li[data-seq]")).to_have_count(3)

    expect(ada.get_by_text("enterprise")).to_be_visible()  # the list is live: nobody reloaded it
    ada.get_by_role("link", name="Participant 1").first.click()
    expect(ada.get_by_text(first)).to_be_visible()

    participant.reload()  # the same link goes on where they were
    expect(participant.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    second = "The import failed three times and setup took six weeks."
    participant.locator("[data-text]").fill(second)
    participant.locator("[data-send]").click()
    expect(ada.get_by_text(second)).to_be_visible()  # and so is the transcript
    answer_until_the_end(participant)
    assert_accessible(participant)

    for _ in range(2):
        other = someone().page
        other.goto(link)
        other.get_by_role("button", name="Start the conversation").click()
        other.wait_for_url("**/i/*")
        answer_until_the_end(other)

    ada.goto(study)
    ada.get_by_role("button", name="Magic Summary").click()
    ada.wait_for_url("**/summary")
    expect(ada.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    assert_accessible(ada)
    for heading in ("Friction points", "Success factors"):
        expect(ada.get_by_role("heading", name=heading)).to_be_visible()
    with ada.expect_download() as download:
        ada.get_by_role("link", name="Download PDF").click()
    report = tmp_path / "report.pdf"
    download.value.save_as(report)
    assert report.read_bytes().startswith(b"%PDF-")

    quote = ada.locator("a[href*='?quote=']:visible").first
    words = ada.locator("blockquote:visible").first.inner_text()
    quote.click()
    marked = ada.locator("mark").first
    expect(marked).to_be_in_viewport()
    assert marked.inner_text().strip() in words or words.strip("“”\n ") in marked.inner_text()
    assert_accessible(ada)


def test_a_first_run_offers_a_sample_study(someone: Arrive) -> None:
    ada = someone(dark=True).page
    sign_up(ada)
    ada.get_by_role("button", name=re.compile("sample", re.IGNORECASE)).click()
    expect(ada.get_by_text("Made up by us").first).to_be_visible()
    ada.get_by_role("link", name=re.compile("Watch progress|Read it")).click()
    expect(ada.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    assert_accessible(ada)


def test_an_interview_needs_no_javascript(someone: Arrive) -> None:
    ada = someone().page
    sign_up(ada)
    link = publish(ada, new_study(ada, "Why do customers cancel in their first year?"))
    page = someone(javascript=False, phone=True).page
    page.goto(link)
    page.get_by_role("button", name="Start the conversation").click()
    for number in range(40):
        if page.locator("textarea[name=text]").count() == 0:
            break
        page.locator("textarea[name=text]").fill(f"{ANSWERS[number % len(ANSWERS)]} {number}")
        page.locator("[data-send]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_an_answer_typed_without_a_network_is_sent_once_when_it_is_back(someone: Arrive) -> None:
    ada = someone().page
    sign_up(ada)
    link = publish(ada, new_study(ada, "Why do customers cancel in their first year?"))
    person = someone(phone=True)
    page = person.page
    page.goto(link)
    page.get_by_role("button", name="Start the conversation").click()
    page.wait_for_url("**/i/*")
    person.context.set_offline(True)
    page.locator("[data-text]").fill("Nobody answered our mails for three weeks.")
    page.locator("[data-send]").click()
    expect(page.locator("[data-note]")).to_be_visible()
    person.context.set_offline(False)  # the browser says that it is online again, and the page sends by itself
    expect(page.locator("[data-talk] > li[data-seq]")).to_have_count(3)
    expect(page.get_by_text("Nobody answered our mails for three weeks.")).to_have_count(1)
    person.complaints[:] = [line for line in person.complaints if "ERR_INTERNET_DISCONNECTED" not in line]


def test_a_spanish_interview_is_spanish(someone: Arrive) -> None:
    ada = someone().page
    sign_up(ada)
    link = publish(ada, new_study(ada, "¿Por qué cancelan los clientes durante su primer año?", language="es"))
    page = someone(phone=True, locale="es-ES").page
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator("main form button").first.click()
    page.wait_for_url("**/i/*")
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator("[data-stop]").click()
    page.locator("[data-stop-yes]").click()
    page.wait_for_function("() => !document.querySelector('[data-chat]')")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gracias")

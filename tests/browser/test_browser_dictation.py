"""Dictation in a real browser, with a recogniser that hears what the test says: a machine has nobody who speaks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import Arrive, assert_fits, begin, link_of, send
from web.locales import texts

pytestmark = [pytest.mark.browser]

RECOGNISER = """
window.webkitSpeechRecognition = window.SpeechRecognition = class {
  start() { window.heard = this; setTimeout(() => this.onstart()); }
  stop() { setTimeout(() => this.onend()); }
  abort() { window.aborted = true; }
};
window.hear = (...pieces) => window.heard.onresult({
  results: pieces.map((transcript, at) => Object.assign([{ transcript }], { isFinal: at < pieces.length - 1 })),
});
window.fail = (error) => { window.heard.onerror({ error }); window.heard.onend(); };
"""
NONE = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"


@pytest.fixture(scope="module")
def links() -> dict[str, str]:
    return {}


@pytest.fixture
def talk(someone: Arrive, links: dict[str, str]) -> Callable[..., Page]:
    """Somebody in a conversation whose browser takes dictation, or does not."""

    def begun(*, language: str = "en", recogniser: str = RECOGNISER, **how: object) -> Page:
        page: Page = someone(locale=language, **how).page
        page.add_init_script(recogniser)
        begin(page, link_of(someone, links, language))
        return page

    return begun


def told(page: Page, name: str, language: str = "en") -> None:
    expect(page.locator("[data-dictation-status]")).to_have_text(texts(language)["dictation"][name])


def test_what_is_heard_is_appended_and_sent_by_hand(talk: Callable[..., Page]) -> None:
    page = talk(phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    box = page.locator("[data-text]")
    box.fill("I typed this.")
    page.get_by_role("button", name="Dictate").click()
    dialog = page.get_by_role("dialog", name="Before you dictate")
    expect(dialog).to_contain_text("Many browsers send the sound to their maker")
    assert_fits(page)
    dialog.get_by_role("button", name="Start dictating").click()
    told(page, "listening")
    assert page.evaluate("heard.lang").startswith("en")
    page.evaluate("hear('and then the')")
    expect(box).to_have_value("I typed this. and then the")
    page.evaluate("hear('and then the import failed', ' for six weeks')")
    expect(box).to_have_value("I typed this. and then the import failed for six weeks")
    assert_fits(page)
    page.get_by_role("button", name="Stop dictating").click()
    told(page, "stopped")
    assert page.evaluate("localStorage.getItem('verbatim:' + location.pathname)"), "it is kept as a draft"
    page.get_by_role("button", name="Dictate").click()  # it was told once
    told(page, "listening")
    page.evaluate("hear('again')")
    send_heard = "I typed this. and then the import failed for six weeks again"
    expect(box).to_have_value(send_heard)
    page.locator("[data-send]").click()
    expect(page.locator(".say-participant").last).to_contain_text(send_heard)
    assert page.evaluate("aborted")
    page.evaluate("hear('too late')")
    expect(box).to_have_value("")


def test_whoever_types_meanwhile_writes_alone(talk: Callable[..., Page]) -> None:
    page = talk()
    page.get_by_role("button", name="Dictate").click()
    page.get_by_role("button", name="Start dictating").click()
    told(page, "listening")
    page.evaluate("hear('It was the import')")
    page.locator("[data-text]").press("End")
    page.locator("[data-text]").press_sequentially("!")
    told(page, "stopped")
    page.evaluate("hear('It was the import and more')")
    expect(page.locator("[data-text]")).to_have_value("It was the import!")


def test_what_goes_wrong_is_said_in_the_language_of_the_talk(talk: Callable[..., Page]) -> None:
    page = talk(language="de")
    words = texts("de")["dictation"]
    page.get_by_role("button", name=words["start"]).click()
    page.get_by_role("button", name=words["note_yes"]).click()
    for error, name in (
        ("not-allowed", "denied"),
        ("no-speech", "silent"),
        ("audio-capture", "no_microphone"),
        ("language-not-supported", "unknown_language"),
        ("network", "failed"),
    ):
        told(page, "listening", "de")
        page.evaluate(f"fail('{error}')")
        told(page, name, "de")
        page.get_by_role("button", name=words["start"]).click()
    assert page.evaluate("heard.lang").startswith("de")


def test_a_browser_without_it_shows_no_button(talk: Callable[..., Page]) -> None:
    page = talk(recogniser=NONE)
    send(page, "The import kept failing for six weeks.")
    expect(page.locator("[data-dictate]")).to_be_hidden()

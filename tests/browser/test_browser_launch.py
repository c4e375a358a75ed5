"""The way to a launch in a real browser: a simulated run, its report card, and the study goes live."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import Arrive, assert_accessible, new_study, sign_up

pytestmark = [pytest.mark.browser]


def test_a_study_is_simulated_read_and_launched(someone: Arrive) -> None:
    ada = someone().page
    sign_up(ada)
    study = new_study(ada, "Why do customers cancel in their first year?")
    ada.goto(study)
    assert_accessible(ada)
    expect(ada.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    ada.get_by_label("Simulated participants").select_option("11")
    ada.get_by_role("button", name="Run the interviews").click()
    expect(ada.get_by_text("Talking with simulated participants")).to_be_visible()
    # Nobody reloads: the page that shows progress shows the card when it is there.
    expect(ada.get_by_role("heading", name="What this run says")).to_be_visible(timeout=120_000)
    assert_accessible(ada)
    ada.get_by_role("link", name=re.compile("Told the most")).click()
    expect(ada.get_by_text("simulated", exact=True)).to_be_visible()
    ada.go_back()
    ada.get_by_role("button", name="Publish").click()
    expect(ada.get_by_label("Participant link")).to_be_visible()
    expect(ada.get_by_text("No interviews yet")).to_be_visible()
    ada.get_by_role("link", name="Quality of the interviews").click()
    expect(ada.get_by_role("heading", name="Previews and simulated participants")).to_be_visible()
    assert_accessible(ada)


def test_a_reason_instead_of_a_run_is_asked_for_and_kept(someone: Arrive) -> None:
    person = someone(phone=True, dark=True)
    ada = person.page
    sign_up(ada)
    ada.goto(new_study(ada, "Why do customers cancel in their first year?"))
    ada.get_by_text("Launch without a simulated run").click()
    reason = ada.get_by_label("Why not look at a run first?")
    reason.fill("          too short")
    ada.get_by_role("button", name="Publish without a run").click()
    expect(ada.get_by_text("9 characters")).to_be_visible()
    person.complaints[:] = [line for line in person.complaints if "status of 400" not in line]
    assert_accessible(ada)
    reason.fill("We held the same interviews by telephone last week.")
    ada.get_by_role("button", name="Publish without a run").click()
    expect(ada.get_by_text("Launched without a simulated run by Ada")).to_be_visible()
    expect(ada.get_by_text("We held the same interviews by telephone last week.")).to_be_visible()
    assert_accessible(ada)

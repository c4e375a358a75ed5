"""Themes explored and edited in a real browser; the edit is still there after the next analysis."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.steps import FIRST_DRAFT, Arrive, assert_accessible, sign_up

pytestmark = [pytest.mark.browser]


def test_a_theme_is_explored_renamed_and_keeps_its_name(someone: Arrive, tmp_path: Path) -> None:
    ada = someone().page
    sign_up(ada)
    ada.get_by_role("button", name=re.compile("sample", re.IGNORECASE)).click(timeout=FIRST_DRAFT)
    ada.get_by_role("link", name=re.compile("Watch progress|Read it")).click()
    expect(ada.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    summary = ada.url

    ada.get_by_role("link", name="Themes", exact=True).click()
    assert_accessible(ada)
    ada.get_by_label("Kind").select_option("friction")
    ada.get_by_role("button", name="Show", exact=True).click()
    expect(ada.get_by_role("heading", name="Success factors")).to_have_count(0)
    ada.locator(".theme-list-name a").first.click()
    assert_accessible(ada)

    ada.get_by_label("Name", exact=True).fill("What Ada calls it")
    ada.get_by_role("button", name="Rename").click()
    expect(ada.get_by_role("heading", name="What Ada calls it", level=1)).to_be_visible()
    ada.get_by_role("button", name="Pin as a quote").last.click()
    expect(ada.get_by_role("button", name="Unpin")).to_have_count(1)
    ada.get_by_role("link", name="In the transcript").first.click()
    expect(ada.locator("mark").first).to_be_in_viewport()

    answers = tmp_path / "answers.csv"
    answers.write_text("answer\nThe import of our file failed twice and nobody knew why\n")
    ada.goto(summary.replace("/summary", "/import"))
    ada.locator("input[type=file]").set_input_files(answers)
    ada.get_by_role("button", name="Upload and choose columns").click()
    ada.get_by_role("button", name="Import 1 row").click()
    expect(ada.get_by_role("link", name="See the interviews")).to_be_visible(timeout=60_000)
    ada.goto(summary)
    ada.get_by_role("button", name=re.compile("Refresh")).click()
    expect(ada.get_by_role("button", name=re.compile("Refresh"))).to_have_count(0, timeout=90_000)
    expect(ada.get_by_text("From 17 interviews")).to_be_visible(timeout=90_000)
    expect(ada.get_by_role("link", name="What Ada calls it").first).to_be_visible()

    for name, heading in (
        ("saturation", "Enough interviews?"),
        ("method", "How this was made"),
        ("exports", "Exports"),
    ):
        ada.goto(summary.replace("/summary", f"/{name}"))
        expect(ada.get_by_role("heading", name=heading, level=1)).to_be_visible()
        assert_accessible(ada)

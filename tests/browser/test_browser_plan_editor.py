"""The plan editor in a real browser: with no mouse at all, by dragging, and without a fault that axe could find."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import Arrive, assert_accessible, new_study, sign_up, tab_to

pytestmark = [pytest.mark.browser]

QUESTION = "Why do developers stop using the sandbox after the first week?"


def editor(someone: Arrive, question: str = QUESTION, **how: bool) -> tuple[Page, str]:
    page = someone(**how).page
    sign_up(page)
    return page, new_study(page, question)


def words_of(page: Page, group: str) -> list[str]:
    return [field.input_value() for field in page.locator(f"[data-rows={group}] textarea[name$='-text']").all()]


def saved(page: Page) -> None:
    page.wait_for_url("**notice=saved**")


def test_the_whole_editor_without_a_mouse(someone: Arrive) -> None:
    page, study = editor(someone)
    keys = page.keyboard

    tab_to(page, page.get_by_label("Title", exact=True))
    keys.press("ControlOrMeta+a")
    keys.type("Typed by hand")
    tab_to(page, page.get_by_label("Research type"))
    keys.press("ArrowUp")
    chosen = page.get_by_label("Research type").input_value()

    goals = words_of(page, "goals")
    tab_to(page, page.get_by_role("button", name="Move goal 1 down"))
    keys.press("Enter")
    expect(page.locator("[data-plan-status]")).to_contain_text("Moved to place 2 of")
    keys.press("Enter")  # the focus goes with the row
    assert words_of(page, "goals") == [goals[1], goals[2], goals[0], *goals[3:]]
    tab_to(page, page.get_by_role("button", name="Add a goal"))
    keys.press("Enter")
    keys.type("Know what would bring them back")
    keys.press("Tab")
    keys.type("A wish that somebody names")
    tab_to(page, page.get_by_role("button", name=f"Remove goal {len(goals) + 1}"))
    keys.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON", "the focus stays in the list"
    assert len(words_of(page, "goals")) == len(goals)

    questions = words_of(page, "core")
    tab_to(page, page.locator("#core-1-text"))
    keys.press("Alt+ArrowUp")
    assert words_of(page, "core")[:2] == [questions[1], questions[0]]
    keys.press("Alt+ArrowUp")
    expect(page.locator("[data-plan-status]")).to_have_text("It is the first already.")
    keys.press("ControlOrMeta+a")
    keys.type("Did the sandbox work for you?")
    use = page.get_by_role("button", name="Use this wording")
    expect(use).to_be_visible()
    assert_accessible(page)
    tab_to(page, use)
    keys.press("Enter")
    expect(page.locator("#core-1-hints")).to_be_empty()
    better = page.locator("#core-1-text").input_value()
    assert "sandbox" in better
    tab_to(page, page.locator("#core-1-phase"))
    keys.press("End")
    tab_to(page, page.locator("#core-1-depth"))
    keys.press("End")
    goal = page.locator("[name=core-1-goals]").first
    was = goal.is_checked()
    tab_to(page, goal)
    keys.press("Space")
    assert goal.is_checked() is not was

    tab_to(page, page.locator("#mandatory-0-text"))
    keys.press("ControlOrMeta+a")
    keys.type("In one sentence: what happened?")
    tab_to(page, page.locator("#segments-0-count"))
    keys.press("ArrowUp")
    people = page.locator("#segments-0-count").input_value()
    before = page.locator("[data-live=meter]").inner_text()
    tab_to(page, page.locator("#phases-0-minutes"))
    keys.press("ControlOrMeta+a")
    keys.type("4.5")
    expect(page.locator("[data-live=meter]")).not_to_have_text(before)
    tab_to(page, page.get_by_label("Depth of the talk"))
    keys.press("ArrowDown")
    tab_to(page, page.get_by_label("Researcher's name"))
    keys.type("Ada Lovelace")
    tab_to(page, page.get_by_label("Help in distress"))
    keys.type("Call the help line.")
    tab_to(page, page.locator("#kpis-0-text"))
    keys.press("ControlOrMeta+a")
    keys.type("Activation Rate")
    keys.press("Escape")
    expect(page.locator("#kpis-0-about")).to_contain_text("share", ignore_case=True)
    tab_to(page, page.get_by_role("button", name="Save the plan"))
    keys.press("Enter")
    saved(page)
    assert page.get_by_label("Title", exact=True).input_value() == "Typed by hand"
    assert page.get_by_label("Research type").input_value() == chosen
    assert words_of(page, "goals") == [goals[1], goals[2], goals[0], *goals[3:]]
    assert words_of(page, "core")[:2] == [better, questions[0]]
    assert page.locator("#core-0-phase").input_value() == "closing"
    assert page.locator("#core-0-depth").input_value() == "deep"
    assert page.get_by_label("Depth of the talk").input_value() == "deep"
    assert page.get_by_label("Help in distress").input_value() == "Call the help line."
    assert page.locator("#segments-0-count").input_value() == people
    assert page.get_by_label("Researcher's name").input_value() == "Ada Lovelace"

    tab_to(page, page.get_by_role("button", name="Write the goals anew"))
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Nothing is saved yet")).to_be_visible()
    assert words_of(page, "goals") != [goals[1], goals[2], goals[0], *goals[3:]]
    assert words_of(page, "core")[0] == better
    tab_to(page, page.get_by_role("button", name="Save the plan"))
    keys.press("Enter")
    saved(page)

    tab_to(page, page.get_by_role("link", name="History"))
    keys.press("Enter")
    page.wait_for_url("**/history")
    assert_accessible(page)
    tab_to(page, page.get_by_role("link", name="Revision 1", exact=True))
    keys.press("Enter")
    page.wait_for_url("**/history/1")
    tab_to(page, page.get_by_role("button", name="Restore this revision"))
    keys.press("Enter")
    page.wait_for_url("**notice=restored**")
    assert words_of(page, "core") == questions
    page.goto(f"{study}/plan/history/2")
    expect(page.locator("ins").first).to_be_visible()
    assert_accessible(page)


def test_rows_are_dragged_and_keep_what_was_typed(someone: Arrive) -> None:
    page, _ = editor(someone)
    before = words_of(page, "analysis")
    page.locator("#analysis-0-text").fill("Typed before it moved?")
    grips = page.locator("[data-rows=analysis] [data-grip]")
    grips.nth(0).scroll_into_view_if_needed()
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 6)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 30, steps=5)
    page.mouse.move(end["x"] + 8, end["y"] + 30, steps=20)
    page.mouse.up()
    expect(page.locator("[data-plan-status]")).to_contain_text("Moved to place")
    moved = words_of(page, "analysis")
    assert moved != ["Typed before it moved?", *before[1:]]
    assert sorted(moved) == sorted(["Typed before it moved?", *before[1:]])
    page.get_by_role("button", name="Save the plan").click()
    saved(page)
    assert words_of(page, "analysis") == moved


def test_a_plan_travels_by_file(someone: Arrive) -> None:
    page, _ = editor(someone)
    page.get_by_label("Title", exact=True).fill("A plan that travels")
    page.get_by_role("button", name="Save the plan").click()
    saved(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as a file").click()
    path = download.value.path()
    assert download.value.suggested_filename == "a-plan-that-travels.plan.json"
    page.goto("/studies/new")
    page.get_by_text("Use a plan from a file").click()
    page.get_by_label("Plan file").set_input_files(path)
    page.get_by_role("button", name="Open the plan").click()
    page.wait_for_url("**/plan")
    assert page.get_by_label("Title", exact=True).input_value() == "A plan that travels"


def test_nobody_leaves_an_unsaved_plan_unasked(someone: Arrive) -> None:
    page, study = editor(someone)
    page.get_by_label("Title", exact=True).fill("Not saved")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(study)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("how", [{}, {"dark": True}, {"phone": True}, {"phone": True, "dark": True}], ids=str)
def test_the_editor_has_no_fault_that_axe_can_find(someone: Arrive, how: dict[str, bool]) -> None:
    person = someone(**how)
    page = person.page
    sign_up(page)
    study = new_study(page, "What do visitors think about our museum's evening opening?")
    expect(page.get_by_text("this is a general plan")).to_be_visible()
    assert_accessible(page)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "the page is wider than the screen"
    page.locator("#core-0-text").fill("Don't you think that our terrible KPI is too slow and too dear?")
    expect(page.locator("#core-0-hints .hints")).to_be_visible()
    page.locator("#goals-0-text").fill(" ")
    page.get_by_label("Title", exact=True).fill("W" * 300)
    assert_accessible(page)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    person.complaints[:] = [line for line in person.complaints if "400 (Bad Request)" not in line]
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto("/studies/new")
    page.get_by_text("Start from a template").click()
    assert_accessible(page)
    page.goto(f"{study}/plan/history/1")
    assert_accessible(page)


def test_without_scripts_rows_move_and_wordings_are_taken_over(someone: Arrive) -> None:
    page, _ = editor(someone, javascript=False)
    questions = words_of(page, "core")
    page.get_by_role("button", name=re.compile("^Move question 2 up")).click()
    assert words_of(page, "core")[:2] == [questions[1], questions[0]]
    page.locator("#core-0-text").fill("Did you like it?")
    page.get_by_role("button", name="Write the title anew").click()
    page.get_by_role("button", name="Use this wording").first.click()
    assert words_of(page, "core")[0] not in {"Did you like it?", ""}
    page.get_by_label("Depth of the talk").select_option("Light")
    page.locator("#core-0-depth").select_option("Deep")
    page.get_by_label("Help in distress").fill("Call the help line.")
    page.get_by_role("button", name="Save the plan").click()
    saved(page)
    assert page.get_by_label("Depth of the talk").input_value() == "light"
    assert page.locator("#core-0-depth").input_value() == "deep"
    assert page.get_by_label("Help in distress").input_value() == "Call the help line."

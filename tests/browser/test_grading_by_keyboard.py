"""Grading with the keyboard alone: cells, the work behind them, points with a reason, a comment, the next learner."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom_steps import LONG_NAME, NAMES, WEEKLY, Classroom, log_in
from tests.browser.looks import assert_good
from tests.browser.steps import NewPage
from tests.browser.test_class_pages import email_of

FOCUSED = "document.activeElement"
LABEL = f"({FOCUSED}.labels?.[0]?.innerText || {FOCUSED}.innerText || '').trim()"


def focused(page: Page) -> str:
    """What the control that has the focus is called."""
    label: str = page.evaluate(LABEL)
    return label


def tab_to(page: Page, name: str, key: str = "Tab", most: int = 90) -> None:
    """Presses Tab until the control whose label begins so has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{name!r} is not reached by {key}")


def follow(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def open_gradebook(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto(f"{classroom.root}/gradebook")
    page.locator("[data-needs-script]:visible").first.wait_for()


def cell_address(page: Page) -> str:
    address: str = page.evaluate(f"{FOCUSED}.getAttribute('href')")
    return address


def test_arrow_keys_move_between_cells_and_one_tab_leaves_the_table(page: Page, classroom: Classroom) -> None:
    open_gradebook(page, classroom)
    weekly, charts = (classroom.assignments[title] for title in (WEEKLY, "Two charts"))
    tab_to(page, "100.0")
    people = [learner.id for learner in classroom.learners]
    page.keyboard.press("ArrowDown")
    assert cell_address(page).endswith(f"/{weekly}/{people[1]}")
    page.keyboard.press("End")
    assert cell_address(page).endswith(f"/{charts}/{people[1]}")
    page.keyboard.press("ArrowRight")
    assert cell_address(page).endswith(f"/{charts}/{people[1]}"), "at the edge the focus stays"
    page.keyboard.press("Control+End")
    assert cell_address(page).endswith(f"/{charts}/{people[6]}"), "the last row"
    page.keyboard.press("Control+Home")
    assert cell_address(page).endswith(f"/{weekly}/{people[0]}")
    page.keyboard.press("Tab")
    assert "gradebook" not in page.evaluate(f"{FOCUSED}.closest('table')?.className || ''")


def test_no_cell_hides_behind_the_fixed_row_and_column_on_a_phone(page: Page, classroom: Classroom) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    open_gradebook(page, classroom)
    tab_to(page, "100.0")
    for key in ("Control+End", "Home", "End", "Control+Home"):
        page.keyboard.press(key)
        hidden = page.evaluate(
            f"""(() => {{
                const cell = {FOCUSED}.getBoundingClientRect();
                const shown = document.elementFromPoint(cell.left + 3, cell.top + cell.height / 2);
                return shown !== {FOCUSED} && !{FOCUSED}.contains(shown);
            }})()"""
        )
        assert not hidden, key


def test_a_question_is_given_points_with_a_reason_and_the_learner_reads_both(
    new_page: NewPage, classroom: Classroom
) -> None:
    page = new_page()
    open_gradebook(page, classroom)
    tab_to(page, "100.0")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert focused(page) == "33.3"
    follow(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Emil Fuchs: {WEEKLY}")
    tab_to(page, WEEKLY)
    follow(page)
    tab_to(page, "Change the points of question 3")
    page.keyboard.press("Enter")
    tab_to(page, "Points, 0 to 1")
    page.keyboard.press("Control+a")
    page.keyboard.type("1")
    tab_to(page, "Reason")
    page.keyboard.type("Both readings of the stem are right.")
    follow(page)
    expect(page.locator("#q-3")).to_contain_text("Both readings of the stem are right.")
    tab_to(page, "Comment")
    page.keyboard.type("Look at the third one again.")
    page.keyboard.press("Tab")
    follow(page)
    expect(page.get_by_text("Look at the third one again.")).to_be_visible()
    assert_good(page)
    to_the_next_learner_and_back(page)
    expect(page.get_by_role("row").filter(has_text="Emil Fuchs")).to_contain_text("50.0")
    learner_reads(new_page(), classroom)


def to_the_next_learner_and_back(page: Page) -> None:
    """J, K and G work wherever nothing is being typed."""
    page.evaluate(f"{FOCUSED}.blur()")
    follow(page, "j")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Farah Gill: {WEEKLY}")
    follow(page, "k")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Emil Fuchs: {WEEKLY}")
    follow(page, "g")
    expect(page.locator("table.gradebook")).to_be_visible()


def learner_reads(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.learners[4]))
    page.goto(f"{classroom.root}/assignments/{classroom.assignments[WEEKLY]}/mine")
    expect(page.get_by_text("Look at the third one again.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="50 %")).to_have_count(1)
    page.goto("/")
    expect(page.get_by_text("Both readings of the stem are right.")).to_be_visible()


def test_a_score_is_set_for_all_of_the_work_and_letters_typed_into_fields_lead_nowhere(
    page: Page, classroom: Classroom
) -> None:
    open_gradebook(page, classroom)
    tab_to(page, "100.0")
    page.keyboard.press("Control+End")
    page.keyboard.press("Home")
    follow(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{LONG_NAME}: {WEEKLY}")
    tab_to(page, "Set the score")
    tab_to(page, "Score in per cent")
    page.keyboard.type("71.25")
    tab_to(page, "Reason")
    page.keyboard.type("jkg: judged by talking")
    follow(page)
    expect(page.get_by_role("alert")).to_contain_text("at most one decimal")
    expect(page.get_by_label("Reason")).to_have_value("jkg: judged by talking")
    page.get_by_label("Score in per cent").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("71.5")
    follow(page)
    expect(page.get_by_text("Score 71.5 %")).to_be_visible()
    assert_good(page)


@pytest.mark.parametrize("name", NAMES[:1])
def test_the_gradebook_is_filtered_and_ordered_with_the_keyboard(page: Page, classroom: Classroom, name: str) -> None:
    open_gradebook(page, classroom)
    tab_to(page, "Order")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Show")
    follow(page)
    first = page.locator("table.gradebook tbody tr").first
    expect(first).to_contain_text(name)
    tab_to(page, "Only learners with missing work")
    page.keyboard.press("Space")
    tab_to(page, "Show")
    follow(page)
    expect(page.locator("table.gradebook tbody tr")).to_have_count(1)
    expect(page.locator("table.gradebook tbody tr")).to_contain_text("Classmate")

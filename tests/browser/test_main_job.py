"""The main job from end to end: a stranger signs up, takes a quiz, codes a chart and sees progress."""

import re

from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible
from tests.browser.steps import (
    EAR_CASE,
    Learner,
    choose_in_menu,
    enter_claim,
    press,
    sign_up,
    sitting_number,
    start_case,
    wait_for_question,
)

QUESTIONS = 10
RIGHT = 6


def test_a_stranger_signs_up_from_the_landing_page_and_is_told_where_to_begin(page: Page) -> None:
    page.goto("/")
    assert_accessible(page)
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign up")
    assert_accessible(page)
    sign_up(page)
    expect(page.get_by_role("heading", name="See where you stand")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Take the diagnostic")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button", name="Begin with ten questions")).to_be_visible()
    assert_accessible(page)


def test_a_quiz_of_ten_is_answered_by_keyboard_handed_in_reviewed_and_shown_as_progress(
    page: Page, learner: Learner, live_server: LiveServer
) -> None:
    choose_in_menu(page, "Practice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice")
    assert_accessible(page)
    page.get_by_label("Quiz: the result at the end").check()
    page.get_by_label("How many").fill(str(QUESTIONS))
    page.get_by_role("button", name="Start").click()
    wait_for_question(page, 1)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^00:2[34]:\d\d$"))  # 144 seconds a question
    expect(page.locator(".question-state")).to_contain_text("nothing entered yet")
    assert_accessible(page)

    number = sitting_number(page)
    letters = [
        live_server.right_letter(learner.email, number, position)
        if position <= RIGHT
        else live_server.wrong_letter(learner.email, number, position)
        for position in range(1, QUESTIONS + 1)
    ]
    answer_all_by_keyboard(page, letters)

    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in?")
    expect(page.get_by_role("main")).to_contain_text("10 of 10 questions answered")
    expect(page.get_by_role("main")).to_contain_text("Flagged: 3.")
    assert_accessible(page)
    page.get_by_role("button", name="Hand in and see the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("6 of 10 right")
    expect(page.get_by_role("main")).to_contain_text("CPC quiz")
    assert_accessible(page)

    review_the_seventh(page, wrong=letters[6], right=live_server.right_letter(learner.email, number, 7))

    choose_in_menu(page, "Progress")
    expect(page.get_by_role("main")).to_contain_text("10 answers, 6 right (60 %)")
    row = page.get_by_role("row").filter(has_text="CPC quiz")
    expect(row).to_contain_text("handed in")
    expect(row).to_contain_text("6 of 10")
    assert_accessible(page)


def answer_all_by_keyboard(page: Page, letters: list[str]) -> None:
    """Enter and N both go on; on the way one question is flagged, and one is looked at again."""
    for position, letter in enumerate(letters, start=1):
        wait_for_question(page, position)
        press(page, letter.lower())
        expect(page.locator(f"input[data-letter={letter}]")).to_be_checked()
        if position == 3:
            press(page, "f")
            expect(page.get_by_text("⚑ flagged")).to_be_visible()
            expect(page.locator(f"input[data-letter={letter}]")).to_be_checked()
        if position == 4:
            press(page, "p")
            wait_for_question(page, 3)
            expect(page.locator(f"input[data-letter={letters[2]}]")).to_be_checked()
            expect(page.locator(".question-state")).to_contain_text("saved ✓")
            press(page, "n")
            wait_for_question(page, 4)
            expect(page.locator(f"input[data-letter={letter}]")).to_be_checked()
        expect(page.locator("#verdict, .rationale, .cell.is-right, .cell.is-wrong")).to_have_count(0)
        press(page, "Enter" if position % 2 else "n")
    page.wait_for_url("**/finish")


def review_the_seventh(page: Page, wrong: str, right: str) -> None:
    """The review of a wrong answer: verdict, sign on the right and the chosen option, four reasons, a reference."""
    page.locator(".result-list li").nth(6).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 7 of 10")
    expect(page.locator("#verdict").get_by_role("heading", level=2)).to_have_text("✗ wrong")
    expect(page.locator(".option").filter(has=page.locator(f"[data-letter={right}]"))).to_contain_text("✓ right")
    expect(page.locator(".option").filter(has=page.locator(f"[data-letter={wrong}]"))).to_contain_text(
        "✗ not right · your answer"
    )
    rationales = page.locator(".option .rationale:visible")
    expect(rationales).to_have_count(4)
    assert all(len(text) > 20 for text in rationales.all_inner_texts())
    references = page.locator("#verdict").get_by_role("listitem")
    expect(references.first).to_be_visible()
    expect(page.locator("#verdict")).to_contain_text("True for the 2026 code books")
    assert_accessible(page)


def test_a_chart_is_coded_and_each_line_comes_back_with_its_finding(page: Page, learner: Learner) -> None:
    choose_in_menu(page, "Cases")
    assert_accessible(page)
    start_case(page)
    expect(page.get_by_role("article", name="Chart")).to_contain_text("Right ear pain for two days")
    assert_accessible(page)
    enter_claim(page, ["h66.91", "H61.21"], [("99214", "25", "1", "A"), ("69210", "", "1", "B")])
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/report")

    main = page.get_by_role("main")
    expect(main).to_contain_text("Audit report")
    expect(page.locator(".figures")).to_contain_text("Clean claim")
    expect(page.locator(".figures div").filter(has_text="Clean claim")).to_contain_text("no")
    expect(page.locator(".figures div").filter(has_text="Code over code")).to_contain_text("2 of 4")
    unspecific = page.locator(".finding").filter(has_text="H66.91")
    expect(unspecific).to_contain_text("wrong")
    expect(unspecific).to_contain_text("The key has H66.001.")
    expect(unspecific.locator("q")).to_have_text("Acute suppurative otitis media, right, drum intact")
    expect(page.locator(".finding").filter(has_text="H61.21")).to_contain_text("✓ right")
    expect(page.locator(".finding").filter(has_text="99214-25")).to_contain_text("one of three is not enough")
    expect(page.locator(".finding").filter(has_text="69210")).to_contain_text("✓ right")
    assert_accessible(page)

    choose_in_menu(page, "Progress")
    row = page.get_by_role("row").filter(has_text=f"Case: {EAR_CASE}")
    expect(row).to_contain_text("handed in")
    assert_accessible(page)
    row.get_by_role("link").click()
    expect(main).to_contain_text("Audit report")


def test_a_claim_that_agrees_with_the_key_is_clean(page: Page, learner: Learner) -> None:
    start_case(page)
    enter_claim(page, ["H66.001", "H61.21"], [("99213", "25", "1", "A"), ("69210", "", "1", "B")])
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/report")
    expect(page.locator(".figures div").filter(has_text="Line score")).to_contain_text("100 %")
    expect(page.locator(".figures div").filter(has_text="Clean claim")).to_contain_text("yes")
    page.goto("/cases")
    expect(page.get_by_role("listitem").filter(has_text=EAR_CASE)).to_contain_text("1 try, best 100 %")


def test_a_claim_that_cannot_be_read_is_kept_as_typed_and_says_which_line(page: Page, learner: Learner) -> None:
    start_case(page)
    enter_claim(page, ["H66.001"], [("99213", "25", "many", "A")])
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Not handed in yet")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Procedure line 1")
    expect(page.get_by_label("Procedure 1, units")).to_have_value("many")
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("H66.001")
    assert_accessible(page)

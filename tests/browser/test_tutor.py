"""Tutor mode, and what it leaves behind: verdicts, notes, flags, missed questions."""

from playwright.sync_api import Page, Route, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible
from tests.browser.steps import (
    Learner,
    NewPage,
    answer_in_tutor_mode,
    choose_in_menu,
    press,
    start_practice,
    wait_for_question,
)

PAGE_HAS_RUN = """async () => {
  const wait = (ms) => new Promise((next) => setTimeout(next, ms));
  while (!performance.getEntriesByType("resource").some((each) => each.name.endsWith("/page.js"))) await wait(20);
  await wait(100);
}"""
"""The script of every page has come, and has had time to run."""


def test_the_verdict_comes_after_check_and_not_before(page: Page, learner: Learner, live_server: LiveServer) -> None:
    number = start_practice(page, 3)
    expect(page.locator("#verdict, .rationale")).to_have_count(0)
    expect(page.get_by_role("timer")).to_have_count(0)
    right = live_server.right_letter(learner.email, number, 1)
    page.locator(f"[data-letter={right}]").check()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict").get_by_role("heading", level=2)).to_have_text("✓ right")
    expect(page.locator(".rationale:visible")).to_have_count(4)
    expect(page.locator("#verdict").get_by_role("listitem").first).to_be_visible()
    expect(page.locator("input[data-letter]").first).to_be_disabled()
    expect(page.get_by_role("link", name="Question 1, right")).to_be_visible()
    assert_accessible(page)


def test_enter_checks_and_then_goes_on(page: Page, learner: Learner, live_server: LiveServer) -> None:
    number = start_practice(page, 2)
    answer_in_tutor_mode(page, live_server.wrong_letter(learner.email, number, 1).lower())
    expect(page.locator("#verdict").get_by_role("heading", level=2)).to_have_text("✗ wrong")
    press(page, "Enter")
    wait_for_question(page, 2)
    answer_in_tutor_mode(page, live_server.right_letter(learner.email, number, 2).lower())
    press(page, "Enter")
    page.wait_for_url("**/finish")


def test_keys_are_offered_only_once_they_are_heard(page: Page, learner: Learner) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/question.js", hold)
    page.goto("/practice")
    page.get_by_label("How many").fill("1")
    page.get_by_role("radio", name="Tutor:").check()
    with page.expect_request("**/js/question.js"):
        page.get_by_role("button", name="Start", exact=True).click(no_wait_after=True)
    page.evaluate(PAGE_HAS_RUN)
    expect(page.locator(".keys")).to_be_hidden()
    held[0].continue_()
    expect(page.locator(".keys")).to_be_visible()


def test_check_without_a_choice_says_what_to_do(page: Page, learner: Learner) -> None:
    start_practice(page, 1)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#verdict")).to_have_count(0)


def test_leaving_and_coming_back_resumes_at_the_first_unanswered_question(page: Page, learner: Learner) -> None:
    start_practice(page, 4)
    answer_in_tutor_mode(page, "a")
    press(page, "n")
    wait_for_question(page, 2)
    answer_in_tutor_mode(page, "b")
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("2 of 4 answered")
    page.get_by_role("link", name="Continue").click()
    wait_for_question(page, 3)
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 3 of 4")


def test_a_sitting_resumes_on_another_device(page: Page, learner: Learner, new_page: NewPage) -> None:
    start_practice(page, 2)
    answer_in_tutor_mode(page, "c")
    phone = new_page(viewport={"width": 390, "height": 844}, storage_state=page.context.storage_state())
    phone.goto("/practice")
    phone.get_by_role("link", name="CPC practice").click()
    wait_for_question(phone, 2)


def test_a_note_is_kept_and_the_mark_beside_it_is_not_lost(page: Page, learner: Learner) -> None:
    start_practice(page, 1)
    page.locator("[data-letter=C]").check()
    page.get_by_text("My note on this question").click()
    page.get_by_label("My note", exact=True).fill("Read the guideline again.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_role("status")).to_have_text("Your note is saved.")
    expect(page.locator("[data-letter=C]")).to_be_checked()
    page.goto(page.url.split("?")[0])
    expect(page.get_by_label("My note", exact=True)).to_have_value("Read the guideline again.")


def test_letters_typed_into_the_note_are_no_commands(page: Page, learner: Learner) -> None:
    start_practice(page, 2)
    page.get_by_text("My note on this question").click()
    page.get_by_label("My note", exact=True).click()
    page.keyboard.type("fan bad")
    expect(page.get_by_label("My note", exact=True)).to_have_value("fan bad")
    expect(page.locator("input[data-letter]:checked")).to_have_count(0)


FIXED_TEXT = "/practice?area=cases"
"""An area without generated questions, which would come back with other facts."""


def test_missed_questions_become_a_quiz(page: Page, learner: Learner, live_server: LiveServer) -> None:
    number = start_practice(page, 3, address=FIXED_TEXT)
    answer_in_tutor_mode(page, live_server.wrong_letter(learner.email, number, 1).lower())
    missed = page.locator(".stem").inner_text()
    press(page, "n")
    wait_for_question(page, 2)
    answer_in_tutor_mode(page, live_server.right_letter(learner.email, number, 2).lower())
    choose_in_menu(page, "Progress")
    page.get_by_role("button", name="Quiz of 1 missed question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 1")
    expect(page.get_by_role("main")).to_contain_text("CPC quiz · missed questions")
    expect(page.locator(".stem")).to_have_text(missed)


def test_flagged_questions_can_be_practised_alone(page: Page, learner: Learner) -> None:
    start_practice(page, 3, address=FIXED_TEXT)
    press(page, "n")
    wait_for_question(page, 2)
    press(page, "f")
    expect(page.get_by_text("⚑ flagged")).to_be_visible()
    flagged = page.locator(".stem").inner_text()
    start_practice(page, 10, pool="Flagged")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 1")
    expect(page.locator(".stem")).to_have_text(flagged)
    wait_for_question(page, 1)
    press(page, "f")
    expect(page.get_by_text("⚑ flagged")).to_have_count(0)
    page.goto("/practice?pool=flagged")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("No question fits this choice")
    assert_accessible(page)

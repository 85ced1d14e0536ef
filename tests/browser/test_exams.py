"""Mock exams in the browser: by keyboard alone, offline, in two tabs, at the end of time, without a script."""

import re
from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible, assert_good_in_every_look
from tests.browser.steps import Learner, NewPage, sign_up, wait_for_runner, wait_until_saved

FORM = "CPC exam, 25 questions"


def start_exam(page: Page, manner: str = "With study aids") -> int:
    return steps.start_exam(page, "/exams", FORM, manner)


def answer(page: Page, letter: str) -> None:
    page.keyboard.press(letter)
    wait_until_saved(page)


def stored(live_server: LiveServer, learner: Learner, number: int) -> dict[int, str]:
    """Position -> letter of the current answer in the database."""
    return live_server.letters_of(learner.email, number)


def test_a_whole_mock_by_keyboard(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page()
    learner = sign_up(page)
    number = start_exam(page)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^00:59:\d\d$"))
    for position in range(1, 26):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {position} of 25")
        assert page.evaluate("document.activeElement.tagName") == ("H1" if position > 1 else "BODY")
        wrong = position in (4, 9)
        letter = (live_server.wrong_letter if wrong else live_server.right_letter)(learner.email, number, position)
        if position == 7:
            page.keyboard.press("f")
        if position == 12:
            page.keyboard.press("n")
            continue
        answer(page, letter.lower())
        if position == 3:
            page.keyboard.press("x")
            expect(page.locator(".is-struck:visible")).to_have_count(1)
            page.keyboard.press("x")
        page.keyboard.press("n")
    page.wait_for_url("**/finish")
    expect(page.get_by_text("24 of 25 questions answered")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Go to first unanswered").press("Enter")
    page.wait_for_url("**/questions/12")
    wait_for_runner(page)
    answer(page, live_server.right_letter(learner.email, number, 12).lower())
    page.get_by_role("button", name="Review and hand in").press("Enter")
    page.wait_for_url("**/finish")
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    expect(page.get_by_text("1 question is flagged.")).to_be_visible()
    page.get_by_role("button", name="Hand in").press("Enter")
    page.wait_for_url("**/result")
    expect(page.get_by_text("23 of 25").first).to_be_visible()
    expect(page.get_by_text("passed", exact=False).first).to_be_visible()
    assert_accessible(page)


def test_the_network_is_away_for_20_seconds(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page()
    learner = sign_up(page)
    number = start_exam(page)
    answer(page, "a")
    page.context.set_offline(True)
    for letter in "bcd":
        page.keyboard.press("n")
        page.keyboard.press(letter)
    expect(page.locator("#save-state")).to_have_text("offline · 3 answers kept on this device")
    assert stored(live_server, learner, number) == {1: "A"}
    page.keyboard.press("p")
    page.keyboard.press("a")  # question 3: c, then a
    page.wait_for_timeout(20_000)
    assert stored(live_server, learner, number) == {1: "A"}
    page.context.set_offline(False)
    wait_until_saved(page)
    assert stored(live_server, learner, number) == {1: "A", 2: "B", 3: "A", 4: "D"}
    page.reload()
    wait_for_runner(page)
    expect(page.locator("#navigator-sum")).to_have_text("4 of 25 answered")


def test_what_was_not_sent_survives_a_reload(new_page: NewPage, live_server: LiveServer) -> None:
    """The server cannot take answers for a while; the page is closed and opened again meanwhile."""
    page = new_page()
    learner = sign_up(page)
    # Before the page is there, here and below: one that is there already may send its next request past it.
    page.context.route("**/answers/*", lambda route: route.abort())
    number = start_exam(page)
    page.keyboard.press("c")
    expect(page.locator("#save-state")).to_have_text("offline · 1 answer kept on this device")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    wait_for_runner(page)
    expect(page.locator("input[name=choice]:checked:visible")).to_have_attribute("data-letter", "C")
    assert stored(live_server, learner, number) == {}
    page.context.unroute("**/answers/*")
    wait_until_saved(page)
    assert stored(live_server, learner, number) == {1: "C"}


def test_a_save_whose_answer_got_lost_is_sent_again_and_counts_once(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page()
    learner = sign_up(page)
    lost: list[str] = []

    def lose_the_first_reply(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    page.context.route("**/answers/*", lose_the_first_reply)
    number = start_exam(page)
    page.keyboard.press("b")
    page.keyboard.press("d")  # before the server was heard of
    wait_until_saved(page)
    assert stored(live_server, learner, number) == {1: "D"}
    assert lost
    assert live_server.events_of(learner.email, number) == ["B", "D"]


def test_a_second_tab_takes_over_and_the_first_one_says_so(new_page: NewPage, live_server: LiveServer) -> None:
    first = new_page()
    learner = sign_up(first)
    number = start_exam(first)
    answer(first, "a")
    second = first.context.new_page()
    second.goto(first.url)
    wait_for_runner(second)
    expect(first.get_by_role("alert").filter(has_text="another tab or device")).to_be_visible()
    assert first.locator("#questions").evaluate("element => element.inert")
    answer(second, "b")
    first.get_by_role("button", name="Go on here").click()
    wait_for_runner(first)
    expect(first.locator("input[name=choice]:checked:visible")).to_have_attribute("data-letter", "B")
    expect(second.get_by_role("alert").filter(has_text="another tab or device")).to_be_visible()
    assert stored(live_server, learner, number) == {1: "B"}


def test_a_stale_page_gets_both_answers_and_overwrites_nothing(new_page: NewPage, live_server: LiveServer) -> None:
    """Another device was used while this one was offline."""
    here = new_page()
    learner = sign_up(here)
    number = start_exam(here)
    here.context.set_offline(True)
    here.keyboard.press("a")
    there = new_page()
    there.context.add_cookies(here.context.cookies())  # another device: signed in as well, nothing else in common
    there.goto(f"/exams/{number}/questions/1")
    wait_for_runner(there)
    answer(there, "b")
    here.context.set_offline(False)
    box = here.locator("#exam-conflicts .conflict")
    expect(box).to_contain_text("There: B. Here: A. Nothing was overwritten.")
    assert stored(live_server, learner, number) == {1: "B"}
    here.get_by_role("button", name="Keep the one here").click()
    expect(box).to_have_count(0)
    expect(here.locator("#save-state")).to_have_text("saved ✓")
    assert stored(live_server, learner, number) == {1: "A"}


def test_a_conflict_is_still_there_after_a_reload_and_hands_nothing_in(
    new_page: NewPage, live_server: LiveServer
) -> None:
    """Until the learner has chosen, on whatever page, both answers are kept."""
    here = new_page()
    learner = sign_up(here)
    number = start_exam(here)
    here.context.set_offline(True)
    here.keyboard.press("a")
    there = new_page()
    there.context.add_cookies(here.context.cookies())
    there.goto(f"/exams/{number}/questions/1")
    wait_for_runner(there)
    answer(there, "b")
    there.close()
    here.context.set_offline(False)
    expect(here.locator("#exam-conflicts .conflict")).to_be_visible()
    here.reload()
    wait_for_runner(here)
    expect(here.locator("#exam-conflicts .conflict")).to_contain_text("There: B. Here: A.")
    here.goto(f"/exams/{number}/finish")
    expect(here.locator("#exam-banner")).to_contain_text("question 1")
    here.get_by_role("button", name="Hand in").click()
    here.wait_for_timeout(500)
    assert here.url.endswith("/finish")
    here.locator("#exam-banner").get_by_role("link", name="question 1").click()
    wait_for_runner(here)
    here.get_by_role("button", name="Take the other").click()
    expect(here.locator("input[name=choice]:checked:visible")).to_have_attribute("data-letter", "B")
    here.get_by_role("button", name="Review and hand in").click()
    here.wait_for_url("**/finish")
    here.get_by_role("button", name="Hand in").click()
    here.wait_for_url("**/result")
    assert stored(live_server, learner, number) == {1: "B"}


def test_answers_of_one_learner_are_never_sent_to_the_exam_of_another(
    new_page: NewPage, live_server: LiveServer
) -> None:
    """A shared computer: the second learner's first exam has the same address."""
    page = new_page()
    ann = sign_up(page, "Ann")
    page.context.route("**/answers/*", lambda route: route.abort())
    number = start_exam(page)
    page.keyboard.press("c")
    expect(page.locator("#save-state")).to_have_text("offline · 1 answer kept on this device")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Log out").click()
    bob = sign_up(other, "Bob")
    assert start_exam(other) == number
    page.context.unroute("**/answers/*")
    expect(page.locator("#save-state")).to_have_text(re.compile("somebody else is signed in here"))
    page.wait_for_timeout(1500)
    assert stored(live_server, bob, number) == {}
    assert stored(live_server, ann, number) == {}


def test_answers_that_come_back_after_the_end_are_kept_as_evidence_and_said_to_be_late(
    new_page: NewPage, live_server: LiveServer
) -> None:
    page = new_page()
    learner = sign_up(page)
    page.context.route("**/answers/*", lambda route: route.abort())
    number = start_exam(page)
    page.keyboard.press("c")
    expect(page.locator("#save-state")).to_have_text("offline · 1 answer kept on this device")
    page.close()
    live_server.set_deadline(learner.email, number, live_server.now() - timedelta(minutes=5))
    again = new_page_like(page)
    again.goto(f"/exams/{number}")
    again.wait_for_url("**/finish")
    expect(again.locator("#exam-banner")).to_contain_text("came after the end (question 1)")
    assert stored(live_server, learner, number) == {}
    assert live_server.events_of(learner.email, number) == ["C"]


def new_page_like(page: Page) -> Page:
    """Another page of the same browser, once the network is back."""
    page.context.unroute("**/answers/*")
    return page.context.new_page()


def test_the_page_before_handing_in_hears_of_more_time(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page()
    learner = sign_up(page)
    number = start_exam(page)
    live_server.set_deadline(learner.email, number, live_server.now() + timedelta(seconds=4))
    page.goto(f"/exams/{number}/finish")
    live_server.set_deadline(learner.email, number, live_server.now() + timedelta(seconds=900))
    expect(page.get_by_role("timer")).to_have_text(re.compile("^00:14:"), timeout=15_000)
    assert page.url.endswith("/finish")


def test_time_runs_out_while_one_types(new_page: NewPage, live_server: LiveServer) -> None:
    """What is on the screen when time is up counts; typing in the notepad does not keep the exam open."""
    page = new_page()
    learner = sign_up(page)
    number = start_exam(page)
    live_server.set_deadline(learner.email, number, live_server.now() + timedelta(seconds=6))
    page.reload()
    wait_for_runner(page)
    page.keyboard.press("b")
    page.get_by_role("button", name="Notepad").click()
    page.get_by_label("Notepad for the whole exam").press_sequentially("still thinking about it", delay=500)
    page.wait_for_url("**/result", timeout=15_000)
    assert stored(live_server, learner, number) == {1: "B"}
    expect(page.locator("dt", has_text="Unanswered").locator("+ dd")).to_have_text("24")


def test_more_time_and_the_last_minutes_are_announced(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page()
    learner = sign_up(page)
    number = start_exam(page)
    live_server.set_deadline(learner.email, number, live_server.now() + timedelta(seconds=303))
    page.reload()
    wait_for_runner(page)
    expect(page.get_by_role("status").filter(has_text="left.")).to_have_text("5 minutes left.", timeout=8_000)
    live_server.set_deadline(learner.email, number, live_server.now() + timedelta(seconds=900))
    page.keyboard.press("a")
    expect(page.get_by_role("status").filter(has_text="added")).to_have_text("10 minutes added to your time.")


def test_aids_are_kept(new_page: NewPage) -> None:
    page = new_page()
    sign_up(page)
    start_exam(page)
    page.get_by_role("button", name="Strike out B").click()
    page.locator(".stem:visible p").first.select_text()
    page.get_by_role("button", name="Highlight").click()
    expect(page.locator("mark:visible").first).to_be_visible()
    page.get_by_role("button", name="Notepad").click()
    page.get_by_label("Notepad for the whole exam").fill("look again at 1")
    page.get_by_role("button", name="Calculator").click()
    page.get_by_label("Calculation").fill("120.50 × (1 − 20%)")
    expect(page.locator("#calculation-result")).to_have_text("= 96.4")
    page.get_by_role("button", name="Larger text").click()
    assert_accessible(page)
    page.wait_for_timeout(900)
    wait_until = page.locator("#save-state")
    expect(wait_until).not_to_have_text("saving …")
    page.reload()
    wait_for_runner(page)
    expect(page.locator(".is-struck:visible")).to_have_count(1)
    expect(page.locator("mark:visible").first).to_be_visible()
    expect(page.get_by_label("Notepad for the whole exam")).to_have_value("look again at 1")
    assert page.locator("#exam").get_attribute("data-size") == "1"


def test_an_exam_like_sitting_has_no_aids_and_no_pause(new_page: NewPage) -> None:
    page = new_page()
    sign_up(page)
    start_exam(page, manner="Exam-like")
    for name in ("Calculator", "Notepad", "Highlight", "Strike out A", "Pause", "Hide pace"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.locator("[data-codebook]")).to_have_count(0)
    assert_accessible(page)


def test_a_pause_stops_the_clock(new_page: NewPage) -> None:
    page = new_page()
    sign_up(page)
    start_exam(page)
    answer(page, "a")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paused")
    left = page.locator(".clock").inner_text()
    assert_accessible(page)
    page.wait_for_timeout(3000)
    page.reload()
    expect(page.locator(".clock")).to_have_text(left)
    page.get_by_role("button", name="Go on").click()
    wait_for_runner(page)
    expect(page.locator("#navigator-sum")).to_have_text("1 of 25 answered")


def test_a_clock_that_is_wrong_on_the_client_changes_nothing(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("{ const real = Date.now; Date.now = () => real() + 7 * 3600 * 1000; }")
    sign_up(page)
    start_exam(page)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^00:59:\d\d$"))


def test_without_a_script_each_question_is_a_page_that_saves(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(java_script_enabled=False)
    learner = sign_up(page)
    page.goto("/exams")
    page.get_by_role("radio", name=FORM).check()
    page.get_by_role("button", name="Start the clock").click()
    page.wait_for_url("**/questions/1")
    number = steps.sitting_number(page)
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/questions/2")
    page.get_by_role("radio").nth(0).check()
    page.get_by_role("button", name="Question 9, unanswered").click()
    page.wait_for_url("**/questions/9")
    page.get_by_role("button", name="Flag").click()
    expect(page.locator("[data-flag-sign]")).to_be_visible()
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Review and hand in").click()
    page.wait_for_url("**/finish")
    assert stored(live_server, learner, number) == {1: "C", 2: "A", 9: "B"}
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result")


def test_the_pages_of_exams_are_good_in_every_look(page: Page) -> None:
    sign_up(page)
    page.goto("/exams")
    assert_good_in_every_look(page)
    start_exam(page)
    assert_good_in_every_look(page)
    page.goto("/exams")
    assert_good_in_every_look(page)
    page.goto("/exams/1/finish")
    assert_good_in_every_look(page)

"""A disputed key in the browser: said by the learner, weighed by the instructor, answered where it was said."""

from playwright.sync_api import expect

from tests.browser.classroom_steps import TEXT, Classroom, log_in
from tests.browser.looks import assert_good
from tests.browser.steps import NewPage
from tests.browser.test_class_pages import email_of

SAID = "The chart names the other lobe, see its third line."
ANSWER = "The third line is about the earlier visit."


def test_a_learner_says_a_key_is_wrong_and_reads_the_answer_in_the_same_place(
    new_page: NewPage, classroom: Classroom
) -> None:
    learner, teacher = new_page(), new_page()
    log_in(learner, email_of(classroom.learners[5]))
    learner.goto("/practice/1/questions/1")
    learner.get_by_text("This key is wrong?").click()
    learner.get_by_label("What is wrong, and where does it stand?").fill(SAID)
    learner.get_by_role("button", name="Send", exact=True).click()
    expect(learner.get_by_text("Not answered yet.")).to_be_visible()
    assert_good(learner)
    log_in(teacher, email_of(classroom.school.instructor))
    teacher.goto("/disputes")
    teacher.get_by_role("row").filter(has_text=SAID).get_by_role("link").click()
    teacher.get_by_label("The key stands, because").fill(ANSWER)
    teacher.get_by_role("button", name="Answer", exact=True).click()
    teacher.goto("/disputes?state=answered")
    expect(teacher.get_by_role("row").filter(has_text=SAID)).to_be_visible()
    assert_good(teacher)
    learner.goto("/disputes/mine")
    expect(learner.get_by_text(ANSWER)).to_be_visible()
    assert_good(learner)


def test_a_correction_shows_whom_it_touches_before_anything_is_stored(new_page: NewPage, classroom: Classroom) -> None:
    page = new_page()
    log_in(page, email_of(classroom.school.instructor))
    page.goto(classroom.places["report"])
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.locator("input[name=choice]:not(:checked)").first.check()
    page.get_by_label("Why, for everybody to read").fill("The reason rested on an earlier edition.")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("heading", level=1, name="What the corrected key would change")).to_be_visible()
    expect(page.get_by_role("region", name="Answers with other points")).to_be_visible()
    assert_good(page)
    page.get_by_role("button", name="Back to the form").click()
    expect(page.get_by_label("Why, for everybody to read")).to_have_value("The reason rested on an earlier edition.")
    page.goto(classroom.places["report"])
    expect(page.get_by_role("row").filter(has_text="its file")).to_have_count(1)


def test_the_key_of_a_case_that_is_no_key_is_refused_line_by_line(new_page: NewPage, classroom: Classroom) -> None:
    page = new_page()
    log_in(page, email_of(classroom.school.instructor))
    page.goto(classroom.places["disputed case"])
    page.get_by_label("Why, for everybody to read").fill("A line was missing.")
    key = page.get_by_label("The key, as its file would say it")
    text = key.input_value()
    key.fill(text.replace("span = ", "spam = ", 1))
    page.get_by_role("button", name="Check it and see what it would change").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_good(page)
    key.fill(text.replace('why = "', 'why = "Indeed: ', 1))
    page.get_by_role("button", name="Check it and see what it would change").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_good(page)

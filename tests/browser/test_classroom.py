"""A class in the browser: made, joined by its code, given work with the editor, watched while it is done."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from tests.browser.classroom_steps import LONG_NAME, WEEKLY, Classroom, log_in, some_keys
from tests.browser.live import LiveServer
from tests.browser.looks import assert_good
from tests.browser.steps import NewPage, sign_up, wait_for_runner, wait_until_saved
from tests.browser.test_class_pages import email_of
from tests.support.school import a_teacher
from trainer.db.models.attempts import AnswerRow, AttemptRow
from trainer.db.models.classes import Presence

TITLE = "Quiz of the first week"


def new_class(page: Page, live_server: LiveServer, email: str) -> str:
    """Somebody who may teach makes a class by its form; the address of its page."""
    a_teacher(live_server.scopes, email, "Iris Okafor")
    log_in(page, email)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Classes").click()
    page.get_by_role("link", name="New class").click()
    page.get_by_label("Title").fill("Coding for beginners")
    page.get_by_label("Term").fill("Spring 2027")
    page.get_by_label("Time zone").fill("America/Chicago")
    page.get_by_role("button", name="Make the class").click()
    expect(page.get_by_role("heading", level=1, name="Coding for beginners")).to_be_visible()
    expect(page.get_by_text("Nobody is in the class yet.")).to_be_visible()
    assert_good(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    return page.url


def join(page: Page, code: str) -> None:
    page.goto("/classes")
    page.get_by_label("Code of the class").fill(code)
    page.get_by_role("button", name="Look at the class").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Join Coding for beginners?")
    expect(page.get_by_text("Other learners see nothing of you.")).to_be_visible()
    assert_good(page)
    page.get_by_role("button", name="Join the class").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Join")


def write_assignment(page: Page, root: str, slugs: tuple[str, ...], **fields: str) -> None:
    """Fills in the editor and publishes what it says; the page of the assignment stays open."""
    page.goto(f"{root}/assignments/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("radio", name="Fixed questions").check()
    page.get_by_label("Ids, one a line").fill("\n".join(slugs))
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Dry run").first.click()
    expect(page.get_by_role("heading", name="Dry run of what stands below")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    page.get_by_role("button", name="Save as a draft").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def the_code(page: Page, root: str) -> str:
    page.goto(root)
    return page.locator(".join-code").inner_text()


def go_silent(live_server: LiveServer, learner_id: int) -> None:
    """All signs of life of a learner came five minutes ago."""
    ago = live_server.now() - timedelta(minutes=5)
    with live_server.scopes.writing() as scope:
        for model, column in ((AttemptRow, "started_at"), (AnswerRow, "saved_at"), (Presence, "seen_at")):
            scope.session.execute(update(model).where(model.learner_id == learner_id).values({column: ago}))


def test_a_class_is_made_joined_by_its_code_and_watched_live_while_it_works(
    new_page: NewPage, live_server: LiveServer
) -> None:
    teacher, pupil = new_page(), new_page()
    root = new_class(teacher, live_server, "iris@example.org")
    learner = sign_up(pupil, LONG_NAME)
    join(pupil, the_code(teacher, root).lower())
    write_assignment(teacher, root, some_keys(live_server.scopes, 3).slugs, **{"Time limit": "20"})
    teacher.goto(f"{root}/gradebook")
    teacher.get_by_role("link", name=TITLE).first.click()
    teacher.get_by_role("link", name=re.compile("[Ll]ive")).first.click()
    row = teacher.get_by_role("row").filter(has_text=LONG_NAME)
    expect(row).to_contain_text("not begun")
    teacher.evaluate("window.isTheSamePage = true")
    pupil.goto(f"{root}/assignments")
    pupil.get_by_role("link", name=TITLE).click()
    pupil.get_by_role("button", name="Start", exact=True).click()
    pupil.wait_for_url("**/questions/1")
    wait_for_runner(pupil)
    expect(row).to_contain_text("● in")
    expect(row).to_contain_text("0 of 3")
    pupil.keyboard.press("a")
    wait_until_saved(pupil)
    expect(row).to_contain_text("1 of 3")
    assert_good(teacher)
    lose_and_find(teacher, pupil.context, live_server, int(row.get_attribute("data-learner") or 0))
    pupil.goto(pupil.url.replace("/questions/1", "/finish"))
    pupil.get_by_role("button", name="Hand in").click()
    expect(row).to_contain_text("handed in")
    assert teacher.evaluate("window.isTheSamePage"), "the page was loaded anew"
    assert learner.name == LONG_NAME


def lose_and_find(teacher: Page, pupil: BrowserContext, live_server: LiveServer, learner_id: int) -> None:
    """The learner's connection goes and comes; then the teacher's own does."""
    row = teacher.get_by_role("row").filter(has_text=LONG_NAME)
    pupil.set_offline(True)
    go_silent(live_server, learner_id)
    expect(row).to_contain_text("lost the connection 5 min ago")
    expect(teacher.get_by_role("status").filter(has_text="connection lost")).to_be_attached()
    pupil.set_offline(False)
    trouble = teacher.get_by_text("The server cannot be reached.")
    expect(trouble).to_be_hidden()
    teacher.context.set_offline(True)
    expect(trouble).to_be_visible()
    teacher.context.set_offline(False)
    expect(trouble).to_be_hidden()


def test_an_editor_says_what_is_wrong_and_keeps_what_was_typed(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto(f"{classroom.root}/assignments/new")
    page.get_by_label("Title").fill("Without questions")
    page.get_by_label("Opens", exact=True).fill("2027-03-02T09:00")
    page.get_by_label("Due", exact=True).fill("2027-03-01T09:00")
    page.get_by_role("button", name="Save as a draft").first.click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Without questions")
    expect(page.get_by_label("Due", exact=True)).to_have_value("2027-03-01T09:00")
    assert_good(page)


def test_two_who_edit_an_assignment_see_where_they_differ(new_page: NewPage, classroom: Classroom) -> None:
    first, second = new_page(), new_page()
    address = f"{classroom.root}/assignments/{classroom.assignments[WEEKLY]}/edit"
    for page in (first, second):
        log_in(page, email_of(classroom.school.instructor))
        page.goto(address)
    for page, text in ((first, "Read chapter one."), (second, "Read chapter two.")):
        page.get_by_label("Instructions").fill(text)
        page.get_by_role("button", name="Save", exact=True).first.click()
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("while you were editing")
    expect(alert).to_contain_text("Read chapter one.")
    expect(second.get_by_label("Instructions")).to_have_value("Read chapter two.")
    assert_good(second)
    second.get_by_role("button", name="Save", exact=True).first.click()
    expect(second.get_by_text("Read chapter two.")).to_be_visible()


def test_a_roster_is_looked_at_before_anything_is_sent(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto(f"{classroom.root}/roster")
    text = (
        "name,email,student number\nNew One,new1@example.org,17\nNo Address,nowhere,18\nNew One,new1@example.org,17\n"
    )
    roster = {"name": "roster.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("CSV or Excel file").set_input_files(files=[roster])  # type: ignore[arg-type]
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("“nowhere” is not an e-mail address.")).to_be_visible()
    assert_good(page)


def test_a_class_is_worked_in_without_a_script(new_page: NewPage, classroom: Classroom) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page, email_of(classroom.school.instructor))
    page.goto(f"{classroom.root}/gradebook")
    page.get_by_label("Order").select_option("best total first")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("row").filter(has_text="Dana Egede").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dana Egede")
    page.get_by_label("Say something to Dana Egede about this work").fill("Said without a script.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Said without a script.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 860, 1280])
def test_the_navigation_of_an_administrator_who_teaches_fits(
    page: Page, classroom: Classroom, live_server: LiveServer, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, email_of(classroom.school.administrator))
    bar = page.locator(".masthead")
    links = page.get_by_role("navigation", name="Main").get_by_role("link")
    assert links.count() >= 12
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] <= {320: 250, 390: 195, 860: 135, 1280: 100}[width]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

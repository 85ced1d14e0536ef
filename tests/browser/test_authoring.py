"""The editor in the browser: a preview while one types, two authors at one question, everything without a script."""

from playwright.sync_api import Page, expect

from tests.browser.classroom_steps import Classroom, log_in
from tests.browser.looks import assert_good
from tests.browser.steps import NewPage
from tests.browser.test_class_pages import email_of

STEM = "A surgeon names the small vessel that leaves the left chamber. Which **vessel** is it?"


def open_editor(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto(classroom.places["editor"])


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


def test_the_preview_and_its_problems_follow_what_is_typed(page: Page, classroom: Classroom) -> None:
    open_editor(page, classroom)
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview).to_contain_text("Nothing is wrong with it.")
    page.get_by_label("Stem").fill(STEM)
    expect(preview.locator(".stem strong")).to_have_text("vessel")
    page.get_by_label("Text of A").fill("")
    expect(preview).to_contain_text("to mend before it is handed in")
    assert_good(page)
    page.get_by_label("Text of A").fill("Aorta")
    expect(preview).to_contain_text("Nothing is wrong with it.")
    preview.get_by_text("After the answer: key and reasons").click()
    page.get_by_label("Text of B").fill("Another vein")
    expect(preview.locator("details.after-answer")).to_contain_text("Another vein")
    expect(preview.locator("details.after-answer")).to_have_attribute("open", "")
    page.once("dialog", lambda dialog: dialog.accept())  # it is asked whether to leave what is not saved
    page.goto(classroom.places["history"])
    expect(page.get_by_text("2 revisions, newest first")).to_be_visible()


def test_what_was_previewed_last_stays_when_the_network_goes(page: Page, classroom: Classroom) -> None:
    open_editor(page, classroom)
    page.context.set_offline(True)
    page.get_by_label("Stem").fill(STEM)
    expect(page.locator("#preview")).to_have_class("preview is-stale")
    page.context.set_offline(False)
    page.get_by_label("Stem").press("End")
    page.keyboard.type(" ")
    expect(page.locator("#preview")).to_have_class("preview")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/authoring")


def test_options_are_added_with_the_keyboard_and_nothing_typed_is_lost(page: Page, classroom: Classroom) -> None:
    open_editor(page, classroom)
    page.get_by_label("Stem").fill(STEM)
    page.get_by_role("button", name="Add an option").press("Enter")
    expect(page.get_by_label("Text of E")).to_be_visible()
    expect(page.get_by_label("Stem")).to_have_value(STEM)
    expect(page.get_by_text("What you see is not saved yet.")).to_be_visible()
    assert_good(page)


def test_of_two_who_save_the_second_sees_both_texts_and_decides(new_page: NewPage, classroom: Classroom) -> None:
    first, second = new_page(), new_page()
    for page in (first, second):
        open_editor(page, classroom)
    first.get_by_label("References").fill("An atlas\nA second atlas")
    save(first)
    second.get_by_label("References").fill("An atlas\nA manual")
    save(second)
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("while you were writing")
    expect(alert).to_contain_text("A second atlas")
    expect(second.get_by_label("References")).to_have_value("An atlas\nA manual")
    assert_good(second)
    save(second)
    second.goto(classroom.places["history"])
    expect(second.get_by_text("A second atlas").first).to_be_attached()
    expect(second.get_by_role("heading", name="Revision 4")).to_be_visible()


def test_the_editor_works_without_a_script(new_page: NewPage, classroom: Classroom) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page, email_of(classroom.school.instructor))
    page.goto(classroom.places["bank"])
    page.get_by_label("Id, which never changes").fill("cpc-without-a-script")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Stem").fill(STEM)
    page.get_by_role("button", name="Preview and check").click()
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview.locator(".stem strong")).to_have_text("vessel")
    expect(preview).to_contain_text("to mend before it is handed in")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="History").first.click()
    expect(page.get_by_role("heading", name="Revision 2")).to_be_visible()


def test_a_new_case_of_another_kind_has_its_preview_beside_it(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto(classroom.places["bank"])
    page.get_by_label("What", exact=True).select_option("Case")
    page.get_by_label("Case: kind of work").select_option("Post the remittance")
    page.get_by_label("Id, which never changes").fill("my-remittance")
    page.get_by_role("button", name="Begin").click()
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview).to_contain_text("is still to be written")
    expect(preview.get_by_role("heading", name="Explanation of benefits")).to_be_visible()
    expect(preview.get_by_label("Contractual write-off")).to_be_visible()
    assert_good(page)
    facts = page.get_by_label("case.toml")
    facts.fill(facts.input_value().replace('title = ""', 'title = "A visit half paid"'))
    expect(preview.get_by_role("heading", name="A visit half paid")).to_be_visible()
    papers = page.get_by_label("exhibits.md")
    papers.fill(papers.input_value() + "\n# A letter\n\nIt is **typed** now.\n")
    expect(preview.get_by_role("article", name="A letter").locator("strong")).to_have_text("typed")
    expect(preview.get_by_role("heading", name="Explanation of benefits")).to_be_visible()
    assert_good(page)
    save(page)
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("A visit half paid")


def test_a_second_person_answers_before_they_see_the_key(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto("/authoring")
    page.goto(classroom.places["solve"])
    expect(page.get_by_text("After the answer: key and reasons")).to_have_count(0)
    page.get_by_role("radio").last.press("Space")
    page.get_by_role("button", name="Store my answer and show the key").press("Enter")
    expect(page.get_by_role("heading", name="Second person")).to_be_visible()
    assert_good(page)

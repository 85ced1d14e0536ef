"""Members of a class in the browser: invited, changed, taken out; rosters that come in and go out as files."""

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.invitations import confirm_address, invitation_id, invite, token_to
from tests.support.people import sign_up
from tests.support.school import School, a_school, enrol
from tests.support.uploads import send_file
from tests.web.conftest import build
from trainer.domain.classes.roles import Role
from trainer.services.scope import Scopes
from trainer.services.tables import XLSX_TYPE, read_table, write_xlsx

MIA = "mia@example.org"


@pytest.fixture
def school(scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def app(scopes: Scopes, settings) -> Flask:
    return build(scopes, settings)


@pytest.fixture
def teacher(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.instructor)


def followed(browser: Browser, response) -> Page:
    assert response.status_code == 303, response.text
    return browser.page(response.headers["Location"])


# Members


def test_members_and_invitations_are_listed(teacher, school):
    invite(school, MIA, number="A-17")
    page = teacher.page(f"/classes/{school.class_id}/members")
    assert "4 members" in page.text
    assert "Learner learner@example.org learner –" in page.text
    assert "1 invitation waiting" in page.text
    assert "Mia Torres mia@example.org learner A-17" in page.text


def test_an_assistant_sees_members_without_buttons(app, school):
    invite(school, MIA)
    page = Browser(app).sign_in(school.assistant).page(f"/classes/{school.class_id}/members")
    assert "Send again" not in page.text
    assert "Invite somebody" not in page.text


def test_somebody_is_invited_and_errors_keep_what_was_typed(teacher, school):
    address = f"/classes/{school.class_id}/invitations"
    response = teacher.post(address, {"name": "Mia", "email": "mia", "role": "assistant"})
    page = Page(response.text)
    assert response.status_code == 422
    assert "“mia” is not an e-mail address." in page.text
    assert page.named("name")[0]["value"] == "Mia"
    assert "assistant" in page.chosen
    page = followed(teacher, teacher.post(address, {"name": "Mia", "email": MIA, "role": "assistant"}))
    assert "An invitation is in the log" in page.text


def test_an_invitation_is_sent_again_and_withdrawn(teacher, school):
    invite(school, MIA)
    address = f"/classes/{school.class_id}/invitations/{invitation_id(school, MIA)}"
    assert "A new invitation is in the log" in followed(teacher, teacher.post(f"{address}/resend")).text
    assert "is not invited any more" in followed(teacher, teacher.post(f"{address}/withdraw")).text
    assert teacher.post(f"{address}/withdraw").status_code == 404


def test_a_member_is_changed_and_taken_out(teacher, school):
    address = f"/classes/{school.class_id}/members/{school.learner.id}"
    page = teacher.page(address)
    assert "learner@example.org" in page.text
    response = teacher.post(address, {"role": "assistant", "student_number": "9" * 41})
    assert response.status_code == 422
    assert "assistant" in Page(response.text).chosen
    page = followed(teacher, teacher.post(address, {"role": "assistant", "student_number": "A-17"}))
    assert "Learner learner@example.org assistant A-17" in page.text
    page = followed(teacher, teacher.post(f"{address}/remove"))
    assert "Learner is not in the class any more." in page.text


def test_the_last_instructor_is_not_taken_out_and_goes_to_the_list_when_there_is_another(teacher, school):
    root = f"/classes/{school.class_id}/members"
    response = teacher.post(f"{root}/{school.instructor.id}/remove")
    assert response.status_code == 422
    assert "A class needs an instructor" in response.text
    teacher.post(f"{root}/{school.assistant.id}", {"role": "instructor"})
    assert teacher.post(f"{root}/{school.instructor.id}/remove").headers["Location"] == "/classes"


# Rosters


def test_a_roster_is_looked_at_then_its_good_rows_are_invited(teacher, school):
    root = f"/classes/{school.class_id}/roster"
    assert "The first row holds the headings" in teacher.page(root).text
    table = [["Name", "Email"], ["Zoë <Marsh>", "zoe@example.org"], ["Bo", "nowhere"], ["Ivo", "ivo@example.org"]]
    response = send_file(teacher, f"{root}/preview", write_xlsx({"Roster": table}), "roster.xlsx")
    page = Page(response.text)
    assert response.status_code == 200
    assert "roster.xlsx: 2 people can be invited, 1 row has something wrong. Nothing is stored yet." in page.text
    assert "3 nowhere “nowhere” is not an e-mail address." in page.text
    assert "Zoë <Marsh>" in page.text
    page = followed(teacher, teacher.post(root, page.form(root).fields))
    assert "Invitations on their way: 2." in page.text
    assert "Rows left out: 1 (3)." in page.text
    assert "2 invitations waiting" in page.text


def test_a_roster_without_a_good_row_offers_no_import(teacher, school):
    root = f"/classes/{school.class_id}/roster"
    page = Page(send_file(teacher, f"{root}/preview", b"name,email\nBo,bo\n", "roster.csv").text)
    assert "There is nobody to invite." in page.text
    assert root not in [form.action for form in page.forms]


def test_a_roster_without_a_bad_row_is_imported_whole(teacher, school):
    root = f"/classes/{school.class_id}/roster"
    page = followed(teacher, teacher.post(root, {"roster": "name,email\nZoe,zoe@example.org\n"}))
    assert "Invitations on their way: 1." in page.text
    assert "left out" not in page.text


def test_a_roster_with_many_bad_rows_names_the_first_ones(teacher, school):
    root = f"/classes/{school.class_id}/roster"
    text = "name,email\nZoe,zoe@example.org\n" + "Bo,bo\n" * 12
    page = followed(teacher, teacher.post(root, {"roster": text}))
    assert "Rows left out: 12 (3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …)." in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name,email,grade\nBo,bo@example.org,A\n", "Unknown: grade. Known columns are name, first name,"),
        (b"name,email\n" + b"Bo,bo@example.org\n" * 10_000, "The file has 10,000 rows."),
        (b"PK\x03\x04", "cannot be read as an Excel workbook"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_its_reason(teacher, school, data, words):
    response = send_file(teacher, f"/classes/{school.class_id}/roster/preview", data, "roster.csv")
    assert response.status_code == 422
    assert words in Page(response.text).text


def test_without_a_file_one_is_asked_to_choose_one_and_without_rows_nothing_is_imported(teacher, school):
    root = f"/classes/{school.class_id}/roster"
    response = teacher.post(f"{root}/preview")
    assert response.status_code == 422
    assert "Choose a file first." in response.text
    assert teacher.post(root).status_code == 422


def test_roster_and_template_are_taken_away_as_files(teacher, school):
    root = f"/classes/{school.class_id}/roster"
    for ending, kind in (("csv", "text/csv; charset=utf-8"), ("xlsx", XLSX_TYPE)):
        response = teacher.get(f"{root}.{ending}")
        assert response.headers["Content-Type"] == kind
        assert response.headers["Content-Disposition"] == (f'attachment; filename="roster-{school.class_id}.{ending}"')
        assert len(read_table(response.get_data(), f"roster.{ending}")) == 5
        response = teacher.get(f"{root}/template.{ending}")
        assert len(read_table(response.get_data(), f"roster.{ending}")) == 1
    assert teacher.get(f"{root}.pdf").status_code == 404


def test_an_invitation_to_a_class_that_one_is_in_says_what_accepting_does(app, scopes, school):
    mia = sign_up(scopes, MIA, "Mia Torres")
    invite(school, MIA, number="A-17")
    enrol(scopes, school.class_id, mia)  # by its code, before the address was confirmed
    confirm_address(scopes, mia)
    words = "You are in it already, as learner: accepting adds your student number."
    assert words in Browser(app).sign_in(mia).page("/classes").text


def test_a_member_is_invited_to_be_instructor_and_told_what_that_opens(app, scopes, school, teacher):
    invited = {"name": "Assistant", "email": "assistant@example.org", "role": "instructor"}
    assert "Members can be invited as well" in teacher.page(f"/classes/{school.class_id}/members").text
    page = followed(teacher, teacher.post(f"/classes/{school.class_id}/invitations", invited))
    assert "Assistant assistant@example.org instructor" in page.text
    confirm_address(scopes, school.assistant)
    browser = Browser(app).sign_in(school.assistant)
    text = browser.page("/classes").text
    assert "You are in it already, as assistant: accepting makes you instructor." in text
    assert "private banks of questions and cases: the other instructors can then read them" in text
    token = token_to(scopes, "assistant@example.org")
    text = browser.page(f"/classes/invitations/{token}").text
    assert "accepting makes you instructor if that is more than you are, and says that you agree to it" in text
    assert "private banks of questions and cases" in text
    followed(browser, browser.post(f"/classes/invitations/{token}"))
    refused = teacher.post(f"/classes/{school.class_id}/invitations", invited)
    assert refused.status_code == 422
    assert "assistant@example.org is in the class already." in refused.text


def test_an_instructor_made_by_others_is_told_that_accepting_is_agreeing(app, scopes, school, clock):
    clock.advance(days=1)
    enrol(scopes, school.class_id, school.stranger, Role.INSTRUCTOR)
    invite(school, "stranger@example.org", Role.INSTRUCTOR)
    confirm_address(scopes, school.stranger)
    words = "You are in it already, as instructor: accepting says that you agree to it."
    assert words in Browser(app).sign_in(school.stranger).page("/classes").text


def test_a_member_above_an_invitation_is_told_that_they_stay_what_they_are(app, scopes, school):
    mia = sign_up(scopes, MIA, "Mia Torres")
    invite(school, MIA)
    enrol(scopes, school.class_id, mia, Role.ASSISTANT)
    confirm_address(scopes, mia)
    words = "You are in it already, as assistant: accepting settles this invitation, and you stay assistant."
    assert words in Browser(app).sign_in(mia).page("/classes").text

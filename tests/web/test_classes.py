"""Classes in the browser: the list, making one, joining and leaving, members, rosters."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.invitations import confirm_address, invitation_id, invite
from tests.support.people import sign_up
from tests.support.school import School, a_school, enrol
from tests.support.uploads import send_file
from tests.web.class_rows.classes import SPEC
from tests.web.conftest import build
from trainer.db.models.classes import ClassRow
from trainer.services import class_joining, classes
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


@pytest.fixture
def stranger(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.stranger)


def change(school: School, **values: object) -> None:
    with school.scopes.writing() as scope:
        for name, value in values.items():
            setattr(scope.session.get_one(ClassRow, school.class_id), name, value)


def followed(browser: Browser, response) -> Page:
    assert response.status_code == 303, response.text
    return browser.page(response.headers["Location"])


# The list


def test_a_learner_without_a_class_is_told_what_a_class_is_for(app, scopes, school):
    ann = Browser(app).sign_in(sign_up(scopes))
    page = ann.page("/classes")
    assert "You are in no class. A class gives you assignments" in page.text
    assert "Your address ann@example.org is confirmed" not in page.text
    assert "Invitations are shown here once your address ann@example.org is confirmed" in page.text
    assert "/classes/new" not in page.links


def test_the_list_shows_the_classes_by_what_one_does_there(app, school):
    change(school, title="Coding <I>")
    page = Browser(app).sign_in(school.assistant).page("/classes")
    assert "Teaching Class Term Exam Your role Learners Coding <I> Spring 2026 CPC assistant 2" in page.text
    page = Browser(app).sign_in(school.learner).page("/classes")
    assert "Attending Class Term Exam Coding <I> Spring 2026 CPC" in page.text


def test_an_invitation_waits_on_the_list_and_is_accepted_there(app, school):
    invite(school, confirm_address(school.scopes, school.stranger))
    browser = Browser(app).sign_in(school.stranger)
    page = browser.page("/classes")
    assert "Ines Okafor invites you to Coding I" in page.text
    number = invitation_id(school, "stranger@example.org")
    response = browser.post(f"/classes/my-invitations/{number}/accept")
    assert response.headers["Location"] == f"/classes/{school.class_id}"
    page = browser.page("/classes")
    assert "You are in Coding I." in page.text
    assert "invites you" not in page.text


def test_an_invitation_is_declined_on_the_list(app, school):
    invite(school, confirm_address(school.scopes, school.stranger))
    browser = Browser(app).sign_in(school.stranger)
    number = invitation_id(school, "stranger@example.org")
    page = followed(browser, browser.post(f"/classes/my-invitations/{number}/decline"))
    assert "Declined. Nobody of that class sees anything of you." in page.text


# Making, changing, archiving, copying


def test_a_class_is_made_and_its_page_shows_the_code(teacher):
    form = teacher.page("/classes/new").form("/classes/new").fields
    assert form["is_joinable"] == "yes"
    assert form["time_zone"] == "UTC"
    page = followed(teacher, teacher.post("/classes/new", SPEC | {"is_joinable": "yes"}))
    assert "The class is there." in page.text
    assert re.search(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}", page.text)
    assert "Nobody is in the class yet." in page.text


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(teacher):
    response = teacher.post("/classes/new", SPEC | {"title": "", "time_zone": "Chicago"})
    page = Page(response.text)
    assert response.status_code == 422
    assert "2 fields need a correction" in page.text
    assert "This is no time zone that we know." in page.text
    assert page.named("time_zone")[0]["value"] == "Chicago"
    assert page.named("time_zone")[0]["aria-describedby"] == "time_zone-hint time_zone-error"
    assert page.named("term")[0]["value"] == "Fall 2026"


def test_settings_are_changed_and_errors_keep_what_was_typed(teacher, school):
    address = f"/classes/{school.class_id}/settings"
    assert teacher.page(address).named("title")[0]["value"] == "Coding I"
    response = teacher.post(address, SPEC | {"term": "t" * 61})
    assert response.status_code == 422
    assert Page(response.text).named("title")[0]["value"] == "Coding II"
    page = followed(teacher, teacher.post(address, SPEC))
    assert "Saved." in page.text
    assert "checked" not in page.named("is_joinable")[0]


def test_a_new_code_is_drawn(teacher, school):
    page = followed(teacher, teacher.post(f"/classes/{school.class_id}/join-code"))
    assert "There is a new code." in page.text
    assert "Code C1" not in page.text


def test_an_archived_class_is_read_not_changed_and_taken_up_again(teacher, school):
    root = f"/classes/{school.class_id}"
    page = followed(teacher, teacher.post(f"{root}/archive"))
    assert "This class is archived" in page.text
    assert "archived: it can be read and copied, not changed" in teacher.page(root).text
    assert "Invite somebody" not in teacher.page(f"{root}/members").text
    response = teacher.post(f"{root}/settings", SPEC)
    assert response.status_code == 422
    assert "archived" in response.text
    response = teacher.post(f"{root}/invitations", {"name": "Mia", "email": MIA, "role": "learner"})
    assert response.status_code == 422
    page = followed(teacher, teacher.post(f"{root}/unarchive"))
    assert "The class goes on." in page.text


def test_a_class_is_copied_to_a_new_term(teacher, school):
    address = f"/classes/{school.class_id}/copy"
    assert "Take the 4 members along" in teacher.page(address).text
    for days in ("", "ten", "1.5", "99999"):
        form = {"title": "Coding I", "term": "Fall 2026", "days": days, "members": "yes"}
        response = teacher.post(address, form)
        page = Page(response.text)
        assert response.status_code == 422
        assert page.named("term")[0]["value"] == "Fall 2026"
        assert "checked" in page.named("members")[0]
        assert "days-error" in page.named("days")[0]["aria-describedby"]
    page = followed(teacher, teacher.post(address, form | {"days": "182"}))
    assert "The copy is there." in page.text
    assert "Fall 2026" in page.text
    assert "Learners 2" in page.text


def test_the_hub_of_a_class_with_joining_closed_shows_no_code(app, school):
    change(school, is_joinable=False)
    page = Browser(app).sign_in(school.assistant).page(f"/classes/{school.class_id}")
    assert "Joining by code is closed. Invitations by mail work all the same." in page.text


def test_a_learner_goes_to_the_assignments_and_finds_who_sees_what(app, school):
    browser = Browser(app).sign_in(school.learner)
    root = f"/classes/{school.class_id}"
    assert browser.get(root).headers["Location"] == f"{root}/assignments"
    page = browser.page(f"{root}/about")
    assert "your readiness estimate and your results by area" in page.text
    assert f"{root}/leave" in page.links


# Joining and leaving


def test_a_code_leads_to_the_class_which_says_who_will_see_what(stranger, school):
    page = followed(stranger, stranger.get("/classes/join?code=+c-1+"))
    assert "Join Coding I?" in page.text
    assert "instructor: Ines Okafor" in page.text
    assert "your work on the assignments of the class" in page.text
    response = stranger.post("/classes/join/c1")
    assert response.headers["Location"] == f"/classes/{school.class_id}"
    assert stranger.get("/classes/join/C1").headers["Location"] == f"/classes/{school.class_id}"


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "Type the code"), ("NOSUCH", "No class has this code"), ("a/b?", "No class has this code")],
)
def test_a_code_that_is_none_is_answered_beside_the_field(stranger, code, words):
    response = stranger.get("/classes/join", query_string={"code": code})
    if response.status_code == 303:
        response = stranger.get(response.headers["Location"])
    assert response.status_code == 422
    page = Page(response.text)
    assert words in page.text
    assert page.named("code")[0]["value"] == code


def test_a_closed_and_an_archived_class_say_so_when_one_wants_to_join(stranger, school):
    change(school, is_joinable=False)
    response = stranger.post("/classes/join/C1")
    assert response.status_code == 422
    assert "takes nobody in by its code at the moment" in response.text
    with school.instructor.writing() as scope:
        classes.archive_class(scope, school.class_id)
    assert "archived" in stranger.get("/classes/join/C1").text


def test_codes_cannot_be_guessed_by_trying(scopes, settings, school):
    scopes.settings = replace(settings, log_in_limit="3 per minute")
    app = build(scopes, scopes.settings)
    stranger, other = Browser(app).sign_in(school.stranger), Browser(app).sign_in(school.other_instructor)
    statuses = [stranger.get(f"/classes/join/WRONG{number}").status_code for number in range(4)]
    assert statuses == [422, 422, 422, 429]
    assert other.get("/classes/join/C1").status_code == 200  # one person's tries do not lock out a class room
    assert Browser(app).get("/classes/join/C1").status_code == 303


def test_leaving_asks_once_and_says_what_stays(app, school):
    browser = Browser(app).sign_in(school.learner)
    address = f"/classes/{school.class_id}/leave"
    assert "Everything you did stays yours" in browser.page(address).text
    page = followed(browser, browser.post(address))
    assert "You have left Coding I. Everything you did stays yours." in page.text
    assert browser.get(address).status_code == 404
    with school.learner.writing() as scope:
        class_joining.join_class(scope, "C1")
    assert browser.get(address).status_code == 200


def test_the_last_instructor_is_told_why_leaving_does_not_work(teacher, school):
    response = teacher.post(f"/classes/{school.class_id}/leave")
    assert response.status_code == 422
    assert "A class needs an instructor" in response.text


def test_an_invitation_by_mail_leads_in(app, school):
    token = invite(school, MIA)
    browser = Browser(app).sign_in(school.stranger)
    page = browser.page(f"/classes/invitations/{token}")
    assert "Sent to mia@example.org; you are logged in as stranger@example.org." in page.text
    assert "your readiness estimate" in page.text
    response = browser.post(f"/classes/invitations/{token}")
    assert response.headers["Location"] == f"/classes/{school.class_id}"
    assert browser.get(f"/classes/invitations/{token}").status_code == 404


def test_an_invitation_by_mail_is_declined(app, school):
    token = invite(school, MIA)
    browser = Browser(app).sign_in(school.stranger)
    page = followed(browser, browser.post(f"/classes/invitations/{token}/decline"))
    assert "Declined." in page.text


def test_an_invitation_to_the_staff_is_refused_to_another_address(stranger, school):
    token = invite(school, MIA, "instructor")
    response = stranger.post(f"/classes/invitations/{token}")
    assert response.status_code == 422
    assert "it is for mia@example.org only" in response.text


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
    assert "An invitation is on its way to mia@example.org." in page.text


def test_an_invitation_is_sent_again_and_withdrawn(teacher, school):
    invite(school, MIA)
    address = f"/classes/{school.class_id}/invitations/{invitation_id(school, MIA)}"
    assert "A new invitation is on its way" in followed(teacher, teacher.post(f"{address}/resend")).text
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

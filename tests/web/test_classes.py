"""Classes in the browser: the list, making one, joining and leaving."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.invitations import confirm_address, invitation_id, invite
from tests.support.people import sign_up
from tests.support.school import School, a_school
from tests.web.class_rows.classes import SPEC
from tests.web.conftest import build
from trainer.db.models.classes import ClassRow
from trainer.services import class_joining, classes
from trainer.services.scope import Scopes

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

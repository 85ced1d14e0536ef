"""The administration's pages: what they say, what they refuse beside the form, how few statements they need."""

import csv
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import event, select

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import PASSWORD, Learner, an_administrator
from tests.support.school import a_class, a_teacher
from tests.web.conftest import build
from trainer.config import Mail
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import Bank
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.services import accounts
from trainer.services.mail import queue_mail
from trainer.services.scope import Scopes

WHY = "The school asked for it."
PAGES = ("", "/people", "/banks", "/releases", "/mail", "/jobs", "/storage", "/audit", "/settings")


@pytest.fixture
def ada(app: Flask, scopes: Scopes) -> Learner:
    return an_administrator(scopes)


@pytest.fixture
def admin(app: Flask, ada: Learner) -> Browser:
    """Ada's browser."""
    return Browser(app).sign_in(ada)


def last_event(scopes: Scopes) -> tuple[str, str, str]:
    with scopes.reading() as scope:
        row = scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert row is not None
        return row.action, row.subject, row.detail


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_the_others(admin, page):
    links = admin.page(f"/administration{page}").links
    assert {f"/administration{each}" for each in PAGES} <= set(links)


def test_the_way_there_is_shown_to_those_who_may_go(admin, browser, app, scopes):
    assert "/administration" in admin.page("/").links
    links = browser.page("/").links
    assert not {"/administration", "/authoring", "/disputes"} & set(links)
    teacher = Browser(app).sign_in(a_teacher(scopes, "ines@example.org", "Ines"))
    assert {"/authoring", "/disputes"} <= set(teacher.page("/").links)


def test_the_overview_names_what_is_wrong_and_what_to_do(admin, scopes):
    with scopes.writing() as scope:
        scope.session.add(
            Job(
                kind="mail",
                payload='{"body": "a secret link"}',
                state="failed",
                tries=8,
                last_error="OSError: the server is away",
                run_at=scope.now,
                created_at=scope.now,
                finished_at=scope.now,
            )
        )
    page = admin.page("/administration")
    for words in ("1 given up", "OSError: the server is away", "trainer codes build", "TRAINER_SMTP_HOST"):
        assert words in page.text
    assert "a secret link" not in page.text


def test_releases_are_listed_with_the_command_that_tells_what_one_breaks(admin, code_book):
    text = admin.page("/administration/releases").text
    assert "trainer content audit --release NAME" in text
    assert "Billable codes" in text
    assert "trainer codes build" not in admin.page("/administration").text


def test_people_are_looked_for_and_found(admin, ann):
    page = admin.page("/administration/people?q=ANN&kind=unconfirmed")
    assert f"/administration/people/{ann.id}" in page.links
    assert "1 person" in page.text
    assert "Nobody is found" in admin.page("/administration/people?q=zzz&page=99").text
    assert admin.get("/administration/people?page=many&kind=none").status_code == 200


def test_a_list_of_many_people_needs_as_few_statements_as_one_of_few(admin, scopes, ann):
    def statements(url: str) -> int:
        seen: list[str] = []

        def note(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        event.listen(scopes.engines.read, "before_cursor_execute", note)
        try:
            admin.page(url)
        finally:
            event.remove(scopes.engines.read, "before_cursor_execute", note)
        return len([statement for statement in seen if not statement.startswith(("BEGIN", "SET"))])

    urls = (
        "/administration/people",
        f"/administration/people/{ann.id}",
        "/administration/audit",
        "/administration/banks",
    )
    before = [statements(url) for url in urls]
    for number in range(20):
        teacher = a_teacher(scopes, f"t{number}@example.org", f"Teacher {number}")
        a_class(scopes, teacher, f"Class {number}", code=f"C{number}")
        with scopes.writing() as scope:
            accounts.record(scope, "test.act", f"user {number}")
            accounts.open_session(scope, 1, f"device {number}")
            scope.session.add(Bank(slug=f"b{number}", title=f"Bank {number}", origin="browser", is_shared=True))
    assert [statements(url) for url in urls] == before
    assert max(before) <= 12


def test_roles_are_set_on_the_page_of_a_person(admin, ann, scopes):
    url = f"/administration/people/{ann.id}"
    admin.get(url)
    response = admin.post(f"{url}/roles", {"may_teach": "yes", "reason": WHY})
    assert (response.status_code, response.headers["Location"]) == (303, url)
    text = admin.page(url).text
    assert "Roles are changed." in text
    assert "may teach" in text
    assert last_event(scopes) == ("user.roles", f"user {ann.id}", f"no role -> may teach: {WHY}")


def test_what_is_refused_is_said_beside_its_form_with_what_was_typed(admin, ann):
    url = f"/administration/people/{ann.id}"
    response = admin.post(f"{url}/roles", {"may_teach": "yes", "is_administrator": "yes", "reason": " "})
    assert response.status_code == 422
    page = Page(response.text)
    assert "Say why" in page.text
    assert page.chosen.count("yes") == 2
    response = admin.post(f"{url}/extra-time", {"percent": "a lot", "minutes": "10", "reason": WHY})
    assert response.status_code == 422
    assert "whole numbers" in response.text
    assert 'value="a lot"' in response.text


def test_acts_on_a_person_say_what_was_done(admin, ann, scopes):
    url = f"/administration/people/{ann.id}"
    with ann.reading() as scope:
        session_id = scope.learner.session_id
    for act, form, words in (
        ("verify-address", {"reason": WHY}, "The address counts as confirmed."),
        ("password-link", {}, "is in the log"),
        ("extra-time", {"percent": "25", "reason": "Reads slowly."}, "Reads slowly."),
        ("extra-time/1/end", {}, "extra time is ended"),
        (f"sessions/{session_id}/end", {}, "This sign-in is ended."),
        ("sessions/end", {}, "All sign-ins of this person are ended."),
        ("disable", {"reason": WHY}, "The account is disabled"),
        ("enable", {"reason": WHY}, "may log in again"),
    ):
        assert admin.post(f"{url}/{act}", form).status_code == 303, act
        assert words in admin.page(url).text, act


def test_everything_of_a_person_is_downloaded_and_that_is_written_down(admin, ann, scopes):
    ann.start()
    url = f"/administration/people/{ann.id}/export"
    assert admin.post(url, {"reason": ""}).status_code == 422
    response = admin.post(url, {"reason": WHY})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith(f'attachment; filename="person-{ann.id}-medcode-trainer-')
    document = json.loads(response.get_data())
    assert document["profile"][0]["email"] == "ann@example.org"
    assert len(document["sittings"]) == 1
    assert last_event(scopes) == ("user.export", f"user {ann.id}", WHY)


def test_data_of_a_person_are_deleted_after_a_look_at_what_is_lost(admin, ann, scopes):
    user_id = ann.id
    ann.start()
    url = f"/administration/people/{user_id}/delete"
    page = admin.page(url)
    assert "mailed links: 1" in page.text
    assert "sittings: 1" in page.text
    assert "Tick the box" in admin.post(url, {"reason": WHY}).text
    assert "Say why" in admin.post(url, {"sure": "yes"}).text
    assert admin.post(url, {"sure": "yes", "reason": WHY}).status_code == 303
    text = admin.page(f"/administration/people/{user_id}").text
    assert "Deleted person" in text
    assert "ann@example.org" not in text
    assert admin.get(url).status_code == 404


def test_a_class_without_its_instructor_gets_another(admin, scopes):
    ines = a_teacher(scopes, "ines@example.org", "Ines")
    a_teacher(scopes, "otto@example.org", "Otto")
    class_id = a_class(scopes, ines)
    url = f"/administration/people/{ines.id}"
    assert "Nobody else is an instructor" in admin.page(f"{url}/delete").text
    response = admin.post(f"{url}/classes/{class_id}/instructor", {"email": "otto@example.org", "reason": WHY})
    assert response.status_code == 303
    assert "Otto is an instructor of the class." in admin.page(url).text
    assert "Nobody else is an instructor" not in admin.page(f"{url}/delete").text


def test_banks_are_shared_and_handed_over(admin, ann, scopes):
    with scopes.writing() as scope:
        scope.session.add(Bank(slug="own", title="Own bank", origin="browser", owner_id=2, is_shared=False))
    with scopes.reading() as scope:
        bank_id = scope.session.scalars(select(Bank.id).where(Bank.slug == "own")).one()
    url = f"/administration/banks/{bank_id}"
    refused = admin.post(f"{url}/owner", {"email": "ann@example.org", "reason": WHY})
    assert refused.status_code == 422
    assert "may teach" in refused.text
    assert 'value="ann@example.org"' in refused.text
    assert admin.post(f"{url}/share", {"reason": ""}).status_code == 422
    assert admin.post(f"{url}/share", {"reason": WHY}).status_code == 303
    assert admin.post(f"{url}/owner", {"email": "admin@example.org", "reason": WHY}).status_code == 303
    text = admin.page("/administration/banks").text
    assert "now belongs to admin@example.org" in text


def test_the_audit_log_is_filtered_and_downloaded(admin, ann, scopes):
    with scopes.writing() as scope:
        accounts.record(scope, "test.act", "something", "=1+1")
    page = admin.page("/administration/audit?action=test")
    assert "test.act" in page.text
    assert "user.create-administrator" not in page.text
    assert page.named("action")[0]["value"] == "test"
    assert "No event fits" in admin.page("/administration/audit?subject=nowhere").text
    response = admin.get("/administration/audit.csv?action=test")
    assert response.content_type == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))[1][-1] == "'=1+1"
    refused = admin.get("/administration/audit?since=yesterday")
    assert refused.status_code == 422
    assert "Write a day as" in refused.text
    assert admin.get("/administration/audit.csv?since=yesterday").status_code == 422
    assert admin.get("/administration/audit?before=-4").status_code == 200


def test_older_events_are_on_the_next_page(admin, scopes):
    with scopes.writing() as scope:
        for number in range(60):
            accounts.record(scope, "test.act", f"thing {number}")
    page = admin.page("/administration/audit?action=test")
    (older,) = [link for link in page.links if "before=" in link]
    assert "thing 59" in page.text
    assert "thing 0" not in page.text
    assert "thing 0" in admin.page(older).text


def test_settings_are_kept_or_refused_with_what_was_typed(admin):
    response = admin.post("/administration/settings", {"session_days": "0", "token_days": "7"})
    assert response.status_code == 422
    assert "from 1 to 3,650" in response.text
    assert 'value="7"' in response.text
    assert admin.post("/administration/settings", {"session_days": "60"}).status_code == 303
    page = admin.page("/administration/settings")
    assert "by Ada, without that 90." in page.text
    admin.post("/administration/settings", {"session_days": "60"})
    assert "Nothing was changed." in admin.page("/administration/settings").text


def test_inactive_accounts_are_listed(app, scopes, ann, ada, clock):
    ada_id = ada.id
    clock.advance(days=800)
    with scopes.writing() as scope:
        admin = Browser(app).sign_in(Learner(scopes, accounts.open_session(scope, ada_id, "a browser")))
    text = admin.page("/administration/settings").text
    assert "1 account" in text
    assert "ann@example.org" in text
    assert admin.post("/administration/settings/apply").status_code == 303
    assert "Deleted: 2 sign-ins, 1 links" in admin.page("/administration/settings").text


class Inbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, port
    controller.stop()


def mailing(scopes: Scopes, ada: Learner, port: int) -> Browser:
    """Ada's browser at a program with this mail server."""
    settings = replace(scopes.settings, mail=Mail(host="127.0.0.1", port=port))
    return Browser(build(Scopes(scopes.engines, settings, scopes.clock, scopes._rng), settings)).sign_in(ada)


def test_a_test_mail_arrives_at_once(scopes, ada, inbox):
    kept, port = inbox
    admin = mailing(scopes, ada, port)
    response = admin.post("/administration/mail", {"to": " someone@example.org "})
    assert response.status_code == 200
    assert "The mail was handed over" in response.text
    (envelope,) = kept.envelopes
    assert envelope.rcpt_tos == ["someone@example.org"]
    assert last_event(scopes) == ("mail.test", "mail server", "handed over")


def test_what_a_mail_server_says_is_shown_plainly(scopes, ada):
    admin = mailing(scopes, ada, free_port())
    response = admin.post("/administration/mail", {"to": "someone@example.org"})
    assert response.status_code == 200
    assert "The mail was not sent" in response.text
    assert "ConnectionRefusedError" in response.text
    assert "ConnectionRefusedError" in last_event(scopes)[2]
    assert "This is not an e-mail address." in admin.post("/administration/mail", {"to": "someone"}).text


def test_without_a_mail_server_the_page_says_how_to_set_one(admin):
    assert "Set TRAINER_SMTP_HOST" in admin.page("/administration/mail").text
    assert admin.post("/administration/mail", {"to": "someone@example.org"}).status_code == 422


def test_sizes_are_shown(admin, scopes, settings):
    text = admin.page("/administration/storage").text
    assert "Rows" in text
    assert "users" in text
    assert ("None. A copy is made" in text) == (settings.sqlite_path is not None)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1_234_567, "1.2 MB"), (10**18, "1000.0 PB")],
)
def test_a_size_is_shown_in_units_that_are_read_at_a_glance(app, count, shown):
    assert app.jinja_env.filters["filesize"](count) == shown


def test_one_deletes_ones_own_data_on_the_account_page(browser, ann, scopes):
    user_id = ann.id
    assert "/account/delete" in browser.page("/account").links
    page = browser.page("/account/delete")
    assert "/account/export" in page.links
    response = browser.post("/account/delete", {"password": "a wrong one"})
    assert response.status_code == 422
    assert "This is not your present password." in response.text
    response = browser.post("/account/delete", {"password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (303, "/log-in")
    assert "Your data is deleted." in browser.page("/log-in").text
    assert browser.get("/account").status_code == 303
    with scopes.reading() as scope:
        assert scope.session.get_one(User, user_id).email is None


def test_the_last_administrator_is_told_what_to_do_first(admin, ada):
    assert "make somebody else an administrator first" in admin.page("/account/delete").text
    response = admin.post("/account/delete", {"password": PASSWORD})
    assert response.status_code == 422
    assert "last administrator" in response.text


def test_an_unknown_person_is_not_found(admin):
    for url in ("/administration/people/999", "/administration/people/999/delete"):
        assert admin.get(url).status_code == 404
    assert admin.post("/administration/people/999/disable", {"reason": WHY}).status_code == 404


def test_jobs_that_were_given_up_can_be_queued_again_or_deleted_with_a_reason(admin, scopes):
    browser = admin
    with scopes.writing() as scope:
        queue_mail(scope, "secret@example.org", "email_changed", name="Ann", email="new@example.org")
        scope.session.flush()
        jobs = list(scope.session.scalars(select(Job).where(Job.about == "email changed")))
        jobs.append(Job(kind="mail", payload="{}", run_at=scope.now, created_at=scope.now))
        scope.session.add(jobs[1])
        for job in jobs:
            job.state, job.tries, job.finished_at, job.last_error = "failed", 30, scope.now, "SMTPDataError: 554"
        scope.session.flush()
        first, second = (job.id for job in jobs)
    text = browser.get("/administration/jobs").text
    assert "email changed" in text
    assert "SMTPDataError: 554" in text
    assert "secret@example.org" not in text
    assert browser.post(f"/administration/jobs/{first}/delete", {"reason": ""}).status_code == 422
    assert browser.post(f"/administration/jobs/{first}/delete", {"reason": "Typed wrongly."}).status_code == 303
    assert browser.post(f"/administration/jobs/{second}/requeue").status_code == 303
    assert browser.post(f"/administration/jobs/{second}/requeue").status_code == 422
    assert browser.post("/administration/jobs/requeue", {"kind": "mail"}).status_code == 404
    assert f'<td class="number">{second}</td>' in browser.get("/administration/jobs?state=queued").text

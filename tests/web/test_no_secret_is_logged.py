"""Everything that logs is let log, at the most talkative level; then nothing of it is a secret or names a person."""

import json
import logging
import re
from dataclasses import replace

import pytest
from sqlalchemy import text as sql
from sqlalchemy.engine import make_url

from tests.support.browser import Browser
from tests.support.inbox import an_inbox
from tests.support.log_lines import Lines, logging_as
from tests.web.conftest import build
from trainer.config import Log, Mail
from trainer.db.engine import make_engines
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes
from trainer.web.logs import scrubbed, secrets_of
from trainer.web.requests import current_scope

NAME, EMAIL = "Wilhelmina Featherstonehaugh", "wilhelmina@example.org"
PASSWORD, WRONG, NEW = "plum tree over the wall", "pear tree by the wall", "fig tree at the gate"
SMTP_PASSWORD, METRICS_TOKEN, SECRET_KEY = "smtp-horse-battery", "metrics-token-0123", "the key that signs it all"
LINK = re.compile(r"/(?:reset-password|verify-email)/([0-9a-f]{64})")


class Person:
    """Somebody at a program that logs everything, and all the secrets that came up meanwhile."""

    def __init__(self, scopes: Scopes, browser: Browser, lines: Lines) -> None:
        self.scopes, self.browser, self.lines = scopes, browser, lines
        self.secrets = {
            NAME,
            EMAIL,
            "Featherstonehaugh",
            PASSWORD,
            WRONG,
            NEW,
            SMTP_PASSWORD,
            METRICS_TOKEN,
            SECRET_KEY,
        }

    def post(self, url: str, **form: str) -> int:
        self._note_cookies()
        self.browser._token = ""  # of before: a sign-in begins a new session
        response = self.browser.post(url, form)
        self.secrets |= {self.browser._token}
        self._note_cookies()
        return response.status_code

    def _note_cookies(self) -> None:
        for name in ("trainer", "device"):
            if cookie := self.browser.client.get_cookie(name):
                self.secrets.add(cookie.value)
        with self.browser.client.session_transaction() as session:
            self.secrets |= {session[name] for name in ("_user_id", "csrf_token") if name in session}

    def link(self) -> str:
        """The newest link that was mailed."""
        with self.scopes.reading() as scope:
            payloads = scope.session.scalars(sql("SELECT payload FROM jobs ORDER BY id")).all()
        found = [match for payload in payloads for match in LINK.finditer(payload)][-1]
        self.secrets.add(found[1])
        return found[0]

    def assert_untold(self) -> None:
        told = self.lines.read()
        assert "trainer@" not in told
        for secret in self.secrets - {""}:
            assert secret not in told, secret


@pytest.fixture
def mail_server():
    with an_inbox() as inbox:
        yield inbox


@pytest.fixture(params=["info", "debug"])
def person(request, scopes, settings, mail_server, capsys):
    mail = Mail("127.0.0.1", mail_server.port, password=SMTP_PASSWORD)
    log = Log("json", request.param)
    changed = replace(settings, mail=mail, log=log, metrics_token=METRICS_TOKEN, secret_key=SECRET_KEY)
    own = Scopes(scopes.engines, changed, scopes.clock, scopes._rng)
    with logging_as(changed, capsys) as lines:
        for name in ("sqlalchemy", "waitress", "flask-limiter", "limits", "asyncio"):
            logging.getLogger(name).setLevel(logging.NOTSET)
        person = Person(own, Browser(build(own, changed)), lines)
        person.secrets |= {make_url(settings.database_url).password or ""}
        yield person


def sign_up(person: Person) -> None:
    form = {"display_name": NAME, "email": EMAIL, "new_password": PASSWORD, "track": "cpc"}
    assert person.post("/sign-up", **form) == 303


def test_from_sign_up_to_a_new_password(person: Person):
    sign_up(person)
    assert person.post(person.link()) == 303
    assert person.post("/log-out") == 303
    assert person.post("/log-in", email=EMAIL, password=WRONG) == 422
    assert person.post("/log-in", email=EMAIL, password=PASSWORD) == 303
    assert person.post("/account/password", current_password=WRONG, new_password=NEW) == 422
    assert person.post("/log-out") == 303
    assert person.post("/forgotten-password", email=EMAIL) == 200
    link = person.link()
    assert person.browser.get(link).status_code == 200
    assert person.post(link, new_password=NEW) == 303
    assert person.post(link, new_password=NEW) == 404
    assert run_due_jobs(person.scopes) > 0
    person.browser.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert len(person.lines.events("request")) > 10
    person.assert_untold()


def test_requests_that_fail(person: Person):
    """A row that a database quotes, a value in the words of an error, a path that a server names."""
    app = person.browser.client.application

    @app.post("/test-twice/<token>")
    def twice(token: str) -> str:
        row = {"email": EMAIL, "email_key": EMAIL, "display_name": NAME, "password_hash": PASSWORD}
        current_scope().session.add(User(**row, created_at=current_scope().now))
        current_scope().session.flush()
        return ""

    @app.post("/test-words")
    def words() -> str:
        raise ValueError(f"{EMAIL} cannot log in with {person.browser._token} at {person.scopes.settings.database_url}")

    sign_up(person)
    assert person.post(f"/test-twice/{'ab12' * 16}") == 500
    assert person.post("/test-words") == 500
    person.secrets.add("ab12" * 16)
    for name, said in (
        ("waitress", f"Exception while serving /reset-password/{'ab12' * 16}"),
        ("gunicorn.error", "Error handling request %s"),
        ("a.library", f"mail to {EMAIL} by {SMTP_PASSWORD} was refused"),
    ):
        logging.getLogger(name).error(said, *[f"/verify-email/{'ab12' * 16}"] * said.count("%s"))
    assert len(person.lines.events("unexpected error")) == 2
    assert "IntegrityError" in person.lines.text
    person.assert_untold()


def test_jobs_that_fail(person: Person):
    """The mail server refuses and quotes whom it refuses; a job has something personal in its payload."""
    sign_up(person)
    payload = json.dumps({"to": f"{EMAIL}\r\nBcc: {EMAIL}", "subject": NAME, "body": PASSWORD})
    with person.scopes.writing() as scope:
        for kind, content in (("mail", payload), ("mail", f"{NAME} <{EMAIL}>"), ("nightly", NAME)):
            scope.session.add(Job(kind=kind, payload=content, run_at=scope.now, created_at=scope.now))
    run_due_jobs(person.scopes)
    assert person.lines.events("job failed")
    person.assert_untold()


def test_a_database_that_refuses_its_password(person: Person):
    url = "postgresql+psycopg://trainer:database-password@127.0.0.1:1/nowhere"
    settings = replace(person.scopes.settings, database_url=url)
    away = Scopes(make_engines(url), settings, person.scopes.clock, person.scopes._rng)
    browser = Browser(build(away, settings))
    browser.client.set_cookie("trainer", person.browser.client.get_cookie("trainer") or "")
    with browser.client.session_transaction() as session:
        session["_user_id"] = "5f" * 32
    person.secrets |= {"database-password", "5f" * 32}
    assert browser.client.get("/account").status_code == 503
    assert person.lines.events("the database cannot be used")
    person.assert_untold()
    away.engines.dispose()


def test_no_secret_of_the_settings_is_printed_and_each_is_taken_out_of_texts(person: Person):
    secrets = ("database-password", "replica-password", "redis-password", SMTP_PASSWORD, METRICS_TOKEN, SECRET_KEY)
    settings = replace(
        person.scopes.settings,
        database_url="postgresql+psycopg://trainer:database-password@host/x",
        database_replica_url="postgresql+psycopg://trainer:replica-password@host/x",
        redis_url="redis://:redis-password@host/0",
    )
    assert set(secrets_of(settings)) == set(secrets)
    shown = repr(settings) + scrubbed(" and ".join(secrets), secrets_of(settings))
    assert [secret for secret in secrets if secret in shown] == []


def test_without_a_mail_server_a_json_log_gets_no_mail_and_a_console_does(scopes, settings, capsys):
    for form, is_logged in (("json", False), ("console", True)):
        mail = Mail(is_kept_from_log=form == "json")
        changed = replace(settings, mail=mail, log=Log(form, "info"))
        own = Scopes(scopes.engines, changed, scopes.clock, scopes._rng)
        with logging_as(changed, capsys) as lines:
            content = json.dumps({"to": EMAIL, "subject": NAME, "body": f"https://x/verify-email/{'5f' * 32}"})
            with own.writing() as scope:
                scope.session.add(Job(kind="mail", payload=content, run_at=scope.now, created_at=scope.now))
            assert run_due_jobs(own) == is_logged
            assert (EMAIL in lines.read(), "5f" * 32 in lines.read()) == (is_logged, is_logged)

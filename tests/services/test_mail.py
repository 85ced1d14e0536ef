"""Mail: queued with the transaction that causes it, sent to a real SMTP server, kept while that is away."""

import json
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.support.people import sign_up
from trainer.config import Mail
from trainer.db.models.jobs import Job
from trainer.services.jobs import FIRST_RETRY, PATIENT_TRIES, Worker, run_due_jobs
from trainer.services.mail import failure_words, queue_mail
from trainer.services.scope import Scopes


class Inbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 kept"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def mailing(scopes: Scopes, mail: Mail) -> Scopes:
    """The same database with another mail server."""
    return Scopes(scopes.engines, replace(scopes.settings, mail=mail), scopes.clock, random.Random(1))


def the_job(scopes: Scopes) -> Job:
    with scopes.reading() as scope:
        return scope.session.scalars(select(Job)).one()


def test_a_mail_reaches_the_server_with_its_link(scopes, inbox, server):
    scopes = mailing(scopes, Mail("127.0.0.1", server.port, sender="trainer@example.org"))
    sign_up(scopes)
    assert inbox.envelopes == [], "nothing goes out within the request"
    assert run_due_jobs(scopes) == 1
    (envelope,) = inbox.envelopes
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["ann@example.org"]
    assert (message["From"], message["To"]) == ("trainer@example.org", "ann@example.org")
    assert message["Subject"] == "Confirm your e-mail address"
    assert "http://trainer.test/verify-email/" in message.get_content()
    assert the_job(scopes).state == "done"


def test_a_mail_that_can_be_stopped_says_so_to_mail_programs_and_no_other_does(scopes, inbox, server):
    scopes = mailing(scopes, Mail("127.0.0.1", server.port))
    with scopes.writing() as scope:
        for stop in ("", "http://trainer.test/stop/7-a"):
            queue_mail(scope, "ann@example.org", "email_changed", unsubscribe=stop, name="Ann", email="a@new.example")
    run_due_jobs(scopes)
    plain, stoppable = (message_from_bytes(envelope.content, policy=policy.default) for envelope in inbox.envelopes)
    assert (plain["List-Unsubscribe"], plain["List-Unsubscribe-Post"]) == (None, None)
    assert stoppable["List-Unsubscribe"] == "<http://trainer.test/stop/7-a>"
    assert stoppable["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_that_was_sent_is_not_sent_again(scopes, inbox, server):
    scopes = mailing(scopes, Mail("127.0.0.1", server.port))
    sign_up(scopes)
    assert (run_due_jobs(scopes), run_due_jobs(scopes)) == (1, 0)
    assert len(inbox.envelopes) == 1


def test_names_outside_ascii_arrive_as_they_are(scopes, inbox, server):
    scopes = mailing(scopes, Mail("127.0.0.1", server.port))
    sign_up(scopes, name="Zoë Müller-Łukasiewicz")
    run_due_jobs(scopes)
    message = message_from_bytes(inbox.envelopes[0].content, policy=policy.default)
    assert "Hello Zoë Müller-Łukasiewicz," in message.get_content()


def test_nothing_is_sent_when_the_transaction_is_rolled_back(scopes, inbox, server):
    scopes = mailing(scopes, Mail("127.0.0.1", server.port))
    with suppress(RuntimeError), scopes.writing() as scope:
        queue_mail(scope, "ann@example.org", "email_changed", name="Ann", email="ann@new.example")
        scope.session.flush()
        raise RuntimeError("something else went wrong")
    assert run_due_jobs(scopes) == 0
    assert inbox.envelopes == []


def test_while_the_server_is_away_mail_is_kept_and_tried_again_ever_later(scopes, clock, inbox):
    port = free_port()
    scopes = mailing(scopes, Mail("127.0.0.1", port))
    sign_up(scopes)
    delays: list[timedelta] = []
    for tries in range(1, 4):
        with capture_logs() as logs:
            assert run_due_jobs(scopes) == 0
        assert [entry["event"] for entry in logs] == ["job failed"]
        job = the_job(scopes)
        assert (job.state, job.tries) == ("queued", tries)
        assert "refused" in job.last_error.lower()
        delays.append(job.run_at - clock())
        clock.now = job.run_at - timedelta(seconds=1)
        assert run_due_jobs(scopes) == 0
        assert the_job(scopes).tries == tries, "it is not due yet"
        clock.advance(seconds=1)
    for delay, least in zip(delays, (FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY), strict=True):
        assert least < delay < least * 1.25, "a little later by chance, so that many do not come at once"
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert run_due_jobs(scopes) == 1
    finally:
        controller.stop()
    assert len(inbox.envelopes) == 1
    assert the_job(scopes).last_error == ""


def test_after_the_last_try_a_job_is_failed_and_kept_with_its_error(scopes, clock):
    scopes = mailing(scopes, Mail("127.0.0.1", free_port()))
    sign_up(scopes)
    with capture_logs():
        for _ in range(PATIENT_TRIES + 2):
            run_due_jobs(scopes)
            clock.advance(days=1)
    job = the_job(scopes)
    assert (job.state, job.tries) == ("failed", PATIENT_TRIES)
    assert job.last_error
    assert job.finished_at is not None


def test_a_job_of_an_unknown_kind_waits_for_a_program_that_knows_it_and_holds_nothing_up(scopes, clock):
    with scopes.writing() as scope:
        scope.session.add(Job(kind="dance", payload="", run_at=scope.now, created_at=scope.now))
        queue_mail(scope, "ann@example.org", "email_changed", name="Ann", email="ann@new.example")
    with capture_logs():
        assert run_due_jobs(scopes) == 1
    with scopes.reading() as scope:
        rows = scope.session.execute(select(Job.kind, Job.state, Job.tries)).all()
    assert sorted(map(tuple, rows)) == [("dance", "queued", 0), ("mail", "done", 1)]


def test_without_a_mail_server_the_link_is_written_to_the_log(scopes):
    sign_up(scopes)
    with capture_logs() as logs:
        assert run_due_jobs(scopes) == 1
    (entry,) = logs
    assert entry["to"] == "ann@example.org"
    assert "http://trainer.test/verify-email/" in entry["body"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_asks_for_a_sign_in_gets_user_and_password(scopes, inbox):
    seen: list[tuple[bytes, bytes]] = []

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        scopes = mailing(scopes, Mail("127.0.0.1", controller.port, user="trainer", password="secret"))
        sign_up(scopes)
        assert run_due_jobs(scopes) == 1
    finally:
        controller.stop()
    assert seen == [(b"trainer", b"secret")]


def test_encryption_that_was_asked_for_is_not_given_up_silently(scopes, server, inbox):
    scopes = mailing(scopes, Mail("127.0.0.1", server.port, starttls=True))
    sign_up(scopes)
    with capture_logs():
        assert run_due_jobs(scopes) == 0
    assert inbox.envelopes == []
    assert "STARTTLS" in the_job(scopes).last_error


def test_every_mail_has_a_subject_and_no_gap_where_a_value_belongs(scopes):
    values = {"name": "Ann", "link": "http://trainer.test/x", "email": "ann@new.example"}
    for template in ("verify_email", "reset_password", "email_changed"):
        with scopes.writing() as scope:
            queue_mail(scope, "ann@example.org", template, **values)
    with scopes.reading() as scope:
        payloads = [json.loads(payload) for payload in scope.session.scalars(select(Job.payload))]
    assert all(payload["subject"] and "Ann" in payload["body"] for payload in payloads)
    assert all("{{" not in payload["body"] for payload in payloads)


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (SMTPRecipientsRefused({"a@example.org": (550, b"<a@example.org>"), "b@example.org": (450, b"")}), "450, 550"),
        (SMTPSenderRefused(553, b"<t@example.org>", "t@example.org"), "553"),
        (SMTPDataError(554, b"<a@example.org> is blocked"), "554"),
    ],
)
def test_of_a_servers_answer_codes_are_kept_and_no_words(error, kept):
    assert failure_words(error) == f"{type(error).__name__}: {kept}"


def test_while_the_server_is_away_one_mail_is_tried_and_when_it_is_back_each_arrives_once(scopes, clock, inbox):
    port = free_port()
    scopes = mailing(scopes, Mail("127.0.0.1", port))
    addresses = [f"{number}@example.org" for number in range(6)]
    with scopes.writing() as scope:
        for address in addresses:
            queue_mail(scope, address, "email_changed", name="Ann", email="new@example.org")
    worker = Worker(scopes)
    with capture_logs():
        assert worker.run_due() == 0
        clock.advance(seconds=20)
        assert worker.run_due() == 0
    with scopes.reading() as scope:
        assert sorted(scope.session.scalars(select(Job.tries))) == [0, 0, 0, 0, 0, 1], "the others lose no try by it"
    clock.advance(seconds=60)
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert worker.run_due() == 6
    finally:
        controller.stop()
    assert sorted(to for envelope in inbox.envelopes for to in envelope.rcpt_tos) == addresses
    with scopes.reading() as scope:
        assert set(scope.session.scalars(select(Job.state))) == {"done"}


class Refusing(Inbox):
    """Knows nobody whose address begins with `no`, refuses what is sent to `spam`, asks for patience with `later`."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("no"):
            return "550 nobody here"
        if address.startswith("later"):
            return "450 later"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return (
            "554 spam"
            if envelope.rcpt_tos[0].startswith("spam")
            else await super().handle_DATA(server, session, envelope)
        )


@pytest.mark.parametrize(
    ("to", "state", "error"),
    [
        ("nobody@example.org", "failed", "SMTPRecipientsRefused: 550"),
        ("spam@example.org", "failed", "SMTPDataError: 554"),
        ("later@example.org", "queued", "SMTPRecipientsRefused: 450"),
    ],
)
def test_a_mail_that_is_refused_for_good_is_given_up_at_once_and_holds_up_no_other(scopes, to, state, error):
    inbox = Refusing()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    scopes = mailing(scopes, Mail("127.0.0.1", controller.port))
    with scopes.writing() as scope:
        for address in (to, "ann@example.org"):
            queue_mail(scope, address, "email_changed", name="Ann", email="new@example.org")
    try:
        with capture_logs() as logs:
            assert run_due_jobs(scopes) == 1
    finally:
        controller.stop()
    with scopes.reading() as scope:
        job = scope.session.scalars(select(Job).order_by(Job.id)).first()
    assert (job.state, job.tries, job.last_error) == (state, 1, error)
    assert len(inbox.envelopes) == 1
    assert to not in str(logs), "whatever is logged names nobody"

"""`trainer jobs`: workers as processes of their own, one of them killed; what was given up, seen and queued again."""

import asyncio
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from benchmarks.serving import free_port
from tests.support.command import run, running
from tests.support.jobs import all_jobs, by_the_wall, changed
from trainer.cli.jobs import _command
from trainer.db.models.audit import AuditEvent
from trainer.db.models.jobs import Job
from trainer.factory import Program
from trainer.services.mail import queue_mail
from trainer.services.scope import Scopes

SLOW = "slow@example.org"


class SlowInbox:
    """Keeps what arrives, but hangs at the first mail to SLOW."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.hangs = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        if to == SLOW and not self.hangs.is_set():
            self.hangs.set()
            await asyncio.sleep(600)
        self.kept.append(to)
        return "250 kept"


def worker(url: str, data: Path, port: int, figures: int) -> AbstractContextManager[subprocess.Popen[str]]:
    mail = {"TRAINER_SMTP_HOST": "127.0.0.1", "TRAINER_SMTP_PORT": str(port)}
    return running("jobs", "work", "--figures", str(figures), DATABASE_URL=url, TRAINER_DATA=data, **mail)


def mails_sent(port: int) -> int:
    """What a worker tells Prometheus."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        found = re.search(r'^trainer_mails_total{outcome="sent"} (\d+)', answer.read().decode(), re.MULTILINE)
    return int(found[1]) if found else 0


def wait_until(condition: Callable[[], object]) -> None:
    ends_at = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < ends_at, "this took more than two minutes"
        time.sleep(0.02)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_several_processes_one_is_killed_at_work_and_no_mail_is_lost_or_sent_twice(scopes, database_url, tmp_path):
    scopes, inbox = by_the_wall(scopes), SlowInbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    others = [f"{number}@example.org" for number in range(20)]
    figures = free_port(), free_port()
    try:
        with (
            worker(database_url, tmp_path, controller.port, figures[0]) as one,
            worker(database_url, tmp_path, controller.port, figures[1]) as two,
        ):
            queue(scopes, *others[:5], SLOW, *others[5:])
            wait_until(inbox.hangs.is_set)
            (at_work,) = [job for job in all_jobs(scopes, "mail") if SLOW in job.payload]
            killed, left = (one, two) if f":{one.pid}:" in at_work.worker else (two, one)
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            wait_until(lambda: len(inbox.kept) == 20)
            assert sorted(inbox.kept) == sorted(others), "the other one sends the rest"
            let_leases_end(scopes, at_work)
            wait_until(lambda: SLOW in inbox.kept)
            wait_until(lambda: all(job.state == "done" for job in all_jobs(scopes, "mail")))
            assert 0 < mails_sent(figures[1] if left is two else figures[0]) <= 21
            left.send_signal(signal.SIGTERM)
            assert left.wait(60) == 0
            assert "Stopped; nothing was cut off." in left.stdout.read()
    finally:
        controller.stop()
    assert Counter(inbox.kept) == Counter([*others, SLOW])
    jobs = all_jobs(scopes, "mail")
    assert {job.state for job in jobs} == {"done"}
    assert sorted(job.tries for job in jobs) == [1] * 20 + [2]


def queue(scopes: Scopes, *addresses: str) -> None:
    with scopes.writing() as scope:
        for address in addresses:
            queue_mail(scope, address, "email_changed", name="Ann", email="new@example.org")


def let_leases_end(scopes: Scopes, job: Job) -> None:
    """As if the two minutes of the killed worker had passed, where they have not."""
    with changed(scopes, job.id) as held:
        if held.tries == job.tries:
            held.run_at = scopes.clock()


def test_figures_are_shown_where_they_can_be(program):
    assert run("jobs", "work", "--figures", "nowhere").exit_code == 2
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("jobs", "work", "--figures", f"127.0.0.1:{port}")
    assert result.exit_code == 1
    assert f"Figures cannot be shown at 127.0.0.1:{port}" in result.output
    assert _command(25, ("127.0.0.1", 9100), 2)[-2:] == ["--figures", "127.0.0.1:9102"]
    assert "--figures" not in _command(25, None, 2)


def test_one_process_is_enough_for_sqlite(program):
    result = run("jobs", "work", "--processes", "2")
    assert result.exit_code == 1
    assert "one process is enough" in result.output


@pytest.fixture
def given_up(migrated_program: Program) -> list[int]:
    """Two mails and an analysis that were given up; a mail that waits."""
    with migrated_program.scopes.writing() as scope:
        for number in range(3):
            queue_mail(scope, f"{number}@example.org", "email_changed", name="Ann", email="new@example.org")
        scope.session.add(Job(kind="analyses", payload="{}", run_at=scope.now, created_at=scope.now, about="class 7"))
        scope.session.flush()
        jobs = list(scope.session.scalars(select(Job).order_by(Job.id)))
        for job in jobs[1:]:
            job.state, job.tries, job.finished_at, job.last_error = "failed", 30, scope.now, "SMTPDataError: 554"
        return [job.id for job in jobs[1:]]


def test_what_was_given_up_is_listed_without_what_is_in_it(given_up):
    printed = run("jobs", "list", "--failed").output
    assert [int(number) for number in re.findall(r"^ *(\d+)  \w", printed, re.MULTILINE)] == sorted(
        given_up, reverse=True
    )
    assert printed.count("email changed") == 2
    assert "SMTPDataError: 554" in printed
    assert "class 7" in printed
    assert "3 failed; page 1 of 1." in printed
    assert "@example.org" not in printed + run("jobs", "list").output
    assert "1 failed; page 1 of 1." in run("jobs", "list", "--failed", "--kind", "analyses").output


def test_one_or_all_of_a_kind_are_queued_again_and_it_stands_in_the_audit_log(given_up, program):
    assert f"Job {given_up[0]} (mail) is queued again." in run("jobs", "requeue", str(given_up[0])).output
    assert "1 jobs of kind mail are queued again." in run("jobs", "requeue", "--kind", "mail").output
    assert {(job.state, job.tries) for job in all_jobs(program.scopes, "mail")} == {("queued", 0)}
    assert [job.state for job in all_jobs(program.scopes, "analyses")] == ["failed"]
    with program.scopes.reading() as scope:
        events = scope.session.execute(select(AuditEvent.action, AuditEvent.subject).order_by(AuditEvent.id)).all()
    assert events[-2:] == [("job.requeue", f"job {given_up[0]}"), ("job.requeue", "jobs of kind mail")]


def test_what_cannot_be_queued_again_is_said(given_up):
    assert "There is no job 999." in run("jobs", "requeue", "999").output
    run("jobs", "requeue", str(given_up[0]))
    assert "was not given up" in run("jobs", "requeue", str(given_up[0])).output
    assert run("jobs", "requeue").exit_code == 2
    assert run("jobs", "requeue", "1", "--kind", "mail").exit_code == 2

"""`trainer doctor`, as an operator and as a monitor ask it."""

import json
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.exams import publish_exams
from tests.support.inbox import an_inbox
from trainer.factory import Program


@pytest.fixture
def in_order(program: Program, data: Path, monkeypatch: pytest.MonkeyPatch, code_book_of_program: Path) -> Path:
    """A program in which nothing is a problem but what a test makes one."""
    monkeypatch.delenv("TRAINER_ARGON2_PASSES")
    monkeypatch.delenv("TRAINER_ARGON2_MEMORY_KIB")
    assert run("db", "upgrade").exit_code == 0
    publish_exams(program.scopes)
    return data


def test_what_is_in_order_is_told_and_the_command_ends_with_0(in_order: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "ok       database: revision" in result.output
    assert "WARNING  backups: none was made" in result.output
    assert "0 problems" in result.output


def test_a_problem_ends_with_1_and_is_there_for_monitors(in_order: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_BASE_URL", "https://trainer.example")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["counts"]["problem"] == 2
    problems = [finding for finding in told["findings"] if finding["outcome"] == "problem"]
    assert {finding["area"] for finding in problems} == {"addresses"}
    assert all(finding["advice"] for finding in problems)


def test_a_mail_is_sent_only_when_that_is_asked(in_order: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("doctor", "--send-mail", "op@example.org").exit_code == 1, "mail is not configured"
    with an_inbox() as inbox:
        monkeypatch.setenv("TRAINER_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("TRAINER_SMTP_PORT", str(inbox.port))
        assert run("doctor").exit_code == 0
        assert inbox.envelopes == []
        assert "a mail was handed over" in run("doctor", "--send-mail", "op@example.org").output
        assert [each.rcpt_tos for each in inbox.envelopes] == [["op@example.org"]]


def test_it_changes_nothing(data: Path) -> None:
    assert run("doctor").exit_code == 1, "there is nothing yet"
    assert not data.exists()

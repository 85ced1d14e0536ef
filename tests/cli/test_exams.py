"""`trainer exams`: the sweep, extra time, more time in one exam; what is refused says why and changes nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.cases import start as start_case
from tests.support.command import run
from tests.support.exams import SHORT, publish_exams
from tests.support.library import publish
from tests.support.people import Learner, sign_up
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.exams import AccommodationRow, TimeExtension
from trainer.domain.attempts.attempt import AttemptKind
from trainer.factory import Program
from trainer.services import grading

EMAIL = "cleo@example.org"
EXTRA = ("exams", "extra-time", EMAIL)
EXTEND = ("exams", "extend", EMAIL)
NOTHING = "0 closed because their time was up, 0 graded.\n"


@pytest.fixture
def cleo(migrated_program: Program) -> Learner:
    publish_exams(migrated_program.scopes)
    return sign_up(migrated_program.scopes, EMAIL, "Cleo")


def expire(learner: Learner, number: int) -> None:
    """As if the exam had been started long ago."""
    with learner.writing() as scope:
        row = scope.session.get_one(AttemptRow, (learner.id, number))
        row.deadline_at = row.started_at - timedelta(hours=1)


def given(learner: Learner) -> list[tuple[int, str]]:
    """(seconds, reason) of all time that was ever given."""
    with learner.reading() as scope:
        found = [*scope.session.scalars(select(AccommodationRow)), *scope.session.scalars(select(TimeExtension))]
        return [(row.seconds, row.reason) for row in found]


def refused(*arguments: str, code: int = 1) -> str:
    """What the command says when it is refused."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_the_sweep_closes_and_grades_and_the_second_time_finds_nothing(cleo):
    number = cleo.start_exam(SHORT)
    cleo.answer_exam(number, "++")
    assert run("exams", "sweep").output == NOTHING
    expire(cleo, number)
    assert run("exams", "sweep").output == "1 closed because their time was up, 1 graded.\n"
    assert run("exams", "sweep").output == NOTHING
    assert cleo.exam_list().earlier[0].correct == 2


def test_the_sweep_grades_what_a_crash_left_closed(cleo):
    number = cleo.start_exam(SHORT)
    with cleo.writing() as scope:
        grading.submit_attempt(scope, number, AttemptKind.EXAM)
    assert run("exams", "sweep").output == "0 closed because their time was up, 1 graded.\n"


def test_the_sweep_says_what_waits_for_a_code_book(migrated_program, program):
    publish(program.scopes)
    ann = sign_up(program.scopes)
    number = start_case(ann)
    with ann.writing() as scope:
        grading.submit_attempt(scope, number, AttemptKind.CASE)
    told = run("exams", "sweep").output
    assert told == f"{NOTHING}Coding cases that wait for a code book: 1. Build it: trainer codes build\n"


def test_the_sweep_of_a_new_database_finds_nothing(data):
    assert run("exams", "sweep").output == NOTHING


def test_extra_time_is_granted_listed_and_ended(cleo):
    assert run(*EXTRA, "--list").output == f"{EMAIL} has no extra time.\n"
    both = run(*EXTRA, "--percent", "50", "--minutes", "15", "--reason", "A note\nfrom the office")
    assert both.output == f"Extra time 1: {EMAIL} has 50 % and 15 minutes more in every exam that starts from now on.\n"
    more = run("exams", "extra-time", "CLEO@example.org ", "--minutes", "5", "--reason", "noise")
    assert "Extra time 2:" in more.output
    assert cleo.exam(cleo.start_exam(SHORT)).extra_seconds == 38 * 30 + 20 * 60
    first, second = run(*EXTRA, "--list").output.splitlines()
    assert first.startswith("1  50 % and 15 minutes, since 20")
    assert first.endswith(": A note from the office")
    assert second.startswith("2  5 minutes, since 20")
    for _ in range(2):
        assert "Extra time 1 of" in run(*EXTRA, "--end", "1").output
    assert run(*EXTRA, "--list").output == f"{second}\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--percent", "50"), "Say why"),
        (("--percent", "50", "--reason", " "), "Say why"),
        (("--reason", "noise"), "not nothing"),
        (("--percent", "301", "--reason", "noise"), "at most 300 %"),
        (("--percent", "10", "--minutes", "-5", "--reason", "noise"), "at most 300 %"),
        (("--minutes", "9" * 30, "--reason", "noise"), "1440 minutes"),
        (("--end", "7"), f"{EMAIL} was never given an extra time with the number 7."),
    ],
)
def test_extra_time_that_makes_no_sense_is_refused_with_a_reason(cleo, options, message):
    assert message in refused(*EXTRA, *options)
    assert given(cleo) == []


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--list", "--end", "1"),
        ("--list", "--percent", "50", "--reason", "noise"),
        ("--end", "1", "--minutes", "5", "--reason", "noise"),
        ("--end", "0"),
        ("--end", "9" * 30),
        ("--percent", "half"),
    ],
)
def test_extra_time_does_one_thing_at_a_time(cleo, options):
    assert "Usage:" in refused(*EXTRA, *options, code=2)
    assert given(cleo) == []


def test_one_exam_is_made_longer(cleo):
    number = cleo.start_exam(SHORT)
    ends_at = cleo.exam(number).deadline_at
    result = run(*EXTEND, str(number), "--minutes", "10", "--reason", "a fire drill")
    assert result.output == f"Exam 1 of {EMAIL} has 10 minutes more.\n"
    assert cleo.exam(number).deadline_at == ends_at + timedelta(minutes=10)
    assert given(cleo) == [(600, "a fire drill")]


def test_an_exam_that_there_is_not_is_not_made_longer(cleo):
    practice = cleo.start()
    for number in (practice, 9, 2**31 - 1):
        message = refused(*EXTEND, str(number), "--minutes", "10", "--reason", "noise")
        assert f"{EMAIL} has no exam {number}." in message
    assert "Usage:" in refused(*EXTEND, "0", "--minutes", "10", "--reason", "noise", code=2)
    assert given(cleo) == []


@pytest.mark.parametrize("is_handed_in", [True, False])
def test_an_exam_that_is_over_is_not_made_longer(cleo, is_handed_in):
    number = cleo.start_exam(SHORT)
    if is_handed_in:
        cleo.hand_in(number)
    else:
        expire(cleo, number)
    message = refused(*EXTEND, str(number), "--minutes", "10", "--reason", "noise")
    assert f"Exam 1 of {EMAIL} is over. Time cannot be added any more." in message
    assert given(cleo) == []


@pytest.mark.parametrize(("minutes", "reason"), [("0", "noise"), ("-1", "noise"), ("1441", "noise"), ("10", " ")])
def test_no_time_too_much_of_it_or_no_reason_makes_no_exam_longer(cleo, minutes, reason):
    number = cleo.start_exam(SHORT)
    refused(*EXTEND, str(number), "--minutes", minutes, "--reason", reason)
    assert given(cleo) == []


@pytest.mark.parametrize(
    "command",
    [
        ("extra-time", "nobody@example.org", "--list"),
        ("extra-time", "nobody@example.org", "--end", "1"),
        ("extra-time", "nobody@example.org", "--percent", "50", "--reason", "noise"),
        ("extend", "nobody@example.org", "1", "--minutes", "10", "--reason", "noise"),
    ],
)
def test_an_address_without_an_account_is_named(cleo, command):
    assert "There is no account with the address nobody@example.org." in refused("exams", *command)
    assert given(cleo) == []


def test_answers_that_came_late_are_listed(cleo):
    number = cleo.start_exam(SHORT)
    paper = cleo.paper(number)
    assert "No answer came late." in run("exams", "late", EMAIL, str(number)).output
    expire(cleo, number)
    position = next(each.position for each in paper.questions if each.response.kind == "single")
    cleo.save_in_exam(number, position, {"choice": ["C"]})
    cleo.save_in_exam(number, position, {"choice": []}, sequence=99)
    shown = run("exams", "late", EMAIL, str(number)).output
    assert re.search(rf"Question {position}: C, .* UTC, \d+ seconds late", shown)
    assert "cleared" not in shown, "nothing had been stored, so nothing was cleared"
    assert f"{EMAIL} has no exam with the number 9." in refused("exams", "late", EMAIL, "9")

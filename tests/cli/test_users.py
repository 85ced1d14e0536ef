"""`trainer users`: what an operator changes of people at the command line."""

import json

import pytest

from tests.support.command import run
from tests.support.people import sign_up
from trainer.db.models.people import User
from trainer.db.models.sign_in import SecondStep
from trainer.factory import Program
from trainer.services import people_admin

ANN = "ann@example.org"


@pytest.fixture
def ann(migrated_program: Program) -> int:
    return sign_up(migrated_program.scopes).id


def user(program: Program, user_id: int) -> User:
    with program.scopes.reading() as scope:
        return scope.session.get_one(User, user_id)


def test_teaching_is_granted_and_revoked(ann, program):
    result = run("users", "grant-teach", ANN, "--reason", "New teacher.")
    assert (result.exit_code, result.output) == (0, "ann@example.org may teach.\n")
    assert user(program, ann).may_teach
    assert "Nothing was changed" in run("users", "grant-teach", ANN).output
    assert run("users", "revoke-teach", ANN).exit_code == 0
    assert not user(program, ann).may_teach


def test_an_account_is_disabled_and_enabled(ann, program):
    assert "trainer users enable ann@example.org" in run("users", "disable", ANN).output
    assert user(program, ann).disabled_at is not None
    assert run("users", "disable", ANN).exit_code == 1
    assert run("users", "enable", ANN).exit_code == 0
    assert user(program, ann).disabled_at is None


def test_data_are_deleted_after_a_question_and_an_export(ann, program, tmp_path):
    target = tmp_path / "ann.json"
    refused = run("users", "delete", ANN, given="n\n")
    assert refused.exit_code == 1
    assert "Deleted: 1 mailed links" in refused.output
    assert user(program, ann).email == ANN
    result = run("users", "delete", ANN, "--export", target, "--yes")
    assert result.exit_code == 0, result.output
    assert json.loads(target.read_text())["profile"][0]["email"] == ANN
    assert user(program, ann).email is None
    assert "There is no account with the address" in run("users", "delete", ANN, "--yes").output


def test_nothing_is_deleted_when_the_export_cannot_be_written(ann, program, tmp_path):
    target = tmp_path / "ann.json"
    target.write_text("something that is there already")
    result = run("users", "delete", ANN, "--export", target, "--yes")
    assert result.exit_code == 1
    assert "Nothing was deleted" in result.output
    assert user(program, ann).email == ANN


def test_a_lost_second_step_is_taken_away(ann, program):
    assert "has no second step" in run("users", "reset-second-step", ANN).output
    with program.scopes.writing() as scope:
        scope.session.add(SecondStep(user_id=ann, salt="s", created_at=scope.now, confirmed_at=scope.now))
    result = run("users", "reset-second-step", ANN, "--reason", "Her phone drowned.")
    assert (result.exit_code, "password alone" in result.output) == (0, True)
    with program.scopes.reading() as scope:
        assert scope.session.get(SecondStep, ann) is None


def test_the_cost_of_a_password_is_measured_and_settings_are_suggested(program):
    result = run("users", "hash-cost", "--milliseconds", "1")
    assert result.exit_code == 0
    assert "TRAINER_ARGON2_MEMORY_KIB=19456" in result.output, "nothing is fast enough: the least that is safe"
    assert "TRAINER_ARGON2_PASSES=2" in result.output


@pytest.mark.parametrize("command", ["grant-teach", "revoke-teach", "disable", "enable", "delete", "reset-second-step"])
def test_an_address_that_nobody_has_is_named(program, command):
    result = run("users", command, "nobody@example.org")
    assert result.exit_code == 1
    assert "There is no account with the address nobody@example.org." in result.output


def test_an_administrator_is_not_deleted_before_the_role_is_taken(ann, program):
    with program.scopes.writing() as scope:
        people_admin.set_roles(scope, ann, is_administrator=True, may_teach=False, reason="For the test.")
    result = run("users", "delete", ANN, "--yes")
    assert result.exit_code == 1
    assert "role of an administrator" in result.output

"""`trainer calibrate`: what is printed, for people and for programs."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.support.classroom import RIGHT, a_divided_class, answer, publish_questions, pupils, questions
from tests.support.command import run
from tests.support.people import sign_up
from tests.support.regrades import publish_ten
from trainer.cli.calibrate import _show
from trainer.db.models.calibration import CalibrationRun
from trainer.domain.calibration.reliability import FormReliability
from trainer.factory import Program
from trainer.services.calibration import CalibrationReport
from trainer.services.scope import Scopes


@pytest.fixture
def scopes(migrated_program: Program) -> Scopes:
    return migrated_program.scopes


def count(scopes: Scopes) -> int:
    with scopes.reading() as scope:
        return len(scope.session.scalars(select(CalibrationRun.id)).all())


def test_without_answers_it_says_so_and_keeps_nothing(data, scopes):
    assert run("calibrate").output == (
        "CPC: nobody has answered anything yet. Nothing was calibrated.\n"
        "CPB: nobody has answered anything yet. Nothing was calibrated.\n"
    )
    assert run("calibrate", "--flags", "--track", "cpb").output == (
        "CPB was never calibrated. Do it: trainer calibrate --track cpb\n"
    )
    assert json.loads(run("calibrate", "--track", "cpc", "--json").output) == {"track": "cpc", "run_id": None}
    assert run("calibrate", "--flags", "--json").output == ""
    assert count(scopes) == 0


def test_a_few_answers_leave_the_authors_difficulties(scopes):
    publish_ten(scopes)
    for learner, option in zip(pupils(scopes, 2), ("B", "A"), strict=True):
        number = learner.start_exam("full")
        learner.save_in_exam(number, 1, {"choice": [option]})
        learner.hand_in(number)
    answer(sign_up(scopes), {"anatomy-1": RIGHT})
    shown = run("calibrate", "--track", "cpc").output.splitlines()
    assert shown[0] == "CPC, run 1: 3 first answers of 3 learners"
    assert shown[1].endswith("of 10 items answered, 0 flagged.")
    assert shown[2:] == [
        "  Under 30 learners difficulties stay as the authors set them.",
        "  Mock full: 2 learners; 30 are needed to tell its reliability.",
    ]
    listed = run("calibrate", "--flags", "--track", "cpc").output
    assert listed.startswith("CPC, run 1 of 20")
    assert listed.endswith(" UTC, 3 learners: 0 of 10 items flagged\n")
    assert count(scopes) == 1, "a list makes no run"


def test_flagged_items_are_listed_with_what_speaks_against_them(scopes):
    a_divided_class(scopes)
    shown = run("calibrate", "--track", "cpc").output
    assert "11 of 11 items answered, 1 flagged." in shown
    assert "Which and why: trainer calibrate --flags --track cpc" in shown
    listed = run("calibrate", "--flags").output
    first, _, slug, facts, *words = listed.splitlines()
    assert first.endswith("60 learners: 1 of 11 items flagged")
    assert slug == "q-0"
    assert facts.startswith("  anatomy, 60 first answers, 50% right, point-biserial -0.33, median 0 s")
    assert words == [
        "  - better learners get it wrong",
        "  - a wrong option beats the right one",
        "CPB was never calibrated. Do it: trainer calibrate --track cpb",
    ]
    assert all(len(line) <= 80 for line in (shown + listed).splitlines())
    row = json.loads(run("calibrate", "--flags", "--json").output)
    assert (row["track"], row["slug"], row["n"]) == ("cpc", "q-0", 60)
    assert row["flags"] == ["negative_discrimination", "distractor_beats_key"]
    report = json.loads(run("calibrate", "--track", "cpc", "--json").output)
    assert (report["run_id"], report["learners"], report["answers"], report["flagged"]) == (2, 60, 660, 1)


def test_an_item_that_nobody_gets_wrong_is_told_without_figures_that_there_are_not(scopes):
    publish_questions(scopes, questions(1))
    for learner in pupils(scopes, 50):
        answer(learner, {"q-0": RIGHT})
    run("calibrate")
    listed = run("calibrate", "--flags", "--track", "cpc").output
    assert "\n  anatomy, 50 first answers, 100% right, median 0 s\n  - nearly everybody gets it right\n" in listed


AT = datetime(2026, 3, 2, tzinfo=UTC)
REPORT = CalibrationReport(
    3, "cpb", AT, 1, 1, items=1, answered=1, flagged=0, ability_sd=1, is_fitted=True, has_settled=False, forms=()
)


def test_reliabilities_are_told_from_thirty_learners_on_and_bounds_are_named(capsys):
    drawn = FormReliability(
        "full", is_fixed=False, learners=30, questions=135, mean=100.04, sd=12, reliability=0.851, sem=4.96
    )
    sealed = replace(drawn, form="sealed", is_fixed=True, learners=1200, mean=99.96, reliability=0.9, sem=3.9)
    _show(replace(REPORT, forms=(drawn, sealed)))
    shown = capsys.readouterr().out
    assert " ".join(shown.split()) == (
        "CPB, run 3: 1 first answer of 1 learner 1 of 1 item answered, 0 flagged. "
        "The difficulties had not settled when the estimation stopped: take them with care. "
        "Mock full: 30 learners, 100.0 of 135 right on average, "
        "reliability at least 0.85, standard error of measurement at most 5.0 questions. "
        "Mock sealed: 1,200 learners, 100.0 of 135 right on average, "
        "reliability 0.90, standard error of measurement 3.9 questions."
    )
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_another_track_is_refused(data):
    result = run("calibrate", "--track", "cobol")
    assert result.exit_code == 2
    assert "'cobol' is not one of 'cpc', 'cpb'" in result.output

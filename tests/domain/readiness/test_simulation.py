"""The simulated learners of the benchmark: independent of the model they test, and as the issue describes them."""

import subprocess
import sys

import numpy as np
import pytest

from benchmarks.simulated_learners import Bank, Learners, read_blueprint, simulate


@pytest.fixture(scope="module")
def simulated() -> tuple[Bank, Learners]:
    return next(simulate(3, 200, read_blueprint()))


def test_the_simulator_imports_nothing_of_the_model() -> None:
    script = "import sys, benchmarks.simulated_learners; print([name for name in sys.modules if 'readiness' in name])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_same_seed_gives_the_same_learners_and_another_one_others(simulated: tuple[Bank, Learners]) -> None:
    again, other = (next(simulate(seed, 200, read_blueprint()))[1] for seed in (3, 4))
    assert (again.is_right == simulated[1].is_right).all()
    assert (again.score == simulated[1].score).all()
    assert (other.score != simulated[1].score).any()


def test_nobody_sees_an_item_twice_and_all_answer_between_60_and_600(simulated: tuple[Bank, Learners]) -> None:
    _, learners = simulated
    assert learners.answers.min() >= 60
    assert learners.answers.max() <= 600
    for items, count in zip(learners.item, learners.answers, strict=True):
        assert len(set(items[:count])) == count


def test_the_mock_has_the_questions_of_the_blueprint(simulated: tuple[Bank, Learners]) -> None:
    bank, learners = simulated
    assert bank.blueprint.questions.sum() == 100
    assert (learners.score >= 0).all()
    assert (learners.score <= 100).all()
    assert len(np.unique(learners.score)) > 30


def test_answers_come_in_order_and_none_after_the_mock(simulated: tuple[Bank, Learners]) -> None:
    _, learners = simulated
    for ages, count in zip(learners.age_days, learners.answers, strict=True):
        assert (np.diff(ages[:count]) <= 0).all()
        assert ages[:count].min() >= 0


def test_every_batch_has_a_bank_of_its_own() -> None:
    batches = list(simulate(3, 101, read_blueprint()))
    assert [len(learners.answers) for _, learners in batches] == [100, 1]
    assert (batches[0][0].difficulty != batches[1][0].difficulty).any()

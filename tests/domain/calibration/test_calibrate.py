"""Whole calibrations of simulated banks: what is found is what was put in."""

from collections.abc import Sequence

import numpy as np
import pytest
from pydantic import TypeAdapter

from trainer.domain.calibration.answers import AuthoredItem, FirstAnswer
from trainer.domain.calibration.calibrate import Calibration, calibrate, difficulties
from trainer.domain.calibration.difficulty import AUTHOR_SD, Difficulty, author_difficulty
from trainer.domain.calibration.flags import Flag

PACE = 144
ITEMS = [AuthoredItem(item, 3, ("A", "B", "C"), frozenset("A")) for item in range(40)]


def simulated(true: Sequence[float], seed: int, learners: int = 800, mean: float = 0.0) -> list[FirstAnswer]:
    """First answers of learners who met half of the items each; wrong ones split evenly."""
    dice = np.random.default_rng(seed)
    answers = []
    for learner, ability in enumerate(dice.normal(mean, 1, learners)):
        for item in np.nonzero(dice.random(len(true)) < 0.5)[0].tolist():
            is_right = bool(dice.random() < 1 / (1 + np.exp(true[item] - ability)))
            option = "A" if is_right else "BC"[int(dice.integers(2))]
            answers.append(FirstAnswer(learner, item, is_right, (option,), int(dice.integers(40, 200))))
    return answers


TRUE = np.linspace(-2.2, 0.8, 40).tolist()


def test_a_sound_bank_is_measured_and_hardly_flagged() -> None:
    found = calibrate(simulated(TRUE, 1), ITEMS, {}, PACE)
    measured = np.array([each.difficulty for each in found.items])
    assert [each.item for each in found.items] == list(range(40))
    assert np.corrcoef(measured, TRUE)[0, 1] > 0.98
    assert np.mean(np.abs(measured - TRUE)) < 0.15
    assert (found.learners, found.has_settled) == (800, True)
    assert found.answers == sum(each.n for each in found.items) == len(simulated(TRUE, 1))
    assert found.ability_sd == pytest.approx(1, abs=0.12)
    assert all(each.point_biserial is not None and each.point_biserial > 0.2 for each in found.items)
    serious = [flag for each in found.items for flag in each.flags if flag not in {Flag.TOO_EASY, Flag.TOO_HARD}]
    assert serious == []


def test_a_wrong_key_is_flagged() -> None:
    """Item 5 is keyed A while those who know choose B."""
    answers = [
        FirstAnswer(each.learner, 5, not each.is_right, ("B",) if each.is_right else ("A",), each.seconds)
        if each.item == 5
        else each
        for each in simulated(TRUE, 2)
    ]
    found = calibrate(answers, ITEMS, {}, PACE).items
    assert found[5].flags[:2] == (Flag.NEGATIVE_DISCRIMINATION, Flag.DISTRACTOR_BEATS_KEY)
    assert [each.item for each in found if Flag.NEGATIVE_DISCRIMINATION in each.flags] == [5]


def test_an_item_that_became_easier_is_flagged_even_though_all_learners_became_better() -> None:
    before = difficulties(simulated(TRUE, 3), ITEMS)
    leaked = [*TRUE[:20], TRUE[20] - 1.5, *TRUE[21:]]
    found = calibrate(simulated(leaked, 4, mean=0.6), ITEMS, before, PACE).items
    flagged = [each.item for each in found if Flag.DRIFT in each.flags]
    assert 20 in flagged
    assert len(flagged) <= 2  # one in ten times chance adds another: 40 items at 0.0027
    drift = found[20].drift
    assert drift is not None
    assert drift.before == before[20].logits
    assert drift.difference == pytest.approx(-1.5, abs=0.45)


def test_without_answers_the_author_is_believed() -> None:
    levels = [AuthoredItem("wounds", 1), AuthoredItem(2, 5)]
    found = calibrate([], levels, {99: Difficulty(0.0, 0.1)}, PACE)
    assert (found.learners, found.answers) == (0, 0)
    for each, authored in zip(found.items, levels, strict=True):
        assert (each.n, each.facility, each.drift, each.flags) == (0, None, None, ())
        assert each.difficulty == author_difficulty(authored.level)
        assert each.standard_error == pytest.approx(AUTHOR_SD)


def test_under_thirty_learners_the_author_is_believed_and_the_statistics_are_given() -> None:
    """Three learners who know nothing: how far learners differ, which difficulties depend on, cannot be told."""
    answers = [FirstAnswer(learner, item, is_right=False) for learner in range(3) for item in range(40)]
    found = calibrate(answers, ITEMS, {}, PACE)
    assert {each.difficulty for each in found.items} == {author_difficulty(3)}
    assert (found.items[0].n, found.items[0].facility) == (3, 0)
    assert (found.ability_sd, found.has_settled) == (1, True)


def test_few_answers_to_an_item_move_its_authors_difficulty_only_a_little() -> None:
    """A fortieth of what others got: about as much information as the author's level."""
    answers = [each for each in simulated(TRUE, 6) if each.item != 0 or each.learner % 100 == 0]
    wrong = [FirstAnswer(each.learner, 0, is_right=False) if each.item == 0 else each for each in answers]
    found = difficulties(wrong, ITEMS)[0]
    assert author_difficulty(3) + 0.3 < found.logits < author_difficulty(3) + 2
    assert 0.4 < found.standard_error < AUTHOR_SD


def test_a_bank_without_items_is_calibrated_too() -> None:
    assert calibrate([], [], {}, PACE).items == ()


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        calibrate([], [AuthoredItem(1, 9)], {}, PACE)


def test_a_calibration_survives_being_stored_as_json() -> None:
    before = difficulties(simulated(TRUE, 3, learners=60), ITEMS)
    families = [*ITEMS[:-1], AuthoredItem("39", 3)]
    found = calibrate(simulated(TRUE, 5, learners=60), families, before, PACE)
    adapter = TypeAdapter(Calibration)
    assert adapter.validate_json(adapter.dump_json(found)) == found

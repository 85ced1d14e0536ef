"""Item statistics against published values, hand-computed ones, and the definitions written out in loops."""

import random
import time
from collections.abc import Sequence
from math import sqrt
from statistics import fmean, median, stdev

import numpy as np
import pytest

from tests.domain.calibration.test_rasch import LSAT_6
from trainer.domain.calibration.answers import AuthoredItem, FirstAnswer
from trainer.domain.calibration.statistics import (
    CORRELATED_ANSWERS,
    REST_ANSWERS,
    item_statistics,
    share_standard_error,
)

A_TO_D = ("A", "B", "C", "D")


def an_item(item: int) -> AuthoredItem:
    return AuthoredItem(item, 3, A_TO_D, frozenset("A"))


def sparse_answers(seed: int, learners: int = 200, items: int = 40, share: float = 0.5) -> list[FirstAnswer]:
    """Answers by learners of differing ability; the key is A, and of the others B draws most."""
    dice = random.Random(seed)
    answers = []
    for learner in range(learners):
        ability = dice.gauss(0, 1)
        for item in range(items):
            if dice.random() < share:
                is_right = dice.random() < 1 / (1 + np.exp((item % 5 - 3) / 2 - ability))
                option = "A" if is_right else dice.choice("BBCD")
                seconds = dice.choice([None, dice.randint(20, 300)])
                answers.append(FirstAnswer(learner, item, bool(is_right), (option,), seconds))
    return answers


def rest_scores(answers: Sequence[FirstAnswer], item: int) -> dict[int, float]:
    """By definition: of each learner who answered the item, over their other answers, right less usual."""
    of_item: dict[int | str, list[bool]] = {}
    for answer in answers:
        of_item.setdefault(answer.item, []).append(answer.is_right)
    usual = {each: fmean(verdicts) for each, verdicts in of_item.items()}
    found = {}
    for learner in {answer.learner for answer in answers if answer.item == item}:
        others = [each for each in answers if each.learner == learner and each.item != item]
        if len(others) >= REST_ANSWERS:
            found[learner] = fmean(each.is_right - usual[each.item] for each in others)
    return found


def test_point_biserials_of_the_lsat_data_are_the_published_ones() -> None:
    """`descript(LSAT)` of the R package ltm, correlation with the total score, item excluded."""
    rows = [pattern for pattern, count in LSAT_6.items() for _ in range(count)]
    answers = [FirstAnswer(learner, item, row[item] == "1") for learner, row in enumerate(rows) for item in range(5)]
    found = item_statistics(answers, [AuthoredItem(item, 3) for item in range(5)], rest_answers=4)
    assert [each.point_biserial for each in found] == pytest.approx([0.113, 0.153, 0.173, 0.144, 0.122], abs=0.0006)
    assert [each.facility for each in found] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])


def test_the_statistics_are_what_their_definitions_say() -> None:
    answers = sparse_answers(1)
    found = item_statistics(answers, [an_item(item) for item in range(40)])
    for item in (0, 17, 39):
        own = [answer for answer in answers if answer.item == item]
        rest = rest_scores(answers, item)
        held = [(answer, rest[answer.learner]) for answer in own if answer.learner in rest]
        scores = [score for _, score in held]
        this = found[item]
        assert (this.item, this.n, this.rest_n) == (item, len(own), len(held))
        assert this.facility == pytest.approx(fmean(answer.is_right for answer in own))
        assert this.point_biserial == pytest.approx(np.corrcoef([a.is_right for a, _ in held], scores)[0, 1])
        times = [answer.seconds for answer in own if answer.seconds is not None]
        assert (this.timed_n, this.median_seconds) == (len(times), median(times))
        for option in this.options:
            choosers = [score for answer, score in held if answer.chosen == (option.option,)]
            assert option.n == sum(answer.chosen == (option.option,) for answer in own)
            assert option.share == pytest.approx(option.n / len(own))
            assert option.mean_rest == pytest.approx(fmean(choosers))
            assert option.rest_standard_error == pytest.approx(stdev(choosers) / sqrt(len(choosers)))
            chose = [answer.chosen == (option.option,) for answer, _ in held]
            assert option.point_biserial == pytest.approx(np.corrcoef(chose, scores)[0, 1])
        assert [option.option for option in this.options if option.is_right] == ["A"]


def test_meeting_harder_items_does_not_lower_a_rest_score() -> None:
    """Equal learners: half meet an item among easy ones and get it right, half among hard ones and get it wrong."""
    answers = []
    for learner in range(80):
        is_among_easy = learner < 40
        others = range(1, 21) if is_among_easy else range(21, 41)
        every = 2 if is_among_easy else 10  # half of the easy items are right, a tenth of the hard ones
        answers += [FirstAnswer(learner, item, (learner + item) % every == 0) for item in others]
        answers.append(FirstAnswer(learner, 0, is_among_easy))
    found = item_statistics(answers, [AuthoredItem(item, 3) for item in range(41)])
    assert found[0].rest_n == 80
    assert found[0].point_biserial is None or abs(found[0].point_biserial) < 0.05


def test_an_item_without_answers_has_statistics_that_say_so() -> None:
    found = item_statistics([], [an_item(1)])[0]
    assert (found.n, found.facility, found.facility_standard_error, found.point_biserial) == (0, None, None, None)
    assert (found.timed_n, found.median_seconds) == (0, None)
    assert [(option.n, option.share, option.mean_rest) for option in found.options] == [(0, 0, None)] * 4


def test_no_items_have_no_statistics() -> None:
    assert item_statistics(sparse_answers(2, learners=3), []) == ()


def a_class(count: int, others: int, *, is_alike: bool = False) -> list[FirstAnswer]:
    """Of so many learners every second got item 0 right, and the more of the others the later they come."""
    answers = []
    for learner in range(count):
        answers.append(FirstAnswer(learner, 0, learner % 2 == 0, ("A" if learner % 2 == 0 else "B",)))
        answers += [
            FirstAnswer(learner, item, is_alike or learner * others > count * item) for item in range(1, others + 1)
        ]
    return answers


@pytest.mark.parametrize(
    ("answers", "is_given"),
    [
        (a_class(CORRELATED_ANSWERS, REST_ANSWERS), True),
        (a_class(CORRELATED_ANSWERS - 1, REST_ANSWERS), False),
        (a_class(CORRELATED_ANSWERS, REST_ANSWERS - 1), False),
        (a_class(CORRELATED_ANSWERS, REST_ANSWERS, is_alike=True), False),
    ],
)
def test_a_point_biserial_needs_answers_and_learners_who_differ(answers: list[FirstAnswer], is_given: bool) -> None:
    found = item_statistics(answers, [an_item(item) for item in range(REST_ANSWERS + 1)])
    assert (found[0].point_biserial is not None) is is_given
    assert (found[0].options[0].point_biserial is not None) is is_given


def test_an_item_that_everybody_got_right_has_none() -> None:
    answers = a_class(40, 12)
    right = [FirstAnswer(each.learner, 0, is_right=True, chosen=("A",)) if each.item == 0 else each for each in answers]
    found = item_statistics(right, [an_item(item) for item in range(13)])[0]
    assert (found.facility, found.point_biserial) == (1, None)
    assert found.options[0].mean_rest == pytest.approx(0)
    assert found.options[1].mean_rest is None


def test_the_mean_of_a_single_chooser_has_no_standard_error() -> None:
    answers = a_class(40, 12)
    answers[0] = FirstAnswer(0, 0, is_right=False, chosen=("C",))
    found = item_statistics(answers, [an_item(item) for item in range(13)])[0].options[2]
    assert (found.n, found.rest_standard_error) == (1, None)
    assert found.mean_rest is not None


def test_several_chosen_options_count_each_and_unknown_ones_not_at_all() -> None:
    answers = [
        FirstAnswer(1, 0, is_right=True, chosen=("A", "C")),
        FirstAnswer(2, 0, is_right=False, chosen=("C", "Z")),
        FirstAnswer(3, 0, is_right=False),
    ]
    found = item_statistics(answers, [AuthoredItem(0, 3, ("A", "B", "C"), frozenset("AC"))])[0]
    assert [(option.option, option.n, option.is_right) for option in found.options] == [
        ("A", 1, True),
        ("B", 0, False),
        ("C", 2, True),
    ]
    assert [option.share for option in found.options] == pytest.approx([1 / 3, 0, 2 / 3])


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(6, 6, 0.126491), (0, 6, 0.126491), (48, 96, 0.05)]
)  # √(0.8 × 0.2 / 10), the same, √(0.5 × 0.5 / 100)
def test_the_standard_error_of_a_share_is_never_0(part: int, whole: int, expected: float) -> None:
    assert share_standard_error(part, whole) == pytest.approx(expected, abs=1e-6)


def test_two_thousand_learners_by_four_hundred_items_take_seconds() -> None:
    """A tenth of the table is filled: what grows faster than the answers would show."""
    dice = np.random.default_rng(1)
    seen, right = dice.random((2000, 400)) < 0.1, dice.random((2000, 400)) < 0.7
    pairs = zip(*(each.tolist() for each in np.nonzero(seen)), strict=True)
    answers = [
        FirstAnswer(who, item, bool(right[who, item]), ("A" if right[who, item] else "B",), 90) for who, item in pairs
    ]
    items = [an_item(item) for item in range(400)]
    start = time.process_time()
    item_statistics(answers, items)
    assert time.process_time() - start < 3

"""The item analysis of a class from columns, against the same from answers one by one, and by hand."""

from dataclasses import asdict
from math import isnan, nan

import numpy as np
import pytest

from trainer.domain.calibration.analysis import AbilityGroup, AnalysedItem, Dealt, analyse, reliability_of
from trainer.domain.calibration.answers import AuthoredItem, FirstAnswer
from trainer.domain.calibration.flags import Flag
from trainer.domain.calibration.statistics import ItemStatistics, item_statistics

CHOICES = (("A",), ("B",), ("C",), ("A", "C"), (), ("X",))
PACE = 144.0


def a_dealt(rows: list[tuple[int, int, bool, int, float]]) -> Dealt:
    """Rows of person, place, whether right, choice, seconds."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(5)]
    persons, places, is_right, choice, seconds = columns
    return Dealt(
        np.array(persons, dtype=np.int64),
        np.array(places, dtype=np.int64),
        np.array(is_right, dtype=np.bool_),
        np.array(choice, dtype=np.int64),
        np.array(seconds, dtype=np.float64),
        CHOICES,
    )


def items(count: int) -> list[AuthoredItem]:
    """B is right in each; the last has no options."""
    options = [AuthoredItem(100 + place, 2, ("A", "B", "C"), frozenset("B")) for place in range(count - 1)]
    return [*options, AuthoredItem(100 + count - 1, 2)]


def a_class(learners: int = 60, count: int = 13) -> list[tuple[int, int, bool, int, float]]:
    """Seeded; the second half is more able."""
    rng = np.random.default_rng(9)
    rows = []
    for person in range(learners):
        for place in range(count):
            is_right = bool(rng.random() < (0.35 if person < learners / 2 else 0.75))
            choice = 4 if place == count - 1 else 1 if is_right else int(rng.choice([0, 2, 3, 5, -1]))
            seconds = nan if rng.random() < 0.2 else float(rng.integers(10, 90))
            rows.append((person, place, is_right, choice, seconds))
    return rows


def rounded(found: AnalysedItem | ItemStatistics, *without: str) -> dict[str, object]:
    """Its fields but for these; sums in another order differ in the last places."""
    values = asdict(found)
    values["options"] = [
        {name: round(value, 9) if isinstance(value, float) else value for name, value in option.items()}
        for option in values["options"]
    ]
    return {
        name: round(value, 9) if isinstance(value, float) else value
        for name, value in values.items()
        if name not in without
    }


def test_it_is_what_the_answers_one_by_one_give():
    rows, authored = a_class(), items(13)
    answers = [
        FirstAnswer(person, 100 + place, is_right, CHOICES[choice], None if isnan(seconds) else int(seconds))
        for person, place, is_right, choice, seconds in rows
        if choice >= 0
    ]
    expected = item_statistics(answers, authored)
    found = analyse(a_dealt(rows), authored, PACE)
    assert [rounded(each, "item_version_id", "flags", "groups") for each in found] == [
        rounded(each, "item") for each in expected
    ]
    assert [each.item_version_id for each in found] == [each.item for each in expected]
    assert found[0].point_biserial is not None


def test_of_two_answers_by_one_learner_to_one_item_the_first_counts():
    (found,) = analyse(a_dealt([(0, 0, True, 1, 5), (0, 0, False, 0, 9)]), items(2)[:1], PACE)
    assert (found.n, found.facility, found.median_seconds) == (1, 1.0, 5.0)


def test_a_question_that_was_left_empty_is_no_answer():
    (found,) = analyse(a_dealt([(0, 0, False, -1, 5), (1, 0, True, 1, nan)]), items(2)[:1], PACE)
    assert (found.n, found.facility, found.timed_n, found.median_seconds) == (1, 1.0, 0, None)


@pytest.mark.parametrize("authored", [[], items(2)])
def test_without_answers_nothing_is_said(authored):
    found = analyse(a_dealt([]), authored, PACE)
    assert [(each.n, each.facility, each.groups, each.flags) for each in found] == [(0, None, (), ())] * len(authored)


def two_halves(learners: int, wrong_of_the_strong: int = 0) -> list[tuple[int, int, bool, int, float]]:
    """Item 0 is chosen B by the weak and A by the strong half; the eleven others are right of the strong alone."""
    rows = []
    for person in range(learners):
        is_strong = person >= learners // 2
        rows.append((person, 0, not is_strong, 0 if is_strong else 1, nan))
        rows += [(person, place, is_strong, 1 if is_strong else 0, nan) for place in range(1, 12)]
    return rows


def test_the_groups_say_who_chose_what_from_the_lowest_rest_scores_on():
    found = analyse(a_dealt(two_halves(20)), items(13), PACE)[0]
    assert found.groups == (
        AbilityGroup(10, pytest.approx(-0.5), (0, 10, 0)),
        AbilityGroup(10, pytest.approx(0.5), (10, 0, 0)),
    )


@pytest.mark.parametrize(("learners", "groups"), [(19, 0), (20, 2), (30, 3), (99, 3), (100, 5)])
def test_more_answers_make_more_groups_of_ten_at_least(learners, groups):
    rng = np.random.default_rng(4)
    rows = [(person, place, bool(rng.random() < 0.5), 1, nan) for person in range(learners) for place in range(40)]
    found = analyse(a_dealt(rows), items(41), PACE)[0]
    assert len(found.groups) == groups
    assert sum(group.n for group in found.groups) == (learners if groups else 0)
    assert [group.mean_rest for group in found.groups] == sorted(group.mean_rest for group in found.groups)


def test_equal_rest_scores_stand_in_one_group_and_one_group_is_none():
    rows = [(person, place, True, 1, nan) for person in range(40) for place in range(12)]
    assert analyse(a_dealt(rows), items(13), PACE)[0].groups == ()


def test_an_item_that_better_learners_get_wrong_is_flagged():
    found = analyse(a_dealt(two_halves(80)), items(13), PACE)
    assert found[0].flags[0] is Flag.NEGATIVE_DISCRIMINATION
    assert found[0].point_biserial == pytest.approx(-1)


def test_no_flag_on_few_answers():
    assert analyse(a_dealt(two_halves(40)), items(13), PACE)[0].flags == ()


SCORES = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]


def sat(scores: list[list[int]], shift: int = 0) -> Dealt:
    """Person n is asked the items from n × shift on; what is wrong was left empty."""
    return a_dealt(
        [
            (person, person * shift + place, bool(mark), 1 if mark else -1, nan)
            for person, marks in enumerate(scores)
            for place, mark in enumerate(marks)
        ]
    )


def test_where_all_had_the_same_questions_the_reliability_is_kr_20_and_an_empty_answer_is_not_right():
    found = reliability_of(sat(SCORES), range(4), "assignment")
    assert found is not None
    shares = [0.8, 0.6, 0.4, 0.2]
    kr20 = 4 / 3 * (1 - sum(p * (1 - p) for p in shares) * 5 / 4 / 2.5)
    assert (found.is_fixed, found.learners, found.questions, found.mean) == (True, 5, 4, 2.0)
    assert found.reliability == pytest.approx(kr20)
    assert found.sem == pytest.approx((2.5 * (1 - kr20)) ** 0.5)


def test_versions_of_an_item_are_the_same_question():
    other_version = a_dealt(
        [
            (person, 4 * (person > 2) + place, bool(mark), 1, nan)
            for person, marks in enumerate(SCORES)
            for place, mark in enumerate(marks)
        ]
    )
    found = reliability_of(other_version, (0, 1, 2, 3, 0, 1, 2, 3), "assignment")
    assert found == reliability_of(sat(SCORES), range(4), "assignment")


def test_where_questions_were_drawn_for_each_learner_the_error_is_that_of_the_draw():
    found = reliability_of(sat(SCORES, shift=4), range(20), "assignment")
    assert found is not None
    assert not found.is_fixed
    assert found.sem == pytest.approx(((3 + 4 + 3) / 5 / 3) ** 0.5)


@pytest.mark.parametrize("dealt", [a_dealt([]), sat([[1, 0, 1], [1, 0]]), sat([[1, 0], [1, 0]])])
def test_a_reliability_that_cannot_be_told_is_none(dealt):
    assert reliability_of(dealt, range(4), "assignment") is None

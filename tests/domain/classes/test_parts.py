"""Which parts of an assignment a learner works on once it was changed under their hands."""

import pytest

from tests.support.school import a_spec
from trainer.domain.classes.parts import WHOLE, Sat, Underway, asked, cases_of, next_try, underway
from trainer.domain.classes.work import CaseWork

FIRST, SECOND = ("ear", "query"), ("audit", "ear", "query")
VERSIONS = {1: FIRST, 2: SECOND}
ALL = set(SECOND)


def sat(number: int, part: int, version: int = 1, *, is_open: bool = False) -> Sat:
    return Sat(version, number, part, is_open)


def test_cases_are_parts_and_all_other_work_is_one():
    assert cases_of(a_spec(work=CaseWork(FIRST))) == FIRST
    assert cases_of(a_spec("q-1")) == (WHOLE,)


def test_asked_is_what_was_begun_and_what_can_still_be_had():
    assert asked(SECOND, {"ear"}, {3}) == (2, 3)
    assert asked(SECOND, set(), ()) == ()


@pytest.mark.parametrize(
    ("sittings", "attempts", "offered", "found"),
    [
        ((), 1, ALL, Underway(2, (1, 2, 3), 1)),
        ((), 1, {"ear"}, Underway(2, (2,), 1)),
        ((sat(1, 1),), 2, ALL, Underway(1, (1, 2), 1)),
        ((sat(1, 1), sat(1, 2, is_open=True)), 2, ALL, Underway(1, (1, 2), 1)),
        ((sat(1, 1), sat(1, 2)), 1, ALL, Underway(1, (1, 2), 1)),
        ((sat(1, 1), sat(1, 2)), 2, ALL, Underway(2, (1, 2, 3), 2)),
        ((sat(1, 1), sat(1, 2)), 0, ALL, Underway(2, (1, 2, 3), 2)),
        ((sat(1, 1),), 2, {"ear"}, Underway(2, (2,), 2)),
        ((sat(1, 1),), 1, {"ear"}, Underway(1, (1,), 1)),
        ((sat(1, 1), sat(1, 2), sat(2, 1, 2)), 2, ALL, Underway(2, (1, 2, 3), 2)),
        ((sat(1, 1), sat(2, 1)), 3, ALL, Underway(1, (1, 2), 1)),
    ],
)
def test_a_try_keeps_its_version_and_the_next_one_is_of_the_newest(sittings, attempts, offered, found):
    assert underway(VERSIONS, 2, sittings, offered, attempts) == found


@pytest.mark.parametrize(
    ("sittings", "part", "number"),
    [
        ((), 1, 1),
        ((sat(1, 1),), 2, 1),
        ((sat(1, 1),), 1, 2),
        ((sat(1, 1), sat(1, 2)), 1, 2),
        ((sat(1, 1), sat(1, 2), sat(2, 1, 2)), 3, 2),
        ((sat(1, 1), sat(1, 2), sat(2, 2, 2)), 2, 3),
    ],
)
def test_the_next_try_of_a_part_goes_by_its_case_and_never_into_a_try_of_another_version(sittings, part, number):
    now = underway(VERSIONS, 2, sittings, ALL, 0)
    assert next_try(VERSIONS, now, sittings, part) == number

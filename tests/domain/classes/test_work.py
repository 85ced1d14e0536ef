"""An assignment is a value that is stored as text and comes back the same."""

import pytest
from pydantic import TypeAdapter

from tests.support.school import a_spec, at
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FixedItems,
    MockWork,
    ReviewWork,
)

STORED = TypeAdapter(AssignmentSpec)


@pytest.mark.parametrize(
    "work",
    [
        FixedItems(("a-single",)),
        FixedItems(()),
        DrawnItems((Draw(DrawBy.FAMILY, "units", 2),), is_per_learner=True),
        CaseWork(("ear-with-wax",)),
        MockWork("full"),
        ReviewWork(40),
    ],
)
def test_work_of_every_kind_comes_back_as_what_it_was(work):
    spec = a_spec(work=work, due_at=at("2026-03-09 15:00"), time_limit_minutes=30)
    assert STORED.validate_json(STORED.dump_json(spec)) == spec


def test_what_is_not_said_is_the_usual():
    spec = a_spec("a-single")
    assert (spec.attempts, spec.weight, spec.is_shuffled, spec.time_limit_minutes) == (1, 1, True, None)

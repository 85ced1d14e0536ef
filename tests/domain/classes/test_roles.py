"""Who may do what in a class."""

import pytest

from trainer.domain.classes.roles import Act, Role, may


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.LEARNER, {Act.ATTEND}),
        (Role.ASSISTANT, {Act.ATTEND, Act.GRADE}),
        (Role.INSTRUCTOR, {Act.ATTEND, Act.GRADE, Act.MANAGE}),
    ],
)
def test_each_role_may_do_its_acts_and_no_other(role, acts):
    assert {act for act in Act if may(role, act)} == acts

"""Roles in a class and what each may do there. A role belongs to an enrolment, never to a person."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in one class."""

    LEARNER = "learner"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"


class Act(StrEnum):
    """Something that is done in a class."""

    ATTEND = "attend"
    """See the class and its open assignments, and do them."""
    GRADE = "grade"
    """See everybody's work, the gradebook and the insights; grade, excuse, comment."""
    MANAGE = "manage"
    """Members, roles, assignments, overrides, settings, copies."""


_ALLOWED = {
    Role.LEARNER: frozenset({Act.ATTEND}),
    Role.ASSISTANT: frozenset({Act.ATTEND, Act.GRADE}),
    Role.INSTRUCTOR: frozenset(Act),
}


def may(role: Role, act: Act) -> bool:
    """Whether somebody with this role may do this in the class."""
    return act in _ALLOWED[role]

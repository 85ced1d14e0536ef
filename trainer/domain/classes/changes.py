"""What a changed assignment means for those who have begun it."""

from dataclasses import fields, replace
from enum import StrEnum

from trainer.domain.classes.work import AssignmentSpec

PINNED = ("track", "work", "time_limit_minutes", "feedback", "is_shuffled")
"""What a sitting pins when it starts: changing it makes another assignment for whoever starts later."""


class Change(StrEnum):
    """NOTHING changes, ALIKE changes what holds for everybody at once, OTHER what is sat from now on."""

    NOTHING = "nothing"
    ALIKE = "alike"
    OTHER = "other"


def changed_fields(before: AssignmentSpec, after: AssignmentSpec) -> tuple[str, ...]:
    """The names of the fields that differ, in the order of the spec."""
    names = (each.name for each in fields(AssignmentSpec))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def change_between(before: AssignmentSpec, after: AssignmentSpec) -> Change:
    """What kind of change it is."""
    changed = set(changed_fields(before, after))
    if not changed:
        return Change.NOTHING
    return Change.OTHER if changed & set(PINNED) else Change.ALIKE


def as_begun(begun: AssignmentSpec, newest: AssignmentSpec) -> AssignmentSpec:
    """What holds for somebody who works under a version: the newest, save for what that version pins."""
    return replace(newest, **{name: getattr(begun, name) for name in PINNED})

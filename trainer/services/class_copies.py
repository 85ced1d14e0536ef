"""A class once more for another term: with its assignments, their dates moved, and with its members where wanted."""

from dataclasses import dataclass, replace
from datetime import timedelta

from trainer.db.models.classes import Enrolment
from trainer.db.queries import classes as queries
from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import Refused
from trainer.services.accounts import record
from trainer.services.assignment_copies import MOST_DAYS, copy_assignments
from trainer.services.class_access import member_for
from trainer.services.classes import add_class, get_class, kept_spec, require_teacher
from trainer.services.scope import Scope

_AFTER_ITS_MAKER = timedelta(microseconds=1)
"""Only who makes a class belongs to it from its first moment: who made it is known by that."""


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """Title and term of the copy; every date moves by `days`; `with_members`: with what was granted to them as well."""

    title: str
    term: str
    days: int
    with_members: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of it: the new class, how many assignments, all drafts, and how many members beside the copier."""

    class_id: int
    assignments: int
    members: int


def copy_class(scope: Scope, class_id: int, wanted: CopyRequest) -> Copied:
    """A new class with drafts of the assignments, of an archived class too; nobody's work comes along.

    Raises:
        NotFound: this person may not manage the class, or not make classes.
        Refused: title, term or days are not possible.
    """
    require_teacher(scope)
    member_for(scope, class_id, Act.MANAGE)
    if abs(wanted.days) > MOST_DAYS:
        raise Refused(f"Dates can be moved by at most {MOST_DAYS:,} days.", "days")
    spec = replace(get_class(scope, class_id).spec, title=wanted.title, term=wanted.term, is_joinable=True)
    row = add_class(scope, kept_spec(spec), class_id)
    members = _copy_members(scope, class_id, row.id) if wanted.with_members else 0
    scope.session.flush()
    assignments = copy_assignments(scope, class_id, row.id, wanted.days)
    record(scope, "class.copy", f"class {row.id}", f"of class {class_id}; members: {members}; days: {wanted.days}")
    return Copied(row.id, len(assignments), members)


def _copy_members(scope: Scope, class_id: int, copy_id: int) -> int:
    """How many came along beside the person who copies, who is in the copy already."""
    others = [row for row in queries.members_of(scope.session, class_id) if row["person_id"] != scope.learner.id]
    scope.session.add_all(
        Enrolment(
            class_id=copy_id,
            person_id=row["person_id"],
            role=row["role"],
            student_number=row["student_number"],
            joined_at=scope.now + _AFTER_ITS_MAKER,
        )
        for row in others
    )
    return len(others)

"""Coming into a class by its code, and leaving it. Work stays with whoever did it."""

from dataclasses import dataclass

from trainer.db.models.classes import ClassInvitation, ClassRow, Enrolment
from trainer.db.queries import classes as queries
from trainer.domain.classes.roles import Act, Role
from trainer.domain.kernel.errors import Refused
from trainer.services.accounts import email_key, record
from trainer.services.class_access import member_for
from trainer.services.scope import Scope

WRONG_CODE = "No class has this code. Check it letter by letter: O, 0, I and 1 are never part of one."
CLOSED = (
    "This class takes nobody in by its code at the moment. Ask its instructor to open it, or to invite you by mail."
)
ARCHIVED = "This class is over: it is archived and takes nobody in."
LAST_INSTRUCTOR = "A class needs an instructor, and there is no other one. Make somebody else instructor first."


@dataclass(frozen=True, slots=True)
class JoinPage:
    """A class before one joins it; `is_member`: there is nothing to join."""

    class_id: int
    code: str
    title: str
    term: str
    track: str
    instructors: tuple[str, ...]
    is_member: bool


def normal_code(text: str) -> str:
    """A join code as it is stored: capitals, without spaces and hyphens."""
    return "".join(text.replace("-", "").split()).upper()


def get_joinable(scope: Scope, code: str) -> JoinPage:
    """The class of a code.

    Raises:
        Refused: there is no such class, or it takes nobody in.
    """
    row = queries.find_class_by_code(scope.session, normal_code(code))
    if row is None:
        raise Refused(WRONG_CODE, "code")
    enrolment = queries.find_enrolment(scope.session, row.id, scope.learner.id)
    is_member = enrolment is not None and enrolment.left_at is None
    if not is_member:
        _require_open(row)
    names = tuple(queries.instructor_names(scope.session, row.id))
    return JoinPage(row.id, row.join_code, row.title, row.term, row.track, names, is_member)


def join_class(scope: Scope, code: str) -> int:
    """The id of the class, which the person belongs to now, as a learner; who is in it already stays what they are.

    Raises:
        Refused: see `get_joinable`.
    """
    page = get_joinable(scope, code)
    if page.is_member:
        return page.class_id
    _require_open(queries.lock_class(scope.session, page.class_id))
    invitation = _invitation_as_learner(scope, page.class_id)
    enrol(scope, page.class_id, Role.LEARNER, invitation.student_number if invitation else "")
    if invitation:
        invitation.accepted_at, invitation.accepted_by = scope.now, scope.learner.id
    record(scope, "class.join", f"class {page.class_id}", "by code")
    return page.class_id


def _require_open(row: ClassRow) -> None:
    if row.archived_at is not None:
        raise Refused(ARCHIVED, "code")
    if not row.is_joinable:
        raise Refused(CLOSED, "code")


def _invitation_as_learner(scope: Scope, class_id: int) -> ClassInvitation | None:
    """The invitation that joining by code settles; one to a higher role still waits for its answer."""
    if not scope.learner.is_email_verified:
        return None
    row = queries.find_invitation_to(scope.session, class_id, email_key(scope.learner.email))
    if row is None or row.accepted_at or row.withdrawn_at or row.role != Role.LEARNER:
        return None
    return row


def enrol(scope: Scope, class_id: int, role: Role, student_number: str = "") -> None:
    """Makes the person who acts a member; the row of somebody who had left is filled again. Lock the class before."""
    enrolment = queries.find_enrolment(scope.session, class_id, scope.learner.id)
    if enrolment is None:
        enrolment = Enrolment(class_id=class_id, person_id=scope.learner.id, role=role, joined_at=scope.now)
        scope.session.add(enrolment)
    if enrolment.left_at is not None:
        enrolment.role, enrolment.joined_at, enrolment.left_at = role, scope.now, None
    if outranks(role, Role(enrolment.role)):
        enrolment.role = role
    enrolment.student_number = student_number or enrolment.student_number or ""
    scope.session.flush()


def outranks(role: Role, other: Role) -> bool:
    """Whether one role is more than another; no role is more than itself."""
    return list(Role).index(role) > list(Role).index(other)


def leave_class(scope: Scope, class_id: int) -> str:
    """The title of the class that the person has left.

    Raises:
        NotFound: see `member_for`.
        Refused: nobody else is its instructor.
    """
    member = member_for(scope, class_id, Act.ATTEND)
    queries.lock_class(scope.session, class_id)
    end_enrolment(scope, class_id, scope.learner.id)
    record(scope, "class.leave", f"class {class_id}")
    return member.title


def end_enrolment(scope: Scope, class_id: int, person_id: int) -> None:
    """Ends the membership of somebody who is a member. Lock the class before.

    Raises:
        Refused: nobody else is its instructor.
    """
    enrolment = queries.find_enrolment(scope.session, class_id, person_id)
    if enrolment is None or enrolment.left_at is not None:
        return
    require_other_instructor(scope, enrolment)
    enrolment.left_at = scope.now


def require_other_instructor(scope: Scope, enrolment: Enrolment) -> None:
    """Raises:
    Refused: this is the only instructor of the class.
    """
    is_only = queries.count_instructors(scope.session, enrolment.class_id) == 1
    if enrolment.role == Role.INSTRUCTOR and is_only:
        raise Refused(LAST_INSTRUCTOR, "role")

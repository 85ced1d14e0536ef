"""The members of a class: who they are, their roles and student numbers, taking somebody out."""

from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import classes as queries
from trainer.domain.classes.roles import Act, Role
from trainer.domain.classes.rosters import MAX_STUDENT_NUMBER
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.accounts import record
from trainer.services.class_access import Member, changer_of, member_for
from trainer.services.class_joining import end_enrolment, require_other_instructor
from trainer.services.file_names import one_line
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in the class."""

    person_id: int
    name: str
    email: str
    role: Role
    student_number: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who was invited and has not answered yet."""

    id: int
    name: str
    email: str
    role: Role
    student_number: str
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Staff first, then learners, each by name; invitations by name."""

    member: Member
    members: tuple[MemberRow, ...]
    invitations: tuple[InvitationRow, ...]


def get_members(scope: Scope, class_id: int) -> MembersPage:
    """Everybody in the class and everybody invited.

    Raises:
        NotFound: see `member_for`.
    """
    member = member_for(scope, class_id, Act.GRADE)
    waiting = [row for row in queries.invitations_of(scope.session, class_id) if not row.accepted_at]
    invitations = (
        InvitationRow(row.id, row.name, row.email, Role(row.role), row.student_number, row.invited_at)
        for row in sorted(waiting, key=lambda row: row.name.casefold())
        if not row.withdrawn_at
    )
    return MembersPage(member, list_members(scope, class_id), tuple(invitations))


def list_members(scope: Scope, class_id: int) -> tuple[MemberRow, ...]:
    """Who belongs to the class now: instructors, assistants, learners, each by name. Checks no access."""
    order = list(Role)
    rows = sorted(queries.members_of(scope.session, class_id), key=lambda row: -order.index(Role(row["role"])))
    return tuple(
        MemberRow(
            row["person_id"],
            row["display_name"],
            row["email"] or "",
            Role(row["role"]),
            row["student_number"],
            row["joined_at"],
        )
        for row in rows
    )


def get_member(scope: Scope, class_id: int, person_id: int) -> tuple[Member, MemberRow]:
    """The person who acts, who may change members, and one of them.

    Raises:
        NotFound: see `member_for`; or that person is no member.
    """
    member = member_for(scope, class_id, Act.MANAGE)
    for row in list_members(scope, class_id):
        if row.person_id == person_id:
            return member, row
    raise NotFound("member")


def change_member(scope: Scope, class_id: int, person_id: int, role: str, student_number: str) -> None:
    """Gives a member this role and student number.

    Raises:
        NotFound: see `get_member`.
        Refused: the class is archived, the role unknown, the number too long, or nobody else is instructor.
    """
    changer_of(scope, class_id, Act.MANAGE)
    student_number = one_line(student_number)
    if role not in set(Role):
        raise Refused("Choose one of the roles.", "role")
    if len(student_number) > MAX_STUDENT_NUMBER:
        raise Refused(f"A student number has at most {MAX_STUDENT_NUMBER} characters.", "student_number")
    queries.lock_class(scope.session, class_id)
    enrolment = queries.find_enrolment(scope.session, class_id, person_id)
    if enrolment is None or enrolment.left_at is not None:
        raise NotFound("member")
    if role != enrolment.role:
        require_other_instructor(scope, enrolment)
        record(scope, "class.role", f"class {class_id}", f"user {person_id}: {enrolment.role} → {role}")
        enrolment.role = role
    if student_number != enrolment.student_number:
        record(scope, "class.student-number", f"class {class_id}", f"user {person_id}")
        enrolment.student_number = student_number


def remove_member(scope: Scope, class_id: int, person_id: int) -> str:
    """The name of somebody who is a member no longer; their work stays theirs.

    Raises:
        NotFound: see `get_member`.
        Refused: the class is archived, or nobody else is instructor.
    """
    changer_of(scope, class_id, Act.MANAGE)
    queries.lock_class(scope.session, class_id)
    _, row = get_member(scope, class_id, person_id)
    end_enrolment(scope, class_id, person_id)
    record(scope, "class.remove", f"class {class_id}", f"user {person_id}")
    return row.name

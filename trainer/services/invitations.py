"""Invitations to a class: sent by mail, answered by the link in it or on the page of classes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trainer.db.models.classes import ClassInvitation, ClassRow
from trainer.db.queries import classes as queries
from trainer.domain.classes.roles import Act, Role
from trainer.domain.classes.rosters import Addresses, RosterRow, Standing, check_person
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.accounts import email_key, record
from trainer.services.addresses import is_address
from trainer.services.class_access import Member, changer_of
from trainer.services.class_joining import enrol, outranks
from trainer.services.file_names import one_line
from trainer.services.mail import queue_mail
from trainer.services.scope import Scope

NOT_YOUR_ADDRESS = (
    "This invitation makes its reader {role} of the class, so it is for {email} only. Log in with the account of that "
    "address, or confirm it as yours on the account page."
)
ROLE_WORDS = {Role.LEARNER: "a learner", Role.ASSISTANT: "an assistant", Role.INSTRUCTOR: "an instructor"}


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite, as typed."""

    name: str
    email: str
    role: str
    student_number: str = ""


@dataclass(frozen=True, slots=True)
class MyInvitation:
    """An invitation that waits for the answer of the person who asks; `own_role`: what they are in the class already.

    `is_higher`: accepting it makes them more than that; `adds_number`: it adds their student number.
    """

    id: int
    title: str
    term: str
    role: Role
    invited_by: str
    invited_at: datetime
    own_role: Role | None = None
    adds_number: bool = False

    @property
    def is_higher(self) -> bool:
        return self.own_role is None or outranks(self.role, self.own_role)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the link of a mail leads to; `is_member`: the person is in the class already."""

    class_id: int
    title: str
    term: str
    track: str
    role: Role
    email: str
    instructors: tuple[str, ...]
    is_member: bool


def addresses_of(scope: Scope, class_id: int) -> Addresses:
    """What there is to know of addresses in this class. Two statements."""
    rows = queries.invitations_of(scope.session, class_id)
    standing = {row.email_key: Standing.INVITED for row in rows if not row.accepted_at and not row.withdrawn_at}
    members = (row["email_key"] for row in queries.members_of(scope.session, class_id))
    standing |= {key: Standing.MEMBER for key in members if key}
    return Addresses(is_address, email_key, standing)


def invite(scope: Scope, class_id: int, person: Invitee) -> None:
    """Invites one person; somebody who is invited already gets the mail anew, with a new link.

    So is a member to whom it gives something: a higher role, or the say in being the instructor that others made them.

    Raises:
        NotFound, Refused: see `changer_of`.
        Refused: something is wrong with what was said of the person, or they are a member who has all of it.
    """
    member = changer_of(scope, class_id, Act.MANAGE)
    if person.role not in set(Role):
        raise Refused("Choose one of the roles.", "role")
    name, email, student_number = one_line(person.name), person.email.strip(), one_line(person.student_number)
    role, key = Role(person.role), email_key(email)
    standing = {key: Standing.MEMBER} if _has_all_of_it(scope, class_id, key, role) else {}
    known = Addresses(is_address, email_key, standing)
    for column, reason in check_person(name, email, student_number, known):
        raise Refused(reason, column.replace(" ", "_"))
    invite_all(scope, member, [RosterRow(1, name, email, student_number, role)])


def _has_all_of_it(scope: Scope, class_id: int, key: str, role: Role) -> bool:
    """Whether a member has this address to whom an invitation in this role gives nothing."""
    row = queries.find_member_at(scope.session, class_id, key)
    if row is None or outranks(role, Role(row["role"])):
        return False
    return not (role == row["role"] == Role.INSTRUCTOR) or row["has_agreed"]


def invite_all(scope: Scope, member: Member, people: Iterable[RosterRow]) -> int:
    """How many were invited. Checks nothing; a row of the same address is filled anew, so that nobody is in twice."""
    queries.lock_class(scope.session, member.class_id)
    known = {row.email_key: row for row in queries.invitations_of(scope.session, member.class_id)}
    count = 0
    for person in people:
        row = known.get(email_key(person.email))
        if row is None:
            row = ClassInvitation(class_id=member.class_id, email_key=email_key(person.email))
            scope.session.add(row)
        row.email, row.name = person.email, person.name
        row.role, row.student_number = person.role, person.student_number
        row.accepted_at = row.accepted_by = row.withdrawn_at = None
        _send(scope, row, member)
        count += 1
    scope.session.flush()
    record(scope, "class.invite", f"class {member.class_id}", f"{count} invited")
    return count


def resend_invitation(scope: Scope, class_id: int, invitation_id: int) -> str:
    """The address to which the mail goes once more, with a new link; the link sent before works no longer.

    Raises:
        NotFound, Refused: see `changer_of`.
        NotFound: there is no such invitation that waits.
    """
    member = changer_of(scope, class_id, Act.MANAGE)
    row = _waiting(scope, class_id, invitation_id)
    _send(scope, row, member)
    record(scope, "class.invite-again", f"class {class_id}", f"invitation {row.id}")
    return row.email


def withdraw_invitation(scope: Scope, class_id: int, invitation_id: int) -> str:
    """The address that is not invited any more.

    Raises:
        NotFound, Refused: see `resend_invitation`.
    """
    changer_of(scope, class_id, Act.MANAGE)
    row = _waiting(scope, class_id, invitation_id)
    row.withdrawn_at = scope.now
    record(scope, "class.withdraw-invitation", f"class {class_id}", f"invitation {row.id}")
    return row.email


def list_my_invitations(scope: Scope) -> tuple[MyInvitation, ...]:
    """What waits for the confirmed address of the person who asks, newest first."""
    if not scope.learner.is_email_verified:
        return ()
    rows = queries.open_invitations_to(scope.session, email_key(scope.learner.email), scope.learner.id)
    return tuple(
        MyInvitation(
            row["id"],
            row["title"],
            row["term"],
            Role(row["role"]),
            row["invited_by"],
            row["invited_at"],
            Role(row["own_role"]) if row["own_role"] else None,
            bool(row["student_number"]),
        )
        for row in rows
    )


def get_invitation(scope: Scope, token: str) -> InvitationPage:
    """The invitation behind a link.

    Raises:
        NotFound: the link is unknown, answered, withdrawn or replaced by a newer one, or the class archived.
    """
    row = _by_token(scope, token)
    group = queries.get_class(scope.session, row.class_id)
    enrolment = queries.find_enrolment(scope.session, row.class_id, scope.learner.id)
    return InvitationPage(
        group.id,
        group.title,
        group.term,
        group.track,
        Role(row.role),
        row.email,
        tuple(queries.instructor_names(scope.session, group.id)),
        enrolment is not None and enrolment.left_at is None,
    )


def accept_by_link(scope: Scope, token: str) -> int:
    """The id of the class that the person belongs to now. A role above learner takes the confirmed address itself.

    Raises:
        NotFound: see `get_invitation`.
        Refused: the role takes another address than that of the person.
    """
    row = _by_token(scope, token)
    if row.role != Role.LEARNER and not _is_mine(scope, row):
        raise Refused(NOT_YOUR_ADDRESS.format(role=ROLE_WORDS[Role(row.role)], email=row.email))
    return _accept(scope, row)


def decline_by_link(scope: Scope, token: str) -> None:
    """The invitation waits no longer.

    Raises:
        NotFound: see `get_invitation`.
    """
    _decline(scope, _by_token(scope, token))


def accept_mine(scope: Scope, invitation_id: int) -> int:
    """The id of the class that the person belongs to now.

    Raises:
        NotFound: no such invitation waits for the confirmed address of this person.
    """
    return _accept(scope, _mine(scope, invitation_id))


def decline_mine(scope: Scope, invitation_id: int) -> None:
    """The invitation waits no longer.

    Raises:
        NotFound: see `accept_mine`.
    """
    _decline(scope, _mine(scope, invitation_id))


def _send(scope: Scope, row: ClassInvitation, member: Member) -> None:
    token = scope.rng.randbytes(32).hex()
    row.token_hash, row.invited_at, row.invited_by = _hash(token), scope.now, scope.learner.id
    queue_mail(
        scope,
        row.email,
        "class_invitation",
        name=row.name,
        inviter=one_line(scope.learner.display_name),
        title=member.title,
        term=member.term,
        role=ROLE_WORDS[Role(row.role)],
        link=f"{scope.settings.public_url}/classes/invitations/{token}",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_open(scope: Scope, row: ClassInvitation) -> None:
    group: ClassRow = queries.get_class(scope.session, row.class_id)
    if row.accepted_at or row.withdrawn_at or group.archived_at:
        raise NotFound("invitation")


def _is_mine(scope: Scope, row: ClassInvitation) -> bool:
    return scope.learner.is_email_verified and row.email_key == email_key(scope.learner.email)


def _by_token(scope: Scope, token: str) -> ClassInvitation:
    row = queries.find_invitation_by_token(scope.session, _hash(token))
    if row is None:
        raise NotFound("invitation")
    _require_open(scope, row)
    return row


def _mine(scope: Scope, invitation_id: int) -> ClassInvitation:
    row = queries.find_invitation(scope.session, invitation_id)
    if row is None or not _is_mine(scope, row):
        raise NotFound("invitation")
    _require_open(scope, row)
    return row


def _waiting(scope: Scope, class_id: int, invitation_id: int) -> ClassInvitation:
    row = queries.find_invitation(scope.session, invitation_id)
    if row is None or row.class_id != class_id or row.accepted_at or row.withdrawn_at:
        raise NotFound("invitation")
    return row


def _accept(scope: Scope, row: ClassInvitation) -> int:
    queries.lock_class(scope.session, row.class_id)
    scope.session.refresh(row)
    _require_open(scope, row)  # somebody may have answered or withdrawn it while we waited
    enrol(scope, row.class_id, Role(row.role), row.student_number)
    row.accepted_at, row.accepted_by = scope.now, scope.learner.id
    record(scope, "class.join", f"class {row.class_id}", f"by invitation {row.id} as {row.role}")
    return row.class_id


def _decline(scope: Scope, row: ClassInvitation) -> None:
    row.withdrawn_at = scope.now
    record(scope, "class.decline-invitation", f"class {row.class_id}", f"invitation {row.id}")

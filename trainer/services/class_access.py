"""Who may do what in a class: every use case of a class begins here."""

from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import classes as queries
from trainer.domain.classes.roles import Act, Role, may
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Member:
    """The person who acts, in a class that they belong to."""

    class_id: int
    person_id: int
    role: Role
    title: str
    term: str
    track: str
    time_zone: str
    is_archived: bool
    joined_at: datetime

    def may(self, act: Act) -> bool:
        return may(self.role, act)


def member_for(scope: Scope, class_id: int, act: Act) -> Member:
    """The person who acts, who may do this in the class.

    Whoever may not learns nothing of the class, an administrator no more than anybody else.

    Raises:
        NotFound: there is no such class, or this person may not do that in it.
    """
    row = queries.find_member(scope.session, class_id, scope.learner.id)
    if row is None or not may(Role(row["role"]), act):
        raise NotFound("class")
    return Member(
        class_id,
        scope.learner.id,
        Role(row["role"]),
        row["title"],
        row["term"],
        row["track"],
        row["time_zone"],
        row["archived_at"] is not None,
        row["joined_at"],
    )


def changer_of(scope: Scope, class_id: int, act: Act) -> Member:
    """As `member_for`, for what changes the class or work in it.

    Raises:
        NotFound: see `member_for`.
        Refused: the class is archived.
    """
    member = member_for(scope, class_id, act)
    if member.is_archived:
        raise Refused("This class is archived: it can be read and copied, not changed.")
    return member

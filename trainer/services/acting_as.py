"""Looking at the program as somebody else: an administrator's own, short sign-in as that person, which only reads.

Nothing can be written in it (`trainer.web.security` refuses it): no answer is lost or made up in somebody's name.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trainer.db.queries import administration as queries
from trainer.db.queries import people
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts
from trainer.services.administration import administrator_of, checked_reason
from trainer.services.scope import Scope

LIFETIME = timedelta(hours=1)
DEVICE = "an administrator who looks in"
MOST_VISITS = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """An administrator looked at the program as a person: who, why, from when until when at most."""

    administrator: str
    reason: str
    started_at: datetime
    ended_at: datetime


def start_acting(scope: Scope, user_id: int, reason: str) -> str:
    """The token of a sign-in as this person that only reads and ends after an hour.

    Raises:
        NotFound: no administrator asks, or there is no such person.
        Refused: no reason; another administrator; an account that is disabled.
    """
    administrator = administrator_of(scope)
    row = queries.find_person(scope.session, user_id)
    if row is None or row["purge_started_at"] is not None:
        raise NotFound("person")
    if row["is_administrator"]:
        raise Refused("Nobody logs in as an administrator.", "reason")
    if row["disabled_at"] is not None:
        raise Refused("This account is disabled: there is nothing to see that its owner could see.", "reason")
    reason = checked_reason(reason)
    token = accounts.open_session(scope, user_id, DEVICE, lifetime=LIFETIME, administrator_id=administrator.id)
    accounts.record(scope, "acting.start", f"user {user_id}", reason)
    return token


def stop_acting(scope: Scope) -> None:
    """Ends the sign-in as somebody else that this request came with.

    Raises:
        NotFound: the person who acts is who they are.
    """
    person = scope.learner
    if person.administrator_id is None:
        raise NotFound("page")
    people.revoke_session(scope.session, person.id, person.session_id, scope.now)
    accounts.record(scope, "acting.stop", f"user {person.id}")


def find_present_visit(scope: Scope) -> Visit | None:
    """What the banner says; None where the person who acts is who they are."""
    if scope.actor is None or scope.actor.administrator_id is None:
        return None
    visits = _visits(scope, scope.actor.id, scope.actor.session_id)
    return visits[0] if visits else None


def list_visits(scope: Scope, user_id: int | None = None) -> tuple[Visit, ...]:
    """When administrators looked in as the person who acts, newest first; of somebody else for an administrator.

    Raises:
        NotFound: somebody who is no administrator asks for another person.
    """
    if user_id is not None:
        administrator_of(scope)
    return _visits(scope, scope.learner.id if user_id is None else user_id)


def _visits(scope: Scope, user_id: int, session_id: int | None = None) -> tuple[Visit, ...]:
    return tuple(
        Visit(row["administrator"], row["reason"], row["created_at"], row["revoked_at"] or row["expires_at"])
        for row in queries.list_visits(scope.session, user_id, MOST_VISITS, session_id)
    )

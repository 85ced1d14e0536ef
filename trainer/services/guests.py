"""Guests: people without an address who try the program. Signing up turns the same row into an account."""

from datetime import datetime, timedelta

from trainer.db.models.people import LearnerProfile, User
from trainer.db.queries import people, purges
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts
from trainer.services.scope import Scope
from trainer.services.site_settings import get_number

NAME = "Guest"
NO_PASSWORD = "!"  # noqa: S105 - no hash: nothing fits it


def begin_guest(scope: Scope, device: str, track: str = "cpc") -> str:
    """A new guest; the token of their session, which ends when everything of theirs is deleted."""
    user = User(display_name=NAME, password_hash=NO_PASSWORD, created_at=scope.now)
    scope.session.add(user)
    scope.session.flush()
    scope.session.add(LearnerProfile(learner_id=user.id, track=track))
    return accounts.open_session(scope, user.id, device, lifetime=_stay(scope))


def kept_until(scope: Scope) -> datetime | None:
    """When everything of the guest who acts is deleted, if they do not sign up; None for everybody else."""
    if scope.actor is None or not scope.actor.is_guest:
        return None
    return people.get_user(scope.session, scope.actor.id).created_at + _stay(scope)


def forget_guest(scope: Scope) -> None:
    """Deletes everything of the guest who acts, at once.

    Raises:
        Refused: they have an account.
    """
    if not purges.delete_guests(scope.session, [scope.learner.id], scope.now):
        raise Refused("You have an account: its data is deleted on the account page.")


def _stay(scope: Scope) -> timedelta:
    return timedelta(days=get_number(scope, "guest_days"))

"""Guests: people without an address who try the program. Signing up turns the same row into an account."""

from datetime import datetime, timedelta

from trainer.db.models.people import LearnerProfile, User, UserSession
from trainer.db.queries import people, purges
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts
from trainer.services.passwords import NO_PASSWORD
from trainer.services.scope import Scope
from trainer.services.site_settings import get_number

NAME = "Guest"


def begin_guest(scope: Scope, device: str, track: str = "cpc") -> str:
    """A new guest; the token of their session, which ends when everything of theirs is deleted, or before."""
    user = User(display_name=NAME, password_hash=NO_PASSWORD, created_at=scope.now)
    scope.session.add(user)
    scope.session.flush()
    scope.session.add(LearnerProfile(learner_id=user.id, track=track))
    return accounts.open_session(scope, user.id, device, lifetime=_stay(scope))


def kept_until(scope: Scope) -> datetime | None:
    """Until when the guest who acts finds their work again, if they do not sign up; None for everybody else.

    Their sign-in ends when it was to end as it began, whatever the setting says by now; what is due tonight is kept
    until now.
    """
    if scope.actor is None or not scope.actor.is_guest:
        return None
    until = people.get_user(scope.session, scope.actor.id).created_at + _kept(scope)
    if scope.actor.administrator_id is None:
        until = min(until, scope.session.get_one(UserSession, scope.actor.session_id).expires_at)
    return max(until, scope.now)


def days_kept(scope: Scope) -> int:
    """For how many days somebody who becomes a guest now finds their work again."""
    return _stay(scope).days


def forget_guest(scope: Scope) -> None:
    """Deletes everything of the guest who acts, at once.

    Raises:
        Refused: they have an account.
    """
    if not purges.delete_guests(scope.session, [scope.learner.id], scope.now):
        raise Refused("You have an account: its data is deleted on the account page.")


def _kept(scope: Scope) -> timedelta:
    return timedelta(days=get_number(scope, "guest_days"))


def _stay(scope: Scope) -> timedelta:
    """No longer than the cookie lasts."""
    return min(_kept(scope), accounts.session_lifetime(scope.settings))

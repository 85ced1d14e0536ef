"""Signing in: a password or an identity at a provider, then the second step where there is one, then a session."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainer.db.models.people import User
from trainer.db.queries import people
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts, second_steps
from trainer.services.passwords import Proof, prove
from trainer.services.scope import Scope

ADMINISTRATOR_LIFETIME = timedelta(days=1)
"""An administrator signs in every day: their session is worth more to a thief."""
HALF_LIFETIME = timedelta(minutes=10)
TOO_LATE = "Your first step was too long ago. Log in again."


@dataclass(frozen=True, slots=True)
class Known:
    """What a password is tried against; None where there is no such account."""

    user_id: int | None
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody is in. `must_set_up`: they may do nothing else before they have set up a second step."""

    token: str
    must_set_up: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody has done the first step and owes the second. `mark` changes with the password."""

    user_id: int
    since: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One sign-in, as listed on the account page."""

    id: int
    device: str
    created_at: datetime
    is_this_one: bool


def list_sessions(scope: Scope) -> tuple[SessionRow, ...]:
    """The sign-ins in force, newest first."""
    return tuple(
        SessionRow(row.id, row.device, row.created_at, row.id == scope.learner.session_id)
        for row in people.open_sessions(scope.session, scope.learner.id, scope.now)
    )


def find_known(scope: Scope, email: str) -> Known:
    """What is known of an address, for `passwords.prove`, which is done when the transaction has ended."""
    user = people.find_user_by_email_key(scope.session, accounts.email_key(email))
    return Known(None, None) if user is None else Known(user.id, user.password_hash)


def log_in(scope: Scope, email: str, password: str, device: str) -> str:
    """The token of a new session, all in one transaction: for callers with one person at a time.

    Raises:
        Refused: as for `admit`; or a second step is owed.
    """
    known = find_known(scope, email)
    entered = admit(scope, prove(known.user_id, known.password_hash, password, scope.settings.password_cost), device)
    if isinstance(entered, Half):
        raise Refused("This account has a second step: log in with a browser.", "password")
    return entered.token


def admit(scope: Scope, proof: Proof, device: str) -> Admitted | Half:
    """Lets in whoever has proved a password. A guest who acts is left behind: nobody comes back to what they did.

    Raises:
        Refused: address and password do not belong together, or not any more, or the account is disabled.
    """
    user = scope.session.get(User, proof.user_id) if proof.fits else None
    if user is None or user.password_hash != proof.password_hash or not may_enter(user):
        raise Refused(accounts.WRONG_CREDENTIALS, "password")
    if proof.fresh_hash is not None:
        user.password_hash = proof.fresh_hash
        scope.session.flush()
    return enter(scope, user, device)


def enter(scope: Scope, user: User, device: str) -> Admitted | Half:
    """The first step is done: a session, or the second step where this person has one."""
    if second_steps.is_on(scope, user.id):
        return Half(user.id, scope.now, _mark(user))
    return _open(scope, user, device, must_set_up=second_steps.is_required(scope, user.is_administrator))


def finish(scope: Scope, half: Half, code: str, device: str) -> Admitted:
    """Lets in whoever has done the second step too: a code of the app, or a recovery code, which is then used up.

    Raises:
        Refused: the code is wrong; the first step was too long ago (field ""), or the account has changed since.
    """
    user = _user_of(scope, half)
    second_steps.spend_code(scope, user.id, code)
    return _open(scope, user, device)


def check_half(scope: Scope, half: Half) -> None:
    """Raises:
    Refused: the first step was too long ago, or the account has changed since.
    """
    _user_of(scope, half)


def _user_of(scope: Scope, half: Half) -> User:
    user = scope.session.get(User, half.user_id)
    is_late = not timedelta() <= scope.now - half.since <= HALF_LIFETIME
    if user is None or is_late or half.mark != _mark(user) or not may_enter(user):
        raise Refused(TOO_LATE)
    return user


def open_again(scope: Scope, device: str) -> str:
    """A new session in place of the one that acts, which ends: for when what a session is worth has changed."""
    user = people.get_user(scope.session, scope.learner.id)
    people.revoke_session(scope.session, user.id, scope.learner.session_id, scope.now)
    return accounts.open_session(scope, user.id, device, lifetime=_lifetime(scope, user))


def _open(scope: Scope, user: User, device: str, *, must_set_up: bool = False) -> Admitted:
    if scope.actor is not None and scope.actor.is_guest:
        people.revoke_sessions(scope.session, scope.actor.id, scope.now)
    token = accounts.open_session(scope, user.id, device, lifetime=_lifetime(scope, user))
    return Admitted(token, must_set_up)


def _lifetime(scope: Scope, user: User) -> timedelta:
    days = accounts.session_lifetime(scope.settings)
    return min(days, ADMINISTRATOR_LIFETIME) if user.is_administrator else days


def may_enter(user: User) -> bool:
    """Whether nobody has shut them out."""
    return user.disabled_at is None and user.purge_started_at is None and user.email is not None


def _mark(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]

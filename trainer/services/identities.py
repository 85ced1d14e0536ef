"""People as a provider of sign-ins knows them. An account is never taken over because an address is the same.

Somebody who comes by the provider is let in to the account that is linked to them. Linking takes a sign-in to the
account, or, where the setting allows it, an address that both sides have confirmed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from trainer.db.models.people import User
from trainer.db.models.sign_in import Identity
from trainer.db.queries import people
from trainer.db.queries import sign_in as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, sign_in
from trainer.services.mail import queue_mail
from trainer.services.passwords import NO_PASSWORD
from trainer.services.provider import Claims
from trainer.services.scope import Scope
from trainer.services.sign_in import Admitted, Half

NOT_LINKED = (
    "There is an account with this address that is not linked to your provider yet. Log in with its password, then "
    "link it on the account page."
)
NO_ACCOUNT = (
    "Nobody here is linked to you at this provider. Log in with your password, then link it on the account page."
)
NO_ADDRESS = "Your provider told no e-mail address, and an account needs one. Sign up with an address instead."
TAKEN = "This identity is linked to another account."
ONE_ONLY = "Your account is linked to this provider already. Unlink that identity first."
ONLY_WAY_IN = "Your account has no password: without this identity nobody could log in. Set a password first."


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identity on the account page."""

    id: int
    issuer: str
    email: str
    created_at: datetime
    last_used_at: datetime


def enter(scope: Scope, claims: Claims, device: str) -> Admitted | Half:
    """Lets in whoever comes by the provider; the second step is asked for as after a password.

    A guest who signs up this way keeps what they did; one who comes back to an account leaves it behind.

    Raises:
        Refused: nobody is linked to them and nothing may be linked or made, or the account is disabled.
    """
    identity = queries.find_identity(scope.session, claims.issuer, claims.subject)
    if identity is None:
        return _enter_anew(scope, claims, device)
    identity.last_used_at = scope.now
    return _let_in(scope, people.get_user(scope.session, identity.user_id), device)


def _enter_anew(scope: Scope, claims: Claims, device: str) -> Admitted | Half:
    provider = scope.settings.provider
    user = people.find_user_by_email_key(scope.session, accounts.email_key(claims.email)) if claims.email else None
    if user is not None:
        if not (provider.link_by_email and claims.is_email_verified and user.email_verified_at is not None):
            raise Refused(NOT_LINKED)
        _add(scope, user, claims)
        return _let_in(scope, user, device)
    if not provider.allow_sign_up:
        raise Refused(NO_ACCOUNT)
    if not claims.email:
        raise Refused(NO_ADDRESS)
    name = claims.name.strip()[: accounts.MAX_NAME_CHARACTERS].strip() or claims.email.partition("@")[0][:80]
    user_id = accounts.sign_up_without_password(scope, claims.email, name, is_verified=claims.is_email_verified)
    user = people.get_user(scope.session, user_id)
    _add(scope, user, claims)
    return _let_in(scope, user, device)


def _let_in(scope: Scope, user: User, device: str) -> Admitted | Half:
    if not sign_in.may_enter(user):
        raise Refused("This account is disabled. Ask whoever runs this trainer.")
    return sign_in.enter(scope, user, device)


def link(scope: Scope, claims: Claims) -> None:
    """From now on the person who acts can log in by the provider as well. They are told by mail.

    Raises:
        Refused: the identity belongs to another account, or the person has one at this provider.
    """
    found = queries.find_identity(scope.session, claims.issuer, claims.subject)
    if found is not None and found.user_id != scope.learner.id:
        raise Refused(TAKEN)
    if any(each.issuer == claims.issuer for each in queries.list_identities(scope.session, scope.learner.id)):
        raise Refused(ONE_ONLY)
    _add(scope, people.get_user(scope.session, scope.learner.id), claims)


def _add(scope: Scope, user: User, claims: Claims) -> None:
    row = Identity(
        user_id=user.id,
        issuer=claims.issuer,
        subject=claims.subject,
        email=claims.email[:254],
        created_at=scope.now,
        last_used_at=scope.now,
    )
    scope.session.add(row)
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    accounts.record(scope, "identity.link", f"user {user.id}", claims.issuer)
    if user.email:
        queue_mail(scope, user.email, "identity_linked", name=user.display_name, provider=scope.settings.provider.name)


def confirm_linking(scope: Scope, password: str) -> None:
    """Raises:
    Refused: the password of the person who acts is another one.
    """
    accounts.confirm_password(scope, password)


def list_identities(scope: Scope) -> tuple[IdentityRow, ...]:
    """Those of the person who acts, oldest first."""
    return tuple(
        IdentityRow(row.id, row.issuer, row.email, row.created_at, row.last_used_at)
        for row in queries.list_identities(scope.session, scope.learner.id)
    )


def unlink(scope: Scope, identity_id: int) -> None:
    """The person who acts no longer logs in this way. All their other sign-ins end.

    Raises:
        NotFound: they have no such identity.
        Refused: they have no password, so that it is their only way in.
    """
    user = people.get_user(scope.session, scope.learner.id)
    row = scope.session.get(Identity, identity_id)
    if row is None or row.user_id != user.id:
        raise NotFound("identity")
    if user.password_hash == NO_PASSWORD:
        raise Refused(ONLY_WAY_IN)
    scope.session.delete(row)
    people.revoke_sessions(scope.session, user.id, scope.now, keep=scope.learner.session_id)
    accounts.record(scope, "identity.unlink", f"user {user.id}", row.issuer)

"""Accounts: sign up, log out, sessions, passwords, e-mail addresses; sign_in.py lets people in."""

import hashlib
from datetime import timedelta

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from trainer.config import Settings
from trainer.db.models.audit import AuditEvent
from trainer.db.models.people import EmailToken, LearnerProfile, User, UserSession
from trainer.db.queries import people
from trainer.db.queries.administration import is_active_administrator
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.addresses import is_address
from trainer.services.mail import queue_mail
from trainer.services.passwords import NO_PASSWORD, check_new_password, hash_password, verify_password
from trainer.services.scope import Scope, SignedIn
from trainer.services.study_settings import known_zones

VERIFY_LIFETIME = timedelta(days=3)
RESET_LIFETIME = timedelta(hours=1)
MAX_NAME_CHARACTERS = 80
MOST_SUBJECT, MOST_DETAIL = 120, 4_000
"""Characters of an entry of the audit trail; what is longer is cut. The subject is as long as its column."""
ADDRESS_TAKEN = "There is an account with this address. Log in, or ask for a new password."
ONLY_BY_PROVIDER = (
    "Your account has no password yet, as you log in by a provider. “Forgotten your password?” on the log-in page "
    "mails a link to set one."
)
WRONG_CREDENTIALS = "This e-mail address and password do not belong together. Check both, or ask for a new password."


def session_lifetime(settings: Settings) -> timedelta:
    """How long a sign-in lasts."""
    return timedelta(days=settings.session_days)


def email_key(email: str) -> str:
    """The form of an address by which two spellings are the same."""
    return email.strip().casefold()


def sign_up(scope: Scope, email: str, display_name: str, password: str, track: str, *, time_zone: str = "UTC") -> int:
    """A new account, whose id is returned; the address is to be verified by the link that is mailed.

    A guest who acts becomes the account, with everything they did. `time_zone` is what the browser goes by, in any case
    of letters; one that is not known is taken for UTC.

    Raises:
        Refused: the address is taken, or the password too weak.
    """
    zone = known_zones().get(time_zone.casefold(), "UTC")
    hashed = _checked_hash(scope, email, display_name, password)
    user = _create_user(scope, email, display_name, hashed, track, time_zone=zone)
    _mail_verification(scope, user, user.email or "")
    return user.id


def sign_up_without_password(scope: Scope, email: str, display_name: str, *, is_verified: bool) -> int:
    """A new account of somebody who logs in by a provider; `is_verified`: it says that the address is theirs.

    A guest who acts becomes the account, with everything they did and their track.

    Raises:
        Refused: the address is taken, or is none.
    """
    _check_person(email, display_name)
    track = scope.actor.track if scope.actor and scope.actor.is_guest else "cpc"
    user = _create_user(scope, email, display_name, NO_PASSWORD, track)
    if is_verified:
        user.email_verified_at = scope.now
    else:
        _mail_verification(scope, user, user.email or "")
    return user.id


def create_administrator(scope: Scope, email: str, display_name: str, password: str) -> int:
    """An account that may do everything, its address taken as verified.

    Raises:
        Refused: as for `sign_up`.
    """
    hashed = _checked_hash(scope, email, display_name, password)
    user = _create_user(scope, email, display_name, hashed, track="cpc")
    user.is_administrator, user.may_teach, user.email_verified_at = True, True, scope.now
    record(scope, "user.create-administrator", f"user {user.id}")
    return user.id


def _checked_hash(scope: Scope, email: str, display_name: str, password: str) -> str:
    """Made before the database is asked for anything: nobody waits for a transaction that hashes."""
    check_new_password(password, email)
    _check_person(email, display_name)
    return hash_password(password, scope.settings.password_cost)


def _create_user(
    scope: Scope, email: str, display_name: str, password_hash: str, track: str, *, time_zone: str = "UTC"
) -> User:
    if people.find_user_by_email_key(scope.session, email_key(email)):
        raise Refused(ADDRESS_TAKEN, "email")
    user = _guest(scope) or User(created_at=scope.now)
    user.email, user.email_key, user.display_name = email.strip(), email_key(email), display_name.strip()
    user.password_hash = password_hash
    scope.session.add(user)
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Refused(ADDRESS_TAKEN, "email") from error
    profile = scope.session.get(LearnerProfile, user.id) or LearnerProfile(learner_id=user.id)
    profile.track, profile.time_zone = track, time_zone
    scope.session.add(profile)
    return user


def _guest(scope: Scope) -> User | None:
    """The row of the guest who acts; the session in which they were one ends. None where nobody or a member acts."""
    if scope.actor is None or not scope.actor.is_guest:
        return None
    people.lock_learner(scope.session, scope.actor.id)
    user = scope.session.get(User, scope.actor.id, populate_existing=True)
    if user is None or user.email is not None or user.purge_started_at is not None:
        return None
    people.revoke_sessions(scope.session, user.id, scope.now)
    return user


def _check_person(email: str, display_name: str) -> None:
    """For callers without a form: the address has the form of one, the name is neither empty nor too long."""
    if not is_address(email.strip()):
        raise Refused("This is not an e-mail address.", "email")
    if not 1 <= len(display_name.strip()) <= MAX_NAME_CHARACTERS:
        raise Refused(f"A name has 1 to {MAX_NAME_CHARACTERS} characters.", "display_name")


def get_learner_id(scope: Scope, email: str) -> int:
    """The id of the account with this address.

    Raises:
        NotFound: there is none.
    """
    user = people.find_user_by_email_key(scope.session, email_key(email))
    if user is None:
        raise NotFound("account")
    return user.id


def open_session(
    scope: Scope,
    user_id: int,
    device: str,
    *,
    lifetime: timedelta | None = None,
    administrator_id: int | None = None,
) -> str:
    """The token of a new session of this person. Only its hash is stored.

    `administrator_id`: the administrator who looks at the program as this person.
    """
    token = _new_token(scope)
    scope.session.add(
        UserSession(
            user_id=user_id,
            token_hash=_hash_token(token),
            device=device[:200],
            created_at=scope.now,
            expires_at=scope.now + (lifetime or session_lifetime(scope.settings)),
            administrator_id=administrator_id,
        )
    )
    return token


def find_signed_in(scope: Scope, token: str) -> SignedIn | None:
    """Who holds this session token; None when it is unknown, revoked or expired."""
    row = people.find_signed_in(scope.session, _hash_token(token))
    if row is None or row["expires_at"] <= scope.now or not _may_still_look_in(scope, row):
        return None
    return SignedIn(
        id=row["id"],
        session_id=row["session_id"],
        display_name=row["display_name"],
        email=row["email"] or "",
        is_email_verified=row["email_verified_at"] is not None,
        is_administrator=row["is_administrator"],
        may_teach=row["may_teach"],
        track=row["track"],
        administrator_id=row["administrator_id"],
    )


def _may_still_look_in(scope: Scope, row: RowMapping) -> bool:
    """Whoever looks in as somebody else is an administrator still, and the other one is none."""
    administrator_id = row["administrator_id"]
    if administrator_id is None:
        return True
    return not row["is_administrator"] and is_active_administrator(scope.session, administrator_id)


def log_out(scope: Scope) -> None:
    """Ends the session that this request came with."""
    people.revoke_session(scope.session, scope.learner.id, scope.learner.session_id, scope.now)


def log_out_everywhere(scope: Scope) -> None:
    """Ends all sessions of the person, this one too."""
    people.revoke_sessions(scope.session, scope.learner.id, scope.now)
    record(scope, "session.revoke-all", f"user {scope.learner.id}")


def change_password(scope: Scope, current: str, new: str) -> None:
    """Sets a new password; all other sessions end.

    Raises:
        Refused: the current password is wrong, or the new one too weak.
    """
    user = confirm_password(scope, current)
    check_new_password(new, user.email or "")
    user.password_hash = hash_password(new, scope.settings.password_cost)
    people.revoke_sessions(scope.session, user.id, scope.now, keep=scope.learner.session_id)
    people.spend_tokens(scope.session, user.id, "reset", scope.now)
    record(scope, "password.change", f"user {user.id}")


def request_password_reset(scope: Scope, email: str) -> None:
    """Mails a link, if there is such an account; the caller learns nothing either way."""
    user = people.find_user_by_email_key(scope.session, email_key(email))
    if user is None or user.disabled_at or user.email is None:
        return
    mail_password_link(scope, user)


def mail_password_link(scope: Scope, user: User) -> None:
    """Mails the link by which this person, who has an address, sets a new password. Earlier links are void."""
    assert user.email is not None
    people.spend_tokens(scope.session, user.id, "reset", scope.now)
    token = _new_email_token(scope, user, "reset", user.email, RESET_LIFETIME)
    link = f"{scope.settings.public_url}/reset-password/{token}"
    queue_mail(scope, user.email, "reset_password", name=user.display_name, link=link)


def reset_password(scope: Scope, token: str, new: str) -> None:
    """Sets a new password by a mailed link, which is then used up; all sessions end.

    Raises:
        NotFound: the link is unknown, used or expired.
        Refused: the new password is too weak.
    """
    row = _valid_token(scope, token, "reset")
    user = people.get_user(scope.session, row.user_id)
    check_new_password(new, user.email or "")
    row.used_at = scope.now
    user.password_hash = hash_password(new, scope.settings.password_cost)
    if user.email_key == email_key(row.email):
        user.email_verified_at = user.email_verified_at or scope.now
    people.revoke_sessions(scope.session, user.id, scope.now)
    record(scope, "password.reset", f"user {user.id}")


def check_reset_link(scope: Scope, token: str) -> None:
    """Raises:
    NotFound: the link is unknown, used or expired.
    """
    _valid_token(scope, token, "reset")


def request_verification(scope: Scope) -> None:
    """Mails the link that verifies the present address once more."""
    user = people.get_user(scope.session, scope.learner.id)
    _mail_verification(scope, user, user.email or "")


def request_email_change(scope: Scope, password: str, email: str) -> None:
    """Mails a link to the new address; the old one stays until that link is followed.

    Raises:
        Refused: the password is wrong, or the address taken.
    """
    user = confirm_password(scope, password)
    owner = people.find_user_by_email_key(scope.session, email_key(email))
    if owner is not None and owner.id != user.id:
        raise Refused(ADDRESS_TAKEN, "email")
    _mail_verification(scope, user, email.strip())


def find_address_to_verify(scope: Scope, token: str) -> str:
    """The address that the link would verify.

    Raises:
        NotFound: the link is unknown, used or expired.
    """
    return _valid_token(scope, token, "verify").email


def verify_email(scope: Scope, token: str) -> None:
    """Makes the address of the link the account's verified address. The former one is told of a change.

    Raises:
        NotFound: the link is unknown, used or expired.
        Refused: somebody else has taken the address since.
    """
    row = _valid_token(scope, token, "verify")
    user = people.get_user(scope.session, row.user_id)
    row.used_at = scope.now
    former, user.email_verified_at = user.email, scope.now
    if email_key(row.email) == user.email_key:
        return
    user.email, user.email_key = row.email, email_key(row.email)
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Refused(ADDRESS_TAKEN, "email") from error
    if former:
        queue_mail(scope, former, "email_changed", name=user.display_name, email=row.email)
    record(scope, "email.change", f"user {user.id}")


def set_profile(scope: Scope, display_name: str, track: str) -> None:
    """Stores name and track."""
    people.get_user(scope.session, scope.learner.id).display_name = display_name.strip()
    people.get_profile(scope.session, scope.learner.id).track = track


def record(scope: Scope, action: str, subject: str, detail: str = "") -> None:
    """Appends to the audit trail. What is done in a sign-in as somebody else was done by the administrator.

    A guest, of whom nothing may stay, is nobody.
    """
    actor_id = (scope.actor.administrator_id or scope.actor.id) if scope.actor and not scope.actor.is_guest else None
    texts = {"action": action, "subject": _cut(subject, MOST_SUBJECT), "detail": _cut(detail, MOST_DETAIL)}
    scope.session.add(AuditEvent(at=scope.now, actor_id=actor_id, **texts))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def confirm_password(scope: Scope, password: str) -> User:
    """The person who acts, who knows their password.

    Raises:
        Refused: it is another one, or they have none.
    """
    user = people.get_user(scope.session, scope.learner.id)
    if user.password_hash == NO_PASSWORD:
        raise Refused(ONLY_BY_PROVIDER, "password")
    if not verify_password(user.password_hash, password, scope.settings.password_cost):
        raise Refused("This is not your present password.", "password")
    return user


def _mail_verification(scope: Scope, user: User, email: str) -> None:
    people.spend_tokens(scope.session, user.id, "verify", scope.now)
    token = _new_email_token(scope, user, "verify", email, VERIFY_LIFETIME)
    link = f"{scope.settings.public_url}/verify-email/{token}"
    queue_mail(scope, email, "verify_email", name=user.display_name, link=link)


def _new_email_token(scope: Scope, user: User, purpose: str, email: str, lifetime: timedelta) -> str:
    token = _new_token(scope)
    scope.session.add(
        EmailToken(
            user_id=user.id,
            purpose=purpose,
            email=email,
            token_hash=_hash_token(token),
            created_at=scope.now,
            expires_at=scope.now + lifetime,
        )
    )
    return token


def _valid_token(scope: Scope, token: str, purpose: str) -> EmailToken:
    row = people.find_email_token(scope.session, _hash_token(token))
    if row is None or row.purpose != purpose or row.used_at is not None or row.expires_at <= scope.now:
        raise NotFound("link")
    return row


def _new_token(scope: Scope) -> str:
    return scope.rng.randbytes(32).hex()


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

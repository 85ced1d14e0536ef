"""The second step of signing in: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for its loss.

The app's secret is not stored: it is derived from a random salt in the database and the program's key. Whoever has
only the database cannot make codes; whoever changes the key makes every app set up before useless.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp

from trainer.config import secret_key_of
from trainer.db.models.people import User
from trainer.db.models.sign_in import RecoveryCode, SecondStep
from trainer.db.queries import people
from trainer.db.queries import sign_in as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts
from trainer.services.administration import check_operator, checked_reason
from trainer.services.mail import queue_mail
from trainer.services.scope import Scope

ISSUER = "Medcode Trainer"
STEP_SECONDS = 30
STEPS_BESIDE = 1
"""A clock may be this many half minutes slow or fast."""
RECOVERY_CODES = 10
APP_DIGITS = 6
WRONG_CODE = "This code does not fit. Wait for the next one in the app, or use a recovery code that you have not used."
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Status:
    """What the account page says: since when there is a second step (None: there is none), recovery codes left."""

    since: datetime | None
    codes_left: int
    is_required: bool


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an app needs: `uri` is what its picture says, `key` the same to be typed, in groups of four."""

    uri: str
    key: str


def is_on(scope: Scope, user_id: int) -> bool:
    """Whether this person is asked for a code."""
    return queries.is_second_step_on(scope.session, user_id)


def is_required(scope: Scope, is_administrator: bool) -> bool:
    """Whether the setting asks for a second step of somebody with this role."""
    return is_administrator and scope.settings.second_step_for == "administrators"


def get_status(scope: Scope) -> Status:
    """The second step of the person who acts."""
    row = scope.session.get(SecondStep, scope.learner.id)
    left = queries.count_recovery_codes(scope.session, scope.learner.id)
    return Status(row.confirmed_at if row else None, left, is_required(scope, scope.learner.is_administrator))


def begin_set_up(scope: Scope, password: str) -> None:
    """Makes a new secret, which counts once a code of it was shown.

    Raises:
        Refused: the password is wrong, or there is a second step already.
    """
    accounts.confirm_password(scope, password)
    row = scope.session.get(SecondStep, scope.learner.id)
    if row is not None and row.confirmed_at is not None:
        raise Refused("You have a second step already. Turn it off first to move to another app.")
    if row is None:
        row = SecondStep(user_id=scope.learner.id, last_step=0)
    row.salt, row.created_at = scope.rng.randbytes(16).hex(), scope.now
    scope.session.add(row)


def get_set_up(scope: Scope) -> SetUp:
    """What the app is to be told.

    Raises:
        NotFound: nothing is being set up.
    """
    row = _being_set_up(scope)
    secret = _secret(scope, row)
    uri = pyotp.TOTP(secret).provisioning_uri(name=scope.learner.email, issuer_name=ISSUER)
    return SetUp(uri, " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)))


def confirm_set_up(scope: Scope, code: str) -> tuple[str, ...]:
    """From now on codes are asked for; the recovery codes, shown this once. All other sign-ins of the person end.

    Raises:
        NotFound: nothing is being set up.
        Refused: the code does not fit.
    """
    row = _being_set_up(scope)
    if not _take_app_code(scope, row, _plain(code)):
        raise Refused(
            "This code does not fit. Compare the clock of your device, and type the code shown now.", "one_time_code"
        )
    row.confirmed_at = scope.now
    people.revoke_sessions(scope.session, row.user_id, scope.now, keep=scope.learner.session_id)
    accounts.record(scope, "second-step.on", f"user {row.user_id}")
    _tell(scope, row.user_id, "is now asked for a code of an app when you log in")
    return _new_codes(scope, row.user_id)


def make_new_codes(scope: Scope, password: str) -> tuple[str, ...]:
    """New recovery codes; the former ones are void.

    Raises:
        NotFound: there is no second step.
        Refused: the password is wrong.
    """
    accounts.confirm_password(scope, password)
    if not is_on(scope, scope.learner.id):
        raise NotFound("second step")
    accounts.record(scope, "second-step.codes", f"user {scope.learner.id}")
    return _new_codes(scope, scope.learner.id)


def turn_off(scope: Scope, password: str, code: str) -> None:
    """No code is asked for any more.

    Raises:
        Refused: password or code is wrong, or the setting asks for a second step.
    """
    accounts.confirm_password(scope, password)
    if is_required(scope, scope.learner.is_administrator):
        raise Refused("Administrators of this trainer need a second step.", "one_time_code")
    spend_code(scope, scope.learner.id, code)
    queries.delete_second_step(scope.session, scope.learner.id)
    people.revoke_sessions(scope.session, scope.learner.id, scope.now, keep=scope.learner.session_id)
    accounts.record(scope, "second-step.off", f"user {scope.learner.id}")
    _tell(scope, scope.learner.id, "is no longer asked for a code of an app when you log in")


def spend_code(scope: Scope, user_id: int, code: str) -> None:
    """Takes a code of the app, or a recovery code; either is good once.

    Raises:
        Refused: it does not fit, was used before, or there is no second step.
    """
    row = scope.session.get(SecondStep, user_id)
    plain = _plain(code)
    if row is None or row.confirmed_at is None:
        raise Refused(WRONG_CODE, "one_time_code")
    if plain.isdigit() and len(plain) == APP_DIGITS:
        fits = _take_app_code(scope, row, plain)
    else:
        fits = queries.use_recovery_code(scope.session, user_id, _hash(plain), scope.now)
        if fits:
            left = queries.count_recovery_codes(scope.session, user_id)
            accounts.record(scope, "second-step.recovery", f"user {user_id}", f"{left} codes left")
    if not fits:
        raise Refused(WRONG_CODE, "one_time_code")


def reset(scope: Scope, user_id: int, reason: str) -> None:
    """Takes the second step from somebody who has lost it, for an administrator or at the command line.

    All their sign-ins end, and they are told by mail.

    Raises:
        NotFound: there is no such person, or no administrator asks.
        Refused: no reason, it is their own, or they have no second step.
    """
    check_operator(scope)
    user = scope.session.get(User, user_id)
    if user is None or user.purge_started_at is not None:
        raise NotFound("person")
    reason = checked_reason(reason)
    if scope.actor is not None and scope.actor.id == user_id:
        raise Refused("Turn your own second step off on your account page: password and code are asked there.")
    if not queries.delete_second_step(scope.session, user_id):
        raise Refused("This person has no second step.")
    people.revoke_sessions(scope.session, user_id, scope.now)
    accounts.record(scope, "second-step.reset", f"user {user_id}", reason)
    _tell(scope, user_id, "is no longer asked for a code of an app: an administrator has taken that step away")


def _being_set_up(scope: Scope) -> SecondStep:
    row = scope.session.get(SecondStep, scope.learner.id)
    if row is None or row.confirmed_at is not None:
        raise NotFound("second step")
    return row


def _secret(scope: Scope, row: SecondStep) -> str:
    """160 bits, in base 32 as apps take them."""
    message = f"second step of {row.user_id}: {row.salt}".encode()
    digest = hmac.new(secret_key_of(scope.settings).encode(), message, "sha256").digest()
    return base64.b32encode(digest[:20]).decode()


def _take_app_code(scope: Scope, row: SecondStep, code: str) -> bool:
    totp = pyotp.TOTP(_secret(scope, row))
    present = int(scope.now.timestamp()) // STEP_SECONDS
    for step in range(present - STEPS_BESIDE, present + STEPS_BESIDE + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return queries.take_step(scope.session, row.user_id, step)
    return False


def _new_codes(scope: Scope, user_id: int) -> tuple[str, ...]:
    queries.delete_recovery_codes(scope.session, user_id)
    codes = ["".join(scope.rng.choices(_LETTERS, k=_CODE_CHARACTERS)) for _ in range(RECOVERY_CODES)]
    scope.session.add_all(RecoveryCode(user_id=user_id, code_hash=_hash(code), created_at=scope.now) for code in codes)
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)


def _plain(code: str) -> str:
    """As it is compared: in small letters, without spaces and dashes."""
    return "".join(sign for sign in code.casefold() if sign.isascii() and sign.isalnum())


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _tell(scope: Scope, user_id: int, what: str) -> None:
    user = people.get_user(scope.session, user_id)
    if user.email:
        queue_mail(scope, user.email, "second_step", name=user.display_name, what=what)

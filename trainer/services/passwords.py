"""Password hashing with argon2id, a few at once, and the rule for new passwords."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trainer.config import PasswordCost
from trainer.domain.kernel.errors import DomainError, Refused
from trainer.services.password_rules import complaint_about

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200
MOST_WAIT_SECONDS = 1.0
NO_PASSWORD = "!"  # noqa: S105 - no hash: nothing fits it


class TooManyPasswords(DomainError):
    """As many passwords are being tried as this process may try; try again in a moment."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """Bounds the CPU and memory that passwords take: at the desk they are tried, behind the door one more each waits.

    So a flood of sign-ins holds at most twice as many threads, for about a second; everybody else's work goes on.
    """

    door: BoundedSemaphore
    desk: BoundedSemaphore

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self.door.acquire(blocking=False):
            raise TooManyPasswords
        try:
            if not self.desk.acquire(timeout=MOST_WAIT_SECONDS):
                raise TooManyPasswords
            try:
                yield
            finally:
                self.desk.release()
        finally:
            self.door.release()


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of trying a password against a stored hash, which `password_hash` is.

    `fresh_hash` replaces it where it was made at another cost than the one now set.
    """

    fits: bool
    user_id: int | None = None
    password_hash: str = field(default="", repr=False)
    fresh_hash: str | None = field(default=None, repr=False)


@lru_cache(maxsize=4)
def _gate(at_once: int) -> _Gate:
    return _Gate(BoundedSemaphore(2 * at_once), BoundedSemaphore(at_once))


@lru_cache(maxsize=4)
def _hasher(cost: PasswordCost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)


@lru_cache(maxsize=4)
def _decoy(cost: PasswordCost) -> str:
    return _hasher(cost).hash("nobody has this password")


def hash_password(password: str, cost: PasswordCost) -> str:
    """The argon2id hash to store.

    Raises:
        TooManyPasswords: too many are being tried.
    """
    with _gate(cost.at_once).turn():
        return _hasher(cost).hash(password)


def verify_password(password_hash: str | None, password: str, cost: PasswordCost) -> bool:
    """Whether the password fits. None (no such person, or one without a password) takes as long as a wrong password.

    Raises:
        TooManyPasswords: too many are being tried.
    """
    with _gate(cost.at_once).turn():
        known = password_hash if password_hash != NO_PASSWORD else None
        try:
            fits = _hasher(cost).verify(known or _decoy(cost), password)
        except (VerificationError, InvalidHashError):
            return False
        return fits and known is not None


def prove(user_id: int | None, password_hash: str | None, password: str, cost: PasswordCost) -> Proof:
    """Tries a password. It takes as long as hashing takes, so no transaction should be open meanwhile.

    Raises:
        TooManyPasswords: too many are being tried.
    """
    if not verify_password(password_hash, password, cost) or user_id is None or password_hash is None:
        return Proof(fits=False)
    is_old = _hasher(cost).check_needs_rehash(password_hash)
    return Proof(True, user_id, password_hash, hash_password(password, cost) if is_old else None)  # noqa: FBT003


def check_new_password(password: str, email: str) -> None:
    """Raises:
    Refused: too short, too long, or one that is guessed first (see password_rules).
    """
    if len(password) < MIN_CHARACTERS:
        raise Refused(f"Use at least {MIN_CHARACTERS} characters; a few unrelated words are good.", "new_password")
    if len(password) > MAX_CHARACTERS:
        raise Refused(f"Use at most {MAX_CHARACTERS} characters.", "new_password")
    if complaint := complaint_about(password, email):
        raise Refused(complaint, "new_password")

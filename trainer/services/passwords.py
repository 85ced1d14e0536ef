"""Password hashing with argon2id, and the rule for new passwords."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trainer.config import PasswordCost
from trainer.domain.kernel.errors import Refused

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200


@lru_cache(maxsize=4)
def _hasher(cost: PasswordCost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)


@lru_cache(maxsize=4)
def _decoy(cost: PasswordCost) -> str:
    return _hasher(cost).hash("nobody has this password")


def hash_password(password: str, cost: PasswordCost) -> str:
    """The argon2id hash to store."""
    return _hasher(cost).hash(password)


def verify_password(password_hash: str | None, password: str, cost: PasswordCost) -> bool:
    """Whether the password fits. None (no such person) takes as long as a wrong password."""
    try:
        fits = _hasher(cost).verify(password_hash or _decoy(cost), password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str, cost: PasswordCost) -> bool:
    """Whether the hash was made at another cost than the one now set."""
    return _hasher(cost).check_needs_rehash(password_hash)


def check_new_password(password: str, email: str) -> None:
    """Raises:
    Refused: too short, too long, or the e-mail address itself.
    """
    if len(password) < MIN_CHARACTERS:
        raise Refused(f"Use at least {MIN_CHARACTERS} characters; a few unrelated words are good.", "new_password")
    if len(password) > MAX_CHARACTERS:
        raise Refused(f"Use at most {MAX_CHARACTERS} characters.", "new_password")
    if password.casefold() == email.casefold():
        raise Refused("The e-mail address is no password.", "new_password")

"""How often somebody may try to log in, and devices that are known.

Failures count, not sign-ins: a whole school may come in through one address at nine. They count three times: for an
account at an address, for an account wherever the tries come from, for an address whatever the accounts are. A browser
that has logged in to an account before has a count of its own for it: nobody can lock its owner out there.
"""

import hashlib
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, request, session
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from trainer.services import accounts
from trainer.web.security import limiter, log_in_limit

DEVICE_COOKIE = "device"
DEVICE_DAYS = 180
TIMES_FOR_ACCOUNT = 5
TIMES_FOR_ADDRESS = 10
TIMES_TO_SIGN_UP = 3
SECOND_STEP_LIMIT = "30 per hour"
"""Wrong codes for one account: at most one of 460 accounts with known passwords would be opened in a whole day."""


def times(factor: int) -> Callable[[], str]:
    """The limit that is set, this many times."""

    def limit() -> str:
        number, rest = log_in_limit().split(" ", 1)
        return f"{int(number) * factor} {rest}"

    return limit


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="known device")


def _name(email: str) -> str:
    """The account, so that the cookie tells nobody its address."""
    return hashlib.sha256(accounts.email_key(email).encode()).hexdigest()[:32]


def _number_of_device() -> str:
    """The random number of this browser, if it has logged in to the account named in the form before; else ""."""
    try:
        name, number = _serializer().loads(request.cookies.get(DEVICE_COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(number) if name == _name(request.form.get("email", "")) else ""


def is_known_device() -> bool:
    """Whether this browser has logged in to this account before."""
    return bool(_number_of_device())


def know_device(response: Response, email: str) -> None:
    """From now on this browser is known for this account."""
    value = _serializer().dumps((_name(email), token_hex(8)))
    response.set_cookie(
        DEVICE_COOKIE,
        value if isinstance(value, str) else value.decode(),
        max_age=DEVICE_DAYS * 24 * 3600,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def _account() -> str:
    return "account:" + _name(request.form.get("email", ""))


def _account_at_place() -> str:
    number = _number_of_device()
    return f"device:{number}" if number else f"{_account()}@{get_remote_address()}"


def _account_of_half() -> str:
    return f"second step:{(session.get('half') or {}).get('user', '')}"


def _has_failed(response: FlaskResponse) -> bool:
    return response.status_code == 422


_ON_POST: dict[str, Any] = {"methods": ["POST"], "deduct_when": _has_failed}
limit_at_place = limiter.limit(times(1), key_func=_account_at_place, **_ON_POST)
limit_by_account = limiter.limit(times(TIMES_FOR_ACCOUNT), key_func=_account, exempt_when=is_known_device, **_ON_POST)
limit_by_address = limiter.limit(times(TIMES_FOR_ADDRESS), exempt_when=is_known_device, **_ON_POST)
limit_codes = limiter.limit(SECOND_STEP_LIMIT, key_func=_account_of_half, **_ON_POST)

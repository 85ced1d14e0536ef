"""What the session's cookie and the forms' tokens are signed with, made once and not for every request."""

from functools import lru_cache

from flask import Flask, g
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer


def csrf_token() -> str:
    """The token of all forms of this response."""
    made: str = g.get("csrf_token") or generate_csrf()
    return made


class SignedCookies(SecureCookieSessionInterface):
    """Flask's own sessions, which remember the signer of the key that is in use."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self._signer(app, app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))

    @lru_cache(maxsize=8)  # noqa: B019 - one for each application
    def _signer(self, app: Flask, *_: object) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(app)

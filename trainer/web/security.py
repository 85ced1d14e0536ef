"""Who may see what, and the headers that every response carries."""

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from trainer.config import Settings
from trainer.services import accounts
from trainer.services.scope import SignedIn
from trainer.web.requests import current_scope

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "bootstrap.static",
        "home.index",
        "home.set_theme",
        "errata.index",
        "accounts.sign_up",
        "accounts.log_in",
        "accounts.forgotten_password",
        "accounts.reset_password",
        "accounts.verify_email",
        "plans.stop_mail",
    }
)
"""Everything else asks for a sign-in."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CSRF_LIFETIME_SECONDS = 12 * 3600

limiter = Limiter(get_remote_address, headers_enabled=False)
csrf = CSRFProtect()


class LoginUser(UserMixin):
    """What Flask-Login wants of a user: its id is the token of the session, so that a sign-in can be revoked."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.id = token
        self.signed_in = signed_in


def log_in_limit() -> str:
    """How often one address, or one account, may try."""
    limit: str = current_app.config["LOG_IN_LIMIT"]
    return limit


def account_named_in_form() -> str:
    """The key under which tries against one account are counted."""
    return "account:" + accounts.email_key(request.form.get("email", ""))[:254]


def install(app: Flask, settings: Settings) -> None:
    """Sign-in, CSRF, rate limits, access check and headers."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=CSRF_LIFETIME_SECONDS,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        LOG_IN_LIMIT=settings.log_in_limit,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="trainer",
        PERMANENT_SESSION_LIFETIME=accounts.SESSION_LIFETIME,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.before_request(_require_sign_in)
    csrf.init_app(app)
    limiter.init_app(app)
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load_user)
    app.after_request(_add_headers)


def _load_user(token: str) -> LoginUser | None:
    scope = current_scope()
    scope.actor = accounts.find_signed_in(scope, token)
    return None if scope.actor is None else LoginUser(token, scope.actor)


def _require_sign_in() -> AnyResponse | None:
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
        return None
    if current_user.is_authenticated:
        return None
    session.pop("_user_id", None)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.log_in", next=target), 303)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint not in ("static", "bootstrap.static"):
        headers["Cache-Control"] = "no-store"
    return response


def safe_target(target: str | None) -> str:
    """A place inside this application to go to after logging in; the start page for anything else.

    Tabs and line ends are refused too: browsers and libraries drop them, so that `/<tab>/elsewhere` leaves the site.
    """
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return url_for("home.index")

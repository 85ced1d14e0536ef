"""Who may see what, and the headers that every response carries."""

from flask import Flask, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from trainer.config import Settings
from trainer.services import accounts
from trainer.services.scope import SignedIn
from trainer.web.errors import ErrorPage
from trainer.web.request_log import FILES, QUIET
from trainer.web.requests import current_scope, refuse_what_no_column_takes

MUST_SET_UP = "set_up"
"""Stands in the cookie of whoever may do nothing before they have set up a second step."""
PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "bootstrap.static",
        "health.live",
        "health.ready",
        "metrics.show",
        "home.index",
        "home.set_theme",
        "stylesheet.show",
        "first_visit.index",
        "first_visit.start",
        "first_visit.start_taster",
        "first_visit.fit",
        "first_visit.forget",
        "errata.index",
        "field.index",
        "field.coder",
        "field.biller",
        "field.certifications",
        "field.what_nobody_tells",
        "field.costs",
        "field.reckon_costs",
        "field.wages",
        "lessons.index",
        "lessons.show",
        "lessons.start",
        "words.index",
        "words.answer",
        "words.list_parts",
        "accounts.sign_up",
        "accounts.log_in",
        "accounts.log_in_code",
        "accounts.log_in_by_provider",
        "accounts.provider_callback",
        "accounts.forgotten_password",
        "accounts.reset_password",
        "accounts.verify_email",
        "plans.stop_mail",
        "help_pages.index",
        "help_pages.exams",
        "help_pages.numbers",
        "help_pages.keyboard",
        "help_pages.set_keys",
        "help_pages.accessibility",
        "help_pages.privacy",
        "help_pages.credits",
    }
)
"""Everything else asks for a sign-in."""

GUEST_BLUEPRINTS = frozenset({"first_visit", "practice", "cases", "billing", "lessons", "words", "codes"})
MEMBERS_ONLY = frozenset({"cases.dispute", "billing.dispute"})
"""What a guest may do beside what everybody may: the blueprints that hold what can be tried, but not these."""

WRITES_WHILE_ACTING = frozenset(
    {"administration.stop_acting", "home.set_theme", "help_pages.set_keys", "field.reckon_costs", "first_visit.fit"}
)
"""All that can be sent by an administrator who looks at the program as somebody else: everything else is refused."""
ADMINISTRATOR_TOKEN = "administrator"  # noqa: S105 - the name under which the cookie holds it
"""The administrator's own sign-in, kept while they look in as somebody else."""
_GUEST = "guest"
"""Stands in the cookie of a guest, so that whose work is gone by the next time is told so."""
_WHILE_SETTING_UP = PUBLIC_ENDPOINTS | {
    *("accounts.second_step", "accounts.begin_second_step", "accounts.set_up_second_step", "accounts.log_out")
}
_UNASKED = FILES | QUIET
"""The same for everybody: nobody is asked who they are."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED_HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
)
CSRF_LIFETIME_SECONDS = 12 * 3600
REDIS_SECONDS = 0.25

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


def provider_name() -> str:
    """What the button to log in by a provider says; "" where there is none."""
    name: str = current_app.config["PROVIDER_NAME"]
    return name


def guest_limit() -> str:
    """How many guests may begin from one address."""
    limit: str = current_app.config["GUEST_LIMIT"]
    return limit


def _limits_kept_in(redis_url: str) -> dict[str, object]:
    """While Redis is away each process counts for itself; a request waits for it for REDIS_SECONDS at most."""
    if not redis_url:
        return {"RATELIMIT_STORAGE_URI": "memory://"}
    patience = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS, "retry": None}
    return {
        "RATELIMIT_STORAGE_URI": redis_url,
        "RATELIMIT_STORAGE_OPTIONS": patience,
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }


def install(app: Flask, settings: Settings) -> None:
    """Sign-in, CSRF, rate limits, access check and headers."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=CSRF_LIFETIME_SECONDS,
        **_limits_kept_in(settings.redis_url),
        LOG_IN_LIMIT=settings.log_in_limit,
        GUEST_LIMIT=settings.guest_limit,
        PROVIDER_SIGNS_UP=settings.provider.allow_sign_up,
        PROVIDER_NAME=settings.provider.name if settings.provider.is_configured else "",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="__Host-trainer" if settings.secure_cookies else "trainer",
        PERMANENT_SESSION_LIFETIME=accounts.session_lifetime(settings),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    hsts = (("Strict-Transport-Security", f"max-age={settings.hsts_seconds}"),) if settings.hsts_seconds else ()
    app.extensions["fixed_headers"] = (*FIXED_HEADERS, *hsts)
    app.before_request(_require_sign_in)
    app.before_request(refuse_what_no_column_takes)  # it reads what was sent: for those who may send it
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request_funcs[None].remove(limiter._check_request_limit)  # noqa: SLF001 - for limits on all views: none
    app.after_request(_share_files)
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load_user)
    app.after_request(_add_headers)
    app.after_request(_refuse_downloads)


def _share_files(response: Response) -> Response:
    """A file is the same for everybody: a changed cookie does not make a browser fetch it again.

    It runs after Flask-Login, which looks into the session at every request.
    """
    if request.endpoint in _UNASKED:
        session.accessed = False
    return response


def _load_user(token: str) -> LoginUser | None:
    scope = current_scope()
    scope.actor = accounts.find_signed_in(scope, token)
    return None if scope.actor is None else LoginUser(token, scope.actor)


def begin_session(token: str) -> None:
    """The session cookie starts anew at every sign-in."""
    session.clear()
    session.permanent = True
    session["_user_id"] = token


def _require_sign_in() -> AnyResponse | tuple[str, int] | None:
    if request.endpoint is None or request.endpoint in _UNASKED:
        return None
    if ADMINISTRATOR_TOKEN in session and not current_user.is_authenticated:
        return _come_back()
    if current_user.is_authenticated:
        if MUST_SET_UP in session and request.endpoint not in _WHILE_SETTING_UP:
            return redirect(url_for("accounts.second_step"), 303)
        return _refuse_writing() or _keep_to_what_is_tried()
    is_over = _end_visit()
    if request.endpoint in PUBLIC_ENDPOINTS:
        return None
    session.pop("_user_id", None)
    return redirect(url_for("first_visit.index") if is_over else url_for("accounts.log_in", next=_target()), 303)


def _target() -> str | None:
    """Where to go on after a sign-in."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _keep_to_what_is_tried() -> AnyResponse | None:
    """A guest tries what can be tried; an administrator who looks in as one can stop."""
    signed_in, endpoint = current_user.signed_in, request.endpoint or ""
    if not signed_in.is_guest:
        return None
    is_looking = signed_in.administrator_id is not None
    if not is_looking and _GUEST not in session:
        session[_GUEST] = True
    is_let_in = _is_for_guests(endpoint) or (is_looking and endpoint in WRITES_WHILE_ACTING)
    return None if is_let_in else _ask_to_sign_up(_target())


def _end_visit() -> bool:
    """Whether this was a guest whose time was up, or who was deleted; they are told once."""
    if not session.pop(_GUEST, False):
        return False
    flash("What you did here as a guest is no longer kept: its time was up, or it was deleted. You can begin anew.")
    return True


def _is_for_guests(endpoint: str) -> bool:
    is_tried = endpoint.partition(".")[0] in GUEST_BLUEPRINTS or endpoint in PUBLIC_ENDPOINTS
    return is_tried and endpoint not in MEMBERS_ONLY


def _ask_to_sign_up(target: str | None) -> AnyResponse:
    flash("That needs an account. Nothing you did as a guest is lost: it stays with you when you sign up.")
    return redirect(url_for("accounts.sign_up", next=target), 303)


def _come_back() -> AnyResponse:
    """To the administrator's own sign-in, when the one as somebody else has ended by itself."""
    begin_session(session[ADMINISTRATOR_TOKEN])
    flash("You no longer look at the program as somebody else: that sign-in has ended.")
    return redirect(url_for("administration.index"), 303)


def _refuse_writing() -> tuple[str, int] | None:
    """Whoever looks in as somebody else only reads: no answer is lost or made up in another person's name."""
    if current_user.signed_in.administrator_id is None:
        return None
    endpoint = request.endpoint or ""
    writes = request.method not in ("GET", "HEAD", "OPTIONS") or getattr(
        current_app.view_functions.get(endpoint), "writes", False
    )
    return _only_looking() if writes and endpoint not in WRITES_WHILE_ACTING else None


def _only_looking() -> tuple[str, int]:
    page = ErrorPage(
        403,
        "You are only looking",
        "You look at the program as somebody else. Nothing can be changed or taken away in their name.",
        "Nothing was stored. Stop looking first: the button is at the top of the page.",
    )
    return render_template("errors/error.html", page=page), 403


def _refuse_downloads(response: Response) -> Response:
    """No file is taken away in another person's name, whatever page offers it.

    An administrator exports a person's data from that person's page, where it is written down.
    """
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    if not is_file or not current_user.is_authenticated or current_user.signed_in.administrator_id is None:
        return response
    response.close()
    return current_app.make_response(_only_looking())


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.extend(current_app.extensions["fixed_headers"])
    if request.endpoint not in FILES:
        headers["Cache-Control"] = "no-store"
    return response


def safe_target(target: str | None) -> str:
    """A place inside this application to go to after logging in; the start page for anything else.

    Tabs and line ends are refused too: browsers and libraries drop them, so that `/<tab>/elsewhere` leaves the site.
    """
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return url_for("home.index")

"""One scope for each request: read-only for GET, committed when the response says yes, else rolled back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.routing import IntegerConverter

from trainer.services.scope import Scope, Scopes

P = ParamSpec("P")
R = TypeVar("R")

_READING = {"GET", "HEAD", "OPTIONS"}
JUST_WROTE = "just_wrote"
"""The cookie of a browser that has just sent a form: its reports come from the primary, which knows of that form."""
PRIMARY_SECONDS = 120
"""Longer than a replica may lie behind."""


def writes(view: Callable[P, R]) -> Callable[P, R]:
    """Marks one of the few GET views that must write. A test lists them all."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def reports(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a GET view that may read a replica: what was written last may be missing. A test lists them all.

    Who is signed in has been asked of the primary by then. Whoever has just sent a form sees the primary for a while.
    """

    @wraps(view)
    def read_elsewhere(*arguments: P.args, **options: P.kwargs) -> R:
        if scopes().has_replica and JUST_WROTE not in request.cookies:
            before = current_scope()
            before.session.close()
            g.scope = scopes().open_report()
            g.scope.actor = before.actor
        return view(*arguments, **options)

    read_elsewhere.reports = True  # type: ignore[attr-defined]
    return read_elsewhere


def data_lag() -> int:
    """Seconds by which the figures of this page lie behind; 0 on every page that is no report."""
    scope: Scope | None = g.get("scope")
    return int(scope.lag.total_seconds()) if scope else 0


def _remember_writing(response: Response) -> None:
    """Only a browser that is sent on to a page: a saved answer is in no report that its learner could ask for."""
    if scopes().has_replica and request.method not in _READING and 300 <= response.status_code < 400:
        response.set_cookie(
            "just_wrote",
            "1",
            max_age=PRIMARY_SECONDS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )


def scopes() -> Scopes:
    """The application's scopes."""
    found: Scopes = current_app.extensions["scopes"]
    return found


def current_scope() -> Scope:
    """The scope of this request, opened at first use."""
    if "scope" not in g:
        view = current_app.view_functions.get(request.endpoint or "")
        g.writes = request.method not in _READING or getattr(view, "writes", False)
        g.scope = scopes().open(writes=g.writes)
    scope: Scope = g.scope
    return scope


def next_step() -> Scope:
    """Commits what was done so far: the next step of the same request stands or falls by itself, at a new moment."""
    scope = current_scope()
    _commit(scope)
    scope.now = scopes().clock()
    return scope


def _commit(scope: Scope) -> None:
    is_used = scope.session.in_transaction()
    g.is_committing = True  # until the database has said that it is stored, nobody knows
    scope.session.commit()
    g.is_committing, g.has_stored = False, True
    if is_used:
        scopes().outages.works(has_written=request.method not in _READING)


def _keep(scope: Scope, response: Response) -> None:
    """What only reads has nothing to commit."""
    if g.writes:
        _commit(scope)
        _remember_writing(response)
    elif scope.session.in_transaction():
        scopes().outages.works(has_written=False)


def may_be_stored(*, was_refused: bool) -> bool:
    """Whether something of this request that failed was stored, or may have been.

    `was_refused`: the database is there and has said no, so that what it was asked to commit is not.
    """
    if request.method in _READING:
        return False
    return bool(g.get("has_stored", False) or (g.get("is_committing", False) and not was_refused))


def forget_this_step() -> None:
    """Rolls back what failed, so that an error page finds a session that it can ask who is signed in."""
    if "scope" in g:
        g.scope.session.rollback()


def start_over() -> Scope:
    """Forgets what was done so far, so that the same work can be tried once more, at a new moment."""
    forget_this_step()
    scope = current_scope()
    scope.now = scopes().clock()
    return scope


class RowNumber(IntegerConverter):
    """A number in an address. One that is longer than any column addresses nothing: 404."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **({"max": 2**31 - 1} | options))


def refuse_what_no_column_takes() -> None:
    """What no form of ours sends is refused, and nothing is kept: JSON, a field without a name, a NUL character.

    A NUL can neither be typed nor stored in PostgreSQL.
    """
    has_form = request.method not in _READING
    if has_form and request.is_json:  # Flask-WTF would take it for a form, whatever is in it
        abort(415, "What is sent here is a form, not JSON. Nothing was stored.")
    if has_form and (None in request.form or None in request.files):  # Flask-WTF takes each for one that has a name
        abort(400, "The request contains a field without a name. Nothing was stored.")
    texts = (text for _, text in request.form.items(multi=True)) if has_form else ()
    if "\0" in request.path or b"%00" in request.query_string or any("\0" in text for text in texts):
        abort(400, "The request contains a character that cannot be stored. Nothing was stored.")


def install(app: Flask, app_scopes: Scopes) -> None:
    """Hooks the scope's end into the application."""
    app.extensions["scopes"] = app_scopes
    app.url_map.converters["int"] = RowNumber

    @app.after_request
    def finish(response: Response) -> Response:
        scope: Scope | None = g.pop("scope", None)
        if scope is not None:
            with scope.session:
                if response.status_code < 400:
                    _keep(scope, response)
        return response

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        scope: Scope | None = g.pop("scope", None)
        if scope is not None:
            scope.session.close()

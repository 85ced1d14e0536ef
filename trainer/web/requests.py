"""One scope for each request: read-only for GET, committed when the response says yes, else rolled back."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.routing import IntegerConverter

from trainer.services.scope import Scope, Scopes

P = ParamSpec("P")
R = TypeVar("R")

_READING = {"GET", "HEAD", "OPTIONS"}


def writes(view: Callable[P, R]) -> Callable[P, R]:
    """Marks one of the few GET views that must write. A test lists them all."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def scopes() -> Scopes:
    """The application's scopes."""
    found: Scopes = current_app.extensions["scopes"]
    return found


def current_scope() -> Scope:
    """The scope of this request, opened at first use."""
    if "scope" not in g:
        view = current_app.view_functions.get(request.endpoint or "")
        g.scope = scopes().open(writes=request.method not in _READING or getattr(view, "writes", False))
    scope: Scope = g.scope
    return scope


def next_step() -> Scope:
    """Commits what was done so far: the next step of the same request stands or falls by itself, at a new moment."""
    scope = current_scope()
    scope.session.commit()
    scope.now = scopes().clock()
    return scope


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
    """A NUL character can neither be typed nor stored in PostgreSQL: a request with one gets 400, nothing is kept."""
    texts = (request.path, *request.args.values(), *(text for _, text in request.form.items(multi=True)))
    if any("\0" in text for text in texts):
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
                    scope.session.commit()
        return response

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        scope: Scope | None = g.pop("scope", None)
        if scope is not None:
            scope.session.close()

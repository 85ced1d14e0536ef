"""One scope for each request: read-only for GET, committed when the response says yes, else rolled back."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, request

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


def install(app: Flask, app_scopes: Scopes) -> None:
    """Hooks the scope's end into the application."""
    app.extensions["scopes"] = app_scopes

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

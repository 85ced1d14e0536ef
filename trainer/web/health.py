"""Whether this process lives, and whether it should get requests: for load balancers and supervisors.

Nobody signs in for it, and it tells no more than which of its checks failed.
"""

import threading

from flask import Blueprint, Flask, current_app

from trainer.services.health import Health
from trainer.web.requests import scopes

blueprint = Blueprint("health", __name__, url_prefix="/health")

Reply = tuple[dict[str, object], int]


def install(app: Flask) -> None:
    """`shutting_down` is set by whoever ends the process: from then on it wants no more requests."""
    app.extensions["shutting_down"] = threading.Event()
    with app.app_context():
        app.extensions["health"] = Health(scopes())
    app.register_blueprint(blueprint)


def health() -> Health:
    """What looks after this application."""
    found: Health = current_app.extensions["health"]
    return found


@blueprint.get("/live")
def live() -> Reply:
    """The process answers. It touches nothing."""
    return {"status": "live"}, 200


@blueprint.get("/ready")
def ready() -> Reply:
    """Whether it can do its work now: 200 or 503, with the outcome of each check."""
    found = health().look()
    checks = {
        "database": found.database,
        "migrations": found.migrations,
        "code_book": found.code_book,
        "running": not current_app.extensions["shutting_down"].is_set(),
    }
    is_ready = all(checks.values())
    told = {name: "ok" if is_fine else "failed" for name, is_fine in checks.items()}
    return {"status": "ready" if is_ready else "not ready", "checks": told}, 200 if is_ready else 503

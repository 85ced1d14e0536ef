"""One stylesheet for all pages: Bootstrap's and ours in one file, named by its content, compressed once.

The name changes with the content, so that browsers may keep it for good.
"""

import gzip
import hashlib
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for

blueprint = Blueprint("stylesheet", __name__)

ORDER = (
    "theme",
    "codes",
    "cases",
    "exams",
    "study",
    "billing",
    "months",
    "classes",
    "gradebook",
    "disputes",
    "assignments",
    "insight",
    "administration",
    "members",
    "authoring",
    "report",
    "first_visit",
    "field",
    "help",
    "lessons",
    "words",
)
"""The files of static/css: what comes later overrules what comes before."""

KEPT_SECONDS = 365 * 24 * 3600
_NAME_CHARACTERS = 16


class Stylesheet:
    """The text of all stylesheets, plain and compressed, and the name that tells its content."""

    def __init__(self, folder: Path) -> None:
        bootstrap = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
        parts = [bootstrap.read_text("utf-8").partition("/*# sourceMappingURL")[0]]
        parts += [(folder / f"{name}.css").read_text("utf-8") for name in ORDER if (folder / f"{name}.css").exists()]
        self.plain = "\n".join(parts).encode()
        self.compressed = gzip.compress(self.plain, mtime=0)
        self.name = hashlib.sha256(self.plain).hexdigest()[:_NAME_CHARACTERS]


def install(app: Flask) -> None:
    """Reads the files once and gives templates their address."""
    made = Stylesheet(Path(app.root_path) / "static" / "css")
    app.extensions["stylesheet"] = made
    app.register_blueprint(blueprint)
    app.jinja_env.globals["stylesheet_url"] = lambda: url_for("stylesheet.show", name=made.name)


@blueprint.get("/style/<name>.css")
def show(name: str) -> Response:
    """The stylesheet. Under a name of before, which an old page still asks for, the present one, kept by nobody."""
    made = _made()
    may_compress = request.accept_encodings.quality("gzip") > 0
    response = Response(made.compressed if may_compress else made.plain, mimetype="text/css")
    response.headers["Vary"] = "Accept-Encoding"
    if may_compress:
        response.headers["Content-Encoding"] = "gzip"
    is_current = name == made.name
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, immutable" if is_current else "no-cache"
    return response


def _made() -> Stylesheet:
    made: Stylesheet = current_app.extensions["stylesheet"]
    return made

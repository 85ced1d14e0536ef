"""One stylesheet for all pages: Bootstrap's and ours in one file, named by its content, compressed once.

The name changes with the content, so that browsers may keep it for good.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, url_for

from trainer.web.kept_files import KeptFile

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
    "accounts",
    "authoring",
    "report",
    "first_visit",
    "field",
    "help",
    "lessons",
    "words",
)
"""The files of static/css: what comes later overrules what comes before."""


def install(app: Flask) -> None:
    """Reads the files once and gives templates their address."""
    made = KeptFile(_text(Path(app.root_path) / "static" / "css"), "text/css")
    app.extensions["stylesheet"] = made
    app.register_blueprint(blueprint)
    app.jinja_env.globals["stylesheet_url"] = lambda: url_for("stylesheet.show", name=made.mark)


@cache
def _text(folder: Path) -> bytes:
    bootstrap = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
    parts = [bootstrap.read_text("utf-8").partition("/*# sourceMappingURL")[0]]
    parts += [(folder / f"{name}.css").read_text("utf-8") for name in ORDER if (folder / f"{name}.css").exists()]
    return "\n".join(parts).encode()


@blueprint.get("/style/<name>.css")
def show(name: str) -> Response:
    """The stylesheet. Under a name of before, which an old page still asks for, the present one, kept by nobody."""
    made: KeptFile = current_app.extensions["stylesheet"]
    return made.answer(for_good=name == made.mark)

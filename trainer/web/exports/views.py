"""Everything that a learner did, to take away: the page that explains it, and the two files."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as Download
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from trainer.services import export_jobs, exports
from trainer.services.export_jobs import FILE_DAYS
from trainer.services.scope import Scope
from trainer.web.requests import current_scope

blueprint = Blueprint("exports", __name__)

MOST_BYTES_IN_MEMORY = 1_000_000


@blueprint.get("/account/export")
def index() -> str:
    scope = current_scope()
    is_big = export_jobs.is_big(scope)
    return render_template("exports/index.html", page=exports.get_export_page(scope), is_big=is_big, days=FILE_DAYS)


@blueprint.post("/account/export")
def prepare() -> Response:
    """A big export is written in the background; whoever asked is shown how far it is."""
    job_id = export_jobs.queue_export(current_scope(), request.form.get("ending", ""))
    return redirect(url_for("waiting.job", job_id=job_id), 303)


@blueprint.get("/account/export.json")
def as_json() -> Response:
    if export_jobs.is_big(current_scope()):
        return redirect(url_for("exports.index"), 303)
    return _download(exports.write_json, "json", "application/json")


@blueprint.get("/account/export.zip")
def as_csv() -> Response:
    if export_jobs.is_big(current_scope()):
        return redirect(url_for("exports.index"), 303)
    return _download(exports.write_csv_zip, "zip", "application/zip")


def _download(write: Callable[[Scope, IO[bytes]], None], ending: str, mimetype: str) -> Response:
    """Written to the end before the first byte is sent: an export that breaks off would look like a whole one."""
    scope = current_scope()
    held: IO[bytes] = SpooledTemporaryFile(MOST_BYTES_IN_MEMORY)  # noqa: SIM115 - closed with the response
    write(scope, held)
    size = held.tell()
    held.seek(0)
    response = Download(wrap_file(request.environ, held), mimetype=mimetype, direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{exports.export_name(scope, ending)}"'
    return response

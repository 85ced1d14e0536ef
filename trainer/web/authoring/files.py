"""Banks as files: taken away, or sent, looked at and imported as drafts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from trainer.domain.kernel.errors import Refused
from trainer.services import bank_exports, bank_files, banks, draft_openings
from trainer.services.scope import Scope
from trainer.services.tables import CSV_TYPE
from trainer.web.authoring.blueprint import blueprint
from trainer.web.requests import current_scope, forget_this_step, next_step, scopes
from trainer.web.uploads import read_file, take_files

Page = str | AnyResponse | tuple[str, int]
_CARRYING = ("authoring.import_files", "authoring.import_problems")
_MOST_CARRIED = bank_files.MAX_FILE_BYTES * 4 // 3 + 100_000
"""A file as text, and what a browser sends beside it."""

take_files(blueprint, "authoring.preview_import")


@blueprint.url_value_preprocessor
def _take_what_is_carried(asked: str | None, values: object) -> None:
    """The file that was looked at comes back in a field of the form; before anything reads it the limit is raised."""
    if asked in _CARRYING and current_user.is_authenticated:
        request.max_content_length = request.max_form_memory_size = _MOST_CARRIED


@contextmanager
def _reading() -> Iterator[Scope]:
    """A scope that only reads, for the same person: long work with a file keeps nobody from writing."""
    actor = next_step().actor
    with scopes().reading() as scope:
        scope.actor = actor
        yield scope


@blueprint.get("/banks/<slug>/files")
def bank_in_files(slug: str) -> str:
    return _files_page(slug)


def _files_page(slug: str, problem: str = "") -> str:
    bank = banks.get_bank(current_scope(), slug)
    closed = draft_openings.count_closed(current_scope(), bank)
    return render_template("authoring/import.html", bank=bank, closed=closed, problem=problem)


@blueprint.post("/banks/<slug>/files/export")
def export_bank(slug: str) -> Page:
    try:
        return _sent(bank_exports.export_bank(current_scope(), slug, request.form.get("as", "")))
    except Refused as error:
        forget_this_step()
        return _files_page(slug, error.reason), 422


@blueprint.get("/questions-template.<any(csv, xlsx):ending>")
def table_template(ending: str) -> Response:
    return _sent(bank_exports.table_template(current_scope(), ending))


def _sent(file: bank_exports.BankFile) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, headers=headers, content_type=file.content_type)


@blueprint.post("/banks/<slug>/files/preview")
def preview_import(slug: str) -> Page:
    banks.get_bank(current_scope(), slug)
    try:
        data, filename = read_file()
        with _reading() as scope:
            page = bank_files.preview_import(scope, slug, data, filename)
    except Refused as error:
        forget_this_step()
        return _files_page(slug, error.reason), 422
    return render_template("authoring/import_preview.html", page=page, bank=page.bank)


@blueprint.post("/banks/<slug>/files/import")
def import_files(slug: str) -> Page:
    form = request.form
    banks.get_bank(current_scope(), slug)
    carried, looked_at, replaces = (
        form.get("carried", ""),
        _moment(form.get("looked_at", "")),
        form.get("replace") == "yes",
    )
    try:
        with _reading() as scope:
            plan = bank_files.plan_import(scope, slug, carried, looked_at, replaces=replaces)
        done = bank_files.store_import(current_scope(), plan)
    except Refused as error:
        forget_this_step()
        return _files_page(slug, error.reason), 422
    flash(_told(done))
    return redirect(url_for("authoring.bank", slug=slug), 303)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _told(done: bank_files.ImportDone) -> str:
    counted = (
        (done.created, "new"),
        (done.replaced, "with a new revision"),
        (done.unchanged, "there already"),
        (done.kept, "different here and left as they are"),
        (done.moved, "saved by somebody meanwhile and left as they are"),
        (done.wrong, "with problems and left out"),
    )
    parts = [f"{count:,} {words}" for count, words in counted if count]
    return f"Imported as drafts: {', '.join(parts)}. Nothing is published yet."


@blueprint.post("/banks/<slug>/files/problems")
def import_problems(slug: str) -> Page:
    banks.get_bank(current_scope(), slug)
    try:
        with _reading() as scope:
            content = bank_files.list_problems(scope, slug, request.form.get("carried", ""))
    except Refused as error:
        forget_this_step()
        return _files_page(slug, error.reason), 422
    headers = {"Content-Disposition": f'attachment; filename="{slug}-problems.csv"'}
    return Response(content, headers=headers, content_type=CSV_TYPE)

"""The gradebook of a class: the table, one assignment of it, files to take away."""

from collections.abc import Callable, Iterable

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import gradebook, gradebook_exports, gradebook_jobs, marks_by_hand
from trainer.services.export_jobs import FILE_DAYS
from trainer.services.gradebook import GradebookPage, LearnerRow
from trainer.services.gradebook_exports import Export
from trainer.services.scope import Scope
from trainer.services.tables import CSV_TYPE, XLSX_TYPE
from trainer.web.answer_forms import whole
from trainer.web.gradebook.blueprint import blueprint
from trainer.web.gradebook.words import LEGEND, cells_html
from trainer.web.requests import current_scope, forget_this_step, reports

Page = str | Response | tuple[str, int]
SORTS = ("name", "total", "-total")


@blueprint.get("")
@reports
def index(class_id: int) -> str:
    page = gradebook.get_gradebook(current_scope(), class_id)
    sort = request.args.get("sort", "name")
    sort = sort if sort in SORTS else "name"
    missing_only = request.args.get("missing") == "1"
    rows = [row for row in page.rows if not missing_only or any(cell.is_missing for cell in row.cells)]
    return render_template(
        "gradebook/index.html",
        page=page,
        rows=[(row, cells_html(row, page.columns)) for row in _sorted(rows, sort)],
        sort=sort,
        missing_only=missing_only,
        legend=LEGEND,
        is_big=gradebook_jobs.has_many_cells(page),
        days=FILE_DAYS,
    )


def _sorted(rows: Iterable[LearnerRow], sort: str) -> list[LearnerRow]:
    """By name as they come, or by total; whoever has none comes last either way."""
    rows = list(rows)
    if sort == "name":
        return rows
    sign = -1 if sort == "-total" else 1
    return sorted(rows, key=lambda row: (row.total is None, sign * (row.total or 0)))


@blueprint.get("/<int:assignment_id>")
@reports
def column(class_id: int, assignment_id: int) -> Page:
    return _column_page(gradebook.get_gradebook(current_scope(), class_id), assignment_id)


def _column_page(page: GradebookPage, assignment_id: int, error: Refused | None = None) -> str:
    found = page.column(assignment_id)
    if found is None:
        raise NotFound("assignment")
    place, column = found
    return render_template(
        "gradebook/column.html",
        page=page,
        column=column,
        rows=[(row, row.cells[place]) for row in page.rows],
        chosen=request.form.getlist("learner"),
        reason=request.form.get("reason", ""),
        error=error,
    )


@blueprint.post("/<int:assignment_id>/excused")
def excuse(class_id: int, assignment_id: int) -> Page:
    chosen = [number for number in map(whole, request.form.getlist("learner")) if number]
    scope = current_scope()
    try:
        done = marks_by_hand.excuse_learners(scope, class_id, assignment_id, chosen, request.form.get("reason", ""))
    except Refused as error:
        forget_this_step()
        return _column_page(gradebook.get_gradebook(current_scope(), class_id), assignment_id, error), 422
    flash(f"{done} excused." if done else "They were excused already.")
    return redirect(url_for("gradebook.column", class_id=class_id, assignment_id=assignment_id), 303)


@blueprint.post("/exports")
def prepare(class_id: int) -> Response:
    """A big file is written in the background; whoever asked is shown how far it is."""
    job_id = gradebook_jobs.queue_file(current_scope(), class_id, request.form.get("ending", ""))
    return redirect(url_for("waiting.job", job_id=job_id), 303)


@blueprint.get("/export.csv")
@reports
def export_csv(class_id: int) -> Response:
    return _download(class_id, gradebook_exports.export_csv, CSV_TYPE)


@blueprint.get("/export.xlsx")
@reports
def export_xlsx(class_id: int) -> Response:
    return _download(class_id, gradebook_exports.export_xlsx, XLSX_TYPE)


def _download(class_id: int, write: Callable[[Scope, int], Export], content_type: str) -> Response:
    if gradebook_jobs.is_big(current_scope(), class_id):
        return redirect(url_for("gradebook.index", class_id=class_id), 303)
    export = write(current_scope(), class_id)
    response = FlaskResponse(export.data, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=export.name)
    return response

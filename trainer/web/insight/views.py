"""What a class understands and what it does not: readiness, areas, errors, items."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trainer.services import class_analyses, class_errors, class_insight, class_items, class_readiness
from trainer.services.tables import CSV_TYPE, Rows, write_csv
from trainer.web.insight import plots, words
from trainer.web.plots.responses import svg
from trainer.web.requests import current_scope, reports

blueprint = Blueprint("insight", __name__, url_prefix="/classes/<int:class_id>/insight")


@blueprint.get("")
@reports
def index(class_id: int) -> str:
    page = class_readiness.get_readiness(current_scope(), class_id)
    return render_template("insight/index.html", page=page, words=words)


@blueprint.get("/readiness.csv")
@reports
def readiness_csv(class_id: int) -> Response:
    return _csv(f"readiness-class-{class_id}", class_readiness.table_of_readiness(current_scope(), class_id))


@blueprint.get("/areas")
@reports
def areas(class_id: int) -> str:
    page = class_insight.get_areas(current_scope(), class_id)
    return render_template("insight/areas.html", page=page, fewest=class_insight.FEWEST_IN_CELL, words=words)


@blueprint.get("/areas.csv")
@reports
def areas_csv(class_id: int) -> Response:
    return _csv(f"areas-class-{class_id}", class_insight.table_of_areas(current_scope(), class_id))


@blueprint.get("/errors")
@reports
def errors(class_id: int) -> str:
    page = class_errors.get_errors(current_scope(), class_id)
    return render_template("insight/errors.html", page=page, fewest=class_insight.FEWEST_IN_CELL, words=words)


@blueprint.get("/errors.csv")
@reports
def errors_csv(class_id: int) -> Response:
    return _csv(f"errors-class-{class_id}", class_errors.table_of_errors(current_scope(), class_id))


@blueprint.get("/errors.svg")
@reports
def errors_plot(class_id: int) -> Response:
    page = class_errors.get_errors(current_scope(), class_id)
    if not page.has_course:
        abort(404)
    return svg(lambda theme, size: plots.draw_errors(page, theme, size))


@blueprint.get("/items", defaults={"assignment_id": None})
@blueprint.get("/items/<int:assignment_id>")
@reports
def items(class_id: int, assignment_id: int | None) -> str:
    number = request.args.get("page", 1, type=int)
    page = class_items.get_items(current_scope(), class_id, assignment_id, number)
    return render_template("insight/items.html", page=page, heading=page.heading, words=words)


@blueprint.post("/items", defaults={"assignment_id": None})
@blueprint.post("/items/<int:assignment_id>")
def compute(class_id: int, assignment_id: int | None) -> AnyResponse:
    if class_analyses.request_analysis(current_scope(), class_id, assignment_id):
        flash("The analysis is queued. It is made in the background; load this page again in a moment.")
    else:
        flash("The analysis is already queued.")
    return redirect(url_for("insight.items", class_id=class_id, assignment_id=assignment_id), 303)


@blueprint.get("/items.csv", defaults={"assignment_id": None})
@blueprint.get("/items/<int:assignment_id>.csv")
@reports
def items_csv(class_id: int, assignment_id: int | None) -> Response:
    rows = class_items.table_of_items(current_scope(), class_id, assignment_id)
    what = f"class-{class_id}" if assignment_id is None else f"assignment-{assignment_id}"
    return _csv(f"items-{what}", rows)


@blueprint.get("/items/all/<int:version_id>", defaults={"assignment_id": None})
@blueprint.get("/items/<int:assignment_id>/<int:version_id>")
@reports
def item(class_id: int, assignment_id: int | None, version_id: int) -> str:
    page = class_items.get_item(current_scope(), class_id, assignment_id, version_id)
    place = {"class_id": class_id, "assignment_id": assignment_id, "version_id": version_id}
    return render_template("insight/item.html", page=page, heading=page.heading, place=place, words=words)


@blueprint.get("/items/all/<int:version_id>.svg", defaults={"assignment_id": None})
@blueprint.get("/items/<int:assignment_id>/<int:version_id>.svg")
@reports
def choices_plot(class_id: int, assignment_id: int | None, version_id: int) -> Response:
    page = class_items.get_item(current_scope(), class_id, assignment_id, version_id)
    if not page.has_plot:
        abort(404)
    return svg(lambda theme, size: plots.draw_choices(page, theme, size))


def _csv(name: str, rows: Rows) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(write_csv(rows), content_type=CSV_TYPE, headers=headers)

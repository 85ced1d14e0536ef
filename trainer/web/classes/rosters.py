"""Rosters: a file is sent and looked at, then its people are invited; the members as a file."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import Refused
from trainer.services import class_access, rosters
from trainer.services.tables import CSV_TYPE, XLSX_TYPE
from trainer.web.classes.blueprint import blueprint
from trainer.web.requests import current_scope, forget_this_step
from trainer.web.uploads import read_file, take_files

Page = str | AnyResponse | tuple[str, int]
_TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
_NAMED_ROWS = 10
"""A message travels in a cookie: so many row numbers stand in it at most."""

take_files(blueprint, "classes.preview_roster")


@blueprint.get("/<int:class_id>/roster")
def roster(class_id: int) -> str:
    return _roster_page(class_id, "")


def _roster_page(class_id: int, problem: str) -> str:
    member = class_access.member_for(current_scope(), class_id, Act.MANAGE)
    return render_template("classes/roster.html", member=member, problem=problem, headings=rosters.HEADINGS)


@blueprint.post("/<int:class_id>/roster/preview")
def preview_roster(class_id: int) -> Page:
    scope = current_scope()
    class_access.member_for(scope, class_id, Act.MANAGE)
    try:
        data, filename = read_file()
        page = rosters.preview_roster(scope, class_id, data, filename)
    except Refused as error:
        return _roster_page(class_id, error.reason), 422
    return render_template("classes/roster_preview.html", page=page)


@blueprint.post("/<int:class_id>/roster")
def import_roster(class_id: int) -> Page:
    try:
        imported = rosters.import_roster(current_scope(), class_id, request.form.get("roster", ""))
    except Refused as error:
        forget_this_step()
        return _roster_page(class_id, error.reason), 422
    bad = imported.roster.bad_rows
    flash(f"Invitations on their way: {imported.invited:,}.")
    if bad:
        named = ", ".join(f"{row:,}" for row in bad[:_NAMED_ROWS]) + (" …" if len(bad) > _NAMED_ROWS else "")
        flash(f"Rows left out: {len(bad):,} ({named}). Correct them in the file and send it again.")
    return redirect(url_for("classes.members", class_id=class_id), 303)


@blueprint.get("/<int:class_id>/roster/template.<any(csv, xlsx):ending>")
def roster_template(class_id: int, ending: str) -> Response:
    class_access.member_for(current_scope(), class_id, Act.MANAGE)
    return _file(rosters.roster_template(ending), "roster-template", ending)


@blueprint.get("/<int:class_id>/roster.<any(csv, xlsx):ending>")
def export_roster(class_id: int, ending: str) -> Response:
    return _file(rosters.export_roster(current_scope(), class_id, ending), f"roster-{class_id}", ending)


def _file(content: bytes, name: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, headers=headers, content_type=_TYPES[ending])

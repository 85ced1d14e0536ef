"""Corrected keys, for everybody; notices of changed grades, put away by whom they concern."""

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.services import errata, notices
from trainer.web.requests import current_scope
from trainer.web.security import safe_target

blueprint = Blueprint("errata", __name__)


@blueprint.get("/errata")
def index() -> str:
    is_member = current_user.is_authenticated  # who looks decides what is held back: asked before the list is read
    page = min(max(request.args.get("page", 1, type=int), 1), 10**6)
    return render_template("errata/index.html", page=errata.get_errata(current_scope(), page), is_member=is_member)


@blueprint.post("/notices/<int:number>/read")
def read_notice(number: int) -> Response:
    notices.mark_read(current_scope(), number)
    return redirect(safe_target(request.form.get("next")), 303)

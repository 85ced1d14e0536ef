"""The start page, for strangers and for those who come back; the choice of theme."""

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.services import dashboard, notices
from trainer.web.rendering import THEMES
from trainer.web.requests import current_scope
from trainer.web.security import safe_target

blueprint = Blueprint("home", __name__)

YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/")
def index() -> str:
    if current_user.is_authenticated:
        scope = current_scope()
        page, unread = dashboard.get_dashboard(scope), notices.list_notices(scope)
        return render_template("home/dashboard.html", page=page, notices=unread)
    return render_template("home/landing.html", page=dashboard.get_landing(current_scope()))


@blueprint.post("/theme")
def set_theme() -> Response:
    response = redirect(safe_target(request.form.get("next")), 303)
    chosen = request.form.get("theme", "auto")
    response.set_cookie("theme", chosen if chosen in THEMES else "auto", max_age=YEAR_SECONDS, samesite="Lax")
    return response

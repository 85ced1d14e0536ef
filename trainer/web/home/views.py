"""The start page, for strangers and for those who come back, with its plots; the choice of theme."""

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from trainer.services import class_work, dashboard, first_visit, guests, notices
from trainer.services.tracks import EXAM_SECONDS
from trainer.web.assignments import news
from trainer.web.guests import is_member
from trainer.web.home import plots, words
from trainer.web.plans.views import task_url
from trainer.web.plots.heat import PIXELS
from trainer.web.plots.palette import Size
from trainer.web.plots.responses import svg
from trainer.web.rendering import THEMES
from trainer.web.requests import current_scope
from trainer.web.security import safe_target

blueprint = Blueprint("home", __name__)

YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/")
def index() -> str:
    scope = current_scope()
    if not is_member():
        chosen = request.args.get("choice", "")
        return render_template(
            "home/landing.html",
            page=dashboard.get_landing(scope),
            question=first_visit.get_live_question(scope, chosen),
            kept_until=guests.kept_until(scope),
        )
    page, unread = dashboard.get_dashboard(scope), notices.list_notices(scope)
    return render_template(
        "home/dashboard.html",
        page=page,
        notices=unread,
        classwork=class_work.open_work(scope) if page.is_in_class else (),
        class_news=news.fresh_news(scope) if page.is_in_class else (),
        words=words,
        task_url=task_url,
        exam_seconds=EXAM_SECONDS[page.track],
        heat_pixels=(PIXELS[Size.HALF], PIXELS[Size.NARROW]),
    )


@blueprint.get("/today/readiness.svg")
def readiness_plot() -> Response:
    estimates, pass_questions = dashboard.get_course(current_scope())
    if not estimates:
        abort(404)
    return svg(lambda theme, size: plots.draw_course(estimates, pass_questions, theme, size))


@blueprint.get("/today/errors.svg")
def errors_plot() -> Response:
    errors = dashboard.get_case_errors(current_scope())
    if not errors.has_course:
        abort(404)
    return svg(lambda theme, size: plots.draw_errors(errors, theme, size))


@blueprint.get("/today/days.svg")
def days_plot() -> Response:
    history = dashboard.get_history(current_scope())
    return svg(lambda theme, size: plots.draw_days(history, theme, size))


@blueprint.get("/today/pace.svg")
def pace_plot() -> Response:
    scope = current_scope()
    history, exam_seconds = dashboard.get_history(scope), EXAM_SECONDS[scope.learner.track]
    if not history.pace:
        abort(404)
    return svg(lambda theme, size: plots.draw_pace_by_week(history.pace, exam_seconds, theme, size))


@blueprint.post("/theme")
def set_theme() -> AnyResponse:
    response = redirect(safe_target(request.form.get("next")), 303)
    chosen = request.form.get("theme", "auto")
    response.set_cookie("theme", chosen if chosen in THEMES else "auto", max_age=YEAR_SECONDS, samesite="Lax")
    return response

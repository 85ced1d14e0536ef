"""The study plan: look at it, make it anew, set what it is made from, take it away as a calendar."""

from collections.abc import Mapping
from typing import assert_never

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trainer.domain.readiness.plan_values import MOST_WEEKLY_HOURS, Task, TaskKind
from trainer.services import daily_mail, plans, study_settings
from trainer.web.requests import current_scope
from trainer.web.security import csrf

blueprint = Blueprint("plans", __name__, url_prefix="/plan")

Page = str | AnyResponse | tuple[str, int]


@blueprint.get("")
def index() -> Page:
    page = plans.find_plan_page(current_scope())
    if page is None:
        return render_template("plans/begin.html", **_form(study_settings.get_settings(current_scope()).typed))
    return render_template("plans/index.html", page=page, task_url=task_url)


@blueprint.post("")
def plan_again() -> Page:
    if plans.plan_again(current_scope()):
        flash("Planned again, from today.")
    else:
        flash("The plan stays as it is: nothing has changed since it was made.")
    return redirect(url_for("plans.index"), 303)


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> Page:
    scope = current_scope()
    typed = study_settings.get_settings(scope).typed
    if request.method == "GET":
        return render_template("plans/settings.html", **_form(typed))
    problems = study_settings.save_settings(scope, request.form)
    if problems:
        kept = typed | {name: request.form[name] for name in study_settings.FIELDS if name in request.form}
        return render_template("plans/settings.html", **_form(kept, problems)), 422
    flash("Saved.")
    return redirect(url_for("plans.index"), 303)


def _form(typed: Mapping[str, str], problems: Mapping[str, str] | None = None) -> dict[str, object]:
    return {
        "typed": typed,
        "problems": problems or {},
        "zones": study_settings.list_zones(),
        "most_hours": MOST_WEEKLY_HOURS,
        "most_reviews": study_settings.MOST_DAILY_REVIEWS,
    }


@blueprint.get("/calendar.ics")
def calendar() -> Response:
    file = plans.get_calendar(current_scope())
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, headers=headers, content_type="text/calendar; charset=utf-8")


@blueprint.route("/mail/stop/<token>", methods=["GET", "POST"])
@csrf.exempt  # the signed link is the proof: it also works where no cookie is kept, and from a mail program's button
def stop_mail(token: str) -> str:
    """A page with a button: a link in a mail must not act by being looked at, because mail scanners look at it."""
    is_stopped = request.method == "POST"
    if is_stopped:
        daily_mail.stop_daily_mail(current_scope(), token)
    else:
        daily_mail.check_stop_link(current_scope(), token)
    return render_template("plans/stop_mail.html", is_stopped=is_stopped)


def task_url(task: Task, track: str) -> str:
    """Where a task is done; empty for reading, which has no page of its own."""
    match task.kind:
        case TaskKind.PRACTICE:
            return url_for("practice.setup", track=track, area=task.subject)
        case TaskKind.CASES:
            return url_for("billing.index" if track == "cpb" else "cases.index")
        case TaskKind.MOCK:
            return url_for("exams.index", track=track, form=task.subject)
        case TaskKind.REVIEWS:
            return url_for("reviews.index")
        case TaskKind.READING:
            return ""
        case unreachable:
            assert_never(unreachable)

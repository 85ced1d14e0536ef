"""The diagnostic: what it is, question by question, stopping early, the starting profile, the review."""

from secrets import token_hex

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.kernel.errors import Refused
from trainer.services import diagnostic_results, diagnostics, grading
from trainer.services.practice import TRACKS
from trainer.services.sittings import NotUnderstood, QuestionPage
from trainer.web.answer_forms import read_event, typed_answer
from trainer.web.requests import current_scope, next_step

blueprint = Blueprint("diagnostics", __name__, url_prefix="/diagnostic")

Page = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> Page:
    return _index_page(_track(request.args.get("track")))


def _index_page(track: str, error: Refused | None = None) -> str:
    page = diagnostics.get_diagnostic(current_scope(), track)
    return render_template("diagnostics/index.html", page=page, error=error)


def _track(text: str | None) -> str:
    own: str = current_user.signed_in.track
    return text if text in TRACKS else own


@blueprint.post("")
def start() -> Page:
    track = _track(request.form.get("track"))
    try:
        number = diagnostics.start_diagnostic(current_scope(), track, request.form.get("request_id", ""))
    except Refused as error:
        return _index_page(track, error), 422
    return redirect(url_for("diagnostics.question", number=number), 303)


@blueprint.get("/<int:number>")
def question(number: int) -> Page:
    page = diagnostics.get_current(current_scope(), number)
    if page is None:
        return redirect(url_for("diagnostics.result", number=number), 303)
    return _question_page(page)


def _question_page(page: QuestionPage, message: str = "") -> str:
    typed = typed_answer(request.form)
    return render_template("diagnostics/question.html", page=page, typed=typed, message=message, client_id=token_hex(8))


@blueprint.post("/<int:number>/answers/<int:position>")
def answer(number: int, position: int) -> Page:
    knows = request.form.get("go") != "unknown"
    fields, event = typed_answer(request.form), read_event(request.form)
    outcome = diagnostics.answer_question(current_scope(), number, position, fields, event, knows=knows)
    match outcome:
        case NotUnderstood(message):
            page = diagnostics.get_current(current_scope(), number)
            assert page is not None
            return _question_page(page, message), 422
        case diagnostics.AnsweredBefore():
            flash(
                f"Question {position} was answered on another page before. That answer stands; this one was not kept."
            )
        case diagnostics.Finished():
            grading.grade_attempt(next_step(), number)
            return redirect(url_for("diagnostics.result", number=number), 303)
        case diagnostics.NextDealt():
            pass
    return redirect(url_for("diagnostics.question", number=number), 303)


@blueprint.get("/<int:number>/finish")
def finish(number: int) -> Page:
    page = diagnostics.get_open(current_scope(), number)
    if page is None:
        return redirect(url_for("diagnostics.result", number=number), 303)
    return render_template("diagnostics/finish.html", page=page, error=None)


@blueprint.post("/<int:number>/finish")
def submit(number: int) -> Page:
    try:
        diagnostics.finish_early(current_scope(), number)
    except Refused as error:
        page = diagnostics.get_open(current_scope(), number)
        return render_template("diagnostics/finish.html", page=page, error=error), 422
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("diagnostics.result", number=number), 303)


@blueprint.post("/<int:number>/abandon")
def abandon(number: int) -> Response:
    grading.abandon_attempt(current_scope(), number, diagnostics.KIND)
    flash("The diagnostic was given up. It stays in your history without a result; you can start another at any time.")
    return redirect(url_for("diagnostics.index"), 303)


@blueprint.get("/<int:number>/result")
def result(number: int) -> Page:
    page = diagnostic_results.get_result(current_scope(), number)
    if page.state is AttemptState.IN_PROGRESS:
        return redirect(url_for("diagnostics.question", number=number), 303)
    shown = request.args.get("show", "all")
    return render_template("diagnostics/result.html", page=page, shown=shown)


@blueprint.get("/<int:number>/review/<int:position>")
def review(number: int, position: int) -> Page:
    page = diagnostic_results.get_review(current_scope(), number, position)
    if page is None:
        return redirect(url_for("diagnostics.result", number=number), 303)
    return render_template("diagnostics/review.html", page=page)

"""Practice: choose, answer question by question, hand in, see the result."""

from collections.abc import Mapping
from secrets import token_hex
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.exams.practice import MAX_PRACTICE_ITEMS
from trainer.domain.items.answers import MAX_FIELD_CHARACTERS
from trainer.domain.kernel.errors import Conflict, Refused
from trainer.services import class_work, grading, practice, practice_results, sittings
from trainer.web.answer_forms import chosen_confidence, read_event, typed_answer, whole
from trainer.web.practice.navigator import navigator
from trainer.web.requests import current_scope, next_step, start_over

blueprint = Blueprint("practice", __name__, url_prefix="/practice")

Page = str | Response | tuple[str, int]
DEFAULT_NUMBER = 10


@blueprint.get("")
def setup() -> Page:
    track = _track(request.args.get("track"))
    pool = request.args.get("pool", practice.Pool.ALL)
    chosen = {"pool": pool, "areas": request.args.getlist("area"), "number": str(DEFAULT_NUMBER)}
    return _setup_page(track, chosen)


@blueprint.post("")
def start() -> Page:
    track = _track(request.form.get("track"))
    scope = current_scope()
    try:
        number = practice.start_practice(scope, _request(track))
    except Refused as error:
        chosen = {**request.form.to_dict(), "areas": request.form.getlist("area")}
        return _setup_page(track, chosen, error), 422
    return redirect(url_for("practice.question", number=number, position=1), 303)


def _track(text: str | None) -> str:
    if text in practice.TRACKS:
        return str(text)
    own: str = current_user.signed_in.track
    return own


def _request(track: str) -> practice.PracticeRequest:
    form = request.form
    number = form.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise Refused(f"Choose from 1 to {MAX_PRACTICE_ITEMS} questions.", "number")
    try:
        pool, feedback = practice.Pool(form.get("pool", "all")), Feedback(form.get("feedback", "at_once"))
    except ValueError as error:
        raise Refused("Choose one of the ways to practice that are shown.") from error
    wanted = practice.known_areas(current_scope(), track, form.getlist("area"))
    return practice.PracticeRequest(
        track, wanted, int(number), pool, feedback, form.get("is_timed") == "yes", form.get("request_id", "")
    )


def _setup_page(track: str, chosen: Mapping[str, object], error: Refused | None = None) -> str:
    return render_template(
        "practice/setup.html",
        page=practice.get_setup(current_scope(), track),
        chosen=chosen,
        error=error,
        most=MAX_PRACTICE_ITEMS,
        Pool=practice.Pool,
    )


@blueprint.get("/<int:number>")
def resume(number: int) -> Response:
    position = sittings.first_open_position(current_scope(), number)
    return redirect(url_for("practice.question", number=number, position=position), 303)


@blueprint.get("/<int:number>/questions/<int:position>")
def question(number: int, position: int) -> str:
    return _question_page(number, position)


def _question_page(number: int, position: int, message: str = "") -> str:
    page = sittings.get_question(current_scope(), number, position)
    is_answering = page.is_open and page.verdict is None
    return render_template(
        "practice/question.html",
        page=page,
        typed=typed_answer(request.values) if is_answering else {},
        confidence=chosen_confidence(request.values),
        message=message,
        client_id=token_hex(8),
        now=current_scope().now,
        navigator=navigator,
    )


@blueprint.post("/<int:number>/answers/<int:position>")
def answer(number: int, position: int) -> Page:
    try:
        outcome = _save(number, position)
    except Conflict:  # the same form sent twice at once: the second one finds what the first has stored
        start_over()
        outcome = _save(number, position)
    match outcome:
        case sittings.NotUnderstood(message):
            next_step()  # the note stands by itself
            return _question_page(number, position, message), 422
        case sittings.TooLate(seconds):
            flash(
                f"Your last answer came {seconds} seconds after the end. It is kept, but it does not count; "
                "everything saved before does."
            )
            return redirect(url_for("practice.finish", number=number), 303)
        case sittings.Saved():
            return redirect(_destination(number, position), 303)


def _save(number: int, position: int) -> sittings.Saved | sittings.NotUnderstood | sittings.TooLate:
    form, scope = request.form, current_scope()
    if form.get("note", "").strip() != form.get("note_before", "").strip():
        sittings.set_note(scope, number, position, form.get("note", ""))
    said = chosen_confidence(form)
    return sittings.save_answer(scope, number, position, typed_answer(form), read_event(form), confidence=said)


def _destination(number: int, position: int) -> str:
    go = request.form.get("go", "stay")
    if go == "finish":
        return url_for("practice.finish", number=number)
    target = whole(go) or position
    return url_for("practice.question", number=number, position=target)


@blueprint.post("/<int:number>/flags/<int:position>")
def flag(number: int, position: int) -> Response:
    sittings.set_flag(current_scope(), number, position, is_flagged=request.form.get("flag") == "yes")
    return _back_to_question(number, position)


@blueprint.post("/<int:number>/notes/<int:position>")
def note(number: int, position: int) -> Response:
    sittings.set_note(current_scope(), number, position, request.form.get("note", ""))
    flash("Your note is saved.")
    return _back_to_question(number, position)


def _back_to_question(number: int, position: int) -> Response:
    """What was entered and not saved yet goes along in the address; text that is no answer stays behind."""
    typed = {
        name: [text for text in texts if len(text) <= MAX_FIELD_CHARACTERS]
        for name, texts in typed_answer(request.form).items()
    }
    if confidence := chosen_confidence(request.form):
        typed["confidence"] = [confidence]
    target = url_for("practice.question", number=number, position=position) + "?" + urlencode(typed, doseq=True)
    return redirect(target.rstrip("?"), 303)


@blueprint.get("/<int:number>/finish")
def finish(number: int) -> Page:
    page = practice_results.get_result(current_scope(), number)
    if page.is_graded:
        return redirect(url_for("practice.result", number=number), 303)
    return render_template("practice/finish.html", page=page)


@blueprint.post("/<int:number>/finish")
def submit(number: int) -> Response:
    grading.submit_attempt(current_scope(), number, AttemptKind.PRACTICE)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("practice.result", number=number), 303)


@blueprint.post("/<int:number>/abandon")
def abandon(number: int) -> Response:
    grading.abandon_attempt(current_scope(), number, AttemptKind.PRACTICE)
    flash("The sitting was given up. It stays in your history, ungraded; answers given in it are kept.")
    return redirect(url_for("practice.setup"), 303)


@blueprint.get("/<int:number>/result")
def result(number: int) -> Page:
    page = practice_results.get_result(current_scope(), number)
    if not page.is_graded:
        return redirect(url_for("practice.finish", number=number), 303)
    shown = request.args.get("show", "all")
    place = class_work.find_place(current_scope(), number) if page.is_assigned else None
    return render_template("practice/result.html", page=page, shown=shown, place=place)

"""The list of exams, and sitting one question by question: every step is a form that works without a script."""

from datetime import datetime
from secrets import token_hex

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.attempts.decisions import AttemptClosed, AttemptPaused, PauseNotAllowed, StaleAnswer
from trainer.domain.exams.aids import Highlight
from trainer.domain.kernel.errors import Conflict, Refused
from trainer.services import exam_clock, exam_sessions, exams, grading, sittings
from trainer.services.practice import TRACKS
from trainer.web.answer_forms import read_event, typed_answer, whole
from trainer.web.exams import replies
from trainer.web.exams.blueprint import blueprint
from trainer.web.requests import current_scope, forget_this_step, next_step, start_over

Page = str | Response | tuple[str, int] | replies.Reply
DEFAULT_FORM = "short-25"


@blueprint.app_template_global("highlights_json")
def _highlights_json(highlights: tuple[Highlight, ...]) -> str:
    return replies.highlights_json(highlights)


@blueprint.before_request
def _refuse_what_another_learner_entered() -> replies.Reply | None:
    """A page left open while somebody else logged in would send its answers to that learner's exam of this number."""
    sender = request.form.get("learner") if request.method == "POST" else None
    if sender is None or not current_user.is_authenticated or sender == str(current_user.signed_in.id):
        return None
    return {"outcome": "other_learner"}, 409


@blueprint.get("")
def index() -> str:
    return _index(_track(request.args.get("track")), {"form": request.args.get("form", DEFAULT_FORM)})


def _index(track: str, chosen: dict[str, str], error: Refused | None = None) -> str:
    page = exams.get_exams(current_scope(), track)
    offered = [row.form.slug for row in page.forms if not row.missing]
    if chosen.get("form") not in offered:
        chosen = chosen | {"form": offered[0] if offered else ""}
    return render_template("exams/index.html", page=page, chosen=chosen, error=error, now=current_scope().now)


def _track(text: str | None) -> str:
    own: str = current_user.signed_in.track
    return text if text in TRACKS else own


@blueprint.post("")
def start() -> Page:
    form = request.form
    if not form.get("form"):
        return _index(_track(form.get("track")), form.to_dict(), Refused("Choose an exam first.", "form")), 422
    wanted = exams.ExamRequest(
        _track(form.get("track")),
        form.get("form", ""),
        is_exam_like=form.get("manner") == "exam",
        is_shuffled=form.get("order") == "shuffled",
        request_id=form.get("request_id", ""),
    )
    try:
        number = exams.start_exam(current_scope(), wanted)
    except Refused as error:
        forget_this_step()
        return _index(wanted.track, form.to_dict(), error), 422
    return redirect(url_for("exams.resume", number=number), 303)


@blueprint.get("/<int:number>")
def resume(number: int) -> Response:
    paper = exam_sessions.get_paper(current_scope(), number)
    if not paper.sitting.is_open:
        return redirect(url_for("exams.finish", number=number), 303)
    unanswered = (cell.position for cell in paper.cells if not cell.is_answered)
    return redirect(url_for("exams.question", number=number, position=next(unanswered, 1)), 303)


@blueprint.get("/<int:number>/questions/<int:position>")
def question(number: int, position: int) -> Page:
    return _question_page(number, position)


def _question_page(number: int, position: int, message: str = "", *, is_stored: bool = False) -> str | Response:
    paper = exam_sessions.get_paper(current_scope(), number, position)
    if not paper.sitting.is_open:
        return redirect(url_for("exams.finish", number=number), 303)
    if paper.sitting.is_paused:
        return render_template("exams/paused.html", sitting=paper.sitting)
    return render_template(
        "exams/question.html",
        paper=paper,
        question=paper.questions[0],
        typed={} if is_stored else typed_answer(request.form),
        message=message,
        client_id=token_hex(8),
        shown_at=replies.stamp(current_scope().now),
        deadline_at=replies.stamp(paper.sitting.deadline_at),
        learner_id=current_user.signed_in.id,
    )


@blueprint.get("/<int:number>/paper")
def paper(number: int) -> str:
    """All questions as the page of one shows them, for the runner, which then needs no other page."""
    everything = exam_sessions.get_paper(current_scope(), number)
    stamped = replies.stamp(current_scope().now)
    return render_template("exams/paper.html", paper=everything, client_id=token_hex(8), shown_at=stamped)


@blueprint.get("/<int:number>/state")
def state(number: int) -> dict[str, object]:
    return replies.state(number)


@blueprint.post("/<int:number>/answers/<int:position>")
def answer(number: int, position: int) -> Page:
    is_json = request.accept_mimetypes.best == "application/json"
    try:
        outcome = _save(number, position)
    except StaleAnswer:
        forget_this_step()
        return replies.conflict(number, position) if is_json else _both_versions(number, position)
    except (AttemptClosed, AttemptPaused) as error:
        if not is_json:
            raise
        forget_this_step()
        return replies.refused(number, "paused" if isinstance(error, AttemptPaused) else "closed")
    if is_json:
        return replies.saved(number, position, outcome)
    return _after_saving(number, position, outcome)


def _both_versions(number: int, position: int) -> Page:
    """For a form without a script: what is stored, and what was entered beside it. Nothing was overwritten."""
    paper = exam_sessions.get_paper(current_scope(), number, position)
    entered = [text for texts in typed_answer(request.form).values() for text in texts if text.strip()]
    options = paper.questions[0].options if paper.questions else ()
    letters = {option.id: chr(ord("A") + at) for at, option in enumerate(options)}
    here = ", ".join(letters.get(text, text) for text in entered)[:200] or "no answer"
    shown = _question_page(
        number,
        position,
        "Another tab or device has saved a newer answer to this question: it is the one shown. "
        f"You had entered: {here}. Nothing was overwritten; choose again if yours is right.",
        is_stored=True,
    )
    return (shown, 409) if isinstance(shown, str) else shown


def _save(number: int, position: int) -> sittings.Saved | sittings.NotUnderstood | sittings.TooLate:
    def save() -> sittings.Saved | sittings.NotUnderstood | sittings.TooLate:
        fields, event = typed_answer(request.form), read_event(request.form)
        return sittings.save_answer(current_scope(), number, position, fields, event, kind=AttemptKind.EXAM)

    try:
        return save()
    except Conflict:  # the same event, or another page's, was stored at the same moment
        start_over()
        return save()


def _after_saving(
    number: int, position: int, outcome: sittings.Saved | sittings.NotUnderstood | sittings.TooLate
) -> Page:
    """Where a form without a script goes on."""
    match outcome:
        case sittings.NotUnderstood(message):
            shown = _question_page(number, position, message)
            return (shown, 422) if isinstance(shown, str) else shown
        case sittings.TooLate(seconds):
            flash(
                f"Your last answer came {seconds} seconds after the end. It is kept, but it does not count; "
                "everything saved before does."
            )
            return redirect(url_for("exams.finish", number=number), 303)
        case sittings.Saved():
            _record_form_view(number, position)
            go = request.form.get("go", "")
            if go == "finish":
                return redirect(url_for("exams.finish", number=number), 303)
            return redirect(url_for("exams.question", number=number, position=whole(go) or position), 303)


def _record_form_view(number: int, position: int) -> None:
    """How long the page of the question was open, for forms sent without a script."""
    try:
        shown_at = datetime.fromisoformat(request.form.get("shown_at", ""))
        spent_ms = int((current_scope().now - shown_at).total_seconds() * 1000)
    except (ValueError, TypeError):  # an altered field: nothing is known of the time
        return
    view = exam_sessions.View(read_event(request.form).client_id, 1, position, spent_ms)
    exam_sessions.record_view(current_scope(), number, view)


@blueprint.post("/<int:number>/flags/<int:position>")
def flag(number: int, position: int) -> Page:
    is_flagged = request.form.get("flag") == "yes"
    sittings.set_flag(current_scope(), number, position, is_flagged=is_flagged, kind=AttemptKind.EXAM)
    return _save_then(number, position, url_for("exams.question", number=number, position=position))


def _save_then(number: int, position: int, target: str) -> Page:
    """A button of the question's form that does something else keeps the answer in the form as well."""
    if "base_revision" not in request.form:
        return redirect(target, 303)
    next_step()
    try:
        outcome = _save(number, position)
    except StaleAnswer:
        forget_this_step()
        return _both_versions(number, position)
    except (AttemptClosed, AttemptPaused):
        forget_this_step()
        return redirect(target, 303)
    if isinstance(outcome, sittings.Saved):
        return redirect(target, 303)
    return _after_saving(number, position, outcome)


@blueprint.post("/<int:number>/pause")
def pause(number: int) -> Page:
    position = whole(request.form.get("position"))
    if position:
        kept = _save_then(number, position, "")
        if not isinstance(kept, Response) or kept.headers["Location"]:
            return kept
        next_step()
    try:
        exam_clock.pause(current_scope(), number)
    except PauseNotAllowed:
        flash("This exam has no pauses, as the real one. The clock runs on.")
    return redirect(url_for("exams.resume", number=number), 303)


@blueprint.post("/<int:number>/go-on")
def go_on(number: int) -> Response:
    exam_clock.resume(current_scope(), number)
    return redirect(url_for("exams.resume", number=number), 303)


@blueprint.get("/<int:number>/finish")
def finish(number: int) -> Page:
    page = exam_sessions.get_paper(current_scope(), number)
    if page.sitting.is_graded:
        return redirect(url_for("exams.result", number=number), 303)
    return render_template(
        "exams/finish.html",
        page=page,
        deadline_at=replies.stamp(page.sitting.deadline_at),
        shown_at=replies.stamp(current_scope().now),
    )


@blueprint.post("/<int:number>/finish")
def submit(number: int) -> Response:
    sitting = exam_sessions.get_sitting(current_scope(), number)
    if request.form.get("because") == "time" and sitting.is_open and current_scope().now < sitting.deadline_at:
        return redirect(url_for("exams.resume", number=number), 303)  # more time was given meanwhile
    grading.submit_attempt(current_scope(), number, AttemptKind.EXAM)
    grading.grade_attempt(next_step(), number)
    return redirect(url_for("exams.result", number=number), 303)


@blueprint.post("/<int:number>/abandon")
def abandon(number: int) -> Response:
    grading.abandon_attempt(current_scope(), number, AttemptKind.EXAM)
    flash("The exam was given up. It stays in your history, ungraded; answers given in it are kept.")
    return redirect(url_for("exams.index"), 303)

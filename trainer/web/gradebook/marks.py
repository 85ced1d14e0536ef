"""Marks by hand: scores, excuses, points of a question or a line, findings that do not hold, comments."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Refused
from trainer.services import case_marks, marks_by_hand
from trainer.services.gradebook_work import WorkPlace
from trainer.web.answer_forms import whole
from trainer.web.gradebook.blueprint import blueprint
from trainer.web.gradebook.words import read_permille
from trainer.web.gradebook.work import sitting_page, work_page
from trainer.web.requests import current_scope, forget_this_step

Page = str | Response | tuple[str, int]


@blueprint.post("/<int:assignment_id>/<int:learner_id>/marks")
def mark(class_id: int, assignment_id: int, learner_id: int) -> Page:
    """Sets the score, excuses, or clears what was set: `kind` says which."""
    form = request.form
    base, reason = whole(form.get("base")), form.get("reason", "")

    def act(place: WorkPlace) -> str:
        match form.get("kind"):
            case "score":
                permille = read_permille(form.get("percent", ""))
                marks_by_hand.set_score(current_scope(), place, base, permille, reason)
                return "The score is set. The learner sees it with your reason."
            case "excused":
                marks_by_hand.excuse(current_scope(), place, base, reason)
                return "Excused. The learner sees your reason."
            case "cleared":
                marks_by_hand.clear_mark(current_scope(), place, base, reason)
                return "What was earned counts again."
            case _:
                raise Refused("Choose what to do.", "kind")

    return _on_work(class_id, assignment_id, learner_id, act)


@blueprint.post("/<int:assignment_id>/<int:learner_id>/comments")
def comment(class_id: int, assignment_id: int, learner_id: int) -> Page:
    """About all of the work."""

    def act(place: WorkPlace) -> str:
        marks_by_hand.add_comment(current_scope(), place, request.form.get("text", ""))
        return "The learner sees your comment."

    return _on_work(class_id, assignment_id, learner_id, act)


@blueprint.post("/<int:assignment_id>/<int:learner_id>/comments/<int:comment_number>/withdrawal")
def withdraw(class_id: int, assignment_id: int, learner_id: int, comment_number: int) -> Page:
    def act(place: WorkPlace) -> str:
        marks_by_hand.withdraw_comment(current_scope(), place, comment_number)
        return "The comment is withdrawn."

    return _on_work(class_id, assignment_id, learner_id, act)


def _on_work(class_id: int, assignment_id: int, learner_id: int, act: Callable[[WorkPlace], str]) -> Page:
    """Does it and says so; where it is refused, the page again with what was typed."""
    try:
        flash(act(marks_by_hand.place_to_change(current_scope(), class_id, assignment_id, learner_id)))
    except Refused as error:
        forget_this_step()
        return work_page(class_id, assignment_id, learner_id, error), 422
    there = url_for("gradebook.work", class_id=class_id, assignment_id=assignment_id, learner_id=learner_id)
    return redirect(there, 303)


@blueprint.post("/<int:assignment_id>/<int:learner_id>/sittings/<int:number>/questions/<int:position>/points")
def question_points(class_id: int, assignment_id: int, learner_id: int, number: int, position: int) -> Page:
    form = request.form

    def act(place: WorkPlace) -> str:
        marks_by_hand.mark_question(
            current_scope(),
            place,
            number,
            position,
            base=_number("base", "this question has"),
            earned=_number("points", "the question gets"),
            reason=form.get("reason", ""),
        )
        return f"The points of question {position} are changed. The learner is told, with your reason."

    return _on_sitting((class_id, assignment_id, learner_id, number), act, f"q-{position}")


@blueprint.post("/<int:assignment_id>/<int:learner_id>/sittings/<int:number>/lines")
def line_points(class_id: int, assignment_id: int, learner_id: int, number: int) -> Page:
    """Gives a line of a graded case other points."""

    def act(place: WorkPlace) -> str:
        line, earned = _number("line", "the line"), _number("points", "the line gets")
        reason, base = request.form.get("reason", ""), whole(request.form.get("base"))
        case_marks.mark_line(current_scope(), place, number, line, base=base, earned=earned, reason=reason)
        return "The points of the line are changed. The learner is told, with your reason."

    return _on_sitting((class_id, assignment_id, learner_id, number), act, "by-hand")


@blueprint.post("/<int:assignment_id>/<int:learner_id>/sittings/<int:number>/findings")
def withdraw_finding(class_id: int, assignment_id: int, learner_id: int, number: int) -> Page:
    """Takes back an error that was found in a case."""

    def act(place: WorkPlace) -> str:
        line, _, finding = request.form.get("finding", "").partition(".")
        if not (line.isdecimal() and finding.isdecimal()):
            raise Refused("Choose the error to withdraw.", "finding")
        reason, base = request.form.get("reason", ""), whole(request.form.get("base"))
        case_marks.withdraw_finding(
            current_scope(), place, number, int(line[:6]), int(finding[:6]), base=base, reason=reason
        )
        return "The error is withdrawn. The learner is told, with your reason."

    return _on_sitting((class_id, assignment_id, learner_id, number), act, "by-hand")


@blueprint.post("/<int:assignment_id>/<int:learner_id>/sittings/<int:number>/comments")
def sitting_comment(class_id: int, assignment_id: int, learner_id: int, number: int) -> Page:
    """About a sitting, or the question of it at `position`."""

    def act(place: WorkPlace) -> str:
        position = whole(request.form.get("position"))
        marks_by_hand.add_comment(current_scope(), place, request.form.get("text", ""), number, position)
        return "The learner sees your comment."

    return _on_sitting((class_id, assignment_id, learner_id, number), act, "comments")


def _number(name: str, of: str) -> int:
    """A whole number from the form.

    Raises:
        Refused: it is none.
    """
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Refused(f"Type a whole number for what {of}.", name)
    return int(text)


def _on_sitting(sitting: tuple[int, int, int, int], act: Callable[[WorkPlace], str], anchor: str) -> Page:
    class_id, assignment_id, learner_id, number = sitting
    try:
        flash(act(marks_by_hand.place_to_change(current_scope(), class_id, assignment_id, learner_id)))
    except Refused as error:
        forget_this_step()
        return sitting_page(*sitting, error=error), 422
    there = url_for(
        "gradebook.sitting",
        class_id=class_id,
        assignment_id=assignment_id,
        learner_id=learner_id,
        number=number,
        _anchor=anchor,
    )
    return redirect(there, 303)

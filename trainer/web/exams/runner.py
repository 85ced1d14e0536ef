"""What the script of the runner sends besides answers: which page is worked in, aids, notepad, time, flags."""

from flask import request
from pydantic import ValidationError

from trainer.adapters import adapter_of
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.exams.aids import QuestionAids
from trainer.domain.kernel.errors import Refused
from trainer.services import exam_sessions, sittings
from trainer.web.answer_forms import whole
from trainer.web.exams import replies
from trainer.web.exams.blueprint import blueprint
from trainer.web.requests import current_scope, forget_this_step

_REFUSED = "The marks cannot be read. Nothing was stored."


@blueprint.post("/<int:number>/take")
def take(number: int) -> replies.Reply:
    """This page is the one that is worked in from now on."""
    try:
        exam_sessions.take_over(current_scope(), number, request.form.get("client_id", ""))
    except AttemptClosed:
        forget_this_step()
        return replies.refused(number, "closed")
    return replies.state(number), 200


@blueprint.post("/<int:number>/aids/<int:position>")
def aids(number: int, position: int) -> replies.Reply:
    """Keeps `aids`, a JSON object with `struck` and `highlights`."""
    try:
        marks = adapter_of(QuestionAids).validate_json(request.form.get("aids", ""))
        exam_sessions.set_aids(current_scope(), number, position, marks)
    except (ValidationError, Refused):
        forget_this_step()
        return {"outcome": "refused", "message": _REFUSED}, 422
    except AttemptClosed:
        forget_this_step()
        return replies.refused(number, "closed")
    return {"outcome": "saved"}, 200


@blueprint.post("/<int:number>/notepad")
def notepad(number: int) -> replies.Reply:
    try:
        exam_sessions.set_notepad(current_scope(), number, request.form.get("text", ""))
    except Refused as error:
        forget_this_step()
        return {"outcome": "refused", "message": error.reason}, 422
    except AttemptClosed:
        forget_this_step()
        return replies.refused(number, "closed")
    return {"outcome": "saved"}, 200


@blueprint.post("/<int:number>/views/<int:position>")
def view(number: int, position: int) -> replies.Reply:
    """A question was on the screen for `spent_ms`."""
    form = request.form
    seen = exam_sessions.View(
        form.get("client_id", ""), max(1, whole(form.get("sequence"))), position, whole(form.get("spent_ms"))
    )
    exam_sessions.record_view(current_scope(), number, seen)
    return {"outcome": "saved"}, 200


@blueprint.post("/<int:number>/marks/<int:position>")
def mark(number: int, position: int) -> replies.Reply:
    """Flags a question, or takes the flag away; the answer is for the script."""
    is_flagged = request.form.get("flag") == "yes"
    sittings.set_flag(current_scope(), number, position, is_flagged=is_flagged, kind=AttemptKind.EXAM)
    return {"outcome": "saved"}, 200
